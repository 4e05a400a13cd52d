"""Layout shift, as browsers measure it: fast scrolling, months that load late, and phones that are turned.

Browsers don't count shifts within half a second of a click, a key or a change of the window's size.
"""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from support.gallery_app import App
from support.many_photos import ManyPhotos
from support.owners_page import visiting

PHONE, DESKTOP = (360, 740), (1440, 900)
MIXED = [3, 1, 200, 2, 1, 1, 90, 40, 1, 1, 2, 300] * 8
"""5,136 photos in long and short months."""

LATE_SECONDS = 0.3
LIMIT = 0.02
WATCH = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const {value, hadRecentInput, sources} of list.getEntries())
            if (!hadRecentInput) shifts.push([value, ...sources.map(({node}) => node?.outerHTML.slice(0, 60))]);
    }).observe({type: "layout-shift", buffered: true});
}"""


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser, shared_app: App) -> Iterator[Page]:
    """A library of 5,136 photos whose months load late. The mouse has moved, so that all tools are there."""
    many = ManyPhotos(MIXED)

    def respond_late(route: Route) -> None:
        time.sleep(LATE_SECONDS)
        many.fulfill_listing(route)

    with visiting(browser, shared_app, request.param) as visited:
        many.serve(visited.context)
        visited.context.route("**/api/photos?*", respond_late)
        visited.add_init_script(f"({WATCH})()")
        visited.goto("/", wait_until="networkidle")
        visited.mouse.move(150, 300)
        expect(visited.get_by_role("slider", name="Timeline")).to_be_visible()
        yield visited


def scroll_fast(page: Page) -> None:
    """Through all photos, several screens at a time."""
    for _ in range(25):
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(60)


def jump(page: Page) -> None:
    for share in (0.2, 0.9, 0.5):
        page.evaluate("(share) => scrollTo(0, share * document.body.scrollHeight)", share)
        page.wait_for_timeout(900)


def turn(page: Page) -> None:
    """To the other orientation and back, in the middle of the library."""
    size = page.viewport_size
    assert size
    page.evaluate("scrollTo(0, 5000)")
    page.wait_for_timeout(900)
    page.set_viewport_size({"width": size["height"], "height": size["width"]})
    page.wait_for_timeout(900)
    page.set_viewport_size(size)
    page.wait_for_timeout(900)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("move", [scroll_fast, jump, turn])
def test_nothing_shifts(page: Page, move: Callable[[Page], None]) -> None:
    move(page)
    expect(page.locator(".photos li img").first).to_be_attached()
    page.wait_for_timeout(700)
    shifts = page.evaluate("shifts")
    assert sum(value for value, *_ in shifts) <= LIMIT, shifts
