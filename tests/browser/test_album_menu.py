"""New albums, and what their owner can set: with and without scripts.

The numbers refer to the acceptance criteria: 1 without JavaScript, 9 no violation, 10 small windows, 15 undo,
20 errors.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from conftest import StartApp
from playwright.sync_api import Browser, FilePayload, Locator, Page, Route, expect
from support.as_owner import BEARER
from support.gallery_app import App, new_containers
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
from support.pictures import jpeg

PRIVATE = "Only you can see this album."


@pytest.fixture
def app(gallery_app: App) -> App:
    """A gallery with two photos in the album Trips/Rome, and one by date."""
    add_photos(gallery_app, 2, "Trips/Rome")
    add_photos(gallery_app, 1, first=2)
    return gallery_app


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    with visiting(browser, app) as visited:
        yield visited


def open_menu(page: Page, album: str) -> Locator:
    """Open an album's page and its menu, and wait for its script."""
    page.goto(f"/?album={album}")
    with page.expect_response("**/album_menu.js") as script:
        page.mouse.move(600, 500)
    page.evaluate("script => import(script).then(() => undefined)", script.value.url)
    page.locator(".album-menu > summary").click()
    expect(page.get_by_role("textbox", name="Title")).to_be_visible()
    return page.locator(".album-menu")


def change(app: App, album: str, **settings: str) -> None:
    response = requests.post(f"{app.url}/api/albums/settings", json={"album": album, **settings}, timeout=30)
    response.raise_for_status()


def settings_of(app: App, album: str) -> dict[str, Any]:
    """Change nothing, which returns all settings."""
    response = requests.post(f"{app.url}/api/albums/settings", json={"album": album}, timeout=30)
    settings: dict[str, Any] = response.json()
    return settings


def visit(app: App, path: str) -> int:
    """Return the status that a visitor gets."""
    return requests.get(f"{app.url}{path}", headers={"Authorization": ""}, timeout=30).status_code


@pytest.mark.parametrize("scripted", [True, False])
def test_a_new_album_offers_to_add_photos(browser: Browser, app: App, *, scripted: bool) -> None:
    """1. And it's in the list before it has any, for the owner alone."""
    with visiting(browser, app, java_script_enabled=scripted) as page:
        page.goto("/albums")
        page.get_by_text("New album", exact=True).click()
        page.get_by_label("Name of the new album").fill(" Trips / Oslo ")
        page.get_by_role("button", name="Create").click()
        page.wait_for_url("**/?album=Trips/Oslo")
        expect(page.get_by_role("heading", level=1)).to_have_text("Trips / Oslo")
        expect(page.get_by_text("This album has no photos yet. Drop some here, or choose them.")).to_be_visible()
        expect(page.locator(".empty .upload input[name=album]")).to_have_value("Trips/Oslo")
        for address in ("/albums", "/?album=Trips"):
            page.goto(address)
            cover = page.locator(".covers li", has_text="Oslo")
            expect(cover).to_contain_text("No photos yet")
            expect(cover.locator(".placeholder")).to_be_visible()
    albums = requests.get(f"{app.url}/api/albums", headers={"Authorization": ""}, timeout=30).json()["albums"]
    assert [album["album"] for album in albums] == ["Trips/Rome"]
    assert visit(app, "/?album=Trips/Oslo") == 404


def test_a_new_album_gets_photos_by_upload_and_by_moving(page: Page, app: App) -> None:
    """Without a reload."""
    requests.post(f"{app.url}/api/albums", json={"album": "Oslo"}, timeout=30).raise_for_status()
    page.goto("/?album=Oslo")
    page.mouse.move(600, 500)
    file: FilePayload = {"name": "new.jpg", "mimeType": "image/jpeg", "buffer": jpeg("olive")}
    page.locator(".upload input[name=photos]").set_input_files(file)
    expect(grid_links(page)).to_have_count(1)
    expect(page.get_by_text("This album has no photos yet.")).to_be_hidden()
    requests.post(f"{app.url}/api/albums", json={"album": "Empty"}, timeout=30).raise_for_status()
    page.goto("/?album=Oslo")
    page.mouse.move(600, 500)
    select_photos(page, "new.jpg")
    page.get_by_role("button", name="Add to album").click()
    page.get_by_role("dialog").get_by_role("button", name="Empty").click()
    wait_for_toast(page, "1 photo moved to Empty.")
    assert list_stored(app, "Empty") == ["Empty/new.jpg"]


