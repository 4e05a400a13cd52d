"""One photo as large as the window: opening, moving, zooming, closing, by every means; its address and its facts."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from conftest import StartApp
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect
from support.gallery_app import App, new_containers
from support.pictures import encode, jpeg

from local.dev.node import MODULES

DESKTOP, PHONE = (1280, 800), (360, 740)
NOON = datetime(2026, 9, 12, 12)
AXE = (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = "axe.run().then((found) => found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))"
CSP = """window.violations = [];
document.addEventListener("securitypolicyviolation", (one) => violations.push(one.blockedURI));"""
EXPECTED = re.compile(r"the server responded with a status of (4|5)\d\d|ERR_(INTERNET_DISCONNECTED|FAILED)")
"""What Chromium itself writes on the console about a refusal or a lost connection."""

COLOURS = ("teal", "crimson", "gold", "navy", "olive", "purple", "sienna", "gray")
SIZE = (900, 600)
GPS_IFD, EXIF_IFD = 0x8825, 0x8769


@pytest.fixture(scope="module")
def app(start_app: StartApp, storage: str) -> App:
    """A gallery with eight photos of as many days in three months, the newest first: 7.jpg to 0.jpg."""
    names = new_containers()
    url = start_app({"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews})
    app = App(url, storage, *names)
    for number, colour in enumerate(COLOURS):
        store(app, f"viewed {number}.jpg", jpeg(colour, SIZE, NOON + timedelta(days=number * 11)))
    return app


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    """Its first page."""
    with visiting(browser, app) as visited:
        visited.goto("/")
        yield visited


@contextmanager
def visiting(browser: Browser, app: App, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Page]:
    """A fresh window, in which nothing may be complained about."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(base_url=app.url, viewport=viewport, **options)  # type: ignore[arg-type]
    page, complaints, origins = context.new_page(), list[str](), set[str]()
    page.on("console", lambda message: complaints.extend(warnings_of(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: origins.add("/".join(request.url.split("/")[:3])))
    page.add_init_script(CSP)
    page.set_default_timeout(15_000)
    yield page
    assert page.evaluate("violations") == []
    context.close()
    assert complaints == []
    assert len(origins - {app.url}) <= 1, "only the storage account besides the gallery"


def warnings_of(message: ConsoleMessage) -> list[str]:
    is_loud = message.type in {"warning", "error"} and not EXPECTED.search(message.text)
    return [message.text] if is_loud else []


def store(app: App, file: str, data: bytes, album: str = "") -> None:
    answer = requests.post(
        f"{app.url}/upload-photos",
        files={"photos": (file, data)},
        data={"album": album},
        headers={"Accept": "application/json"},
        timeout=60,
    )
    assert answer.status_code in {200, 201}, answer.text


def photographed(colour: str = "teal") -> bytes:
    """With a camera and a place."""
    exif = Image.Exif()
    exif.update({271: "Canon", 272: "Canon EOS R6"})
    exif.get_ifd(EXIF_IFD).update({0x9003: "2026:09:12 10:11:12", 0x829D: 4.0, 0x8827: 200})
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (41.0, 54.0, 10.0), 3: "E", 4: (12.0, 27.0, 12.24)})
    return encode(Image.new("RGB", SIZE, colour), "JPEG", exif=exif)


def thumbnail(page: Page, number: int) -> Locator:
    return page.locator(f'.photos a[href$="viewed%20{number}.jpg"]')


def viewer(page: Page) -> Locator:
    return page.get_by_role("dialog")


def opened(page: Page, number: int = 4) -> Locator:
    """The viewer, opened by a click and come to rest."""
    thumbnail(page, number).click()
    return at(page, number)


def at(page: Page, number: int) -> Locator:
    """The viewer, once it shows this photo."""
    expect(viewer(page)).to_have_accessible_name(f"viewed {number}.jpg")
    expect(viewer(page).locator("[aria-hidden=false] img:not(.pswp__img--placeholder)")).to_have_attribute(
        "alt", re.compile(f"^viewed {number}.jpg, ")
    )
    return viewer(page)


