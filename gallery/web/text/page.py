"""Texts around every page."""

SKIP_TO_PHOTOS = "Skip to photos"
GALLERY = "Gallery"
PHOTOS = "Photos"
ALBUMS = "Albums"
TRASH = "Trash"
MENU = "Menu"
SELECT = "Select"
SIGN_OUT = "Sign out"
BACK_TO_PHOTOS = "Back to photos"
READ_ONLY = (
    "This gallery is read-only. To add and delete photos, set OWNER_KEY in the app settings, or in local.settings.json "
    "on your machine, to a long random value."
)

TILE_SIZE = "Photo size"
TILE_SIZES = {"small": "Small", "": "Medium", "large": "Large"}
"""By the name of the size in styles and cookies."""
