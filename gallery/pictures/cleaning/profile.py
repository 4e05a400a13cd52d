"""Color profiles without what can identify a person or a device (ICC.1:2022).

Those of calibrated screens have serial numbers, and their names are often those of a computer or its owner.
"""

import struct
from contextlib import suppress

from gallery.pictures.color_profiles import pad, write_text

HEADER_BYTES, ENTRY_BYTES = 128, 12
MAX_TAGS = 100
"""Profiles have about 20."""

COLOR_TAGS = frozenset(
    {
        *(b"A2B0", b"A2B1", b"A2B2", b"A2B3", b"B2A0", b"B2A1", b"B2A2", b"B2A3", b"D2B0", b"D2B1", b"D2B2", b"D2B3"),
        *(b"B2D0", b"B2D1", b"B2D2", b"B2D3", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"wtpt"),
        *(b"bkpt", b"chad", b"chrm", b"cicp", b"gamt", b"pre0", b"pre1", b"pre2"),
    }
)
"""Tags that the colors depend on (9.2). Others describe the device and how it was measured."""

DESCRIPTION, COPYRIGHT = b"desc", b"cprt"

KNOWN_NAMES = frozenset(
    {
        *("Adobe RGB (1998)", "Apple RGB", "ColorMatch RGB", "DCI(P3) RGB", "Display P3", "Dot Gain 20%", "eciRGB v2"),
        *("Generic Gray Gamma 2.2 Profile", "Generic RGB Profile", "ProPhoto RGB", "ROMM RGB: ISO 22028-2:2013"),
        *("Rec. ITU-R BT.2020-1", "Rec. ITU-R BT.709-5", "sRGB", "sRGB IEC61966-2.1", "sRGB built-in"),
        *("U.S. Web Coated (SWOP) v2", "Coated FOGRA39 (ISO 12647-2:2004)", "uRGB", "c2", "Wide Gamut RGB"),
    }
)
"""Descriptions that are kept, because they don't come from a device."""

OTHER_NAME = "Color profile"

_FIRST_WITH_UNICODE = 4
"""The major version from which on texts are multiLocalizedUnicodeType."""


def clean_profile(profile: bytes) -> bytes:
    """Return a profile that shows the same colors, or b"" for one that's damaged, which browsers ignore too."""
    if len(profile) < HEADER_BYTES + 4 or profile[36:40] != b"acsp":
        return b""
    tags = _read_tags(profile)
    colors = {tag: content for tag, content in tags.items() if tag in COLOR_TAGS}
    if not colors:
        return b""
    write = write_text if profile[8] >= _FIRST_WITH_UNICODE else _write_description
    name = _read_name(tags.get(DESCRIPTION, b""))
    texts = {DESCRIPTION: write(name if name in KNOWN_NAMES else OTHER_NAME), COPYRIGHT: _copyright(profile[8])}
    return _assemble(profile, {**texts, **colors})


def _read_tags(profile: bytes) -> dict[bytes, bytes]:
    """Return the first tag of each name, without those that exceed the profile, which decoders ignore."""
    count = min(int.from_bytes(profile[HEADER_BYTES : HEADER_BYTES + 4], "big"), MAX_TAGS)
    tags: dict[bytes, bytes] = {}
    for entry in range(HEADER_BYTES + 4, HEADER_BYTES + 4 + count * ENTRY_BYTES, ENTRY_BYTES):
        if entry + ENTRY_BYTES > len(profile):
            break
        tag, offset, length = struct.unpack_from(">4sLL", profile, entry)
        if length and offset + length <= len(profile):
            tags.setdefault(tag, profile[offset : offset + length])
    return tags


def _read_name(content: bytes) -> str:
    """Return the ASCII description, or the first Unicode one (10.15, and ICC.1:2001-04, 6.5.17)."""
    with suppress(struct.error, UnicodeDecodeError):
        if content.startswith(b"desc"):
            (length,) = struct.unpack_from(">L", content, 8)
            return content[12 : 12 + length].rstrip(b"\0").decode("ascii")
        if content.startswith(b"mluc"):
            length, start = struct.unpack_from(">LL", content, 20)
            return content[start : start + length].decode("utf-16-be")
    return ""


def _write_description(text: str) -> bytes:
    """Write a description of version 2, whose Unicode and Macintosh texts are empty (ICC.1:2001-04, 6.5.17)."""
    encoded = text.encode("ascii") + b"\0"
    return b"desc" + struct.pack(">4xL", len(encoded)) + encoded + bytes(78)


def _copyright(version: int) -> bytes:
    return write_text("None") if version >= _FIRST_WITH_UNICODE else b"text" + bytes(4) + b"None\0"


def _assemble(profile: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Write a profile with these tags. Those with the same content share it."""
    start = HEADER_BYTES + 4 + ENTRY_BYTES * len(tags)
    offsets: dict[bytes, int] = {}
    body = bytearray()
    for content in tags.values():
        if content not in offsets:
            offsets[content] = start + len(body)
            body += pad(content)
    table = b"".join(tag + struct.pack(">LL", offsets[content], len(content)) for tag, content in tags.items())
    return _write_header(profile, start + len(body)) + struct.pack(">L", len(tags)) + table + bytes(body)


def _write_header(profile: bytes, length: int) -> bytes:
    """Write the header (7.2) without date, software, device, manufacturer, creator and digest."""
    return b"".join(
        (
            struct.pack(">L4x", length),
            profile[8:24],  # version, class, color spaces
            bytes(12),
            profile[36:40],  # the signature
            bytes(20),
            profile[60:80],  # media, intent, illuminant
            bytes(48),
        )
    )
