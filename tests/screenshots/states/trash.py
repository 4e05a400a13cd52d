"""The trash, and the question before deleting forever."""

from playwright.sync_api import expect

from screenshots.state import EMPTY_GALLERY, OWNER_GALLERY, GalleryPage, State, open_path


def select_two(gallery: GalleryPage) -> None:
    """With the keyboard."""
    gallery.page.goto("/trash")
    gallery.photos.first.focus()
    gallery.page.keyboard.press("Space")
    gallery.page.keyboard.press("Shift+ArrowRight")
    expect(gallery.page.get_by_role("button", name="Delete forever")).to_be_visible()


def ask_before_deleting(gallery: GalleryPage) -> None:
    gallery.page.goto("/trash")
    gallery.page.get_by_role("button", name="Empty trash").click()
    expect(gallery.page.get_by_role("dialog")).to_be_visible()


def open_photo(gallery: GalleryPage) -> None:
    gallery.page.goto("/trash")
    gallery.photos.first.click()
    expect(gallery.page.get_by_role("dialog")).to_be_visible()


def ask_without_scripts(gallery: GalleryPage) -> None:
    gallery.page.goto("/trash")
    gallery.page.get_by_role("button", name="Empty trash").click()
    expect(gallery.page.get_by_role("button", name="Delete forever")).to_be_visible()


STATES = (
    State("empty-trash", EMPTY_GALLERY, open_path("/trash")),
    State("trash", OWNER_GALLERY, open_path("/trash")),
    State("trash-selection", OWNER_GALLERY, select_two),
    State("trash-question", OWNER_GALLERY, ask_before_deleting),
    State("trash-photo", OWNER_GALLERY, open_photo),
    State("trash-without-javascript", OWNER_GALLERY, open_path("/trash"), scripts=False),
    State("trash-question-without-javascript", OWNER_GALLERY, ask_without_scripts, scripts=False),
)
