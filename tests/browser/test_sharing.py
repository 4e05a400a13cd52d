"""Sharing albums and photos: in dialogs, and without JavaScript.

The numbers refer to the acceptance criteria: 1 without JavaScript, 9 no violation, 10 small windows, 11 keyboard,
20 errors.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect
from support.gallery_app import App
from support.owners_page import (
    OVERFLOW,
    PHONE,
    SMALL_TARGETS,
    add_photos,
    check_accessibility,
    open_menu,
    select_photos,
    visiting,
    wait_for_toast,
)
from support.pictures import jpeg

LINK = re.compile(r"^http://.+/s/[0-9A-Za-z]{22}$")
IS_SQUARE = "(image) => image.naturalWidth === image.naturalHeight && image.naturalWidth > 0"


@pytest.fixture
def app(gallery_app: App) -> App:
    """A gallery with three photos in the album Trips/Rome."""
    add_photos(gallery_app, 3, "Trips/Rome")
    return gallery_app


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    with visiting(browser, app, permissions=["clipboard-read", "clipboard-write"]) as visited:
        yield visited


def list_shares(app: App) -> list[dict[str, Any]]:
    shares: list[dict[str, Any]] = requests.get(f"{app.url}/api/shares", timeout=30).json()["shares"]
    return shares


def open_dialog(page: Page) -> Locator:
    """Open the dialog of the album Trips/Rome, and wait until it's there."""
    page.goto("/?album=Trips/Rome")
    with page.expect_response("**/photos_tools.js") as script:
        page.mouse.move(600, 500)
    page.evaluate("script => import(script).then(() => undefined)", script.value.url)
    page.get_by_role("link", name="Share", exact=True).click()
    dialog = page.get_by_role("dialog", name="Share “Trips/Rome”")
    expect(dialog).to_be_visible()
    return dialog


def create(dialog: Locator) -> str:
    """Create a link, and return it once the dialog shows it with its QR code."""
    dialog.get_by_role("button", name="Create link").click()
    field = dialog.get_by_role("textbox", name="Link", exact=True)
    expect(field).to_have_value(LINK)
    check_code(dialog.get_by_role("img", name="QR code"))
    return field.input_value()


def check_code(code: Locator) -> None:
    """Check that a QR code is a square picture, once it's loaded."""
    expect(code).to_be_visible()
    code.evaluate("(image) => image.decode()")
    assert code.evaluate(IS_SQUARE)


def test_an_album_is_shared_with_what_was_chosen(page: Page, app: App) -> None:
    """9. Choices appear with what needs them. The link is copied, and works in another browser."""
    dialog = open_dialog(page)
    expect(dialog.get_by_label("Downloads say where a photo was taken")).to_be_hidden()
    expect(dialog.get_by_label("Gigabytes")).to_be_hidden()
    dialog.get_by_label("They can download the photos").check()
    dialog.get_by_label("Downloads say where a photo was taken").check()
    dialog.get_by_label("They can add photos").check()
    dialog.get_by_label("Gigabytes").fill("0.5")
    dialog.get_by_label("Link works").select_option("date")
    dialog.get_by_label("Last day").fill("2100-12-24")
    dialog.get_by_label("Label").fill("Anna")
    check_accessibility(page, ".share-dialog")
    link = create(dialog)
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.get_by_role("status")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == link
    check_accessibility(page, ".share-dialog")
    (share,) = list_shares(app)
    expected = {"link": link, "label": "Anna", "download": True, "location": True, "add": True, "gigabytes": 0.5}
    assert {key: share[key] for key in expected} == expected
    assert share["expires"].startswith("2100-12-25")
    assert requests.get(link, headers={"Authorization": ""}, timeout=30).status_code == 200


def test_an_albums_links_are_listed_before_the_form(page: Page, app: App) -> None:
    """11. The list can be used from the keyboard, and Escape closes the dialog."""
    requests.post(f"{app.url}/api/shares", json={"album": "Trips/Rome", "label": "Anna"}, timeout=30)
    dialog = open_dialog(page)
    expect(dialog.get_by_role("heading", name="Links to this album")).to_be_visible()
    expect(dialog.get_by_role("link", name="Anna")).to_be_visible()
    check_accessibility(page, ".share-dialog")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="Share", exact=True).focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()


def test_selected_photos_are_shared(page: Page, app: App) -> None:
    """Only these, and nobody can add others. What the gallery refuses is said in the dialog, with everything kept."""
    page.goto("/?album=Trips/Rome")
    page.mouse.move(600, 500)
    select_photos(page, "0.jpg", "2.jpg")
    page.get_by_role("button", name="Share", exact=True).click()
    dialog = page.get_by_role("dialog", name="Share 2 photos")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("They can add photos")).to_have_count(0)
    dialog.get_by_label("Link works").select_option("date")
    dialog.get_by_label("Last day").fill("2020-01-01")
    dialog.get_by_role("button", name="Create link").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose a later day.")
    assert list_shares(app) == []
    dialog.get_by_label("Link works").select_option("7")
    create(dialog)
    (share,) = list_shares(app)
    assert (share["photos"], share["album"]) == (2, None)


