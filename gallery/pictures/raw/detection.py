"""Detect cameras' raw files by their first bytes. Most of them are TIFF files."""

from gallery.pictures.source import Source
from gallery.pictures.tiff import Tags, Tiff, read_tags_in

TIFF_STARTS = (b"II*\0", b"MM\0*")
STARTS = (
    (0, b"FUJIFILMCCD-RAW", "RAF"),
    (4, b"ftypcrx ", "CR3"),
    (0, b"IIRO", "ORF"),
    (0, b"IIRS", "ORF"),
    (0, b"MMOR", "ORF"),
    (0, b"IIU\0", "RW2"),
)
"""Offset, bytes at this offset, and the format. All but RAF and CR3 are TIFF files with another number than 42."""

CR2_MARK = b"CR\2"
"""At offset 8 (ExifTool, "Canon CR2")."""

MAKE, SUBFILE, PHOTOMETRIC, SUB_IFDS = 271, 254, 262, 330
"""Make, NewSubfileType, PhotometricInterpretation, SubIFDs (TIFF 6.0; TIFF technical note 1)."""

COLOR_FILTER_ARRAY = 32803
"""PhotometricInterpretation of what a sensor has measured (TIFF/EP, 5.1)."""

DNG_VERSION, PRIVATE_DATA = 50706, 50740
"""DNGVersion, without which a file is no DNG, and DNGPrivateData, which Sony uses too (DNG 1.7.1)."""

REDUCED = 1
"""NewSubfileType of a directory with a smaller version of the picture."""

MAKERS = (("NIKON", "NEF"), ("SONY", "ARW"), ("PENTAX", "PEF"), ("RICOH", "PEF"), ("SAMSUNG", "SRW"))
"""How the maker's name starts, and the format of raw files without a mark of their own."""

_KNOWN = frozenset({MAKE, SUBFILE, PHOTOMETRIC, SUB_IFDS, DNG_VERSION, PRIVATE_DATA})


def detect_raw(data: bytes) -> str | None:
    """Return the name of a raw file's format, or None if it's something else.

    The first bytes are enough, up to the first directory and the maker's name.
    """
    for offset, start, name in STARTS:
        if data.startswith(start, offset):
            return name
    if not data.startswith(TIFF_STARTS):
        return None
    return "CR2" if data[8:11] == CR2_MARK else _detect_by_tags(data)


def _detect_by_tags(data: bytes) -> str | None:
    tiff = Tiff.open(Source.of(data))
    tags = read_tags_in(tiff, tiff.first_directory, _KNOWN) if tiff else {}
    if DNG_VERSION in tags:
        return "DNG"
    maker = str(tags.get(MAKE, "")).upper()
    name = next((name for start, name in MAKERS if maker.startswith(start)), None)
    return name if name and _has_layout(name, tags) else None


def _has_layout(name: str, tags: Tags) -> bool:
    """Whether a maker's file has the directories of its raw files, rather than those of a picture that was edited."""
    if name == "PEF":
        return tags.get(PHOTOMETRIC) == COLOR_FILTER_ARRAY
    has_private = name == "ARW" and PRIVATE_DATA in tags
    return has_private or (SUB_IFDS in tags and tags.get(SUBFILE) == REDUCED)
