"""The trash in a browser: the same grid as the other pages, restoring, and deleting forever after one question.

The numbers refer to the acceptance criteria: 1 without JavaScript, 3 nothing moves, 9 no violation, 10 small windows,
11 keyboard, 15 delete and undo, 20 errors.
"""

import json
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
    checkbox,
    grid_links,
    list_stored,
    list_trashed,
    select_photos,
    visiting,
    wait_for_toast,
)

RECOVERABLE = "The storage account may keep a recoverable version for up to 60 days."
LOADED = "() => [...document.images].every((image) => image.complete && image.naturalWidth)"
SHIFTS = """() => {
    window.shift = 0;
    const add = (list) => list.getEntries().forEach(({value}) => window.shift += value);
    new PerformanceObserver(add).observe({type: "layout-shift", buffered: true});
}"""


SHOW_FOUR = """
const { parse } = JSON;
JSON.parse = (...given) => {
    const value = parse(...given);
    if (value.deleted) value.photos.splice(4), value.deleted.splice(4);
    return value;
};
"""
"""Makes the page act as if it could show only four photos."""


@pytest.fixture(scope="module")
def shared_gallery(start_gallery: StartGallery) -> App:
    return start_gallery()


@pytest.fixture
def gallery(shared_gallery: App) -> Iterator[App]:
    """A gallery without photos. Those that a test leaves are deleted forever."""
    yield shared_gallery
    if names := list_stored(shared_gallery):
        requests.post(f"{shared_gallery.url}/api/trash", json={"names": names}, timeout=60).raise_for_status()
    photos = requests.get(f"{shared_gallery.url}/api/trash", timeout=60).json()["photos"]
    body = {"photos": [{"trash": photo["trash"], "etag": photo["etag"]} for photo in photos]}
    if photos:
        requests.post(f"{shared_gallery.url}/api/trash/empty", json=body, timeout=60).raise_for_status()
    assert (list_stored(shared_gallery), list_trashed(shared_gallery)) == ([], [])


@pytest.fixture
def page(browser: Browser, gallery: App) -> Iterator[Page]:
    """The trash with four photos: `3.jpg` was taken last."""
    fill_trash(gallery)
    with visiting(browser, gallery) as visited:
        open_trash(visited)
        yield visited


def fill_trash(app: App, count: int = 4) -> None:
    add_photos(app, count)
    requests.post(f"{app.url}/api/trash", json={"names": list_stored(app)}, timeout=60).raise_for_status()


def open_trash(page: Page) -> None:
    """Wait for previews: making them changes the photos' ETags."""
    page.goto("/trash", wait_until="networkidle")
    page.wait_for_function(LOADED)


def trashed(number: int) -> str:
    return f".trash/2026/09/{12 + number}/{number}.jpg"


def ask(page: Page, button: str) -> Locator:
    """Press a button that asks, and return the question."""
    page.get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def empty_trash(page: Page, app: App, count: int) -> None:
    """Empty the trash, and check the count in the question and the result."""
    dialog = ask(page, "Empty trash")
    expect(dialog.get_by_role("heading")).to_have_text(f"Delete {count} photos forever?")
    dialog.get_by_role("button", name="Delete forever").click()
    wait_for_toast(page, f"{count} photos deleted from the gallery.")
    expect(page.get_by_text("The trash is empty.")).to_be_visible()
    assert list_trashed(app) == []


def test_the_trash_is_the_same_grid_with_ages_instead_of_days(page: Page) -> None:
    """3. Arranged like the timeline; nothing moves."""
    page.evaluate(SHIFTS)
    expect(grid_links(page)).to_have_count(4)
    expect(page.locator(".photos.ready h3")).to_have_text([re.compile(r"Deleted (just now|\d minutes? ago)")])
    expect(page.locator(".trash .count")).to_have_text("4 photos")
    expect(page.get_by_text("Photos are deleted forever after 30 days.")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") <= 0.01


def test_scripts_write_the_same_ages_as_the_server(browser: Browser, gallery: App) -> None:
    """In the page's language. By the storage service's clock, even if the browser's is wrong."""
    fill_trash(gallery, 1)
    age = re.compile(r"Gerade gelöscht|Vor \d Minuten? gelöscht")
    with visiting(browser, gallery, locale="de-DE") as page:
        page.clock.set_system_time("2031-01-01T12:00:00Z")
        open_trash(page)
        expect(page.locator(".photos h3")).to_have_text(age)
        expect(page.locator(".photos h3[lang]")).to_have_count(0)
    with visiting(browser, gallery, java_script_enabled=False, locale="de-DE") as page:
        page.goto("/trash")
        expect(page.locator(".photos h3")).to_have_text(age)


def test_selected_photos_are_restored_and_then_all(page: Page, gallery: App) -> None:
    """15. Without a reload, with a count of the rest, and finally the text for an empty trash."""
    before = page.evaluate("performance.timeOrigin")
    select_photos(page, "1.jpg")
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".trash .count")).to_have_text("3 photos")
    wait_for_toast(page, "1 photo restored.")
    assert list_stored(gallery) == ["2026/09/13/1.jpg"]
    page.get_by_role("button", name="Restore all").click()
    expect(page.get_by_text("The trash is empty.")).to_be_visible()
    wait_for_toast(page, "3 photos restored.")
    assert (len(list_stored(gallery)), list_trashed(gallery)) == (4, [])
    assert page.evaluate("performance.timeOrigin") == before