def closed(page: Page) -> None:
    expect(viewer(page)).to_have_count(0)


def named(number: int) -> re.Pattern[str]:
    """The address of a photo."""
    return re.compile(rf"/\?photo=2026/\d\d/\d\d/viewed%20{number}\.jpg$")


def zoom(page: Page) -> float:
    """Width of the picture in view, as it is seen."""
    picture = viewer(page).locator("[aria-hidden=false] img").last.bounding_box()
    assert picture
    return picture["width"]


class Fingers:
    """On a page's screen."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        found = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": found})
        self.page.wait_for_timeout(16)  # as often as screens tell

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.touch("touchStart", start)
        for step in range(1, 9):
            x, y = (start[axis] + (end[axis] - start[axis]) * step / 8 for axis in (0, 1))
            self.touch("touchMove", (x, y))
        self.touch("touchEnd")

    def spread(self) -> None:
        self.touch("touchStart", (150, 370), (210, 370))
        for step in range(0, 80, 8):
            self.touch("touchMove", (150 - step, 370), (210 + step, 370))
        self.touch("touchEnd")


def test_it_is_a_dialog_with_a_name_and_the_focus_and_nothing_else_can_be_reached(page: Page) -> None:
    """Criteria 12 and 18: named after the photo, modal, the page behind it inert, the photo with its text."""
    dialog = opened(page)
    expect(dialog).to_have_attribute("aria-modal", "true")
    expect(dialog).to_be_focused()
    assert page.evaluate(
        "[...document.body.children].filter((one) => !one.inert).map((one) => one.className.split(' ')[0])"
    ) == ["pswp"]
    expect(dialog.get_by_role("status")).to_have_text("viewed 4.jpg, 4 of 8")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('.pswp')")


@pytest.mark.parametrize("how", ["Escape", "Back", "button"])
def test_closing_leads_back_to_the_photo_seen_last(page: Page, how: str) -> None:
    """Criterion 12: by Escape, Back or the button; the page has its address and title again, and the focus is there."""
    title = page.title()
    opened(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    at(page, 2)
    assert page.title().startswith("viewed 2.jpg · ")
    if how == "Escape":
        page.keyboard.press("Escape")
    elif how == "Back":
        page.go_back()
    else:
        page.get_by_role("button", name="Close").click()
    closed(page)
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page).to_have_title(title)
    expect(thumbnail(page, 2)).to_be_focused()
    expect(page.locator("[inert]")).to_have_count(0)


ESCAPE = 'document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}))'


@pytest.mark.parametrize("act", [ESCAPE, "history.back()"])
def test_who_changes_their_mind_while_it_opens_is_heard(page: Page, act: str) -> None:
    """Criterion 12: it closes as soon as it is there."""
    page.evaluate(f"""window.opened = new Promise((resolve) => new MutationObserver((_, observer) => {{
        if (!document.querySelector(".pswp")) return;
        observer.disconnect();
        resolve({act});
    }}).observe(document.body, {{childList: true}})); 0""")
    thumbnail(page, 4).click()
    page.evaluate("opened")
    closed(page)
    expect(page).to_have_url(re.compile(r"/$"))


def test_keys_move_through_the_library_and_stop_at_its_ends(page: Page) -> None:
    """Criterion 12: arrows, Home and End; at an end there is no way on, and the focus is not lost with it."""
    dialog = opened(page)
    page.keyboard.press("ArrowLeft")
    at(page, 5)
    page.keyboard.press("End")
    at(page, 0)
    expect(dialog.locator(".older")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    at(page, 0)
    page.keyboard.press("Home")
    at(page, 7)
    expect(dialog.get_by_role("status")).to_have_text("viewed 7.jpg, 1 of 8")
    page.keyboard.press("ArrowRight")
    dialog.get_by_role("button", name="Previous photo").press("Enter")
    at(page, 7)
    expect(dialog).to_be_focused()


def test_the_address_can_be_gone_forward_to_reloaded_and_shared(page: Page, browser: Browser, app: App) -> None:
    """Criterion 12: one entry of the history for the viewer, whatever was looked at in it."""
    opened(page)
    page.keyboard.press("ArrowRight")
    at(page, 3)
    expect(page).to_have_url(named(3))
    page.go_back()
    closed(page)
    page.go_forward()
    at(page, 3)
    page.reload()
    at(page, 3)
    page.keyboard.press("Escape")
    closed(page)
    expect(page).to_have_url(re.compile(r"/$"))
    page.go_forward()
    address = at(page, 3).page.url
    with visiting(browser, app) as other:
        other.goto(address)
        at(other, 3)
        expect(other.get_by_role("status")).to_have_text("viewed 3.jpg, 5 of 8")


def test_a_photo_opened_directly_has_the_whole_library_around_and_behind_it(browser: Browser, app: App) -> None:
    """Criterion 12: the next one is a key away, and closing leads to its place in the grid."""
    address = next(one["name"] for one in listed(app) if one["file"] == "viewed 3.jpg")
    with visiting(browser, app) as page:
        page.goto(f"/?photo={address}")
        at(page, 3)
        page.keyboard.press("ArrowRight")
        at(page, 2)
        page.keyboard.press("Home")
        at(page, 7)
        page.keyboard.press("End")
        page.keyboard.press("ArrowLeft")
        at(page, 1)
        page.keyboard.press("Escape")
        closed(page)
        expect(page).to_have_url(re.compile(r"/\?month=2026-09$"))
        expect(page.locator("h1")).to_have_text("Photos")
        expect(thumbnail(page, 1)).to_be_focused()


def listed(app: App) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(f"{app.url}/api/photos", timeout=30).json()["photos"]
    return found


def test_a_photo_is_where_it_is_in_an_album_too(browser: Browser, app: App) -> None:
    """The viewer moves within the album, and closing leads back into it."""
    for number in range(3):
        store(app, f"viewed {number}.jpg", jpeg(COLOURS[-number], SIZE, NOON), "Trips/Rome")
    with visiting(browser, app) as page:
        page.goto("/?photo=Trips/Rome/viewed%201.jpg")
        expect(page.get_by_role("status")).to_have_text("viewed 1.jpg, 2 of 3")
        page.keyboard.press("i")
        expect(page.get_by_role("link", name="Trips/Rome")).to_have_attribute("href", "/?album=Trips/Rome")
        page.keyboard.press("Escape")
        closed(page)
        expect(page).to_have_url(re.compile(r"/\?album=Trips/Rome$"))


def test_neighbours_are_loaded_ahead(page: Page) -> None:
    """Criterion 12: the next two and the one before, before anybody asks for them."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page)
    for number in (5, 3, 2):
        eventually(page, f"viewed%20{number}.jpg/", asked)


