"""The screenshots in the README and the manual, and the credit for the photographs in them."""

import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page

from screenshots.photo_files import make_photo_file
from screenshots.photographs import format_credit
from screenshots.sample_libraries import FULL
from screenshots.servers import GalleryServers
from screenshots.states import STATES
from screenshots.viewports import context_options, open_state

STATE_NAMES = ("timeline", "viewer")

VIEWPORT = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}
MAX_BYTES = 300_000
"""So that the README loads quickly."""

VISIBLE_LINKS = """() => [location.href, ...[...document.links].filter((link) => {
    const {top, bottom} = link.getBoundingClientRect();
    return link.querySelector("img") && bottom > 0 && top < innerHeight;
}).map((link) => link.href)]"""


def take_readme_screenshots(browser: Browser, servers: GalleryServers, folder: Path) -> str:
    """Write them as WebP; return the credit for the photographs in them."""
    names = set[str]()
    for state in (state for state in STATES if state.name in STATE_NAMES):
        options = {**context_options(state, 1440, "light"), **VIEWPORT}
        with open_state(browser, servers.url(state.setup), state, make_photo_file, **options) as page:
            show_controls(page)
            (folder / f"{state.name}.webp").write_bytes(encode_webp(page.screenshot()))
            names |= visible_photo_names(page)
    return format_credit({shot.crop.subject for shot in FULL.shots if shot.name in names})


def show_controls(page: Page) -> None:
    """Move the mouse in a corner: the viewer hides its buttons when nothing has moved for some seconds."""
    for position in (1, 2):
        page.mouse.move(position, position)
    page.wait_for_timeout(500)


def visible_photo_names(page: Page) -> set[str]:
    """Names of the photos that can be seen without scrolling."""
    queries = [parse_qs(urlsplit(url).query) for url in page.evaluate(VISIBLE_LINKS)]
    return {name for query in queries for name in query.get("photo", [])}


def encode_webp(png: bytes) -> bytes:
    """The image as WebP, in the best quality that fits into MAX_BYTES."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return next(data for quality in range(90, 0, -5) if len(data := _encode(image, quality)) < MAX_BYTES)


def _encode(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=quality, method=6)
    return file.getvalue()
