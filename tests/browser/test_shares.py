"""A shared link in a guest's browser."""

from collections.abc import Iterator

import pytest
from conftest import StartApp
from playwright.sync_api import Browser, Page, expect
from support.gallery_app import App, new_containers
from support.instances import open_library
from support.owners_page import PHONE, add_photos, grid_links, visiting

from gallery.library.shares.passwords import hash_password
from gallery.library.shares.store import create_share, revoke_share, share_album
from gallery.library.trash import move_to_trash
from gallery.model.shares import Share
from gallery.storage.account import Storage

INTERVAL = 20_000


@pytest.fixture(scope="module")
def app(start_app: StartApp, connection_string: str) -> App:
    """A private gallery with an album of three photos."""
    names = new_containers()
    settings = {"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews, "GALLERY_VISIBILITY": "private"}
    started = App(start_app(settings), connection_string, *names)
    add_photos(started, 3, "Party")
    return started


@pytest.fixture(scope="module")
def library(app: App) -> Iterator[Storage]:
    opened = open_library(app)
    yield opened
    opened.service.close()


@pytest.fixture
def share(library: Storage) -> Share:
    return create_share(library, album=share_album(library, "Party"))


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    with visiting(browser, app) as opened:
        opened.context.clear_cookies()
        yield opened


def test_a_guest_sees_the_photos_and_asks_for_nothing_else(page: Page, share: Share) -> None:
    """Every request of the page and the viewer goes below the link, to static files, or for one preview."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto(share.path, wait_until="networkidle")
    expect(page.get_by_role("heading", name="Party", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation", name="Gallery")).to_have_count(0)
    grid_links(page).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("i")
    page.keyboard.press("ArrowRight")
    page.wait_for_load_state("networkidle")
    assert f"{share.path}?photo=" in page.url
    page.reload(wait_until="networkidle")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url.endswith(share.path)
    own = (share.path, "/static/")
    others = [url for url in urls if not any(part in url for part in own) and "&sr=b&" not in url]
    assert others == []


def test_photos_that_others_add_and_remove_show_while_the_page_is_open(
    page: Page, app: App, library: Storage, share: Share
) -> None:
    """After at most 20 seconds, without a reload."""
    page.clock.install()
    page.goto(share.path, wait_until="networkidle")
    expect(grid_links(page)).to_have_count(3)
    add_photos(app, 1, "Party", first=7)
    with page.expect_response(lambda response: "/photos?limit=" in response.url):
        page.clock.run_for(INTERVAL + 1000)
    expect(grid_links(page)).to_have_count(4)
    move_to_trash(library, "Party/7.jpg")
    with page.expect_response(lambda response: "/photos?limit=" in response.url):
        page.clock.run_for(INTERVAL + 1000)
    expect(grid_links(page)).to_have_count(3)


def test_a_slideshow_shows_what_arrives_and_starts_over(page: Page, app: App, library: Storage, share: Share) -> None:
    """For a screen at a party."""
    page.clock.install()
    page.goto(share.path, wait_until="networkidle")
    page.clock.run_for(1000)
    grid_links(page).last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(5):
        page.clock.run_for(500)
    expect(page.locator(".controls .count")).to_have_text("3 of 3")
    page.keyboard.press("s")
    page.clock.run_for(4500)
    expect(page.locator(".controls .count")).to_have_text("1 of 3")
    add_photos(app, 1, "Party", first=9)
    with page.expect_response(lambda response: "/photos?limit=" in response.url):
        page.clock.run_for(INTERVAL)
    expect(page.locator(".controls .count")).to_contain_text("of 4")
    page.clock.run_for(4500)
    expect(page.locator(".controls .count")).to_have_text("1 of 4")
    move_to_trash(library, "Party/9.jpg")


def test_a_revoked_link_ends_an_open_page(page: Page, library: Storage, share: Share) -> None:
    page.clock.install()
    page.goto(share.path, wait_until="networkidle")
    revoke_share(library, share.id)
    page.clock.run_for(INTERVAL + 1000)
    expect(page.get_by_text("This link may have expired.")).to_be_visible()


def test_a_guest_enters_a_password_once(browser: Browser, app: App, library: Storage) -> None:
    """On a phone, also for pages opened later."""
    share = create_share(library, album=share_album(library, "Party"), password=hash_password("pizza"))
    with visiting(browser, app, PHONE) as page:
        page.context.clear_cookies()
        page.goto(share.path)
        expect(page.get_by_label("Password")).to_be_focused()
        page.keyboard.type("pasta")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Wrong password.")
        page.keyboard.type("pizza")
        page.keyboard.press("Enter")
        expect(grid_links(page)).to_have_count(3)
        page.goto(share.path)
        expect(grid_links(page)).to_have_count(3)


def test_the_page_has_what_messengers_read(app: App, share: Share, browser: Browser) -> None:
    """Whole addresses, which the Open Graph protocol asks for, also without JavaScript."""
    with visiting(browser, app, java_script_enabled=False) as page:
        page.goto(share.path)
        found = {
            one.get_attribute("property"): one.get_attribute("content") for one in page.locator("meta[property]").all()
        }
        expect(grid_links(page)).to_have_count(3)
    link = app.url + share.path
    assert (found["og:url"], found["og:image"]) == (link, f"{link}/card.jpg")
    assert (found["og:title"], found["og:description"]) == ("Party", "3 photos")
