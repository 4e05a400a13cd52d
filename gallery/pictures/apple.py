"""What Apple's cameras write into EXIF's MakerNote (ExifTool, "Apple Tags")."""

from gallery.model.embedded_facts import clean_content_id
from gallery.pictures.source import Source
from gallery.pictures.tiff import Tiff, read_exif_tags, read_tags_in

MAKER_NOTE = 37500
"""EXIF's tag for what only the maker understands (EXIF 2.32, 4.6.5)."""

CONTENT_IDENTIFIER = 17
"""The UUID that a live photo's picture and video share. Apple calls it `kCGImagePropertyMakerAppleDictionary` 17."""

_START, _DIRECTORY = b"Apple iOS\0", 14
"""The note's first bytes, and where its directory is. Offsets count from the note's start, in Motorola's order."""


def read_content_id(exif: bytes) -> str:
    """Return the content identifier in EXIF data, or ""."""
    note = read_exif_tags(exif, frozenset({MAKER_NOTE}), frozenset()).exif.get(MAKER_NOTE)
    if not isinstance(note, bytes) or not note.startswith(_START):
        return ""
    directory = Tiff(Source.of(note), ">")
    found = read_tags_in(directory, _DIRECTORY, frozenset({CONTENT_IDENTIFIER})).get(CONTENT_IDENTIFIER)
    return clean_content_id(found.rstrip("\0")) if isinstance(found, str) else ""
