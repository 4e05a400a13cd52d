"""Find the JPEG of an Olympus or OM System raw file, which is in the maker's own notes (ExifTool, "Olympus Tags")."""

from collections.abc import Iterator
from typing import NamedTuple

from gallery.pictures.raw.contents import Extent
from gallery.pictures.source import Source
from gallery.pictures.tiff import EXIF_IFD, Tags, Tiff, read_tags_in

MAKER_NOTE, SETTINGS = 37500, 0x2020
"""MakerNote (EXIF 2.32, 4.6.5), and CameraSettings in it."""

SETTINGS_JPEG, NOTE_JPEG = (0x101, 0x102), (0x1036, 0x1037)
"""PreviewImageStart and its length: in the settings, or, by old cameras, in the note itself."""

DIRECTORY, LONG = 13, 4
"""Types of an offset."""


class Form(NamedTuple):
    """A form of maker notes."""

    start: bytes
    directory: int
    """Where its directory starts in the note."""
    is_own_file: bool
    """Whether its offsets count from the start of the note, instead of from that of the file."""


FORMS = (
    Form(b"OM SYSTEM\0", 16, is_own_file=True),
    Form(b"OLYMPUS\0", 12, is_own_file=True),
    Form(b"OLYMP\0", 8, is_own_file=False),
)


def find_olympus_preview(tiff: Tiff) -> Iterator[Extent]:
    """Yield where the note of a file has a JPEG, if it's a note of this maker."""
    position = _find_note(tiff)
    start = tiff.source.read(position, 16) if position else b""
    form = next((form for form in FORMS if start.startswith(form.start)), None)
    if position and form:
        base = position if form.is_own_file else 0
        note = Tiff(_from(tiff.source, base), tiff.order)
        for extent in _find_jpegs(note, position - base + form.directory):
            yield Extent(base + extent.start, extent.length)


def _find_note(tiff: Tiff) -> int | None:
    exif = read_tags_in(tiff, tiff.first_directory, frozenset({EXIF_IFD})).get(EXIF_IFD)
    notes = [entry for entry in tiff.read_directory(exif) if entry.tag == MAKER_NOTE]
    return tiff.find_value(notes[0], notes[0].length) if notes else None


def _find_jpegs(note: Tiff, directory: int) -> Iterator[Extent]:
    settings = next((entry for entry in note.read_directory(directory) if entry.tag == SETTINGS), None)
    offset = note.read_value(settings._replace(kind=LONG, length=1)) if settings else None
    for place, tags in ((offset, SETTINGS_JPEG), (directory, NOTE_JPEG)):
        found = read_tags_in(note, place, frozenset(tags))
        yield from _as_extent(found, *tags)


def _as_extent(found: Tags, start_tag: int, length_tag: int) -> Iterator[Extent]:
    start, length = found.get(start_tag), found.get(length_tag)
    if isinstance(start, int) and isinstance(length, int):
        yield Extent(start, length)


def _from(source: Source, start: int) -> Source:
    """Return the source from a position on."""
    return Source(source.length - start, lambda position, length: source.read(start + position, length))
