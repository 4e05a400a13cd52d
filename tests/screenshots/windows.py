"""The windows that states are looked at in: three widths, light and dark."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from screenshots.galleries import Develop
from screenshots.visits import State, Visit

HEIGHTS = {360: 740, 768: 1024, 1440: 900}
"""Of a phone, a tablet and a laptop, by their widths, in CSS pixels."""

SCHEMES = ("light", "dark")
PATIENCE = 20_000
"""Milliseconds."""

UNFINISHED = """() => document.readyState !== "complete"
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
PAINTED = "Promise.all([...document.images].filter((one) => one.naturalWidth).map((one) => one.decode()))"
"""What is there need not have been painted: pictures are decoded beside."""


def options(state: State, width: int, scheme: str) -> dict[str, Any]:
    """Playwright's words for such a window."""
    is_phone = width < 500
    return {
        "viewport": {"width": width, "height": HEIGHTS[width]},
        "color_scheme": scheme,
        "forced_colors": "active" if state.forced_colours else None,
        "java_script_enabled": state.scripts,
        "device_scale_factor": 2 if is_phone else 1,
        "is_mobile": is_phone,
        "has_touch": width < 1000,
    }


@contextmanager
def showing(browser: Browser, url: str, state: State, develop: Develop, **window: Any) -> Iterator[Page]:
    """The state, at rest, in a fresh window."""
    context = browser.new_context(base_url=url, **window)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    state.drive(Visit(page, develop))
    settle(page)
    yield page
    context.close()


def settle(page: Page) -> None:
    """Until all pictures in sight are there and nothing moves any more."""
    page.wait_for_timeout(200)
    for _ in range(PATIENCE // 100):
        if not page.evaluate(UNFINISHED):
            page.evaluate(PAINTED)
            return
        page.wait_for_timeout(100)
    raise TimeoutError(f"{page.url} doesn't come to rest.")
