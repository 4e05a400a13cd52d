"""Adding photos with JavaScript: with the button, folders, drops and pastes, and what happens when uploads fail."""

import base64
import gzip
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Dialog, FilePayload, Locator, Page, Route, expect
from support.gallery_app import App
from support.owners_page import add_photos
from support.pictures import encode, jpeg

from gallery.library.incoming import PIECE_BYTES
from gallery.web.static_files import ROOT
from local.dev.node import MODULES

PHONE, DESKTOP = (320, 640), (1280, 800)
NOON = datetime(2026, 9, 12, 12)
UPLOADS = "**/upload-photos"
AXE = (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PDF = b"%PDF-1.7 ..."

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
VIOLATIONS = """axe.run({preload: false}).then((found) =>
    found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))"""
# `preload` would parse stylesheets with inline styles, which CSP forbids. Only the rule css-orientation-lock needs it.
DURATIONS = """[...document.querySelectorAll(".upload-panel, .drop")]
    .map((one) => getComputedStyle(one).transitionDuration)"""
EXPECTED = re.compile(
    r"the server responded with a status of (4|5)\d\d|ERR_(INTERNET_DISCONNECTED|FAILED|FILE_NOT_FOUND)"
)
"""Chromium itself logs failed requests, and pages can't prevent that."""

DROP = """([kind, files]) => {
    const transfer = new DataTransfer();
    for (const [name, type, data] of files) {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, {type}));
    }
    const event = kind === "paste"
        ? new ClipboardEvent(kind, {clipboardData: transfer, bubbles: true, cancelable: true})
        : new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true});
    document.querySelector("h1").dispatchEvent(event);
}"""
WALK = """async () => {
    const {walk} = await import("/static/upload/files.js");
    const file = (name) => ({name, isFile: true, file: (done) => done(new File([name], name))});
    const folder = (name, batches) => ({name, isFile: false, createReader: () => {
        const left = [...batches, []];
        return {readEntries: (done) => done(left.shift())};
    }});
    const tree = folder("Rome", [
        [file("1.jpg"), file(".hidden.jpg"), folder(".git", [[file("x.jpg")]])],
        [folder("day 2", [[file("2.jpg"), file("Thumbs.db")], [file("3.jpg")]])],
        [folder("empty", [])],
    ]);
    return (await walk(tree)).map(({file, folder}) => [file.name, folder]);
}"""
RECORD_CHANGES = """() => {
    window.changes = [];
    const overlay = document.querySelector(".drop");
    new MutationObserver(() => window.changes.push(overlay.hidden)).observe(overlay, {attributeFilter: ["hidden"]});
}"""

SHOW_MESSAGE = """async () => {
    const {showToast} = await import("/static/ui/toast.js");
    showToast("“A photo with a long name.jpg” couldn't be deleted. Another program has changed it.", {isError: true});
    await new Promise((resolve) => setTimeout(resolve, 500));
}"""


@pytest.fixture
def page(browser: Browser, gallery_app: App) -> Iterator[Page]:
    """An empty gallery's page. Fails on any console message."""
    with visiting(browser, gallery_app) as visited:
        visited.goto("/")
        yield visited


@pytest.fixture
def shared_page(browser: Browser, shared_app: App) -> Iterator[Page]:
    """The same in a shared gallery, for tests that add nothing or don't mind what's there."""
    with visiting(browser, shared_app) as visited:
        visited.goto("/")
        yield visited


@contextmanager
def visiting(browser: Browser, app: App, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Page]:
    """Open a fresh window and fail on console messages."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(base_url=app.url, viewport=viewport, **options)  # type: ignore[arg-type]
    page, problems = context.new_page(), list[str]()
    page.on("console", lambda message: problems.extend(warnings_of(message)))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("filechooser", lambda _: None)  # so that none opens unnoticed
    page.set_default_timeout(20_000)
    yield page
    context.close()
    assert problems == []


def warnings_of(message: ConsoleMessage) -> list[str]:
    """Return warnings and errors other than expected failed requests."""
    is_problem = message.type in {"warning", "error"} and not EXPECTED.search(message.text)
    return [message.text] if is_problem else []


def file_payload(name: str, data: bytes, kind: str = "image/jpeg") -> FilePayload:
    """Return a file for people to choose."""
    return {"name": name, "mimeType": kind, "buffer": data}


def create_photos(count: int, first: int = 0) -> list[FilePayload]:
    """Return photos of different days."""
    return [
        file_payload(f"photo {day:03}.jpg", jpeg(f"#{day % 256:02x}60a0", taken=NOON + timedelta(days=day)))
        for day in range(first, first + count)
    ]


def choose_files(page: Page, files: Sequence[FilePayload]) -> None:
    """Choose files with the button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add photos").click()
    chooser.value.set_files(files)


def check_summary(page: Page, text: str | re.Pattern[str]) -> None:
    """Check the panel's summary."""
    expect(page.locator(".upload-panel .toggle")).to_have_text(text, timeout=20_000)


def check_row(page: Page, name: str, text: str) -> None:
    """Check the status of one file."""
    expect(page.locator("#upload-rows li", has_text=name).locator(".status").first).to_have_text(text, timeout=20_000)


def list_stored(app: App, **query: str) -> list[str]:
    """Return the names in the gallery."""
    response = requests.get(f"{app.url}/api/photos", params=query, timeout=30)
    return [photo["name"] for photo in response.json()["photos"]]


def dispatch_drag(page: Page, kind: str, *paths: Path, at: tuple[int, int] = (200, 200)) -> None:
    """Perform a step of a real drag of files and folders from outside the browser."""
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchDragEvent", {"type": kind, "x": at[0], "y": at[1], "data": data})
    session.detach()


@contextmanager
def held_uploads(page: Page) -> Iterator[list[Route]]:
    """Hold uploads back until the block ends."""
    routes: list[Route] = []
    is_open = False

    def hold(route: Route) -> None:
        if is_open:
            route.continue_()
        else:
            routes.append(route)

    page.route(UPLOADS, hold)
    yield routes
    is_open = True
    for route in routes:
        route.continue_()


def respond_first(*errors: tuple[int, dict[str, str]]) -> Callable[[Route], None]:
    """Respond with these errors first, then let the gallery respond."""
    left = list(errors)

    def respond(route: Route) -> None:
        if not left:
            route.continue_()
            return
        status, headers = left.pop(0)
        problem = json.dumps({"title": "No", "status": status, "detail": f"The reason for {status}."})
        route.fulfill(status=status, headers={**headers, "Content-Type": "application/problem+json"}, body=problem)

    return respond


def test_button_opens_the_chooser_and_every_photo_is_added(page: Page, gallery_app: App) -> None:
    """Without another click. The photos appear on the page."""
    choose_files(page, create_photos(3))
    check_summary(page, "3 added")
    check_row(page, "photo 001.jpg", "Added")
    expect(page.get_by_role("status")).to_have_text("3 added")
    assert len(list_stored(gallery_app)) == 3
    expect(page.locator(".grid img")).to_have_count(3)
    expect(page.get_by_role("link", name="Show new photos")).to_be_hidden()


def test_each_file_has_its_own_result(page: Page) -> None:
    """Added, already in the gallery, renamed, or why not."""
    choose_files(page, create_photos(1))
    check_summary(page, "1 added")
    other = file_payload("photo 000.jpg", jpeg("red", taken=NOON))
    same = file_payload("copy.jpg", create_photos(1)[0]["buffer"])
    video = file_payload("film.avi", b"RIFF....AVI ", "video/x-msvideo")
    choose_files(page, [other, same, file_payload("letter.pdf", PDF, "application/pdf"), video])
    check_summary(page, "1 added, 1 already in your gallery, 2 couldn't be added")
    check_row(page, "photo 000.jpg", "Added as photo 000 (2).jpg")
    check_row(page, "copy.jpg", "Already in your gallery")
    supported = "JPEG, PNG, GIF, WebP, HEIC, AVIF, raw files, MP4, MOV and WebM"
    check_row(page, "letter.pdf", f"This file is a PDF. Supported formats: {supported}.")
    check_row(page, "film.avi", f"This file is an AVI video. Supported formats: {supported}.")


def test_retry_is_offered_only_where_it_can_help(page: Page) -> None:
    """Not for a PDF. Refused files don't count in the totals of later ones."""
    choose_files(page, [file_payload("letter.pdf", PDF, "application/pdf")])
    check_summary(page, "1 couldn't be added")
    expect(page.get_by_role("button", name=re.compile("^Retry"))).to_have_count(0)
    choose_files(page, create_photos(1))
    check_summary(page, "1 added")
    expect(page.locator(".upload-panel").get_by_text("letter.pdf")).to_have_count(0)


def test_refused_files_are_grouped_by_reason(page: Page) -> None:
    """Each reason appears once, with the names of its files. A file that's sent again leaves its group."""
    letters = [file_payload(f"letter {number}.pdf", PDF, "application/pdf") for number in range(3)]
    page.route(UPLOADS, respond_first((500, {})))
    choose_files(page, [*create_photos(1), *letters])
    check_summary(page, "4 couldn't be added")
    groups = page.locator("#upload-rows .rejections")
    expect(groups).to_have_count(2)
    pdfs = groups.filter(has_text="Each of these files is a PDF. Supported formats:")
    assert sorted(pdfs.locator(".name").all_inner_texts()) == ["letter 0.pdf", "letter 1.pdf", "letter 2.pdf"]
    page.get_by_role("button", name="Retry photo 000.jpg").click()
    check_summary(page, "1 added, 3 couldn't be added")
    expect(groups).to_have_count(1)


def test_files_have_thumbnails(page: Page) -> None:
    """Those that browsers can decode."""
    choose_files(page, [*create_photos(2), file_payload("letter.pdf", PDF, "application/pdf")])
    check_summary(page, "2 added, 1 couldn't be added")
    widths = "[...document.querySelectorAll('#upload-rows canvas')].map(({width}) => width)"
    page.wait_for_timeout(300)
    assert sorted(page.evaluate(widths)) == [0, 80, 80]


def test_thumbnails_are_upright(page: Page) -> None:
    """With the orientation that the camera recorded."""
    image, exif = Image.new("RGB", (80, 40), "red"), Image.Exif()
    image.paste("blue", (40, 0, 80, 40))
    exif[0x0112] = 6  # rotate by 90 degrees to the right
    choose_files(page, [file_payload("turned.jpg", encode(image, "JPEG", exif=exif))])
    check_summary(page, "1 added")
    page.wait_for_function("() => document.querySelector('#upload-rows canvas').width === 80")
    colors = page.evaluate("""() => {
        const canvas = document.querySelector("#upload-rows canvas");
        const pixels = canvas.getContext("2d").getImageData(40, 0, 1, canvas.height).data;
        const colorAt = (y) => [...pixels.slice(4 * y, 4 * y + 4)];
        return [canvas.height, colorAt(20), colorAt(140)];
    }""")
    assert colors[0] == 160
    assert colors[1][0] > 200 > colors[1][2]
    assert colors[2][2] > 200 > colors[2][0]


def test_a_name_in_the_panel_opens_the_added_photo(page: Page) -> None:
    """In the viewer if the page shows it, and on its own page otherwise."""
    choose_files(page, create_photos(1))
    check_summary(page, "1 added")
    link = page.get_by_role("link", name="photo 000.jpg", exact=True)
    link.click()
    expect(page.get_by_role("dialog", name="photo 000.jpg")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".upload-panel")).to_be_visible()


