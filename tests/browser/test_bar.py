"""The bar at the top of every page, and at the bottom of phones: where people are, and what they can do."""

import pytest
from conftest import StartGallery
from playwright.sync_api import Browser, Page, expect
from support.gallery_app import App
from support.many_photos import ManyPhotos
from support.owners_page import OVERFLOW, add_photos, check_accessibility, checkbox, grid_links, open_menu, visiting

PHONE, DESKTOP = (360, 740), (1280, 800)
SELECT = "button.select"
HEADING_TOP = """(month) => document.querySelector(`#m${month}`).getBoundingClientRect().top"""
COVERED = """() => {
    const bar = document.querySelector("nav[aria-label=Gallery]").getBoundingClientRect();
    const last = [...document.querySelectorAll(".photos li")].at(-1).getBoundingClientRect();
    return last.bottom > bar.top;
}"""


def test_the_bar_shows_the_month_in_view(browser: Browser, shared_app: App) -> None:
    """Once the month's own heading has scrolled out of view; before that it would only repeat it."""
    many = ManyPhotos([120] * 6)
    with visiting(browser, shared_app, DESKTOP) as page:
        many.serve(page.context)
        page.goto("/", wait_until="networkidle")
        page.mouse.move(600, 400)
        month = page.locator(".current-month")
        expect(month).to_have_text("")
        page.mouse.wheel(0, 600)
        expect(month).to_have_text("December 2026")
        expect(month).to_be_in_viewport()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(month).to_have_text("July 2026")


def test_the_bar_shows_an_album_with_its_month(browser: Browser, gallery_app: App) -> None:
    """A sub-album's own name is enough."""
    add_photos(gallery_app, 40, album="Trips/Lisbon")
    with visiting(browser, gallery_app, PHONE) as page:
        page.goto("/?album=Trips/Lisbon", wait_until="networkidle")
        page.mouse.move(100, 400)
        page.mouse.wheel(0, 500)
        expect(page.locator(".current-month")).to_have_text("Lisbon · October 2026")
        assert page.evaluate(OVERFLOW) <= 0


def test_jumping_to_a_month_puts_its_heading_below_the_bar(browser: Browser, shared_app: App) -> None:
    """The bar covers neither the heading nor the photo with the focus."""
    many = ManyPhotos([90] * 12)
    with visiting(browser, shared_app, DESKTOP) as page:
        many.serve(page.context)
        page.goto("/", wait_until="networkidle")
        page.mouse.move(600, 400)
        page.get_by_role("slider", name="Timeline").press("PageDown")
        page.get_by_role("slider", name="Timeline").press("ArrowUp")
        bar = page.locator("header.bar").bounding_box()
        assert bar
        expect(page.locator("#m2026-02")).to_be_in_viewport()
        assert abs(page.evaluate(HEADING_TOP, "2026-02") - bar["height"]) <= 1
        page.locator(".photos li a").nth(10).focus()
        for _ in range(6):
            page.keyboard.press("ArrowUp")
            box = page.locator(".photos a:focus").bounding_box()
            assert box
            assert box["y"] >= bar["height"] - 1


def test_phones_have_the_sections_at_the_bottom(browser: Browser, gallery_app: App) -> None:
    """Within reach of the thumb, and never over the last photos."""
    add_photos(gallery_app, 60)
    with visiting(browser, gallery_app, PHONE, has_touch=True) as page:
        page.goto("/", wait_until="networkidle")
        for control in (page.get_by_role("link", name="Albums"), page.get_by_role("button", name="Add photos")):
            box = control.bounding_box()
            assert box
            assert box["y"] > 740 - 64
            assert min(box["width"], box["height"]) >= 44
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(300)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert not page.evaluate(COVERED)
        page.locator("summary", has_text="Album or folder").click()
        expect(page.get_by_label("Album")).to_be_in_viewport()


@pytest.fixture(scope="module")
def three_photos(start_gallery: StartGallery) -> App:
    """A gallery in which tests change nothing."""
    app = start_gallery()
    add_photos(app, 3)
    return app


def test_the_bar_is_accessible(browser: Browser, three_photos: App) -> None:
    """Criterion 9, with the menu open, and while nothing is selected yet."""
    for size in (PHONE, DESKTOP):
        with visiting(browser, three_photos, size, bypass_csp=True) as page:
            page.goto("/", wait_until="networkidle")
            open_menu(page)
            check_accessibility(page, "header, #menu")
            page.keyboard.press("Escape")
            page.locator(SELECT).click()
            expect(page.locator(".selection .count")).to_have_text("Select photos")
            check_accessibility(page, ".selection")
            assert page.evaluate(OVERFLOW) <= 0


def test_select_lets_people_select_photos_with_single_clicks(browser: Browser, gallery_app: App) -> None:
    """On phones nothing else shows that it's possible. It works as the first thing people do on the page."""
    add_photos(gallery_app, 3)
    with visiting(browser, gallery_app, PHONE, has_touch=True) as page:
        page.goto("/", wait_until="networkidle")
        page.locator(SELECT).tap()
        count = page.locator(".selection .count")
        expect(count).to_have_text("Select photos")
        delete = page.locator(".selection").get_by_role("button", name="Delete")
        expect(delete).to_be_disabled()
        expect(checkbox(page, "Select 1.jpg")).to_be_visible()
        grid_links(page).nth(1).tap()
        expect(count).to_have_text("1 selected")
        expect(delete).to_be_enabled()
        grid_links(page).nth(1).tap()
        expect(count).to_have_text("Select photos")
        grid_links(page).nth(0).tap()
        delete.tap()
        expect(page.locator(".selection")).to_be_hidden()
        expect(grid_links(page)).to_have_count(2)


def test_escape_and_back_end_a_selection_without_photos(browser: Browser, three_photos: App) -> None:
    with visiting(browser, three_photos) as page:
        page.goto("/", wait_until="networkidle")
        for end in (lambda: page.keyboard.press("Escape"), page.go_back):
            start_selecting(page)
            end()
            expect(page.locator(".selection")).to_be_hidden()
            assert page.url.endswith("/")


def start_selecting(page: Page) -> None:
    page.locator(SELECT).click()
    expect(page.locator(".selection")).to_be_visible()


def test_an_empty_gallery_has_nothing_to_select(browser: Browser, gallery_app: App) -> None:
    """The button appears with the first photo."""
    with visiting(browser, gallery_app) as page:
        page.goto("/", wait_until="networkidle")
        expect(page.locator(SELECT)).to_be_hidden()
        add_photos(gallery_app, 1)
        page.reload()
        expect(page.locator(SELECT)).to_be_visible()
