"""Selected photos, and what people can do with them."""

from playwright.sync_api import expect

from screenshots.state import OWNER_GALLERY, GalleryPage, State


def select_three_photos(gallery: GalleryPage) -> None:
    """With the keyboard."""
    gallery.page.goto("/")
    gallery.photos.nth(4).focus()
    gallery.page.keyboard.press("Space")
    gallery.page.keyboard.press("Shift+ArrowRight")
    gallery.page.keyboard.press("Shift+ArrowRight")
    expect(gallery.page.get_by_role("button", name="Delete")).to_be_visible()


def start_selection(gallery: GalleryPage) -> None:
    """With the button, and nothing selected yet."""
    gallery.page.goto("/")
    gallery.page.locator("button.select").click()
    expect(gallery.page.locator(".selection .count")).to_be_visible()


def fail_to_delete(gallery: GalleryPage) -> None:
    """The photos reappear, because there's no connection."""
    gallery.page.route("**/api/trash", lambda route: route.abort())
    select_three_photos(gallery)
    gallery.page.get_by_role("button", name="Delete").click()
    expect(gallery.page.get_by_text("couldn't be deleted").first).to_be_visible()


def choose_album(gallery: GalleryPage) -> None:
    select_three_photos(gallery)
    gallery.page.get_by_role("button", name="Add to album").click()
    expect(gallery.page.get_by_role("dialog").get_by_role("textbox")).to_be_visible()


def delete_and_undo(gallery: GalleryPage) -> None:
    select_three_photos(gallery)
    gallery.page.get_by_role("button", name="Delete").click()
    gallery.page.get_by_role("button", name="Undo").click()
    expect(gallery.page.get_by_text("restored").first).to_be_visible()


def open_keyboard_shortcuts(gallery: GalleryPage) -> None:
    gallery.page.goto("/")
    gallery.photos.first.focus()
    gallery.page.keyboard.press("?")
    expect(gallery.page.get_by_role("dialog")).to_be_visible()


STATES = (
    State("selection", OWNER_GALLERY, select_three_photos),
    State("selection-started", OWNER_GALLERY, start_selection),
    State("selection-forced-colors", OWNER_GALLERY, select_three_photos, forced_colors=True),
    State("album-dialog", OWNER_GALLERY, choose_album),
    State("message", OWNER_GALLERY, delete_and_undo),
    State("error-message", OWNER_GALLERY, fail_to_delete),
    State("keyboard-shortcuts", OWNER_GALLERY, open_keyboard_shortcuts),
)
