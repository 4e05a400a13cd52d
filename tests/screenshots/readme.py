"""The pictures of the README, and whose photographs they show."""

import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page

from screenshots.development import developed
from screenshots.galleries import Galleries
from screenshots.libraries import YEARS
from screenshots.photographs import credit
from screenshots.states import STATES
from screenshots.windows import options, showing

NAMES = ("timeline", "viewer")
"""Of the states."""

WINDOW = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}
LARGEST = 300_000
"""Bytes, because a README should not cost a megabyte."""

IN_SIGHT = """() => [location.href, ...[...document.links].filter((link) => {
    const {top, bottom} = link.getBoundingClientRect();
    return link.querySelector("img") && bottom > 0 && top < innerHeight;
}).map((link) => link.href)]"""


def take(browser: Browser, galleries: Galleries, folder: Path) -> str:
    """Writes them as WebP, and returns the credit for the photographs in them."""
    names = set[str]()
    for state in (state for state in STATES if state.name in NAMES):
        window = {**options(state, 1440, "light"), **WINDOW}
        with showing(browser, galleries.url(state.gallery), state, developed, **window) as page:
            (folder / f"{state.name}.webp").write_bytes(webp(page.screenshot()))
            names |= photos_in_sight(page)
    return credit({shot.crop.subject for shot in YEARS if shot.name in names})


def photos_in_sight(page: Page) -> set[str]:
    """Their names."""
    queries = [parse_qs(urlsplit(url).query) for url in page.evaluate(IN_SIGHT)]
    return {name for query in queries for name in query.get("photo", [])}


def webp(png: bytes) -> bytes:
    """As good as the size allows."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return next(data for quality in range(90, 0, -5) if len(data := _encoded(image, quality)) < LARGEST)


def _encoded(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=quality, method=6)
    return file.getvalue()
