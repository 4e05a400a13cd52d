"""Choosing an album's cover in the viewer, and making the newest photo its cover again.

The numbers refer to the acceptance criteria: 1 without JavaScript, 9 no violation, 15 undo.
"""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from support.gallery_app import App
from support.owners_page import PHONE, add_photos, check_accessibility, grid_links, visiting, wait_for_toast


@pytest.fixture
def app(gallery_app: App) -> App:
    """A gallery with two photos in the album Zoo, and two in Trips/Rome."""
    add_photos(gallery_app, 2, "Zoo")
    add_photos(gallery_app, 2, "Trips/Rome", first=2)
    return gallery_app


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    with visiting(browser, app) as visited:
        yield visited


def covers(app: App) -> dict[str, str]:
    albums = requests.get(f"{app.url}/api/albums", timeout=30).json()["albums"]
    return {album["album"]: album["cover"]["name"] for album in albums}


def test_a_cover_is_chosen_in_the_viewer_and_can_be_undone(page: Page, app: App) -> None:
    """15. With a button beside the album's name, or with C."""
    page.goto("/?album=Zoo")
    grid_links(page).last.click()
    page.get_by_role("button", name="Information").click()
    page.get_by_role("button", name="Use as album cover").click()
    toast = wait_for_toast(page, "Cover chosen.")
    assert covers(app)["Zoo"] == "Zoo/0.jpg"
    toast.get_by_role("button", name="Undo").click()
    wait_for_toast(page, "The cover is the album's newest photo now.")
    assert covers(app)["Zoo"] == "Zoo/1.jpg"
    page.keyboard.press("c")
    wait_for_toast(page, "Cover chosen.")
    page.get_by_role("button", name="Close", exact=True).click()
    page.locator(".album-menu > summary").click()
    menu = page.locator(".album-menu")
    expect(menu.get_by_text("0.jpg")).to_be_visible()
    menu.get_by_role("button", name="Use the newest photo").click()
    expect(menu.get_by_text("0.jpg")).to_be_hidden()
    assert covers(app)["Zoo"] == "Zoo/1.jpg"
    page.keyboard.press("Control+z")
    expect(menu.get_by_text("0.jpg")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert covers(app)["Zoo"] == "Zoo/0.jpg"


def test_a_photo_can_be_the_cover_of_an_album_around_its_own(page: Page, app: App) -> None:
    """Also in the timeline."""
    requests.post(f"{app.url}/api/albums", json={"album": "Trips"}, timeout=30).raise_for_status()
    page.goto("/")
    grid_links(page).nth(1).click()
    expect(page.locator(".count").first).to_have_text("2 of 4")
    page.keyboard.press("c")
    page.get_by_role("dialog", name="Use as the cover of").get_by_role("button", name="Trips", exact=True).click()
    wait_for_toast(page, "Cover chosen.")
    settings = requests.post(f"{app.url}/api/albums/settings", json={"album": "Trips"}, timeout=30).json()
    assert settings["cover"] == "Rome/2.jpg"


def test_a_cover_is_chosen_without_scripts(browser: Browser, app: App) -> None:
    """1. And reset."""
    with visiting(browser, app, java_script_enabled=False) as page:
        page.goto("/?album=Zoo&photo=Zoo/0.jpg")
        page.get_by_role("button", name="Use as album cover").click()
        page.locator(".album-menu > summary").click()
        assert covers(app)["Zoo"] == "Zoo/0.jpg"
        page.get_by_role("button", name="Use the newest photo").click()
        page.locator(".album-menu > summary").click()
        expect(page.get_by_role("button", name="Use the newest photo")).to_be_hidden()
        assert covers(app)["Zoo"] == "Zoo/1.jpg"


def test_visitors_and_photos_in_no_album_have_no_such_button(browser: Browser, page: Page, app: App) -> None:
    add_photos(app, 1, first=9)
    page.goto("/?photo=2026/09/21/9.jpg")
    page.get_by_role("button", name="Information").click()
    expect(page.get_by_text("9.jpg").first).to_be_visible()
    expect(page.get_by_role("button", name="Use as album cover")).to_have_count(0)
    with visiting(browser, app) as visitors:
        visitors.context.clear_cookies()
        visitors.goto("/?album=Zoo&photo=Zoo/0.jpg")
        visitors.get_by_role("button", name="Information").click()
        expect(visitors.get_by_role("link", name="Zoo")).to_be_visible()
        expect(visitors.get_by_role("button", name="Use as album cover")).to_have_count(0)


def test_the_button_is_accessible_on_a_phone(browser: Browser, app: App) -> None:
    """9."""
    with visiting(browser, app, PHONE, has_touch=True) as page:
        page.goto("/?album=Zoo&photo=Zoo/0.jpg")
        page.get_by_role("button", name="Information").click()
        expect(page.get_by_role("button", name="Use as album cover")).to_be_visible()
        check_accessibility(page, ".info")
