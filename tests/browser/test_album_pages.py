"""Adding photos to albums and removing them, and renaming albums, with and without scripts.

The numbers refer to the acceptance criteria: 1 without JavaScript, 9 no violation, 10 small windows, 15 delete
and undo, 16 select, 20 errors.
"""

import re
from collections.abc import Iterator

import pytest
import requests
from conftest import StartGallery
from playwright.sync_api import Browser, Locator, Page, Route, expect
from support.gallery_app import App
from support.owners_page import (
    OVERFLOW,
    PHONE,
    SMALL_TARGETS,
    add_photos,
    check_accessibility,
    grid_links,
    list_stored,
    select_photos,
    visiting,
    wait_for_toast,
)


@pytest.fixture
def page(browser: Browser, gallery_app: App) -> Iterator[Page]:
    """A timeline of six photos, `5.jpg` the newest. The older three are in the album Trips/Rome."""
    add_six_photos(gallery_app)
    with visiting(browser, gallery_app) as visited:
        open_page(visited, "/")
        yield visited


@pytest.fixture(scope="module")
def shared_gallery(start_gallery: StartGallery) -> App:
    """The same six photos, for tests that change nothing."""
    app = start_gallery()
    add_six_photos(app)
    return app


@pytest.fixture
def shared_page(browser: Browser, shared_gallery: App) -> Iterator[Page]:
    with visiting(browser, shared_gallery) as visited:
        open_page(visited, "/")
        yield visited


def add_six_photos(app: App) -> None:
    add_photos(app, 3, "Trips/Rome")
    add_photos(app, 3, first=3)


def open_page(page: Page, address: str) -> None:
    """Open a page and wait for its checkboxes."""
    page.goto(address)
    page.mouse.move(600, 500)
    expect(page.locator(".photos li > input").first).to_be_attached()


def open_album_dialog(page: Page, *files: str) -> Locator:
    """Select photos and open the album dialog."""
    select_photos(page, *files)
    page.get_by_role("button", name="Add to album").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem").first).to_be_visible()
    return dialog


def test_photos_move_to_an_album_found_by_typing(page: Page, gallery_app: App) -> None:
    """16. They stay in the timeline under their new names, and Undo moves them back to their days, without a reload."""
    add_photos(gallery_app, 1, "Garden", first=9)
    dialog = open_album_dialog(page, "5.jpg", "3.jpg")
    expect(dialog.get_by_role("heading")).to_have_text("Add 2 photos to album")
    expect(dialog.get_by_role("listitem")).to_have_text(["Garden1", "Trips / Rome3"])
    page.keyboard.type("rome")
    dialog.get_by_role("button", name="Trips / Rome").click()
    expect(dialog).to_have_count(0)
    toast = wait_for_toast(page, "2 photos moved to Trips/Rome.")
    moved = [f"Trips/Rome/{number}.jpg" for number in (5, 3, 2, 1, 0)]
    expect_in_grid(page, [moved[0], "2026/09/16/4.jpg", *moved[1:]])
    assert list_stored(gallery_app, "Trips/Rome") == moved
    toast.get_by_role("button", name="Undo").click()
    wait_for_toast(page, "2 photos moved back.")
    expect_in_grid(page, ["2026/09/17/5.jpg", "2026/09/16/4.jpg", "2026/09/15/3.jpg", *moved[2:]])
    assert list_stored(gallery_app, "Trips/Rome") == moved[2:]


def expect_in_grid(page: Page, names: list[str], album: str = "") -> None:
    """Wait until the grid shows exactly these photos, in their order."""
    links = page.locator(".photos section").locator("li > a")
    expect(links).to_have_count(len(names))
    context = f"album={album}&" if album else ""
    for link, name in zip(links.all(), names, strict=True):
        expect(link).to_have_attribute("href", f"/?{context}photo={name}")