def test_a_photo_is_shared_from_the_viewer(page: Page, app: App) -> None:
    """11. With a key too. Escape closes the dialog, then the viewer."""
    page.goto("/?album=Trips/Rome&photo=Trips/Rome/1.jpg")
    viewer = page.get_by_role("dialog", name="1.jpg")
    expect(viewer).to_be_visible()
    page.keyboard.press("l")
    dialog = page.get_by_role("dialog", name="Share this photo")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    viewer.get_by_role("button", name="Share", exact=True).click()
    create(dialog)
    (share,) = list_shares(app)
    assert share["photos"] == 1


def test_the_page_of_links_copies_edits_and_revokes(page: Page, app: App) -> None:
    """9. The menu leads there. A toast says that a link was copied."""
    share = requests.post(f"{app.url}/api/shares", json={"album": "Trips/Rome", "label": "Anna"}, timeout=30).json()
    page.goto("/albums")
    open_menu(page)
    page.get_by_role("link", name="Shared links").click()
    page.get_by_role("button", name="Copy link").click()
    wait_for_toast(page, "Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == share["link"]
    check_accessibility(page, "main")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("They can download the photos").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("People can see the photos, download them")).to_be_visible()
    check_accessibility(page, "main")
    page.locator(".revoke > summary").click()
    page.get_by_role("button", name="Revoke this link").click()
    expect(page.get_by_text("Nothing is shared.")).to_be_visible()
    assert list_shares(app) == []


def test_what_guests_add_is_announced_until_it_is_seen(page: Page, app: App) -> None:
    """9. In the menu, and by guest in the list."""
    share = requests.post(f"{app.url}/api/shares", json={"album": "Trips/Rome", "add": True}, timeout=30).json()
    for color, guest in {"navy": "Anna", "plum": "Anna", "gold": ""}.items():
        photo, headers = ("photos", (f"{color}.jpg", jpeg(color))), {"Authorization": "", "Accept": "application/json"}
        url = f"{share['link']}/upload-photos"
        added = requests.post(url, files=[photo], data={"guest": guest}, headers=headers, timeout=60)
        assert added.status_code == 201
    page.goto("/albums")
    open_menu(page)
    link = page.get_by_role("link", name="Shared links")
    expect(link).to_contain_text("3 new")
    check_accessibility(page, "#menu")
    link.click()
    expect(page.get_by_role("listitem").filter(has_text="2 new from Anna").last).to_be_visible()
    expect(page.get_by_text("1 new from a guest")).to_be_visible()
    check_accessibility(page, "main")
    page.get_by_role("button", name="Mark as seen").click()
    expect(page.get_by_role("link", name="Open album")).to_be_visible()
    expect(page.get_by_text("new from")).to_have_count(0)
    open_menu(page)
    expect(page.locator("#menu .totals")).not_to_have_text("…")
    expect(page.get_by_role("link", name="Shared links", exact=True)).not_to_contain_text("new")


def test_a_link_is_printed_with_its_code_and_the_albums_name(page: Page, app: App) -> None:
    """The label is for the owner only."""
    share = requests.post(f"{app.url}/api/shares", json={"album": "Trips/Rome", "label": "Anna"}, timeout=30).json()
    page.goto(f"/shares/{share['id']}")
    page.emulate_media(media="print")
    assert page.locator("main").inner_text().split() == ["Trips/Rome", share["link"]]
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


@pytest.mark.parametrize("path", ["/?album=Trips/Rome", "/?photo=Trips/Rome/1.jpg"])
def test_albums_and_photos_are_shared_without_javascript(browser: Browser, app: App, path: str) -> None:
    """1, 10. On a small phone too: share, edit, revoke."""
    with visiting(browser, app, PHONE, java_script_enabled=False) as page:
        page.goto(path)
        page.get_by_role("link", name="Share", exact=True).click()
        assert page.evaluate(OVERFLOW) <= 0
        page.get_by_label("They can download the photos").check()
        assert page.evaluate(SMALL_TARGETS, ["main", 24]) == []
        page.get_by_role("button", name="Create link").click()
        expect(page.get_by_role("textbox", name="Link", exact=True)).to_have_value(LINK)
        check_code(page.get_by_role("img", name="QR code"))
        assert page.evaluate(OVERFLOW) <= 0
        (share,) = list_shares(app)
        assert share["download"]
        page.get_by_label("They can download the photos").uncheck()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_label("They can download the photos")).not_to_be_checked()
        assert not list_shares(app)[0]["download"]
        page.locator(".revoke > summary").click()
        page.get_by_role("button", name="Revoke this link").click()
        expect(page.get_by_text("Nothing is shared.")).to_be_visible()
        assert list_shares(app) == []
