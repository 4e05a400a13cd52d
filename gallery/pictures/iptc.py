"""Find the date and keywords in IPTC-IIM records, which Photoshop and press agencies write (IIM version 4.2)."""

from collections.abc import Iterator

from gallery.pictures.dates import exif_date

MAX_RECORDS = 10_000
IPTC_RESOURCE = 0x0404
"""Photoshop's image resource with IIM records (Photoshop File Formats Specification, "Image Resource IDs")."""

DATE_CREATED, TIME_CREATED = (2, 55), (2, 60)
"""`YYYYMMDD` and `HHMMSS±HHMM`."""

KEYWORDS = (2, 25)
"""One keyword of up to 64 bytes; there may be any number of them."""


def find_iptc(photoshop: bytes) -> bytes:
    """Return the IIM records in Photoshop's image resources, or b"" if there are none."""
    position = 0
    for _ in range(MAX_RECORDS):
        if photoshop[position : position + 4] != b"8BIM":
            break
        number = int.from_bytes(photoshop[position + 4 : position + 6], "big")
        name_bytes = 1 + int.from_bytes(photoshop[position + 6 : position + 7], "big")
        start = position + 6 + name_bytes + name_bytes % 2 + 4
        size = int.from_bytes(photoshop[start - 4 : start], "big")
        if number == IPTC_RESOURCE:
            return photoshop[start : start + size]
        position = start + size + size % 2
    return b""


def iptc_date(records: bytes) -> str | None:
    """Return when the picture was taken."""
    values: dict[tuple[int, int], str] = {}
    for record, value in _read_records(records):
        if record in (DATE_CREATED, TIME_CREATED):
            values.setdefault(record, value.decode("latin-1"))
    return exif_date(f"{values.get(DATE_CREATED, '')} {values.get(TIME_CREATED, '')}")


def iptc_keywords(records: bytes) -> Iterator[bytes]:
    """Yield the keywords, in Latin-1 or UTF-8."""
    return (value for record, value in _read_records(records) if record == KEYWORDS)


def _read_records(records: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    position = 0
    for _ in range(MAX_RECORDS):
        header = records[position : position + 5]
        if len(header) < 5 or header[0] != 0x1C:  # noqa: PLR2004 - tag marker, record, data set, two bytes of length
            return
        end = position + 5 + int.from_bytes(header[3:], "big")
        yield (header[1], header[2]), records[position + 5 : end]
        position = end
