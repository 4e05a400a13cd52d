"""Capture dates in XMP sidecars.

exiftool, digiKam, darktable, Lightroom and Immich read and write `exif:DateTimeOriginal`: in ISO 8601, except for
darktable, which writes EXIF's format.
"""

from gallery.model.dates import DateHistory, is_same
from gallery.pictures.dates import xmp_date
from gallery.pictures.xmp_properties import Name, XmpProperties

TAKEN: Name = ("http://ns.adobe.com/exif/1.0/", "exif", "DateTimeOriginal")
CREATED: Name = ("http://ns.adobe.com/photoshop/1.0/", "photoshop", "DateCreated")
"""What digiKam and Lightroom write too. Software may prefer it, so it's changed too if it's there."""

DIGITIZED: Name = ("http://ns.adobe.com/xap/1.0/", "xmp", "CreateDate")
"""When the file was made, which can be when a slide was scanned. Changed if it's the time of the photo."""

_GALLERY = "urn:photo-gallery:sidecar/", "gallery"
DAY: Name = (*_GALLERY, "day")
EDIT: Name = (*_GALLERY, "edit")
BEFORE: Name = (*_GALLERY, "before")
"""See DateHistory."""


def read_taken(properties: XmpProperties) -> str | None:
    """Return when the photo was taken, or None if it isn't said."""
    return next(filter(None, (xmp_date(properties.read_text(name)) for name in (TAKEN, CREATED))), None)


def write_taken(properties: XmpProperties, taken: str | None) -> None:
    """Say when the photo was taken; with None, nothing."""
    before = read_taken(properties)
    digitized = xmp_date(properties.read_text(DIGITIZED))
    if taken is None:
        properties.remove(TAKEN)
        properties.remove(CREATED)
        return
    properties.set_simple(TAKEN, taken)
    if properties.has(CREATED):
        properties.set_simple(CREATED, taken)
    if before and digitized and is_same(before, digitized):
        properties.set_simple(DIGITIZED, taken)


def read_history(properties: XmpProperties) -> DateHistory:
    """Return what's remembered of edits."""
    return DateHistory(*(properties.read_text(name) or "" for name in (DAY, EDIT, BEFORE)))


def write_history(properties: XmpProperties, history: DateHistory) -> None:
    """Remember edits."""
    for name, value in ((DAY, history.day), (EDIT, history.edit), (BEFORE, history.before)):
        if value:
            properties.set_simple(name, value)
        else:
            properties.remove(name)
