"""Searching in the browser: the box, its keys, chips, results, and the viewer among them.

The numbers refer to the acceptance criteria: 1 without JavaScript, 9 no violation, 10 small windows, 11 keyboard,
12 viewer.
"""

import re
from collections.abc import Iterator

import pytest
from conftest import StartGallery
from playwright.sync_api import Browser, Locator, Page, expect
from support.gallery_app import App
from support.owners_page import (
    OVERFLOW,
    PHONE,
    SMALL_TARGETS,
    add_photos,
    check_accessibility,
    grid_links,
    visiting,
)


@pytest.fixture(scope="module")
def gallery(start_gallery: StartGallery) -> App:
    """Six photos, `5.jpg` the newest. The older three are in the album Trips/Rome. Tests change nothing in it."""
    app = start_gallery()
    add_photos(app, 3, "Trips/Rome")
    add_photos(app, 3, first=3)
    return app


@pytest.fixture
def page(browser: Browser, gallery: App) -> Iterator[Page]:
    with visiting(browser, gallery) as visited:
        visited.goto("/")
        yield visited


def box_of(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search")


def shown(page: Page) -> list[str]:
    return [str(link.get_attribute("href")).rpartition("/")[2] for link in grid_links(page).all()]


def test_typing_a_search_finds_albums_and_photos(page: Page) -> None:
    """The address can be shared."""
    page.keyboard.press("/")
    page.keyboard.type("rome")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?q=rome$"))
    expect(page).to_have_title(re.compile("Search: .rome."))
    expect(page.locator(".covers").get_by_role("link")).to_have_text(re.compile("Rome"))
    expect(grid_links(page)).to_have_count(3)
    expect(box_of(page)).to_have_value("rome")


def test_a_slash_focuses_the_box_except_while_typing(page: Page) -> None:
    """11. Nor while a dialog is open."""
    with page.expect_response("**/ui/search.js") as script:
        page.keyboard.press("/")
    page.evaluate("script => import(script).then(() => undefined)", script.value.url)
    expect(box_of(page)).to_be_focused()
    page.keyboard.press("/")
    expect(box_of(page)).to_have_value("/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Search")
    page.keyboard.press("/")
    expect(box_of(page)).not_to_be_focused()


def test_a_slash_does_nothing_while_a_photo_is_open(page: Page) -> None:
    grid_links(page).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("/")
    expect(box_of(page)).not_to_be_focused()


def test_escape_clears_the_box_and_then_leaves_it(page: Page) -> None:
    """11. The focus returns to where it was."""
    grid_links(page).first.focus()
    with page.expect_response("**/ui/search.js") as script:
        page.keyboard.press("/")
    page.evaluate("script => import(script).then(() => undefined)", script.value.url)
    page.keyboard.type("rome")
    page.keyboard.press("Escape")
    expect(box_of(page)).to_have_value("")
    expect(box_of(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(grid_links(page).first).to_be_focused()


def test_leaving_the_box_shows_what_the_page_searched_for(page: Page) -> None:
    page.goto("/?q=rome")
    with page.expect_response("**/ui/search.js") as script:
        box_of(page).focus()
    page.evaluate("script => import(script).then(() => undefined)", script.value.url)
    page.keyboard.press("Escape")
    expect(box_of(page)).to_have_value("")
    page.keyboard.press("Escape")
    expect(box_of(page)).to_have_value("rome")


def test_chips_remove_their_terms(page: Page) -> None:
    page.goto("/?q=rome+2.jpg")
    expect(grid_links(page)).to_have_count(1)
    page.get_by_role("link", name="Remove 2.jpg").click()
    expect(page).to_have_url(re.compile(r"/\?q=rome$"))
    expect(grid_links(page)).to_have_count(3)
    page.get_by_role("link", name="Remove rome").click()
    expect(page).to_have_url(re.compile(r"/$"))


def test_the_viewer_stays_among_the_results(page: Page) -> None:
    """12. Arrows lead to the next result, the address to the same photo among them, and Back to the results."""
    page.goto("/?q=rome")
    grid_links(page).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 of 3")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"/\?q=rome&photo=Trips/Rome/1\.jpg$"))
    page.reload()
    expect(dialog).to_contain_text("2 of 3")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/\?q=rome$"))
    expect(grid_links(page)).to_have_count(3)
    page.go_back()
    page.wait_for_load_state("networkidle")
    page.go_forward()
    expect(grid_links(page)).to_have_count(3)


def test_back_leads_from_the_results_to_the_page_before(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("rome")
    page.keyboard.press("Enter")
    expect(grid_links(page)).to_have_count(3)
    page.go_back()
    expect(grid_links(page)).to_have_count(6)


def test_nothing_found(page: Page) -> None:
    page.goto("/?q=submarine")
    expect(page.get_by_role("main")).to_contain_text("Nothing found for")
    expect(grid_links(page)).to_have_count(0)


@pytest.mark.parametrize("query", ["rome", "submarine"])
def test_results_have_no_violations(page: Page, query: str) -> None:
    """9. Light and dark."""
    page.goto(f"/?q={query}")
    check_accessibility(page, "main, .search")


@pytest.mark.parametrize("address", ["/", "/?q=rome+2019+camera:canon+july+-beach", "/albums", "/trash"])
def test_the_box_fits_on_phones(browser: Browser, gallery: App, address: str) -> None:
    """10. It's an icon until it has the focus. Then it's as wide as the window."""
    with visiting(browser, gallery, PHONE, has_touch=True) as page:
        page.goto(address)
        assert page.evaluate(OVERFLOW) == 0
        assert page.evaluate(SMALL_TARGETS, [".search, .chips", 44]) == []
        box = box_of(page)
        assert box.evaluate("(one) => one.offsetWidth") == 44
        box.tap()
        assert box.evaluate("(one) => one.offsetWidth") > PHONE[0] * 0.85
        assert page.evaluate(OVERFLOW) == 0


def test_searching_works_without_scripts(browser: Browser, gallery: App) -> None:
    """1. So do chips, photos and the way back."""
    with visiting(browser, gallery, java_script_enabled=False) as page:
        page.goto("/")
        box_of(page).fill("rome")
        box_of(page).press("Enter")
        assert shown(page) == ["2.jpg", "1.jpg", "0.jpg"]
        grid_links(page).nth(1).click()
        expect(page.get_by_role("link", name="Newer photo: 2.jpg")).to_be_visible()
        page.get_by_role("link", name="Back to photos").click()
        expect(page).to_have_url(re.compile(r"/\?q=rome$"))
        page.get_by_role("link", name="Remove rome").click()
        assert len(shown(page)) == 6
