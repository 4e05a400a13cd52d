"""Texts around every page."""

from gallery.translations import lazy_gettext as _

SKIP_TO_PHOTOS = _("Skip to photos")
GALLERY = _("Gallery")
PHOTOS = _("Photos")
ALBUMS = _("Albums")
TRASH = _("Trash")
MENU = _("Menu")
SELECT = _("Select")
SIGN_OUT = _("Sign out")
BACK_TO_PHOTOS = _("Back to photos")
READ_ONLY = _(
    "This gallery is read-only. To add and delete photos, set OWNER_KEY in the app settings, or in local.settings.json "
    "on your machine, to a long random value."
)

TILE_SIZE = _("Photo size")
TILE_SIZES = {"small": _("Small"), "": _("Medium"), "large": _("Large")}
"""By the name of the size in styles and cookies."""