def test_show_scrolls_to_new_photos_that_are_out_of_view(page: Page, gallery_app: App) -> None:
    """And focuses the newest. There's no such button while one of them is in view."""
    add_photos(gallery_app, 60)
    page.goto("/")
    page.mouse.move(300, 300)
    show = page.get_by_role("button", name="Show", exact=True)
    choose_files(page, [file_payload("new.jpg", jpeg("red", taken=NOON + timedelta(days=61)))])
    check_summary(page, "1 added")
    page.wait_for_timeout(1000)
    expect(show).to_be_hidden()
    choose_files(page, [file_payload("old.jpg", jpeg("blue", taken=NOON - timedelta(days=400)))])
    check_summary(page, "1 added")
    show.click()
    link = page.get_by_role("link", name=re.compile("^old.jpg, "))
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


def test_the_panel_appears_while_a_phone_prepares_photos(page: Page) -> None:
    """After the chooser has closed and before the page gets the files."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add photos").click()
    page.wait_for_load_state("networkidle")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    check_summary(page, "Preparing photos…")
    chooser.value.set_files(create_photos(1))
    check_summary(page, "1 added")
    with page.expect_file_chooser():
        page.get_by_role("button", name="Add photos").click()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    check_summary(page, "Preparing photos…")
    page.evaluate("document.querySelector('.upload input[type=file]').dispatchEvent(new Event('cancel'))")
    check_summary(page, "1 added")


def test_the_screen_stays_on_while_uploading(page: Page) -> None:
    """A phone that locks would stop the upload."""
    page.evaluate("""() => {
        window.locks = [];
        const request = async (type) => {
            window.locks.push(type);
            return {release: async () => window.locks.push("released")};
        };
        Object.defineProperty(navigator, "wakeLock", {value: {request}});
    }""")
    with held_uploads(page):
        choose_files(page, create_photos(2))
        check_summary(page, "Uploading 1 of 2")
        page.wait_for_function("() => window.locks.join() === 'screen'")
    check_summary(page, "2 added")
    page.wait_for_function("() => window.locks.join() === 'screen,released'")


def test_same_photo_twice_is_added_once(page: Page, gallery_app: App) -> None:
    choose_files(page, [*create_photos(1), file_payload("again.jpg", create_photos(1)[0]["buffer"])])
    check_summary(page, "1 added, 1 already in your gallery")
    assert len(list_stored(gallery_app)) == 1


def test_photo_without_a_date_is_sorted_by_modification_time(page: Page, gallery_app: App, tmp_path: Path) -> None:
    """In the sender's time zone."""
    path = tmp_path / "undated.jpg"
    path.write_bytes(jpeg("pink"))
    os.utime(path, (time.time(), datetime(2019, 5, 4, 12, tzinfo=UTC).timestamp()))
    page.locator(".upload input[type=file]").set_input_files(path)
    check_summary(page, "1 added")
    assert list_stored(gallery_app) == ["2019/05/04/undated.jpg"]
    expect(page.get_by_role("heading", name="May 2019")).to_be_visible()


