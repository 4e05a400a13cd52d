"""A single photo, in the viewer or on its own page."""

from playwright.sync_api import expect

from screenshots.sample_libraries import EDITABLE, FULL
from screenshots.state import (
    EDITABLE_GALLERY,
    FROM_THE_PAGE,
    OWNER_GALLERY,
    VISITOR_GALLERY,
    GalleryPage,
    State,
    open_path,
)

NEWEST = max((shot for shot in FULL.shots if shot.album is None and not shot.is_trashed), key=lambda shot: shot.taken)
NEWEST_PATH = f"/?photo={NEWEST.name}"


def open_viewer(gallery: GalleryPage) -> None:
    gallery.page.goto("/")
    gallery.page.get_by_role("link", name=NEWEST.file).click()
    expect(gallery.page.get_by_role("dialog").get_by_role("img").first).to_be_visible()


def open_viewer_without_preview(gallery: GalleryPage) -> None:
    """The large preview loads neither from storage nor from the app."""
    gallery.page.route("**/*-2048?*", lambda route: route.abort())
    gallery.page.route("**/previews/2048/**", lambda route: route.abort())
    gallery.page.goto("/")
    gallery.page.get_by_role("link", name=NEWEST.file).click()
    expect(gallery.page.get_by_text("couldn't be loaded").first).to_be_visible()


def open_information(gallery: GalleryPage) -> None:
    open_viewer(gallery)
    gallery.page.get_by_role("button", name="Information").click()
    expect(gallery.page.get_by_role("dialog")).to_contain_text(NEWEST.camera.model)


def delete_on_photo_page(gallery: GalleryPage) -> None:
    """The page offers to undo it. Photos that another viewport deleted are restored first."""
    trashed = {"names": [f".trash/{shot.name}" for shot in EDITABLE.shots]}
    gallery.page.request.post("/api/restore", data=trashed, headers=FROM_THE_PAGE)
    gallery.page.goto(f"/?photo={EDITABLE.shots[0].name}")
    gallery.page.get_by_role("button", name="Delete").click()
    expect(gallery.page.get_by_role("button", name="Undo")).to_be_visible()


STATES = (
    State("viewer", OWNER_GALLERY, open_viewer),
    State("viewer-information", OWNER_GALLERY, open_information),
    State("viewer-preview-broken", OWNER_GALLERY, open_viewer_without_preview),
    State("photo-without-javascript", OWNER_GALLERY, open_path(NEWEST_PATH), scripts=False),
    State("visitor-photo-without-javascript", VISITOR_GALLERY, open_path(NEWEST_PATH), scripts=False),
    State("deleted-without-javascript", EDITABLE_GALLERY, delete_on_photo_page, scripts=False),
)
