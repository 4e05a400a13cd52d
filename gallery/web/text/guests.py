"""Texts of the pages that people see who open a shared link."""

from gallery.translations import lazy_gettext as _
from gallery.web.text.photos import format_count

MAX_SUMMARY = 200
"""Characters, about as many as messengers show."""

NO_PHOTOS = _("No photos yet.")
PHOTOS = _("Photos")
SHARED_WITH_YOU = _("Photos shared with you")
YOUR_NAME = _("Your name")
OPTIONAL = _("(optional)")
REMOVE = _("Remove")
RESULTS = {
    "stored": _("%(file)s: added"),
    "duplicate": _("%(file)s: already here"),
    "trashed": _("The photo was removed."),
    "rejected": _("%(file)s: %(reason)s"),
}
"""What a form has done, by outcome."""

DOWNLOAD_ALL = _("Download all")

ENTER_IT = _("Enter the password")
WHO_KNOWS_IT = _("The person who sent you this link knows it.")
FIELD = _("Password")
WRONG = _("Wrong password.")
OPEN = _("Open")


def summarize(count: int, description: str) -> str:
    """`12 photos. A long weekend.`: what messengers show below the title."""
    whole = ". ".join(filter(None, (format_count(count), " ".join(description.split()))))
    return whole if len(whole) <= MAX_SUMMARY else f"{whole[: MAX_SUMMARY - 1].rstrip()}…"
