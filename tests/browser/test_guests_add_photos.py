"""Guests add photos with their phones, and remove their own again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Request, expect
from support.gallery_app import App
from support.guests import add_as_guest, share_for_adding
from support.instances import open_library
from support.owners_page import AXE, OVERFLOW, SMALL_TARGETS, VIOLATIONS, grid_links, list_stored, visiting
from support.pictures import jpeg
from support.visitor import new_album

from gallery.library.shares.store import revoke_share
from gallery.model.shares import Share
from gallery.storage.account import Storage

PHONE = (390, 844)
IN_FLIGHT = 3
"""Files that are sent at the same time."""

FIRST_VIEW = 14 * 1024
"""Bytes of scripts and styles, compressed."""

LOADED_FIRST = """performance.getEntriesByType("resource")
    .filter((one) => one.startTime < performance.timing.loadEventStart - performance.timeOrigin)
    .map((one) => [new URL(one.name).pathname, one.encodedBodySize])"""
"""What a page loads until it's complete. After that, it loads the script that checks for new photos."""


@pytest.fixture(scope="module")
def library(shared_app: App) -> Iterator[Storage]:
    opened = open_library(shared_app)
    yield opened
    opened.service.close()


@pytest.fixture
def share(library: Storage) -> Share:
    """Of a new album."""
    return share_for_adding(library, new_album())


@contextmanager
def phone(browser: Browser, app: App, share: Share) -> Iterator[Page]:
    """Open the link on another phone."""
    with visiting(browser, app, PHONE, has_touch=True, is_mobile=True) as page:
        page.context.clear_cookies()
        page.goto(share.path, wait_until="networkidle")
        yield page


def album_of(share: Share) -> str:
    assert share.album
    return share.album.path


def wait_for_panel(page: Page, summary: str) -> None:
    """Wait until the panel says this. The first photo of a test starts the decoders, which can take long."""
    expect(page.get_by_role("region", name="Uploads").get_by_role("button", name=summary, exact=True)).to_be_visible(
        timeout=60_000
    )


def panel_bottom(page: Page) -> float:
    """Return where the panel ends, in CSS pixels from the top."""
    box = page.locator(".upload-panel").bounding_box()
    assert box
    return box["y"] + box["height"]


def photo(color: str, file: str = "") -> FilePayload:
    return {"name": file or f"{color}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(color)}


def add(page: Page, *photos: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add photos").tap()
    chooser.value.set_files(list(photos))


def test_two_guests_add_photos_with_their_phones(
    browser: Browser, shared_app: App, library: Storage, share: Share
) -> None:
    """Each sees them at once, gives a name that the browser remembers, and removes one of them."""
    with phone(browser, shared_app, share) as anna, phone(browser, shared_app, share) as ben:
        anna.get_by_label("Your name (optional)").fill("Anna")
        add(anna, photo("red"), photo("lime"), photo("blue"))
        wait_for_panel(anna, "3 added")
        add(ben, photo("tan"), photo("pink", "red.jpg"), photo("red", "again.jpg"))
        expect(grid_links(anna)).to_have_count(3)
        wait_for_panel(ben, "2 added, 1 already here")
        assert len(list_stored(shared_app, album_of(share))) == 5
        anna.get_by_role("button", name="Remove lime.jpg").tap()
        wait_for_panel(anna, "2 added, 1 removed")
        removed = share.photo_id(f"{album_of(share)}/lime.jpg")
        expect(anna.locator(f".photos a[href*='{removed}']")).to_have_count(0)
        expect(ben.get_by_role("button", name="Remove again.jpg")).to_have_count(0)
        anna.reload(wait_until="networkidle")
        expect(anna.get_by_label("Your name (optional)")).to_have_value("Anna")
        expect(grid_links(anna)).to_have_count(4)
    guests = {blob.metadata.get("guest", "") for blob in library.photos.list_folder(f"{album_of(share)}/").blobs}
    assert guests == {"Anna", ""}


def test_a_large_photo_goes_in_pieces_and_can_be_removed(browser: Browser, shared_app: App, share: Share) -> None:
    with phone(browser, shared_app, share) as page:
        page.evaluate("document.querySelector('.upload form').dataset.limit = 10_000")
        add(page, photo("red"))
        wait_for_panel(page, "1 added")
        page.get_by_role("button", name="Remove red.jpg").tap()
        wait_for_panel(page, "1 removed")
    assert list_stored(shared_app, album_of(share)) == []


def test_a_revoked_link_adds_nothing_more(browser: Browser, shared_app: App, library: Storage, share: Share) -> None:
    """The panel says why, and what was added before stays. Files that weren't sent yet aren't sent."""
    with phone(browser, shared_app, share) as page:
        add(page, photo("red"))
        wait_for_panel(page, "1 added")
        revoke_share(library, share.id)
        sent: list[Request] = []
        page.on("request", lambda one: sent.append(one) if one.url.endswith("/upload-photos") else None)
        add(page, *(photo(color) for color in ("lime", "blue", "pink", "tan", "gold", "navy")))
        expect(page.get_by_text("This link may have expired. Ask the person who sent it.")).to_be_visible()
        wait_for_panel(page, "1 added, 6 couldn't be added")
        assert len(sent) == IN_FLIGHT
    assert list_stored(shared_app, album_of(share)) == [f"{album_of(share)}/red.jpg"]


def test_the_owner_sees_in_the_viewer_who_added_a_photo(
    browser: Browser, shared_app: App, library: Storage, share: Share
) -> None:
    """As plain text, whatever the guest has typed."""
    add_as_guest(library, share, guest="<i>Anna")
    with visiting(browser, shared_app) as page:
        page.goto(f"/?photo={album_of(share)}/a.jpg")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("i")
        expect(page.locator("dt:text-is('Added by') + dd")).to_have_text("<i>Anna")


def test_the_form_fits_a_phone_and_is_accessible(browser: Browser, shared_app: App, library: Storage) -> None:
    """And what loads first stays small, also if guests may download photos."""
    share = share_for_adding(library, new_album(), can_download=True)
    with phone(browser, shared_app, share) as page:
        loaded = page.evaluate(LOADED_FIRST)
        sizes = {path: size for path, size in loaded if path.endswith((".js", ".css"))}
        assert any(path.endswith("/upload/guest.js") for path in sizes)
        assert sum(sizes.values()) <= FIRST_VIEW, sizes
        add(page, photo("red"))
        wait_for_panel(page, "1 added")
        assert page.evaluate(OVERFLOW) == 0
        assert page.evaluate(SMALL_TARGETS, [".upload", 44]) == []
        assert panel_bottom(page) == PHONE[1]
        page.evaluate(AXE)
        assert page.evaluate(VIOLATIONS) == []


def test_photos_are_added_without_javascript(browser: Browser, shared_app: App, share: Share) -> None:
    with visiting(browser, shared_app, PHONE, java_script_enabled=False) as page:
        page.context.clear_cookies()
        page.goto(share.path)
        page.get_by_label("Your name (optional)").fill("Anna")
        page.get_by_label("Photos", exact=True).set_input_files([photo("red")])
        page.get_by_role("button", name="Add photos").click()
        expect(page.get_by_text("red.jpg: added")).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Remove").click()
        expect(page.get_by_text("The photo was removed.")).to_be_visible()
        expect(grid_links(page)).to_have_count(0)
