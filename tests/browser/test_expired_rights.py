"""A right to read previews that has really ended, at a storage that refuses it: renewed once, and nobody sees it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect
from support import as_owner
from support.gallery_app import App, build_environment, new_containers
from support.local_app.host_process import run_host, write_app
from support.owners_page import add, visiting

from local.dev.paths import ROOT

APP = """
import runpy
from datetime import timedelta
from pathlib import Path

import gallery.storage.account

file = Path({seconds!r})


def expiry(now):
    seconds, *further = file.read_text().split()
    file.write_text(" ".join(further) or seconds)
    return now + timedelta(seconds=int(seconds))


gallery.storage.account.sas_expiry = expiry
app = runpy.run_path({app!r})["app"]
"""
"""The gallery, but that rights last as long as a file says: the next one, and those after it."""

ENDED, SHORT, LONG = -60, 5, 3600

PREVIEW = re.compile(r"-\d+\?")
RIGHT = 'JSON.parse(document.querySelector("#library").textContent).previews.sas'
BROKEN = "[...document.images].filter(({naturalWidth}) => !naturalWidth).length"


@dataclass
class Rights:
    """Of a gallery, and what a page asks for when they have ended."""

    app: App
    seconds: Path
    refused: list[str] = field(default_factory=list)
    renewals: list[str] = field(default_factory=list)
    by_app: list[str] = field(default_factory=list)

    def last(self, *seconds: int) -> None:
        """The next ones that are given out do."""
        self.seconds.write_text(" ".join(map(str, seconds)))

    def end(self, page: Page) -> None:
        """Waits until those of the page have; the next ones last, and what is asked for is noted."""
        expiry = parse_qs(page.evaluate(RIGHT))["se"][0]
        time.sleep(max(0, datetime.fromisoformat(expiry).timestamp() + 1 - time.time()))
        self.last(LONG)
        self.note(page)

    def note(self, page: Page) -> None:
        """What it asks for from now on."""
        for noted in (self.refused, self.renewals, self.by_app):
            noted.clear()
        page.on("requestfailed", lambda one: self.refused.append(one.url) if PREVIEW.search(one.url) else None)
        page.on("request", lambda one: self.renewals.append(one.url) if "limit=1" in one.url else None)
        page.on("request", lambda one: self.by_app.append(one.url) if "/previews/" in one.url else None)

    def check_renewed_once(self) -> None:
        """After pictures were refused; and none was asked for by way of the app."""
        assert self.refused
        assert len(self.renewals) == 1
        assert self.by_app == []


@pytest.fixture(scope="module")
def rights(storage: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rights]:
    folder, containers = tmp_path_factory.mktemp("rights"), new_containers()
    seconds = folder / "seconds"
    settings = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
    source = APP.format(seconds=str(seconds), app=str(ROOT / "function_app.py"))
    variables = build_environment(settings, storage)
    with run_host(write_app(folder, source), folder, "--settings", "none", **variables) as host:
        as_owner.own(f"http://127.0.0.1:{host.port}", variables)
        given = Rights(App(f"http://127.0.0.1:{host.port}", storage, *containers), seconds)
        given.last(LONG)
        add(given.app, 90)
        yield given


def eventually_whole(page: Page) -> None:
    """Waits until every picture is there."""
    for _ in range(100):
        page.wait_for_timeout(100)
        if page.evaluate(BROKEN) == 0:
            break
    assert page.evaluate(BROKEN) == 0
    assert page.locator(".broken").count() == 0


@contextmanager
def looking(browser: Browser, rights: Rights) -> Iterator[Page]:
    """At a page whose first photos came in time, and whose right has ended since."""
    rights.last(SHORT)
    with visiting(browser, rights.app) as page:
        page.goto("/", wait_until="networkidle")
        page.mouse.move(300, 300)
        expect(page.get_by_role("checkbox").first).to_be_attached()
        rights.end(page)
        yield page


def test_photos_that_are_scrolled_to_come_with_one_new_right(browser: Browser, rights: Rights) -> None:
    """Criterion 19: one request for all that were refused."""
    with looking(browser, rights) as page:
        page.mouse.wheel(0, 2000)
        expect(page.get_by_alt_text(re.compile(r"^40\.jpg"))).to_be_attached()
        expect(page.locator(".photos img:not([src])")).to_have_count(0)
        eventually_whole(page)
        rights.check_renewed_once()


def test_the_viewer_opens_with_one_new_right(browser: Browser, rights: Rights) -> None:
    """Criterion 19: for the photo and its find_neighbors."""
    with looking(browser, rights) as page:
        page.locator(".photos li a").nth(3).click()
        picture = page.locator(".pswp [aria-hidden=false] img:not(.pswp__img--placeholder)")
        expect(picture).to_have_attribute("src", re.compile(r"-2048\?"))
        expect(picture).not_to_have_js_property("naturalWidth", 0)
        eventually_whole(page)
        page.keyboard.press("ArrowRight")
        expect(page.locator(".pswp [aria-hidden=false]").get_by_text("can't be loaded")).to_have_count(0)
        rights.check_renewed_once()


def test_a_page_that_was_kept_comes_with_one_new_right(browser: Browser, rights: Rights) -> None:
    """Criterion 19: as from a tab that was put to sleep, with no picture in the browser's cache."""
    rights.last(ENDED, LONG)
    with visiting(browser, rights.app) as page:
        rights.note(page)
        page.goto("/", wait_until="networkidle")
        eventually_whole(page)
        rights.check_renewed_once()
