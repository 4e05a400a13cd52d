"""What a preview's file consists of, read without the library that wrote it."""

PICTURE = frozenset({"VP8 ", "VP8L", "VP8X", "ALPH", "JFIF", "DQT", "SOF0", "DHT", "SOS"})
"""Parts that hold nothing but the picture, of WebP (RFC 9649) and JPEG (ITU-T T.81, table B.1)."""

PROFILE = frozenset({"ICCP", "ICC_PROFILE"})

MARKERS = {0xDB: "DQT", 0xC0: "SOF0", 0xC4: "DHT", 0xDA: "SOS"}
APPLICATIONS = range(0xE0, 0xF0)
"""Markers of segments that start with a name of their own, up to a zero."""


def parts_of(preview: bytes) -> set[str]:
    """The names of a WebP's chunks or a JPEG's segments; what stands for itself by its number."""
    return set(_chunks(preview) if preview.startswith(b"RIFF") else _segments(preview))


def _chunks(webp: bytes) -> list[str]:
    assert webp[8:12] == b"WEBP"
    found, at = [], 12
    while at < len(webp):
        found.append(webp[at : at + 4].decode())
        length = int.from_bytes(webp[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return found


def _segments(jpeg: bytes) -> list[str]:
    assert (jpeg[:2], jpeg[-2:]) == (b"\xff\xd8", b"\xff\xd9")
    found, at = [], 2
    while "SOS" not in found:
        assert jpeg[at] == 0xFF
        marker, content = jpeg[at + 1], jpeg[at + 4 :]
        name = content[: content.find(0)].decode() if marker in APPLICATIONS else MARKERS.get(marker, f"{marker:02x}")
        found.append(name)
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    assert jpeg.find(b"\xff\xd9", at) == len(jpeg) - 2
    return found