def test_album_in_the_form_applies_to_later_files(page: Page, gallery_app: App) -> None:
    """Earlier photos stay where they are. The timeline shows all of them."""
    choose_files(page, create_photos(1))
    check_summary(page, "1 added")
    page.locator(".upload summary").click()
    page.get_by_role("textbox", name="Album").fill("Trips/Rome")
    choose_files(page, create_photos(2, first=1))
    check_summary(page, "2 added")
    names = sorted(list_stored(gallery_app, album="Trips/Rome"))
    assert names == ["Trips/Rome/photo 001.jpg", "Trips/Rome/photo 002.jpg"]
    names = ["2026/09/12/photo%20000.jpg", *(name.replace(" ", "%20") for name in names)]
    for number, name in enumerate(names):
        expect(photo_link(page, f"photo 00{number}.jpg")).to_have_attribute("href", f"/?photo={name}")


def test_files_dropped_anywhere_are_added(page: Page, gallery_app: App) -> None:
    files = [[file["name"], "image/jpeg", base64.b64encode(file["buffer"]).decode()] for file in create_photos(2)]
    page.evaluate(DROP, ["drop", files])
    check_summary(page, "2 added")
    assert len(list_stored(gallery_app)) == 2


def test_pasted_picture_is_added(page: Page, gallery_app: App) -> None:
    """As from a screenshot tool. Pasted text is left to the browser."""
    data = base64.b64encode(jpeg("gold", taken=NOON)).decode()
    page.evaluate(DROP, ["paste", [["note.txt", "text/plain", "aGVsbG8="]]])
    page.evaluate(DROP, ["paste", [["image.jpg", "image/jpeg", data]]])
    check_summary(page, "1 added")
    assert list_stored(gallery_app) == ["2026/09/12/image.jpg"]


