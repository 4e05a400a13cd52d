"""Pages at rest: no axe violations in light and dark, no overflow, targets that are large enough."""

from dataclasses import replace

import pytest
import requests
from conftest import StartApp
from playwright.sync_api import Browser, Page, expect
from support.gallery_app import App
from support.owners_page import DESKTOP, OVERFLOW, PHONE, add_photos, check_accessibility, visiting
from support.pictures import jpeg

KEY = "a key of the owner's own"


@pytest.fixture(scope="module")
def keyed_app(shared_app: App, start_app: StartApp) -> App:
    """The shared gallery for visitors: its owner has a key."""
    add_photos(shared_app, 12, first=9_000)
    containers = {"PHOTO_CONTAINER": shared_app.photos_container, "PREVIEW_CONTAINER": shared_app.previews_container}
    return replace(shared_app, url=start_app({**containers, "OWNER_KEY": KEY}))


def check_at_rest(page: Page) -> None:
    """Check criteria 9 and 10 at the window's width."""
    expect(page.locator("main")).to_be_visible()
    check_accessibility(page, "header, main")
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_empty_gallery_is_accessible(browser: Browser, gallery_app: App, size: tuple[int, int]) -> None:
    """Criteria 9, 10 and 21."""
    with visiting(browser, gallery_app, size, bypass_csp=True) as page:
        page.goto("/")
        expect(page.get_by_text("No photos yet.")).to_be_visible()
        expect(page.get_by_role("button", name="Add photos")).to_be_visible()
        expect(page.get_by_label("Album")).to_be_hidden()
        check_at_rest(page)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize(
    "address", ["/", "/?month=2051-05", "/albums", "/sign-in", "/?photo=none.jpg", "/nowhere", "/trash"]
)
def test_pages_for_visitors_are_accessible(
    browser: Browser, keyed_app: App, address: str, size: tuple[int, int]
) -> None:
    """Criteria 9 and 10 for the grid, albums, the sign-in form, an error, and a page for the owner only."""
    with visiting(browser, keyed_app, size, bypass_csp=True) as page:
        page.goto(address)
        check_at_rest(page)


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_grid_is_accessible_after_signing_in(browser: Browser, keyed_app: App, size: tuple[int, int]) -> None:
    """Criteria 9 and 10."""
    with visiting(browser, keyed_app, size, bypass_csp=True) as page:
        page.goto("/sign-in")
        page.get_by_label("Owner's key").fill(KEY)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Menu")).to_be_visible()
        expect(page.locator(".photos img").first).to_be_visible()
        check_at_rest(page)


@pytest.mark.parametrize("scripted", [True, False])
def test_the_menu_has_trash_and_sign_out(browser: Browser, shared_app: App, *, scripted: bool) -> None:
    """Also without scripts. Escape closes it."""
    with visiting(browser, shared_app, (360, 740), java_script_enabled=scripted) as page:
        page.goto("/trash")
        page.get_by_role("button", name="Menu").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        expect(page.get_by_role("link", name="Trash")).to_have_attribute("aria-current", "page")
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Trash")).to_be_hidden()


def test_the_header_fits_in_one_row_on_phones(browser: Browser, shared_app: App) -> None:
    """With the owner's buttons."""
    add_photos(shared_app, 1, first=9_500)
    with visiting(browser, shared_app, (360, 740)) as page:
        page.goto("/")
        header = page.locator("header.bar").bounding_box()
        assert header
        assert header["height"] <= 64
        assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("address", ["/", "/albums", "/trash", "/sign-in", "/?photo=none.jpg"])
def test_question_mark_lists_shortcuts_on_every_page(browser: Browser, shared_app: App, address: str) -> None:
    """Criterion 11. Typed into a field, it's only a character."""
    with visiting(browser, shared_app) as page:
        page.goto(address, wait_until="networkidle")
        page.keyboard.press("?")
        shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
        if page.locator("input:focus").count():
            expect(shortcuts).to_have_count(0)
        else:
            expect(shortcuts).to_be_visible()


def test_flash_messages_are_accessible(browser: Browser, shared_app: App) -> None:
    """Criteria 1 and 9, for browsers without scripts."""
    files = [("photos", ("report.jpg", jpeg("#123456"))), ("photos", ("x.pdf", b"%PDF-1.7"))]
    headers = {"Accept": "text/html", "Origin": shared_app.url}
    response = requests.post(
        f"{shared_app.url}/upload-photos", files=files, headers=headers, timeout=60, allow_redirects=False
    )
    with visiting(browser, shared_app, PHONE, bypass_csp=True) as page:
        page.goto(response.headers["Location"])
        expect(page.get_by_text("x.pdf is a PDF")).to_be_visible()
        check_at_rest(page)
