"""Adding photos with JavaScript: by the button, folders, drops and pastes; through trouble, to each file's outcome."""

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
from playwright.sync_api import Browser, ConsoleMessage, Dialog, FilePayload, Page, Route, expect
from support.gallery_app import App
from support.pictures import jpeg

from gallery.web.static_files import ROOT
from local.dev.node import MODULES

PHONE, DESKTOP = (320, 640), (1280, 800)
NOON = datetime(2026, 9, 12, 12)
UPLOADS = "**/upload-photos"
AXE = (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PDF = b"%PDF-1.7 ..."

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
VIOLATIONS = "axe.run().then((found) => found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))"
DURATIONS = """[...document.querySelectorAll(".sheet, .drop")].map((one) => getComputedStyle(one).transitionDuration)"""
EXPECTED = re.compile(
    r"the server responded with a status of (4|5)\d\d|ERR_(INTERNET_DISCONNECTED|FAILED|FILE_NOT_FOUND)"
)
"""What Chromium itself writes on the console about a refusal or a lost connection; no page can keep it from that."""

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
COUNT_SHOWS = """() => {
    window.changes = [];
    const overlay = document.querySelector(".drop");
    new MutationObserver(() => window.changes.push(overlay.hidden)).observe(overlay, {attributeFilter: ["hidden"]});
}"""


@pytest.fixture
def page(browser: Browser, gallery_app: App) -> Iterator[Page]:
    """An empty gallery's page. At the end nothing may have been complained about."""
    with visiting(browser, gallery_app) as visited:
        visited.goto("/")
        yield visited


@pytest.fixture
def shared_page(browser: Browser, shared_app: App) -> Iterator[Page]:
    """The same for tests that add nothing, or don't mind what is there; this saves the start of a gallery."""
    with visiting(browser, shared_app) as visited:
        visited.goto("/")
        yield visited


@contextmanager
def visiting(browser: Browser, app: App, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Page]:
    """The gallery in a fresh window, which collects what the browser complains of."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(base_url=app.url, viewport=viewport, **options)  # type: ignore[arg-type]
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.extend(warnings_of(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("filechooser", lambda _: None)  # so that every one is caught, however soon it opens
    page.set_default_timeout(20_000)
    yield page
    context.close()
    assert complaints == []


def warnings_of(message: ConsoleMessage) -> list[str]:
    """What the browser warns of, but for the gallery's refusals."""
    is_loud = message.type in {"warning", "error"} and not EXPECTED.search(message.text)
    return [message.text] if is_loud else []


def chosen(name: str, data: bytes, kind: str = "image/jpeg") -> FilePayload:
    """A file that a person chooses."""
    return {"name": name, "mimeType": kind, "buffer": data}


def photos(count: int, first: int = 0) -> list[FilePayload]:
    """Photos of different days."""
    return [
        chosen(f"photo {day:03}.jpg", jpeg(f"#{day % 256:02x}60a0", taken=NOON + timedelta(days=day)))
        for day in range(first, first + count)
    ]


def choose(page: Page, files: Sequence[FilePayload]) -> None:
    """By the button, as a person does."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add photos").click()
    chooser.value.set_files(files)


def total(page: Page, text: str) -> None:
    """What the sheet says of all files together."""
    expect(page.locator(".sheet .fold")).to_have_text(text, timeout=20_000)


def row(page: Page, name: str, text: str) -> None:
    """What the sheet says of one file."""
    expect(page.locator("#upload-rows li", has_text=name).locator(".what").first).to_have_text(text, timeout=20_000)


def stored(app: App, **query: str) -> list[str]:
    """Names in the gallery."""
    answer = requests.get(f"{app.url}/api/photos", params=query, timeout=30)
    return [photo["name"] for photo in answer.json()["photos"]]


def dragged(page: Page, kind: str, *paths: Path, at: tuple[int, int] = (200, 200)) -> None:
    """A step of a real drag of these files and folders from outside of the browser."""
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchDragEvent", {"type": kind, "x": at[0], "y": at[1], "data": data})
    session.detach()


@contextmanager
def held(page: Page) -> Iterator[list[Route]]:
    """Uploads that the network keeps back meanwhile."""
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


def answering(*answers: tuple[int, dict[str, str]]) -> Callable[[Route], None]:
    """Gives these refusals first, then lets the gallery answer."""
    left = list(answers)

    def answer(route: Route) -> None:
        if not left:
            route.continue_()
            return
        status, headers = left.pop(0)
        problem = json.dumps({"title": "No", "status": status, "detail": f"The reason for {status}."})
        route.fulfill(status=status, headers={**headers, "Content-Type": "application/problem+json"}, body=problem)

    return answer


def test_the_button_opens_the_chooser_and_every_photo_is_stored(page: Page, gallery_app: App) -> None:
    """Without another click; then they are in the page."""
    choose(page, photos(3))
    total(page, "3 added")
    row(page, "photo 001.jpg", "stored")
    expect(page.get_by_role("status")).to_have_text("3 added")
    assert len(stored(gallery_app)) == 3
    expect(page.locator(".grid img")).to_have_count(3)
    expect(page.get_by_role("link", name="Show the new photos")).to_be_hidden()


def test_each_file_has_its_own_outcome(page: Page) -> None:
    """Stored, already here, kept under another name, refused with the reason."""
    choose(page, photos(1))
    total(page, "1 added")
    other = chosen("photo 000.jpg", jpeg("red", taken=NOON))
    same = chosen("copy.jpg", photos(1)[0]["buffer"])
    film = chosen("film.mp4", b"....ftyp", "video/mp4")
    choose(page, [other, same, chosen("letter.pdf", PDF, "application/pdf"), film])
    total(page, "1 added, 1 already here, 2 refused")
    row(page, "photo 000.jpg", "kept as photo 000 (2).jpg")
    row(page, "copy.jpg", "already here")
    row(page, "letter.pdf", "is a PDF; the gallery takes JPEG, PNG, GIF, WebP, HEIC and AVIF")
    row(page, "film.mp4", "is video/mp4; the gallery takes pictures")


def test_the_same_photo_twice_at_once_is_stored_once(page: Page, gallery_app: App) -> None:
    """Whichever comes second is already here."""
    choose(page, [*photos(1), chosen("again.jpg", photos(1)[0]["buffer"])])
    total(page, "1 added, 1 already here")
    assert len(stored(gallery_app)) == 1


def test_a_photo_without_a_date_is_filed_by_the_files_own_time(page: Page, gallery_app: App, tmp_path: Path) -> None:
    """In the time zone of whoever sends it."""
    path = tmp_path / "undated.jpg"
    path.write_bytes(jpeg("pink"))
    os.utime(path, (time.time(), datetime(2019, 5, 4, 12, tzinfo=UTC).timestamp()))
    page.locator(".upload input[type=file]").set_input_files(path)
    total(page, "1 added")
    assert stored(gallery_app) == ["2019/05/04/undated.jpg"]
    expect(page.get_by_role("heading", name="May 2019")).to_be_visible()


def test_the_forms_album_is_for_what_is_added_afterwards(page: Page, gallery_app: App) -> None:
    """And what was added before stays where it is."""
    choose(page, photos(1))
    total(page, "1 added")
    page.locator(".upload summary").click()
    page.get_by_role("textbox", name="Album").fill("Trips/Rome")
    choose(page, photos(2, first=1))
    total(page, "2 added")
    assert sorted(stored(gallery_app, album="Trips/Rome")) == ["Trips/Rome/photo 001.jpg", "Trips/Rome/photo 002.jpg"]
    page.get_by_role("link", name="Show the new photos").click()
    expect(page.get_by_role("heading", level=1, name="Rome")).to_be_visible()


def test_files_dropped_anywhere_are_added(page: Page, gallery_app: App) -> None:
    """On whatever part of the page."""
    files = [[file["name"], "image/jpeg", base64.b64encode(file["buffer"]).decode()] for file in photos(2)]
    page.evaluate(DROP, ["drop", files])
    total(page, "2 added")
    assert len(stored(gallery_app)) == 2


def test_a_pasted_picture_is_added(page: Page, gallery_app: App) -> None:
    """As from a screenshot tool; text is left to the browser."""
    data = base64.b64encode(jpeg("gold", taken=NOON)).decode()
    page.evaluate(DROP, ["paste", [["note.txt", "text/plain", "aGVsbG8="]]])
    page.evaluate(DROP, ["paste", [["image.jpg", "image/jpeg", data]]])
    total(page, "1 added")
    assert stored(gallery_app) == ["2026/09/12/image.jpg"]


def test_a_dropped_folder_becomes_an_album_by_one_click(page: Page, gallery_app: App, tmp_path: Path) -> None:
    """All that is below it, but for hidden files; also when it is stored already, and back again."""
    folder = tmp_path / "Rome"
    (folder / "day 2").mkdir(parents=True)
    for path, file in zip((folder / "a.jpg", folder / "day 2" / "b.jpg", folder / ".c.jpg"), photos(3), strict=True):
        path.write_bytes(file["buffer"])
    for kind in ("dragEnter", "dragOver", "drop"):
        dragged(page, kind, folder)
    total(page, "2 added")
    assert stored(gallery_app) == ["2026/09/13/b.jpg", "2026/09/12/a.jpg"]
    link = page.get_by_role("link", name="Show the new photos")
    page.get_by_label("Make “Rome” an album").check()
    expect(link).to_have_attribute("href", "/?album=Rome")
    assert sorted(stored(gallery_app, album="Rome")) == ["Rome/a.jpg", "Rome/b.jpg"]
    page.get_by_label("Make “Rome” an album").uncheck()
    expect(link).to_have_attribute("href", "/?month=2026-09")
    assert stored(gallery_app) == ["2026/09/13/b.jpg", "2026/09/12/a.jpg"]


def test_an_empty_folder_is_said_to_be_empty(shared_page: Page, tmp_path: Path) -> None:
    """Instead of nothing that happens."""
    for kind in ("dragEnter", "dragOver", "drop"):
        dragged(shared_page, kind, tmp_path)
    total(shared_page, "There is no file in there.")
    expect(shared_page.get_by_role("button", name="Close")).to_be_visible()
    expect(shared_page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_a_chosen_folder_is_added_with_all_below_it(page: Page, gallery_app: App, tmp_path: Path) -> None:
    """By the form's second button."""
    (tmp_path / "Oslo" / "night").mkdir(parents=True)
    for path, file in zip(("x.jpg", "night/y.jpg", ".z.jpg"), photos(3), strict=True):
        (tmp_path / "Oslo" / path).write_bytes(file["buffer"])
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(tmp_path / "Oslo")
    total(page, "2 added")
    expect(page.get_by_label("Make “Oslo” an album")).to_be_visible()
    assert len(stored(gallery_app)) == 2


def test_folders_are_walked_to_their_ends_and_hidden_files_left_out(shared_page: Page) -> None:
    """Readers give their entries in batches."""
    assert shared_page.evaluate(WALK) == [["1.jpg", "Rome"], ["2.jpg", "Rome"], ["3.jpg", "Rome"]]


def test_the_overlay_does_not_flicker_and_goes_when_the_files_leave(shared_page: Page, tmp_path: Path) -> None:
    """Over all parts of the page it is the same one; Escape, leaving and dropping end it."""
    overlay = shared_page.get_by_text("Drop to add")
    file = tmp_path / "a.jpg"
    file.write_bytes(PDF)
    dragged(shared_page, "dragEnter", file, at=(20, 20))
    expect(overlay).to_be_visible()
    dragged(shared_page, "dragCancel", file)
    expect(overlay).to_be_hidden()
    shared_page.evaluate(COUNT_SHOWS)
    dragged(shared_page, "dragEnter", file, at=(20, 20))
    for step in range(0, 700, 20):
        dragged(shared_page, "dragOver", file, at=(20 + step, 20 + step // 2))
    expect(overlay).to_be_visible()
    assert shared_page.evaluate("window.changes") == [False]
    dragged(shared_page, "dragCancel", file)
    expect(overlay).to_be_hidden()
    dragged(shared_page, "dragEnter", file)
    expect(overlay).to_be_visible()
    shared_page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    dragged(shared_page, "dragOver", file)
    expect(overlay).to_be_visible()
    dragged(shared_page, "drop", file)
    expect(overlay).to_be_hidden()


def test_a_drag_within_the_page_is_none_of_ours(shared_page: Page) -> None:
    """As of a photo, which the browser offers as a file too."""
    shared_page.evaluate("document.body.dispatchEvent(new DragEvent('dragstart', {bubbles: true}))")
    shared_page.evaluate(DROP, ["dragenter", [["a.jpg", "image/jpeg", ""]]])
    expect(shared_page.get_by_text("Drop to add")).to_be_hidden()


def test_without_connection_uploads_wait_and_go_on_by_themselves(page: Page, gallery_app: App) -> None:
    """Also when it is lost again later."""
    page.context.set_offline(offline=True)
    choose(page, photos(2))
    page.context.set_offline(offline=False)
    total(page, "2 added")
    page.context.set_offline(offline=True)
    choose(page, photos(4, first=2))
    expect(page.get_by_text("No connection.").first).to_be_visible()
    total(page, "0 of 4")
    page.context.set_offline(offline=False)
    total(page, "4 added")
    expect(page.locator(".notice")).to_be_hidden()
    assert len(stored(gallery_app)) == 6


def test_a_busy_gallery_is_asked_again_when_it_says(page: Page) -> None:
    """Not before Retry-After, or with growing patience where it does not say."""
    page.route(UPLOADS, answering((503, {"Retry-After": "1"}), (429, {})))
    started = time.monotonic()
    choose(page, photos(1))
    expect(page.get_by_text("The gallery is busy.").first).to_be_visible()
    total(page, "1 added")
    assert time.monotonic() - started > 1


def test_a_refused_photo_can_be_tried_again(page: Page) -> None:
    """One by one, or all."""
    page.route(UPLOADS, answering(*[(413, {})] * 3))
    choose(page, photos(3))
    total(page, "3 refused")
    expect(page.get_by_text("The reason for 413.")).to_have_count(3)
    expect(page.get_by_role("link", name="Show the new photos")).to_be_hidden()
    page.get_by_role("button", name="Retry photo 001.jpg").click()
    total(page, "1 added, 2 refused")
    page.get_by_role("button", name="Retry all").click()
    total(page, "3 added")


def test_who_was_signed_out_signs_in_again_and_loses_nothing(page: Page) -> None:
    """In another tab; coming back is enough."""
    page.route(UPLOADS, answering(*[(401, {})] * 3))
    choose(page, photos(4))
    expect(page.get_by_role("link", name="Sign in again")).to_have_attribute("target", "_blank")
    total(page, "0 of 4")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    total(page, "4 added")


def test_a_file_that_is_gone_says_so(page: Page, tmp_path: Path) -> None:
    """Instead of being tried for ever."""
    path = tmp_path / "gone.jpg"
    path.write_bytes(photos(1)[0]["buffer"])
    page.context.set_offline(offline=True)
    page.locator(".upload input[type=file]").set_input_files(path)
    path.unlink()
    page.context.set_offline(offline=False)
    row(page, "gone.jpg", "It can't be read: it was changed, moved or deleted meanwhile.")


def test_cancelling_keeps_what_is_stored_and_can_be_taken_back(page: Page, gallery_app: App) -> None:
    """By Retry all."""
    choose(page, photos(1))
    total(page, "1 added")
    page.get_by_role("button", name="Close").click()
    page.route(UPLOADS, lambda _: None)
    choose(page, photos(5, first=1))
    total(page, "0 of 5")
    page.get_by_role("button", name="Cancel").click()
    total(page, "5 not sent")
    page.unroute(UPLOADS)
    page.get_by_role("button", name="Retry all").click()
    total(page, "5 added")
    assert len(stored(gallery_app)) == 6


def test_leaving_while_uploading_warns_and_afterwards_does_not(page: Page) -> None:
    """Nothing else holds anybody back."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    with held(page):
        choose(page, photos(2))
        total(page, "0 of 2")
        page.close(run_before_unload=True)
        page.wait_for_timeout(300)
        assert asked == ["beforeunload"]
    total(page, "2 added")
    page.reload()
    assert asked == ["beforeunload"]


def test_a_hundred_photos_have_one_total_and_few_rows(page: Page, gallery_app: App) -> None:
    """Finished rows make room for the next; what was refused stays in sight, on top."""
    files = photos(100)
    files.insert(2, chosen("letter.pdf", PDF, "application/pdf"))
    choose(page, files)
    expect(page.locator(".sheet .fold")).to_have_text(re.compile(r"\d+ of 101, 1 refused"))
    assert page.locator("#upload-rows li").count() <= 61
    expect(page.locator(".sheet .fold")).to_have_text("100 added, 1 refused", timeout=60_000)
    assert page.locator("#upload-rows li").count() <= 61
    expect(page.locator("#upload-rows li").first).to_contain_text("letter.pdf")
    assert len(stored(gallery_app, limit="500")) == 100


def test_the_page_hears_of_new_photos_and_may_show_them_itself(page: Page) -> None:
    """Then there is no link to them."""
    page.evaluate("""() => {
        window.heard = [];
        document.addEventListener("gallery:stored", (event) => {
            event.preventDefault();
            window.heard.push(...event.detail.photos.map((photo) => photo.name));
        });
    }""")
    choose(page, [*photos(2), chosen("copy.jpg", photos(1)[0]["buffer"])])
    expect(page.locator(".sheet .fold")).to_have_text("2 added, 1 already here")
    assert len(page.evaluate("window.heard")) == 2
    expect(page.get_by_role("link", name="Show the new photos")).to_be_hidden()


def test_everything_can_be_done_by_the_keyboard(page: Page) -> None:
    """Opening the chooser, retrying, folding, closing; the focus is never lost."""
    page.route(UPLOADS, answering((415, {})))
    page.get_by_role("button", name="Add photos").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(photos(1))
    total(page, "1 refused")
    fold = page.locator(".sheet .fold")
    expect(page.get_by_role("button", name="Add photos")).to_be_focused()
    page.get_by_role("button", name="Retry photo 000.jpg").focus()
    page.keyboard.press("Enter")
    total(page, "1 added")
    expect(fold).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#upload-rows")).to_be_hidden()
    expect(fold).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".sheet")).to_be_hidden()
    expect(page.get_by_role("button", name="Add photos")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_every_state_is_accessible_and_fits(
    browser: Browser, gallery_app: App, scheme: str, size: tuple[int, int]
) -> None:
    """Idle, dragging, uploading, finished, failed: no violation of axe's rules, no sideways scrolling."""
    with visiting(browser, gallery_app, size, color_scheme=scheme) as page:
        page.goto("/")
        page.evaluate(AXE)
        check_state(page, "idle")
        page.evaluate(DROP, ["dragenter", [["a.jpg", "image/jpeg", ""]]])
        check_state(page, "dragging")
        page.keyboard.press("Escape")
        with held(page):
            choose(page, [*photos(8), chosen("a name without any end " * 8 + ".jpg", jpeg("red", taken=NOON))])
            total(page, "0 of 9")
            check_state(page, "uploading")
        total(page, "9 added")
        check_state(page, "finished")
        choose(page, [chosen("letter" * 20 + ".pdf", PDF)])
        total(page, "1 refused")
        check_state(page, "failed")


def check_state(page: Page, state: str) -> None:
    """Once whatever moves has come to rest."""
    page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
    assert page.evaluate(VIOLATIONS) == [], state
    assert page.evaluate(OVERFLOW) <= 0, state


def test_markup_in_names_is_text(page: Page) -> None:
    """Of files, of albums, of reasons."""
    name = "<img src=x onerror=alert(1)>.jpg"
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.get_by_role("textbox", name="Album").fill("<b>Rome</b>")
    choose(page, [chosen(name, jpeg("gold", taken=NOON)), chosen(f"<script>{name}", PDF)])
    total(page, "1 added, 1 refused")
    expect(page.locator(".sheet")).to_contain_text(f"<script>{name}")
    page.evaluate(DROP, ["dragenter", [["a.jpg", "image/jpeg", ""]]])
    expect(page.get_by_text("to the album “<b>Rome</b>”")).to_be_visible()
    expect(page.locator(".sheet img, .sheet script, .drop b")).to_have_count(0)


def test_what_is_loaded_before_anything_is_added_is_small(shared_page: Page) -> None:
    """The sheet comes with the first photo, the overlay with the first drag."""
    shared_page.reload(wait_until="networkidle")
    loaded = shared_page.evaluate("performance.getEntriesByType('resource').map((one) => one.name.split('/').at(-1))")
    ours = {file for file in loaded if "upload" in file}
    assert ours == {"upload.js", "upload.css"}
    assert sum(len(gzip.compress((ROOT / file).read_bytes())) for file in ours) <= 2_800


def test_who_wants_no_movement_gets_none(browser: Browser, gallery_app: App) -> None:
    """The sheet and the overlay are simply there."""
    with visiting(browser, gallery_app, reduced_motion="reduce") as page:
        page.goto("/")
        choose(page, photos(1))
        total(page, "1 added")
        durations = page.evaluate(DURATIONS)
        assert set(durations) == {"0s"}


def test_without_javascript_the_form_is_complete(browser: Browser, gallery_app: App) -> None:
    """Its own button sends it."""
    with visiting(browser, gallery_app, java_script_enabled=False) as page:
        page.goto("/")
        expect(page.get_by_role("button", name="Choose a folder")).to_be_hidden()
        page.locator(".upload input[type=file]").set_input_files(photos(2))
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_role("status")).to_contain_text("2 added")


def test_the_gallery_can_be_installed_and_takes_what_a_phone_shares(page: Page, gallery_app: App) -> None:
    """The manifest's icons are of their sizes, and its share target is the form's address and field."""
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
    answer = requests.post(
        gallery_app.url + share["action"],
        files=[(field["name"], ("shared.jpg", jpeg(taken=NOON)))],
        headers={"Accept": "text/html", "Origin": "null", "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
        timeout=30,
    )
    assert answer.status_code == 200
    assert "1 added" in answer.text
    assert stored(gallery_app) == ["2026/09/12/shared.jpg"]


def test_visitors_get_no_way_to_add_photos(browser: Browser, start_app: Callable[[dict[str, str]], str]) -> None:
    """What they can't do is not loaded either."""
    url = start_app({"OWNER_KEY": "a long and random key"})
    page = browser.new_page()
    page.goto(url)
    expect(page.locator("script[src*=upload], link[href*=upload], link[rel=manifest]")).to_have_count(0)
    page.close()