def test_dropped_folders_become_albums_with_one_click(page: Page, gallery_app: App, tmp_path: Path) -> None:
    """Subfolders become sub-albums, and hidden files are left out; also after the upload, and back again. The timeline
    shows the photos throughout.
    """
    folder = tmp_path / "Rome"
    (folder / "day 2").mkdir(parents=True)
    for path, file in zip(("a.jpg", "day 2/b.jpg", ".c.jpg"), create_photos(3), strict=True):
        (folder / path).write_bytes(file["buffer"])
    for kind in ("dragEnter", "dragOver", "drop"):
        dispatch_drag(page, kind, folder)
    check_summary(page, "2 added")
    assert list_stored(gallery_app) == ["2026/09/13/b.jpg", "2026/09/12/a.jpg"]
    page.get_by_label("Create albums from these 2 folders").check()
    expect(photo_link(page, "b.jpg")).to_have_attribute("href", "/?photo=Rome/day%202/b.jpg")
    expect(photo_link(page, "a.jpg")).to_have_attribute("href", "/?photo=Rome/a.jpg")
    expect(page.get_by_role("link", name="Show new photos")).to_be_hidden()
    assert list_stored(gallery_app, album="Rome") == ["Rome/a.jpg"]
    assert list_stored(gallery_app, album="Rome/day 2") == ["Rome/day 2/b.jpg"]
    page.get_by_label("Create albums from these 2 folders").uncheck()
    expect(photo_link(page, "a.jpg")).to_have_attribute("href", "/?photo=2026/09/12/a.jpg")
    expect(photo_link(page, "b.jpg")).to_have_attribute("href", "/?photo=2026/09/13/b.jpg")
    assert list_stored(gallery_app) == ["2026/09/13/b.jpg", "2026/09/12/a.jpg"]


