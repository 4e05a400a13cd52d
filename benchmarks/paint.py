"""Largest contentful paint of the first page, with and without scripts."""

import io
from collections.abc import Iterator

from PIL import Image, ImageOps
from playwright.sync_api import Browser
from support.many_photos import SHAPES

from benchmarks.bench import Bench
from benchmarks.browser import DESKTOP, launch_browser
from benchmarks.rows import Row, Target, measure_in_turns
from gallery.library.uploads import Upload, store_uploads
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import open_storage

NETWORK = {"offline": False, "latency": 60, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
"""A home connection: 60 ms latency, 10 Mbit/s."""

MAX_DELAY = 150
"""Milliseconds that scripts may add."""

LONG_EDGE = 1600
"""Large enough for previews of realistic size, small enough to decode quickly."""


def measure(bench: Bench) -> Iterator[Row]:
    count, containers = bench.scale(300, 30), bench.new_containers()
    storage = open_storage(read_settings({PHOTO_STORAGE: bench.connection, **containers}))
    uploads = [Upload(_build_name(number), data) for number, data in enumerate(_create_pictures(bench, count))]
    for start in range(0, count, 10):
        store_uploads(storage, uploads[start : start + 10], "")
    with bench.run_gallery(containers) as (url, _), launch_browser() as browser:
        for scripts in (True, False):
            _measure_paint_ms(browser, url, scripts=scripts)
        times = measure_in_turns(
            bench.runs,
            lambda: _measure_paint_ms(browser, url, scripts=True),
            lambda: _measure_paint_ms(browser, url, scripts=False),
        )
    what = f"largest contentful paint, first page of {count} photos, 10 Mbit/s and 60 ms"
    yield Row(what, "ms", times[0], "without scripts", times[1])
    delays = [ours - peers for ours, peers in zip(*times, strict=True)]
    yield Row("the same, delay caused by scripts", "ms", delays, target=Target(MAX_DELAY))


def _build_name(number: int) -> str:
    return f"IMG_202609{number % 28 + 1:02}_10{number // 60 % 60:02}{number % 60:02}.jpg"


def _create_pictures(bench: Bench, count: int) -> Iterator[bytes]:
    """Yield photos in the shapes that cameras produce."""
    for number, data in enumerate(bench.load_photographs(count)):
        width, height = SHAPES[number % len(SHAPES)]
        scale = LONG_EDGE / max(width, height)
        with Image.open(io.BytesIO(data)) as photograph:
            photograph.draft("RGB", (LONG_EDGE, LONG_EDGE))
            picture = ImageOps.fit(photograph, (round(width * scale), round(height * scale)))
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=90)
        yield file.getvalue() + number.to_bytes(4, "big")


def _measure_paint_ms(browser: Browser, url: str, *, scripts: bool) -> float:
    """Return the time from requesting the page to its largest paint, with an empty cache."""
    context = browser.new_context(base_url=url, viewport=DESKTOP, java_script_enabled=scripts)
    page = context.new_page()
    session = context.new_cdp_session(page)
    requested, painted = list[float](), list[float]()
    session.on("Network.requestWillBeSent", lambda event: requested.append(event["wallTime"]))
    session.on("PerformanceTimeline.timelineEventAdded", lambda added: painted.append(added["event"]["time"]))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("PerformanceTimeline.enable", {"eventTypes": ["largest-contentful-paint"]})
    page.goto(url, wait_until="networkidle")
    context.close()
    return (painted[-1] - requested[0]) * 1000