def eventually(page: Page, part: str, addresses: list[str]) -> None:
    """Until a large preview with this in its address was asked for."""
    for _ in range(400):
        if any(part in address and "-2048" in address for address in addresses):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"nobody asked for {part}")


def test_fingers_move_zoom_and_close(browser: Browser, app: App) -> None:
    """Criterion 12: swipes to the sides, a pinch, a double tap back, a swipe down; a tap hides the controls."""
    with visiting(browser, app, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/")
        thumbnail(page, 4).tap()
        dialog, fingers = at(page, 4), Fingers(page)
        fingers.swipe((300, 370), (60, 370))
        at(page, 3)
        fingers.swipe((60, 370), (300, 370))
        at(page, 4)
        fitting = zoom(page)
        fingers.spread()
        expect(dialog.get_by_role("button", name="Zoom out")).to_be_visible()
        assert zoom(page) > 1.5 * fitting
        for _ in range(2):
            page.touchscreen.tap(180, 370)
        expect(dialog.get_by_role("button", name="Zoom", exact=True)).to_be_visible()
        page.wait_for_timeout(400)
        page.touchscreen.tap(180, 370)
        expect(dialog).to_have_class(re.compile("idle"))
        expect(dialog.locator(".controls")).to_have_css("opacity", "0")
        page.touchscreen.tap(180, 370)
        expect(dialog.locator(".controls")).to_have_css("opacity", "1")
        fingers.swipe((180, 300), (180, 640))
        closed(page)
        expect(thumbnail(page, 4)).to_be_focused()


def test_wheel_click_and_key_zoom(page: Page) -> None:
    """With a mouse, and with neither mouse nor finger."""
    dialog = opened(page)
    fitting = zoom(page)
    page.keyboard.press("z")
    expect(dialog.get_by_role("button", name="Zoom out")).to_be_visible()
    page.keyboard.press("z")
    expect(dialog.get_by_role("button", name="Zoom", exact=True)).to_be_visible()
    page.mouse.move(640, 400)
    for _ in range(5):
        page.mouse.wheel(0, -200)
    expect(dialog.get_by_role("button", name="Zoom out")).to_be_visible()
    assert zoom(page) > 1.2 * fitting


def test_controls_go_when_nothing_moves_and_stay_while_focused(page: Page) -> None:
    """And come back at the first movement."""
    dialog = opened(page)
    controls = dialog.locator(".controls")
    expect(controls).to_have_css("opacity", "0", timeout=10_000)
    page.mouse.move(300, 300)
    page.mouse.move(310, 310)
    expect(controls).to_have_css("opacity", "1")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    expect(dialog).to_have_class(re.compile("idle"), timeout=10_000)
    expect(controls).to_have_css("opacity", "1")


def test_the_owner_reads_camera_and_place_and_no_map_is_asked(browser: Browser, gallery_app: App) -> None:
    """The panel's facts, with the weekday; a link to the map in a tab of its own that is not told where from."""
    store(gallery_app, "forum.jpg", photographed())
    store(gallery_app, "undated.jpg", jpeg("red", SIZE))
    with visiting(browser, gallery_app) as page:
        page.goto("/?photo=2026/09/12/forum.jpg")
        facts = viewer(page).get_by_role("region", name="Information")
        expect(viewer(page)).to_have_accessible_name("forum.jpg")
        page.keyboard.press("i")
        for text in (
            "forum.jpg",
            "Saturday, 12 September 2026, 10:11",
            "900 \u00d7 600 · 0.5 megapixels",
            "Canon EOS R6",
            "f/4 · ISO 200",
        ):
            expect(facts.get_by_text(text, exact=True)).to_be_visible()
        place = facts.get_by_role("link", name="41.90278° N, 12.45340° E")
        expect(place).to_have_attribute("target", "_blank")
        expect(place).to_have_attribute("rel", "noopener noreferrer")
        page.keyboard.press("Home")
        expect(facts.get_by_text("undated.jpg", exact=True)).to_be_visible()
        expect(facts.get_by_text("the day it came here")).to_be_visible()
        expect(place).to_have_count(0)
        page.keyboard.press("i")
        expect(facts).to_be_hidden()


def test_a_photo_that_is_deleted_elsewhere_gives_way_to_the_next_and_comes_back(page: Page) -> None:
    """The library tells; numbers, find_neighbors and the address are right again at once."""
    opened(page)
    page.evaluate(f"({TAKE_OUT})(['viewed 4.jpg', 'viewed 6.jpg'])")
    at(page, 3)
    expect(page).to_have_url(named(3))
    expect(viewer(page).get_by_role("status")).to_have_text("viewed 3.jpg, 3 of 6")
    page.keyboard.press("ArrowLeft")
    at(page, 5)
    page.keyboard.press("ArrowLeft")
    at(page, 7)
    expect(viewer(page).locator(".newer")).to_be_disabled()


TAKE_OUT = """async (files) => {
    const photos = await fetch("/api/photos").then((answer) => answer.json());
    const gone = photos.photos.filter(({file}) => files.includes(file)).map(({name}) => name);
    document.dispatchEvent(new CustomEvent("gallery:stored", {detail: {photos: [], gone}}));
}"""


def test_the_slideshow_goes_on_by_itself_and_stops_when_somebody_does_something(page: Page) -> None:
    """Four seconds each, by `s` or the space bar; an arrow key stops it; at the end it stops."""
    page.clock.install()
    dialog = opened_by_clock(page, 2)
    page.keyboard.press("s")
    expect(dialog.get_by_role("button", name="Pause the slideshow")).to_be_visible()
    page.clock.run_for(4500)
    at(page, 1)
    page.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("button", name="Slideshow", exact=True)).to_be_visible()
    page.clock.run_for(9000)
    at(page, 2)
    page.keyboard.press(" ")
    for _ in range(4):
        page.clock.run_for(4500)
    at(page, 0)
    expect(dialog.get_by_role("button", name="Slideshow", exact=True)).to_be_visible()