def photo_link(page: Page, file: str) -> Locator:
    """Return the only photo with this file name in the grid."""
    return page.locator(f'.photos li > a:has(img[alt^="{file}"])')


def test_a_page_without_the_new_photos_links_to_the_one_that_shows_them(
    page: Page, gallery_app: App, tmp_path: Path
) -> None:
    """The album that contains all of their albums, the list of albums, or the timeline."""
    page.goto("/albums")
    link = page.get_by_role("link", name="Show new photos")
    names = {}
    for folder, file in zip(("Rome", "Oslo"), create_photos(2), strict=True):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jpg").write_bytes(file["buffer"])
        names[folder] = f"{folder}/a.jpg"
    for kind in ("dragEnter", "dragOver", "drop"):
        dispatch_drag(page, kind, *(tmp_path / folder for folder in names))
    expect(link).to_have_attribute("href", "/?month=2026-09")
    page.get_by_label("Create albums from these 2 folders").check()
    expect(link).to_have_attribute("href", "/albums")
    assert {folder: list_stored(gallery_app, album=folder)[0] for folder in names} == names


def test_empty_folder_shows_a_message(shared_page: Page, tmp_path: Path) -> None:
    for kind in ("dragEnter", "dragOver", "drop"):
        dispatch_drag(shared_page, kind, tmp_path)
    check_summary(shared_page, "This folder is empty.")
    expect(shared_page.get_by_role("button", name="Close")).to_be_visible()
    expect(shared_page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_chosen_folder_is_added_with_subfolders(page: Page, gallery_app: App, tmp_path: Path) -> None:
    (tmp_path / "Oslo" / "night").mkdir(parents=True)
    for path, file in zip(("x.jpg", "night/y.jpg", ".z.jpg"), create_photos(3), strict=True):
        (tmp_path / "Oslo" / path).write_bytes(file["buffer"])
    add_photos(gallery_app, 1, "Rome")
    page.goto("/?album=Rome")
    page.locator(".upload summary").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(tmp_path / "Oslo")
    check_summary(page, "2 added")
    page.get_by_label("Create albums from these 2 folders").check()
    expect(page.get_by_role("link", name="Show new photos")).to_have_attribute("href", "/?album=Oslo")
    assert list_stored(gallery_app, album="Oslo/night") == ["Oslo/night/y.jpg"]


def test_folders_are_read_completely_without_hidden_files(shared_page: Page) -> None:
    """Readers return entries in batches."""
    assert shared_page.evaluate(WALK) == [["1.jpg", "Rome"], ["2.jpg", "Rome/day 2"], ["3.jpg", "Rome/day 2"]]


def test_overlay_does_not_flicker_and_disappears_when_files_leave(shared_page: Page, tmp_path: Path) -> None:
    """It disappears on Escape, on leaving and on dropping."""
    overlay = shared_page.get_by_text("Drop to add")
    file = tmp_path / "a.jpg"
    file.write_bytes(PDF)
    dispatch_drag(shared_page, "dragEnter", file, at=(20, 20))
    expect(overlay).to_be_visible()
    dispatch_drag(shared_page, "dragCancel", file)
    expect(overlay).to_be_hidden()
    shared_page.evaluate(RECORD_CHANGES)
    dispatch_drag(shared_page, "dragEnter", file, at=(20, 20))
    for step in range(0, 700, 20):
        dispatch_drag(shared_page, "dragOver", file, at=(20 + step, 20 + step // 2))
    expect(overlay).to_be_visible()
    assert shared_page.evaluate("window.changes") == [False]
    dispatch_drag(shared_page, "dragCancel", file)
    expect(overlay).to_be_hidden()
    dispatch_drag(shared_page, "dragEnter", file)
    expect(overlay).to_be_visible()
    shared_page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    dispatch_drag(shared_page, "dragOver", file)
    expect(overlay).to_be_visible()
    dispatch_drag(shared_page, "drop", file)
    expect(overlay).to_be_hidden()


def test_drags_within_the_page_are_ignored(shared_page: Page) -> None:
    """Browsers offer a dragged photo as a file too."""
    shared_page.evaluate("document.body.dispatchEvent(new DragEvent('dragstart', {bubbles: true}))")
    shared_page.evaluate(DROP, ["dragenter", [["a.jpg", "image/jpeg", ""]]])
    expect(shared_page.get_by_text("Drop to add")).to_be_hidden()


def test_uploads_pause_offline_and_resume_automatically(page: Page, gallery_app: App) -> None:
    """More than once."""
    page.context.set_offline(offline=True)
    choose_files(page, create_photos(2))
    page.context.set_offline(offline=False)
    check_summary(page, "2 added")
    page.context.set_offline(offline=True)
    choose_files(page, create_photos(4, first=2))
    expect(page.get_by_text("You're offline.").first).to_be_visible()
    check_summary(page, "Uploading 1 of 4")
    page.context.set_offline(offline=False)
    check_summary(page, "4 added")
    expect(page.locator(".pause")).to_be_hidden()
    assert len(list_stored(gallery_app)) == 6


def test_busy_gallery_is_retried_after_retry_after(page: Page) -> None:
    """With growing delays if there's no Retry-After."""
    page.route(UPLOADS, respond_first((503, {"Retry-After": "1"}), (429, {})))
    started = time.monotonic()
    choose_files(page, create_photos(1))
    expect(page.get_by_text("The gallery is busy.").first).to_be_visible()
    check_summary(page, "1 added")
    assert time.monotonic() - started > 1


def test_failed_photos_can_be_retried(page: Page) -> None:
    """One by one, or all."""
    page.route(UPLOADS, respond_first(*[(500, {})] * 3))
    choose_files(page, create_photos(3))
    check_summary(page, "3 couldn't be added")
    expect(page.get_by_text("The reason for 500.")).to_have_count(1)
    expect(page.get_by_role("link", name="Show new photos")).to_be_hidden()
    page.get_by_role("button", name="Retry photo 001.jpg").click()
    check_summary(page, "1 added, 2 couldn't be added")
    page.get_by_role("button", name="Retry all").click()
    check_summary(page, "3 added")


def test_signed_out_uploads_resume_after_signing_in(page: Page) -> None:
    """In another tab. Returning to this one is enough."""
    page.route(UPLOADS, respond_first(*[(401, {})] * 3))
    choose_files(page, create_photos(4))
    expect(page.get_by_role("link", name="Sign in")).to_have_attribute("target", "_blank")
    check_summary(page, "Uploading 1 of 4")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    check_summary(page, "4 added")


def test_missing_file_shows_an_error(page: Page, tmp_path: Path) -> None:
    """Instead of being retried forever."""
    path = tmp_path / "gone.jpg"
    path.write_bytes(create_photos(1)[0]["buffer"])
    page.context.set_offline(offline=True)
    page.locator(".upload input[type=file]").set_input_files(path)
    path.unlink()
    page.context.set_offline(offline=False)
    check_row(page, "gone.jpg", "The file can't be read. It may have been changed, moved or deleted.")


def test_canceling_keeps_added_photos_and_can_be_undone(page: Page, gallery_app: App) -> None:
    """With Retry all."""
    choose_files(page, create_photos(1))
    check_summary(page, "1 added")
    page.get_by_role("button", name="Close").click()
    page.route(UPLOADS, lambda _: None)
    choose_files(page, create_photos(5, first=1))
    check_summary(page, "Uploading 1 of 5")
    page.get_by_role("button", name="Cancel").click()
    check_summary(page, "5 not uploaded")
    page.unroute(UPLOADS)
    page.get_by_role("button", name="Retry all").click()
    check_summary(page, "5 added")
    assert len(list_stored(gallery_app)) == 6


def test_leaving_warns_only_while_uploading(page: Page) -> None:
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", dismiss)
    with held_uploads(page):
        choose_files(page, create_photos(2))
        check_summary(page, "Uploading 1 of 2")
        page.close(run_before_unload=True)
        page.wait_for_timeout(300)
        assert dialogs == ["beforeunload"]
    check_summary(page, "2 added")
    page.reload()
    assert dialogs == ["beforeunload"]


def test_100_photos_have_one_summary_and_few_rows(page: Page, gallery_app: App) -> None:
    """New rows replace finished ones; failed files stay at the top."""
    files = create_photos(100)
    files.insert(2, file_payload("letter.pdf", PDF, "application/pdf"))
    choose_files(page, files)
    expect(page.locator(".upload-panel .toggle")).to_have_text(re.compile(r"Uploading \d+ of 101, 1 couldn't be added"))
    assert page.locator("#upload-rows .name").count() <= 61
    expect(page.locator(".upload-panel .toggle")).to_have_text("100 added, 1 couldn't be added", timeout=60_000)
    assert page.locator("#upload-rows .name").count() <= 61
    expect(page.locator("#upload-rows li").first).to_contain_text("letter.pdf")
    assert len(list_stored(gallery_app, limit="500")) == 100


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_messages_leave_the_panel_visible(browser: Browser, shared_app: App, width: int) -> None:
    with visiting(browser, shared_app, (width, 800)) as page:
        page.goto("/")
        page.locator("input[type=file]").first.set_input_files(create_photos(1))
        check_summary(page, re.compile("1 (added|already)"))
        page.evaluate(SHOW_MESSAGE)
        panel = page.locator(".upload-panel").bounding_box()
        toast = page.locator(".toasts li").bounding_box()
        assert panel
        assert toast
        is_beside = toast["x"] + toast["width"] <= panel["x"]
        assert is_beside or toast["y"] + toast["height"] <= panel["y"]
        assert toast["y"] >= 0


def test_page_can_show_new_photos_itself(page: Page) -> None:
    """Then there's no link to them."""
    page.evaluate("""() => {
        window.received = [];
        document.addEventListener("gallery:stored", (event) => {
            event.preventDefault();
            window.received.push(...event.detail.photos.map((photo) => photo.name));
        });
    }""")
    choose_files(page, [*create_photos(2), file_payload("copy.jpg", create_photos(1)[0]["buffer"])])
    expect(page.locator(".upload-panel .toggle")).to_have_text("2 added, 1 already in your gallery")
    assert len(page.evaluate("window.received")) == 2
    expect(page.get_by_role("link", name="Show new photos")).to_be_hidden()


def test_keyboard_can_do_everything(page: Page) -> None:
    """Open the chooser, retry, collapse and close, without losing the focus."""
    page.route(UPLOADS, respond_first((500, {})))
    page.get_by_role("button", name="Add photos").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(create_photos(1))
    check_summary(page, "1 couldn't be added")
    fold = page.locator(".upload-panel .toggle")
    expect(page.get_by_role("button", name="Add photos")).to_be_focused()
    page.get_by_role("button", name="Retry photo 000.jpg").focus()
    page.keyboard.press("Enter")
    check_summary(page, "1 added")
    expect(fold).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#upload-rows")).to_be_hidden()
    expect(fold).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".upload-panel")).to_be_hidden()
    expect(page.get_by_role("button", name="Add photos")).to_be_focused()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_every_state_is_accessible_and_fits(
    browser: Browser, gallery_app: App, scheme: str, size: tuple[int, int]
) -> None:
    """Idle, dragging, uploading, finished, failed: no axe violations and no horizontal scrolling."""
    with visiting(browser, gallery_app, size, color_scheme=scheme) as page:
        page.goto("/")
        page.evaluate(AXE)
        check_state(page, "idle")
        page.evaluate(DROP, ["dragenter", [["a.jpg", "image/jpeg", ""]]])
        check_state(page, "dragging")
        page.keyboard.press("Escape")
        with held_uploads(page):
            long_name = file_payload("a name without any end " * 8 + ".jpg", jpeg("red", taken=NOON))
            choose_files(page, [*create_photos(8), long_name])
            check_summary(page, "Uploading 1 of 9")
            check_state(page, "uploading")
        check_summary(page, "9 added")
        check_state(page, "finished")
        choose_files(page, [file_payload("letter" * 20 + ".pdf", PDF)])
        check_summary(page, "1 couldn't be added")
        check_state(page, "failed")


def check_state(page: Page, state: str) -> None:
    """Check a state after its animations."""
    page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
    assert page.evaluate(VIOLATIONS) == [], state
    assert page.evaluate(OVERFLOW) <= 0, state


def test_markup_in_names_is_text(page: Page) -> None:
    """In names of files and albums, and in reasons."""
    name = "<img src=x onerror=alert(1)>.jpg"
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.locator(".upload summary").click()
    page.get_by_role("textbox", name="Album").fill("<b>Rome</b>")
    choose_files(page, [file_payload(name, jpeg("gold", taken=NOON)), file_payload(f"<script>{name}", PDF)])
    check_summary(page, "1 added, 1 couldn't be added")
    expect(page.locator(".upload-panel")).to_contain_text(f"<script>{name}")
    page.evaluate(DROP, ["dragenter", [["a.jpg", "image/jpeg", ""]]])
    expect(page.get_by_text("to album “<b>Rome</b>”")).to_be_visible()
    expect(page.locator(".upload-panel img, .upload-panel script, .drop b")).to_have_count(0)


def test_little_is_loaded_before_the_first_upload(shared_page: Page) -> None:
    """The panel loads with the first photo, the overlay with the first drag."""
    shared_page.reload(wait_until="networkidle")
    urls = shared_page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    loaded = ["/".join(url.split("/")[-2:]) for url in urls]
    ours = {file for file in loaded if file.startswith("upload/")}
    assert ours == {"upload/upload.js", "upload/upload.css"}
    assert sum(len(gzip.compress((ROOT / file).read_bytes())) for file in ours) <= 3_200


def test_reduced_motion_stops_transitions(browser: Browser, gallery_app: App) -> None:
    with visiting(browser, gallery_app, reduced_motion="reduce") as page:
        page.goto("/")
        choose_files(page, create_photos(1))
        check_summary(page, "1 added")
        durations = page.evaluate(DURATIONS)
        assert set(durations) == {"0s"}


def test_form_works_without_javascript(browser: Browser, gallery_app: App) -> None:
    with visiting(browser, gallery_app, java_script_enabled=False) as page:
        page.goto("/")
        expect(page.get_by_role("button", name="Choose a folder")).to_be_hidden()
        page.locator(".upload input[type=file]").set_input_files(create_photos(2))
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_role("status")).to_contain_text("2 added")


