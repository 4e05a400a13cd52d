"""Rows: all that the index keeps of a photo, as text, so that pages show it without listing its folder."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import compress
from typing import NamedTuple

from gallery.model.blobs import Blob
from gallery.model.metadata_keys import lower_keys
from gallery.model.pairs import COMPANIONS, Companion
from gallery.model.photos import Photo

ROWS_VERSION = "13"
"""Part of every digest, so that rows in an older format count as stale."""


class Row(NamedTuple):
    """A photo. Unknown values are empty. From `taken` on, fields are the blob's metadata of that name."""

    name: str
    when: str
    """See Photo.when."""
    etag: str
    length: str
    """Bytes."""
    md5: str
    """The identity, hex. See model/identities.py."""
    created: str
    """Seconds since 1970, UTC."""
    content_type: str
    archived: str
    """`yes` if the bytes can't be read."""
    ratio: str
    """See Photo.ratio."""
    place: str
    """Like `Rome, Italy`. Only the owner may learn it."""
    text: str
    """What only the owner may search for, folded. See read_private_text_of."""
    video: str
    """Of a live photo, like `raw`: its name. Only the owner may learn the names of companions."""
    video_bytes: str
    video_duration: str
    video_codecs: str
    raw: str
    raw_bytes: str
    taken: str
    taken_from: str
    width: str
    height: str
    colour: str
    file_orientation: str
    duration: str
    codecs: str
    motion: str
    previews: str
    facts: str
    camera: str
    lens: str
    location: str
    embedded_caption: str
    embedded_tags: str
    embedded_rating: str
    embedded_cut: str
    uploaded: str
    caption: str
    """Percent-encoded, from a sidecar."""
    tags: str
    rating: str
    orientation: str
    sidecar_location: str
    sidecar_taken: str
    sidecar_day: str
    sidecar: str
    sidecar_empty: str
    sidecar_cut: str
    sidecar_problem: str

    @property
    def cursor(self) -> str:
        """See Photo.cursor."""
        return f"{self.when} {self.name}"


METADATA = Row._fields[Row._fields.index("taken") :]
_UNKNOWN = ("",) * len(METADATA)
_NO_COMPANIONS = ("",) * (Row._fields.index("taken") - Row._fields.index("video"))


def row_of(photo: Photo, place: str = "", text: str = "") -> Row:
    """Return a photo's row: usually without its place and text, which take longer to find than everything else."""
    blob, identity = photo.blob, photo.blob.identity
    columns = (
        photo.name,
        photo.when,
        blob.etag,
        str(blob.length),
        identity.hex() if identity else "",
        str(int(blob.created.timestamp())),
        blob.content_type,
        "yes" if blob.is_archived else "",
        f"{photo.ratio:.6f}",
        place,
        text,
        *(_companion_columns(photo) if photo.companions else _NO_COMPANIONS),
        *map(lower_keys(blob.metadata).get, METADATA, _UNKNOWN),
    )
    return Row._make(columns)


def photo_of_row(row: Row) -> Photo:
    """Return the photo of a row, as a listing would find it."""
    values = row[-len(METADATA) :]
    metadata = dict(zip(compress(METADATA, values), filter(None, values), strict=True))
    blob = Blob(
        name=row.name,
        length=int(row.length),
        etag=row.etag,
        md5=bytes.fromhex(row.md5) or None,
        content_type=row.content_type,
        created=datetime.fromtimestamp(int(row.created), UTC),
        metadata=metadata,
        is_archived=bool(row.archived),
    )
    blob.derived[COMPANIONS] = tuple(_companions_of(row)) if row.video or row.raw else ()
    return Photo(blob)  # With photo_of, the blob would refer to it too, and only the garbage collector would free both.


def _companion_columns(photo: Photo) -> tuple[str, ...]:
    columns, video, raw = list(_NO_COMPANIONS), photo.video, photo.raw
    if video:
        duration = "" if video.duration is None else str(video.duration)
        columns[:-2] = video.name, str(video.bytes), duration, video.codecs
    if raw:
        columns[-2:] = raw.name, str(raw.bytes)
    return tuple(columns)


def _companions_of(row: Row) -> Iterator[Companion]:
    if row.video:
        duration = float(row.video_duration) if row.video_duration else None
        yield Companion(row.video, int(row.video_bytes), duration, row.video_codecs)
    if row.raw:
        yield Companion(row.raw, int(row.raw_bytes))