def test_photos_moved_in_the_timeline_stay_where_they_are(page: Page) -> None:
    """11. Until they have their new names, the page shows their old ones, and the focus isn't lost."""
    held: list[Route] = []
    page.route("**/api/move", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function
    open_album_dialog(page, "4.jpg")
    page.keyboard.type("Oslo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(grid_links(page)).to_have_count(6)
    held[0].continue_()
    wait_for_toast(page, "1 photo moved to Oslo.")
    expect(grid_links(page).nth(1)).to_have_attribute("href", "/?photo=Oslo/4.jpg")
    expect(page.locator(".selection")).to_be_hidden()
    assert page.evaluate("document.activeElement !== document.body")


def test_the_viewer_stays_at_a_photo_moved_to_an_album(page: Page) -> None:
    """12. In the timeline. The URL follows the photo's new name."""
    page.locator('.photos a[href$="4.jpg"]').click()
    viewer = page.get_by_role("dialog", name="4.jpg")
    expect(viewer.get_by_role("status")).to_have_text("4.jpg, 2 of 6")
    viewer.get_by_role("button", name="Add to album").click()
    page.get_by_role("dialog").last.get_by_role("button", name="Trips / Rome").click()
    wait_for_toast(page, "1 photo moved to Trips/Rome.")
    expect(page).to_have_url(re.compile(r"/\?photo=Trips/Rome/4\.jpg$"))
    expect(viewer.get_by_role("status")).to_have_text("4.jpg, 2 of 6")


def test_photos_of_an_album_are_deleted_and_restored_in_the_timeline(page: Page, gallery_app: App) -> None:
    """15. At their dates."""
    select_photos(page, "1.jpg")
    page.get_by_role("button", name="Delete").click()
    toast = wait_for_toast(page, "1 photo moved to trash.")
    expect(grid_links(page)).to_have_count(5)
    assert "Trips/Rome/1.jpg" not in list_stored(gallery_app)
    toast.get_by_role("button", name="Undo").click()
    wait_for_toast(page, "1 photo restored.")
    expect(grid_links(page)).to_have_count(6)
    expect(grid_links(page).nth(4)).to_have_attribute("href", "/?photo=Trips/Rome/1.jpg")
    assert "Trips/Rome/1.jpg" in list_stored(gallery_app, "Trips/Rome")


@pytest.mark.parametrize("scripts", [True, False])
def test_photos_of_an_album_keep_it_as_their_context(browser: Browser, gallery_app: App, *, scripts: bool) -> None:
    """1 and 12. Neighbors are those in the album, also after a reload, and closing leads back to it."""
    add_photos(gallery_app, 3, "Trips")
    add_photos(gallery_app, 1, first=1)
    with visiting(browser, gallery_app, java_script_enabled=scripts) as page:
        page.goto("/?album=Trips")
        expect_in_grid(page, [f"Trips/{number}.jpg" for number in (2, 1, 0)], "Trips")
        grid_links(page).first.click()
        expect(page).to_have_url(re.compile(r"/\?album=Trips&photo=Trips/2\.jpg$"))
        page.get_by_role("button" if scripts else "link", name=re.compile("Next photo|Older photo")).click()
        expect(page).to_have_url(re.compile(r"/\?album=Trips&photo=Trips/1\.jpg$"))
        page.reload()
        page.get_by_role("button" if scripts else "link", name=re.compile("Next photo|Older photo")).click()
        expect(page).to_have_url(re.compile(r"/\?album=Trips&photo=Trips/0\.jpg$"))
        page.get_by_role("button" if scripts else "link", name=re.compile("Close|Back to photos")).click()
        expect(page).to_have_url(re.compile(r"/\?album=Trips$"))
        expect(grid_links(page)).to_have_count(3)


def test_typing_a_new_name_creates_an_album(page: Page, gallery_app: App) -> None:
    """16. Enter is enough."""
    open_album_dialog(page, "4.jpg")
    page.keyboard.type("Oslo 2025")
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_text(["+New album “Oslo 2025”"])
    page.keyboard.press("Enter")
    wait_for_toast(page, "1 photo moved to Oslo 2025.")
    assert list_stored(gallery_app, "Oslo 2025") == ["Oslo 2025/4.jpg"]


def test_closing_the_album_dialog_restores_the_focus(shared_page: Page, shared_gallery: App) -> None:
    """11. Escape closes only the dialog, and photos stay selected."""
    open_album_dialog(shared_page, "4.jpg")
    shared_page.keyboard.press("Escape")
    expect(shared_page.get_by_role("dialog")).to_have_count(0)
    expect(shared_page.get_by_role("button", name="Add to album")).to_be_focused()
    expect(shared_page.locator(".selection .count")).to_have_text("1 selected")
    assert "2026/09/16/4.jpg" in list_stored(shared_gallery)


def test_photos_removed_from_an_album_can_be_moved_back(page: Page, gallery_app: App) -> None:
    """16. The album's page changes at once."""
    open_page(page, "/?album=Trips/Rome")
    select_photos(page, "2.jpg")
    page.get_by_role("button", name="Remove from album").click()
    toast = wait_for_toast(page, "1 photo removed from the album.")
    expect(grid_links(page)).to_have_count(2)
    assert "2026/09/14/2.jpg" in list_stored(gallery_app)
    toast.get_by_role("button", name="Undo").click()
    expect(grid_links(page)).to_have_count(3)
    wait_for_toast(page, "1 photo moved back.")
    assert "2026/09/14/2.jpg" not in list_stored(gallery_app)


def test_undo_returns_a_photo_to_the_unsorted_ones(page: Page, gallery_app: App) -> None:
    """16. Which have a page of their own."""
    body = {"names": ["2026/09/17/5.jpg"], "album": "."}
    requests.post(f"{gallery_app.url}/api/move", json=body, timeout=30).raise_for_status()
    open_page(page, "/?album=.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Unsorted")
    expect_in_grid(page, ["5.jpg"], ".")
    open_album_dialog(page, "5.jpg")
    page.keyboard.type("Oslo")
    page.keyboard.press("Enter")
    toast = wait_for_toast(page, "1 photo moved to Oslo.")
    expect(page.get_by_text("No unsorted photos.")).to_be_visible()
    toast.get_by_role("button", name="Undo").click()
    wait_for_toast(page, "1 photo moved back.")
    expect_in_grid(page, ["5.jpg"], ".")
    assert list_stored(gallery_app, ".") == ["5.jpg"]


def test_a_photo_that_no_longer_exists_leaves_the_timeline(page: Page, gallery_app: App) -> None:
    """20. With the reason."""
    open_album_dialog(page, "5.jpg", "4.jpg")
    requests.delete(f"{gallery_app.url}/photos/2026/09/17/5.jpg", timeout=30).raise_for_status()
    page.keyboard.type("Oslo")
    page.keyboard.press("Enter")
    wait_for_toast(page, "1 photo couldn't be moved.")
    wait_for_toast(page, "1 photo moved to Oslo.")
    expect(grid_links(page)).to_have_count(5)
    expect(grid_links(page).first).to_have_attribute("href", "/?photo=Oslo/4.jpg")


def test_photos_that_cannot_be_moved_stay_with_the_reason(shared_page: Page) -> None:
    """20. People can enter an album's name even if albums couldn't be loaded."""
    shared_page.route("**/api/albums", lambda route: route.abort())
    shared_page.route("**/api/move", lambda route: route.abort())
    select_photos(shared_page, "4.jpg")
    shared_page.get_by_role("button", name="Add to album").click()
    expect(shared_page.get_by_role("dialog").get_by_role("alert")).to_contain_text("couldn't be loaded")
    shared_page.keyboard.type("Oslo")
    shared_page.keyboard.press("Enter")
    wait_for_toast(shared_page, "1 photo couldn't be moved. The gallery can't be reached.")
    expect(grid_links(shared_page)).to_have_count(6)


def test_renaming_an_album_works_in_parts(page: Page, gallery_app: App) -> None:
    """The page shows progress, then opens the album's new URL."""
    add_photos(gallery_app, 80, "Cats")
    open_page(page, "/?album=Cats")
    parts: list[int] = []

    def note(route: Route) -> None:
        response = route.fetch()
        parts.append(response.json()["remaining"])
        route.fulfill(response=response)

    page.route("**/api/albums/rename", note)
    page.locator("summary", has_text="Rename").click()
    page.get_by_label("New name").fill("Animals/Cats")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/?album=Animals/Cats")
    expect(page.get_by_role("heading", level=1)).to_have_text("Animals / Cats")
    assert parts == [30, 0]
    assert (len(list_stored(gallery_app, "Animals/Cats")), list_stored(gallery_app, "Cats")) == (80, [])


def test_renaming_happens_in_place_and_can_be_canceled(shared_page: Page, shared_gallery: App) -> None:
    """11. The field replaces the heading and has the focus; Escape and Cancel restore both."""
    open_page(shared_page, "/?album=Trips/Rome")
    heading, rename = shared_page.get_by_role("heading", level=1), shared_page.locator(".rename summary")
    where = heading.bounding_box()
    assert where
    for cancel in ("Escape", "Cancel"):
        expect(rename).to_have_text("Rename", use_inner_text=True)
        rename.click()
        expect(shared_page.get_by_label("New name")).to_be_focused()
        expect(shared_page.get_by_label("New name")).to_have_value("Trips/Rome")
        field = shared_page.get_by_label("New name").bounding_box()
        assert field
        assert abs(field["x"] - where["x"]) < 4
        assert abs(field["y"] + field["height"] / 2 - where["y"] - where["height"] / 2) < 12
        shared_page.keyboard.type(" and more")
        shared_page.keyboard.press("Escape") if cancel == "Escape" else rename.click()
        expect(shared_page.get_by_label("New name")).to_be_hidden()
        expect(rename).to_be_focused()
        assert heading.bounding_box() == where
    assert len(list_stored(shared_gallery, "Trips/Rome")) == 3


def test_failed_rename_can_be_repeated(page: Page, gallery_app: App) -> None:
    """20. The page shows the reason and keeps the form, and no photo is lost."""
    open_page(page, "/?album=Trips/Rome")
    page.locator("summary", has_text="Rename").click()
    page.get_by_label("New name").fill("Rome")
    page.route("**/api/albums/rename", lambda route: route.abort())
    page.get_by_role("button", name="Save").click()
    wait_for_toast(page, "The album couldn't be renamed. The gallery can't be reached.")
    page.unroute("**/api/albums/rename")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/?album=Rome")
    assert len(list_stored(gallery_app, "Rome")) == 3


def test_renaming_an_album_works_without_scripts(browser: Browser, gallery_app: App) -> None:
    """1. Photos with the same name are both kept."""
    add_photos(gallery_app, 2, "Rome")
    add_photos(gallery_app, 1, "Oslo", first=1)
    requests.post(
        f"{gallery_app.url}/api/move", json={"names": ["Oslo/1.jpg"], "album": "Paris"}, timeout=30
    ).raise_for_status()
    with visiting(browser, gallery_app, java_script_enabled=False) as page:
        page.goto("/?album=Rome")
        page.locator("summary", has_text="Rename").click()
        page.get_by_label("New name").fill("Paris")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Paris")
        expect(page.get_by_role("status", name="Results")).to_contain_text("2 moved")
    assert len(list_stored(gallery_app, "Paris")) == 2


def test_parent_albums_show_their_albums_and_breadcrumbs_lead_back(page: Page, gallery_app: App) -> None:
    """A folder without photos of its own too, at any depth."""
    add_photos(gallery_app, 1, "Trips/2025/Oslo", first=9)
    add_photos(gallery_app, 2, "Trips/Rome/Forum", first=10)
    page.goto("/?album=Trips/Rome/Forum")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Trips / Rome / Forum")
    expect(heading.get_by_role("link", name="Forum")).to_have_attribute("aria-current", "page")
    heading.get_by_role("link", name="Rome").click()
    expect(heading).to_have_text("Trips / Rome")
    expect(page.locator(".covers li")).to_have_text(["Forum 2 photos"], use_inner_text=False)
    expect(grid_links(page)).to_have_count(3)
    heading.get_by_role("link", name="Trips").click()
    expect(page).to_have_url(re.compile(r"album=Trips$"))
    expect(page.locator(".covers .name")).to_have_text(["2025", "Rome"])
    expect(page.locator(".covers .hint")).to_have_text(["1 album, 1 photo", "3 photos, 1 album with 2 more"])
    page.mouse.move(300, 300)
    page.wait_for_timeout(300)
    expect(page.get_by_text("This album has no photos yet.")).to_be_hidden()
    check_accessibility(page, ".title, .covers")
    page.get_by_role("link", name="2025").click()
    page.get_by_role("link", name="Oslo").click()
    expect(heading).to_have_text("Trips / 2025 / Oslo")
    expect(grid_links(page)).to_have_count(1)


def test_the_albums_page_shows_parents_above_names(shared_page: Page) -> None:
    shared_page.goto("/albums")
    parent = shared_page.locator(".covers .parent").bounding_box()
    name = shared_page.locator(".covers .name").bounding_box()
    assert parent
    assert name
    expect(shared_page.locator(".covers .parent")).to_have_text("Trips")
    expect(shared_page.locator(".covers .name")).to_have_text("Rome")
    assert parent["y"] + parent["height"] <= name["y"] + 1


def test_a_parent_album_can_be_renamed(page: Page, gallery_app: App) -> None:
    """With all albums in it."""
    page.goto("/?album=Trips")
    page.mouse.move(300, 300)
    page.locator("summary", has_text="Rename").click()
    expect(page.get_by_label("New name")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Journeys")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?album=Journeys")
    expect(page.locator(".covers .name")).to_have_text(["Rome"])
    assert len(list_stored(gallery_app, "Journeys/Rome")) == 3


@pytest.mark.sampled(3)
@pytest.mark.parametrize("album", ["None", "Trips/None", ".trash", "2026", "2026/09/12"])
def test_a_missing_album_is_a_page_that_leads_home(shared_page: Page, album: str) -> None:
    """So is a folder of the timeline or a hidden one."""
    response = shared_page.goto(f"/?album={album}")
    assert response
    assert response.status == 404
    expect(shared_page.get_by_role("heading", level=1)).to_have_text("Not found")
    expect(shared_page.get_by_text("This album doesn't exist.")).to_be_visible()
    expect(shared_page.get_by_role("button", name="Menu")).to_be_visible()
    check_accessibility(shared_page, "main")
    shared_page.get_by_role("link", name="Back to photos").click()
    expect(grid_links(shared_page)).to_have_count(6)


def test_undo_is_offered_after_the_last_photo_of_an_album_was_deleted(browser: Browser, gallery_app: App) -> None:
    """1. Although the album is gone."""
    add_photos(gallery_app, 1, "Oslo")
    with visiting(browser, gallery_app, java_script_enabled=False) as page:
        page.goto("/?photo=Oslo/0.jpg")
        page.get_by_role("button", name="Delete").click()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("status")).to_contain_text("1 restored")
    assert list_stored(gallery_app, "Oslo") == ["Oslo/0.jpg"]


def test_albums_page_lists_unsorted_photos_last(page: Page, gallery_app: App) -> None:
    requests.post(
        f"{gallery_app.url}/api/move", json={"names": ["2026/09/17/5.jpg"], "album": "."}, timeout=30
    ).raise_for_status()
    add_photos(gallery_app, 1, "Zoo", first=9)
    page.goto("/albums")
    names = page.locator(".covers .name")
    expect(names).to_have_text(["Rome", "Zoo", "Unsorted"])
    expect(page.locator(".covers .hint")).to_have_text(["3 photos", "1 photo", "1 photo"])
    check_accessibility(page, "main")


def test_album_pages_are_accessible(shared_page: Page) -> None:
    """9. The dialog and the rename form."""
    open_album_dialog(shared_page, "4.jpg")
    check_accessibility(shared_page, "dialog")
    shared_page.keyboard.press("Escape")
    open_page(shared_page, "/?album=Trips/Rome")
    shared_page.locator("summary", has_text="Rename").click()
    check_accessibility(shared_page, ".title")


@pytest.mark.parametrize("address", ["/albums", "/?album=Trips/Rome"])
def test_pages_fit_320_pixels(browser: Browser, shared_gallery: App, address: str) -> None:
    """10. With targets large enough for fingers."""
    with visiting(browser, shared_gallery, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto(address)
        if "album=" in address:
            page.locator("summary", has_text="Rename").tap()
        assert page.evaluate(OVERFLOW) == 0
        assert page.evaluate(SMALL_TARGETS, [".title, .covers", 44]) == []