def opened_by_clock(page: Page, number: int) -> Locator:
    """The viewer, where time passes only when it is told to."""
    page.goto("/")
    page.clock.run_for(1000)
    thumbnail(page, number).click()
    expect(viewer(page)).to_have_count(1)
    for _ in range(5):
        page.clock.run_for(500)
    return at(page, number)


def test_under_reduced_motion_nothing_moves(browser: Browser, app: App) -> None:
    """Criterion 17: it is there and gone at once, without a transition."""
    with visiting(browser, app, reduced_motion="reduce") as page:
        page.goto("/")
        dialog = opened(page)
        assert page.evaluate("document.getAnimations().length") == 0
        parts = "[...document.querySelectorAll('.controls, .act, .facts')]"
        durations = f"{parts}.map((one) => getComputedStyle(one).transitionDuration)"
        page.keyboard.press("i")
        assert set(page.evaluate(durations)) == {"0s"}
        expect(dialog).to_have_css("opacity", "1")
        page.keyboard.press("Escape")
        assert page.evaluate("document.querySelectorAll('.pswp').length") == 0


@pytest.mark.parametrize(("size", "zooms"), [((60, 40), 1), ((6000, 300), 1280 / 2048)])
def test_small_pictures_stay_small_and_panoramas_fit(
    browser: Browser, gallery_app: App, size: tuple[int, int], zooms: float
) -> None:
    """Criterion 21: a picture is never blown up by itself, and is seen whole."""
    store(gallery_app, "odd.jpg", jpeg("teal", size, NOON))
    with visiting(browser, gallery_app) as page:
        page.goto("/?photo=2026/09/12/odd.jpg")
        picture = viewer(page).locator("[aria-hidden=false] img:not(.pswp__img--placeholder)")
        expect(picture).to_be_visible()
        box = picture.bounding_box()
        assert box
        assert box["width"] == pytest.approx(min(size[0], 2048) * zooms, abs=2)
        assert box["width"] / box["height"] == pytest.approx(size[0] / size[1], rel=0.05)


