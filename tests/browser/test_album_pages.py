"""Putting photos into albums and taking them out, albums under other names, and the trash; with scripts and without.

The numbers are those of the acceptance criteria: 1 without JavaScript, 9 no violation, 10 small windows, 15 delete
and undo, 16 select, 20 errors.
"""

import json
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, Route, expect
from support.gallery_app import App
from support.owners_page import (
    OVERFLOW,
    PHONE,
    UNTOUCHABLE,
    add,
    check_access,
    message,
    select,
    shown,
    stored,
    trashed,
    visiting,
)


@pytest.fixture
def page(browser: Browser, gallery_app: App) -> Iterator[Page]:
    """A gallery with three photos on the timeline, `5.jpg` the newest, and three in the album Trips/Rome."""
    add(gallery_app, 3, "Trips/Rome")
    add(gallery_app, 3, first=3)
    with visiting(browser, gallery_app) as visited:
        open_page(visited, "/")
        yield visited


def open_page(page: Page, address: str) -> None:
    """Until its photos can be selected."""
    page.goto(address)
    page.mouse.move(600, 500)
    expect(page.locator(".photos li > input").first).to_be_attached()


def choose(page: Page, *files: str) -> Locator:
    """The dialog for these photos."""
    select(page, *files)
    page.get_by_role("button", name="Add to album").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem").first).to_be_visible()
    return dialog


def test_photos_go_into_an_album_that_is_found_as_one_types(page: Page, gallery_app: App) -> None:
    """16. They leave the timeline; undo brings them back to their days, all without a reload."""
    add(gallery_app, 1, "Garden", first=9)
    dialog = choose(page, "5.jpg", "3.jpg")
    expect(dialog.get_by_role("heading")).to_have_text("Add 2 photos to album")
    expect(dialog.get_by_role("listitem")).to_have_text(["Garden1", "Trips / Rome3"])
    page.keyboard.type("rome")
    dialog.get_by_role("button", name="Trips / Rome").click()
    expect(dialog).to_have_count(0)
    told = message(page, "2 photos moved to Trips/Rome.")
    expect(shown(page)).to_have_count(1)
    assert len(stored(gallery_app, "Trips/Rome")) == 5
    told.get_by_role("button", name="Undo").click()
    message(page, "2 photos moved back.")
    expect(shown(page)).to_have_count(3)
    assert stored(gallery_app) == ["2026/09/17/5.jpg", "2026/09/16/4.jpg", "2026/09/15/3.jpg"]


def test_a_new_album_is_made_by_typing_its_name(page: Page, gallery_app: App) -> None:
    """16. Enter is enough."""
    choose(page, "4.jpg")
    page.keyboard.type("Oslo 2025")
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_text(["+New album “Oslo 2025”"])
    page.keyboard.press("Enter")
    message(page, "1 photo moved to Oslo 2025.")
    assert stored(gallery_app, "Oslo 2025") == ["Oslo 2025/4.jpg"]


def test_the_dialog_closes_without_choosing_and_gives_the_focus_back(page: Page, gallery_app: App) -> None:
    """11. Escape closes the dialog alone; the photos stay selected."""
    choose(page, "4.jpg")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Add to album")).to_be_focused()
    expect(page.locator(".selection .count")).to_have_text("1 selected")
    assert len(stored(gallery_app)) == 3


def test_photos_leave_an_album_for_their_days_and_come_back(page: Page, gallery_app: App) -> None:
    """16. The album's page shows it at once."""
    open_page(page, "/?album=Trips/Rome")
    select(page, "2.jpg")
    page.get_by_role("button", name="Take out of the album").click()
    told = message(page, "1 photo moved to the timeline.")
    expect(shown(page)).to_have_count(2)
    assert "2026/09/14/2.jpg" in stored(gallery_app)
    told.get_by_role("button", name="Undo").click()
    expect(shown(page)).to_have_count(3)
    message(page, "1 photo moved back.")
    assert "2026/09/14/2.jpg" not in stored(gallery_app)


