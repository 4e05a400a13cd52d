"""Editing captions, tags and favorites, dates and orientations in the viewer and for a selection, with Undo."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from conftest import StartGallery
from playwright.sync_api import Browser, Locator, Page, expect
from support.gallery_app import App
from support.instances import open_library
from support.pictures import jpeg
from support.visitor import Visitor

from gallery.model.embedded_facts import EmbeddedFacts

NAMES = ("Rome/a.jpg", "Rome/b.jpg")


@pytest.fixture(scope="module")
def gallery(start_gallery: StartGallery) -> App:
    """A gallery that's empty before and after each test."""
    return start_gallery()


@pytest.fixture
def visitor(gallery: App) -> Iterator[Visitor]:
    visitor = Visitor(gallery)
    visitor.add_photos("Rome", ("a.jpg", jpeg("red", (90, 60))), ("b.jpg", jpeg("blue", (90, 60))))
    yield visitor
    visitor.request("POST", "/api/trash", json={"names": NAMES}).raise_for_status()
    photos = [{"trash": photo["trash"], "etag": photo["etag"]} for photo in visitor.get_json("/api/trash")["photos"]]
    visitor.request("POST", "/api/trash/empty", json={"photos": photos}).raise_for_status()
    assert visitor.list_all_names() == []


@pytest.fixture
def page(browser: Browser, visitor: Visitor) -> Iterator[Page]:
    """The album's page, with the focus on the first photo."""
    context = browser.new_context(base_url=visitor.app.url, viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto("/?album=Rome")
    opened.locator("a[href*='photo=']").first.focus()
    yield opened
    assert errors == []
    context.close()


def said(visitor: Visitor, name: str = NAMES[0]) -> tuple[object, ...]:
    found = visitor.get_json(f"/api/photos/{name}")
    return found["caption"], found["tags"], found["favorite"]


def open_photo(page: Page, name: str = NAMES[0]) -> None:
    page.goto(f"/?album=Rome&photo={name}")
    page.locator(".pswp").wait_for()
    expect(page.locator(".pswp .tools")).to_be_visible()


def test_a_caption_is_edited_in_the_viewer_and_undone(page: Page, visitor: Visitor) -> None:
    """It's the picture's alternative text at once."""
    open_photo(page)
    page.keyboard.press("e")
    page.get_by_role("textbox", name="Caption").fill("Rome at night")
    page.keyboard.press("Control+Enter")
    page.get_by_text("1 photo changed.").first.wait_for()
    assert said(visitor)[0] == "Rome at night"
    expect(page.locator(".pswp__item:not([aria-hidden=true]) img[alt='Rome at night']")).to_have_count(1)
    page.keyboard.press("Control+z")
    page.get_by_text("Changes to 1 photo undone.").first.wait_for()
    assert said(visitor)[0] is None


def test_undo_is_refused_after_someone_elses_edit(page: Page, visitor: Visitor) -> None:
    open_photo(page)
    page.keyboard.press("f")
    page.get_by_text("1 photo changed.").first.wait_for()
    visitor.request("PATCH", f"/api/photos/{NAMES[0]}", json={"caption": "Theirs"})
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("has been edited since").first.wait_for()
    assert said(visitor) == ("Theirs", None, True)


def test_tags_and_favorites_are_shown_in_the_information(page: Page, visitor: Visitor) -> None:
    open_photo(page)
    page.keyboard.press("i")
    page.get_by_role("button", name="Add to favorites").click()
    page.get_by_role("button", name="Remove from favorites").wait_for()
    page.keyboard.press("t")
    page.get_by_role("textbox", name="Tags").fill("night, Rome")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".info")).to_contain_text("night, Rome")
    assert said(visitor) == (None, ["night", "Rome"], True)


def test_a_key_that_is_pressed_twice_opens_one_dialog(page: Page) -> None:
    """The first press may still be loading it. Its field has the focus."""
    open_photo(page)
    page.keyboard.press("t")
    page.keyboard.press("t")
    field = page.get_by_role("textbox", name="Tags")
    expect(field).to_be_focused()
    page.wait_for_load_state("networkidle")
    expect(field).to_have_count(1)


def test_tags_with_commas_stay_whole(page: Page, visitor: Visitor) -> None:
    """In quotes, as in CSV."""
    visitor.request("PATCH", f"/api/photos/{NAMES[0]}", json={"tags": ["a, b", 'say "hi"']})
    open_photo(page)
    page.keyboard.press("t")
    field = page.get_by_role("textbox", name="Tags")
    expect(field).to_have_value('"a, b", "say ""hi"""')
    field.press("End")
    field.press_sequentially(', "c,d",e')
    with page.expect_response("**/api/edit"):
        page.get_by_role("button", name="Save").click()
    assert said(visitor)[1] == ["a, b", 'say "hi"', "c,d", "e"]


