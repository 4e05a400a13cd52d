"""Texts about albums."""

from gallery.translations import lazy_gettext as _
from gallery.web.formatting import format_number, format_plural
from gallery.web.text.photos import format_count

UNSORTED = _("Unsorted")
"""Photos in no folder."""

NO_ALBUMS = _("No albums yet.")
HOW_TO_CREATE = _("Create one, or name one when you %(link)s. Folders in your storage container are albums too.")
ADD_PHOTOS = _("add photos")
NO_PHOTOS = _("No photos yet")

NEW_ALBUM = _("New album")
NAME_OF_NEW_ALBUM = _("Name of the new album")
NAME = _("Name")
CREATE = _("Create")

RENAME = _("Rename")
CANCEL = _("Cancel")
NEW_NAME = _("New name")
SAVE = _("Save")

ALBUM_MENU = _("Album menu")
NEW_ALBUM_IN_IT = _("New album in this one")
TITLE = _("Title")
TITLE_HINT = _("Shown instead of the folder's name. The folder is %(folder)s.")
DESCRIPTION = _("Description")
COVER = _("Cover")
USE_NEWEST_AS_COVER = _("Use the newest photo")
SORT = _("Sort")
SORT_ORDERS = {"newest": _("Newest first"), "oldest": _("Oldest first"), "name": _("By name")}
"""By the value of `sort`."""

VISIBLE_TO = _("Visible to")
AUDIENCES = {"everyone": _("Everyone"), "owner": _("Only me")}
"""By the value of `visible`."""

GALLERY_IS_PRIVATE = _("Nobody else sees anything while the gallery is private.")
AUDIENCE_OF_PARENT = _("Only me, like everything in %(album)s")
SHOW_IN_TIMELINE = _("Show in the timeline")
YES_OR_NO = {"yes": _("Yes"), "no": _("No")}
"""By the value of `timeline`."""

TIMELINE_OF_PARENT = _("No, like everything in %(album)s")

DELETE_ALBUM = _("Delete album")
KEEP_PHOTOS = _("Keep the photos")
TRASH_PHOTOS = _("Move the photos to the trash")
WHERE_PHOTOS_GO = _("Photos that you keep go back to the days on which they were taken.")
PHOTOS_BECOME_PUBLIC = _("Some of these photos are private. Photos that you keep won't be private anymore.")

PRIVATE = _("Only you can see it")
PRIVATE_NOW = _("Only you can see this album.")
PRIVATE_ANYWAY = _("Only you can see this album, even when the gallery is public.")
INHERITS_PRIVATE = _("Only you can see this album, because it's in %(album)s.")
OUTSIDE_TIMELINE = _("Not in the timeline.")
INHERITS_OUTSIDE_TIMELINE = _("Not in the timeline, because it's in %(album)s.")

HAS_NO_PHOTOS = _("It has no photos.")
HAS_NO_OWN_PHOTOS = _("It has no photos itself.")


def describe_deletion(photos: int, albums: int, total: int) -> str:
    """What is deleted with an album: its photos, and the albums in it, of a total of photos."""
    if not photos and not albums:
        return str(HAS_NO_PHOTOS)
    own = (
        format_plural("It has %(count)s photo.", "It has %(count)s photos.", photos)
        if photos
        else str(HAS_NO_OWN_PHOTOS)
    )
    if not albums:
        return own
    inner = format_plural(
        "The album in it is deleted too, with %(photos)s.",
        "The %(count)s albums in it are deleted too, with %(photos)s.",
        albums,
        photos=format_count(total - photos),
    )
    return f"{own} {inner}"


def format_contents(photos: int, albums: int, total: int) -> str:
    """`12 photos`, `3 albums, 40 photos` or `12 photos, 3 albums with 28 more`, of a total of 40."""
    if not total:
        return str(NO_PHOTOS)
    if not albums:
        return format_count(photos)
    if not photos:
        counted = format_plural("%(count)s album", "%(count)s albums", albums)
        return f"{counted}, {format_count(total)}"
    counted = format_plural(
        "%(count)s album with %(more)s more",
        "%(count)s albums with %(more)s more",
        albums,
        more=format_number(total - photos),
    )
    return f"{format_count(photos)}, {counted}"
