"""The viewports of the screenshots: four widths, light and dark."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

from screenshots.servers import MakeFile
from screenshots.state import GalleryPage, State

HEIGHTS = {360: 740, 768: 1024, 1440: 900, 2560: 1440}
"""Heights of a phone, a tablet, a laptop and a large screen by width, in CSS pixels."""

SCHEMES = ("light", "dark")
TIMEOUT_MS = 20_000
"""For everything that a state waits for, on a busy machine."""

DEFAULT_EXPECT_MS = 5_000
"""Playwright's own timeout of expect()."""

IS_UNSETTLED = """() => document.readyState !== "complete"
    || !document.querySelector(".toasts .error") && [...document.querySelectorAll(".unknown:empty")].some((list) => {
        const {top, bottom} = list.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
    })
    || document.getAnimations().some((animation) => animation.playState === "running")
    || [...document.images].some((image) => {
        const {top, bottom, width} = image.getBoundingClientRect();
        const isSettled = image.complete && (image.naturalWidth || image.parentElement.querySelector('.broken'));
        return !isSettled && width > 0 && bottom > 0 && top < innerHeight;
    })"""
DECODE_IMAGES = "Promise.all([...document.images].filter((one) => one.naturalWidth).map((one) => one.decode()))"
"""Browsers decode in the background, so an image that has loaded may not be painted yet."""


def context_options(state: State, width: int, scheme: str) -> dict[str, Any]:
    """Playwright's options for a browser context."""
    is_phone = width < 500
    return {
        "viewport": {"width": width, "height": HEIGHTS[width]},
        "color_scheme": scheme,
        "forced_colors": "active" if state.forced_colors else None,
        "java_script_enabled": state.scripts,
        "device_scale_factor": 2 if is_phone else 1,
        "is_mobile": is_phone,
        "has_touch": width < 1000,
    }


@contextmanager
def open_state(browser: Browser, url: str, state: State, make_file: MakeFile, **options: Any) -> Iterator[Page]:
    """A new page in this state, once nothing loads or moves any more."""
    context = browser.new_context(base_url=url, **options)
    expect.set_options(timeout=TIMEOUT_MS)
    try:
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()
        state.reach(GalleryPage(page, make_file))
        wait_until_settled(page)
        yield page
    finally:
        expect.set_options(timeout=DEFAULT_EXPECT_MS)
        context.close()  # An upload left running would change the next state.


def wait_until_settled(page: Page) -> None:
    """Wait until all visible images have loaded and animations have ended. Raises TimeoutError."""
    page.wait_for_timeout(200)
    for _ in range(TIMEOUT_MS // 100):
        if not page.evaluate(IS_UNSETTLED):
            page.evaluate(DECODE_IMAGES)
            return
        page.wait_for_timeout(100)
    raise TimeoutError(f"{page.url} is still loading or moving after {TIMEOUT_MS // 1000} seconds.")