def test_gallery_is_installable_and_accepts_shared_photos(page: Page, gallery_app: App) -> None:
    """The manifest has icons of the given sizes, and its share target matches the form."""
    address = page.locator("link[rel=manifest]").get_attribute("href")
    manifest = requests.get(f"{gallery_app.url}{address}", timeout=30).json()
    for icon in manifest["icons"][1:]:
        with Image.open(ROOT / icon["src"]) as image:
            width, height = image.size
        assert f"{width}x{height}" == icon["sizes"]
    session = page.context.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
    share = manifest["share_target"]
    (field,) = share["params"]["files"]
    response = requests.post(
        gallery_app.url + share["action"],
        files=[(field["name"], ("shared.jpg", jpeg(taken=NOON)))],
        headers={"Accept": "text/html", "Origin": "null", "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
        timeout=30,
    )
    assert response.status_code == 200
    assert "1 added" in response.text
    assert list_stored(gallery_app) == ["2026/09/12/shared.jpg"]


def test_visitors_cannot_add_photos(browser: Browser, start_app: Callable[[dict[str, str]], str]) -> None:
    """Nor does their page load the scripts for it."""
    url = start_app({"OWNER_KEY": "a long and random key"})
    page = browser.new_page()
    page.goto(url)
    expect(page.locator("script[src*=upload], link[href*=upload], link[rel=manifest]")).to_have_count(0)
    page.close()


def test_a_file_too_large_for_a_form_is_sent_in_pieces(page: Page, gallery_app: App) -> None:
    """After a failure, it continues with the piece that failed."""
    data = encode(Image.effect_noise((2700, 2700), 90).convert("RGB"), "PNG", compress_level=0)
    assert 2 * PIECE_BYTES < len(data) < 3 * PIECE_BYTES
    page.evaluate("document.querySelector('.upload form').dataset.limit = 9_000_000")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url[-1]) if request.method == "PUT" else None)
    page.route("**/api/uploads/*/1", respond_first((503, {})))
    choose_files(page, [file_payload("large.png", data, "image/png")])
    check_row(page, "large.png", "Added")
    assert sorted(sent) == ["0", "1", "1", "2"]
    (name,) = list_stored(gallery_app)
    assert requests.get(f"{gallery_app.url}/photos/{name}", timeout=30).content == data


def test_a_file_above_the_photo_limit_is_refused_before_it_is_sent(shared_page: Page, tmp_path: Path) -> None:
    """The default limits are 95 MB for a form and 50 MB for a photo."""
    sent: list[str] = []
    shared_page.on("request", lambda request: sent.append(request.url) if request.method in {"PUT", "POST"} else None)
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(96_000_000)
    with shared_page.expect_file_chooser() as chooser:
        shared_page.get_by_role("button", name="Add photos").click()
    chooser.value.set_files(huge)
    check_row(shared_page, "huge.jpg", "This file has 96 MB. Photos may have up to 50 MB.")
    assert [url.rpartition("/api/")[2] for url in sent] == ["uploads"]
