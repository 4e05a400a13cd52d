"""Selecting and deleting photos, undo, and errors.

The numbers refer to the acceptance criteria: 9 no violation, 10 small windows and fingers, 11 keyboard,
15 delete and undo, 16 select, 18 announced once, 20 errors.
"""

import json
import re
from collections.abc import Callable, Iterator

import pytest
import requests
from conftest import StartGallery
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect
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

UNDO_SECONDS = 10
MANY_PHOTOS_SECONDS = 300
"""How long a machine may take for so many photos before a test gives up."""
FOCUS_UNDO = """new MutationObserver(() => {
    [...document.querySelectorAll(".toasts button")].find((one) => one.textContent === "Undo")?.focus();
}).observe(document.body, { childList: true, subtree: true })"""
"""Focuses the button as soon as it appears, so that its toast stays however long the test takes to press it."""
BAR = "Selected photos"


@pytest.fixture(scope="module")
def six_photos(start_gallery: StartGallery) -> App:
    """A gallery of six photos, `5.jpg` the newest."""
    app = start_gallery()
    add_photos(app, 6)
    return app


@pytest.fixture(scope="module")
def months_of_photos(start_gallery: StartGallery) -> App:
    """A gallery of 130 photos, more than a page has. Tests leave it as it was."""
    app = start_gallery()
    add_photos(app, 130)
    return app


@pytest.fixture
def gallery(six_photos: App) -> Iterator[App]:
    """The gallery of six photos. What a test deletes is restored afterwards."""
    yield six_photos
    if names := list_trashed(six_photos):
        requests.post(f"{six_photos.url}/api/restore", json={"names": names}, timeout=60).raise_for_status()
    assert (len(list_stored(six_photos)), list_trashed(six_photos)) == (6, [])


@pytest.fixture
def page(browser: Browser, gallery: App) -> Iterator[Page]:
    """The gallery of six photos."""
    with visiting(browser, gallery) as visited:
        visited.goto("/")
        visited.mouse.move(600, 400)
        expect(checkbox(visited, "Select 0.jpg")).to_be_attached()
        yield visited


def check_count(page: Page, text: str) -> None:
    """Check the bar's text and its announcement."""
    expect(page.locator(".selection .count")).to_have_text(text)
    expect(page.get_by_role("status").filter(has_text=text)).to_have_count(1)


def press_button(page: Page, action: str) -> None:
    """Press a button of the bar."""
    page.get_by_role("region", name=BAR).get_by_role("button", name=action).click()


def batch_sizes(request: Request) -> list[int]:
    """Return the number of photos in a request, if it names any."""
    names = (request.post_data_json or {}).get("names") if request.method == "POST" else None
    return [len(names)] if names else []


def long_press(page: Page, photo: Locator, *, longer: int = 0) -> None:
    """Touch a photo until it's selected, and for some more milliseconds."""
    box = photo.bounding_box()
    assert box
    finger = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    expect(page.locator(".selection .count")).to_be_visible()
    page.wait_for_timeout(longer)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def respond_with_error(status: int, detail: str) -> Callable[[Route], None]:
    """Return a handler that responds with a problem document."""
    body = json.dumps({"title": "No", "status": status, "detail": detail})
    return lambda route: route.fulfill(status=status, content_type="application/problem+json", body=body)


def test_shift_click_replaces_the_previous_range(page: Page) -> None:
    """16. From the last selected photo in both directions; earlier selections stay."""
    select_photos(page, "5.jpg", "3.jpg")
    checkbox(page, "Select 0.jpg").click(modifiers=["Shift"])
    check_count(page, "5 selected")
    checkbox(page, "Select 2.jpg").click(modifiers=["Shift"])
    check_count(page, "3 selected")
    checkbox(page, "Select 4.jpg").click(modifiers=["Shift"])
    check_count(page, "3 selected")
    expect(checkbox(page, "Select 2.jpg")).not_to_be_checked()


