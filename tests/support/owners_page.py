"""The gallery in the owner's browser: a window that minds every complaint, photos that are there before, and axe."""

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
VIOLATIONS = "axe.run().then((found) => found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
EXPECTED = re.compile(r"the server responded with a status of (4|5)\d\d|ERR_(INTERNET_DISCONNECTED|FAILED)")
"""What Chromium itself writes on the console about a refusal or a lost connection; no page can keep it from that."""

# Links within a sentence may be as high as its line (WCAG 2.2, 2.5.8).
UNTOUCHABLE = """([place, least]) => [...document.querySelectorAll(place)]
    .flatMap((one) => [...one.querySelectorAll("button, a, summary, input:not([type=hidden])")])
    .filter((one) => one.checkVisibility() && getComputedStyle(one).display !== "inline")
    .map((one) => [one.outerHTML, one.closest("label") ?? one])
    .filter(([_, one]) => Math.min(one.offsetWidth, one.offsetHeight) < least).map(([html]) => html)"""


@contextmanager
def visiting(browser: Browser, app: App, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Page]:
    """A fresh window, in which nothing may be complained about."""
    context = browser.new_context(base_url=app.url, viewport={"width": size[0], "height": size[1]}, **options)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda said: complaints.extend(warnings_of(said)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(20_000)
    yield page
    context.close()
    assert complaints == []


def warnings_of(message: ConsoleMessage) -> list[str]:
    """What the browser warns of, but for the gallery's refusals."""
    is_loud = message.type in {"warning", "error"} and not EXPECTED.search(message.text)
    return [message.text] if is_loud else []


def add(app: App, count: int, album: str = "", first: int = 0) -> None:
    """Photos of one day each, `7.jpg` newer than `6.jpg`, each with a picture of its own."""
    files = [
        ("photos", (f"{n}.jpg", jpeg(f"#{n % 256:02x}{n // 256:02x}a0", taken=NOON + timedelta(days=n))))
        for n in range(first, first + count)
    ]
    answer = requests.post(
        f"{app.url}/upload-photos",
        files=files,
        data={"album": album},
        headers={"Accept": "application/json"},
        timeout=120,
    )
    assert {line["outcome"] for line in answer.json()["files"]} == {"stored"}


def stored(app: App, album: str | None = None) -> list[str]:
    """Names in the gallery, newest first."""
    query = {"limit": "1000", **({} if album is None else {"album": album})}
    answer = requests.get(f"{app.url}/api/photos", params=query, timeout=30)
    return [photo["name"] for photo in answer.json()["photos"]]


def trashed(app: App) -> list[str]:
    """Names in the trash."""
    answer = requests.get(f"{app.url}/api/trash", timeout=30)
    return sorted(photo["trash"] for photo in answer.json()["photos"])


def shown(page: Page) -> Locator:
    """The photos in the grid."""
    return page.locator(".photos li > a")


def box(page: Page, label: str) -> Locator:
    """The checkbox of a photo, a day or a month."""
    return page.get_by_role("checkbox", name=label, exact=True)


def select(page: Page, *files: str) -> None:
    """By the mouse."""
    for file in files:
        box(page, f"Select {file}").click()


def message(page: Page, text: str | re.Pattern[str]) -> Locator:
    """What the page says at its bottom, once it does."""
    found = page.locator(".notices li", has_text=text)
    expect(found).to_be_visible(timeout=20_000)
    return found


def check_access(page: Page, place: str) -> None:
    """No violation of axe's rules in light and dark, and what can be pressed in `place` is 24 pixels at least."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(AXE)
        assert page.evaluate(VIOLATIONS) == [], scheme
    assert page.evaluate(UNTOUCHABLE, [place, 24]) == []
