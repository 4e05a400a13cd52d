"""Check that a WebM that FFmpeg wrote has nothing but what playing it takes (RFC 8794 and RFC 9559)."""

from collections.abc import Iterator

EBML, SEGMENT, INFO, TRACKS, TRACK = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE
VOID, CRC, SEEK_HEAD, CLUSTER, CUES, TAGS = 0xEC, 0xBF, 0x114D9B74, 0x1F43B675, 0x1C53BB6B, 0x1254C367
TIMESTAMP_SCALE, DURATION, MUXING_APP, WRITING_APP = 0x2AD7B1, 0x4489, 0x4D80, 0x5741
TRACK_NUMBER, TRACK_UID, TRACK_TYPE, CODEC_ID, CODEC_PRIVATE = 0xD7, 0x73C5, 0x83, 0x86, 0x63A2
LACING, LANGUAGE, DEFAULT_DURATION, CODEC_DELAY, SEEK_PRE_ROLL = 0x9C, 0x22B59C, 0x23E383, 0x56AA, 0x56BB
VIDEO, AUDIO, FLAG_DEFAULT, FLAG_ENABLED, MAX_BLOCK_ADDITION = 0xE0, 0xE1, 0x88, 0xB9, 0x55EE

KNOWN = {
    0: {EBML, SEGMENT},
    SEGMENT: {VOID, CRC, SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES},
    INFO: {TIMESTAMP_SCALE, DURATION, MUXING_APP, WRITING_APP, VOID, CRC},
    TRACKS: {TRACK, VOID, CRC},
    TRACK: {
        *(TRACK_NUMBER, TRACK_UID, TRACK_TYPE, CODEC_ID, CODEC_PRIVATE, LACING, LANGUAGE, DEFAULT_DURATION),
        *(CODEC_DELAY, SEEK_PRE_ROLL, VIDEO, AUDIO, FLAG_DEFAULT, FLAG_ENABLED, MAX_BLOCK_ADDITION),
    },
}
"""By ID of an element: the elements in it. Tags, attachments, chapters and names aren't among them."""

VOID_HEADER_BYTES = 9
"""ID, and a size of eight bytes."""

APP = b"Lavf"
"""What FFmpeg calls itself if it mustn't say more."""

MAX_TRACKS = 2

COMMENTS = b"\3vorbis"
"""How the second of Vorbis's three headers starts (Vorbis I specification, 4.2.1 and 5)."""

FEWEST_BYTES = len(COMMENTS) + 9
"""Of this header without any text: the length of a name, the number of comments, and a last bit."""

FULL = 255
"""A length goes on after this byte (RFC 9559, 5.1.4.1.3, "Xiph lacing")."""


def clean_webm(data: memoryview) -> None:
    """Overwrite tags, which FFmpeg always writes, and comments in Vorbis's headers.

    Raise ValueError if a file has anything unknown.
    """
    for segment, start, end in _list_elements(data, 0, len(data)):
        if segment == SEGMENT:
            _overwrite_tags(data, start, end)
    if not 1 <= _check_elements(data, 0, 0, len(data)) <= MAX_TRACKS:
        raise ValueError("there are no tracks, or more than a copy has")


def _overwrite_tags(data: memoryview, start: int, end: int) -> None:
    position = start
    for element, _, last in _list_elements(data, start, end):
        if element == TAGS:
            length = last - position - VOID_HEADER_BYTES
            data[position:last] = bytes([VOID, 1]) + length.to_bytes(7, "big") + bytes(length)
        position = last


def _check_elements(data: memoryview, parent: int, start: int, end: int) -> int:
    """Check the elements in an element. Return how many tracks there are."""
    tracks = 0
    for element, first, last in _list_elements(data, start, end):
        if element not in KNOWN[parent]:
            raise ValueError(f"{element:x} in {parent:x}")
        if element in KNOWN:
            tracks += _check_elements(data, element, first, last)
        if element in {MUXING_APP, WRITING_APP} and bytes(data[first:last]) != APP:
            raise ValueError("an app has a name")
        if element == CODEC_PRIVATE and b"vorbis" in bytes(data[first:last]):
            _overwrite_comments(data, first, last)
        if element == VOID and any(data[first:last]):
            raise ValueError("something is left")
        tracks += element == TRACK
    return tracks


def _overwrite_comments(data: memoryview, start: int, end: int) -> None:
    """Overwrite the name of the encoder and all comments in Vorbis's headers with an empty name of the same length."""
    lengths, position = [0, 0], start + 1
    for header in range(len(lengths)):
        while data[position] == FULL:
            lengths[header], position = lengths[header] + FULL, position + 1
        lengths[header], position = lengths[header] + data[position], position + 1
    start, last = position + lengths[0], position + sum(lengths)
    length = lengths[1] - FEWEST_BYTES
    if length < 0 or last > end or bytes(data[start : start + len(COMMENTS)]) != COMMENTS:
        raise ValueError("Vorbis has a wrong header")
    data[start + len(COMMENTS) : last] = length.to_bytes(4, "little") + bytes(length + 4) + b"\1"


def _list_elements(data: memoryview, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield ID, start and end of the content of each element."""
    while start < end:
        element, start = _read_number(data, start, keeps_marker=True)
        length, start = _read_number(data, start)
        if start + length > end:
            raise ValueError("an element has a wrong size")
        yield element, start, start + length
        start += length


def _read_number(data: memoryview, start: int, *, keeps_marker: bool = False) -> tuple[int, int]:
    """Return a number of variable size (RFC 8794, 4), and where it ends."""
    if start >= len(data) or not data[start]:
        raise ValueError("an element has no size")
    size = 9 - data[start].bit_length()
    number = int.from_bytes(data[start : start + size], "big")
    return number if keeps_marker else number & (1 << 7 * size) - 1, start + size
