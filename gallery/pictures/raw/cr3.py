"""Find the JPEGs and metadata in Canon's CR3, an ISO base media file (github.com/lclevy/canon_cr3)."""

from collections.abc import Iterator

from gallery.pictures.exif import KNOWN_GPS_TAGS, KNOWN_TAGS
from gallery.pictures.heif_items import Box, read_boxes
from gallery.pictures.raw.contents import Extent, RawContents
from gallery.pictures.source import Source
from gallery.pictures.tiff import ExifTags, Tags, Tiff, read_tags_in

MOVIE, TRACK, UUID = b"moov", b"trak", b"uuid"
SAMPLES = (b"mdia", b"minf", b"stbl")
"""The boxes around those that describe a track's samples (ISO/IEC 14496-12, 8.5.1)."""

CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
PREVIEW = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
"""What `uuid` boxes are about: metadata, XMP, and a JPEG of 1620 x 1080."""

PICTURE_TAGS, EXIF_TAGS, GPS_TAGS = b"CMT1", b"CMT2", b"CMT4"
"""TIFF files with IFD0, the Exif IFD and the GPS IFD, each as the first directory."""

MAX_BOXES = 32
"""In the file itself. Cameras write up to eight."""

MAX_MOVIE_BYTES, MAX_XMP_BYTES, MAX_START_BYTES = 1_000_000, 1_000_000, 64
"""How much is read of a box, and of the start of one with a JPEG."""


def read_cr3(source: Source) -> RawContents:
    """Return what a CR3 has."""
    contents = RawContents()
    for kind, content, end in _read_outer_boxes(source):
        if kind == MOVIE:
            _read_movie(source.read(content, min(end - content, MAX_MOVIE_BYTES)), contents)
        elif kind == UUID:
            _read_uuid(source, content, end, contents)
            if len(contents.previews) > 1:
                break  # All else is raw data.
    return contents


def _read_outer_boxes(source: Source) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start of content and end of the boxes in the file."""
    position = 0
    for _ in range(MAX_BOXES):
        header = source.read(position, 16)
        size, content = int.from_bytes(header[:4], "big"), position + 8
        if size == 1:
            size, content = int.from_bytes(header[8:16], "big"), position + 16
        end = position + size
        if end < content or content > source.length:
            return
        yield header[4:8], content, min(end, source.length)
        position = end


def _read_uuid(source: Source, content: int, end: int, contents: RawContents) -> None:
    name = source.read(content, 16)
    if name == XMP:
        contents.xmp = source.read(content + 16, min(end - content - 16, MAX_XMP_BYTES))
    elif name == PREVIEW:
        start = source.read(content, MAX_START_BYTES).find(b"\xff\xd8\xff")
        if start >= 0:
            contents.previews.append(Extent(content + start, end - content - start))


def _read_movie(data: bytes, contents: RawContents) -> None:
    for box in read_boxes(data, 0, len(data)):
        if box.kind == TRACK:
            contents.previews += _find_jpeg(data, box)
        elif box.kind == UUID and data.startswith(CANON, box.content):
            contents.tags = _read_tags(data, box)


def _read_tags(data: bytes, canon: Box) -> ExifTags:
    found = {box.kind: data[box.content : box.end] for box in read_boxes(data, canon.content + 16, canon.end)}
    return ExifTags(
        _first_directory(found.get(PICTURE_TAGS, b""), KNOWN_TAGS),
        _first_directory(found.get(EXIF_TAGS, b""), KNOWN_TAGS),
        _first_directory(found.get(GPS_TAGS, b""), KNOWN_GPS_TAGS),
    )


def _first_directory(data: bytes, known: frozenset[int]) -> Tags:
    tiff = Tiff.open(Source.of(data))
    return read_tags_in(tiff, tiff.first_directory, known) if tiff else {}


def _find_jpeg(data: bytes, track: Box) -> Iterator[Extent]:
    """Yield where a track's sample is, if it's a JPEG (ISO/IEC 14496-12, 8.5.2, 8.7.3 and 8.7.5)."""
    box = track
    for kind in SAMPLES:
        inner = next((one for one in read_boxes(data, box.content, box.end) if one.kind == kind), None)
        if inner is None:
            return
        box = inner
    tables = {one.kind: data[one.content : one.end] for one in read_boxes(data, box.content, box.end)}
    if b"JPEG" not in tables.get(b"stsd", b""):
        return
    length = int.from_bytes(tables.get(b"stsz", b"")[4:8], "big")
    if not length:  # Then the table has a length for each sample.
        length = int.from_bytes(tables.get(b"stsz", b"")[12:16], "big")
    start = int.from_bytes(tables.get(b"co64", b"")[8:16] or tables.get(b"stco", b"")[8:12], "big")
    yield Extent(start, length)
