"""The gallery in a real browser with JavaScript switched off: everything can be done."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import requests
from azure.storage.blob import ContainerClient
from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Page, Response, expect
from support.gallery_app import App
from support.pictures import jpeg

PHONE, DESKTOP = (320, 640), (1280, 800)
NOON = datetime(2026, 9, 12, 12)

LOUD = {"warning", "error"}
BROKEN_IMAGES = "[...document.images].filter(image => !image.complete || !image.naturalWidth).map(image => image.src)"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAPER = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"


@pytest.fixture
def page(browser: Browser, gallery_app: App) -> Iterator[Page]:
    """An empty gallery's page, without JavaScript. At the end nothing may have been complained about."""
    with visiting(browser, gallery_app) as visited:
        yield visited


@contextmanager
def visiting(browser: Browser, app: App, size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> Iterator[Page]:
    """The gallery in a fresh window, which collects what the browser complains of: CSP, scripts, missing files."""
    context = browser.new_context(
        base_url=app.url,
        java_script_enabled=False,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
    )
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.extend(warnings_of(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda answer: complaints.extend(failures_of(answer)))
    page.set_default_timeout(20_000)
    yield page
    context.close()
    assert complaints == []


def warnings_of(message: ConsoleMessage) -> list[str]:
    """What the browser warns of; not that storage, where an original is shown, has no icon."""
    return [message.text] if message.type in LOUD and not is_icon(message.location["url"]) else []


def failures_of(answer: Response) -> list[str]:
    """An answer that is a refusal."""
    return [f"{answer.status} {answer.url}"] if answer.status >= 400 and not is_icon(answer.url) else []


def is_icon(url: str) -> bool:
    return url.endswith("/favicon.ico")


def chosen(name: str, data: bytes, kind: str = "image/jpeg") -> FilePayload:
    """A file that a person chooses."""
    return {"name": name, "mimeType": kind, "buffer": data}


def add(app: App, files: dict[str, bytes], album: str = "") -> None:
    """Photos that are there before the browser comes."""
    parts = [("photos", (file, data)) for file, data in files.items()]
    headers = {"Accept": "application/json"}
    answer = requests.post(f"{app.url}/upload-photos", files=parts, data={"album": album}, headers=headers, timeout=120)
    assert answer.status_code == 201, answer.text


def three_days(count: int = 3) -> dict[str, bytes]:
    """Photos of different days, the first the oldest; a month has about thirty."""
    return {
        f"day {day:03}.jpg": jpeg(f"#{day * 2 % 256:02x}60a0", taken=NOON + timedelta(days=day)) for day in range(count)
    }


def grid(page: Page) -> list[str]:
    """File names of the photos on a page that has come whole, in their order."""
    page.wait_for_load_state("load")
    images = page.locator(".grid img").all()
    return [str(image.get_attribute("alt")).partition(",")[0] for image in images]


def check_images(page: Page) -> None:
    """Every image of the page has really come."""
    page.wait_for_load_state("load")
    assert page.evaluate(BROKEN_IMAGES) == []


def test_an_empty_gallery_invites_to_add_photos(page: Page) -> None:
    """With the form open and a word about what happens."""
    page.goto("/")
    expect(page.get_by_text("No photos yet")).to_be_visible()
    expect(page.get_by_label("Photos", exact=False).and_(page.locator("input[type=file]"))).to_be_visible()
    page.get_by_role("link", name="Albums").click()
    expect(page.get_by_text("No albums yet")).to_be_visible()
    page.get_by_role("link", name="Trash").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()


def test_several_photos_are_uploaded_by_the_form_and_each_has_its_answer(page: Page) -> None:
    """Added, refused, already here; the answer is shown once, the photos stay."""
    page.goto("/")
    page.locator("input[type=file]").set_input_files(
        [
            chosen("red.jpg", jpeg("red", taken=NOON)),
            chosen("letter.pdf", b"%PDF-1.7 ...", "application/pdf"),
            chosen("grün.jpg", jpeg("green", taken=NOON)),
            chosen("red again.jpg", jpeg("red", taken=NOON)),
        ]
    )
    page.get_by_role("button", name="Upload").click()
    report = page.get_by_role("status")
    expect(report).to_contain_text("2 added")
    expect(report).to_contain_text("1 already here")
    expect(report).to_contain_text("1 refused")
    expect(report.locator("li.rejected")).to_have_text(re.compile("letter.pdf.*is a PDF; the gallery takes JPEG"))
    assert len(grid(page)) == 2
    assert "grün.jpg" in grid(page)
    check_images(page)
    page.reload()
    expect(page.get_by_role("status")).to_have_count(0)
    assert len(grid(page)) == 2


def test_a_form_without_a_photo_is_held_back_by_the_browser(page: Page) -> None:
    """Nothing is sent."""
    page.goto("/")
    page.get_by_role("button", name="Upload").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_text("No photos yet")).to_be_visible()


def test_photos_stand_under_their_months_and_their_previews_are_seen(page: Page, gallery_app: App) -> None:
    """Newest first; every preview really loads, straight from storage."""
    august = jpeg("blue", taken=datetime(2026, 8, 1, 9))
    add(gallery_app, {**three_days(), "august.jpg": august})
    page.goto("/")
    headings = page.get_by_role("heading", level=2).all_text_contents()
    assert headings == ["September 2026", "August 2026"]
    assert grid(page) == ["day 002.jpg", "day 001.jpg", "day 000.jpg", "august.jpg"]
    sources = [str(image.get_attribute("src")) for image in page.locator(".grid img").all()]
    assert not [source for source in sources if source.startswith("/")]
    check_images(page)
    page.get_by_text("Months").click()
    page.get_by_role("link", name="August 2026", exact=True).click()
    assert grid(page) == ["august.jpg"]


def test_photos_of_another_tool_are_seen_at_once(page: Page, gallery_app: App) -> None:
    """Their previews are made as the browser asks for them."""
    with ContainerClient.from_connection_string(gallery_app.connection, gallery_app.photos_container) as container:
        if not container.exists():
            container.create_container()
        for name in ("old one.jpg", "old two.jpg"):
            container.upload_blob(name, jpeg(taken=NOON, size=(30 + len(name), 40 if "one" in name else 90)))
    page.goto("/")
    expect(page.get_by_role("heading", name="Not in an album")).to_be_visible()
    assert sorted(grid(page)) == ["old one.jpg", "old two.jpg"]
    check_images(page)


def test_a_photo_opens_and_its_neighbours_and_original_are_one_click_away(page: Page, gallery_app: App) -> None:
    """Older, newer, the facts, the original."""
    add(gallery_app, three_days())
    page.goto("/")
    page.locator(".grid a").nth(1).click()
    expect(page.get_by_role("heading", name="day 001.jpg")).to_be_attached()
    expect(page.get_by_text("13 September 2026, 12:00")).to_be_visible()
    check_images(page)
    page.get_by_role("link", name="Older photo").click()
    expect(page).to_have_title(re.compile("day 000.jpg"))
    expect(page.get_by_role("link", name="Older photo")).to_have_count(0)
    page.get_by_role("link", name="Newer photo").click()
    page.get_by_role("link", name="Newer photo").click()
    expect(page).to_have_title(re.compile("day 002.jpg"))
    expect(page.get_by_role("link", name="Newer photo")).to_have_count(0)
    with page.expect_response(
        lambda answer: answer.request.is_navigation_request() and answer.status == 200
    ) as original:
        page.get_by_role("link", name="Original").click()
    assert original.value.headers["content-type"] == "image/jpeg"
    assert original.value.body() == three_days()["day 002.jpg"]


def test_a_deleted_photo_comes_back_by_undo(page: Page, gallery_app: App) -> None:
    """Permission after deleting, from the report."""
    add(gallery_app, three_days())
    page.goto("/?photo=2026/09/13/day 001.jpg")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status")).to_contain_text("1 moved to the trash")
    assert grid(page) == ["day 002.jpg", "day 000.jpg"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("1 put back")
    assert grid(page) == ["day 002.jpg", "day 001.jpg", "day 000.jpg"]
    check_images(page)


def test_the_trash_shows_deleted_photos_and_puts_them_back(page: Page, gallery_app: App) -> None:
    """Much later, from its own page; previews and all."""
    add(gallery_app, three_days(), "Rome")
    for file in ("day 000.jpg", "day 002.jpg"):
        assert requests.delete(f"{gallery_app.url}/photos/Rome/{file}", timeout=30).status_code == 200
    page.goto("/trash")
    assert page.locator(".trash .name").all_text_contents() == ["Rome/day 002.jpg", "Rome/day 000.jpg"]
    check_images(page)
    page.get_by_role("checkbox", name="day 000.jpg").check()
    page.get_by_role("button", name="Put back", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("1 put back")
    assert grid(page) == ["day 001.jpg", "day 000.jpg"]
    page.get_by_role("link", name="Trash").click()
    assert page.locator(".trash .name").all_text_contents() == ["Rome/day 002.jpg"]


def test_albums_have_covers_and_open(page: Page, gallery_app: App) -> None:
    """Their form adds to the same album."""
    add(gallery_app, three_days(), "Trips/Rome & Ostia")
    add(gallery_app, three_days(1), "Cats")
    page.goto("/albums")
    assert page.locator(".covers .name").all_text_contents() == ["Cats", "Trips / Rome & Ostia"]
    assert page.locator(".covers .hint").all_text_contents() == ["1 photo", "3 photos"]
    check_images(page)
    page.get_by_role("link", name="Rome").click()
    expect(page.get_by_role("heading", name="Trips / Rome & Ostia")).to_be_visible()
    assert grid(page) == ["day 002.jpg", "day 001.jpg", "day 000.jpg"]
    page.get_by_text("Add photos").click()
    added = chosen("new.jpg", jpeg("gold", taken=NOON + timedelta(days=9)))
    page.locator("input[type=file]").set_input_files([added])
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="Trips / Rome & Ostia")).to_be_visible()
    assert grid(page)[0] == "new.jpg"


def test_more_than_a_page_of_photos_is_turned_both_ways(page: Page, gallery_app: App) -> None:
    """No photo is left out or shown twice, and the way back leads to where one was."""
    photos = three_days(125)
    add(gallery_app, photos)
    page.goto("/")
    first = grid(page)
    assert first == sorted(photos, reverse=True)[:100]
    check_images(page)
    page.get_by_role("link", name="Older photos").click()
    expect(page.get_by_role("link", name="Older photos")).to_have_count(0)
    assert grid(page) == sorted(photos, reverse=True)[100:]
    check_images(page)
    page.get_by_role("link", name="Newer photos").click()
    assert grid(page) == first
    expect(page.get_by_role("link", name="Newer photos")).to_have_count(0)


def test_an_unknown_photo_is_a_page_with_a_way_back(browser: Browser, gallery_app: App) -> None:
    """In the gallery's own dress."""
    context = browser.new_context(base_url=gallery_app.url, java_script_enabled=False)
    page = context.new_page()
    answer = page.goto("/?photo=none.jpg")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    page.get_by_role("link", name="Back to the photos").click()
    expect(page).to_have_url(f"{gallery_app.url}/")
    context.close()


def test_no_page_is_wider_than_a_small_phone_and_each_follows_the_persons_colours(
    browser: Browser, gallery_app: App
) -> None:
    """320 px and a desktop, light and dark; nothing is complained about anywhere."""
    long_name = "a very long name without any end " * 4 + "x" * 60 + ".jpg"
    files = {**three_days(), long_name: jpeg("red", (600, 30), NOON), "tall.jpg": jpeg("blue", (30, 600), NOON)}
    add(gallery_app, files)
    add(gallery_app, files, "An album with a name that is long, and_one_word_that_has_no_space_to_break_at_anywhere")
    requests.delete(f"{gallery_app.url}/photos/2026/09/12/{long_name}", timeout=30)
    album = "/?album=An album with a name that is long, and_one_word_that_has_no_space_to_break_at_anywhere"
    paths = ("/", album, "/?photo=2026/09/12/tall.jpg", "/albums", "/trash", "/sign-in")
    for size, dark in ((PHONE, False), (PHONE, True), (DESKTOP, False), (DESKTOP, True)):
        with visiting(browser, gallery_app, size, dark=dark) as page:
            for path in paths:
                page.goto(path)
                assert page.evaluate(OVERFLOW) <= 0, (path, size)
                check_images(page)
                paper = page.evaluate(PAPER)
                assert (max(paper) < 64) if dark or "photo=" in path else (min(paper) > 224), (path, dark, paper)


def test_on_a_phone_the_form_opens_within_the_window(browser: Browser, gallery_app: App) -> None:
    """Criterion 10. Also where its button has come to stand below the others, at the edge."""
    add(gallery_app, {"a.jpg": jpeg("red", taken=NOON)})
    with visiting(browser, gallery_app, PHONE) as page:
        page.goto("/")
        page.locator("summary", has_text="Add photos").click()
        form = page.locator(".upload form").bounding_box()
        assert form
        assert form["x"] >= 0
        assert form["x"] + form["width"] <= PHONE[0]
        page.get_by_label("Photos").set_input_files(chosen("b.jpg", jpeg("blue", taken=NOON)))
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_role("status")).to_contain_text("1 added")
