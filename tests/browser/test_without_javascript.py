"""The gallery in a real browser without JavaScript: everything works."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import requests
from azure.storage.blob import ContainerClient
from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Page, Response, expect
from support.gallery_app import App
from support.owners_page import first_noon
from support.pictures import jpeg

PHONE, DESKTOP = (320, 640), (1280, 800)
NOON = datetime(2026, 9, 12, 12)

PROBLEMS = {"warning", "error"}
BROKEN_IMAGES = "[...document.images].filter(image => !image.complete || !image.naturalWidth).map(image => image.src)"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
BACKGROUND = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"


@pytest.fixture
def page(browser: Browser, gallery_app: App) -> Iterator[Page]:
    """An empty gallery's page without JavaScript. Fails on any problem."""
    with visiting(browser, gallery_app) as visited:
        yield visited


@contextmanager
def visiting(browser: Browser, app: App, size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> Iterator[Page]:
    """Open a fresh window and fail on console messages and failed requests."""
    context = browser.new_context(
        base_url=app.url,
        java_script_enabled=False,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
    )
    page, problems = context.new_page(), list[str]()
    page.on("console", lambda message: problems.extend(warnings_of(message)))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", lambda response: problems.extend(failures_of(response)))
    page.set_default_timeout(20_000)
    yield page
    context.close()
    assert problems == []


def warnings_of(message: ConsoleMessage) -> list[str]:
    """Return warnings, except about storage, which has no icon."""
    return [message.text] if message.type in PROBLEMS and not is_icon(message.location["url"]) else []


def failures_of(response: Response) -> list[str]:
    """Return failed responses."""
    return [f"{response.status} {response.url}"] if response.status >= 400 and not is_icon(response.url) else []


def is_icon(url: str) -> bool:
    return url.endswith("/favicon.ico")


def file_payload(name: str, data: bytes, kind: str = "image/jpeg") -> FilePayload:
    """Return a file for people to choose."""
    return {"name": name, "mimeType": kind, "buffer": data}


def add_photos(app: App, files: dict[str, bytes], album: str = "") -> None:
    """Add photos before opening the browser."""
    parts = [("photos", (file, data)) for file, data in files.items()]
    headers = {"Accept": "application/json"}
    response = requests.post(
        f"{app.url}/upload-photos", files=parts, data={"album": album}, headers=headers, timeout=120
    )
    assert response.status_code == 201, response.text


def photos_by_day(count: int = 3) -> dict[str, bytes]:
    """Return photos of consecutive days, the oldest first."""
    start = first_noon(count)
    return {
        f"day {day:03}.jpg": jpeg(f"#{day * 2 % 256:02x}60a0", taken=start + timedelta(days=day))
        for day in range(count)
    }


def grid_names(page: Page) -> list[str]:
    """Return the file names on a loaded page, in order."""
    page.wait_for_load_state("load")
    images = page.locator(".grid img").all()
    return [str(image.get_attribute("alt")).partition(",")[0] for image in images]


def check_images(page: Page) -> None:
    """Check that every image has loaded."""
    page.wait_for_load_state("load")
    assert page.evaluate(BROKEN_IMAGES) == []


def test_empty_gallery_invites_people_to_add_photos(page: Page) -> None:
    """With an open form."""
    page.goto("/")
    expect(page.get_by_text("No photos yet")).to_be_visible()
    expect(page.get_by_label("Photos", exact=False).and_(page.locator("input[type=file]"))).to_be_visible()
    expect(page.get_by_text("Without JavaScript, you can add up to 95 MB at once.")).to_be_visible()
    page.get_by_role("link", name="Albums").click()
    expect(page.get_by_text("No albums yet")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Trash").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()


def test_form_uploads_several_photos_and_shows_each_result(page: Page) -> None:
    """Once only."""
    page.goto("/")
    page.locator("input[type=file]").set_input_files(
        [
            file_payload("red.jpg", jpeg("red", taken=NOON)),
            file_payload("letter.pdf", b"%PDF-1.7 ...", "application/pdf"),
            file_payload("grün.jpg", jpeg("green", taken=NOON)),
            file_payload("red again.jpg", jpeg("red", taken=NOON)),
        ]
    )
    page.get_by_role("button", name="Upload").click()
    flash = page.get_by_role("status")
    expect(flash).to_contain_text("2 added")
    expect(flash).to_contain_text("1 already in your gallery")
    expect(flash).to_contain_text("1 couldn't be added")
    expect(flash.locator("li.rejected")).to_have_text(re.compile("letter.pdf.*is a PDF. Supported formats: JPEG"))
    assert len(grid_names(page)) == 2
    assert "grün.jpg" in grid_names(page)
    check_images(page)
    page.reload()
    expect(page.get_by_role("status")).to_have_count(0)
    assert len(grid_names(page)) == 2


def test_browser_does_not_send_an_empty_form(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Upload").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_text("No photos yet")).to_be_visible()


def test_photos_are_grouped_by_month_with_previews(page: Page, gallery_app: App) -> None:
    """Newest first, loaded directly from storage."""
    august = jpeg("blue", taken=datetime(2026, 8, 1, 9))
    add_photos(gallery_app, {**photos_by_day(), "august.jpg": august})
    page.goto("/")
    headings = page.get_by_role("heading", level=2).all_text_contents()
    assert headings == ["September 2026", "August 2026"]
    assert grid_names(page) == ["day 002.jpg", "day 001.jpg", "day 000.jpg", "august.jpg"]
    sources = [str(image.get_attribute("src")) for image in page.locator(".grid img").all()]
    assert not [source for source in sources if source.startswith("/")]
    check_images(page)
    page.get_by_text("Months").click()
    page.get_by_role("link", name="August 2026", exact=True).click()
    assert grid_names(page) == ["august.jpg"]


def test_photos_from_other_tools_are_visible_at_once(page: Page, gallery_app: App) -> None:
    """Their previews are created when the browser requests them."""
    with ContainerClient.from_connection_string(gallery_app.connection, gallery_app.photos_container) as container:
        if not container.exists():
            container.create_container()
        for name in ("old one.jpg", "old two.jpg"):
            container.upload_blob(name, jpeg(taken=NOON, size=(30 + len(name), 40 if "one" in name else 90)))
    page.goto("/")
    assert sorted(grid_names(page)) == ["old one.jpg", "old two.jpg"]
    check_images(page)


def test_photo_page_links_to_neighbors_and_the_original(page: Page, gallery_app: App) -> None:
    add_photos(gallery_app, photos_by_day())
    page.goto("/")
    page.locator(".grid a").nth(1).click()
    expect(page.get_by_role("heading", name="day 001.jpg")).to_be_attached()
    expect(page.get_by_text("13 September 2026 at 12:00")).to_be_visible()
    check_images(page)
    page.get_by_role("link", name="Older photo").click()
    expect(page).to_have_title(re.compile("day 000.jpg"))
    expect(page.get_by_role("link", name="Older photo")).to_have_count(0)
    page.get_by_role("link", name="Newer photo").click()
    page.get_by_role("link", name="Newer photo").click()
    expect(page).to_have_title(re.compile("day 002.jpg"))
    expect(page.get_by_role("link", name="Newer photo")).to_have_count(0)
    with page.expect_response(
        lambda response: response.request.is_navigation_request() and response.status == 200
    ) as original:
        page.get_by_role("link", name="Original").click()
    assert original.value.headers["content-type"] == "image/jpeg"
    assert original.value.body() == photos_by_day()["day 002.jpg"]


@pytest.mark.parametrize("size", [DESKTOP, (360, 740)], ids=["desktop", "phone"])
def test_undo_restores_a_deleted_photo(page: Page, gallery_app: App, size: tuple[int, int]) -> None:
    """From the flash message. On phones, the bar at the bottom covers no button."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    add_photos(gallery_app, photos_by_day())
    page.goto("/?photo=2026/09/13/day 001.jpg")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status")).to_contain_text("1 moved to trash")
    assert grid_names(page) == ["day 002.jpg", "day 000.jpg"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("1 restored")
    assert grid_names(page) == ["day 002.jpg", "day 001.jpg", "day 000.jpg"]
    check_images(page)


def test_trash_shows_and_restores_deleted_photos(page: Page, gallery_app: App) -> None:
    """With previews."""
    add_photos(gallery_app, photos_by_day(), "Rome")
    for file in ("day 000.jpg", "day 002.jpg"):
        assert requests.delete(f"{gallery_app.url}/photos/Rome/{file}", timeout=30).status_code == 200
    page.goto("/trash")
    assert trashed_names(page) == [".trash/Rome/day 002.jpg", ".trash/Rome/day 000.jpg"]
    check_images(page)
    page.get_by_role("checkbox", name="day 000.jpg").check()
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("1 restored")
    assert grid_names(page) == ["day 001.jpg", "day 000.jpg"]
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Trash").click()
    assert trashed_names(page) == [".trash/Rome/day 002.jpg"]


def trashed_names(page: Page) -> list[str]:
    """Return the names of the photos in the trash, in their order."""
    names: list[str] = page.get_by_role("checkbox").evaluate_all("boxes => boxes.map((box) => box.value)")
    return names


def test_albums_have_covers_and_forms(page: Page, gallery_app: App) -> None:
    """An album's form adds to that album."""
    add_photos(gallery_app, photos_by_day(), "Trips/Rome & Ostia")
    add_photos(gallery_app, photos_by_day(1), "Cats")
    page.goto("/albums")
    assert page.locator(".covers .name").all_text_contents() == ["Cats", "Rome & Ostia"]
    assert page.locator(".covers .hint").all_text_contents() == ["1 photo", "3 photos"]
    check_images(page)
    page.get_by_role("link", name="Rome").click()
    expect(page.get_by_role("heading", name="Trips / Rome & Ostia")).to_be_visible()
    assert grid_names(page) == ["day 002.jpg", "day 001.jpg", "day 000.jpg"]
    page.get_by_text("Add photos").click()
    added = file_payload("new.jpg", jpeg("gold", taken=NOON + timedelta(days=9)))
    page.locator("input[type=file]").set_input_files([added])
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="Trips / Rome & Ostia")).to_be_visible()
    assert grid_names(page)[0] == "new.jpg"


def test_pages_of_photos_lead_both_ways(page: Page, gallery_app: App) -> None:
    """No photo is missing or shown twice."""
    photos = photos_by_day(125)
    add_photos(gallery_app, photos)
    page.goto("/")
    first = grid_names(page)
    assert first == sorted(photos, reverse=True)[:100]
    check_images(page)
    page.get_by_role("link", name="Older photos").click()
    expect(page.get_by_role("link", name="Older photos")).to_have_count(0)
    assert grid_names(page) == sorted(photos, reverse=True)[100:]
    check_images(page)
    page.get_by_role("link", name="Newer photos").click()
    assert grid_names(page) == first
    expect(page.get_by_role("link", name="Newer photos")).to_have_count(0)


def test_unknown_photo_shows_a_page_with_a_link_back(browser: Browser, gallery_app: App) -> None:
    context = browser.new_context(base_url=gallery_app.url, java_script_enabled=False)
    page = context.new_page()
    response = page.goto("/?photo=none.jpg")
    assert response
    assert response.status == 404
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    page.get_by_role("link", name="Back to photos").click()
    expect(page).to_have_url(f"{gallery_app.url}/")
    context.close()


def test_pages_fit_small_phones_and_follow_the_color_scheme(browser: Browser, gallery_app: App) -> None:
    """320 pixels and a desktop, light and dark, without any problem."""
    long_name = "a very long name without any end " * 4 + "x" * 60 + ".jpg"
    files = {**photos_by_day(), long_name: jpeg("red", (600, 30), NOON), "tall.jpg": jpeg("blue", (30, 600), NOON)}
    add_photos(gallery_app, files)
    album = "An album with a name that is long, and_one_word_that_has_no_space_to_break_at_anywhere"
    add_photos(gallery_app, files, album)
    requests.delete(f"{gallery_app.url}/photos/2026/09/12/{long_name}", timeout=30)
    paths = ("/", f"/?album={album}", "/?photo=2026/09/12/tall.jpg", "/albums", "/trash", "/sign-in")
    for size, dark in ((PHONE, False), (PHONE, True), (DESKTOP, False), (DESKTOP, True)):
        with visiting(browser, gallery_app, size, dark=dark) as page:
            for path in paths:
                page.goto(path)
                assert page.evaluate(OVERFLOW) <= 0, (path, size)
                check_images(page)
                background = page.evaluate(BACKGROUND)
                is_right = max(background) < 64 if dark or "photo=" in path else min(background) > 224
                assert is_right, (path, dark, background)


def test_upload_form_fits_phones(browser: Browser, gallery_app: App) -> None:
    """Criterion 10: also if its button wraps to the edge of the next line."""
    add_photos(gallery_app, {"a.jpg": jpeg("red", taken=NOON)})
    with visiting(browser, gallery_app, PHONE) as page:
        page.goto("/")
        page.locator("summary", has_text="Add photos").click()
        form = page.locator(".upload form").bounding_box()
        assert form
        assert form["x"] >= 0
        assert form["x"] + form["width"] <= PHONE[0]
        page.get_by_label("Photos").set_input_files(file_payload("b.jpg", jpeg("blue", taken=NOON)))
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_role("status")).to_contain_text("1 added")
