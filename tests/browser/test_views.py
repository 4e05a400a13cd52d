"""Views of the library in a browser: on this day, recently added, duplicates, places, and the menu's totals.

The numbers refer to the acceptance criteria: 1 without JavaScript, 2 no other origin, 3 nothing moves, 9 no violation,
10 small windows, 11 keyboard, 12 viewer, 15 delete and undo.
"""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import requests
from playwright.sync_api import Browser, Page, Route, expect
from support.gallery_app import App
from support.owners_page import (
    OVERFLOW,
    PHONE,
    add_photos,
    check_accessibility,
    checkbox,
    grid_links,
    list_trashed,
    open_menu,
    visiting,
    wait_for_toast,
)
from support.pictures import jpeg, picture_with_exif

TODAY = datetime(2026, 11, 28, 12)
COLOSSEUM = {1: "N", 2: (41.0, 53.0, 24.7), 3: "E", 4: (12.0, 29.0, 31.9)}
SINGAPORE = {1: "N", 2: (1.0, 17.0, 24.0), 3: "E", 4: (103.0, 51.0, 0.0)}
WATCH = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const {value, sources} of list.getEntries())
            shifts.push([value, ...sources.map(({node}) => node?.outerHTML?.slice(0, 60))]);
    }).observe({type: "layout-shift", buffered: true});
}"""
ROW = ".on-this-day"


@pytest.fixture
def page(browser: Browser, gallery_app: App) -> Iterator[Page]:
    """The owner's window on 28 November 2026. Three photos are from that day in other years."""
    upload(gallery_app, {f"{year}.jpg": taken_on(year) for year in (2025, 2023, 2026)})
    upload(gallery_app, {"trip.jpg": taken_on(2023, hour=18)}, "Trip")
    with visiting(browser, gallery_app) as visited:
        visited.clock.set_fixed_time(TODAY)
        yield visited


def taken_on(year: int, hour: int = 9) -> bytes:
    return jpeg(f"#{year % 100:02x}80{hour:02x}", taken=datetime(year, 11, 28, hour))


def upload(app: App, files: dict[str, bytes], album: str = "") -> None:
    parts = [("photos", (name, data)) for name, data in files.items()]
    headers = {"Accept": "application/json"}
    response = requests.post(
        f"{app.url}/upload-photos", files=parts, data={"album": album}, headers=headers, timeout=120
    )
    assert {line["outcome"] for line in response.json()["files"]} == {"stored"}