def test_photos_for_an_album_outside_the_timeline_do_not_appear_in_it(page: Page, app: App) -> None:
    """Neither uploaded nor moved ones, on a page that was open before."""
    change(app, "Trips", timeline="no")
    page.goto("/")
    expect(grid_links(page)).to_have_count(1)
    page.mouse.move(600, 500)
    page.locator(".upload summary").click()
    page.get_by_role("textbox", name="Album").fill("Trips/Oslo")
    file: FilePayload = {"name": "new.jpg", "mimeType": "image/jpeg", "buffer": jpeg("olive")}
    page.locator(".upload input[name=photos]").set_input_files(file)
    expect(page.get_by_role("link", name="Show new photos")).to_have_attribute("href", "/?album=Trips/Oslo")
    expect(grid_links(page)).to_have_count(1)
    select_photos(page, "2.jpg")
    page.get_by_role("button", name="Add to album").click()
    page.get_by_role("dialog").get_by_role("button", name="Rome").click()
    wait_for_toast(page, "1 photo moved to Trips/Rome.")
    expect(grid_links(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(grid_links(page)).to_have_count(1)


def test_the_name_of_a_new_album_has_the_focus_and_errors_are_shown_beside_it(page: Page) -> None:
    """20. Escape closes the form."""
    page.goto("/albums", wait_until="load")
    summary = page.locator(".new-album summary")
    summary.click()
    expect(page.get_by_label("Name of the new album")).to_be_focused()
    page.keyboard.type("2026/09/12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The album couldn't be created. “2026/09/12” is a day")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Name of the new album")).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.parametrize("scripted", [True, False])
def test_an_albums_menu_creates_an_album_in_it(browser: Browser, app: App, *, scripted: bool) -> None:
    with visiting(browser, app, java_script_enabled=scripted) as page:
        page.goto("/?album=Trips/Rome")
        page.locator(".album-menu > summary").click()
        page.get_by_label("New album in this one").fill("Forum")
        page.get_by_role("button", name="Create").click()
        page.wait_for_url("**/?album=Trips/Rome/Forum")
        expect(page.get_by_role("heading", level=1)).to_have_text("Trips / Rome / Forum")


def test_changes_take_effect_at_once_and_can_be_undone(page: Page, app: App) -> None:
    """15. Without a reload; Save is for the title only."""
    menu = open_menu(page, "Trips/Rome")
    expect(page.get_by_text(PRIVATE)).to_be_hidden()
    menu.get_by_label("Only me").check()
    toast = wait_for_toast(page, "Only you can see this album now.")
    expect(page.get_by_text(PRIVATE, exact=True)).to_be_visible()
    assert visit(app, "/?album=Trips/Rome") == 404
    toast.get_by_role("button", name="Undo").click()
    wait_for_toast(page, "Everyone can see this album now.")
    expect(page.get_by_text(PRIVATE, exact=True)).to_be_hidden()
    expect(menu.get_by_label("Everyone")).to_be_checked()
    assert visit(app, "/?album=Trips/Rome") == 200
    menu.get_by_label("No", exact=True).check()
    wait_for_toast(page, "The timeline doesn't show this album's photos anymore.")
    expect(page.get_by_text("Not in the timeline.")).to_be_visible()
    assert list_stored(app) == ["2026/09/14/2.jpg"]
    page.keyboard.press("Control+z")
    wait_for_toast(page, "The timeline shows this album's photos now.")
    assert len(list_stored(app)) == 3


def test_a_title_replaces_the_folders_name(page: Page, app: App) -> None:
    """On the page, which isn't reloaded, in covers, breadcrumbs and titles. The folder is still there to rename."""
    menu = open_menu(page, "Trips/Rome")
    title = menu.get_by_role("textbox", name="Title")
    title.fill("  La  <dolce> vita ")
    page.keyboard.press("Enter")
    wait_for_toast(page, "Title saved.")
    for is_reloaded in (False, True):
        if is_reloaded:
            page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Trips / La <dolce> vita")
        expect(page).to_have_title("Trips/La <dolce> vita · Photos")
    expect(page.get_by_label("New name")).to_have_value("Trips/Rome")
    change(app, "Trips", title="Journeys")
    page.goto("/albums")
    expect(page.locator(".covers .parent")).to_have_text("Journeys")
    expect(page.locator(".covers .name")).to_have_text("La <dolce> vita")
    page.goto("/?album=Trips")
    expect(page.locator(".covers .name")).to_have_text("La <dolce> vita")
    expect(page.get_by_role("heading", level=1)).to_have_text("Journeys")
    menu = open_menu(page, "Trips/Rome")
    menu.get_by_role("textbox", name="Title").fill("")
    menu.get_by_role("button", name="Save").click()
    wait_for_toast(page, "Title removed.").get_by_role("button", name="Undo").click()
    wait_for_toast(page, "Title saved.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Journeys / La <dolce> vita")
    assert settings_of(app, "Trips/Rome")["title"] == "La <dolce> vita"


def test_a_description_is_shown_below_the_title_and_with_the_cover(page: Page, app: App) -> None:
    """15. With its line breaks, without a reload."""
    menu = open_menu(page, "Trips/Rome")
    description = page.locator(".description")
    expect(description).to_be_hidden()
    menu.get_by_role("textbox", name="Description").fill("Two <days>.\nIn spring.")
    menu.get_by_role("button", name="Save").click()
    wait_for_toast(page, "Description saved.")
    for is_reloaded in (False, True):
        if is_reloaded:
            page.reload()
        expect(description).to_have_text("Two <days>. In spring.")
        assert description.evaluate("one => one.innerText") == "Two <days>.\nIn spring."
    page.goto("/albums")
    expect(page.locator(".covers .line")).to_have_text("Two <days>. In spring.")
    menu = open_menu(page, "Trips/Rome")
    menu.get_by_role("textbox", name="Description").fill("")
    menu.get_by_role("button", name="Save").click()
    toast = wait_for_toast(page, "Description removed.")
    expect(description).to_be_hidden()
    toast.get_by_role("button", name="Undo").click()
    expect(description).to_be_visible()
    wait_for_toast(page, "Description saved.")
    assert settings_of(app, "Trips/Rome")["description"] == "Two <days>.\nIn spring."


def test_an_albums_order_is_that_of_its_page_and_its_viewer(page: Page, app: App) -> None:
    """And of its slideshow, which shows the next photo."""
    add_photos(app, 1, "Trips/Rome", first=40)
    menu = open_menu(page, "Trips/Rome")
    with page.expect_navigation():
        menu.get_by_label("Oldest first").check()
    expect(page.locator(".photos h2")).to_have_text(["September 2026", "October 2026"])
    assert shown_files(page) == ["0.jpg", "1.jpg", "40.jpg"]
    grid_links(page).first.click()
    for position in ("1 of 3", "2 of 3", "3 of 3"):
        expect(page.locator(".viewer .count, .pswp .count").first).to_have_text(position)
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"album=Trips/Rome&sort=oldest&photo=Trips/Rome/40\.jpg$"))
    page.reload()
    expect(page.locator(".count").first).to_have_text("3 of 3")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"album=Trips/Rome$"))
    page.goto("/?album=Trips/Rome&sort=newest")
    assert shown_files(page) == ["40.jpg", "1.jpg", "0.jpg"]


