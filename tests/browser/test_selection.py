"""Selecting photos, deleting them and taking that back, and what the page says when something goes wrong.

The numbers are those of the acceptance criteria: 9 no violation, 10 small windows and fingers, 11 keyboard,
15 delete and undo, 16 select, 18 spoken once, 20 errors.
"""

import json
import re
from collections.abc import Callable, Iterator

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect
from support.gallery_app import App
from support.owners_page import (
    OVERFLOW,
    PHONE,
    UNTOUCHABLE,
    add,
    box,
    check_access,
    message,
    select,
    shown,
    stored,
    trashed,
    visiting,
)

UNDO_SECONDS = 10
BAR = "Selected photos"


@pytest.fixture
def page(browser: Browser, gallery_app: App) -> Iterator[Page]:
    """A gallery of six photos, `5.jpg` the newest."""
    add(gallery_app, 6)
    with visiting(browser, gallery_app) as visited:
        visited.goto("/")
        visited.mouse.move(600, 400)
        expect(box(visited, "Select 0.jpg")).to_be_attached()
        yield visited


def count(page: Page, text: str) -> None:
    """What the bar says, and the screen reader with it."""
    expect(page.locator(".selection .count")).to_have_text(text)
    expect(page.get_by_role("status").filter(has_text=text)).to_have_count(1)


def press(page: Page, action: str) -> None:
    """A button of the bar."""
    page.get_by_role("region", name=BAR).get_by_role("button", name=action).click()


def counts(request: Request) -> list[int]:
    """How many photos a request names, if it names some."""
    names = (request.post_data_json or {}).get("names") if request.method == "POST" else None
    return [len(names)] if names else []


def press_long(page: Page, photo: Locator, *, longer: int = 0) -> None:
    """With a finger, until it is selected, and for some milliseconds more."""
    box = photo.bounding_box()
    assert box
    finger = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    expect(page.locator(".selection .count")).to_be_visible()
    page.wait_for_timeout(longer)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def refusing(status: int, detail: str) -> Callable[[Route], None]:
    """The gallery's answer to a request that fails."""
    body = json.dumps({"title": "No", "status": status, "detail": detail})
    return lambda route: route.fulfill(status=status, content_type="application/problem+json", body=body)


def test_a_range_by_shift_click_replaces_the_range_before(page: Page) -> None:
    """16. From the photo selected last, in both directions; what was selected before stays."""
    select(page, "5.jpg", "3.jpg")
    box(page, "Select 0.jpg").click(modifiers=["Shift"])
    count(page, "5 selected")
    box(page, "Select 2.jpg").click(modifiers=["Shift"])
    count(page, "3 selected")
    box(page, "Select 4.jpg").click(modifiers=["Shift"])
    count(page, "3 selected")
    expect(box(page, "Select 2.jpg")).not_to_be_checked()


def test_a_range_over_months_that_nobody_has_seen_loads_them(browser: Browser, gallery_app: App) -> None:
    """16. All of them are selected, also those that were never in the page."""
    add(gallery_app, 200)
    with visiting(browser, gallery_app) as page:
        page.goto("/")
        page.mouse.move(600, 400)
        select(page, "199.jpg")
        page.locator(".photos li > a").first.focus()
        page.keyboard.press("End")
        expect(box(page, "Select 0.jpg")).to_be_attached()
        box(page, "Select 0.jpg").click(modifiers=["Shift"])
        count(page, "200 selected")


def test_a_month_is_selected_at_once_and_escape_leaves(page: Page) -> None:
    """16. The bar comes in place of the head; the photos stay where they are."""
    place = page.locator(".photos li").first
    before = place.bounding_box()
    box(page, "Select September 2026").click()
    count(page, "6 selected")
    assert place.bounding_box() == before
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name=BAR)).to_be_hidden()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_the_bar_is_reached_before_the_photos_and_the_head_behind_it_is_not(page: Page) -> None:
    """11. Nothing that is covered can have the focus."""
    select(page, "5.jpg")
    count(page, "1 selected")
    page.get_by_role("link", name="Skip to the photos").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Select none")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name=BAR)).to_be_hidden()
    expect(shown(page).first).to_be_focused()


