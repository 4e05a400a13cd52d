"""What a camera writes beside its picture, by the tags of EXIF 2.32: values of any type and size come in. Pure."""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from gallery.pictures.dates import exif_date

Tags = Mapping[int, object]
"""By number: those of the picture itself and of its Exif IFD together, or those of its GPS IFD."""

DATE_TAGS = ((36867, 37521, 36881), (36868, 37522, 36882))
"""DateTimeOriginal, SubSecTimeOriginal, OffsetTimeOriginal; the same three for Digitized (4.6.5)."""

MAKE, MODEL, LENS, DESCRIPTION = 271, 272, 42036, 270
EXPOSURE, APERTURE, ISO, FOCAL_LENGTH = 33434, 33437, 34855, 37386
"""ExposureTime, FNumber, PhotographicSensitivity, FocalLength (4.6.5)."""

LATITUDE, LONGITUDE = ((1, 2), (3, 4))
"""GPSLatitudeRef, GPSLatitude; the same two for longitude (4.6.6)."""

LONGEST_TEXT = 300
"""Characters that are shown; a tag may hold megabytes."""

WRITTEN_BY_CAMERAS = ("digital camera", "digital still camera", "sony dsc", "dcim", "untitled")
"""Ends of descriptions that nobody has typed in, in lower case: Olympus, Minolta and others name themselves there."""


@dataclass(frozen=True)
class Camera:
    """With what a photo was taken, as far as known."""

    model: str | None = None
    """With the maker's name."""
    lens: str | None = None
    focal_length: float | None = None
    """Millimetres."""
    aperture: float | None = None
    """The f-number."""
    exposure: float | None = None
    """Seconds."""
    iso: int | None = None


@dataclass(frozen=True)
class Location:
    """Where a photo was taken: decimal degrees, north and east positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Exif:
    """What the owner is shown of it."""

    camera: Camera = Camera()
    location: Location | None = None
    description: str | None = None

    def json(self) -> dict[str, Any]:
        """As the JSON interface gives it."""
        return asdict(self)


def exif_of(tags: Tags, gps: Tags) -> Exif:
    """Whatever of it can be read; the rest is None."""
    return Exif(_camera(tags), _location(gps), _description(tags))


def capture_date(tags: Tags) -> str | None:
    """When the picture was taken, see gallery.pictures.dates."""
    for numbers in DATE_TAGS:
        taken = exif_date(*(value if isinstance(value := tags.get(number), str) else None for number in numbers))
        if taken:
            return taken
    return None


def _camera(tags: Tags) -> Camera:
    iso = _number(tags.get(ISO), 1, 10_000_000)
    return Camera(
        model=_model(_text(tags.get(MAKE)), _text(tags.get(MODEL))),
        lens=_text(tags.get(LENS)),
        focal_length=_number(tags.get(FOCAL_LENGTH), 0.1, 100_000),
        aperture=_number(tags.get(APERTURE), 0.1, 1_000),
        exposure=_number(tags.get(EXPOSURE), 1e-7, 1e6),
        iso=int(iso) if iso else None,
    )


def _model(make: str | None, model: str | None) -> str | None:
    """`Canon EOS 40D` rather than `Canon Canon EOS 40D`."""
    if not make or not model:
        return model or make
    return model if model.split()[0].lower() in make.lower().split() else f"{make} {model}"


def _location(gps: Tags) -> Location | None:
    latitude, longitude = _degrees(gps, LATITUDE, "NS", 90), _degrees(gps, LONGITUDE, "EW", 180)
    if latitude is None or longitude is None:
        return None
    # Nothing is photographed where the equator meets Greenwich: receivers without a fix write zeros.
    return Location(latitude, longitude) if latitude or longitude else None


def _degrees(gps: Tags, numbers: tuple[int, int], sides: str, most: int) -> float | None:
    side, parts = _text(gps.get(numbers[0])), gps.get(numbers[1])
    if side not in tuple(sides) or not isinstance(parts, tuple) or len(parts) != len(("degrees", "minutes", "seconds")):
        return None
    degrees, minutes, seconds = map(_float, parts)
    angle = degrees + minutes / 60 + seconds / 3600
    if not 0 <= angle <= most:  # also when it is not a number
        return None
    return round(-angle if side == sides[1] else angle, 6)


def _description(tags: Tags) -> str | None:
    text = _text(tags.get(DESCRIPTION))
    makers = (_text(tags.get(MAKE)), _text(tags.get(MODEL)))
    return None if not text or text in makers or text.lower().endswith(WRITTEN_BY_CAMERAS) else text


def _text(value: object) -> str | None:
    """One line of what can be printed. Pillow reads Latin-1, as nothing else is allowed, and most write UTF-8."""
    if not isinstance(value, str):
        return None
    text = value.partition("\0")[0]
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST_TEXT])
    return " ".join(printable.split())[:LONGEST_TEXT] or None


def _number(value: object, least: float, most: float) -> float | None:
    """With four digits, which is more than cameras mean; the first of several."""
    number = _float(value[0] if isinstance(value, tuple) and value else value)
    return float(f"{number:.4g}") if least <= number <= most else None


def _float(value: object) -> float:
    """NaN for everything that is no number."""
    try:
        return float(value)  # type: ignore[arg-type]  # hostile files hold anything
    except (TypeError, ValueError, ArithmeticError):
        return math.nan