def test_a_photo_in_no_folder_comes_back_there(page: Page, gallery_app: App) -> None:
    """16. Also from the timeline, above which it is shown."""
    body = {"names": ["2026/09/17/5.jpg"], "album": "."}
    requests.post(f"{gallery_app.url}/api/move", json=body, timeout=30).raise_for_status()
    open_page(page, "/")
    choose(page, "5.jpg")
    page.keyboard.type("Oslo")
    page.keyboard.press("Enter")
    told = message(page, "1 photo moved to Oslo.")
    expect(shown(page)).to_have_count(2)
    told.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Not in an album").get_by_role("listitem")).to_have_count(1)
    message(page, "1 photo moved back.")
    assert stored(gallery_app, ".") == ["5.jpg"]


def test_what_can_not_be_moved_stays_in_sight_with_the_reason(page: Page) -> None:
    """20. And albums that can't be listed don't stop anybody from naming one."""
    page.route("**/api/albums", lambda route: route.abort())
    page.route("**/api/move", lambda route: route.abort())
    select(page, "4.jpg")
    page.get_by_role("button", name="Add to album").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("can't be listed")
    page.keyboard.type("Oslo")
    page.keyboard.press("Enter")
    message(page, "1 photo could not be moved. The gallery can't be reached.")
    expect(shown(page)).to_have_count(3)


def test_an_album_gets_another_name_in_parts(page: Page, gallery_app: App) -> None:
    """Its page says how far it is, and leads to the new address."""
    add(gallery_app, 80, "Cats")
    open_page(page, "/?album=Cats")
    parts: list[int] = []

    def note(route: Route) -> None:
        answer = route.fetch()
        parts.append(answer.json()["remaining"])
        route.fulfill(response=answer)

    page.route("**/api/albums/rename", note)
    page.locator("summary", has_text="Rename").click()
    page.get_by_label("New name").fill("Animals/Cats")
    page.get_by_role("button", name="Rename").click()
    page.wait_for_url("**/?album=Animals%2FCats")
    expect(page.get_by_role("heading", level=1)).to_have_text("Animals / Cats")
    assert parts == [30, 0]
    assert (len(stored(gallery_app, "Animals/Cats")), stored(gallery_app, "Cats")) == (80, [])


def test_a_rename_that_breaks_off_can_be_asked_for_again(page: Page, gallery_app: App) -> None:
    """20. With the reason; nothing is lost, and the form is still there."""
    open_page(page, "/?album=Trips/Rome")
    page.locator("summary", has_text="Rename").click()
    page.get_by_label("New name").fill("Rome")
    page.route("**/api/albums/rename", lambda route: route.abort())
    page.get_by_role("button", name="Rename").click()
    message(page, "The album could not be renamed. The gallery can't be reached.")
    page.unroute("**/api/albums/rename")
    page.get_by_role("button", name="Rename").click()
    page.wait_for_url("**/?album=Rome")
    assert len(stored(gallery_app, "Rome")) == 3


def test_an_album_gets_another_name_without_scripts(browser: Browser, gallery_app: App) -> None:
    """1. The report tells of each photo; of two with one name, both are kept."""
    add(gallery_app, 2, "Rome")
    add(gallery_app, 1, "Oslo", first=1)
    requests.post(
        f"{gallery_app.url}/api/move", json={"names": ["Oslo/1.jpg"], "album": "Paris"}, timeout=30
    ).raise_for_status()
    with visiting(browser, gallery_app, java_script_enabled=False) as page:
        page.goto("/?album=Rome")
        page.locator("summary", has_text="Rename").click()
        page.get_by_label("New name").fill("Paris")
        page.get_by_role("button", name="Rename").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Paris")
        expect(page.get_by_role("status", name="What happened")).to_contain_text("2 moved")
    assert len(stored(gallery_app, "Paris")) == 2