def test_an_album_by_name_has_no_months(page: Page, app: App) -> None:
    """All of it loads at once, and uploads are added where they belong."""
    add_photos(app, 150, "Zoo")
    change(app, "Zoo", sort="name")
    page.goto("/?album=Zoo")
    expect(page.locator(".photos h2")).to_be_hidden()
    assert shown_files(page)[:4] == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]
    page.mouse.move(600, 500)
    page.keyboard.press("End")
    expect(grid_links(page).last).to_have_attribute("href", "/?album=Zoo&sort=name&photo=Zoo/149.jpg")
    expect(page.locator(".photos h3:visible")).to_have_count(0)
    page.keyboard.press("Home")
    file: FilePayload = {"name": "1 b.jpg", "mimeType": "image/jpeg", "buffer": jpeg("olive")}
    page.locator(".upload input[name=photos]").set_input_files(file)
    expect(page.locator(".photos li a[href$='1%20b.jpg']")).to_be_visible()
    assert shown_files(page)[:4] == ["0.jpg", "1 b.jpg", "1.jpg", "2.jpg"]
    page.keyboard.press("Control+a")
    expect(page.get_by_role("region", name="Selected photos").get_by_text("151 selected")).to_be_visible()


def shown_files(page: Page) -> list[str]:
    """Return the files in the grid, in reading order."""
    expect(grid_links(page).first).to_be_visible()
    files: list[str] = page.eval_on_selector_all(
        ".photos li > a",
        """links => links.map((link) => [link.getBoundingClientRect(), new URLSearchParams(link.search).get("photo")])
            .sort(([one], [other]) => Math.abs(one.top - other.top) > 9 ? one.top - other.top : one.left - other.left)
            .map(([_, name]) => name.split("/").at(-1))""",
    )
    return files


