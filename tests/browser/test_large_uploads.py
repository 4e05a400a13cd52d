"""Large videos go in pieces, whatever happens to the connection, the page and the pieces on the way."""

import json
from collections.abc import Callable
from pathlib import Path

import requests
from playwright.sync_api import Browser, Page, Request, Route, expect
from support.gallery_app import App
from support.large_videos import make_large_video
from support.owners_page import list_stored, visiting

from gallery.library.incoming import PIECE_BYTES

PIECES = 4
PUT, FINISH = "PUT", "POST"


def choose(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add photos").click()
    chooser.value.set_files(path)


def fail_once(*failures: tuple[str, Callable[[Route], None]]) -> Callable[[Route], None]:
    """Let each of these requests, such as `PUT 1`, fail in its way the first time that it's sent."""
    left = dict(failures)

    def respond(route: Route) -> None:
        left.pop(describe(route.request), Route.continue_)(route)

    return respond


def describe(request: Request) -> str:
    return f"{request.method} {request.url.rpartition('/')[2]}" if request.method == PUT else request.method


def lose_response(route: Route) -> None:
    route.fetch()
    route.abort()


def test_a_video_over_a_connection_that_breaks_five_times_is_stored_intact(
    browser: Browser, gallery_app: App, tmp_path: Path
) -> None:
    """With a reload in between, after which only the missing pieces are sent, and a piece that storage has lost."""
    data = make_large_video(PIECES * PIECE_BYTES - 1_000)
    path = tmp_path / "film.mp4"
    path.write_bytes(data)
    sent: list[str] = []
    with visiting(browser, gallery_app) as page:
        page.goto("/")
        page.on("request", lambda request: sent.append(describe(request)) if "/api/uploads/" in request.url else None)
        page.on("dialog", lambda dialog: dialog.accept())
        held: list[Route] = []
        page.route(
            "**/api/uploads/*/*", fail_once(("PUT 0", Route.abort), ("PUT 1", lose_response), ("PUT 3", held.append))
        )
        choose(page, path)
        expect(page.locator("#upload-rows .status")).to_have_text("67%", timeout=60_000)
        page.wait_for_function("Object.values(localStorage).some((one) => one.includes('\"2\":'))")
        page.unroute("**/api/uploads/*/*")
        page.reload()
        before_reload = len(sent)
        missing = {"status": 409, "body": json.dumps({"detail": "Send it again.", "missing": [2]})}
        page.route("**/api/uploads/*/*", fail_once(("PUT 3", Route.abort)))
        finishes: list[Callable[[Route], None]] = [
            lambda route: route.fulfill(status=202, body=json.dumps({"progress": {"stored": 2, "of": 4}})),
            lambda route: route.fulfill(**missing),  # type: ignore[arg-type]
            Route.abort,
            lose_response,
        ]
        page.route(
            "**/api/uploads/*",
            lambda route: (finishes.pop(0) if finishes and route.request.method == FINISH else Route.continue_)(route),
        )
        choose(page, path)
        expect(page.locator("#upload-rows .status")).to_have_text("Added", timeout=60_000)
        expect(page.locator(".upload-panel .toggle")).to_have_text("1 added")
        assert page.evaluate("localStorage.length") == 0
    assert [one for one in sent[before_reload:] if one.startswith(PUT)] == ["PUT 3", "PUT 3", "PUT 2"]
    assert finishes == []
    (name,) = list_stored(gallery_app)
    assert requests.get(f"{gallery_app.url}/photos/{name}", timeout=60).content == data


def test_a_video_over_the_limit_is_refused_before_it_is_sent(browser: Browser, shared_app: App, tmp_path: Path) -> None:
    huge = tmp_path / "huge.mp4"
    with huge.open("wb") as file:
        file.truncate(4_001_000_000)
    sent: list[str] = []
    with visiting(browser, shared_app) as page:
        page.goto("/")
        page.on("request", lambda request: sent.append(describe(request)) if "/uploads" in request.url else None)
        choose(page, huge)
        expect(
            page.get_by_text("This file has 4,001,000,000 bytes. Videos may have up to 4,000,000,000 bytes.")
        ).to_be_visible()
    assert sent == ["POST"]


def test_a_large_file_that_is_no_video_is_refused_after_its_first_piece(
    browser: Browser, shared_app: App, tmp_path: Path
) -> None:
    """Whatever its name says. The others needn't be sent."""
    path = tmp_path / "letter.mp4"
    path.write_bytes(b"%PDF-1.7" + bytes(8 * PIECE_BYTES))
    sent: list[str] = []
    with visiting(browser, shared_app) as page:
        page.goto("/")
        page.on("request", lambda request: sent.append(describe(request)) if request.method == PUT else None)
        choose(page, path)
        expect(page.get_by_text("This file is a PDF.")).to_be_visible(timeout=30_000)
    assert sent[:2] == ["PUT 0", "PUT 1"]
    assert len(sent) <= 4
