"""The owner's page refreshes the index while it's open: quietly, and never in the way of anything else."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from conftest import StartGallery
from playwright.sync_api import Browser, Page, Route, expect
from support.gallery_app import App
from support.owners_page import add_photos, check_accessibility, grid_links, visiting
from support.pictures import jpeg
from support.visitor import other_tool, upload_blobs

from gallery.web.text.photos import UPDATING

REFRESH = "**/api/refresh"
EMPTY = '<div class="empty"'
FIRST = 3_500
"""Milliseconds until the page has started."""
AGAIN = 5 * 60_000
HIDE = """(state) => {
    Object.defineProperty(document, "visibilityState", {value: state, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""
UPLOADING = """() => {
    const panel = document.createElement("section");
    panel.className = "upload-panel";
    panel.append(document.createElement("progress"));
    document.querySelector("main").before(panel);
}"""


def progress(
    photos: int, scanned: int = 0, undeveloped: int = 0, *, undated: int = 0, done: bool = False
) -> dict[str, Any]:
    return {"photos": photos, "scanned": scanned, "undated": undated, "undeveloped": undeveloped, "done": done}


def respond(page: Page, responses: Sequence[dict[str, Any] | int]) -> list[str]:
    """Respond to refreshes with these documents and statuses, the last one again and again. Returns the requests."""
    sent: list[str] = []

    def fulfill(route: Route) -> None:
        sent.append(route.request.method)
        response = responses[min(len(sent), len(responses)) - 1]
        if isinstance(response, int):
            route.fulfill(status=response, json={"status": response, "detail": "No."})
        else:
            route.fulfill(json=response)

    page.route(REFRESH, fulfill)
    return sent


@pytest.fixture
def app(gallery_app: App) -> App:
    """A gallery with two photos."""
    add_photos(gallery_app, 2)
    return gallery_app


@pytest.fixture(scope="module")
def shared_gallery(start_gallery: StartGallery) -> App:
    """The same, for tests that add no photos."""
    app = start_gallery()
    add_photos(app, 2)
    return app


@pytest.fixture
def page(browser: Browser, shared_gallery: App) -> Iterator[Page]:
    yield from open_page(browser, shared_gallery)


@pytest.fixture
def own_page(browser: Browser, app: App) -> Iterator[Page]:
    yield from open_page(browser, app)


def open_page(browser: Browser, app: App) -> Iterator[Page]:
    with visiting(browser, app) as visited:
        visited.clock.install()
        yield visited


def pass_time(page: Page, milliseconds: int) -> None:
    """Let timers run, and wait for the responses to their requests."""
    page.clock.run_for(milliseconds)
    page.wait_for_timeout(300)


def wait_until(page: Page, is_true: Callable[[], bool]) -> None:
    for _ in range(100):
        if is_true():
            return
        pass_time(page, 100)
    raise AssertionError


def test_nothing_is_requested_before_the_page_has_loaded_and_visitors_never_refresh(page: Page) -> None:
    """Then once, and again every five minutes."""
    sent = respond(page, [progress(2, done=True)])
    page.clock.pause_at(datetime.now(UTC) + timedelta(days=1))
    page.goto("/")
    pass_time(page, 2_000)
    assert page.evaluate("performance.getEntriesByType('resource').filter(({name}) => /refresh/.test(name))") == []
    wait_until(page, lambda: sent == ["POST"])
    pass_time(page, AGAIN // 2)
    assert len(sent) == 1
    pass_time(page, AGAIN // 2)
    wait_until(page, lambda: len(sent) == 2)
    expect(page.locator(".refreshing, main [role=status]")).to_have_count(0)
    page.context.clear_cookies()
    page.goto("/")
    pass_time(page, 2 * AGAIN)
    assert len(sent) <= 3


def test_progress_is_quiet_and_new_photos_are_offered(own_page: Page, app: App) -> None:
    """Screen readers hear the first and the last message. Nothing moves."""
    responses: list[dict[str, Any] | int] = [progress(2, scanned=12_000)]
    sent = respond(own_page, responses)
    own_page.goto("/")
    top = own_page.locator(".photos").bounding_box()
    line, spoken = own_page.locator(".refreshing span"), own_page.locator("main > [role=status]")
    wait_until(own_page, lambda: len(sent) > 0)
    expect(line).to_have_text("Looking for photos: 12,000 found")
    expect(spoken).to_have_text("Looking for photos: 12,000 found")
    responses[:] = [progress(2, undeveloped=48_113)]
    expect(line).to_have_text("Reading 48,113 new photos: 0%")
    responses[:] = [progress(2, undeveloped=42_000)]
    expect(line).to_have_text("Reading 48,113 new photos: 12%")
    expect(spoken).to_have_text("Looking for photos: 12,000 found")
    expect(own_page.get_by_role("button", name="Show new photos")).to_be_hidden()
    add_photos(app, 1, first=5)
    pass_time(own_page, 12_000)
    responses[:] = [progress(3, done=True)]
    expect(line).to_have_text("Photos have changed.")
    expect(spoken).to_have_text("Photos have changed.")
    assert own_page.locator(".photos").bounding_box() == top
    check_accessibility(own_page, ".refreshing")
    own_page.get_by_role("button", name="Show new photos").click()
    expect(grid_links(own_page)).to_have_count(3)


def test_photos_are_offered_in_their_order_as_soon_as_all_dates_are_known(own_page: Page, app: App) -> None:
    """Reading them continues, and takes much longer. A closed offer doesn't return before the end."""
    responses: list[dict[str, Any] | int] = [progress(5, undeveloped=3, undated=3)]
    sent = respond(own_page, responses)
    own_page.goto("/")
    line, show = own_page.locator(".refreshing span"), own_page.get_by_role("button", name="Show new photos")
    wait_until(own_page, lambda: len(sent) > 0)
    expect(line).to_have_text("Sorting 3 new photos by date: 0%")
    responses[:] = [progress(5, undeveloped=3, undated=1)]
    pass_time(own_page, 2_000)
    expect(line).to_have_text("Sorting 3 new photos by date: 66%")
    expect(show).to_be_hidden()
    add_photos(app, 3, first=5)
    pass_time(own_page, 12_000)
    responses[:] = [progress(5, undeveloped=3)]
    wait_until(own_page, show.is_visible)
    expect(own_page.locator("main > [role=status]")).to_have_text("Photos have changed.")
    pass_time(own_page, 2_000)
    expect(line).to_have_text("Reading 3 new photos: 0%")
    expect(show).to_be_visible()
    check_accessibility(own_page, ".refreshing")
    own_page.get_by_role("button", name="Close").click()
    pass_time(own_page, 2_000)
    expect(line).to_have_text("Reading 3 new photos: 0%")
    expect(show).to_be_hidden()


def test_without_changes_the_page_stays_as_it_is(page: Page) -> None:
    """Even if the gallery knows more photos, because some albums aren't in the timeline."""
    sent = respond(page, [progress(2, undeveloped=3), progress(500, done=True)])
    page.goto("/")
    pass_time(page, 12_000)
    wait_until(page, lambda: len(sent) >= 2)
    expect(page.locator("main > [role=status]")).to_have_text("All photos are up to date.")
    expect(page.locator(".refreshing")).to_be_hidden()


@pytest.mark.parametrize("status", [401, 503, 429])
def test_failures_are_silent(page: Page, status: int) -> None:
    """Those that may pass are tried again, later and later. After signing out, nothing is."""
    sent = respond(page, [progress(2, scanned=9), status])
    page.goto("/")
    wait_until(page, lambda: len(sent) >= 2)
    expect(page.locator(".refreshing")).to_be_hidden()
    pass_time(page, 5_000)
    assert len(sent) == 2
    pass_time(page, 20_000)
    assert len(sent) == (2 if status == 401 else 3)
    pass_time(page, 20_000)
    assert len(sent) == (2 if status == 401 else 3)
    expect(page.locator(".toasts li, [role=alert]:not(:empty)")).to_have_count(0)


def test_without_a_connection_nothing_is_requested(page: Page) -> None:
    """Until there's one again."""
    sent = respond(page, [progress(2, done=True)])
    page.goto("/")
    page.wait_for_load_state("load")
    page.context.set_offline(offline=True)
    pass_time(page, FIRST)
    page.context.set_offline(offline=False)
    assert sent == []


def test_it_pauses_while_the_page_is_hidden_and_while_photos_are_being_added(page: Page) -> None:
    sent = respond(page, [progress(2, undeveloped=9)])
    page.goto("/")
    wait_until(page, lambda: len(sent) > 0)
    page.evaluate(HIDE, "hidden")
    count = len(sent)
    pass_time(page, 60_000)
    assert len(sent) <= count + 1
    count = len(sent)
    page.evaluate(HIDE, "visible")
    pass_time(page, 30_000)
    wait_until(page, lambda: len(sent) > count)
    page.evaluate(UPLOADING)
    pass_time(page, 2_000)
    count = len(sent)
    pass_time(page, 60_000)
    assert len(sent) == count
    page.evaluate("document.querySelector('.upload-panel').hidden = true")
    pass_time(page, 30_000)
    wait_until(page, lambda: len(sent) > count)


def test_only_one_tab_works_at_a_time(page: Page) -> None:
    """The other one waits for it."""
    held: list[Route] = []
    for tab in (page, page.context.new_page()):
        tab.route(REFRESH, lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function
        tab.goto("/")
    other = page.context.pages[1]
    pass_time(page, 10_000)
    pass_time(other, 10_000)
    assert len(held) == 1
    held[0].fulfill(json=progress(2, done=True))
    for _ in range(20):
        other.wait_for_timeout(100)
    assert len(held) == 2


def test_an_empty_page_shows_photos_from_other_tools_in_place(browser: Browser, gallery_app: App) -> None:
    """With a real refresh."""
    with other_tool(gallery_app) as container, visiting(browser, gallery_app) as page:
        page.goto("/")
        expect(page.get_by_text("No photos yet.")).to_be_visible()
        page.evaluate("window.isSame = true")
        upload_blobs(container, {f"Trips/{number}/a.jpg": jpeg(f"#{number}04080") for number in range(1, 6)})
        expect(grid_links(page)).to_have_count(5, timeout=30_000)
        expect(page.get_by_text("No photos yet.")).to_be_hidden()
        assert page.evaluate("isSame")


def test_a_page_that_lacks_photos_is_completed_in_place(browser: Browser, gallery_app: App) -> None:
    """Its own line shows the progress."""
    add_photos(gallery_app, 1)
    outdated = requests.get(gallery_app.url, headers={"Accept": "text/html"}, timeout=30).text
    html = outdated.replace(EMPTY, f'<p class="updating hint" role="status">{UPDATING}</p>{EMPTY}')
    with other_tool(gallery_app) as container, visiting(browser, gallery_app) as page:
        upload_blobs(container, {f"Trips/{number}/a.jpg": jpeg(f"#0{number:02}080") for number in range(40)})
        # Chromium doesn't load images from local storage on a page that the test has changed.
        page.route(re.compile("sig="), lambda route: route.fulfill(body=jpeg(), content_type="image/jpeg"))
        page.route(f"{gallery_app.url}/", lambda route: route.fulfill(response=route.fetch(), body=html))
        sent = respond(page, [progress(1, scanned=40), progress(41, undeveloped=40), progress(41, done=True)])
        page.goto("/")
        line = page.locator(".updating")
        expect(line).to_have_text(str(UPDATING))
        expect(line).to_have_text("Looking for photos: 40 found")
        expect(line).to_have_text("All photos are up to date.", timeout=60_000)
        assert len(sent) >= 3
        expect(page.locator(".refreshing")).to_have_count(0)
        expect(grid_links(page).nth(20)).to_be_attached(timeout=30_000)
