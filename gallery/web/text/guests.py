"""Texts of the pages that people see who open a shared link."""

from gallery.web.text.photos import format_count

MAX_SUMMARY = 200
"""Characters, about as many as messengers show."""

NO_PHOTOS = "No photos yet."
PHOTOS = "Photos"
SHARED_WITH_YOU = "Photos shared with you"
YOUR_NAME = "Your name"
OPTIONAL = "(optional)"
REMOVE = "Remove"
RESULTS = {"stored": "added", "duplicate": "already here", "trashed": "The photo was removed."}
"""What a form has done, by outcome; after the file's name, if there's one."""

DOWNLOAD_ALL = "Download all"

ENTER_IT = "Enter the password"
WHO_KNOWS_IT = "The person who sent you this link knows it."
FIELD = "Password"
WRONG = "Wrong password."
OPEN = "Open"


def summarize(count: int, description: str) -> str:
    """`12 photos. A long weekend.`: what messengers show below the title."""
    whole = ". ".join(filter(None, (format_count(count), " ".join(description.split()))))
    return whole if len(whole) <= MAX_SUMMARY else f"{whole[: MAX_SUMMARY - 1].rstrip()}…"
