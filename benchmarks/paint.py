"""How soon the largest picture of the first page is painted, with scripts and without them."""

import io
from collections.abc import Iterator

from PIL import Image, ImageOps
from playwright.sync_api import Browser
from support.many_photos import SHAPES

from benchmarks.bench import Bench
from benchmarks.browser import DESKTOP, browsing
from benchmarks.rows import Row, Target, in_turns
from gallery.library.uploads import Upload, store_uploads
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import open_storage

NETWORK = {"offline": False, "latency": 60, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
"""A home's connection: 60 ms there and back, 10 Mbit a second."""

LATER = 150
"""Milliseconds that scripts may take."""

LONG_EDGE = 1600
"""Enough for previews with the bytes of real ones, and decoded quickly."""


def rows(bench: Bench) -> Iterator[Row]:
    count, containers = bench.scaled(300, 30), bench.containers()
    storage = open_storage(read_settings({PHOTO_STORAGE: bench.connection, **containers}))
    uploads = [Upload(_name(number), data) for number, data in enumerate(_pictures(bench, count))]
    for start in range(0, count, 10):
        store_uploads(storage, uploads[start : start + 10], "")
    with bench.gallery(containers) as (url, _), browsing() as browser:
        for scripts in (True, False):
            _largest_paint_ms(browser, url, scripts=scripts)
        times = in_turns(
            bench.runs,
            lambda: _largest_paint_ms(browser, url, scripts=True),
            lambda: _largest_paint_ms(browser, url, scripts=False),
        )
    what = f"largest paint of the first page of {count} photos, 10 Mbit/s and 60 ms"
    yield Row(what, "ms", times[0], "without scripts", times[1])
    later = [ours - peers for ours, peers in zip(*times, strict=True)]
    yield Row("the same: later than without scripts", "ms", later, target=Target(LATER))


def _name(number: int) -> str:
    return f"IMG_202609{number % 28 + 1:02}_10{number // 60 % 60:02}{number % 60:02}.jpg"


def _pictures(bench: Bench, count: int) -> Iterator[bytes]:
    """Of the shapes that cameras make."""
    for number, data in enumerate(bench.photographs(count)):
        width, height = SHAPES[number % len(SHAPES)]
        scale = LONG_EDGE / max(width, height)
        with Image.open(io.BytesIO(data)) as photograph:
            photograph.draft("RGB", (LONG_EDGE, LONG_EDGE))
            picture = ImageOps.fit(photograph, (round(width * scale), round(height * scale)))
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=90)
        yield file.getvalue() + number.to_bytes(4, "big")


def _largest_paint_ms(browser: Browser, url: str, *, scripts: bool) -> float:
    """After the request for the page, by someone who was never there."""
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=scripts)
    page = context.new_page()
    session = context.new_cdp_session(page)
    asked, painted = list[float](), list[float]()
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["wallTime"]))
    session.on("PerformanceTimeline.timelineEventAdded", lambda added: painted.append(added["event"]["time"]))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("PerformanceTimeline.enable", {"eventTypes": ["largest-contentful-paint"]})
    page.goto(url, wait_until="networkidle")
    context.close()
    return (painted[-1] - asked[0]) * 1000
