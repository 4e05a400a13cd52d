"""Texts about shares, for their owner."""

from collections.abc import Mapping
from datetime import datetime

from gallery.library.shares.expiry import last_day
from gallery.model.shares import Share
from gallery.translations import lazy_gettext as _
from gallery.web.formatting import format_bytes, format_plural, format_time

SHARES = _("Shared links")
NO_SHARES = _("Nothing is shared. To share an album, open it and select “Share”. To share photos, select them first.")
ABOUT_SHARES = _("Everyone who has a link can use it until you revoke it or it expires.")

SHARE = _("Share")
SHARE_ALBUM = _("Share “%(album)s”")
SHARE_PHOTO = _("Share this photo")
LINKS_OF_ALBUM = _("Links to this album")
NEW_LINK = _("New link")
CREATE_LINK = _("Create link")

ABOUT_LINK = _(
    "People with this link can see these photos. Pictures they've opened may stay reachable for up to 2 hours after "
    "you revoke it. Videos over 200 MB are only pictures for them."
)
PRIVATE_ALBUM = _("This album is private. People with the link see it anyway.")
PRIVATE_PHOTOS = _("Some of these photos are in a private album. People with the link see them anyway.")
PRIVATE_GALLERY = _("Your gallery is private. People with the link see only what you share here.")

DOWNLOAD = _("They can download the photos")
LOCATION = _("Downloads say where a photo was taken")
ADD = _("They can add photos")
SUB_ALBUMS = _("Include the albums in this one")
SUB_ALBUMS_HINT = _("Private ones stay private.")
EXPIRES = _("Link works")
EXPIRY_CHOICES = {"7": _("for 7 days"), "30": _("for 30 days"), "365": _("for a year"), "never": _("until I revoke it")}
"""By the number of days."""
UNTIL = _("until %(day)s")
UNTIL_DATE = _("until a day…")
LAST_DAY = _("Last day")
PASSWORD = _("Password")
OPTIONAL = _("Optional")
NEW_PASSWORD = _("Leave it empty to keep the password")
REMOVE_PASSWORD = _("Remove the password")
LABEL = _("Label")
LABEL_HINT = _("Only you see it")
LIMITS = _("Limits for adding")
MAX_FILES = _("Photos")
MAX_GIGABYTES = _("Gigabytes")

LINK = _("Link")
COPY_LINK = _("Copy link")
SEND_LINK = _("Send…")
QR_CODE = _("QR code")
QR_CODE_HINT = _("Phones open the link with their camera.")
PRINT = _("Print")
ALL_SHARES = _("All shared links")
EDIT = _("Edit")
SETTINGS = _("Settings")
SAVE = _("Save")
REVOKE = _("Revoke")
ASK_TO_REVOKE = _(
    "The link will stop working at once, for everyone. Pictures that people have opened may stay reachable for up to "
    "2 hours."
)
REVOKE_LINK = _("Revoke this link")
LOCAL_LINK = _("This gallery runs on your machine, so people elsewhere can't open this link.")
NO_ALBUM = _("This album doesn't exist anymore, so the link shows nothing.")

SEE = _("People can see the photos")
SEE_WITH_ALBUMS = _("People can see the photos, also of the albums in it")
DOWNLOAD_THEM = _("download them")
DOWNLOAD_WITH_LOCATION = _("download them with their location")
ADD_PHOTOS = _("add photos")
WITH_PASSWORD = _("With a password")
WITHOUT_PASSWORD = _("Without a password")
EXPIRED = _("Expired after %(day)s")
EXPIRES_ON = _("Expires after %(day)s, %(when)s")
DAYS = (_("today"), _("tomorrow"))
NEVER_EXPIRES = _("Doesn't expire")
SOMEONE = _("a guest")
MARK_AS_SEEN = _("Mark as seen")
SHOW_ALBUM = _("Open album")


def share_photos(count: int) -> str:
    """`Share 12 photos`."""
    return format_plural("Share %(count)s photo", "Share %(count)s photos", count) if count > 1 else str(SHARE_PHOTO)


def describe_permissions(share: Share) -> str:
    """`People can see the photos, download them, add photos`."""
    downloads = DOWNLOAD_WITH_LOCATION if share.keeps_location else DOWNLOAD_THEM
    parts = [
        SEE_WITH_ALBUMS if share.has_sub_albums else SEE,
        *([downloads] if share.can_download else []),
        *([ADD_PHOTOS] if share.can_add else []),
    ]
    return ", ".join(map(str, parts))


def describe_expiry(expires: datetime | None, now: datetime) -> str:
    """`Expires after 24 December 2026, in 24 days`."""
    if expires is None:
        return str(NEVER_EXPIRES)
    day = last_day(expires)
    if expires <= now:
        return str(EXPIRED % {"day": format_time(day.isoformat())})
    days = max(0, (day - now.date()).days)
    when = DAYS[days] if days < len(DAYS) else format_plural("in %(count)s day", "in %(count)s days", days)
    return str(EXPIRES_ON % {"day": format_time(day.isoformat()), "when": when})


def describe_kept(expires: datetime | None) -> str:
    """The choice that leaves it as it is: `until 24 December 2026`."""
    until = UNTIL % {"day": format_time(last_day(expires).isoformat())} if expires else EXPIRY_CHOICES["never"]
    return str(until)


def format_gigabytes(size: int) -> str:
    """The value of a field: `20`, `0.5`."""
    return f"{size / 1_000_000_000:.10g}"


def describe_limits(share: Share) -> str:
    """`Up to 1,000 photos, 20 GB`."""
    return format_plural(
        "Up to %(count)s photo, %(size)s",
        "Up to %(count)s photos, %(size)s",
        share.limits.files,
        size=format_bytes(share.limits.bytes),
    )


def describe_additions(additions: Mapping[str, int]) -> list[str]:
    """`12 new from Anna`, the most first."""
    most_first = sorted(additions.items(), key=lambda one: (-one[1], one[0]))
    return [
        format_plural("%(count)s new from %(name)s", "%(count)s new from %(name)s", count, name=name or SOMEONE)
        for name, count in most_first
        if count
    ]
