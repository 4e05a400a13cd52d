"""The gallery in the owner's browser: strict windows, photos to start with, and axe."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import requests
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from local.dev.node import MODULES
from support.gallery_app import App
from support.pictures import jpeg

PHONE, DESKTOP = (320, 640), (1280, 800)
NOON = datetime(2026, 9, 12, 12)
AXE = (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """axe.run({preload: false}).then((found) =>
    found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))"""
# `preload` would parse stylesheets with inline styles, which CSP forbids. Only the rule css-orientation-lock needs it.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
EXPECTED = re.compile(r"the server responded with a status of (4|5)\d\d|ERR_(INTERNET_DISCONNECTED|FAILED)")
"""Chromium itself logs failed requests, and pages can't prevent that."""

# Links within a sentence may be as high as the line (WCAG 2.2, 2.5.8).
SMALL_TARGETS = """([scope, minimum]) => [...document.querySelectorAll(scope)]
    .flatMap((one) => [...one.querySelectorAll("button, a, summary, input:not([type=hidden])")])
    .filter((one) => one.checkVisibility() && getComputedStyle(one).display !== "inline")
    .map((one) => [one.outerHTML, one.closest("label") ?? one])
    .filter(([_, one]) => Math.min(one.offsetWidth, one.offsetHeight) < minimum).map(([html]) => html)"""


@contextmanager
def visiting(browser: Browser, app: App, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Page]:
    """Open a fresh window and fail on any console warning or page error."""
    context = browser.new_context(base_url=app.url, viewport={"width": size[0], "height": size[1]}, **options)
    page, problems = context.new_page(), list[str]()
    page.on("console", lambda message: problems.extend(warnings_of(message)))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_default_timeout(20_000)
    yield page
    context.close()
    assert problems == [], problems


def warnings_of(message: ConsoleMessage) -> list[str]:
    """Return warnings and errors other than expected failed requests."""
    is_problem = message.type in {"warning", "error"} and not EXPECTED.search(message.text)
    return [message.text] if is_problem else []


def first_noon(days: int) -> datetime:
    """NOON, or earlier if the photos are of many days: dates in the future don't count."""
    return NOON - timedelta(days=max(0, days - 60))


def add_photos(app: App, count: int, album: str = "", first: int = 0) -> None:
    """Upload distinct photos, one per day, with `7.jpg` newer than `6.jpg`."""
    start = first_noon(first + count)
    files = [
        ("photos", (f"{n}.jpg", jpeg(f"#{n % 256:02x}{n // 256:02x}a0", taken=start + timedelta(days=n))))
        for n in range(first, first + count)
    ]
    response = requests.post(
        f"{app.url}/upload-photos",
        files=files,
        data={"album": album},
        headers={"Accept": "application/json"},
        timeout=120,
    )
    assert {line["outcome"] for line in response.json()["files"]} == {"stored"}


def list_stored(app: App, album: str | None = None) -> list[str]:
    """Return the names in the gallery, newest first."""
    query = {"limit": "1000", **({} if album is None else {"album": album})}
    response = requests.get(f"{app.url}/api/photos", params=query, timeout=30)
    return [photo["name"] for photo in response.json()["photos"]]


def list_trashed(app: App) -> list[str]:
    """Return the names in the trash."""
    response = requests.get(f"{app.url}/api/trash", timeout=30)
    return sorted(photo["trash"] for photo in response.json()["photos"])


def open_menu(page: Page) -> None:
    """Open the menu in the header."""
    page.get_by_role("button", name="Menu", exact=True).click()


def grid_links(page: Page) -> Locator:
    """Return the photos in the grid."""
    return page.locator(".photos li > a")


def checkbox(page: Page, label: str) -> Locator:
    """Return the checkbox of a photo, a day or a month."""
    return page.get_by_role("checkbox", name=label, exact=True)


def select_photos(page: Page, *files: str) -> None:
    """Select photos with the mouse."""
    for file in files:
        checkbox(page, f"Select {file}").click()


def wait_for_toast(page: Page, text: str | re.Pattern[str], *, seconds: int = 20) -> Locator:
    """Wait for a toast and return it. Work that takes long gets more `seconds`: they only limit a test that fails."""
    found = page.locator(".toasts li", has_text=text)
    expect(found).to_be_visible(timeout=seconds * 1000)
    return found


def check_accessibility(page: Page, scope: str) -> None:
    """Check axe's rules in light and dark, and that targets within `scope` measure at least 24 pixels."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(AXE)
        assert page.evaluate(VIOLATIONS) == [], scheme
    assert page.evaluate(SMALL_TARGETS, [scope, 24]) == []
