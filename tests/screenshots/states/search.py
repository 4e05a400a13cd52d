"""Searching: results, none, and the box."""

from playwright.sync_api import expect

from screenshots.state import OWNER_GALLERY, VISITOR_GALLERY, GalleryPage, State, open_path


def open_box(gallery: GalleryPage) -> None:
    gallery.page.goto("/")
    gallery.page.keyboard.press("/")
    gallery.page.keyboard.type("lisbon 2025")
    expect(gallery.page.get_by_role("searchbox")).to_have_value("lisbon 2025")


STATES = (
    State("search-box", OWNER_GALLERY, open_box),
    State("search-results", OWNER_GALLERY, open_path("/?q=lisbon")),
    State("search-results-visitor", VISITOR_GALLERY, open_path("/?q=jpg")),
    State("search-results-without-javascript", OWNER_GALLERY, open_path("/?q=lisbon+2025"), scripts=False),
    State("search-results-forced-colors", OWNER_GALLERY, open_path("/?q=lisbon"), forced_colors=True),
    State("search-nothing-found", OWNER_GALLERY, open_path("/?q=submarine+%22under+water%22")),
    State("search-nothing-found-visitor", VISITOR_GALLERY, open_path("/?q=submarine")),
)