def test_photos_that_cannot_be_restored_return_to_their_position(page: Page) -> None:
    """20. With the reason."""
    names = page.locator(".photos li > input").evaluate_all("boxes => boxes.map((box) => box.ariaLabel)")
    body = json.dumps({"title": "No", "status": 503, "detail": "The photo storage doesn't respond."})
    page.route("**/api/restore", lambda route: route.fulfill(status=503, content_type="application/json", body=body))
    select_photos(page, "2.jpg")
    page.get_by_role("button", name="Restore", exact=True).click()
    wait_for_toast(page, "1 photo couldn't be restored. The photo storage doesn't respond.")
    expect(grid_links(page)).to_have_count(4)
    after = page.locator(".photos li > input").evaluate_all("boxes => boxes.map((box) => box.ariaLabel)")
    assert after == names


def test_selected_photos_are_deleted_forever_after_one_question(page: Page, gallery: App) -> None:
    """15. The question states the count and what forever means. The others stay."""
    select_photos(page, "1.jpg", "2.jpg")
    dialog = ask(page, "Delete forever")
    expect(dialog.get_by_role("heading")).to_have_text("Delete 2 photos forever?")
    expect(dialog).to_contain_text(f"They're deleted from the gallery. {RECOVERABLE}")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Delete forever").click()
    wait_for_toast(page, f"2 photos deleted from the gallery. {RECOVERABLE}")
    expect(grid_links(page)).to_have_count(2)
    expect(page.locator(".trash .count")).to_have_text("2 photos")
    assert (list_trashed(gallery), list_stored(gallery)) == ([trashed(0), trashed(3)], [])


def test_canceling_deletes_nothing(page: Page, gallery: App) -> None:
    """Neither does Escape."""
    for by_key in (False, True):
        dialog = ask(page, "Empty trash")
        page.keyboard.press("Escape") if by_key else dialog.get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("button", name="Empty trash")).to_be_focused()
    assert len(list_trashed(gallery)) == 4


def test_emptying_leaves_alone_what_changed_after_the_question(page: Page, gallery: App) -> None:
    """Photos restored, deleted again or added since. The page tells the truth about each."""
    dialog = ask(page, "Empty trash")
    expect(dialog.get_by_role("heading")).to_have_text("Delete 4 photos forever?")
    for number in (0, 1):
        requests.post(f"{gallery.url}/api/restore", json={"names": [trashed(number)]}, timeout=30)
    requests.delete(f"{gallery.url}/photos/2026/09/13/1.jpg", timeout=30).raise_for_status()
    add_photos(gallery, 1, "Later", first=9)
    requests.delete(f"{gallery.url}/photos/Later/9.jpg", timeout=30).raise_for_status()
    dialog.get_by_role("button", name="Delete forever").click()
    wait_for_toast(page, f"2 photos deleted from the gallery. {RECOVERABLE} 1 photo was no longer in the trash.")
    wait_for_toast(page, "1 photo couldn't be deleted. 1.jpg has changed since you confirmed, so it wasn't deleted.")
    assert list_trashed(gallery) == [trashed(1), ".trash/Later/9.jpg"]
    assert list_stored(gallery) == ["2026/09/12/0.jpg"]


def test_the_count_includes_photos_deleted_since_the_page_was_opened(page: Page, gallery: App) -> None:
    """Emptying means everything in the trash when it asks."""
    fill_trash(gallery, 6)
    empty_trash(page, gallery, 6)


def test_many_photos_are_deleted_in_parts_and_a_failure_keeps_the_rest(browser: Browser, gallery_app: App) -> None:
    """20. With progress; pressing again deletes the rest."""
    fill_trash(gallery_app, 230)
    with visiting(browser, gallery_app) as page:
        page.goto("/trash", wait_until="networkidle")
        dialog = ask(page, "Empty trash")
        sizes: list[int] = []

        def fail_second(route: Route) -> None:
            sizes.append(len(json.loads(route.request.post_data or "")["photos"]))
            if len(sizes) == 1:
                expect(page.locator(".toasts li").first).to_have_text(re.compile("Deleting forever: 0 of 230"))
                route.continue_()
            else:
                route.abort()

        page.route("**/api/trash/empty", fail_second)
        dialog.get_by_role("button", name="Delete forever").click()
        wait_for_toast(page, re.compile(r"photos couldn't be deleted\. The gallery can't be reached\."), seconds=120)
        left = len(list_trashed(gallery_app))
        # A slow machine deletes less in one request.
        assert (sizes[0], 30 <= left < 230) == (200, True)
        expect(page.locator(".trash .count")).to_have_text(f"{left} photos")
        page.unroute("**/api/trash/empty")
        ask(page, "Empty trash").get_by_role("button", name="Delete forever").click()
        expect(page.get_by_text("The trash is empty.")).to_be_visible(timeout=60_000)
    assert list_trashed(gallery_app) == []