def test_range_over_unloaded_months_loads_them(browser: Browser, months_of_photos: App) -> None:
    """16. It includes photos that were never in the DOM."""
    with visiting(browser, months_of_photos) as page:
        page.goto("/")
        page.mouse.move(600, 400)
        select_photos(page, "129.jpg")
        page.locator(".photos li > a").first.focus()
        page.keyboard.press("End")
        expect(checkbox(page, "Select 0.jpg")).to_be_attached()
        checkbox(page, "Select 0.jpg").click(modifiers=["Shift"])
        check_count(page, "130 selected")


def test_selecting_a_month_and_clearing_with_escape(page: Page) -> None:
    """16. The bar replaces the header, and photos don't move."""
    photo = page.locator(".photos li").first
    before = photo.bounding_box()
    checkbox(page, "Select September 2026").click()
    check_count(page, "6 selected")
    assert photo.bounding_box() == before
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name=BAR)).to_be_hidden()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_bar_is_before_photos_in_tab_order_and_the_header_is_skipped(page: Page) -> None:
    """11. Nothing covered can have the focus."""
    select_photos(page, "5.jpg")
    check_count(page, "1 selected")
    page.get_by_role("link", name="Skip to photos").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Clear selection")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name=BAR)).to_be_hidden()
    expect(grid_links(page).first).to_be_focused()


def test_delete_needs_no_confirmation_and_undo_restores_positions(page: Page, gallery: App) -> None:
    """15. Without a reload."""
    select_photos(page, "4.jpg", "2.jpg")
    press_button(page, "Delete")
    expect(grid_links(page)).to_have_count(4)
    expect(page.get_by_role("region", name=BAR)).to_be_hidden()
    toast = wait_for_toast(page, "2 photos moved to trash.")
    assert len(list_trashed(gallery)) == 2
    before = page.evaluate("performance.timeOrigin")
    toast.get_by_role("button", name="Undo").click()
    expect(grid_links(page)).to_have_count(6)
    wait_for_toast(page, "2 photos restored.")
    assert (len(list_stored(gallery)), list_trashed(gallery)) == (6, [])
    assert page.evaluate("performance.timeOrigin") == before
    names = page.locator(".photos li img").evaluate_all("(all) => all.map((one) => one.alt.split(',')[0])")
    assert names == [f"{number}.jpg" for number in range(5, -1, -1)]


