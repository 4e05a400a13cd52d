"""Which files are one photo: the short video of a live photo, or a raw file beside a JPEG.

The gallery pairs files in the same folder with the same name (gallery/model/pairs.py). So the importer stores these
under the name that their picture got.
"""

import struct
from contextlib import suppress
from typing import IO

from gallery.model.file_classes import has_raw_extension
from gallery.model.names import split_extension
from gallery.model.pairs import MAX_SECONDS, PICTURES
from importer.entries import READ_ERRORS, Entry
from importer.found import VIDEO_PARTS, extension_of, stem_of

MAX_VIDEO_BYTES = 60_000_000
"""Three seconds of a phone have some 5 MB."""

_VIDEOS = frozenset({".mov", ".mp4"}) | VIDEO_PARTS
_LONG_HEADER = 1
"""Value of a box's size if a longer one follows (ISO 14496-12, 4.2)."""


def is_picture(entry: Entry) -> bool:
    """Return whether a file can have companions."""
    return extension_of(entry.file) in PICTURES


def is_companion(entry: Entry) -> bool:
    """Return whether a file can be part of the photo beside it with the same name."""
    extension = extension_of(entry.file)
    if has_raw_extension(entry.file):
        return True
    return extension in _VIDEOS and entry.size <= MAX_VIDEO_BYTES and _is_short(entry)


def companion_name(picture: str, companion: str) -> str:
    """Return the name that makes a file part of a picture: `Rome/IMG (2).mov` for `Rome/IMG (2).HEIC` and `IMG.mov`."""
    folder, slash, file = picture.rpartition("/")
    extension = split_extension(companion)[1]
    return f"{folder}{slash}{stem_of(file)}{'.mp4' if extension.lower() in VIDEO_PARTS else extension}"


def common_stem(file: str) -> str:
    """Return what a picture and its companions have in common. `PXL.MP` is the video of `PXL.MP.jpg`."""
    return (file if extension_of(file) in VIDEO_PARTS else stem_of(file)).casefold()


def _is_short(entry: Entry) -> bool:
    """Whether it lasts as long as the video of a live photo. A longer one only has the same number by chance."""
    with suppress(*READ_ERRORS), entry.open() as file:
        seconds = read_duration(file)
        return seconds is not None and seconds <= MAX_SECONDS
    return False


def read_duration(file: IO[bytes]) -> float | None:
    """Return the length of a MOV or MP4 in seconds, from its movie header (ISO 14496-12, 8.2.2); None without one."""
    with suppress(struct.error, OverflowError):
        movie = _find_box(file, b"moov", None)
        if movie is not None and _find_box(file, b"mvhd", movie) is not None:
            is_long = file.read(1) == b"\1"
            file.read(19 if is_long else 11)
            scale, duration = struct.unpack(">IQ" if is_long else ">II", file.read(12 if is_long else 8))
            return float(duration / scale) if scale else None
    return None


def _find_box(file: IO[bytes], kind: bytes, length: int | None) -> int | None:
    """Move to the content of the first box of a kind; return its length."""
    end = None if length is None else file.tell() + length
    while end is None or file.tell() < end:
        header = file.read(8)
        if len(header) < 8:  # noqa: PLR2004 - of a header
            return None
        size, found = struct.unpack(">I4s", header)
        content = size - 8
        if size == _LONG_HEADER:
            content = struct.unpack(">Q", file.read(8))[0] - 16
        if found == kind:
            return int(content)
        if content < 0:
            return None
        file.seek(content, 1)
    return None
