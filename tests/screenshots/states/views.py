"""Views of the library: on this day, recently added, duplicates and places."""

from datetime import datetime

from playwright.sync_api import expect

from screenshots.state import COPIES_GALLERY, EMPTY_GALLERY, OWNER_GALLERY, GalleryPage, State, open_path

AUGUST = datetime(2028, 8, 8, 12)
"""A day with photos in two earlier years."""

SHOW_ROW = """
const { src } = document.querySelector("script[src*='pages/photos.js']");
import(new URL("on_this_day.js", src)).then((row) => row.showRow());
"""
"""The page does this itself if the server's day may have such photos, too."""


def show_earlier_years(gallery: GalleryPage) -> None:
    gallery.page.clock.set_fixed_time(AUGUST)
    gallery.page.goto("/")
    gallery.page.evaluate(SHOW_ROW)
    expect(gallery.page.get_by_role("region", name="On this day")).to_be_visible()
    gallery.page.wait_for_timeout(400)


def focus_city(gallery: GalleryPage) -> None:
    gallery.page.goto("/places")
    gallery.page.locator(".map a").first.focus()


STATES = (
    State("on-this-day", OWNER_GALLERY, show_earlier_years),
    State("day", OWNER_GALLERY, open_path("/?on=08-08")),
    State("day-without-photos", OWNER_GALLERY, open_path("/?on=01-01")),
    State("recently-added", OWNER_GALLERY, open_path("/?added=recent")),
    State("duplicates", COPIES_GALLERY, open_path("/duplicates")),
    State("no-duplicates", EMPTY_GALLERY, open_path("/duplicates")),
    State("places", OWNER_GALLERY, open_path("/places")),
    State("places-focused", OWNER_GALLERY, focus_city),
    State("places-forced-colors", OWNER_GALLERY, open_path("/places"), forced_colors=True),
    State("no-places", EMPTY_GALLERY, open_path("/places")),
    State("place", OWNER_GALLERY, open_path("/?place=Lisbon, Portugal")),
)