def test_keyboard_selects_deletes_and_undoes(page: Page, gallery: App) -> None:
    """11. Space, Shift, Delete, Ctrl+Z; the focus stays in the grid."""
    grid_links(page).first.focus()
    for key in ("Space", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    check_count(page, "3 selected")
    page.keyboard.press("Delete")
    wait_for_toast(page, "3 photos moved to trash.")
    expect(page.locator(".photos li > a:focus")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(grid_links(page)).to_have_count(6)
    wait_for_toast(page, "3 photos restored.")
    assert list_trashed(gallery) == []


def test_keys_pressed_before_scripts_load_all_count(browser: Browser, gallery: App) -> None:
    """11. Each key starts where the previous one ended."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with visiting(browser, gallery) as page:
        page.route("**/photos_tools.js*", hold)
        page.goto("/", wait_until="networkidle")
        with page.expect_request("**/photos_tools.js*"):
            grid_links(page).first.focus()
        for key in ("Space", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
            page.keyboard.press(key)
        held.pop().continue_()
        check_count(page, "4 selected")


def test_key_to_months_that_cannot_load_shows_an_error(browser: Browser, months_of_photos: App) -> None:
    """20. The focus doesn't move."""
    with visiting(browser, months_of_photos) as page:
        page.goto("/", wait_until="networkidle")
        page.route("**/api/photos?*", lambda route: route.abort())
        grid_links(page).first.focus()
        page.keyboard.press("End")
        wait_for_toast(page, "The gallery can't be reached.")
        expect(grid_links(page).first).to_be_focused()


def test_deleting_from_the_bar_focuses_the_next_photo(page: Page) -> None:
    """11. The focus doesn't return to the top of the page."""
    select_photos(page, "4.jpg")
    page.get_by_role("button", name="Delete").focus()
    page.keyboard.press("Enter")
    wait_for_toast(page, "1 photo moved to trash.")
    assert "3.jpg" in (page.locator(":focus").get_attribute("href") or "")


def test_undo_stays_for_ten_seconds_and_longer_while_focused(page: Page) -> None:
    """15. With a fake clock."""
    page.clock.install()
    select_photos(page, "5.jpg")
    press_button(page, "Delete")
    toast = wait_for_toast(page, "1 photo moved to trash.")
    page.clock.run_for((UNDO_SECONDS - 1) * 1000)
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Undo").focus()
    page.clock.run_for(10 * UNDO_SECONDS * 1000)
    expect(toast).to_be_visible()
    grid_links(page).first.focus()
    page.clock.run_for((UNDO_SECONDS - 1) * 1000)
    expect(toast).to_be_visible()
    page.clock.run_for(2000)
    expect(toast).to_be_hidden()


def test_130_photos_are_deleted_and_restored_at_once(browser: Browser, months_of_photos: App) -> None:
    """15. In batches, with progress; after a reload they're still in the trash."""
    with visiting(browser, months_of_photos) as page:
        sizes: list[int] = []
        page.on("request", lambda request: sizes.extend(batch_sizes(request)))
        page.goto("/")
        grid_links(page).first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("End")
        expect(checkbox(page, "Select 0.jpg")).to_be_attached()
        checkbox(page, "Select 0.jpg").click(modifiers=["Shift"])
        check_count(page, "130 selected")
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/api/trash", hold, times=1)
        page.evaluate(FOCUS_UNDO)
        press_button(page, "Delete")
        wait_for_toast(page, "Moving to trash: 0 of 130")
        held.pop().continue_()
        toast = wait_for_toast(page, "130 photos moved to trash.", seconds=MANY_PHOTOS_SECONDS)
        assert sizes == [50, 50, 30]
        expect(grid_links(page)).to_have_count(0)
        expect(page.get_by_text("No photos yet.")).to_be_visible()
        toast.get_by_role("button", name="Undo").click()
        wait_for_toast(page, "130 photos restored.", seconds=MANY_PHOTOS_SECONDS)
        expect(page.locator(".empty")).to_be_hidden()
        assert len(list_stored(months_of_photos)) == 130


def test_deleted_photos_can_be_restored_from_the_trash_later(page: Page, gallery: App) -> None:
    """15. After the toast is gone."""
    select_photos(page, "5.jpg")
    press_button(page, "Delete")
    wait_for_toast(page, "1 photo moved to trash.")
    page.goto("/trash")
    select_photos(page, "5.jpg")
    press_button(page, "Restore")
    wait_for_toast(page, "1 photo restored.")
    expect(page.get_by_text("The trash is empty.")).to_be_visible()
    assert (len(list_stored(gallery)), list_trashed(gallery)) == (6, [])


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (503, "The photo storage does not respond at the moment."),
        (429, "Too many changes at once."),
    ],
)
def test_failed_delete_shows_the_reason_and_the_photos(page: Page, gallery: App, status: int, reason: str) -> None:
    """20. Announced once, with the gallery's own text, and nothing is lost."""
    page.route("**/api/trash", respond_with_error(status, reason))
    select_photos(page, "5.jpg", "4.jpg")
    press_button(page, "Delete")
    wait_for_toast(page, f"2 photos couldn't be deleted. {reason}")
    expect(page.get_by_role("alert")).to_have_text(f"2 photos couldn't be deleted. {reason}")
    expect(grid_links(page)).to_have_count(6)
    assert len(list_stored(gallery)) == 6


def test_delete_without_a_connection_shows_an_error_and_the_photos(page: Page) -> None:
    """20. It works again once the connection is back."""
    select_photos(page, "5.jpg")
    page.get_by_role("button", name="Delete").hover()
    page.route("**/api/trash", lambda route: route.abort())
    press_button(page, "Delete")
    wait_for_toast(page, "1 photo couldn't be deleted. The gallery can't be reached.")
    expect(grid_links(page)).to_have_count(6)
    page.unroute("**/api/trash")
    select_photos(page, "5.jpg")
    press_button(page, "Delete")
    wait_for_toast(page, "1 photo moved to trash.")


