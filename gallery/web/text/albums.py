"""Texts about albums."""

from gallery.web.formatting import format_number
from gallery.web.text.photos import format_count

UNSORTED = "Unsorted"
"""Photos in no folder."""

NO_ALBUMS = "No albums yet."
HOW_TO_CREATE = "Create one, or name one when you %(link)s. Folders in your storage container are albums too."
ADD_PHOTOS = "add photos"
NO_PHOTOS = "No photos yet"

NEW_ALBUM = "New album"
NAME_OF_NEW_ALBUM = "Name of the new album"
NAME = "Name"
CREATE = "Create"

RENAME = "Rename"
CANCEL = "Cancel"
NEW_NAME = "New name"
SAVE = "Save"

ALBUM_MENU = "Album menu"
NEW_ALBUM_IN_IT = "New album in this one"
TITLE = "Title"
TITLE_HINT = "Shown instead of the folder's name. The folder is %(folder)s."
DESCRIPTION = "Description"
COVER = "Cover"
USE_NEWEST_AS_COVER = "Use the newest photo"
SORT = "Sort"
SORT_ORDERS = {"newest": "Newest first", "oldest": "Oldest first", "name": "By name"}
"""By the value of `sort`."""

VISIBLE_TO = "Visible to"
AUDIENCES = {"everyone": "Everyone", "owner": "Only me"}
"""By the value of `visible`."""

GALLERY_IS_PRIVATE = "Nobody else sees anything while the gallery is private."
AUDIENCE_OF_PARENT = "Only me, like everything in %(album)s"
SHOW_IN_TIMELINE = "Show in the timeline"
YES_OR_NO = {"yes": "Yes", "no": "No"}
"""By the value of `timeline`."""

TIMELINE_OF_PARENT = "No, like everything in %(album)s"

DELETE_ALBUM = "Delete album"
KEEP_PHOTOS = "Keep the photos"
TRASH_PHOTOS = "Move the photos to the trash"
WHERE_PHOTOS_GO = "Photos that you keep go back to the days on which they were taken."
PHOTOS_BECOME_PUBLIC = "Some of these photos are private. Photos that you keep won't be private anymore."

PRIVATE = "Only you can see it"
PRIVATE_NOW = "Only you can see this album."
PRIVATE_ANYWAY = "Only you can see this album, even when the gallery is public."
INHERITS_PRIVATE = "Only you can see this album, because it's in %(album)s."
OUTSIDE_TIMELINE = "Not in the timeline."
INHERITS_OUTSIDE_TIMELINE = "Not in the timeline, because it's in %(album)s."


def describe_deletion(photos: int, albums: int, total: int) -> str:
    """What is deleted with an album: its photos, and the albums in it, of a total of photos."""
    own = f"It has {format_count(photos)}." if photos else "It has no photos itself."
    if not albums:
        return own if photos else "It has no photos."
    inner = "The album in it is" if albums == 1 else f"The {format_number(albums)} albums in it are"
    return f"{own} {inner} deleted too, with {format_count(total - photos)}."


def format_contents(photos: int, albums: int, total: int) -> str:
    """`12 photos`, `3 albums, 40 photos` or `12 photos, 3 albums with 28 more`, of a total of 40."""
    if not total:
        return NO_PHOTOS
    if not albums:
        return format_count(photos)
    counted = f"{format_number(albums)} {'album' if albums == 1 else 'albums'}"
    if not photos:
        return f"{counted}, {format_count(total)}"
    return f"{format_count(photos)}, {counted} with {format_number(total - photos)} more"
