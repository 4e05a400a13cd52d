"""List the parts of a preview's file, without the library that wrote it."""

PICTURE = frozenset({"VP8 ", "VP8L", "VP8X", "ALPH", "JFIF", "DQT", "SOF0", "DHT", "SOS"})
"""Parts that contain only the picture: WebP chunks (RFC 9649) and JPEG segments (ITU-T T.81, table B.1)."""

PROFILE = frozenset({"ICCP", "ICC_PROFILE"})

MARKERS = {0xDB: "DQT", 0xC0: "SOF0", 0xC4: "DHT", 0xDA: "SOS"}
APPLICATION_MARKERS = range(0xE0, 0xF0)
"""Markers of segments that start with a zero-terminated name."""


def parts_of(preview: bytes) -> set[str]:
    """Return the names of a WebP's chunks or a JPEG's segments. Unknown segments appear as their marker in hex."""
    return set(_list_chunks(preview) if preview.startswith(b"RIFF") else _list_segments(preview))


def _list_chunks(webp: bytes) -> list[str]:
    assert webp[8:12] == b"WEBP"
    found, offset = [], 12
    while offset < len(webp):
        found.append(webp[offset : offset + 4].decode())
        length = int.from_bytes(webp[offset + 4 : offset + 8], "little")
        offset += 8 + length + length % 2
    return found


def _list_segments(jpeg: bytes) -> list[str]:
    assert (jpeg[:2], jpeg[-2:]) == (b"\xff\xd8", b"\xff\xd9")
    found, offset = [], 2
    while "SOS" not in found:
        assert jpeg[offset] == 0xFF
        marker, content = jpeg[offset + 1], jpeg[offset + 4 :]
        name = (
            content[: content.find(0)].decode()
            if marker in APPLICATION_MARKERS
            else MARKERS.get(marker, f"{marker:02x}")
        )
        found.append(name)
        offset += 2 + int.from_bytes(jpeg[offset + 2 : offset + 4], "big")
    assert jpeg.find(b"\xff\xd9", offset) == len(jpeg) - 2
    return found