def test_a_change_that_fails_is_reverted(page: Page, app: App) -> None:
    """20. With the reason."""
    menu = open_menu(page, "Trips/Rome")
    page.route("**/api/albums/settings", lambda route: route.abort())
    menu.get_by_label("Only me").click()
    wait_for_toast(page, "The album couldn't be changed. The gallery can't be reached.")
    expect(menu.get_by_label("Everyone")).to_be_checked()
    expect(page.get_by_text(PRIVATE)).to_be_hidden()
    page.unroute("**/api/albums/settings")
    menu.get_by_label("Only me").check()
    wait_for_toast(page, "Only you can see this album now.")
    assert settings_of(app, "Trips/Rome")["visible"] == "owner"


def test_the_last_of_several_quick_choices_counts(page: Page, app: App) -> None:
    """Also those made before the menu's script has loaded."""
    held: list[Route] = []
    page.route("**/album_menu.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function
    page.goto("/?album=Trips/Rome")
    page.locator(".album-menu > summary").click()
    page.get_by_label("Only me").check()
    expect(page.locator(".photos li > input").first).to_be_attached()
    held[0].continue_()
    wait_for_toast(page, "Only you can see this album now.")
    for label in ("Everyone", "Only me", "Everyone"):
        page.get_by_label(label).check()
    wait_for_toast(page, "Everyone can see this album now.")
    expect(page.get_by_label("Everyone")).to_be_checked()
    page.wait_for_timeout(500)
    assert settings_of(app, "Trips/Rome")["visible"] == "everyone"


def test_settings_can_be_changed_without_scripts(browser: Browser, app: App) -> None:
    """1. All of them together."""
    with visiting(browser, app, java_script_enabled=False) as page:
        page.goto("/?album=Trips/Rome")
        page.locator(".album-menu > summary").click()
        page.get_by_label("Only me").check()
        page.get_by_label("No", exact=True).check()
        page.get_by_label("Oldest first").check()
        page.get_by_role("textbox", name="Title").fill("Roma")
        page.get_by_role("textbox", name="Description").fill(" Two days.\n\nIn spring. \n")
        page.get_by_role("button", name="Save").click()
        expect(page).to_have_url(re.compile(r"album=Trips/Rome$"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Trips / Roma")
        expect(page.get_by_text(PRIVATE, exact=True)).to_be_visible()
        expect(page.get_by_text("Not in the timeline.")).to_be_visible()
        expect(page.locator(".description")).to_have_text("Two days. In spring.")
        assert [link.get_attribute("href") for link in grid_links(page).all()] == [
            f"/?album=Trips/Rome&sort=oldest&photo=Trips/Rome/{number}.jpg" for number in (0, 1)
        ]
    settings = settings_of(app, "Trips/Rome")
    with visiting(browser, app, java_script_enabled=False) as page:
        page.goto("/?album=Trips/Rome")
        page.locator(".album-menu > summary").click()
        page.get_by_role("textbox", name="Title").fill("")
        page.get_by_role("textbox", name="Description").fill("")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Trips / Rome")
        expect(page.locator(".description")).to_be_hidden()
    expected = {"title": "Roma", "description": "Two days.\n\nIn spring.", "sort": "oldest", "cover": ""}
    assert {**settings, "id": ""} == {"id": "", **expected, "visible": "owner", "timeline": "no"}


def test_an_album_in_a_private_one_says_so(page: Page, app: App) -> None:
    """And can't be made public on its own. The owner's covers have a lock as tall as their text."""
    change(app, "Trips", visible="owner", timeline="no")
    menu = open_menu(page, "Trips/Rome")
    expect(page.get_by_text("Only you can see this album, because it's in Trips.")).to_be_visible()
    expect(page.get_by_text("Not in the timeline, because it's in Trips.")).to_be_visible()
    expect(menu.get_by_text("Only me, like everything in Trips")).to_be_visible()
    expect(menu.get_by_role("radio")).to_have_count(3)
    expect(menu.get_by_role("group", name="Sort").get_by_role("radio")).to_have_count(3)
    for address in ("/albums", "/?q=Rome", "/?album=Trips"):
        page.goto(address)
        lock = page.locator(".covers li", has_text="Rome").get_by_role("img", name="Only you can see it")
        assert 10 < (lock.bounding_box() or {"height": 0})["height"] < 20, address
    expect(page.get_by_text(PRIVATE, exact=True)).to_be_visible()


def test_in_a_private_gallery_the_words_are_true(browser: Browser, start_app: StartApp) -> None:
    """Nobody else sees anything, whatever an album's settings say."""
    names = new_containers()
    containers = {"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews}
    app = App(start_app({**containers, "GALLERY_VISIBILITY": "private"}), "", *names)
    add_photos(app, 1, "Rome")
    with visiting(browser, app) as page:
        menu = open_menu(page, "Rome")
        expect(menu.get_by_text("Nobody else sees anything while the gallery is private.")).to_be_visible()
        menu.get_by_label("Only me").check()
        wait_for_toast(page, "Only you can see this album now.")
        expect(page.get_by_text("Only you can see this album, even when the gallery is public.")).to_be_visible()
        menu.get_by_label("Everyone").check()
        wait_for_toast(page, "Everyone can see this album once the gallery is public.")


def test_folders_of_the_timeline_have_no_menu(page: Page, app: App) -> None:
    """Their dated photos are in no album."""
    url = f"{app.url}/photos/2026/x.jpg"
    requests.put(url, jpeg("navy"), headers=BEARER, timeout=30).raise_for_status()
    page.goto("/?album=2026")
    expect(page.get_by_text("Rename")).to_be_visible()
    expect(page.locator(".album-menu")).to_have_count(0)
    response = requests.post(f"{app.url}/api/albums/settings", json={"album": "2026", "timeline": "no"}, timeout=30)
    assert response.status_code == 400


def test_visitors_see_no_menu_and_no_notes(browser: Browser, app: App) -> None:
    change(app, "Trips/Rome", timeline="no", title="Roma")
    with visiting(browser, app) as page:
        page.context.clear_cookies()
        page.goto("/?album=Trips/Rome")
        expect(page.get_by_role("heading", level=1)).to_have_text("Trips / Roma")
        expect(page.locator(".album-menu, .album-notes, .rename")).to_have_count(0)
        page.goto("/albums")
        expect(page.locator(".new-album")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, (1280, 800)])
def test_album_menus_and_forms_are_accessible_and_fit(browser: Browser, app: App, size: tuple[int, int]) -> None:
    """9 and 10."""
    change(app, "Trips/Rome", visible="owner", title="A title that is rather long")
    requests.post(f"{app.url}/api/albums", json={"album": "Empty"}, timeout=30).raise_for_status()
    with visiting(browser, app, size, has_touch=True) as page:
        page.goto("/albums")
        page.locator(".new-album summary").click()
        check_accessibility(page, "main")
        assert page.evaluate(OVERFLOW) == 0
        assert page.evaluate(SMALL_TARGETS, [".title", 44]) == []
        page.goto("/?album=Trips/Rome")
        page.locator(".album-menu > summary").click()
        check_accessibility(page, ".title, .album-notes")
        assert page.evaluate(OVERFLOW) == 0
        assert page.evaluate(SMALL_TARGETS, [".title summary, .title .buttons", 44]) == []
