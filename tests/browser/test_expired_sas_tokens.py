"""SAS tokens that really expire are renewed once, unnoticed."""

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
from support.owners_page import add_photos, visiting

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
"""The gallery with SAS tokens whose lifetimes come from a file: the next one, and those after it."""

EXPIRED, SHORT, LONG = -60, 5, 3600

PREVIEW = re.compile(r"-\d+\?")
PAGE_SAS = 'JSON.parse(document.querySelector("#library").textContent).previews.sas'
BROKEN = "[...document.images].filter(({naturalWidth}) => !naturalWidth).length"


@dataclass
class SasTokens:
    """SAS tokens of a gallery, and what a page requests after they expire."""

    app: App
    seconds: Path
    failed: list[str] = field(default_factory=list)
    renewals: list[str] = field(default_factory=list)
    via_app: list[str] = field(default_factory=list)

    def set_lifetimes(self, *seconds: int) -> None:
        """Set the lifetimes of the next tokens in seconds."""
        self.seconds.write_text(" ".join(map(str, seconds)))

    def wait_until_expired(self, page: Page) -> None:
        """Wait until the page's token has expired, and record its requests from then on."""
        expiry = parse_qs(page.evaluate(PAGE_SAS))["se"][0]
        time.sleep(max(0, datetime.fromisoformat(expiry).timestamp() + 1 - time.time()))
        self.set_lifetimes(LONG)
        self.record(page)

    def record(self, page: Page) -> None:
        """Record requests from now on."""
        for noted in (self.failed, self.renewals, self.via_app):
            noted.clear()
        page.on("requestfailed", lambda one: self.failed.append(one.url) if PREVIEW.search(one.url) else None)
        page.on("request", lambda one: self.renewals.append(one.url) if "/api/photos" in one.url else None)
        page.on("request", lambda one: self.via_app.append(one.url) if "/previews/" in one.url else None)

    def check_renewed_once(self) -> None:
        """Check that images failed, the token was renewed once, and no image went through the app."""
        assert self.failed
        assert len(self.renewals) == 1
        assert self.via_app == []


@pytest.fixture(scope="module")
def tokens(connection_string: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SasTokens]:
    folder, containers = tmp_path_factory.mktemp("tokens"), new_containers()
    seconds = folder / "seconds"
    settings = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
    source = APP.format(seconds=str(seconds), app=str(ROOT / "function_app.py"))
    variables = build_environment(settings, connection_string)
    with run_host(write_app(folder, source), folder, "--settings", "none", **variables) as host:
        as_owner.own(f"http://127.0.0.1:{host.port}", variables)
        given = SasTokens(App(f"http://127.0.0.1:{host.port}", connection_string, *containers), seconds)
        given.set_lifetimes(LONG)
        add_photos(given.app, 90)
        yield given


def wait_for_all_images(page: Page) -> None:
    """Wait until every image has loaded."""
    for _ in range(100):
        page.wait_for_timeout(100)
        if page.evaluate(BROKEN) == 0:
            break
    assert page.evaluate(BROKEN) == 0
    assert page.locator(".broken").count() == 0


@contextmanager
def page_with_expired_token(browser: Browser, tokens: SasTokens, *, as_visitor: bool = False) -> Iterator[Page]:
    """Open a page whose first photos loaded and whose token has expired since."""
    tokens.set_lifetimes(SHORT)
    with visiting(browser, tokens.app) as page:
        if as_visitor:
            page.context.clear_cookies()
        page.goto("/", wait_until="networkidle")
        if not as_visitor:
            page.mouse.move(300, 300)
            expect(page.get_by_role("checkbox").first).to_be_attached()
        tokens.wait_until_expired(page)
        yield page


def test_scrolling_renews_an_expired_token_once(browser: Browser, tokens: SasTokens) -> None:
    """Criterion 19: one request for all failed images."""
    with page_with_expired_token(browser, tokens) as page:
        page.mouse.wheel(0, 2000)
        expect(page.get_by_alt_text(re.compile(r"^40\.jpg"))).to_be_attached()
        expect(page.locator(".photos img:not([src])")).to_have_count(0)
        wait_for_all_images(page)
        tokens.check_renewed_once()


def test_scrolling_renews_a_visitors_expired_signatures_once(browser: Browser, tokens: SasTokens) -> None:
    """Those of one month. Photos of other months load through the app."""
    with page_with_expired_token(browser, tokens, as_visitor=True) as page:
        page.mouse.wheel(0, 2000)
        expect(page.get_by_alt_text(re.compile(r"^40\.jpg"))).to_be_attached()
        expect(page.locator(".photos img:not([src])")).to_have_count(0)
        wait_for_all_images(page)
        assert tokens.failed
        assert len(tokens.renewals) == 1


def test_viewer_renews_an_expired_token_once(browser: Browser, tokens: SasTokens) -> None:
    """Criterion 19: for the photo and its neighbors."""
    with page_with_expired_token(browser, tokens) as page:
        page.locator(".photos li a").nth(3).click()
        picture = page.locator(".pswp [aria-hidden=false] img:not(.pswp__img--placeholder)")
        expect(picture).to_have_attribute("src", re.compile(r"-2048\?"))
        expect(picture).not_to_have_js_property("naturalWidth", 0)
        wait_for_all_images(page)
        page.keyboard.press("ArrowRight")
        expect(page.locator(".pswp [aria-hidden=false]").get_by_text("couldn't be loaded")).to_have_count(0)
        tokens.check_renewed_once()


def test_restored_page_renews_an_expired_token_once(browser: Browser, tokens: SasTokens) -> None:
    """Criterion 19: as in a tab that slept, with no image in the browser's cache."""
    tokens.set_lifetimes(EXPIRED, LONG)
    with visiting(browser, tokens.app) as page:
        tokens.record(page)
        page.goto("/", wait_until="networkidle")
        wait_for_all_images(page)
        tokens.check_renewed_once()
