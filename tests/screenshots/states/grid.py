"""Pages that show many photos."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from screenshots.state import (
    EMPTY_GALLERY,
    MIXED_GALLERY,
    ONE_PHOTO_GALLERY,
    OWNER_GALLERY,
    PANORAMA_GALLERY,
    TEN_PHOTOS_GALLERY,
    GalleryPage,
    State,
    open_path,
)


def scroll_down(gallery: GalleryPage) -> None:
    gallery.page.goto("/")
    expect(gallery.photos.first).to_be_visible()
    gallery.page.mouse.move(100, 300)
    gallery.page.mouse.wheel(0, 2600)


def scroll_to_months_that_fail_to_load(gallery: GalleryPage) -> None:
    gallery.page.route("**/api/photos?*", lambda route: route.abort())
    gallery.page.goto("/")
    expect(gallery.photos.first).to_be_visible()
    gallery.page.mouse.move(100, 300)
    gallery.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(gallery.page.get_by_role("button", name="Try again")).to_be_visible()


def open_album_whose_previews_fail_to_load(gallery: GalleryPage) -> None:
    """Neither from storage nor from the app."""
    gallery.page.route(re.compile(r"-\d+\?"), lambda route: route.abort())
    gallery.page.route("**/previews/**", lambda route: route.abort())
    gallery.page.goto("/?album=Garden")
    expect(gallery.page.locator(".broken").last).to_be_attached()


def scroll_to_short_months(gallery: GalleryPage) -> None:
    """The oldest months have only a few photos."""
    gallery.page.goto("/")
    expect(gallery.photos.first).to_be_visible()
    gallery.page.mouse.move(100, 300)
    gallery.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(gallery.page.locator(".current-month")).not_to_be_empty()


def open_menu(gallery: GalleryPage) -> None:
    gallery.page.goto("/")
    gallery.page.get_by_role("button", name="Menu").click()


def choose_size(size: str) -> Callable[[GalleryPage], None]:
    """In the menu, and after a reload."""

    def reach(gallery: GalleryPage) -> None:
        gallery.page.goto("/")
        gallery.page.get_by_role("button", name="Menu").click()
        gallery.page.get_by_label(size).check()
        expect(gallery.page.locator(f".photos.{size.lower()}")).to_be_attached()
        gallery.page.keyboard.press("Escape")
        gallery.page.reload()

    return reach


def focus_photo(gallery: GalleryPage) -> None:
    """With the keyboard, so that the focus ring shows."""
    gallery.page.goto("/")
    gallery.photos.first.focus()
    gallery.page.keyboard.press("ArrowRight")


def open_list_of_months(gallery: GalleryPage) -> None:
    """Scripts replace this list by the scrubber."""
    gallery.page.goto("/")
    gallery.page.get_by_text("Months", exact=True).click()


STATES = (
    State("empty", EMPTY_GALLERY, open_path("/")),
    State("timeline", OWNER_GALLERY, open_path("/")),
    State("timeline-scrolled", OWNER_GALLERY, scroll_down),
    State("timeline-short-months", OWNER_GALLERY, scroll_to_short_months),
    State("timeline-small", OWNER_GALLERY, choose_size("Small")),
    State("timeline-large", OWNER_GALLERY, choose_size("Large")),
    State("menu", OWNER_GALLERY, open_menu),
    State("timeline-focused", OWNER_GALLERY, focus_photo),
    State("timeline-forced-colors", OWNER_GALLERY, open_path("/"), forced_colors=True),
    State("timeline-without-javascript", OWNER_GALLERY, open_path("/"), scripts=False),
    State("months-without-javascript", OWNER_GALLERY, open_list_of_months, scripts=False),
    State("month", OWNER_GALLERY, open_path("/?month=2026-08")),
    State("month-of-portraits", OWNER_GALLERY, open_path("/?month=2026-02")),
    State("one-photo", ONE_PHOTO_GALLERY, open_path("/")),
    State("ten-photos", TEN_PHOTOS_GALLERY, open_path("/")),
    State("panorama", PANORAMA_GALLERY, open_path("/")),
    State("panorama-among-others", MIXED_GALLERY, open_path("/")),
    State("panorama-without-javascript", MIXED_GALLERY, open_path("/"), scripts=False),
    State("timeline-load-failed", OWNER_GALLERY, scroll_to_months_that_fail_to_load),
    State("previews-broken", OWNER_GALLERY, open_album_whose_previews_fail_to_load),
)
