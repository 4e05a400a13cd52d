"""Opening photos in the viewer: the time from a click to the sharp photo, and the longest task."""

from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from benchmarks.bench import Bench
from benchmarks.browser import DESKTOP, launch_browser, measure_longest_task_ms
from benchmarks.rows import Row, Target, measure_in_turns
from gallery.library.uploads import Upload, store_uploads
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import open_storage

COUNT = 8
MAX_MS = 300
"""From a click to the sharp photo, on an idle machine."""

TIME_UNTIL_SHARP = """(number) => new Promise((resolve) => {
    const start = performance.now();
    document.querySelectorAll(".photos li a")[number].click();
    const look = () => {
        const photo = document.querySelector(".pswp [aria-hidden=false] img:not(.pswp__img--placeholder)");
        if (photo?.complete && photo.naturalWidth) resolve(performance.now() - start);
        else requestAnimationFrame(look);
    };
    look();
})"""


def measure(bench: Bench) -> Iterator[Row]:
    containers = bench.new_containers()
    storage = open_storage(read_settings({PHOTO_STORAGE: bench.connection, **containers}))
    photos = bench.load_photographs(COUNT)
    store_uploads(storage, [Upload(f"IMG_2026091{number}.jpg", data) for number, data in enumerate(photos)], "")
    with bench.run_gallery(containers) as (url, _), launch_browser() as browser:
        (times,) = measure_in_turns(bench.runs, lambda: _measure_sharp_ms(browser, url))
        (tasks,) = measure_in_turns(bench.runs, lambda: _measure_longest_task_ms(browser, url))
    yield Row("from a click to the sharp 12 MP photo", "ms", times, target=Target(MAX_MS))
    yield Row("opening, next photo and closing, longest task", "ms CPU", tasks, target=Target(50))


def _measure_sharp_ms(browser: Browser, url: str) -> float:
    page = _open_page(browser, url)
    milliseconds = float(page.evaluate(TIME_UNTIL_SHARP, 1))
    page.context.close()
    return milliseconds


def _measure_longest_task_ms(browser: Browser, url: str) -> float:
    page = _open_page(browser, url)

    def view() -> None:
        page.evaluate(TIME_UNTIL_SHARP, 1)
        page.wait_for_timeout(500)
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)
        page.keyboard.press("Escape")
        page.locator(".pswp").wait_for(state="detached")

    longest = measure_longest_task_ms(browser, page, view)
    page.context.close()
    return longest


def _open_page(browser: Browser, url: str) -> Page:
    """Open the page and move the mouse, so that it loads what people use first."""
    page = browser.new_context(base_url=url, viewport=DESKTOP).new_page()
    page.goto("/", wait_until="networkidle")
    page.mouse.move(700, 450)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    return page
