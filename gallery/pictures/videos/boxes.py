"""Check that an MP4 that FFmpeg wrote has nothing but what playing it takes (ISO/IEC 14496-12)."""

from collections.abc import Iterator
from dataclasses import dataclass

HEADER_BYTES = 8
"""Size and type. A size of 1 means that a size of 64 bits follows."""

CONTAINERS = {
    "": {"ftyp", "moov", "free", "mdat"},
    "moov": {"mvhd", "trak", "udta"},
    "udta": {"meta"},
    "meta": {"hdlr", "ilst"},
    "trak": {"tkhd", "edts", "mdia"},
    "edts": {"elst"},
    "mdia": {"mdhd", "hdlr", "minf"},
    "minf": {"vmhd", "smhd", "dinf", "stbl"},
    "dinf": {"dref"},
    "stbl": {
        *("stsd", "stts", "ctts", "cslg", "stss", "stsc", "stsz", "stco", "co64"),
        *("sdtp", "sgpd", "sbgp"),
    },
}
"""By type of box: the boxes in it. `udta` has an empty list of metadata, which players ignore."""

OFFSETS = {"meta": 4}
"""Where the boxes in a box begin after its header, if not at once: after version and flags."""

VIDEO_ENTRIES = {"avc1", "avc3", "hvc1", "hev1", "dvh1", "av01", "vp08", "vp09"}
SOUND_ENTRIES = {"mp4a", "Opus", "fLaC", "alac", "ac-3", "ec-3"}
ENTRY_BYTES = {**dict.fromkeys(VIDEO_ENTRIES, 78), **dict.fromkeys(SOUND_ENTRIES, 28)}
"""Length of sample entries before their boxes (12.1.3 and 12.2.3)."""

IN_ENTRIES = {
    *("avcC", "hvcC", "av1C", "vpcC", "dvcC", "dvvC", "dvwC", "esds", "dOps", "dfLa", "alac", "dac3", "dec3"),
    *("colr", "pasp", "clap", "btrt", "fiel", "mdcv", "clli", "amve", "chnl", "SmDm", "CoLL"),
}
"""How to decode and show the track."""

HANDLERS = {b"VideoHandler", b"SoundHandler", b""}
MAX_COMPRESSOR_BYTES = 32
COMPRESSOR_AT = 42
"""The name of the encoder in a video's sample entry, which has to be empty."""

MAX_TRACKS = 2

ARRAYS_AT = 23
PARAMETER_SETS = {32, 33, 34}
"""Types of units in the header of HEVC that decoders need: VPS, SPS and PPS (ITU-T H.265, table 7-1)."""

MIN_FILLER_BYTES = 4


@dataclass(frozen=True)
class Box:
    """A box without its content."""

    kind: str
    start: int
    """Of its content."""
    end: int


def clean_mp4(data: memoryview) -> None:
    """Overwrite SEI in headers, which FFmpeg's filters keep. Raise ValueError if a file has anything unknown."""
    if not 1 <= _check_boxes(data, "", 0, len(data)) <= MAX_TRACKS:
        raise ValueError("there are no tracks, or more than a copy has")


def _check_boxes(data: memoryview, parent: str, start: int, end: int) -> int:
    """Check the boxes in a box. Return how many tracks there are."""
    tracks = 0
    for box in _list_boxes(data, start, end):
        if box.kind not in CONTAINERS[parent]:
            raise ValueError(f"{box.kind} in {parent}")
        if box.kind in CONTAINERS:
            tracks += _check_boxes(data, box.kind, box.start + OFFSETS.get(box.kind, 0), box.end)
        _check_content(data, box)
        tracks += box.kind == "trak"
    return tracks


def _check_content(data: memoryview, box: Box) -> None:
    content = bytes(data[box.start : box.end]) if box.kind != "mdat" else b""
    if box.kind in {"mvhd", "tkhd", "mdhd"} and any(content[4 : 20 if content[0] else 12]):
        raise ValueError("a date is left")
    if box.kind == "hdlr" and content[24:].rstrip(b"\0") not in HANDLERS:
        raise ValueError("a handler has a name")
    if box.kind in {"free", "ilst"} and any(content):
        raise ValueError(f"{box.kind} isn't empty")
    if box.kind == "stsd":
        for entry in _list_boxes(data, box.start + 8, box.end):
            _check_entry(data, entry)


def _check_entry(data: memoryview, entry: Box) -> None:
    if entry.kind not in ENTRY_BYTES:
        raise ValueError(f"{entry.kind} is no known codec")
    name = data[entry.start + COMPRESSOR_AT : entry.start + COMPRESSOR_AT + MAX_COMPRESSOR_BYTES]
    if entry.kind in VIDEO_ENTRIES and any(name):
        raise ValueError("the encoder has a name")
    for box in _list_boxes(data, entry.start + ENTRY_BYTES[entry.kind], entry.end):
        if box.kind not in IN_ENTRIES:
            raise ValueError(f"{box.kind} in {entry.kind}")
        if box.kind == "hvcC":
            _clean_hvcc(data, box)
        if box.kind == "colr" and bytes(data[box.start : box.start + 4]) != b"nclx":
            raise ValueError("there's a color profile")


def _clean_hvcc(data: memoryview, box: Box) -> None:
    """Overwrite everything but parameter sets with filler, in the header of HEVC (ISO/IEC 14496-15, 8.3.3.1)."""
    position = box.start + ARRAYS_AT
    for _ in range(data[position - 1]):
        kind, units = data[position] & 63, int.from_bytes(data[position + 1 : position + 3], "big")
        position += 3
        for _ in range(units):
            start, position = position + 2, position + 2 + int.from_bytes(data[position : position + 2], "big")
            if position > box.end:
                raise ValueError("hvcC has a wrong size")
            if kind not in PARAMETER_SETS:
                data[start + 2 : position] = _filler(position - start - 2)
    if position != box.end:
        raise ValueError("there's more in hvcC")


def _filler(length: int) -> bytes:
    """Return an SEI message of this length, after the header of its unit, that says nothing (ITU-T H.265, D.2.4)."""
    if length < MIN_FILLER_BYTES:
        return bytes(max(length, 0))
    size = length - 3 - (length - 3) // 256  # after the type, the size, which takes a byte per 255, and the last bit
    sizes = b"\xff" * (size // 255) + bytes([size % 255])
    return (b"\3" + sizes + b"\xff" * length)[: length - 1] + b"\x80"


def _list_boxes(data: memoryview, start: int, end: int) -> Iterator[Box]:
    while start < end:
        size, kind = int.from_bytes(data[start : start + 4], "big"), bytes(data[start + 4 : start + 8])
        header = HEADER_BYTES
        if size == 1:
            size, header = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        if size < header or start + size > end:
            raise ValueError("a box has a wrong size")
        yield Box(kind.decode("latin-1"), start + header, start + size)
        start += size