def test_a_preview_whose_right_has_ended_is_asked_for_again_unseen(page: Page) -> None:
    """Criterion 19: once with a fresh right, and by way of the app where storage can't be reached."""
    app, renewed = list[str](), list[str]()
    page.on(
        "request",
        lambda one: (renewed if "limit=1" in one.url else app if "/previews/2048/" in one.url else []).append(one.url),
    )
    page.route(re.compile(r"-2048\?"), lambda route: route.abort())
    opened(page)
    expect(viewer(page).locator("[aria-hidden=false] img").last).to_have_js_property("complete", value=True)
    expect(viewer(page).locator("[aria-hidden=false] img").last).to_have_attribute(
        "src", re.compile("^/previews/2048/")
    )
    assert renewed
    assert app
    expect(viewer(page).get_by_text("can't be loaded")).to_have_count(0)


def test_a_photo_that_cannot_be_loaded_says_so(page: Page) -> None:
    """Criterion 20: in its place, in a sentence."""
    page.route(re.compile(r"-2048\?|/previews/2048/"), lambda route: route.abort())
    thumbnail(page, 4).click()
    expect(viewer(page).locator("[aria-hidden=false]").get_by_text("can't be loaded just now")).to_be_visible()


def test_without_the_viewers_scripts_a_photo_is_shown_on_its_page(page: Page) -> None:
    """By the link of its thumbnail, and there it stays, as where scripts are off."""
    page.route("**/viewer*.js", lambda route: route.abort())
    address = thumbnail(page, 4).get_attribute("href") or ""
    thumbnail(page, 4).click()
    page.wait_for_url(f"**{address}")
    for _ in range(2):
        page.reload(wait_until="networkidle")
        expect(page).to_have_url(re.compile(re.escape(address)))
        expect(page.locator("article.viewer img")).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing(browser: Browser, app: App, scheme: str, size: tuple[int, int]) -> None:
    """Criteria 9 and 10: with and without the panel; targets of at least 44 pixels, nothing to scroll sideways."""
    # axe sets styles of its own, which our policy forbids.
    with visiting(browser, app, size, color_scheme=scheme, bypass_csp=True) as page:
        page.goto("/")
        opened(page)
        page.evaluate(AXE)
        assert page.evaluate(VIOLATIONS) == []
        page.keyboard.press("i")
        expect(viewer(page).get_by_role("region", name="Information")).to_have_css("opacity", "1")
        assert page.evaluate(VIOLATIONS) == []
        sizes = page.evaluate(
            "[...document.querySelectorAll('.pswp .act')].map((one) => one.getBoundingClientRect().toJSON())"
        )
        assert all(one["width"] >= 44 and one["height"] >= 44 for one in sizes)
        assert all(one["left"] >= 0 and one["right"] <= size[0] for one in sizes)


