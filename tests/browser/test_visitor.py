"""A public gallery in a visitor's browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from conftest import StartApp
from playwright.sync_api import Browser, Page, Route, expect
from support.gallery_app import App, new_containers
from support.owners_page import add_photos, visiting

BROKEN = "[...document.images].filter(({complete, naturalWidth}) => complete && !naturalWidth).length"
COUNT = 150
LARGE = re.compile(r"-2048\?")


@pytest.fixture(scope="module")
def large_app(start_app: StartApp, connection_string: str) -> App:
    """A public gallery whose photos don't fit on its first page."""
    names = new_containers()
    url = start_app({"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews})
    app = App(url, connection_string, *names)
    add_photos(app, COUNT)
    return app


@contextmanager
def visitors_page(browser: Browser, app: App) -> Iterator[tuple[Page, list[str]]]:
    """Open the timeline without a key. Also returns the URLs of its requests."""
    with visiting(browser, app) as page:
        page.context.clear_cookies()
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        page.goto("/", wait_until="networkidle")
        yield page, urls


def test_all_previews_of_the_grid_come_from_storage(browser: Browser, large_app: App) -> None:
    """Each with a token of its own, also those of months that load while scrolling."""
    with visitors_page(browser, large_app) as (page, urls):
        oldest = page.get_by_alt_text(re.compile(r"^0\.jpg"))
        for _ in range(60):
            page.mouse.wheel(0, 1500)
            page.wait_for_timeout(100)
            if oldest.count():
                break
        expect(oldest).to_be_attached()
        expect(page.locator(".photos img:not([src])")).to_have_count(0)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(BROKEN) == 0
        previews = [url for url in urls if "sig=" in url]
        assert len({url.partition("sig=")[2] for url in previews}) == len({url.partition("?")[0] for url in previews})
        assert all("&sr=b&" in url for url in previews)
        assert any("/api/photos?" in url for url in urls)
        assert not any("/previews/" in url for url in urls)


def test_the_viewer_gets_larger_previews_through_a_redirect_to_storage(browser: Browser, large_app: App) -> None:
    """When a photo is opened, and its neighbors when they're shown."""
    with visitors_page(browser, large_app) as (page, urls):
        page.locator(".photos li a").nth(3).click()
        picture = page.locator(".pswp [aria-hidden=false] img:not(.pswp__img--placeholder)")
        for _ in range(2):
            expect(picture).to_have_attribute("src", re.compile("^/previews/2048/.*redirect=yes$"))
            expect(picture).not_to_have_js_property("naturalWidth", 0)
            page.keyboard.press("ArrowRight")
        assert [url for url in urls if LARGE.search(url) and "&sr=b&" in url]


def test_a_browser_that_cannot_reach_storage_gets_previews_through_the_app(browser: Browser, large_app: App) -> None:
    """Criterion 19."""

    def refuse_redirects(route: Route) -> None:
        route.abort() if "redirect=yes" in route.request.url else route.continue_()

    with visitors_page(browser, large_app) as (page, _):
        page.route(re.compile(r"/previews/"), refuse_redirects)
        page.route(re.compile(r"sig="), lambda route: route.abort())
        page.locator(".photos li a").nth(3).click()
        picture = page.locator(".pswp [aria-hidden=false] img:not(.pswp__img--placeholder)")
        expect(picture).to_have_attribute("src", re.compile("^/previews/2048/[^?]*$"))
        expect(picture).not_to_have_js_property("naturalWidth", 0)
