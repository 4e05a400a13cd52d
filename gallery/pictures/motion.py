"""Find the MP4 in a motion photo: after the picture in a JPEG, or in a box of its own in a HEIC.

See "Motion Photo format 1.0" (developer.android.com), and for Samsung's trailer ExifTool, "Samsung Trailer Tags".
"""

import re
from collections.abc import Iterator

from gallery.pictures.formats import HEIC, JPEG, PictureFormat
from gallery.pictures.heif_items import read_boxes
from gallery.pictures.xmp import decode_packet

OFFSET_FROM_END = re.compile(r"""(?:MicroVideo|MotionPhoto)Offset(?:\s{0,20}=\s{0,20}["']|>)\s{0,20}(\d{1,12})""")
"""How many bytes before the end the MP4 starts, as older phones write it."""

ITEM_START = "<rdf:li"
SEMANTIC = re.compile(r"""Semantic(?:\s{0,20}=\s{0,20}["']|>)\s{0,20}(\w{1,40})""")
LENGTH = re.compile(r"""[:>]Length(?:\s{0,20}=\s{0,20}["']|>)\s{0,20}(\d{1,12})""")
"""Items of a container's directory: what each is, and how many bytes. They follow each other up to the end."""

MOTION_ITEM = "MotionPhoto"
MAX_ITEMS, MAX_ITEM_CHARACTERS = 20, 2_000
"""How much of a directory is read. Cameras write up to three items of 300 characters."""

SAMSUNG, SAMSUNG_POSITION = b"MotionPhoto_Data", b"mpv2"
"""In Samsung's trailer, the MP4 follows the first of these, or the second follows, with the MP4's position."""

VIDEO_BOX, FILE_TYPE, MOVIE = b"mpvd", b"ftyp", b"moov"
"""The box of a HEIC with the MP4, and two boxes of that."""

MP4_BOXES = frozenset(
    {FILE_TYPE, MOVIE, *(b"mdat", b"free", b"skip", b"wide", b"uuid", b"udta", b"meta", b"moof", b"mfra", b"sidx")}
)
"""Boxes in the file itself. What follows the last one isn't the MP4's."""


def find_motion(data: bytes, picture_format: PictureFormat, xmp: bytes) -> str:
    """Return position and bytes of the MP4 in a picture's file, `4000000 3000000`, or "" if there's none.

    `xmp` is the picture's packet. Whatever it says, there must be an MP4.
    """
    if picture_format not in (JPEG, HEIC):
        return ""
    for start in _find_starts(data, picture_format, decode_packet(xmp)):
        size = _measure_mp4(data, start)
        if size:
            return f"{start} {size}"
    return ""


def _find_starts(data: bytes, picture_format: PictureFormat, xmp: str) -> Iterator[int]:
    """Yield where the MP4 may start."""
    if picture_format == HEIC:
        yield from (box.content for box in read_boxes(data, 0, len(data)) if box.kind == VIDEO_BOX)
    from_end = _sum_directory(xmp)
    if from_end:
        yield len(data) - from_end
    old = OFFSET_FROM_END.search(xmp)
    if old:
        yield len(data) - int(old[1])
    yield from _find_samsung(data)


def _sum_directory(xmp: str) -> int:
    """Return how many bytes there are from the MP4 to the end, or 0 if no directory has one."""
    lengths: list[int] = []
    for item in xmp.split(ITEM_START, MAX_ITEMS)[1:]:
        text = item[:MAX_ITEM_CHARACTERS]
        semantic, length = SEMANTIC.search(text), LENGTH.search(text)
        if lengths or (semantic and semantic[1] == MOTION_ITEM):
            lengths.append(int(length[1]) if length else 0)
    return sum(lengths)


def _find_samsung(data: bytes) -> Iterator[int]:
    name = data.rfind(SAMSUNG)
    if name >= 0:
        start = name + len(SAMSUNG)
        is_elsewhere = data.startswith(SAMSUNG_POSITION, start)
        yield int.from_bytes(data[start + 4 : start + 8], "big") if is_elsewhere else start


def _measure_mp4(data: bytes, start: int) -> int:
    """Return the bytes of the MP4 that starts here, or 0 if it's none."""
    if start <= 0 or data[start + 4 : start + 8] != FILE_TYPE:
        return 0
    end, kinds = start, set[bytes]()
    for box in read_boxes(data, start, len(data)):
        if box.kind not in MP4_BOXES:
            break
        end, kinds = box.end, {*kinds, box.kind}
    return end - start if MOVIE in kinds else 0