def test_several_photos_are_edited_together(page: Page, visitor: Visitor) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.press("t")
    page.get_by_role("textbox", name="Add tags").fill("trip")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("2 photos changed.").first.wait_for()
    assert [said(visitor, name)[1] for name in NAMES] == [["trip"], ["trip"]]
    page.get_by_role("button", name="Edit").click()
    with page.expect_response("**/api/edit"):
        page.get_by_role("button", name="Add to favorites").click()
    assert [said(visitor, name)[2] for name in NAMES] == [True, True]


def test_a_caption_in_the_file_is_adopted_with_one_click(page: Page, visitor: Visitor) -> None:
    """Clearing it afterwards doesn't bring the one in the file back."""
    embed(visitor.app, EmbeddedFacts(caption="From the camera"))
    open_photo(page)
    page.keyboard.press("e")
    page.get_by_role("button", name="Use as caption").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("1 photo changed.").first.wait_for()
    assert said(visitor)[0] == "From the camera"
    page.keyboard.press("e")
    page.get_by_role("textbox", name="Caption").fill("")
    with page.expect_response("**/api/edit"):
        page.get_by_role("button", name="Save").click()
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Caption")).to_have_value("")
    expect(page.get_by_role("button", name="Use as caption")).to_have_count(0)


def embed(app: App, facts: EmbeddedFacts) -> None:
    """Make the first photo one whose file says this, as far as its metadata says."""
    storage = open_library(app)
    photo = storage.photos.get_visible(NAMES[0])
    storage.photos.update_metadata(photo, facts.metadata())
    storage.service.close()


def test_the_date_of_a_photo_is_corrected_and_undone(page: Page, visitor: Visitor) -> None:
    """The viewer stays at the photo, although another one comes first now."""
    open_photo(page)
    page.keyboard.press("i")
    page.get_by_role("button", name="Change date").click()
    page.get_by_label("Date", exact=True).fill("2020-01-02")
    page.get_by_role("textbox", name="Time").fill("03:04:05")
    page.get_by_label("UTC offset").fill("+02:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".info")).to_contain_text("corrected")
    expect(page.locator(".info")).to_contain_text("UTC+02:00")
    expect(page.locator(".pswp")).to_have_attribute("aria-label", "a.jpg")
    assert visitor.get_json(f"/api/photos/{NAMES[0]}")["taken"] == "2020-01-02T03:04:05+02:00"
    page.keyboard.press("Control+z")
    page.get_by_text("Changes to 1 photo undone.").first.wait_for()
    assert visitor.get_json(f"/api/photos/{NAMES[0]}")["taken"] is None


def test_photos_filed_by_date_move_to_their_days_in_view(browser: Browser, gallery_app: App) -> None:
    """The viewer follows a photo to its new name. A selection is shifted together, and undone together.

    A request whose response is lost is sent again, and shifts nothing twice.
    """
    visitor = Visitor(gallery_app)
    for file, hour in (("a.jpg", 19), ("b.jpg", 20)):
        visitor.add_photos("", (file, jpeg("red", (90, 60 + hour), datetime(2026, 9, 12, hour))))
    context = browser.new_context(base_url=visitor.app.url, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto("/?photo=2026/09/12/a.jpg")
    page.locator(".pswp .tools").wait_for()
    page.keyboard.press("i")
    page.get_by_role("button", name="Change date").click()
    page.get_by_label("Date", exact=True).fill("2026-08-01")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("2026/08/01/a.jpg"))
    page.keyboard.press("Escape")
    page.locator(".pswp").wait_for(state="detached")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Change date").click()
    page.get_by_label("Hours").fill("7")
    page.route("**/api/edit", lambda route: (route.fetch(), route.abort()), times=1)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("2 photos changed.").first.wait_for()
    assert names_in(visitor) == ["2026/09/13/b.jpg", "2026/08/02/a.jpg"]
    page.keyboard.press("Control+z")
    page.get_by_text("Changes to 2 photos undone.").first.wait_for()
    assert names_in(visitor) == ["2026/09/12/b.jpg", "2026/08/01/a.jpg"]
    context.close()


def names_in(visitor: Visitor) -> list[str]:
    return [photo["name"] for photo in visitor.list_photos()]


def shape(visitor: Visitor, name: str = NAMES[0]) -> tuple[int, int]:
    photo = visitor.get_json(f"/api/photos/{name}")["photo"]
    return photo["width"], photo["height"]


SHOWN = ".pswp__item:not([aria-hidden=true]) img:not(.pswp__img--placeholder)"
HAS_ORIENTATION = """async ([name, orientation]) => {
    const response = await fetch(`/api/photos/${name}`);
    return (await response.json()).orientation === orientation;
}"""
IS_HIGH = """(selector) => {
    const image = document.querySelector(selector);
    return image && image.naturalHeight > image.naturalWidth && image.clientHeight > image.clientWidth;
}"""


def is_high(image: Locator) -> bool:
    """Return whether the image that has loaded is higher than wide, as its box is."""
    script = """async (image) => {
        while (!image.src || !image.complete || !image.naturalWidth) await new Promise((next) => setTimeout(next, 20));
        return image.naturalHeight > image.naturalWidth;
    }"""
    found: bool = image.evaluate(script)
    box = image.bounding_box()
    assert box
    assert (box["height"] > box["width"]) == found
    return found


def test_a_photo_is_rotated_in_the_viewer_and_undone(page: Page, visitor: Visitor) -> None:
    """The picture and its tile are the new ones. Three presses in a row turn it three times."""
    open_photo(page)
    shown = page.locator(SHOWN)
    assert not is_high(shown)
    page.keyboard.press("r")
    page.get_by_text("1 photo rotated.").first.wait_for()
    assert shape(visitor) == (60, 90)
    page.wait_for_function(IS_HIGH, arg=SHOWN)  # The former picture stays until the new one has loaded.
    page.get_by_role("button", name="Close message").first.click()
    for _ in range(3):
        page.keyboard.press("Shift+R")
    page.wait_for_function(HAS_ORIENTATION, arg=[NAMES[0], 8 - 5])  # from 6, three quarters back
    expect(page.get_by_text("Rotating…")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".pswp")).to_have_count(0)
    assert not is_high(page.locator(f"a[href$='photo={NAMES[0]}'] img"))


