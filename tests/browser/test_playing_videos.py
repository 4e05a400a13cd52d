"""Videos in the grid and in the viewer, played by a real browser from storage."""

import re
from collections.abc import Iterator

import pytest
from conftest import StartApp
from playwright.sync_api import Browser, Locator, Page, expect
from support.gallery_app import App, new_containers
from support.pictures import jpeg
from support.videos import make_video
from test_viewer import AXE, NOON, PHONE, VIOLATIONS, store, viewer, visiting

VIDEO, OLDER = "film.webm", "older.mov"
VIDEO_SECONDS = 3
CAN_PLAY_HEVC = """document.createElement("video").canPlayType('video/mp4; codecs="hvc1.1.6.L60.90"')"""
PLAYING = "video => !video.paused && video.currentTime > 0"


@pytest.fixture(scope="module")
def app(start_app: StartApp, connection_string: str) -> App:
    """A gallery with a photo, and two videos from the days before; one has sound that browsers don't claim to know."""
    names = new_containers()
    url = start_app({"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews})
    app = App(url, connection_string, *names)
    store(app, "photo.jpg", jpeg("teal", (900, 600), NOON))
    store(app, VIDEO, make_video(".webm", *taken_on(11), "-c:v", "libvpx", seconds=VIDEO_SECONDS))
    uncompressed = ("-c:v", "libx264", "-c:a", "pcm_s16le")
    store(app, OLDER, make_video(".mov", *taken_on(10), *uncompressed, size=(240, 320)))
    return app


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    """The gallery's first page."""
    with visiting(browser, app) as visited:
        visited.goto("/")
        yield visited


def taken_on(day: int) -> tuple[str, ...]:
    """Return options for a video of a day of September 2026."""
    return "-metadata", f"creation_time=2026-09-{day}T12:00:00Z"


def tile(page: Page, file: str) -> Locator:
    return page.locator(f'.photos a[href$="{file}"]')


def open_video(page: Page, file: str = VIDEO) -> Locator:
    """Open a video with a click and return it once it plays."""
    tile(page, file).click()
    expect(viewer(page)).to_have_accessible_name(file)
    video = playing(page)
    wait_until(page, video, PLAYING)
    return video


def playing(page: Page) -> Locator:
    return viewer(page).locator("[aria-hidden=false] video")


def wait_until(page: Page, video: Locator, condition: str) -> None:
    page.wait_for_function(condition, arg=video.element_handle())


def test_tiles_of_videos_say_so_and_how_long_they_are(page: Page) -> None:
    expect(tile(page, VIDEO).locator(".duration")).to_have_text("0:03")
    expect(tile(page, VIDEO).get_by_role("img")).to_have_attribute("alt", re.compile(f"^Video: {VIDEO}, "))
    expect(tile(page, "photo.jpg").locator(".duration")).to_have_count(0)
    expect(tile(page, VIDEO).get_by_role("img")).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.parametrize("file", [VIDEO, OLDER])
def test_a_video_plays_when_it_is_opened_and_stops_when_people_leave_it(page: Page, file: str) -> None:
    """Nothing more is loaded then. Photos before and after it work as always."""
    video = open_video(page, file)
    element = video.element_handle()
    page.keyboard.press("Home")
    expect(viewer(page)).to_have_accessible_name("photo.jpg")
    assert element
    assert element.evaluate("video => [video.paused, video.hasAttribute('src')]") == [True, False]
    page.keyboard.press("Escape")
    expect(viewer(page)).to_have_count(0)


def test_keys_pause_a_video_and_turn_its_sound_off(page: Page) -> None:
    """Space is for the video, not for a slideshow. Zooming and rotating aren't offered."""
    video = open_video(page)
    for key in (" ", "k"):
        page.keyboard.press(key)
        wait_until(page, video, "video => video.paused")
        page.keyboard.press(key)
        wait_until(page, video, "video => !video.paused")
    page.keyboard.press("m")
    wait_until(page, video, "video => video.muted")
    expect(viewer(page).get_by_role("button", name="Slideshow", exact=True)).to_be_visible()
    for name in ("Zoom", "Rotate right"):
        expect(viewer(page).get_by_role("button", name=name)).to_be_hidden()
    page.keyboard.press("Home")
    expect(viewer(page).get_by_role("button", name="Zoom")).to_be_visible()


def test_people_can_jump_to_any_part_of_a_video(page: Page) -> None:
    """Storage answers requests for parts of the file."""
    with page.expect_response(lambda response: response.status == 206) as partial:
        video = open_video(page)
    assert partial.value.headers["content-range"].startswith("bytes ")
    video.evaluate("video => { video.pause(); video.currentTime = 2.5; }")
    wait_until(page, video, "video => !video.seeking && Math.abs(video.currentTime - 2.5) < 0.1")
    assert round(video.evaluate("video => video.duration")) == VIDEO_SECONDS


def test_keys_are_the_players_own_while_it_has_the_focus(page: Page) -> None:
    video = open_video(page)
    video.evaluate("video => video.pause()")
    video.focus()
    page.keyboard.press("ArrowRight")
    expect(viewer(page)).to_have_accessible_name(VIDEO)
    page.keyboard.press("Escape")
    expect(viewer(page)).to_have_count(0)


def test_a_slideshow_shows_videos_to_their_end(page: Page) -> None:
    page.clock.install()
    page.goto("/")
    page.clock.run_for(1000)
    tile(page, VIDEO).click()
    for _ in range(5):
        page.clock.run_for(500)
    video = playing(page)
    wait_until(page, video, PLAYING)
    video.evaluate("video => { video.currentTime = 0; video.playbackRate = 0.1; }")
    wait_until(page, video, "video => !video.paused && !video.seeking && video.currentTime > 0")
    page.keyboard.press("s")
    page.clock.run_for(6000)
    expect(viewer(page)).to_have_accessible_name(VIDEO)
    video.evaluate("video => { video.playbackRate = 1; }")
    wait_until(page, video, "video => video.ended")
    page.clock.run_for(6000)
    expect(viewer(page)).to_have_accessible_name(OLDER)


def test_an_address_that_has_expired_is_replaced_unnoticed(page: Page) -> None:
    """The video goes on where it was."""
    video = open_video(page)
    video.evaluate("video => { video.pause(); video.currentTime = 2; }")
    wait_until(page, video, "video => !video.seeking")
    with page.expect_response(re.compile("/videos/")):
        video.evaluate("video => { video.src = '/health'; video.play().catch(() => undefined); }")
    wait_until(page, video, "video => video.currentTime >= 2")


def test_a_video_the_browser_cannot_play_shows_its_picture_and_a_download(browser: Browser, gallery_app: App) -> None:
    """Also one whose file turns out to be unplayable only when it's played."""
    store(gallery_app, "hevc.mp4", make_video(".mp4", *taken_on(9), "-c:v", "libx265", "-tag:v", "hvc1"))
    with visiting(browser, gallery_app) as page:
        page.goto("/")
        assert not page.evaluate(CAN_PLAY_HEVC)
        tile(page, "hevc.mp4").click()
        expect(viewer(page).get_by_role("alert")).to_have_text("This video can't be played here.")
        expect(viewer(page).locator(".unloadable img")).not_to_have_js_property("naturalWidth", 0)
        with page.expect_download() as download:
            viewer(page).locator(".unloadable").get_by_role("link", name="Download").click()
        assert download.value.suggested_filename == "hevc.mp4"


def test_a_failing_video_shows_a_message(page: Page) -> None:
    page.route(re.compile("/videos/"), lambda route: route.fulfill(status=404))
    tile(page, VIDEO).click()
    expect(viewer(page).get_by_role("alert")).to_have_text("This video can't be played here.")
    page.keyboard.press("Home")
    expect(viewer(page)).to_have_accessible_name("photo.jpg")


def test_reduced_motion_leaves_videos_paused(browser: Browser, app: App) -> None:
    with visiting(browser, app, reduced_motion="reduce") as page:
        page.goto("/")
        tile(page, VIDEO).click()
        wait_until(page, playing(page), "video => video.paused && video.hasAttribute('src')")
        page.keyboard.press(" ")
        wait_until(page, playing(page), PLAYING)


def test_the_controls_of_a_video_are_not_covered_on_phones(browser: Browser, app: App) -> None:
    with visiting(browser, app, PHONE, has_touch=True) as page:
        page.goto("/")
        tile(page, OLDER).click()
        expect(viewer(page)).to_have_accessible_name(OLDER)
        video, tools = playing(page).bounding_box(), viewer(page).locator(".tools").bounding_box()
        assert video
        assert tools
        assert video["y"] + video["height"] <= tools["y"] + 1


def test_a_video_is_accessible(page: Page) -> None:
    open_video(page).evaluate("video => video.pause()")
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []


def test_the_information_says_how_long_a_video_is(page: Page) -> None:
    open_video(page)
    page.keyboard.press("i")
    panel = viewer(page).get_by_role("region", name="Information")
    expect(panel.get_by_text(re.compile("320 . 240"))).to_be_visible()
    expect(panel.get_by_text("0:03")).to_be_visible()
    expect(panel.get_by_text("megapixels")).to_have_count(0)


def test_without_scripts_the_page_of_a_video_plays_it(browser: Browser, app: App) -> None:
    context = browser.new_context(base_url=app.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    expect(tile(page, VIDEO).locator(".duration")).to_have_text("0:03")
    tile(page, VIDEO).click()
    video = page.locator("video")
    expect(video).to_have_attribute("src", re.compile(rf"^/videos/.*{VIDEO}$"))
    expect(video).to_have_attribute("controls", "")
    expect(page.get_by_text("0:03")).to_be_visible()
    context.close()
