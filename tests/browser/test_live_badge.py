"""Live photos in a browser: one tile, and a badge in the viewer that plays the video over the photo."""

import re

import requests
from playwright.sync_api import Browser, expect
from support.gallery_app import App
from support.live_photos import live_picture, live_video
from support.owners_page import check_accessibility, grid_links, visiting

PICTURE = ".pswp [aria-hidden=false] img:not(.pswp__img--placeholder)"


def add_live_photo(app: App) -> None:
    """Add both files, in a codec that Chromium plays without licenses."""
    video = live_video(extension=".mp4", options=("-c:v", "libvpx-vp9"), seconds=4, has_sound=False)
    files = [("photos", ("clip.mp4", video)), ("photos", ("IMG_1.jpg", live_picture()))]
    response = requests.post(
        f"{app.url}/upload-photos", files=files, headers={"Accept": "application/json"}, timeout=120
    )
    assert {line["outcome"] for line in response.json()["files"]} == {"stored"}


def test_a_live_photo_plays_while_the_pointer_is_on_its_badge(browser: Browser, gallery_app: App) -> None:
    """Without sound. Afterwards the photo is there again, and the information has a link to the video's file."""
    add_live_photo(gallery_app)
    with visiting(browser, gallery_app) as page:
        page.goto("/")
        expect(grid_links(page)).to_have_count(1)
        expect(page.locator(".grid .live")).to_have_text("Live")
        grid_links(page).first.click()
        expect(page.locator(PICTURE)).not_to_have_js_property("naturalWidth", 0)
        page.get_by_role("button", name="Play live photo").hover()
        video = page.locator(".live-video")
        expect(video).to_have_class(re.compile(r"\bplaying\b"))
        assert video.evaluate("(one) => one.muted && one.clientWidth === one.previousElementSibling.clientWidth")
        page.mouse.move(640, 600)
        expect(video).to_have_count(0)
        page.get_by_role("button", name="Play live photo").press("Enter")
        expect(video).to_have_count(1)
        expect(video).to_have_count(0, timeout=15_000)  # It plays once.
        page.keyboard.press("i")
        expect(page.get_by_role("link", name="clip.mp4")).to_be_visible()
        check_accessibility(page, ".pswp")
