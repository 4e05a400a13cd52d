"""Deleting an album from its menu, and undoing it.

The numbers refer to the acceptance criteria: 1 without JavaScript, 9 no violation, 10 small windows, 15 undo,
20 errors.
"""

import re
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, Route, expect
from support.gallery_app import App
from support.owners_page import (
    OVERFLOW,
    PHONE,
    add_photos,
    check_accessibility,
    list_stored,
    list_trashed,
    visiting,
    wait_for_toast,
)


@pytest.fixture
def app(gallery_app: App) -> App:
    """A gallery with two photos in the album Trips, and one in Trips/Rome."""
    add_photos(gallery_app, 2, "Trips")
    add_photos(gallery_app, 1, "Trips/Rome", first=2)
    settings = {"album": "Trips", "title": "Journeys", "sort": "oldest"}
    requests.post(f"{gallery_app.url}/api/albums/settings", json=settings, timeout=30).raise_for_status()
    return gallery_app


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    with visiting(browser, app) as visited:
        yield visited


ALL = ["Trips/Rome/2.jpg", "Trips/1.jpg", "Trips/0.jpg"]
IN_DAYS = ["2026/09/14/2.jpg", "2026/09/13/1.jpg", "2026/09/12/0.jpg"]


def open_dialog(page: Page, album: str) -> Locator:
    page.goto(f"/?album={album}")
    page.locator(".album-menu > summary").click()
    page.locator(".delete-album > summary").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def titles(app: App) -> dict[str, str]:
    albums = requests.get(f"{app.url}/api/albums", timeout=30).json()["albums"]
    return {album["album"]: album["title"] for album in albums}


@pytest.mark.parametrize(
    ("button", "end", "left"),
    [
        ("Keep the photos", "moved back to their days", (IN_DAYS, [])),
        ("Move the photos to the trash", "moved to the trash", ([], [f".trash/{name}" for name in sorted(ALL)])),
    ],
)
def test_an_album_is_deleted_and_restored(
    page: Page, app: App, button: str, end: str, left: tuple[list[str], list[str]]
) -> None:
    """15. The dialog says how many photos it concerns, and Undo brings back everything."""
    dialog = open_dialog(page, "Trips")
    expect(dialog).to_contain_text("Delete “Trips”?")
    expect(dialog).to_contain_text("It has 2 photos. The album in it is deleted too, with 1 photo.")
    dialog.get_by_role("button", name=button).click()
    page.wait_for_url("**/albums")
    toast = wait_for_toast(page, f"“Trips” deleted, and 3 photos {end}.")
    expect(page.locator(".covers li")).to_have_count(0)
    assert (list_stored(app), list_trashed(app)) == left
    toast.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/?album=Trips")
    expect(page.get_by_role("heading", level=1)).to_have_text("Journeys")
    assert (list_stored(app), list_trashed(app)) == (ALL, [])
    assert titles(app) == {"Trips": "Journeys", "Trips/Rome": ""}
    page.goto("/albums")
    expect(page.locator(".covers li")).to_have_count(2)
    expect(page.locator(".toasts li")).to_have_count(0)


def test_closing_the_dialog_deletes_nothing(page: Page, app: App) -> None:
    dialog = open_dialog(page, "Trips")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert list_stored(app) == ALL


def test_an_empty_album_has_one_button(page: Page, app: App) -> None:
    requests.post(f"{app.url}/api/albums", json={"album": "Oslo"}, timeout=30).raise_for_status()
    dialog = open_dialog(page, "Oslo")
    expect(dialog).to_contain_text("It has no photos.")
    dialog.get_by_role("button", name="Delete album").click()
    toast = wait_for_toast(page, "“Oslo” deleted.")
    assert "Oslo" not in titles(app)
    toast.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/?album=Oslo")
    assert "Oslo" in titles(app)


def test_a_private_album_says_that_its_photos_become_public(page: Page, app: App) -> None:
    for private in ("Trips/Rome", "Trips"):
        settings = {"album": private, "visible": "owner"}
        requests.post(f"{app.url}/api/albums/settings", json=settings, timeout=30).raise_for_status()
        for album in ("Trips", "Trips/Rome"):
            expect(open_dialog(page, album)).to_contain_text("Photos that you keep won't be private anymore.")


def test_a_lost_connection_is_reported_and_deleting_again_continues(page: Page, app: App) -> None:
    """20."""
    parts: list[Route] = []

    def answer_first(route: Route) -> None:
        parts.append(route)
        if len(parts) == 1:
            response = route.fetch(post_data='{"album": "Trips", "photos": "trash", "limit": 1}')
            route.fulfill(response=response)
        else:
            route.abort()

    page.route("**/api/albums/delete", answer_first)
    open_dialog(page, "Trips").get_by_role("button", name="Move the photos to the trash").click()
    wait_for_toast(page, "The album couldn't be deleted. The gallery can't be reached.")
    assert len(list_trashed(app)) == 1
    with page.expect_navigation():
        wait_for_toast(page, "1 photo moved to the trash.").get_by_role("button", name="Undo").click()
    assert (list_stored(app), list_trashed(app)) == (ALL, [])
    parts.clear()
    open_dialog(page, "Trips").get_by_role("button", name="Move the photos to the trash").click()
    wait_for_toast(page, "The album couldn't be deleted. The gallery can't be reached.")
    page.unroute("**/api/albums/delete")
    open_dialog(page, "Trips").get_by_role("button", name="Move the photos to the trash").click()
    page.wait_for_url("**/albums")
    assert len(list_trashed(app)) == 3


@pytest.mark.parametrize("button", ["Keep the photos", "Move the photos to the trash"])
def test_an_album_is_deleted_without_scripts(browser: Browser, app: App, button: str) -> None:
    """1. And undone."""
    with visiting(browser, app, java_script_enabled=False) as page:
        page.goto("/?album=Trips")
        page.locator(".album-menu > summary").click()
        page.locator(".delete-album > summary").click()
        expect(page.get_by_text("It has 2 photos. The album in it is deleted too, with 1 photo.")).to_be_visible()
        page.get_by_role("button", name=button).click()
        expect(page).to_have_url(re.compile(r"/\?report="))
        expect(page.get_by_text("1 album deleted")).to_be_visible()
        assert not [name for name in list_stored(app) if name.startswith("Trips")]
        page.get_by_role("button", name="Undo").click()
        expect(page).to_have_url(re.compile(r"album=Trips"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Journeys")
        assert list_stored(app) == ALL


@pytest.mark.parametrize("size", [PHONE, (1280, 800)])
def test_the_dialog_is_accessible_and_fits(browser: Browser, app: App, size: tuple[int, int]) -> None:
    """9 and 10."""
    with visiting(browser, app, size, has_touch=True) as page:
        open_dialog(page, "Trips")
        check_accessibility(page, "dialog")
        assert page.evaluate(OVERFLOW) == 0
