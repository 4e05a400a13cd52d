"""Where a photo was taken, in XMP sidecars.

Exiftool, digiKam, Lightroom, darktable and Immich write `exif:GPSLatitude` and `exif:GPSLongitude` as degrees and
minutes, or degrees, minutes and seconds, with a letter for the direction (XMP specification part 2, GPSCoordinate).
"""

import re

from gallery.model.embedded_facts import is_on_earth
from gallery.pictures.xmp_properties import Name, XmpProperties

_EXIF = "http://ns.adobe.com/exif/1.0/", "exif"
LATITUDE: Name = (*_EXIF, "GPSLatitude")
LONGITUDE: Name = (*_EXIF, "GPSLongitude")

_NUMBER = r"(\d{1,3}(?:\.\d{1,12})?)"
_COORDINATE = re.compile(rf"{_NUMBER}(?:,{_NUMBER})?(?:,{_NUMBER})?([NSEW])", re.ASCII)


def read_location(properties: XmpProperties) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees, or None if they're missing or invalid."""
    latitude = _read(properties.read_text(LATITUDE), "NS")
    longitude = _read(properties.read_text(LONGITUDE), "EW")
    if latitude is None or longitude is None or not is_on_earth(latitude, longitude):
        return None
    return latitude, longitude


def _read(text: str | None, letters: str) -> float | None:
    found = _COORDINATE.fullmatch((text or "").strip())
    if found is None or found[4] not in letters:
        return None
    degrees = sum(float(part or 0) / divisor for part, divisor in zip(found.groups()[:3], (1, 60, 3600), strict=True))
    return round(-degrees if found[4] in "SW" else degrees, 6)