def test_delete_asks_nothing_and_undo_puts_the_photos_back_in_their_place(page: Page, gallery_app: App) -> None:
    """15. Without a reload."""
    select(page, "4.jpg", "2.jpg")
    press(page, "Delete")
    expect(shown(page)).to_have_count(4)
    expect(page.get_by_role("region", name=BAR)).to_be_hidden()
    told = message(page, "2 photos moved to the trash.")
    assert len(trashed(gallery_app)) == 2
    before = page.evaluate("performance.timeOrigin")
    told.get_by_role("button", name="Undo").click()
    expect(shown(page)).to_have_count(6)
    message(page, "2 photos put back.")
    assert (len(stored(gallery_app)), trashed(gallery_app)) == (6, [])
    assert page.evaluate("performance.timeOrigin") == before
    names = page.locator(".photos li img").evaluate_all("(all) => all.map((one) => one.alt.split(',')[0])")
    assert names == [f"{number}.jpg" for number in range(5, -1, -1)]


def test_by_keyboard_alone(page: Page, gallery_app: App) -> None:
    """11. Space selects, Shift extends, Delete deletes, Ctrl+Z takes it back; the focus stays among the photos."""
    shown(page).first.focus()
    for key in ("Space", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    count(page, "3 selected")
    page.keyboard.press("Delete")
    message(page, "3 photos moved to the trash.")
    expect(page.locator(".photos li > a:focus")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(shown(page)).to_have_count(6)
    message(page, "3 photos put back.")
    assert trashed(gallery_app) == []


def test_keys_that_come_faster_than_the_page_all_count(browser: Browser, gallery_app: App) -> None:
    """11. Each starts from where the one before has led to, also while the tools are still on their way."""
    add(gallery_app, 6)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with visiting(browser, gallery_app) as page:
        page.route("**/photos_tools.js*", hold)
        page.goto("/", wait_until="networkidle")
        with page.expect_request("**/photos_tools.js*"):
            shown(page).first.focus()
        for key in ("Space", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
            page.keyboard.press(key)
        held.pop().continue_()
        count(page, "4 selected")


def test_a_key_that_leads_where_nothing_can_be_loaded_says_so(browser: Browser, gallery_app: App) -> None:
    """20. The focus stays where it is."""
    add(gallery_app, 200)
    with visiting(browser, gallery_app) as page:
        page.goto("/", wait_until="networkidle")
        page.route("**/api/photos?*", lambda route: route.abort())
        shown(page).first.focus()
        page.keyboard.press("End")
        message(page, "The gallery can't be reached.")
        expect(shown(page).first).to_be_focused()


def test_the_bar_that_deletes_hands_the_focus_to_the_next_photo(page: Page) -> None:
    """11. It does not fall back to the top of the page."""
    select(page, "4.jpg")
    page.get_by_role("button", name="Delete").focus()
    page.keyboard.press("Enter")
    message(page, "1 photo moved to the trash.")
    assert "3.jpg" in (page.locator(":focus").get_attribute("href") or "")


def test_undo_is_there_for_ten_seconds_and_for_longer_while_somebody_is_at_it(page: Page) -> None:
    """15. By a clock that the test turns."""
    page.clock.install()
    select(page, "5.jpg")
    press(page, "Delete")
    told = message(page, "1 photo moved to the trash.")
    page.clock.run_for((UNDO_SECONDS - 1) * 1000)
    expect(told).to_be_visible()
    told.get_by_role("button", name="Undo").focus()
    page.clock.run_for(10 * UNDO_SECONDS * 1000)
    expect(told).to_be_visible()
    shown(page).first.focus()
    page.clock.run_for((UNDO_SECONDS - 1) * 1000)
    expect(told).to_be_visible()
    page.clock.run_for(2000)
    expect(told).to_be_hidden()


def test_two_hundred_photos_are_deleted_and_taken_back_in_one_go(browser: Browser, gallery_app: App) -> None:
    """15. In batches, with progress; what was deleted is in the trash after a reload too."""
    add(gallery_app, 200)
    with visiting(browser, gallery_app) as page:
        asked: list[int] = []
        page.on("request", lambda one: asked.extend(counts(one)))
        page.goto("/")
        shown(page).first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("End")
        expect(box(page, "Select 0.jpg")).to_be_attached()
        box(page, "Select 0.jpg").click(modifiers=["Shift"])
        count(page, "200 selected")
        press(page, "Delete")
        message(page, re.compile(r"Moving to the trash: \d+ of 200"))
        told = message(page, "200 photos moved to the trash.")
        assert asked == [50] * 4
        expect(shown(page)).to_have_count(0)
        expect(page.get_by_text("No photos yet.")).to_be_visible()
        told.get_by_role("button", name="Undo").click()
        message(page, "200 photos put back.")
        expect(page.locator(".empty")).to_be_hidden()
        assert len(stored(gallery_app)) == 200


def test_what_was_deleted_comes_back_from_the_trash_after_a_reload(page: Page, gallery_app: App) -> None:
    """15. Long after the message has gone."""
    select(page, "5.jpg")
    press(page, "Delete")
    message(page, "1 photo moved to the trash.")
    page.goto("/trash")
    page.get_by_role("checkbox", name="5.jpg").check()
    page.get_by_role("button", name="Put back 1").click()
    message(page, "1 photo put back.")
    expect(page.get_by_text("The trash is empty.")).to_be_visible()
    assert (len(stored(gallery_app)), trashed(gallery_app)) == (6, [])


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (503, "The photo storage does not answer at the moment."),
        (429, "Too many changes at once."),
    ],
)
def test_a_refusal_is_told_and_the_photos_come_back(page: Page, gallery_app: App, status: int, reason: str) -> None:
    """20. With the gallery's own words, once; nothing was lost."""
    page.route("**/api/trash", refusing(status, reason))
    select(page, "5.jpg", "4.jpg")
    press(page, "Delete")
    message(page, f"2 photos could not be deleted. {reason}")
    expect(page.get_by_role("alert")).to_have_text(f"2 photos could not be deleted. {reason}")
    expect(shown(page)).to_have_count(6)
    assert len(stored(gallery_app)) == 6


def test_without_a_connection_it_says_so_and_the_photos_come_back(page: Page) -> None:
    """20. And it works again as soon as there is one."""
    select(page, "5.jpg")
    page.get_by_role("button", name="Delete").hover()
    page.route("**/api/trash", lambda route: route.abort())
    press(page, "Delete")
    message(page, "1 photo could not be deleted. The gallery can't be reached.")
    expect(shown(page)).to_have_count(6)
    page.unroute("**/api/trash")
    select(page, "5.jpg")
    press(page, "Delete")
    message(page, "1 photo moved to the trash.")


def test_who_was_signed_out_in_another_tab_finds_the_way_back_in(page: Page) -> None:
    """20. In a tab of its own, so that nothing here is lost."""
    page.route("**/api/trash", refusing(401, "This is for the owner."))
    select(page, "5.jpg")
    press(page, "Delete")
    told = message(page, "1 photo could not be deleted. You are signed out.")
    with page.context.expect_page() as opened:
        told.get_by_role("link", name="Sign in").click()
    assert opened.value.url.endswith("/sign-in")
    expect(shown(page)).to_have_count(6)


def test_only_what_failed_comes_back(page: Page, gallery_app: App) -> None:
    """15, 20. A photo that somebody else has deleted meanwhile is gone, and the message says so."""
    requests.delete(f"{gallery_app.url}/photos/2026/09/17/5.jpg", timeout=30).raise_for_status()

    def fail_one(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["files"][1] = {"name": told["files"][1]["name"], "outcome": "rejected", "status": 503, "reason": "Busy."}
        route.fulfill(response=answer, json=told)

    page.route("**/api/trash", fail_one)
    select(page, "5.jpg", "4.jpg", "3.jpg")
    press(page, "Delete")
    message(page, "1 photo moved to the trash.")
    message(page, "2 photos could not be deleted.")
    expect(shown(page)).to_have_count(4)
    expect(page.get_by_role("img", name=re.compile("^4.jpg"))).to_be_visible()


def test_the_originals_are_downloaded_one_after_the_other(page: Page) -> None:
    """16. Under their own names."""
    select(page, "5.jpg", "4.jpg")
    files: list[str] = []
    page.on("download", lambda one: files.append(one.suggested_filename))
    press(page, "Download")
    message(page, "2 originals are on their way to your downloads.")
    page.goto("/")
    assert files == ["5.jpg", "4.jpg"]


def test_a_download_that_fails_says_why(page: Page) -> None:
    """20. A browser alone would save the refusal as a file, or say nothing."""
    page.route("**/photos/**", lambda route: route.fulfill(status=503))
    select(page, "5.jpg")
    press(page, "Download")
    message(page, "5.jpg can't be downloaded. The gallery answered with 503.")


def test_the_keys_are_listed_and_the_list_closes_where_it_was_opened(page: Page) -> None:
    """11. By the question mark; Escape closes it and nothing else."""
    select(page, "5.jpg")
    shown(page).first.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Select all on the way")
    check_access(page, "dialog")
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    expect(shown(page).first).to_be_focused()
    count(page, "1 selected")


def test_bar_and_messages_are_accessible(page: Page) -> None:
    """9, 18. Selecting, after deleting, and after a refusal."""
    select(page, "5.jpg")
    count(page, "1 selected")
    check_access(page, ".selection")
    press(page, "Delete")
    message(page, "1 photo moved to the trash.")
    page.route("**/api/trash", refusing(503, "No."))
    select(page, "4.jpg")
    press(page, "Delete")
    message(page, "1 photo could not be deleted.")
    check_access(page, ".notices")


@pytest.mark.parametrize("longer", [0, 800])
def test_a_long_press_is_the_first_that_the_page_hears_of(browser: Browser, gallery_app: App, longer: int) -> None:
    """16. It selects although what minds fingers is loaded by it; the next tap selects too, however long it was."""
    add(gallery_app, 3)
    with visiting(browser, gallery_app, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/", wait_until="networkidle")
        press_long(page, shown(page).first, longer=longer)
        count(page, "1 selected")
        shown(page).nth(1).tap()
        count(page, "2 selected")


def test_a_tap_that_loads_the_tools_opens_the_photo(browser: Browser, gallery_app: App) -> None:
    """16. What was let go of in time is no long press."""
    add(gallery_app, 1)
    with visiting(browser, gallery_app, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/", wait_until="networkidle")
        shown(page).first.tap()
        expect(page.get_by_role("dialog", name="0.jpg")).to_be_visible()
        page.wait_for_timeout(600)
        expect(page.locator(".selection .count")).to_have_count(0)


def test_days_and_months_are_selected_by_keys(page: Page, gallery_app: App) -> None:
    """11, 16. Those of the photo that has the focus; the grid stays one tab stop."""
    add(gallery_app, 1, first=100)
    page.reload()
    shown(page).nth(1).focus()
    page.keyboard.press("d")
    count(page, "1 selected")
    page.keyboard.press("m")
    count(page, "6 selected")
    page.keyboard.press("m")
    expect(page.get_by_role("region", name=BAR)).to_be_hidden()
    expect(page.locator('.photos :is(a, input)[tabindex="0"]')).to_have_count(1)


def test_a_tap_on_a_day_or_month_selects_it(browser: Browser, gallery_app: App) -> None:
    """10, 16. While selecting, by fingers too: on 44 pixels; before, the day is no obstacle."""
    add(gallery_app, 2)
    with visiting(browser, gallery_app, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/", wait_until="networkidle")
        shown(page).first.tap(position={"x": 20, "y": 15})
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        press_long(page, shown(page).nth(1))
        count(page, "1 selected")
        assert page.evaluate(UNTOUCHABLE, [".photos", 44]) == []
        page.get_by_role("heading", name="Sun 13").tap()
        count(page, "2 selected")
        box(page, "Select September 2026").tap()
        expect(page.get_by_role("region", name=BAR)).to_be_hidden()


def test_on_a_small_phone_everything_is_in_reach_of_a_finger(browser: Browser, gallery_app: App) -> None:
    """10. At 320 pixels nothing sticks out, and what can be pressed has 44."""
    add(gallery_app, 3)
    with visiting(browser, gallery_app, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/")
        press_long(page, shown(page).first)
        count(page, "1 selected")
        shown(page).nth(1).tap()
        count(page, "2 selected")
        assert page.evaluate(UNTOUCHABLE, [".selection", 44]) == []
        press(page, "Add to album")
        expect(page.get_by_role("dialog")).to_be_visible()
        assert page.evaluate(UNTOUCHABLE, ["dialog", 44]) == []
        page.get_by_role("button", name="Close").click()
        press(page, "Delete")
        message(page, "2 photos moved to the trash.")
        assert page.evaluate(UNTOUCHABLE, [".notices", 44]) == []
        assert page.evaluate(OVERFLOW) == 0