def test_signed_out_owners_get_a_link_to_sign_in(page: Page) -> None:
    """20. In a new tab, so that nothing here is lost."""
    page.route("**/api/trash", respond_with_error(401, "This is for the owner."))
    select_photos(page, "5.jpg")
    press_button(page, "Delete")
    toast = wait_for_toast(page, "1 photo couldn't be deleted. You've been signed out.")
    with page.context.expect_page() as opened:
        toast.get_by_role("link", name="Sign in").click()
    assert opened.value.url.endswith("/sign-in")
    expect(grid_links(page)).to_have_count(6)


def test_only_photos_that_still_exist_return_after_a_failure(page: Page, gallery: App) -> None:
    """15, 20. A photo that was deleted elsewhere stays gone, and the toast counts it."""
    requests.delete(f"{gallery.url}/photos/2026/09/17/5.jpg", timeout=30).raise_for_status()

    def fail_one(route: Route) -> None:
        response = route.fetch()
        results = response.json()
        name = results["files"][1]["name"]
        results["files"][1] = {"name": name, "outcome": "rejected", "status": 503, "reason": "Busy."}
        route.fulfill(response=response, json=results)

    page.route("**/api/trash", fail_one)
    select_photos(page, "5.jpg", "4.jpg", "3.jpg")
    press_button(page, "Delete")
    wait_for_toast(page, "1 photo moved to trash.")
    wait_for_toast(page, "2 photos couldn't be deleted.")
    expect(grid_links(page)).to_have_count(4)
    expect(page.get_by_role("img", name=re.compile("^4.jpg"))).to_be_visible()


def test_failed_download_shows_the_reason(page: Page) -> None:
    """20. Browsers alone would save the error as a file, or show nothing."""
    page.route("**/photos/**", lambda route: route.fulfill(status=503))
    select_photos(page, "5.jpg")
    press_button(page, "Download")
    wait_for_toast(page, "5.jpg couldn't be downloaded. Something went wrong (error 503).")


def test_select_all_loads_and_selects_every_photo(browser: Browser, months_of_photos: App) -> None:
    """11. Cmd+A on a Mac. It's also the first key that anyone presses, so its script may still have to load."""
    for keys in ("Control+a", "Meta+a"):
        with visiting(browser, months_of_photos) as page:
            page.goto("/")
            page.keyboard.press(keys)
            check_count(page, "130 selected")
            assert page.evaluate("getSelection().toString()") == ""
            page.keyboard.press("Escape")
            expect(page.locator(".selection")).to_be_hidden()
            page.keyboard.press(keys)
            check_count(page, "130 selected")
            assert page.evaluate("getSelection().toString()") == ""


