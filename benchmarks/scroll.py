"""Scrolling through 100,000 photos: the longest task, and the time until the page is scrollable."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page
from support.many_photos import ManyPhotos

from benchmarks.bench import Bench
from benchmarks.browser import DESKTOP, launch_browser, measure_longest_task_ms
from benchmarks.rows import Row, Target, measure_in_turns

PER_MONTH = 500
STEP = 120
"""Pixels per frame, eight screens per second. When scrolling faster, the page doesn't draw pictures."""

SCROLL = """async ([frames, step]) => {
    for (let frame = 0; frame < frames; frame++) {
        scrollBy(0, step);
        await new Promise(requestAnimationFrame);
    }
}"""
RECORD_READY = """new MutationObserver((_, observer) => {
    if (!document.querySelector(".photos.ready")) return;
    window.readyAt = performance.now();
    observer.disconnect();
}).observe(document, {subtree: true, attributes: true, attributeFilter: ["class"]});"""
TIME_UNTIL_READY = "readyAt - performance.getEntriesByType('navigation')[0].responseEnd"


def measure(bench: Bench) -> Iterator[Row]:
    months, frames = bench.scale(200, 20), bench.scale(600, 60)
    photos, peer = f"{months * PER_MONTH:,} photos", f"with {2 * PER_MONTH:,}"
    many, few = ManyPhotos([PER_MONTH] * months), ManyPhotos([PER_MONTH] * 2)
    with launch_browser() as browser, bench.run_gallery(bench.new_containers()) as (url, _):

        def measure_ready(photos: ManyPhotos) -> float:
            with _open_page(browser, url, photos) as page:
                return float(page.evaluate(TIME_UNTIL_READY))

        def measure_longest(photos: ManyPhotos, frames: int) -> float:
            with _open_page(browser, url, photos) as page:
                return measure_longest_task_ms(browser, page, lambda: page.evaluate(SCROLL, [frames, STEP]))

        times = measure_in_turns(bench.runs, lambda: measure_ready(many), lambda: measure_ready(few))
        yield Row(f"{photos}, from HTML to scrollable page", "ms", times[0], peer, times[1], Target(1000))
        tasks = measure_in_turns(
            bench.runs, lambda: measure_longest(many, frames), lambda: measure_longest(few, frames)
        )
        yield Row(f"{photos}, longest task while scrolling", "ms CPU", tasks[0], peer, tasks[1], Target(50))


@contextmanager
def _open_page(browser: Browser, url: str, photos: ManyPhotos) -> Iterator[Page]:
    """Open the page and move the mouse, so that it loads checkboxes, scrubber and keyboard shortcuts."""
    context = browser.new_context(base_url=url, viewport=DESKTOP)
    photos.serve(context)
    page = context.new_page()
    page.add_init_script(RECORD_READY)
    page.goto("/", wait_until="networkidle")
    page.mouse.move(700, 450)
    page.locator(".scrubber").wait_for()
    page.locator(".photos li input").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    yield page
    context.close()
