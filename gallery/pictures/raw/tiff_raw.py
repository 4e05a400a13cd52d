"""Find the JPEGs in raw files that are TIFF files: DNG, CR2, NEF, ARW, ORF, RW2, PEF and SRW."""

from collections.abc import Iterator

from gallery.pictures.exif import KNOWN_GPS_TAGS, KNOWN_TAGS
from gallery.pictures.raw.contents import Extent, RawContents
from gallery.pictures.raw.detection import COLOR_FILTER_ARRAY, PHOTOMETRIC, SUB_IFDS
from gallery.pictures.raw.olympus import find_olympus_preview
from gallery.pictures.source import Source
from gallery.pictures.tiff import Entry, Tiff, read_tags_of
from gallery.pictures.xmp import MAX_XMP_BYTES

COMPRESSION, STRIP_OFFSETS, STRIP_LENGTHS = 259, 273, 279
JPEG_OFFSET, JPEG_LENGTH = 513, 514
"""Compression, StripOffsets, StripByteCounts, JPEGInterchangeFormat and its length (TIFF 6.0)."""

JPEG_COMPRESSIONS = frozenset({6, 7})
"""Old and new JPEG. A strip of either is a complete file."""

LINEAR_RAW, CR2_SLICES = 34892, 50752
"""PhotometricInterpretation of other raw data (DNG 1.7.1), and a tag that only Canon's raw data has: its JPEG is
lossless, and isn't a picture."""

PANASONIC_JPEG = 46
"""JpgFromRaw (ExifTool, "PanasonicRaw Tags")."""

XMP, IPTC = 700, 33723
"""Tags of IFD0 (XMP specification part 3, 3.3.1)."""

MAX_DIRECTORIES = 32
"""In all. Cameras write up to eight."""

Entries = dict[int, Entry]


def read_tiff_raw(source: Source) -> RawContents:
    """Return what a TIFF file has."""
    tiff = Tiff.open(source)
    if tiff is None:
        return RawContents()
    directories = list(_read_directories(tiff))
    first = directories[0] if directories else {}
    return RawContents(
        [*(one for entries in directories for one in _find_jpegs(tiff, entries)), *find_olympus_preview(tiff)],
        read_tags_of(tiff, KNOWN_TAGS, KNOWN_GPS_TAGS),
        _read_bytes(tiff, first.get(XMP)),
        _read_bytes(tiff, first.get(IPTC)),
    )


def _read_directories(tiff: Tiff) -> Iterator[Entries]:
    """Yield all directories once: those that follow IFD0, and those that others refer to."""
    waiting, seen = [tiff.first_directory], set[int]()
    while waiting and len(seen) < MAX_DIRECTORIES:
        offset = waiting.pop(0)
        if offset and offset not in seen:
            seen.add(offset)
            entries = {entry.tag: entry for entry in reversed(tiff.read_directory(offset))}
            yield entries
            waiting += [*_read_numbers(tiff, entries.get(SUB_IFDS))[:MAX_DIRECTORIES], tiff.find_next(offset)]


def _find_jpegs(tiff: Tiff, entries: Entries) -> Iterator[Extent]:
    """Yield where a directory's JPEGs should be."""
    starts, lengths = (_read_numbers(tiff, entries.get(tag)) for tag in (JPEG_OFFSET, JPEG_LENGTH))
    if starts and lengths:
        yield Extent(starts[0], lengths[0])
    if PANASONIC_JPEG in entries:
        yield from _find_panasonic(tiff, entries[PANASONIC_JPEG])
    if _is_jpeg_strip(tiff, entries):
        starts, lengths = (_read_numbers(tiff, entries.get(tag)) for tag in (STRIP_OFFSETS, STRIP_LENGTHS))
        if len(starts) == len(lengths) == 1:
            yield Extent(starts[0], lengths[0])


def _find_panasonic(tiff: Tiff, entry: Entry) -> Iterator[Extent]:
    position = tiff.find_value(entry, entry.length)
    if position is not None:
        yield Extent(position, entry.length)


def _is_jpeg_strip(tiff: Tiff, entries: Entries) -> bool:
    compression, photometric = (_read_numbers(tiff, entries.get(tag)) for tag in (COMPRESSION, PHOTOMETRIC))
    is_sensor = CR2_SLICES in entries or photometric[:1] in ([COLOR_FILTER_ARRAY], [LINEAR_RAW])
    return not is_sensor and set(compression) <= JPEG_COMPRESSIONS and bool(compression)


def _read_numbers(tiff: Tiff, entry: Entry | None) -> list[int]:
    """Return an entry's whole numbers; [] if it's missing or has none."""
    value = tiff.read_value(entry) if entry else None
    numbers = value if isinstance(value, tuple) else (value,)
    return [number for number in numbers if isinstance(number, int)]


def _read_bytes(tiff: Tiff, entry: Entry | None) -> bytes:
    """Return an entry's bytes, whatever their type is."""
    if entry is None:
        return b""
    value = tiff.read_value(entry._replace(kind=_UNDEFINED), MAX_XMP_BYTES)
    return value if isinstance(value, bytes) else b""


_UNDEFINED = 7