def test_select_all_selects_the_text_in_fields_and_dialogs_are_left_alone(browser: Browser, gallery_app: App) -> None:
    """11. As everywhere."""
    add_photos(gallery_app, 2, "Rome")
    with visiting(browser, gallery_app) as page:
        page.goto("/?album=Rome")
        page.mouse.move(600, 400)
        expect(checkbox(page, "Select 0.jpg")).to_be_attached()
        page.locator(".rename summary").click()
        expect(page.get_by_label("New name")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type("Paris")
        expect(page.get_by_label("New name")).to_have_value("Paris")
        page.keyboard.press("Escape")
        expect(page.locator(".rename summary")).to_be_focused()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Select everything")
        page.keyboard.press("Control+a")
        page.keyboard.press("Escape")
        grid_links(page).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Control+a")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(".selection")).to_have_count(0)


def test_question_mark_lists_shortcuts_and_closing_restores_the_focus(page: Page) -> None:
    """11. Escape closes only the list."""
    select_photos(page, "5.jpg")
    grid_links(page).first.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_contain_text("Select a range")
    check_accessibility(page, "dialog")
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    expect(grid_links(page).first).to_be_focused()
    check_count(page, "1 selected")


def test_back_ends_the_selection_and_stays_on_the_page(page: Page) -> None:
    """16. As in a phone's gallery. Escape leaves no entry behind for Back."""
    page.goto("/albums")
    page.goto("/")
    page.mouse.move(600, 400)
    select_photos(page, "5.jpg", "4.jpg")
    check_count(page, "2 selected")
    page.go_back()
    expect(page.locator(".selection")).to_be_hidden()
    expect(page).to_have_url(re.compile("/$"))
    select_photos(page, "3.jpg")
    page.keyboard.press("Escape")
    expect(page.locator(".selection")).to_be_hidden()
    page.wait_for_function("() => !history.state?.selecting")
    page.go_back()
    expect(page).to_have_url(re.compile("/albums$"))


def test_bar_and_toasts_are_accessible(page: Page) -> None:
    """9, 18. While selecting, after deleting, and after a failure."""
    select_photos(page, "5.jpg")
    check_count(page, "1 selected")
    check_accessibility(page, ".selection")
    press_button(page, "Delete")
    wait_for_toast(page, "1 photo moved to trash.")
    page.route("**/api/trash", respond_with_error(503, "No."))
    select_photos(page, "4.jpg")
    press_button(page, "Delete")
    wait_for_toast(page, "1 photo couldn't be deleted.")
    check_accessibility(page, ".toasts")


@pytest.mark.parametrize("longer", [0, 800])
def test_long_press_selects_even_as_the_first_interaction(browser: Browser, gallery: App, longer: int) -> None:
    """16. While scripts are still loading. The next tap selects too, however long the press was."""
    with visiting(browser, gallery, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/", wait_until="networkidle")
        long_press(page, grid_links(page).first, longer=longer)
        check_count(page, "1 selected")
        grid_links(page).nth(1).tap()
        check_count(page, "2 selected")


def test_first_tap_opens_the_photo(browser: Browser, gallery: App) -> None:
    """16. A short touch isn't a long press."""
    with visiting(browser, gallery, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/", wait_until="networkidle")
        grid_links(page).first.tap()
        expect(page.get_by_role("dialog", name="5.jpg")).to_be_visible()
        page.wait_for_timeout(600)
        expect(page.locator(".selection .count")).to_have_count(0)


def test_keys_select_days_and_months(browser: Browser, months_of_photos: App) -> None:
    """11, 16. Those of the focused photo; the grid stays one tab stop."""
    with visiting(browser, months_of_photos) as page:
        page.goto("/")
        photo = page.locator('.photos a[href*="2026/10/31/"]')
        expect(photo).to_be_attached()
        photo.focus()
        page.keyboard.press("d")
        check_count(page, "1 selected")
        page.keyboard.press("m")
        check_count(page, "31 selected")
        page.keyboard.press("m")
        expect(page.get_by_role("region", name=BAR)).to_be_hidden()
        expect(page.locator('.photos :is(a, input)[tabindex="0"]')).to_have_count(1)


def test_tapping_a_day_or_month_selects_it(browser: Browser, gallery: App) -> None:
    """10, 16. While selecting, on 44 pixels. Otherwise, the day lets taps through to the photo."""
    with visiting(browser, gallery, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/", wait_until="networkidle")
        grid_links(page).first.tap(position={"x": 20, "y": 15})
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        long_press(page, grid_links(page).nth(1))
        check_count(page, "1 selected")
        assert page.evaluate(SMALL_TARGETS, [".photos", 44]) == []
        page.get_by_role("heading", name="Thu 17").tap()
        check_count(page, "2 selected")
        checkbox(page, "Select September 2026").tap()
        check_count(page, "6 selected")
        checkbox(page, "Select September 2026").tap()
        expect(page.get_by_role("region", name=BAR)).to_be_hidden()


def test_selection_fits_small_phones(browser: Browser, gallery_app: App) -> None:
    """10. At 320 pixels nothing overflows, and targets measure 44."""
    add_photos(gallery_app, 3)
    with visiting(browser, gallery_app, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/")
        long_press(page, grid_links(page).first)
        check_count(page, "1 selected")
        grid_links(page).nth(1).tap()
        check_count(page, "2 selected")
        assert page.evaluate(SMALL_TARGETS, [".selection", 44]) == []
        press_button(page, "Add to album")
        expect(page.get_by_role("dialog")).to_be_visible()
        assert page.evaluate(SMALL_TARGETS, ["dialog", 44]) == []
        page.get_by_role("button", name="Close").click()
        press_button(page, "Delete")
        wait_for_toast(page, "2 photos moved to trash.")
        assert page.evaluate(SMALL_TARGETS, [".toasts", 44]) == []
        assert page.evaluate(OVERFLOW) == 0