def test_albums_show_their_folders_and_those_in_no_album_come_last(page: Page, gallery_app: App) -> None:
    """With covers and counts."""
    requests.post(
        f"{gallery_app.url}/api/move", json={"names": ["2026/09/17/5.jpg"], "album": "."}, timeout=30
    ).raise_for_status()
    add(gallery_app, 1, "Zoo", first=9)
    page.goto("/albums")
    names = page.locator(".covers .name")
    expect(names).to_have_text(["Trips / Rome", "Zoo", "Not in an album"])
    expect(page.locator(".covers .hint")).to_have_text(["3 photos", "1 photo", "1 photo"])
    check_access(page, "main")


def test_the_trash_gives_back_some_and_then_all(page: Page, gallery_app: App) -> None:
    """15. Without a reload, with what is left counted, and at last with the sentence of an empty trash."""
    requests.post(f"{gallery_app.url}/api/trash", json={"names": stored(gallery_app)}, timeout=30).raise_for_status()
    page.goto("/trash")
    before = page.evaluate("performance.timeOrigin")
    expect(page.get_by_role("button", name="Put back", exact=True)).to_be_disabled()
    page.get_by_role("checkbox", name="4.jpg").check()
    page.get_by_role("button", name="Put back 1").click()
    expect(page.locator(".trash .count")).to_have_text("2 photos")
    message(page, "1 photo put back.")
    assert stored(gallery_app) == ["2026/09/16/4.jpg"]
    page.get_by_role("button", name="Put back all").click()
    expect(page.get_by_text("The trash is empty.")).to_be_visible()
    message(page, "2 photos put back.")
    assert (len(stored(gallery_app)), trashed(gallery_app)) == (3, [])
    assert page.evaluate("performance.timeOrigin") == before


def test_what_can_not_be_put_back_returns_to_its_place_in_the_trash(page: Page, gallery_app: App) -> None:
    """20. With the reason."""
    requests.post(f"{gallery_app.url}/api/trash", json={"names": stored(gallery_app)}, timeout=30).raise_for_status()
    page.goto("/trash")
    names = page.locator(".trash .name").all_text_contents()
    body = json.dumps({"title": "No", "status": 503, "detail": "The photo storage does not answer."})
    page.route("**/api/restore", lambda route: route.fulfill(status=503, content_type="application/json", body=body))
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Put back 1").click()
    message(page, "1 photo could not be put back. The photo storage does not answer.")
    expect(page.locator(".trash .name")).to_have_text(names)


def test_these_pages_are_accessible(page: Page, gallery_app: App) -> None:
    """9. The dialog, the form of the name, the trash with photos and without."""
    choose(page, "4.jpg")
    check_access(page, "dialog")
    page.keyboard.press("Escape")
    open_page(page, "/?album=Trips/Rome")
    page.locator("summary", has_text="Rename").click()
    check_access(page, ".title")
    page.goto("/trash")
    check_access(page, "main")
    requests.post(f"{gallery_app.url}/api/trash", json={"names": stored(gallery_app)}, timeout=30).raise_for_status()
    page.goto("/trash")
    page.get_by_role("checkbox").first.check()
    check_access(page, "main")


@pytest.mark.parametrize("address", ["/albums", "/trash", "/?album=Trips/Rome"])
def test_at_320_pixels_nothing_sticks_out(browser: Browser, gallery_app: App, address: str) -> None:
    """10. And fingers find what they want."""
    add(gallery_app, 2, "Trips/Rome")
    add(gallery_app, 2, first=2)
    requests.post(f"{gallery_app.url}/api/trash", json={"names": stored(gallery_app)}, timeout=30).raise_for_status()
    with visiting(browser, gallery_app, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto(address)
        if "album=" in address:
            page.locator("summary", has_text="Rename").tap()
        assert page.evaluate(OVERFLOW) == 0
        assert page.evaluate(UNTOUCHABLE, [".trash, .title, .covers", 44]) == []
