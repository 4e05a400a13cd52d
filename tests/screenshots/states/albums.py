"""Albums, and what their owner can set."""

from playwright.sync_api import expect

from screenshots.state import ALBUMS_GALLERY, EMPTY_GALLERY, OWNER_GALLERY, GalleryPage, State, open_path


def rename_album(gallery: GalleryPage) -> None:
    gallery.page.goto("/?album=Trips/Lisbon")
    gallery.page.locator(".rename summary").click()
    expect(gallery.page.get_by_label("New name")).to_be_visible()


def create_album(gallery: GalleryPage) -> None:
    gallery.page.goto("/albums")
    gallery.page.get_by_text("New album", exact=True).click()
    gallery.page.get_by_role("textbox", name="Name of the new album").fill("Trips/Oslo")


def open_menu(album: str) -> State:
    """The state of an album's page with its menu open."""
    name = album.replace("/", "-").lower()

    def reach(gallery: GalleryPage) -> None:
        gallery.page.goto(f"/?album={album}")
        gallery.page.locator(".album-menu > summary").click()
        expect(gallery.page.get_by_role("textbox", name="Title")).to_be_visible()

    return State(f"album-menu-{name}", ALBUMS_GALLERY, reach)


def make_private(gallery: GalleryPage) -> None:
    """In the viewport before, it has become private already."""
    public = {"album": "Trips/Lisbon", "visible": "everyone"}
    expect(gallery.page.request.post("/api/albums/settings", data=public)).to_be_ok()
    gallery.page.goto("/?album=Trips/Lisbon")
    gallery.page.locator(".album-menu > summary").click()
    gallery.page.get_by_label("Only me").check()
    expect(gallery.page.get_by_role("button", name="Undo")).to_be_visible()


STATES = (
    State("empty-albums", EMPTY_GALLERY, open_path("/albums")),
    State("album", OWNER_GALLERY, open_path("/?album=Trips/Lisbon")),
    State("unsorted", OWNER_GALLERY, open_path("/?album=.")),
    State("album-of-albums", OWNER_GALLERY, open_path("/?album=Trips")),
    State("album-renaming", OWNER_GALLERY, rename_album),
    State("album-missing", OWNER_GALLERY, open_path("/?album=Trips/Oslo")),
    State("albums", OWNER_GALLERY, open_path("/albums")),
    State("albums-private-and-empty", ALBUMS_GALLERY, open_path("/albums")),
    State("albums-new", ALBUMS_GALLERY, create_album),
    State("album-new", ALBUMS_GALLERY, open_path("/?album=Birthday")),
    State("album-private", ALBUMS_GALLERY, open_path("/?album=Garden")),
    open_menu("Trips/Lisbon"),
    open_menu("Hiking/Summits"),
    State("album-menu-without-javascript", ALBUMS_GALLERY, open_menu("Garden").reach, scripts=False),
    State("album-made-private", OWNER_GALLERY, make_private),
)
