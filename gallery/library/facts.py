"""Choose a photo's date among what its file, its name and its blob say."""

from zoneinfo import ZoneInfo

from gallery.library.time_zones import to_local_time
from gallery.model.blobs import Blob
from gallery.model.facts import Facts
from gallery.model.name_dates import date_in_full_name
from gallery.model.photos import photo_of
from gallery.model.upload_times import read_upload_time
from gallery.pictures.head import Head
from gallery.pictures.picture import Picture


def facts_from_picture(picture: Picture | Head, name: str, fallback: tuple[str, str], zone: ZoneInfo) -> Facts:
    """A picture's facts, with the capture date from the best source.

    `fallback` is `taken` and `taken_from` for a picture whose bytes and name have no date. `zone` is that of videos
    that don't say where they were taken.
    """
    date_from_name = date_in_full_name(name)
    if picture.taken and picture.taken_from:
        taken, taken_from = to_local_time(picture.taken, picture.embedded, zone), str(picture.taken_from)
    else:
        taken, taken_from = (date_from_name, "name") if date_from_name else fallback
    facts = Facts(taken, taken_from, picture.width, picture.height, duration=picture.duration, codecs=picture.codecs)
    if isinstance(picture, Head):
        return facts
    return facts._replace(color=picture.color, orientation=picture.orientation, motion=picture.motion)


def name_with_date(blob: Blob) -> str:
    """The part of a blob's name whose date counts: without its folder's day if a corrected date brought it there."""
    photo = photo_of(blob)
    return photo.file if photo.sidecar.annotations.taken or photo.is_misfiled else photo.name


def fallback_date(blob: Blob) -> tuple[str, str]:
    """A date that only the upload knew, if it's in the metadata; else the day (UTC) of the upload."""
    facts = Facts.read(blob.metadata)
    if facts and facts.taken_from in ("file", "upload"):
        return facts.taken, facts.taken_from
    return read_upload_time(blob).date().isoformat(), "upload"
