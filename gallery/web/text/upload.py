"""Texts of the upload form."""

from gallery.translations import lazy_gettext as _

ADD_PHOTOS = _("Add photos")
ALBUM_OR_FOLDER = _("Album or folder")
"""Of the button that opens the form, once scripts put one for adding photos beside it."""

ALBUM = _("Album")
ALBUM_HINT = _("(if empty, sorted by date)")
BY_DATE = _("By date")
PHOTOS = _("Photos")
UPLOAD = _("Upload")
CHOOSE_FOLDER = _("Choose a folder")
OTHER_WAYS = _("You can also drop photos and folders anywhere on this page or paste a picture.")
CHANGED_BY_PHONES = _(
    "On phones, the browser may change photos first: Android removes where they were taken, and iPhones send live "
    "photos as stills."
)

FORM_LIMIT = _("Without JavaScript, you can add up to %(size)s at once.")


def limit_without_scripts(size: str) -> str:
    """Say how much a form can carry. Scripts send more, in pieces."""
    return str(FORM_LIMIT % {"size": size})