def test_the_keyboard_reaches_everything(page: Page, gallery: App) -> None:
    """11. One tab stop for the grid; arrows, Space, Shift and Delete as on the timeline."""
    grid_links(page).first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.photos')") is None
    grid_links(page).first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".selection .count")).to_have_text("2 selected")
    page.keyboard.press("Delete")
    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text("Delete 2 photos forever?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for_toast(page, "2 photos deleted from the gallery.")
    assert len(list_trashed(gallery)) == 2
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_a_photo_opens_large_and_can_be_restored_there(page: Page, gallery: App) -> None:
    """With its dates."""
    page.get_by_role("link", name="2.jpg").click()
    dialog = page.get_by_role("dialog", name="2.jpg")
    expect(dialog.get_by_text("Taken 14 September 2026 at 12:00. Deleted")).to_be_visible()
    expect(dialog.get_by_role("img")).to_have_js_property("complete", value=True)
    dialog.get_by_role("button", name="Restore").click()
    wait_for_toast(page, "1 photo restored.")
    expect(grid_links(page)).to_have_count(3)
    assert list_stored(gallery) == ["2026/09/14/2.jpg"]


def test_a_long_press_selects(browser: Browser, gallery: App) -> None:
    """10. On a phone, where everything fits and is large enough for fingers."""
    fill_trash(gallery)
    with visiting(browser, gallery, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/trash", wait_until="networkidle")
        assert page.evaluate(OVERFLOW) == 0
        assert page.evaluate(SMALL_TARGETS, [".trash", 44]) == []
        box = grid_links(page).first.bounding_box()
        assert box
        touch = {"x": box["x"] + 20, "y": box["y"] + 60}
        session = page.context.new_cdp_session(page)
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [touch]})
        expect(page.locator(".selection .count")).to_have_text("1 selected")
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert page.evaluate(SMALL_TARGETS, [".selection", 44]) == []
        assert page.evaluate(OVERFLOW) == 0


def test_the_trash_works_without_scripts(browser: Browser, gallery: App) -> None:
    """1. Choose, restore, delete forever, and empty, each after one question."""
    fill_trash(gallery)
    with visiting(browser, gallery, java_script_enabled=False) as page:
        page.goto("/trash")
        checkbox(page, "Select 0.jpg").check()
        page.get_by_role("button", name="Restore", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("1 restored")
        page.goto("/trash")
        checkbox(page, "Select 1.jpg").check()
        page.get_by_role("button", name="Delete forever").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Delete 1 photo forever?")
        check_page(page)
        page.get_by_role("link", name="Cancel").click()
        checkbox(page, "Select 1.jpg").check()
        page.get_by_role("button", name="Delete forever").click()
        page.get_by_role("button", name="Delete forever").click()
        expect(page.get_by_role("status")).to_contain_text("1 deleted from the gallery")
        expect(page.get_by_role("status")).to_contain_text(RECOVERABLE)
        expect(page.locator(".count")).to_have_text("2 photos")
        page.get_by_role("button", name="Empty trash").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Delete 2 photos forever?")
        page.get_by_role("button", name="Delete forever").click()
        expect(page.get_by_text("The trash is empty.")).to_be_visible()
    assert (list_stored(gallery), list_trashed(gallery)) == (["2026/09/12/0.jpg"], [])


def check_page(page: Page) -> None:
    """Check size and targets where axe can't run, because scripts are off."""
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(SMALL_TARGETS, ["main", 44]) == []


def test_more_photos_than_a_page_shows_are_deleted_too(page: Page, gallery: App) -> None:
    """The page says how many it shows."""
    fill_trash(gallery, 9)
    page.add_init_script(SHOW_FOUR)
    open_trash(page)
    expect(grid_links(page)).to_have_count(4)
    label = page.locator(".photos li > input").first.get_attribute("aria-label") or ""
    select_photos(page, label.removeprefix("Select "))
    ask(page, "Delete forever").get_by_role("button", name="Delete forever").click()
    expect(page.locator(".trash .count")).to_have_text("8 photos, showing the latest 3")
    empty_trash(page, gallery, 8)


def test_every_state_is_accessible(page: Page, gallery: App) -> None:
    """9. The grid, a selection, the question, a photo, and the empty trash."""
    check_accessibility(page, "main")
    select_photos(page, "1.jpg")
    check_accessibility(page, ".selection")
    ask(page, "Delete forever")
    check_accessibility(page, "dialog")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="2.jpg").click()
    expect(page.get_by_role("dialog", name="2.jpg")).to_be_visible()
    check_accessibility(page, "dialog")
    page.keyboard.press("Escape")
    requests.post(f"{gallery.url}/api/restore", json={"names": list_trashed(gallery)}, timeout=30)
    page.goto("/trash")
    check_accessibility(page, "main")
