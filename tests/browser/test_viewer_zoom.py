"""Zooming in the viewer: a preview with more pixels replaces the first one, and nothing is cut off in small windows."""

import re
import time
from collections.abc import Iterator

import pytest
from conftest import StartApp
from playwright.sync_api import Browser, Locator, Page, Route, expect
from support.gallery_app import App, new_containers
from support.pictures import jpeg
from test_viewer import NOON, store, viewer, visiting

LARGE = (3000, 2000)
PICTURE = ".pswp [aria-hidden=false] img:not(.pswp__img--placeholder)"
ZOOMED = re.compile(r"/previews/4096/")
BOX = f"""() => {{
    const {{x, y, width, height}} = document.querySelector("{PICTURE}").getBoundingClientRect();
    return [x, y, width, height].map(Math.round);
}}"""


@pytest.fixture(scope="module")
def app(start_app: StartApp, connection_string: str) -> App:
    """A gallery with a small, newer photo, two large ones and one with a long name and no date."""
    names = new_containers()
    url = start_app({"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews})
    app = App(url, connection_string, *names)
    store(app, "small.jpg", jpeg("gold", (900, 600), NOON.replace(day=20)))
    store(app, "large.jpg", jpeg("teal", LARGE, NOON))
    store(app, "larger.jpg", jpeg("navy", (5000, 3000), NOON.replace(day=2)))
    return app


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    """A large photo in the viewer."""
    with visiting(browser, app) as visited:
        open_photo(visited, "large.jpg")
        yield visited


def open_photo(page: Page, file: str) -> Locator:
    """Open a photo and return its picture."""
    page.goto(f"/?photo=2026/09/{'20' if file == 'small.jpg' else '12'}/{file}")
    expect(viewer(page)).to_have_accessible_name(file)
    picture = page.locator(PICTURE)
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    return picture


def zoom_in(page: Page, steps: int = 1) -> None:
    page.mouse.move(640, 400)
    for _ in range(steps):
        page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)


def record(page: Page) -> list[str]:
    """Return the URLs of previews for zooming in that are requested from now on."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url) if ZOOMED.search(request.url) else None)
    return urls


def hold(page: Page) -> list[Route]:
    """Return requests for previews for zooming in, which wait from now on."""
    held: list[Route] = []

    def wait(route: Route) -> None:
        held.append(route)

    page.route(ZOOMED, wait)
    return held


def test_zooming_in_shows_more_pixels_without_a_jump(page: Page) -> None:
    """The picture stays until the sharper one is decoded. Zoom and position don't change."""
    held = hold(page)
    zoom_in(page, 4)
    picture = page.locator(PICTURE)
    expect(picture).to_have_js_property("naturalWidth", 2048)
    before = page.evaluate(BOX)
    assert before[2] > 2048
    (route,) = held
    assert route.request.url.endswith("/previews/4096/2026/09/12/large.jpg?redirect=yes")
    page.evaluate(
        f"""() => {{
        window.missing = 0;
        const look = () => {{
            const picture = document.querySelector("{PICTURE}");
            if (!picture?.complete || !picture.naturalWidth) window.missing += 1;
            requestAnimationFrame(look);
        }};
        look();
    }}"""
    )
    route.continue_()
    expect(picture).to_have_js_property("naturalWidth", LARGE[0])
    expect(picture).to_have_count(1)
    expect(picture).to_have_attribute("alt", re.compile("^large.jpg, "))
    assert page.evaluate(BOX) == before
    assert page.evaluate("missing") == 0
    zoom_in(page)
    assert page.evaluate(BOX)[2] > before[2]
    assert len(held) == 1


@pytest.mark.parametrize(("scale", "is_sharper"), [(1, False), (2, True)])
def test_screens_with_more_device_pixels_need_more_pixels(
    browser: Browser, app: App, scale: int, *, is_sharper: bool
) -> None:
    """On others, the first preview has enough for a while. Without zooming in, it's enough everywhere."""
    with visiting(browser, app, device_scale_factor=scale) as page:
        urls = record(page)
        picture = open_photo(page, "large.jpg")
        page.wait_for_timeout(1000)
        assert urls == []
        zoom_in(page)
        expect(page.get_by_role("button", name="Zoom out")).to_be_visible()
        expect(picture).to_have_js_property("naturalWidth", LARGE[0] if is_sharper else 2048)
        assert bool(urls) == is_sharper


def test_small_photos_have_no_sharper_preview(browser: Browser, app: App) -> None:
    with visiting(browser, app) as page:
        open_photo(page, "small.jpg")
        urls = record(page)
        zoom_in(page, 8)
        page.wait_for_timeout(500)
        assert urls == []


def test_failed_load_keeps_the_picture_and_is_tried_again_later(page: Page) -> None:
    """Criterion 20: at most every two seconds, not with each step of the same gesture."""
    urls, start = record(page), time.monotonic()
    page.route(ZOOMED, lambda route: route.abort())
    for _ in range(4):
        zoom_in(page, 4)
    assert 1 <= len(urls) <= 1 + (time.monotonic() - start) // 2
    expect(page.locator(PICTURE)).to_have_js_property("naturalWidth", 2048)
    page.unroute(ZOOMED)
    page.wait_for_timeout(2500)
    zoom_in(page)
    expect(page.locator(PICTURE)).to_have_js_property("naturalWidth", LARGE[0])


def test_moving_to_another_photo_cancels_the_load(page: Page) -> None:
    """The other photo keeps its own picture, and coming back starts again."""
    held = hold(page)
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    zoom_in(page, 4)
    assert held
    page.keyboard.press("ArrowRight")
    expect(viewer(page)).to_have_accessible_name("larger.jpg")
    expect(page.locator(PICTURE)).to_have_attribute("alt", re.compile("^larger.jpg, "))
    page.wait_for_timeout(300)
    assert any("4096" in url for url in failed)
    page.unroute(ZOOMED)
    page.keyboard.press("ArrowLeft")
    expect(viewer(page)).to_have_accessible_name("large.jpg")
    expect(page.locator(PICTURE)).to_have_js_property("naturalWidth", 2048)
    zoom_in(page, 4)
    expect(page.locator(PICTURE)).to_have_js_property("naturalWidth", LARGE[0])


def test_every_pixel_of_the_sharper_preview_can_be_seen(browser: Browser, app: App) -> None:
    """At 1:1 also in a small window, and with keys only."""
    with visiting(browser, app, (360, 300)) as page:
        picture = open_photo(page, "large.jpg")
        fitting = page.evaluate(BOX)[2]
        for _ in range(9):
            page.keyboard.press("+")
        expect(picture).to_have_js_property("naturalWidth", LARGE[0])
        page.wait_for_timeout(500)
        assert page.evaluate(BOX)[2] >= LARGE[0] - 1
        for _ in range(9):
            page.keyboard.press("-")
        page.wait_for_timeout(500)
        assert page.evaluate(BOX)[2] == fitting


LONG = "Donnerstag, 30. September 2026, 10:11"
CLIPPED = """() => [...document.querySelectorAll(".pswp .tool, .pswp .heading p")].filter((one) => {
    const {left, top, right, bottom} = one.getBoundingClientRect();
    const {width, height} = document.querySelector(".pswp .controls").getBoundingClientRect();
    const isOutside = left < 0 || top < 0 || right > width + 0.5 || bottom > height + 0.5;
    return isOutside || one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
}).map((one) => one.className)"""
OVERLAPS = """() => {
    const parts = [...document.querySelectorAll(".pswp .tool, .pswp .heading")].filter((one) => !one.disabled);
    const boxes = parts.map((one) => one.getBoundingClientRect());
    const overlap = (a, b) =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap((a, i) => boxes.slice(i + 1).flatMap((b, j) =>
        overlap(a, b) ? [[parts[i].className, parts[i + 1 + j].className]] : []));
}"""


@pytest.mark.sampled(3)
@pytest.mark.parametrize("size", [(640, 360), (568, 320), (480, 320), (320, 640), (1280, 800)])
@pytest.mark.parametrize("has_info", [False, True])
def test_nothing_is_cut_off_or_covered_in_small_windows(
    browser: Browser, app: App, size: tuple[int, int], *, has_info: bool
) -> None:
    """Criterion 10: 640 x 360 is a window of 1280 x 720 at 200% zoom. Dates are longer in other languages."""
    with visiting(browser, app, size) as page:
        open_photo(page, "large.jpg")
        if has_info:
            page.keyboard.press("i")
        page.wait_for_timeout(400)
        for date in (None, LONG):
            if date:
                page.locator(".pswp .date").evaluate("(one, date) => (one.textContent = date)", date)
            assert page.evaluate(CLIPPED) == []
            assert page.evaluate(OVERLAPS) == []