def test_a_selection_is_rotated_and_undone(page: Page, visitor: Visitor) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+R")
    page.get_by_text("2 photos rotated.").first.wait_for()
    assert [shape(visitor, name) for name in NAMES] == [(60, 90)] * 2
    tiles = [page.locator(f"a[href$='photo={name}'] img") for name in NAMES]
    assert all(map(is_high, tiles))
    page.keyboard.press("Control+z")
    page.get_by_text("Changes to 2 photos undone.").first.wait_for()
    assert [shape(visitor, name) for name in NAMES] == [(90, 60)] * 2
    assert not any(map(is_high, tiles))
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Rotate right").click()
    page.get_by_text("2 photos rotated.").first.wait_for()
    assert visitor.get_json(f"/api/photos/{NAMES[0]}")["orientation"] == 6


def test_a_photo_that_cannot_be_rotated_stays_and_the_reason_is_shown(page: Page) -> None:
    open_photo(page)
    rejected = {"name": NAMES[0], "outcome": "rejected", "status": 422, "reason": "a.jpg takes too long."}
    page.route("**/api/edit", lambda route: route.fulfill(json={"files": [rejected]}))
    page.keyboard.press("r")
    page.get_by_text("1 photo couldn't be rotated. a.jpg takes too long.").first.wait_for()
    assert not is_high(page.locator(".pswp__item:not([aria-hidden=true]) img:not(.pswp__img--placeholder)"))


def test_a_caption_is_shown_over_the_photo_with_the_controls(page: Page, visitor: Visitor) -> None:
    """It covers none of them, wraps, hides with them, and while people zoom."""
    long = "Rome at night, seen from the Pincio\n" + "with a word that is as long as this one " * 9 + "x" * 60
    visitor.request("PATCH", f"/api/photos/{NAMES[0]}", json={"caption": long})
    caption = page.locator(".pswp .caption")
    for size in ((320, 640), (640, 360), (1280, 800)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        open_photo(page)
        expect(caption).to_be_visible()
        expect(caption).to_contain_text("Rome at night")
        box = caption.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        for tool in page.locator(".pswp .tool:visible").all():
            other = tool.bounding_box()
            assert other
            assert other["y"] + other["height"] <= box["y"] or other["y"] >= box["y"] + box["height"], size
    page.evaluate("document.querySelector('.pswp').classList.add('idle')")
    expect(page.locator(".pswp .controls")).to_have_css("opacity", "0")
    open_photo(page)
    page.keyboard.press("+")
    expect(caption).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pswp .count")).to_have_text("2 of 2")
    expect(caption).to_be_hidden()


def test_a_rating_in_the_file_is_adopted_with_one_click(page: Page, visitor: Visitor) -> None:
    embed(visitor.app, EmbeddedFacts(rating=4))
    open_photo(page)
    page.keyboard.press("i")
    expect(page.locator(".info")).to_contain_text("4 stars")
    page.get_by_role("button", name="Use as rating").click()
    page.get_by_text("1 photo changed.").first.wait_for()
    expect(page.locator(".info")).not_to_contain_text("4 stars")
    assert visitor.get_json(f"/api/photos/{NAMES[0]}")["rating"] == 4
