"""Scrolling through 100,000 photos: what the page does in one go, and how soon it can be scrolled at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page
from support.many_photos import ManyPhotos

from benchmarks.bench import Bench
from benchmarks.browser import DESKTOP, browsing, longest_task_ms
from benchmarks.rows import Row, Target, in_turns

A_MONTH = 500
STEP = 120
"""Pixels from one frame to the next, eight screens a second: what passes more quickly is drawn without pictures."""

SCROLL = """async ([frames, step]) => {
    for (let frame = 0; frame < frames; frame++) {
        scrollBy(0, step);
        await new Promise(requestAnimationFrame);
    }
}"""
NOTE_READY = """new MutationObserver((_, observer) => {
    if (!document.querySelector(".photos.ready")) return;
    window.readyAt = performance.now();
    observer.disconnect();
}).observe(document, {subtree: true, attributes: true, attributeFilter: ["class"]});"""
UNTIL_READY = "readyAt - performance.getEntriesByType('navigation')[0].responseEnd"


def rows(bench: Bench) -> Iterator[Row]:
    months, frames = bench.scaled(200, 20), bench.scaled(600, 60)
    photos, peer = f"{months * A_MONTH:,} photos", f"with {2 * A_MONTH:,}"
    many, few = ManyPhotos([A_MONTH] * months), ManyPhotos([A_MONTH] * 2)
    with browsing() as browser, bench.gallery(bench.containers()) as (url, _):

        def usable(photos: ManyPhotos) -> float:
            with _opened(browser, url, photos) as page:
                return float(page.evaluate(UNTIL_READY))

        def longest(photos: ManyPhotos, frames: int) -> float:
            with _opened(browser, url, photos) as page:
                return longest_task_ms(browser, page, lambda: page.evaluate(SCROLL, [frames, STEP]))

        times = in_turns(bench.runs, lambda: usable(many), lambda: usable(few))
        yield Row(f"{photos}, from the HTML to a page that scrolls", "ms", times[0], peer, times[1], Target(1000))
        tasks = in_turns(bench.runs, lambda: longest(many, frames), lambda: longest(few, frames))
        yield Row(f"{photos}, longest task while scrolling", "ms CPU", tasks[0], peer, tasks[1], Target(50))


@contextmanager
def _opened(browser: Browser, url: str, photos: ManyPhotos) -> Iterator[Page]:
    """As the owner has it who has begun to do something: with marks, scrubber and keys."""
    context = browser.new_context(base_url=url, viewport=DESKTOP)
    photos.serve(context)
    page = context.new_page()
    page.add_init_script(NOTE_READY)
    page.goto("/", wait_until="networkidle")
    page.mouse.move(700, 450)
    page.locator(".scrubber").wait_for()
    page.locator(".photos li input").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    yield page
    context.close()
