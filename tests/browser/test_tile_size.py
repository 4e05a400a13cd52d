"""The size of photos in the grid, chosen in the menu and remembered by the browser."""

import pytest
from playwright.sync_api import Browser, Page, expect
from support.gallery_app import App
from support.owners_page import add_photos, open_menu, visiting

ROW = 'document.querySelector(".photos li").getBoundingClientRect().height'
IMAGES = """[...document.querySelectorAll(".photos img")].map(({src}) => /-(\\d+)\\?|previews\\/(\\d+)/.exec(src))
    .map(([_, stored, made]) => stored ?? made)"""
COUNT = 24


@pytest.fixture(scope="module")
def app(shared_app: App) -> App:
    add_photos(shared_app, COUNT, album="Sizes")
    return shared_app


def choose(page: Page, size: str) -> None:
    open_menu(page)
    page.get_by_label(size, exact=True).check()
    expect(page.locator(f".photos.{size.lower()}.ready")).to_be_attached()
    page.keyboard.press("Escape")


def test_photos_change_their_size_at_once_and_after_a_reload(browser: Browser, app: App) -> None:
    """Large ones load sharper previews, also those that came with the page."""
    with visiting(browser, app) as page:
        page.goto("/?album=Sizes", wait_until="networkidle")
        heights = {"Medium": page.evaluate(ROW)}
        for size in ("Large", "Small"):
            choose(page, size)
            heights[size] = page.evaluate(ROW)
            page.wait_for_load_state("networkidle")
            assert set(page.evaluate(IMAGES)) == {"480" if size == "Large" else "240"}
            page.reload(wait_until="networkidle")
            assert page.evaluate(ROW) == heights[size]
            assert set(page.evaluate(IMAGES)) == {"480" if size == "Large" else "240"}
            open_menu(page)
            expect(page.get_by_label(size, exact=True)).to_be_checked()
            page.keyboard.press("Escape")
        assert heights["Small"] < heights["Medium"] < heights["Large"]


def test_visitors_choose_a_size_too(browser: Browser, app: App) -> None:
    with visiting(browser, app) as page:
        page.context.clear_cookies()
        page.goto("/?album=Sizes", wait_until="networkidle")
        usual = page.evaluate(ROW)
        choose(page, "Large")
        assert page.evaluate(ROW) > usual
        expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
        expect(page.get_by_role("link", name="Trash")).to_have_count(0)


def test_other_pages_use_the_chosen_size(browser: Browser, app: App) -> None:
    with visiting(browser, app) as page:
        page.goto("/?album=Sizes", wait_until="networkidle")
        choose(page, "Large")
        page.goto("/?album=Sizes&month=2026-09")
        expect(page.locator(".photos.large.ready")).to_be_attached()


def test_without_scripts_there_is_no_menu_for_visitors(browser: Browser, app: App) -> None:
    """It would be empty."""
    with visiting(browser, app, java_script_enabled=False) as page:
        page.context.clear_cookies()
        page.goto("/?album=Sizes")
        expect(page.get_by_role("button", name="Menu")).to_be_hidden()
