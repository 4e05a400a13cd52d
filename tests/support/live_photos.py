"""Live photos as phones write them: both files have Apple's content identifier."""

import struct

from support.picture_files import Entry, jpeg, segment, text, tiff
from support.videos import make_video

CONTENT_ID = "8F1C2D3E-1111-2222-3333-444455556666"
DESCRIPTION = 270


def maker_note(value: bytes, offset: int = 32, start: bytes = b"Apple iOS\0\0\1MM") -> dict[int, Entry]:
    """Return the Exif IFD's entry with Apple's note: a directory, in Motorola's order, with the content identifier."""
    directory = struct.pack(">HHHLL4x", 1, 17, 2, len(value), offset)
    note = start + directory + value
    return {37500: (7, len(note), note)}


def picture_with_note(note: dict[int, Entry]) -> bytes:
    """Return a JPEG with a maker's note."""
    return jpeg(segment(0xE1, b"Exif\0\0" + tiff({DESCRIPTION: text("x")}, note)))


def live_picture(content_id: str = CONTENT_ID) -> bytes:
    """Return a live photo's picture."""
    return picture_with_note(maker_note(content_id.encode() + b"\0"))


def live_video(
    content_id: str = CONTENT_ID,
    *,
    extension: str = ".mov",
    options: tuple[str, ...] = (),
    seconds: float = 1,
    has_sound: bool = True,
) -> bytes:
    """Return a live photo's video. See make_video for the options."""
    identifier = ("-movflags", "use_metadata_tags", "-metadata", f"com.apple.quicktime.content.identifier={content_id}")
    return make_video(extension, *identifier, *options, seconds=seconds, has_sound=has_sound)
