"""The viewer: opening, moving, zooming and closing in every way, its URL, and information about photos."""

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
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Route, expect
from support.gallery_app import App, new_containers
from support.pictures import encode, jpeg
from support.visitor import Visitor

from local.dev.node import MODULES

DESKTOP, PHONE = (1280, 800), (360, 740)
NOON = datetime(2026, 9, 12, 12)
AXE = (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """axe.run({preload: false}).then((found) =>
    found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))"""
# `preload` would parse stylesheets with inline styles, which CSP forbids. Only the rule css-orientation-lock needs it.
CSP = """window.violations = [];
document.addEventListener("securitypolicyviolation", (one) => violations.push(one.blockedURI));"""
EXPECTED = re.compile(r"the server responded with a status of (4|5)\d\d|ERR_(INTERNET_DISCONNECTED|FAILED)")
"""Chromium itself logs failed requests."""

COLORS = ("teal", "crimson", "gold", "navy", "olive", "purple", "sienna", "gray")
SIZE = (900, 600)
GPS_IFD, EXIF_IFD = 0x8825, 0x8769


@pytest.fixture(scope="module")
def app(start_app: StartApp, connection_string: str) -> App:
    """A gallery with eight photos from different days in three months, from 7.jpg, the newest, to 0.jpg."""
    names = new_containers()
    url = start_app({"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews})
    app = App(url, connection_string, *names)
    for number, color in enumerate(COLORS):
        store(app, f"viewed {number}.jpg", jpeg(color, SIZE, NOON + timedelta(days=number * 11)))
    return app


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    """The gallery's first page."""
    with visiting(browser, app) as visited:
        visited.goto("/")
        yield visited


@contextmanager
def visiting(browser: Browser, app: App, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Page]:
    """Open a fresh window and fail on console messages, CSP violations and unknown origins."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(base_url=app.url, viewport=viewport, **options)  # type: ignore[arg-type]
    page, problems, origins = context.new_page(), list[str](), set[str]()
    page.on("console", lambda message: problems.extend(warnings_of(message)))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: origins.add("/".join(request.url.split("/")[:3])))
    page.add_init_script(CSP)
    page.set_default_timeout(15_000)
    yield page
    assert page.evaluate("violations") == []
    context.close()
    assert problems == []
    assert len(origins - {app.url}) <= 1, "only the gallery and its storage account"


def warnings_of(message: ConsoleMessage) -> list[str]:
    is_problem = message.type in {"warning", "error"} and not EXPECTED.search(message.text)
    return [message.text] if is_problem else []


def store(app: App, file: str, data: bytes, album: str = "") -> None:
    response = requests.post(
        f"{app.url}/upload-photos",
        files={"photos": (file, data)},
        data={"album": album},
        headers={"Accept": "application/json"},
        timeout=60,
    )
    assert response.status_code in {200, 201}, response.text


def photo_with_exif(color: str = "teal") -> bytes:
    """Return a photo with a camera and a location."""
    exif = Image.Exif()
    exif.update({271: "Canon", 272: "Canon EOS R6"})
    exif.get_ifd(EXIF_IFD).update({0x9003: "2026:09:12 10:11:12", 0x829D: 4.0, 0x8827: 200})
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (41.0, 54.0, 10.0), 3: "E", 4: (12.0, 27.0, 12.24)})
    return encode(Image.new("RGB", SIZE, color), "JPEG", exif=exif)


def thumbnail(page: Page, number: int) -> Locator:
    return page.locator(f'.photos a[href$="viewed%20{number}.jpg"]')


def viewer(page: Page) -> Locator:
    return page.get_by_role("dialog")


def open_viewer(page: Page, number: int = 4) -> Locator:
    """Open the viewer with a click and wait until it settles."""
    thumbnail(page, number).click()
    return wait_for(page, number)


def wait_for(page: Page, number: int) -> Locator:
    """Wait until the viewer shows this photo."""
    expect(viewer(page)).to_have_accessible_name(f"viewed {number}.jpg")
    expect(viewer(page).locator("[aria-hidden=false] img:not(.pswp__img--placeholder)")).to_have_attribute(
        "alt", re.compile(f"^viewed {number}.jpg, ")
    )
    return viewer(page)


def wait_until_closed(page: Page) -> None:
    expect(viewer(page)).to_have_count(0)


def photo_url(number: int) -> re.Pattern[str]:
    """Return a pattern for the URL of a photo."""
    return re.compile(rf"/\?photo=2026/\d\d/\d\d/viewed%20{number}\.jpg$")


def picture_width(page: Page) -> float:
    """Return the visible width of the picture."""
    picture = viewer(page).locator("[aria-hidden=false] img").last.bounding_box()
    assert picture
    return picture["width"]


class Fingers:
    """Touches on a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        found = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": found})
        self.page.wait_for_timeout(16)  # one frame

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


def test_viewer_is_a_labeled_modal_dialog_with_the_focus(page: Page) -> None:
    """Criteria 12 and 18: the rest of the page is inert."""
    dialog = open_viewer(page)
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
def test_closing_returns_to_the_last_viewed_photo(page: Page, how: str) -> None:
    """Criterion 12: with Escape, Back or the button. The page's URL, title and focus are restored."""
    title = page.title()
    open_viewer(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_for(page, 2)
    assert page.title().startswith("viewed 2.jpg · ")
    if how == "Escape":
        page.keyboard.press("Escape")
    elif how == "Back":
        page.go_back()
    else:
        page.get_by_role("button", name="Close").click()
    wait_until_closed(page)
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page).to_have_title(title)
    expect(thumbnail(page, 2)).to_be_focused()
    expect(page.locator("[inert]")).to_have_count(0)


ESCAPE = 'document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}))'


@pytest.mark.parametrize("action", [ESCAPE, "history.back()"])
def test_viewer_can_be_closed_while_opening(page: Page, action: str) -> None:
    """Criterion 12."""
    page.evaluate(f"""window.opened = new Promise((resolve) => new MutationObserver((_, observer) => {{
        if (!document.querySelector(".pswp")) return;
        observer.disconnect();
        resolve({action});
    }}).observe(document.body, {{childList: true}})); 0""")
    thumbnail(page, 4).click()
    page.evaluate("opened")
    wait_until_closed(page)
    expect(page).to_have_url(re.compile(r"/$"))


def test_keys_move_through_the_library_and_stop_at_its_ends(page: Page) -> None:
    """Criterion 12: arrows, Home and End. At either end, the focus isn't lost."""
    dialog = open_viewer(page)
    page.keyboard.press("ArrowLeft")
    wait_for(page, 5)
    page.keyboard.press("End")
    wait_for(page, 0)
    expect(dialog.locator(".older")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    wait_for(page, 0)
    page.keyboard.press("Home")
    wait_for(page, 7)
    expect(dialog.get_by_role("status")).to_have_text("viewed 7.jpg, 1 of 8")
    page.keyboard.press("ArrowRight")
    dialog.get_by_role("button", name="Previous photo").press("Enter")
    wait_for(page, 7)
    expect(dialog).to_be_focused()


def test_url_works_with_forward_reload_and_sharing(page: Page, browser: Browser, app: App) -> None:
    """Criterion 12: the viewer adds one history entry for all photos."""
    open_viewer(page)
    page.keyboard.press("ArrowRight")
    wait_for(page, 3)
    expect(page).to_have_url(photo_url(3))
    page.go_back()
    wait_until_closed(page)
    page.go_forward()
    wait_for(page, 3)
    page.reload()
    wait_for(page, 3)
    page.keyboard.press("Escape")
    wait_until_closed(page)
    expect(page).to_have_url(re.compile(r"/$"))
    page.go_forward()
    address = wait_for(page, 3).page.url
    with visiting(browser, app) as other:
        other.goto(address)
        wait_for(other, 3)
        expect(other.get_by_role("status")).to_have_text("viewed 3.jpg, 5 of 8")


def test_photo_opened_directly_is_part_of_the_whole_library(browser: Browser, app: App) -> None:
    """Criterion 12: the next photo is one key away, and closing leads to its position in the grid."""
    address = next(one["name"] for one in listed(app) if one["file"] == "viewed 3.jpg")
    with visiting(browser, app) as page:
        page.goto(f"/?photo={address}")
        wait_for(page, 3)
        page.keyboard.press("ArrowRight")
        wait_for(page, 2)
        page.keyboard.press("Home")
        wait_for(page, 7)
        page.keyboard.press("End")
        page.keyboard.press("ArrowLeft")
        wait_for(page, 1)
        page.keyboard.press("Escape")
        wait_until_closed(page)
        expect(page).to_have_url(re.compile(r"/\?month=2026-09$"))
        expect(page.locator("h1")).to_have_text("Photos")
        expect(thumbnail(page, 1)).to_be_focused()


def listed(app: App) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(f"{app.url}/api/photos", timeout=30).json()["photos"]
    return found


def test_photos_of_an_album_are_shown_in_it_or_in_the_timeline(browser: Browser, gallery_app: App) -> None:
    """As the URL says. Closing leads back to either."""
    for number in range(3):
        store(gallery_app, f"viewed {number}.jpg", jpeg(COLORS[-number], SIZE, NOON), "Trips/Rome")
    store(gallery_app, "viewed 3.jpg", jpeg(COLORS[3], SIZE, NOON - timedelta(days=1)))
    with visiting(browser, gallery_app) as page:
        page.goto("/?photo=Trips/Rome/viewed%201.jpg")
        expect(page.get_by_role("status")).to_have_text("viewed 1.jpg, 2 of 4")
        page.keyboard.press("Escape")
        wait_until_closed(page)
        expect(page).to_have_url(re.compile(r"/\?month=2026-09$"))
        page.goto("/?album=Trips/Rome&photo=Trips/Rome/viewed%201.jpg")
        expect(page.get_by_role("status")).to_have_text("viewed 1.jpg, 2 of 3")
        page.keyboard.press("i")
        expect(page.get_by_role("link", name="Trips/Rome")).to_have_attribute("href", "/?album=Trips/Rome")
        page.keyboard.press("Escape")
        wait_until_closed(page)
        expect(page).to_have_url(re.compile(r"/\?album=Trips/Rome$"))


def test_position_is_shown_once_newer_photos_of_the_month_are_loaded(browser: Browser, gallery_app: App) -> None:
    """Until then, it's unknown."""
    for number in range(3):
        store(gallery_app, f"viewed {number}.jpg", jpeg(COLORS[number], SIZE, NOON - timedelta(days=number)))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with visiting(browser, gallery_app) as page:
        page.route("**/api/photos?month=*", hold)
        page.goto("/?photo=2026/09/10/viewed%202.jpg")
        expect(page.get_by_role("status")).to_have_text("viewed 2.jpg")
        for route in held:
            route.continue_()
        page.unroute("**/api/photos?month=*")
        expect(page.get_by_role("status")).to_have_text("viewed 2.jpg, 3 of 3")


def test_neighbors_preload(page: Page, app: App) -> None:
    """Criterion 12: the next two and the previous one."""
    urls: list[str] = []
    versions = {photo["file"]: photo["version"] for photo in Visitor(app).list_photos()}
    page.on("request", lambda request: urls.append(request.url))
    open_viewer(page)
    for number in (5, 3, 2):
        wait_for_request(page, f"/{versions[f'viewed {number}.jpg']}-2048?", urls)


def wait_for_request(page: Page, part: str, urls: list[str]) -> None:
    """Wait until a URL with this part was requested."""
    for _ in range(400):
        if any(part in url for url in urls):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"no request for {part}")


def test_touch_gestures(browser: Browser, app: App) -> None:
    """Criterion 12: swipe sideways, pinch, double tap, swipe down, and a tap that hides the controls."""
    with visiting(browser, app, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto("/")
        thumbnail(page, 4).tap()
        dialog, fingers = wait_for(page, 4), Fingers(page)
        # Gestures work, and the next photo appears, once the opening animation ends.
        expect(dialog.locator("[aria-hidden=true] img").first).to_be_attached()
        fingers.swipe((300, 370), (60, 370))
        wait_for(page, 3)
        fingers.swipe((60, 370), (300, 370))
        wait_for(page, 4)
        fitting = picture_width(page)
        fingers.spread()
        expect(dialog.get_by_role("button", name="Zoom out")).to_be_visible()
        assert picture_width(page) > 1.5 * fitting
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
        wait_until_closed(page)
        expect(thumbnail(page, 4)).to_be_focused()


def test_wheel_and_key_zoom(page: Page) -> None:
    dialog = open_viewer(page)
    fitting = picture_width(page)
    page.keyboard.press("z")
    expect(dialog.get_by_role("button", name="Zoom out")).to_be_visible()
    page.keyboard.press("z")
    expect(dialog.get_by_role("button", name="Zoom", exact=True)).to_be_visible()
    page.mouse.move(640, 400)
    for _ in range(5):
        page.mouse.wheel(0, -200)
    expect(dialog.get_by_role("button", name="Zoom out")).to_be_visible()
    assert picture_width(page) > 1.2 * fitting


def test_controls_hide_when_idle_and_stay_while_focused(page: Page) -> None:
    """They return with the first movement."""
    dialog = open_viewer(page)
    controls = dialog.locator(".controls")
    expect(controls).to_have_css("opacity", "0", timeout=10_000)
    page.mouse.move(300, 300)
    page.mouse.move(310, 310)
    expect(controls).to_have_css("opacity", "1")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    expect(dialog).to_have_class(re.compile("idle"), timeout=10_000)
    expect(controls).to_have_css("opacity", "1")


def test_owner_sees_camera_and_location_without_a_map_request(browser: Browser, gallery_app: App) -> None:
    """With the weekday, and a link to the map that opens a new tab without a referrer."""
    store(gallery_app, "forum.jpg", photo_with_exif())
    store(gallery_app, "undated.jpg", jpeg("red", SIZE))
    with visiting(browser, gallery_app) as page:
        page.goto("/?photo=2026/09/12/forum.jpg")
        facts = viewer(page).get_by_role("region", name="Information")
        expect(viewer(page)).to_have_accessible_name("forum.jpg")
        page.keyboard.press("i")
        for text in (
            "forum.jpg",
            "900 \u00d7 600 · 0.5 megapixels",
            "Canon EOS R6",
            "f/4 · ISO 200",
        ):
            expect(facts.get_by_text(text, exact=True)).to_be_visible()
        # Versions of Chromium differ in the comma.
        expect(facts.get_by_text(re.compile(r"^Saturday,? 12 September 2026 at 10:11$"))).to_be_visible()
        location = facts.get_by_role("link", name="41.90278° N, 12.45340° E")
        expect(location).to_have_attribute("target", "_blank")
        expect(location).to_have_attribute("rel", "noopener noreferrer")
        page.keyboard.press("Home")
        expect(facts.get_by_text("undated.jpg", exact=True)).to_be_visible()
        expect(facts.get_by_text("date of upload")).to_be_visible()
        expect(location).to_have_count(0)
        page.keyboard.press("i")
        expect(facts).to_be_hidden()


def test_buttons_of_the_information_are_in_their_rows(page: Page) -> None:
    """Below each other, and each below its own term."""
    dialog = open_viewer(page)
    page.keyboard.press("i")
    buttons = dialog.get_by_role("region", name="Information").get_by_role("button")
    expect(buttons.first).to_be_visible()
    # At once, because the buttons are replaced when details arrive.
    edges = buttons.evaluate_all("all => all.map((one) => [one.offsetLeft, one.getBoundingClientRect().top])")
    assert len(edges) > 3
    assert len({left for left, _ in edges}) == 1
    assert [top for _, top in edges] == sorted(top for _, top in edges)


def test_information_that_cannot_be_loaded_shows_a_message(page: Page) -> None:
    """Criterion 20: also if the response isn't JSON."""
    page.route("**/api/details/**", lambda route: route.fulfill(body="<html>Bad gateway</html>"))
    info = open_viewer(page).get_by_role("region", name="Information")
    page.keyboard.press("i")
    expect(info).to_contain_text("The gallery can't be reached. Check your connection and try again.")


def test_question_mark_lists_shortcuts_above_the_photo(page: Page) -> None:
    """Criterion 11. Escape closes only the list."""
    open_viewer(page)
    page.keyboard.press("?")
    shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(shortcuts).to_be_visible()
    page.keyboard.press("Escape")
    expect(shortcuts).to_have_count(0)
    expect(viewer(page)).to_be_visible()


def test_information_opened_while_the_viewer_opens_does_not_cover_the_photo(page: Page) -> None:
    page.evaluate(
        """async () => {
            document.querySelector(".photos a").click();
            while (!document.querySelector(".pswp--open")) await new Promise(requestAnimationFrame);
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "i", bubbles: true }));
        }"""
    )
    info = viewer(page).get_by_role("region", name="Information")
    expect(info.get_by_text("Taken")).to_be_visible()
    page.wait_for_function(
        """() => {
            const photo = document.querySelector(".pswp__item[aria-hidden=false] img").getBoundingClientRect();
            return photo.width > 100 && photo.right <= document.querySelector(".info").getBoundingClientRect().left;
        }"""
    )


def test_information_below_a_photo_neither_covers_it_nor_leaves_a_gap(browser: Browser, app: App) -> None:
    """Also after moving to photos with more or less of it, which arrives later."""
    with visiting(browser, app, (768, 1024)) as page:
        page.goto("/")
        open_viewer(page)
        page.keyboard.press("i")
        info = page.get_by_role("region", name="Information")
        picture = page.locator(".pswp [aria-hidden=false] img:not(.pswp__img--placeholder)")
        for _ in range(4):
            expect(info.get_by_text("Taken")).to_be_visible()
            expect(picture).not_to_have_js_property("naturalWidth", 0)
            page.wait_for_timeout(500)
            photo, panel = picture.bounding_box(), info.bounding_box()
            assert photo
            assert panel
            space = panel["y"]
            assert photo["y"] + photo["height"] <= space + 1
            assert photo["height"] >= space - 1 or photo["width"] >= 767
            assert abs(photo["y"] + photo["height"] / 2 - space / 2) <= 1
            page.keyboard.press("ArrowRight")


def test_photos_deleted_elsewhere_are_replaced_by_the_next(page: Page) -> None:
    """Positions, neighbors and the URL are updated at once."""
    open_viewer(page)
    page.evaluate(f"({REMOVE})(['viewed 4.jpg', 'viewed 6.jpg'])")
    wait_for(page, 3)
    expect(page).to_have_url(photo_url(3))
    expect(viewer(page).get_by_role("status")).to_have_text("viewed 3.jpg, 3 of 6")
    page.keyboard.press("ArrowLeft")
    wait_for(page, 5)
    page.keyboard.press("ArrowLeft")
    wait_for(page, 7)
    expect(viewer(page).locator(".newer")).to_be_disabled()


REMOVE = """async (files) => {
    const photos = await fetch("/api/photos").then((response) => response.json());
    const gone = photos.photos.filter(({file}) => files.includes(file)).map(({name}) => name);
    document.dispatchEvent(new CustomEvent("gallery:stored", {detail: {photos: [], gone}}));
}"""


def test_slideshow_advances_and_stops_on_interaction(page: Page) -> None:
    """Every four seconds, started with `s` or Space. It stops at the end."""
    page.clock.install()
    dialog = open_viewer_with_clock(page, 2)
    page.keyboard.press("s")
    expect(dialog.get_by_role("button", name="Pause slideshow")).to_be_visible()
    page.clock.run_for(4500)
    wait_for(page, 1)
    page.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("button", name="Slideshow", exact=True)).to_be_visible()
    page.clock.run_for(9000)
    wait_for(page, 2)
    page.keyboard.press(" ")
    for _ in range(4):
        page.clock.run_for(4500)
    wait_for(page, 0)
    expect(dialog.get_by_role("button", name="Slideshow", exact=True)).to_be_visible()


def open_viewer_with_clock(page: Page, number: int) -> Locator:
    """Open the viewer with a fake clock."""
    page.goto("/")
    page.clock.run_for(1000)
    thumbnail(page, number).click()
    expect(viewer(page)).to_have_count(1)
    for _ in range(5):
        page.clock.run_for(500)
    return wait_for(page, number)


def test_reduced_motion_stops_animations(browser: Browser, app: App) -> None:
    """Criterion 17: the viewer opens and closes without a transition."""
    with visiting(browser, app, reduced_motion="reduce") as page:
        page.goto("/")
        dialog = open_viewer(page)
        assert page.evaluate("document.getAnimations().length") == 0
        parts = "[...document.querySelectorAll('.controls, .tool, .info')]"
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
    """Criterion 21: pictures are never enlarged automatically and are shown whole."""
    store(gallery_app, "odd.jpg", jpeg("teal", size, NOON))
    with visiting(browser, gallery_app) as page:
        page.goto("/?photo=2026/09/12/odd.jpg")
        picture = viewer(page).locator("[aria-hidden=false] img:not(.pswp__img--placeholder)")
        expect(picture).to_be_visible()
        box = picture.bounding_box()
        assert box
        assert box["width"] == pytest.approx(min(size[0], 2048) * zooms, abs=2)
        assert box["width"] / box["height"] == pytest.approx(size[0] / size[1], rel=0.05)


def test_failed_preview_is_retried_unnoticed(page: Page) -> None:
    """Criterion 19: with a fresh SAS token, then through the app."""
    app, renewed = list[str](), list[str]()
    page.on(
        "request",
        lambda one: (renewed if "limit=1" in one.url else app if "/previews/2048/" in one.url else []).append(one.url),
    )
    page.route(re.compile(r"-2048\?"), lambda route: route.abort())
    open_viewer(page)
    expect(viewer(page).locator("[aria-hidden=false] img").last).to_have_js_property("complete", value=True)
    expect(viewer(page).locator("[aria-hidden=false] img").last).to_have_attribute(
        "src", re.compile("^/previews/2048/")
    )
    assert renewed
    assert app
    expect(viewer(page).get_by_text("couldn't be loaded")).to_have_count(0)


def test_photo_that_cannot_be_loaded_shows_an_error(page: Page) -> None:
    """Criterion 20."""
    page.route(re.compile(r"-2048\?|/previews/2048/"), lambda route: route.abort())
    thumbnail(page, 4).click()
    expect(viewer(page).locator("[aria-hidden=false]").get_by_text("couldn't be loaded")).to_be_visible()


def test_offline_photos_show_their_thumbnail_until_the_connection_is_back(page: Page) -> None:
    """Criterion 20."""
    slide = viewer(page).locator("[aria-hidden=false]")
    thumbnail(page, 0).click()
    expect(slide.locator("img.pswp__img").last).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer(page)).to_have_count(0)
    page.context.set_offline(offline=True)
    thumbnail(page, 4).click()
    expect(slide.get_by_role("alert")).to_have_text("You're offline. This photo will load when you're connected again.")
    shown = slide.locator(".unloadable img")
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("(image) => image.naturalWidth") > 0
    page.context.set_offline(offline=False)
    expect(slide.get_by_role("alert")).to_have_count(0)
    expect(slide.locator("img.pswp__img").last).to_have_js_property("complete", value=True)


def test_photo_page_replaces_a_viewer_that_cannot_load(page: Page) -> None:
    """And it stays there, as without scripts."""
    page.route("**/viewer/*.js", lambda route: route.abort())
    address = thumbnail(page, 4).get_attribute("href") or ""
    thumbnail(page, 4).click()
    page.wait_for_url(f"**{address}")
    for _ in range(2):
        page.reload(wait_until="networkidle")
        expect(page).to_have_url(re.compile(re.escape(address)))
        expect(page.locator("article.viewer img")).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_viewer_is_accessible(browser: Browser, app: App, scheme: str, size: tuple[int, int]) -> None:
    """Criteria 9 and 10: with and without the info panel; targets of at least 44 pixels, no overflow."""
    # axe sets styles of its own, which our policy forbids.
    with visiting(browser, app, size, color_scheme=scheme, bypass_csp=True) as page:
        page.goto("/")
        open_viewer(page)
        page.evaluate(AXE)
        assert page.evaluate(VIOLATIONS) == []
        page.keyboard.press("i")
        expect(viewer(page).get_by_role("region", name="Information")).to_have_css("opacity", "1")
        assert page.evaluate(VIOLATIONS) == []
        sizes = page.evaluate(
            "[...document.querySelectorAll('.pswp .tool')].map((one) => one.getBoundingClientRect().toJSON())"
        )
        assert all(one["width"] >= 44 and one["height"] >= 44 for one in sizes)
        assert all(one["left"] >= 0 and one["right"] <= size[0] for one in sizes)


def test_controls_are_visible_in_forced_colors(browser: Browser, app: App) -> None:
    """Criterion 17: buttons have borders."""
    with visiting(browser, app, forced_colors="active") as page:
        page.goto("/")
        button = open_viewer(page).get_by_role("button", name="Close")
        expect(button).to_have_css("border-top-width", "1px")


def test_visitors_do_not_get_the_owners_controls(browser: Browser, app: App, start_app: StartApp) -> None:
    """No buttons or keys to delete, move or download, and no camera or location."""
    containers = {"PHOTO_CONTAINER": app.photos_container, "PREVIEW_CONTAINER": app.previews_container}
    keyed = replace(app, url=start_app({**containers, "OWNER_KEY": "a key of the owner's own"}))
    with visiting(browser, keyed) as page:
        page.goto("/")
        dialog = open_viewer(page)
        for name in ("Delete", "Add to album"):
            expect(dialog.get_by_role("button", name=name)).to_have_count(0)
        expect(dialog.get_by_role("link", name="Download original")).to_have_count(0)
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.keyboard.press("Delete")
        page.keyboard.press("d")
        page.keyboard.press("i")
        expect(dialog.get_by_text("900 \u00d7 600")).to_be_visible()
        assert not [url for url in requested if "/downloads/" in url]
        wait_for(page, 4)


def test_download_saves_the_original(page: Page) -> None:
    """With the button or `d`, byte for byte under its own name."""
    open_viewer(page)
    with page.expect_download() as download:
        page.keyboard.press("d")
    assert download.value.suggested_filename == "viewed 4.jpg"
    assert Image.open(io.BytesIO(download.value.path().read_bytes())).size == SIZE
    wait_for(page, 4)


def test_deleting_shows_the_next_photo_and_undo_returns(browser: Browser, gallery_app: App) -> None:
    """Criterion 15."""
    for number in range(3):
        store(gallery_app, f"viewed {number}.jpg", jpeg(COLORS[number], SIZE, NOON + timedelta(days=number)))
    with visiting(browser, gallery_app) as page:
        page.goto("/")
        open_viewer(page, 1)
        page.keyboard.press("Delete")
        wait_for(page, 0)
        expect(viewer(page).get_by_role("status")).to_have_text("viewed 0.jpg, 2 of 2")
        page.get_by_role("button", name="Undo").click()
        wait_for(page, 1)
        assert len(listed(gallery_app)) == 3