def test_forced_colours_leave_the_controls_to_be_seen(browser: Browser, app: App) -> None:
    """Criterion 17: buttons have borders in the person's own colours."""
    with visiting(browser, app, forced_colors="active") as page:
        page.goto("/")
        button = opened(page).get_by_role("button", name="Close")
        expect(button).to_have_css("border-top-width", "1px")


def test_a_visitor_has_no_buttons_of_the_owner(browser: Browser, app: App, start_app: StartApp) -> None:
    """Neither delete, nor album, nor the original, nor by their keys; and is told no camera and no place."""
    containers = {"PHOTO_CONTAINER": app.photos_container, "PREVIEW_CONTAINER": app.previews_container}
    guarded = replace(app, url=start_app({**containers, "OWNER_KEY": "a key of the owner's own"}))
    with visiting(browser, guarded) as page:
        page.goto("/")
        dialog = opened(page)
        for name in ("Delete", "Put into an album"):
            expect(dialog.get_by_role("button", name=name)).to_have_count(0)
        expect(dialog.get_by_role("link", name="Download the original")).to_have_count(0)
        page.keyboard.press("Delete")
        page.keyboard.press("i")
        expect(dialog.get_by_text("900 \u00d7 600")).to_be_visible()
        at(page, 4)


def test_the_original_is_saved_as_it_is(page: Page) -> None:
    """By the button or `d`: to the last bit, under its own name."""
    opened(page)
    with page.expect_download() as download:
        page.keyboard.press("d")
    assert download.value.suggested_filename == "viewed 4.jpg"
    assert Image.open(io.BytesIO(download.value.path().read_bytes())).size == SIZE
    at(page, 4)


def test_deleting_goes_on_to_the_next_photo_and_undo_brings_it_back(browser: Browser, gallery_app: App) -> None:
    """Criterion 15: asks nothing, offers the way back, and shows the photo again that comes back."""
    for number in range(3):
        store(gallery_app, f"viewed {number}.jpg", jpeg(COLOURS[number], SIZE, NOON + timedelta(days=number)))
    with visiting(browser, gallery_app) as page:
        page.goto("/")
        opened(page, 1)
        page.keyboard.press("Delete")
        at(page, 0)
        expect(viewer(page).get_by_role("status")).to_have_text("viewed 0.jpg, 2 of 2")
        page.get_by_role("button", name="Undo").click()
        at(page, 1)
        assert len(listed(gallery_app)) == 3
