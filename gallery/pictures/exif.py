"""Interpret the EXIF tags (version 2.32) of a picture, whose values can have any type and size. Pure functions."""

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from gallery.model.embedded_facts import MAX_RATING
from gallery.pictures.dates import exif_date
from gallery.pictures.tiff import ORIENTATION

Tags = Mapping[int, object]
"""Tags by number: either those of the picture and its Exif IFD together, or those of its GPS IFD."""

DATE_TAGS = ((36867, 37521, 36881), (36868, 37522, 36882))
"""DateTimeOriginal, SubSecTimeOriginal, OffsetTimeOriginal; the same three for Digitized (4.6.5)."""

MAKE, MODEL, LENS, DESCRIPTION = 271, 272, 42036, 270
EXPOSURE, APERTURE, ISO, FOCAL_LENGTH = 33434, 33437, 34855, 37386
"""ExposureTime, FNumber, PhotographicSensitivity, FocalLength (4.6.5)."""

EXPOSURE_INDEX = 34866
"""RecommendedExposureIndex, which has higher numbers than PhotographicSensitivity, whose type is SHORT."""

SHORT_LIMIT, MAX_ISO = 65_535, 10_000_000

RATING = 18246
"""Stars, in the picture's own tags (Microsoft, "Photo Metadata Policies", System.SimpleRating)."""

LATITUDE, LONGITUDE = ((1, 2), (3, 4))
"""GPSLatitudeRef, GPSLatitude; the same two for longitude (4.6.6)."""

CAMERA_TAGS = frozenset(
    {MAKE, MODEL, LENS, DESCRIPTION, EXPOSURE, APERTURE, ISO, EXPOSURE_INDEX, FOCAL_LENGTH, ORIENTATION, RATING}
)
KNOWN_TAGS = CAMERA_TAGS.union(*DATE_TAGS)
KNOWN_GPS_TAGS = frozenset({*LATITUDE, *LONGITUDE})
"""All tags that are read here."""

MAX_TEXT_CHARACTERS = 300
"""Longer texts are cut. A tag may contain megabytes."""

CAMERA_DESCRIPTIONS = (
    *("digital camera", "digital still camera", "digital game camera", "camera pictures", "exif_jpeg_picture"),
    *("sony dsc", "dcim", "untitled"),
)
"""Descriptions that end in these, in lower case, were written by the camera: Olympus, Minolta, Samsung and others do
so."""

CAMERA_CODES = frozenset(
    {"cof", "dav", "mde", "edf", "btf", "fbt", "rbt", "ptr", "nor", "oznor", "rhdr", "hdrpl", "burst", "default"}
)
"""Descriptions that are these were too: Huawei's phones name the camera's mode."""


@dataclass(frozen=True)
class Camera:
    """What a photo was taken with, as far as known."""

    model: str | None = None
    """Includes the maker."""
    lens: str | None = None
    focal_length: float | None = None
    """Millimeters."""
    aperture: float | None = None
    """The f-number."""
    exposure: float | None = None
    """Seconds."""
    iso: int | None = None


