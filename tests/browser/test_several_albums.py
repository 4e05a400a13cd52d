"""Photos in several albums: shown in another one by a tag, and taken out of it again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from support.gallery_app import App
from support.owners_page import visiting
from support.pictures import jpeg
from support.visitor import Visitor


@pytest.fixture
def visitor(gallery_app: App) -> Visitor:
    visitor = Visitor(gallery_app)
    visitor.add_photos("Rome", ("a.jpg", jpeg("red", (90, 60))))
    visitor.add_photos("Oslo", ("b.jpg", jpeg("blue", (90, 60))))
    return visitor


@pytest.fixture
def page(browser: Browser, visitor: Visitor) -> Iterator[Page]:
    with visiting(browser, visitor.app) as opened:
        yield opened


def in_album(visitor: Visitor, album: str) -> list[str]:
    return sorted(photo["name"] for photo in visitor.list_photos(album=album))


def test_a_photo_is_shown_in_another_album_from_its_information_and_removed(page: Page, visitor: Visitor) -> None:
    """On that album's page, it leaves the page, and Undo brings it back. Its file doesn't move."""
    page.goto("/?album=Oslo&photo=Oslo/b.jpg")
    page.locator(".pswp").wait_for()
    page.keyboard.press("i")
    page.get_by_role("button", name="Also show in album…").click()
    page.get_by_role("dialog").get_by_role("button", name="Rome").click()
    page.get_by_text("1 photo also shown in the album.").first.wait_for()
    expect(page.locator(".info").get_by_role("link", name="Rome")).to_be_visible()
    assert in_album(visitor, "Rome") == ["Oslo/b.jpg", "Rome/a.jpg"]
    page.goto("/?album=Rome&photo=Oslo/b.jpg")
    page.locator(".pswp").wait_for()
    expect(page.locator(".pswp .count")).to_have_text("2 of 2")
    page.keyboard.press("i")
    page.get_by_role("button", name="Remove from Rome").click()
    page.get_by_text("1 photo removed from the album.").first.wait_for()
    expect(page.locator(".pswp .count")).to_have_text("1 of 1")
    assert in_album(visitor, "Rome") == ["Rome/a.jpg"]
    page.keyboard.press("Control+z")
    page.get_by_text("Changes to 1 photo undone.").first.wait_for()
    expect(page.locator(".pswp .count")).to_have_text("1 of 2")
    assert in_album(visitor, "Oslo") == ["Oslo/b.jpg"]


def test_a_selection_is_shown_in_a_new_album_and_removed_there(page: Page, visitor: Visitor) -> None:
    """Of a selection on the album's page, those in its folder go back to their days."""
    page.goto("/")
    page.locator(".photos li > a").first.focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Also show in album…").click()
    field = page.get_by_role("textbox", name="Find an album or name a new one")
    field.fill("Best/Of")
    field.press("Enter")
    page.get_by_text("2 photos also shown in the album.").first.wait_for()
    assert in_album(visitor, "Best/Of") == ["Oslo/b.jpg", "Rome/a.jpg"]
    page.goto("/?album=Best/Of")
    page.locator(".photos li > a").first.focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Remove from album").click()
    page.get_by_text("2 photos removed from the album.").first.wait_for()
    expect(page.locator(".photos li > a")).to_have_count(0)
    assert sorted(photo["name"] for photo in visitor.list_photos()) == ["Oslo/b.jpg", "Rome/a.jpg"]


def test_deleting_an_album_leaves_the_photos_of_others_and_undo_shows_them_again(page: Page, visitor: Visitor) -> None:
    visitor.request("PATCH", "/api/photos/Oslo/b.jpg", json={"add_tags": ["album:Rome"]})
    page.goto("/?album=Rome")
    page.locator(".album-menu > summary").click()
    page.get_by_text("Delete album").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Photos from other folders stay where they are.")
    dialog.get_by_role("button", name="Move the photos to the trash").click()
    page.wait_for_url("**/albums")
    page.get_by_role("button", name="Undo").wait_for()
    assert [photo["name"] for photo in visitor.list_photos()] == ["Oslo/b.jpg"]
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/?album=Rome")
    assert in_album(visitor, "Rome") == ["Oslo/b.jpg", "Rome/a.jpg"]
