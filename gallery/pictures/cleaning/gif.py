"""Copy a GIF file without metadata (GIF89a specification)."""

from collections.abc import Iterator

from gallery.pictures.cleaning.exif import Additions
from gallery.pictures.gif_file import EXTENSION, FRAME, palette_bytes

TRAILER, CONTROL, APPLICATION, PLAIN_TEXT = 0x3B, 0xF9, 0xFF, 0x01
"""Bytes that blocks and extensions start with (section 12, appendix A)."""

HEADER_BYTES, DESCRIPTOR_BYTES, CONTROL_BYTES = 13, 10, 8

LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
"""Applications whose extension says how often an animation is repeated."""

MAX_BLOCKS = 1_000_000
"""A second of video at most has 50 frames with two blocks each."""


def clean_gif(data: bytes, _: Additions) -> bytes:
    """Return a copy without comments and other extensions. A GIF has no orientation. Raises ValueError, IndexError."""
    return b"".join((*_read_blocks(data), b";"))


def _read_blocks(data: bytes) -> Iterator[bytes]:
    """Yield what the copy consists of. Like browsers, this accepts a file without a trailer."""
    position = HEADER_BYTES + palette_bytes(data[10])
    yield data[:position]
    control, has_frame = b"", False
    for _ in range(MAX_BLOCKS):
        kind = data[position] if position < len(data) else TRAILER
        if kind == TRAILER:
            break
        if kind == FRAME:
            end = _end_of_frame(data, position)
            yield control + data[position:end]
            control, has_frame = b"", True
        elif kind == EXTENSION:
            end = _end_of_blocks(data, position + 2)
            control = _read_control(data[position:end], control)
            yield _write_loop(data[position:end])
        elif kind == 0:  # Some software writes one zero too many.
            end = position + 1
        else:
            raise ValueError("an unknown block")
        position = end
    else:
        raise ValueError("too many blocks")
    if not has_frame:
        raise ValueError("no picture")


def _end_of_frame(data: bytes, position: int) -> int:
    """Return where a frame ends: descriptor, palette, a byte for the decoder, blocks with pixels."""
    return _end_of_blocks(data, position + DESCRIPTOR_BYTES + palette_bytes(data[position + 9]) + 1)


def _end_of_blocks(data: bytes, position: int) -> int:
    while data[position]:
        position += 1 + data[position]
    return position + 1


def _read_control(extension: bytes, before: bytes) -> bytes:
    """Return the control extension that the next frame has: time, disposal and transparency."""
    if extension[1] == PLAIN_TEXT:
        return b""  # The one before belonged to this text, which browsers don't show.
    is_control = extension[1:3] == bytes((CONTROL, 4)) and len(extension) == CONTROL_BYTES
    return extension if is_control else before


def _write_loop(extension: bytes) -> bytes:
    """Return the extension with the number of repetitions, or nothing for another one."""
    is_loop = extension[1] == APPLICATION and extension[3:14] in LOOPS and extension[14:16] == b"\3\1"
    return extension[:18] + b"\0" if is_loop else b""
