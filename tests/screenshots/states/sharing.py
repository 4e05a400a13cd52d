"""Shares, as their owner has them: dialogs, pages and forms."""

from playwright.sync_api import expect

from screenshots.state import EMPTY_GALLERY, FROM_THE_PAGE, OWNER_GALLERY, GalleryPage, State, open_path

ALBUM, LABEL = "Trips/Lisbon", "Anna and Ben"


def open_share_dialog(gallery: GalleryPage) -> None:
    """With every choice that shows others."""
    gallery.page.goto(f"/?album={ALBUM}")
    gallery.photos.first.focus()
    gallery.page.wait_for_load_state("networkidle")
    gallery.page.get_by_role("link", name="Share", exact=True).click()
    for label in ("They can download the photos", "They can add photos"):
        gallery.page.get_by_label(label).check()
    gallery.page.get_by_label("Link works").select_option("date")


def create_link(gallery: GalleryPage) -> None:
    """Afterwards, the album's dialog lists it."""
    gallery.page.goto(f"/?album={ALBUM}")
    gallery.photos.first.focus()
    gallery.page.wait_for_load_state("networkidle")
    gallery.page.get_by_role("link", name="Share", exact=True).click()
    gallery.page.get_by_role("button", name="Create link").click()
    expect(gallery.page.get_by_role("img", name="QR code")).to_be_visible()


def share(gallery: GalleryPage) -> str:
    """Share the album by a request, unless it's shared; return the path of the share's page."""
    shares = gallery.page.request.get("/api/shares").json()["shares"]
    if known := [one["id"] for one in shares if one["label"] == LABEL]:
        return f"/shares/{known[0]}"
    choices = {"album": ALBUM, "label": LABEL, "add": True, "download": True, "password": "pizza"}
    response = gallery.page.request.post("/api/shares", data=choices, headers=FROM_THE_PAGE)
    return f"/shares/{response.json()['id']}"


def list_shares(gallery: GalleryPage) -> None:
    share(gallery)
    gallery.page.goto("/shares")


def open_share(gallery: GalleryPage) -> None:
    gallery.page.goto(share(gallery))
    expect(gallery.page.get_by_role("img", name="QR code")).to_be_visible()


def ask_to_revoke(gallery: GalleryPage) -> None:
    open_share(gallery)
    gallery.page.locator(".revoke > summary").click()
    gallery.page.get_by_role("button", name="Revoke this link").scroll_into_view_if_needed()


STATES = (
    State("no-shares", EMPTY_GALLERY, open_path("/shares")),
    State("share-dialog", OWNER_GALLERY, open_share_dialog),
    State("share-link", OWNER_GALLERY, create_link),
    State("shares", OWNER_GALLERY, list_shares),
    State("share", OWNER_GALLERY, open_share),
    State("share-revoking", OWNER_GALLERY, ask_to_revoke),
    State("share-without-javascript", OWNER_GALLERY, open_path(f"/shares/new?album={ALBUM}"), scripts=False),
)
