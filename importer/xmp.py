"""Sidecars for what a source says about a photo, in the properties that the gallery and other software read."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from importer.source_facts import SourceFacts

FAVORITE = 5
"""Stars of a favorite."""

_START = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/">'
)
_END = "</rdf:Description></rdf:RDF></x:xmpmeta>"


def write_xmp(facts: SourceFacts, taken: str | None, tags: Iterable[str]) -> bytes | None:
    """Return a sidecar; None if there's nothing to say. A place that the photo's own bytes have isn't repeated."""
    properties = [
        _caption(facts.caption),
        _tags([*facts.people, *tags]),
        f"<xmp:Rating>{FAVORITE}</xmp:Rating>" if facts.is_favorite else "",
        f"<exif:DateTimeOriginal>{taken}</exif:DateTimeOriginal>" if taken else "",
        _place(facts),
    ]
    said = "".join(properties)
    return (_START + said + _END).encode() if said else None


def _caption(text: str) -> str:
    if not text:
        return ""
    return f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{_clean(text)}</rdf:li></rdf:Alt></dc:description>'


def _tags(tags: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{_clean(tag)}</rdf:li>" for tag in dict.fromkeys(tags))
    return f"<dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject>" if items else ""


def _place(facts: SourceFacts) -> str:
    if facts.latitude is None or facts.longitude is None or facts.is_own_place:
        return ""
    latitude, longitude = _degrees(facts.latitude, "NS"), _degrees(facts.longitude, "EW")
    return f"<exif:GPSLatitude>{latitude}</exif:GPSLatitude><exif:GPSLongitude>{longitude}</exif:GPSLongitude>"


def _degrees(value: float, letters: str) -> str:
    """Return `41,54.1667N` (XMP part 2, 1.2.7.4, GPSCoordinate)."""
    degrees, minutes = divmod(round(abs(value) * 60, 6), 60)
    return f"{int(degrees)},{minutes:.6f}{letters[value < 0]}"


def _clean(text: str) -> str:
    """Escape a text, without the characters that XML 1.0 can't have."""
    return escape(
        "".join(c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff")
    )
