"""Visitors, signing in, and error pages."""

from playwright.sync_api import expect

from screenshots.state import BROKEN_GALLERY, KEYLESS_GALLERY, OWNER_KEY, VISITOR_GALLERY, GalleryPage, State, open_path


def sign_in_with_wrong_key(gallery: GalleryPage) -> None:
    _enter_key(gallery, "not the key")
    expect(gallery.page.get_by_role("main")).to_contain_text("Wrong key")


def sign_in(gallery: GalleryPage) -> None:
    _enter_key(gallery, OWNER_KEY)
    expect(gallery.page.get_by_role("button", name="Menu")).to_be_visible()


STATES = (
    State("visitor", VISITOR_GALLERY, open_path("/")),
    State("sign-in", VISITOR_GALLERY, open_path("/sign-in")),
    State("sign-in-wrong-key", VISITOR_GALLERY, sign_in_with_wrong_key),
    State("sign-in-without-key", KEYLESS_GALLERY, open_path("/sign-in")),
    State("signed-in", VISITOR_GALLERY, sign_in),
    State("not-found", VISITOR_GALLERY, open_path("/?photo=2020/01/01/gone.jpg")),
    State("storage-unavailable", BROKEN_GALLERY, open_path("/")),
)


def _enter_key(gallery: GalleryPage, key: str) -> None:
    gallery.page.goto("/sign-in")
    gallery.page.get_by_label("Owner's key").fill(key)
    gallery.page.get_by_role("button", name="Sign in").click()