@dataclass(frozen=True)
class Location:
    """Where a photo was taken, in decimal degrees. North and east are positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Exif:
    """What the gallery shows of the EXIF data."""

    camera: Camera = Camera()
    location: Location | None = None
    description: str | None = None

    def json(self) -> dict[str, Any]:
        """Return the entries that the JSON API shows to the owner."""
        return asdict(self)


def exif_of(tags: Tags, gps: Tags) -> Exif:
    """Return what can be read of the tags. The rest is None."""
    return Exif(_read_camera(tags), _read_location(gps), _read_description(tags))


def capture_dates(tags: Tags) -> Iterator[str]:
    """Yield when the picture was taken, according to each tag. See gallery.pictures.dates for the format."""
    for numbers in DATE_TAGS:
        taken = exif_date(*(_to_text(tags.get(number)) for number in numbers))
        if taken:
            yield taken


def to_stars(value: object) -> int:
    """Return a rating, from a tag or an XMP property, as 1 to 5. Everything else is 0, also -1 for rejected photos."""
    return int(_first_number(value, 1, MAX_RATING) or 0)


def _read_camera(tags: Tags) -> Camera:
    iso = _first_number(tags.get(ISO), 1, MAX_ISO)
    if iso == SHORT_LIMIT:
        iso = _first_number(tags.get(EXPOSURE_INDEX), iso, MAX_ISO) or iso
    return Camera(
        model=join_model(clean_text(tags.get(MAKE)), clean_text(tags.get(MODEL))),
        lens=clean_text(tags.get(LENS)),
        focal_length=_read_number(tags.get(FOCAL_LENGTH), 0.1, 100_000),
        aperture=_read_number(tags.get(APERTURE), 0.1, 1_000),
        exposure=_read_number(tags.get(EXPOSURE), 1e-7, 1e6),
        iso=int(iso) if iso else None,
    )


def join_model(make: str | None, model: str | None) -> str | None:
    """Return maker and model: `Canon EOS 40D` rather than `Canon Canon EOS 40D`."""
    if not make or not model:
        return model or make
    return model if model.split()[0].lower() in make.lower().split() else f"{make} {model}"


def _read_location(gps: Tags) -> Location | None:
    latitude, longitude = _read_degrees(gps, LATITUDE, "NS", 90), _read_degrees(gps, LONGITUDE, "EW", 180)
    if latitude is None or longitude is None:
        return None
    # Receivers without a fix write zeros. There's nothing but ocean at 0° N, 0° E.
    return Location(latitude, longitude) if latitude or longitude else None


def _read_degrees(gps: Tags, numbers: tuple[int, int], directions: str, limit: int) -> float | None:
    direction, parts = clean_text(gps.get(numbers[0])), gps.get(numbers[1])
    if direction not in tuple(directions) or not isinstance(parts, tuple) or len(parts) != 3:  # noqa: PLR2004 - degrees, minutes, seconds
        return None
    degrees, minutes, seconds = map(_to_float, parts)
    angle = degrees + minutes / 60 + seconds / 3600
    if not 0 <= angle <= limit:  # also if it's NaN
        return None
    return round(-angle if direction == directions[1] else angle, 6)


def _read_description(tags: Tags) -> str | None:
    text = clean_text(tags.get(DESCRIPTION))
    makers = (clean_text(tags.get(MAKE)), clean_text(tags.get(MODEL)))
    if not text or text in makers or text in CAMERA_CODES or text.lower().endswith(CAMERA_DESCRIPTIONS):
        return None
    return text


def clean_text(value: object) -> str | None:
    """Return a text as one printable line. It's decoded as Latin-1, as EXIF requires, but most write UTF-8."""
    text = (_to_text(value) or "").partition("\0")[0]
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    return clean_line(text)


def clean_line(text: str) -> str | None:
    """Return a decoded text as one printable line."""
    printable = "".join(char if char.isprintable() else " " for char in text[: 4 * MAX_TEXT_CHARACTERS])
    return " ".join(printable.split())[:MAX_TEXT_CHARACTERS] or None


def _to_text(value: object) -> str | None:
    """Return a text, also if its type is BYTE or UNDEFINED, as some tools write it."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else None


def _read_number(value: object, minimum: float, maximum: float) -> float | None:
    """Return the first number with four digits, which exceeds the precision of cameras."""
    number = _first_number(value, minimum, maximum)
    return number and float(f"{number:.4g}")


def _first_number(value: object, minimum: float, maximum: float) -> float | None:
    number = _to_float(value[0] if isinstance(value, tuple) and value else value)
    return number if minimum <= number <= maximum else None


def _to_float(value: object) -> float:
    """Convert to a float, or NaN if it isn't a number."""
    try:
        return float(value)  # type: ignore[arg-type]  # hostile files contain anything
    except (TypeError, ValueError, ArithmeticError):
        return math.nan