def test_photos_of_earlier_years_appear_above_the_timeline(page: Page) -> None:
    """3. After the page has loaded, without a jump. Their links lead to that day."""
    page.add_init_script(f"({WATCH})()")
    page.goto("/")
    row = page.get_by_role("region", name="On this day")
    expect(row.get_by_role("link")).to_have_text(["On this day", "1 year ago1 photo", "3 years ago2 photos"])
    page.wait_for_timeout(600)
    assert sum(value for value, *_ in page.evaluate("shifts")) <= 0.01, page.evaluate("shifts")
    check_accessibility(page, ROW)
    row.get_by_role("link", name="3 years ago").click()
    expect(page).to_have_url(re.compile(r"/\?on=11-28&month=2023-11$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("On this day")
    expect(page.get_by_role("heading", name="November 2023")).to_be_in_viewport()


def test_the_row_can_be_hidden_until_tomorrow(page: Page) -> None:
    """11. With the keyboard too: the focus isn't lost."""
    page.goto("/")
    page.get_by_role("button", name="Hide until tomorrow").press("Enter")
    expect(page.locator(ROW)).to_have_count(0)
    expect(page.locator("main")).to_be_focused()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/", wait_until="networkidle")
    expect(page.locator(ROW)).to_have_count(0)
    assert not any("on-this-day?" in url for url in asked)
    page.clock.set_fixed_time(datetime(2027, 11, 28, 12))
    page.goto("/")
    expect(page.locator(ROW)).to_be_visible()


def test_without_photos_of_the_day_there_is_no_row(page: Page) -> None:
    page.clock.set_fixed_time(datetime(2026, 3, 1, 12))
    with page.expect_response("**/api/on-this-day?date=2026-03-01"):
        page.goto("/")
    page.wait_for_load_state("networkidle")
    expect(page.locator(ROW)).to_have_count(0)


def test_the_row_does_not_move_what_people_look_at(page: Page, gallery_app: App) -> None:
    """3. They have scrolled before it was there."""
    add_photos(gallery_app, 30)
    held: list[Route] = []
    page.route("**/api/on-this-day?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function
    page.set_viewport_size({"width": 360, "height": 500})
    with page.expect_request("**/api/on-this-day?*"):
        page.goto("/")
    page.mouse.wheel(0, 400)
    page.wait_for_function("() => scrollY > 100")
    held[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator(ROW)).to_have_count(0)


def test_the_viewer_stays_within_the_day(page: Page) -> None:
    """12. After a reload too, and closing leads back to it."""
    page.goto("/?on=11-28")
    expect(grid_links(page)).to_have_count(4)
    grid_links(page).nth(1).click()
    expect(page).to_have_url(re.compile(r"/\?on=11-28&photo=2025/11/28/2025\.jpg$"))
    page.reload()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("2025.jpg, 2 of 4")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/\?on=11-28$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("On this day")


def test_without_javascript_a_link_leads_to_the_day(browser: Browser, gallery_app: App) -> None:
    """1. And a photo of it to its neighbors there."""
    upload(gallery_app, {f"{year}.jpg": taken_on(year) for year in (2025, 2023)})
    with visiting(browser, gallery_app, java_script_enabled=False) as page:
        page.goto("/")
        page.locator("main").get_by_role("link", name="On this day").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("On this day")
        page.goto("/?on=11-28")
        grid_links(page).first.click()
        page.get_by_role("link", name="Older photo").click()
        expect(page).to_have_url(re.compile(r"/\?on=11-28&photo=2023/11/28/2023\.jpg$"))
        page.get_by_role("link", name="Back to photos").click()
        expect(page).to_have_url(re.compile(r"/\?on=11-28$"))


def test_a_photo_deleted_from_the_recently_added_ones_comes_back_in_its_place(page: Page) -> None:
    """15. They're sorted by when they were added, not by when they were taken."""
    page.goto("/?added=recent")
    expect(page.locator("main h2")).to_have_count(1)
    before = page.evaluate(NAMES)
    assert len(before) == 4
    grid_links(page).nth(2).focus()
    page.keyboard.press("Delete")
    expect(grid_links(page)).to_have_count(3)
    wait_for_toast(page, "1 photo moved to trash.").get_by_role("button", name="Undo").click()
    expect(grid_links(page)).to_have_count(4)
    assert page.evaluate(NAMES) == before
    expect(page.locator("main h2")).to_have_count(1)


NAMES = """[...document.querySelectorAll(".photos li > a")].map(({href}) => new URL(href).searchParams.get("photo"))"""


@pytest.fixture
def copies(gallery_app: App) -> App:
    """Two photos that are there twice and three times, and one that's there once."""
    for album in ("", "Trip", "Garden"):
        upload(gallery_app, {"a.jpg": taken_on(2020)}, album)
    for album in ("Trip", "Garden"):
        upload(gallery_app, {"b.jpg": taken_on(2021)}, album)
    add_photos(gallery_app, 1)
    return gallery_app


def test_chosen_duplicates_move_to_the_trash_and_back(browser: Browser, copies: App) -> None:
    """9 and 15. All but one of each are chosen at first; Undo shows them again."""
    with visiting(browser, copies, PHONE) as page:
        page.goto("/duplicates")
        groups = page.get_by_role("group")
        expect(groups).to_have_count(2)
        check_accessibility(page, "main")
        assert page.evaluate(OVERFLOW) <= 0
        expect(page.get_by_role("status").first).to_have_text(re.compile(r"3 photos to move, [\d.]+ kB"))
        expect(checkbox(page, "Move 2020/11/28/a.jpg to trash")).to_be_checked()
        chosen = page.locator("main :checked").evaluate_all("(boxes) => boxes.map(({value}) => value)")
        page.get_by_role("button", name="Move to trash").click()
        toast = wait_for_toast(page, "3 photos moved to trash.")
        expect(page.get_by_text("No duplicates.")).to_be_visible()
        assert list_trashed(copies) == sorted(f".trash/{name}" for name in chosen)
        toast.get_by_role("button", name="Undo").click()
        wait_for_toast(page, "3 photos restored.")
        expect(groups).to_have_count(2)
        assert list_trashed(copies) == []


def test_other_duplicates_can_be_kept(browser: Browser, copies: App) -> None:
    """11. Groups with one photo left disappear, and choosing all of a group warns."""
    with visiting(browser, copies) as page:
        page.goto("/duplicates")
        boxes = page.get_by_role("checkbox")
        unchecked = page.locator("main input:not(:checked):visible")
        expect(unchecked).to_have_count(2)
        warning = page.get_by_text("You'd keep none of these.")
        expect(warning.first).to_be_hidden()
        first = page.get_by_role("group").first
        first.get_by_role("checkbox").first.press("Space")
        expect(first.get_by_text("You'd keep none of these.")).to_be_visible()
        for box in first.get_by_role("checkbox").all()[1:]:
            box.press("Space")
        expect(first.get_by_text("You'd keep none of these.")).to_be_hidden()
        page.get_by_role("button", name="Move to trash").press("Enter")
        wait_for_toast(page, "2 photos moved to trash.")
        expect(page.get_by_role("group")).to_have_count(1)
        expect(boxes).to_have_count(2)
        expect(page.get_by_role("button", name="Move to trash")).to_be_disabled()


def test_duplicates_can_be_resolved_without_javascript(browser: Browser, copies: App) -> None:
    """1. The page says what happened, and offers Undo."""
    with visiting(browser, copies, java_script_enabled=False) as page:
        page.goto("/duplicates")
        page.get_by_role("button", name="Move to trash").click()
        expect(page).to_have_url(re.compile(r"/duplicates\?report="))
        expect(page.get_by_role("status", name="Results")).to_contain_text("3 moved to trash")
        expect(page.get_by_text("No duplicates.")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        assert list_trashed(copies) == []


@pytest.fixture
def places(browser: Browser, gallery_app: App) -> Iterator[Page]:
    upload(gallery_app, {"rome.jpg": picture_with_exif(gps=COLOSSEUM)}, "Rome")
    upload(gallery_app, {"asia.jpg": picture_with_exif(gps=SINGAPORE)}, "Asia")
    with visiting(browser, gallery_app) as visited:
        yield visited


def test_the_map_works_with_the_keyboard(places: Page) -> None:
    """2, 9 and 11. Each dot is a link with a name, and nothing comes from elsewhere."""
    urls: list[str] = []
    places.on("request", lambda request: urls.append(request.url))
    places.goto("/places", wait_until="networkidle")
    dot = places.get_by_role("link", name="Rome, Italy: 1 photo")
    for _ in range(12):
        places.keyboard.press("Tab")
        if dot.evaluate("(one) => one === document.activeElement"):
            break
    expect(dot).to_be_focused()
    check_accessibility(places, "main")
    assert len({url.split("/")[2].partition(":")[0] for url in urls}) == 1
    places.keyboard.press("Enter")
    expect(places).to_have_url(re.compile(r"/\?place=Rome%2C%20Italy$"))
    expect(places.get_by_role("heading", level=1)).to_have_text("Rome, Italy")
    expect(grid_links(places)).to_have_count(1)


def test_places_are_listed_by_country(places: Page) -> None:
    """10. Their links lead to the photos taken there."""
    places.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    places.goto("/places")
    expect(places.locator("main h2")).to_have_text(["Italy 1 photo", "Singapore 1 photo"])
    assert places.evaluate(OVERFLOW) <= 0
    places.locator(".covers a", has_text="Singapore").click()
    expect(places.get_by_role("heading", level=1)).to_have_text("Singapore")


def test_the_menu_shows_how_much_there_is(page: Page) -> None:
    """At once where the page knows it, else when the menu opens."""
    for path in ("/", "/albums", "/trash"):
        page.goto(path)
        open_menu(page)
        expect(page.locator("#menu .totals")).to_have_text(re.compile(r"^4 photos, [\d.]+ kB$"))
    for name in ("Places", "Recently added", "Duplicates"):
        page.goto("/")
        open_menu(page)
        page.locator("#menu").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_without_a_response_the_page_does_without_the_row(page: Page) -> None:
    """And without an error."""
    page.route("**/api/on-this-day**", lambda route: route.fulfill(status=503, json={"status": 503, "detail": "Busy."}))
    with page.expect_response("**/api/on-this-day**"):
        page.goto("/")
    expect(grid_links(page)).to_have_count(4)
    expect(page.locator(ROW)).to_have_count(0)


def test_the_totals_in_the_menu_follow_what_people_do(page: Page, gallery_app: App) -> None:
    """On the open page: what they delete, and what other pages add meanwhile."""
    page.goto("/")
    totals = page.locator("#menu .totals")
    open_menu(page)
    expect(totals).to_have_text(re.compile("^4 photos, "))
    page.keyboard.press("Escape")
    grid_links(page).first.focus()
    page.keyboard.press("Delete")
    wait_for_toast(page, "1 photo moved to trash.")
    open_menu(page)
    expect(totals).to_have_text(re.compile("^3 photos, "))
    page.keyboard.press("Escape")
    add_photos(gallery_app, 3)
    open_menu(page)
    expect(totals).to_have_text(re.compile("^6 photos, "))
