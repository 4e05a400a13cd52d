"""Texts about shares, for their owner."""

from collections.abc import Mapping
from datetime import datetime

from gallery.library.shares.expiry import last_day
from gallery.model.shares import Share
from gallery.web.formatting import format_bytes, format_number, format_time
from gallery.web.text.photos import format_count

SHARES = "Shared links"
NO_SHARES = "Nothing is shared. To share an album, open it and select “Share”. To share photos, select them first."
ABOUT_SHARES = "Everyone who has a link can use it until you revoke it or it expires."

SHARE = "Share"
SHARE_ALBUM = "Share “%(album)s”"
SHARE_PHOTO = "Share this photo"
LINKS_OF_ALBUM = "Links to this album"
NEW_LINK = "New link"
CREATE_LINK = "Create link"

ABOUT_LINK = (
    "People with this link can see these photos. Pictures they've opened may stay reachable for up to 2 hours after "
    "you revoke it. Videos over 200 MB are only pictures for them."
)
PRIVATE_ALBUM = "This album is private. People with the link see it anyway."
PRIVATE_PHOTOS = "Some of these photos are in a private album. People with the link see them anyway."
PRIVATE_GALLERY = "Your gallery is private. People with the link see only what you share here."

DOWNLOAD = "They can download the photos"
LOCATION = "Downloads say where a photo was taken"
ADD = "They can add photos"
SUB_ALBUMS = "Include the albums in this one"
SUB_ALBUMS_HINT = "Private ones stay private."
EXPIRES = "Link works"
EXPIRY_CHOICES = {"7": "for 7 days", "30": "for 30 days", "365": "for a year", "never": "until I revoke it"}
"""By the number of days."""
UNTIL_DATE = "until a day…"
LAST_DAY = "Last day"
PASSWORD = "Password"  # noqa: S105 - the field's label
OPTIONAL = "Optional"
NEW_PASSWORD = "Leave it empty to keep the password"  # noqa: S105 - a hint
REMOVE_PASSWORD = "Remove the password"  # noqa: S105 - a label
LABEL = "Label"
LABEL_HINT = "Only you see it"
LIMITS = "Limits for adding"
MAX_FILES = "Photos"
MAX_GIGABYTES = "Gigabytes"

LINK = "Link"
COPY_LINK = "Copy link"
SEND_LINK = "Send…"
QR_CODE = "QR code"
QR_CODE_HINT = "Phones open the link with their camera."
PRINT = "Print"
ALL_SHARES = "All shared links"
EDIT = "Edit"
SETTINGS = "Settings"
SAVE = "Save"
REVOKE = "Revoke"
ASK_TO_REVOKE = (
    "The link will stop working at once, for everyone. Pictures that people have opened may stay reachable for up to "
    "2 hours."
)
REVOKE_LINK = "Revoke this link"
LOCAL_LINK = "This gallery runs on your machine, so people elsewhere can't open this link."
NO_ALBUM = "This album doesn't exist anymore, so the link shows nothing."

SEE = "People can see the photos"
SEE_WITH_ALBUMS = "People can see the photos, also of the albums in it"
DOWNLOAD_THEM = "download them"
DOWNLOAD_WITH_LOCATION = "download them with their location"
ADD_PHOTOS = "add photos"
WITH_PASSWORD = "With a password"  # noqa: S105 - not one
WITHOUT_PASSWORD = "Without a password"  # noqa: S105 - not one
EXPIRED = "Expired after %(day)s"
EXPIRES_ON = "Expires after %(day)s, %(when)s"
DAYS = ("today", "tomorrow")
IN_DAYS = "in %(days)s days"
NEVER_EXPIRES = "Doesn't expire"
SOMEONE = "a guest"
MARK_AS_SEEN = "Mark as seen"
SHOW_ALBUM = "Open album"


def share_photos(count: int) -> str:
    """`Share 12 photos`."""
    return f"Share {format_count(count)}" if count > 1 else SHARE_PHOTO


def describe_permissions(share: Share) -> str:
    """`People can see the photos, download them, add photos`."""
    downloads = DOWNLOAD_WITH_LOCATION if share.keeps_location else DOWNLOAD_THEM
    parts = [
        SEE_WITH_ALBUMS if share.has_sub_albums else SEE,
        *([downloads] if share.can_download else []),
        *([ADD_PHOTOS] if share.can_add else []),
    ]
    return ", ".join(parts)


def describe_expiry(expires: datetime | None, now: datetime) -> str:
    """`Expires after 24 December 2026, in 24 days`."""
    if expires is None:
        return NEVER_EXPIRES
    day = last_day(expires)
    if expires <= now:
        return EXPIRED % {"day": format_time(day.isoformat())}
    days = max(0, (day - now.date()).days)
    when = DAYS[days] if days < len(DAYS) else IN_DAYS % {"days": format_number(days)}
    return EXPIRES_ON % {"day": format_time(day.isoformat()), "when": when}


def describe_kept(expires: datetime | None) -> str:
    """The choice that leaves it as it is: `until 24 December 2026`."""
    return f"until {format_time(last_day(expires).isoformat())}" if expires else EXPIRY_CHOICES["never"]


def format_gigabytes(size: int) -> str:
    """The value of a field: `20`, `0.5`."""
    return f"{size / 1_000_000_000:.10g}"


def describe_limits(share: Share) -> str:
    """`Up to 1,000 photos, 20 GB`."""
    return f"Up to {format_count(share.limits.files)}, {format_bytes(share.limits.bytes)}"


def describe_additions(additions: Mapping[str, int]) -> list[str]:
    """`12 new from Anna`, the most first."""
    most_first = sorted(additions.items(), key=lambda one: (-one[1], one[0]))
    return [f"{format_number(count)} new from {name or SOMEONE}" for name, count in most_first if count]
