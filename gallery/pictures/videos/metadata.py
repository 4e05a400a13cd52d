"""What a video says about itself: when, where and with what it was taken."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from gallery.model.dates import read_offset
from gallery.model.embedded_facts import EmbeddedFacts, clean_content_id
from gallery.pictures.dates import exif_date, is_plausible_file_time
from gallery.pictures.exif import clean_line, join_model

LOCAL_DATES = ("com.apple.quicktime.creationdate", "date")
"""With a UTC offset. The second is the older `©day`, which isn't when it was taken if it has no offset."""

UTC_DATE = "creation_time"
"""Of the movie and of each track (ISO/IEC 14496-12, 8.2.2), and DateUTC of WebM."""

LOCATIONS = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")
"""The others are `©xyz`."""

MAKES = ("com.apple.quicktime.make", "com.android.manufacturer", "make", "make-eng")
MODELS = ("com.apple.quicktime.model", "com.android.model", "model", "model-eng")
DESCRIPTIONS = ("com.apple.quicktime.description", "description")

CONTENT_IDENTIFIER = "com.apple.quicktime.content.identifier"
"""Of a live photo, whose picture has the same one (Apple, AVMetadataKeyQuickTimeMetadataKeyContentIdentifier)."""

_ISO_6709 = re.compile(r"([+-]\d{2}(?:\.\d{1,9})?)([+-]\d{3}(?:\.\d{1,9})?)(?![\d.])", re.ASCII)
"""Decimal degrees (ISO 6709, annex H)."""

Metadata = Mapping[str, str]
"""By FFmpeg's names."""


def read_capture_date(file: Metadata, tracks: list[Metadata]) -> str | None:
    """Return when a video was taken: local time with its UTC offset, or UTC with `Z` if the offset isn't known."""
    now = datetime.now(UTC)
    for key in LOCAL_DATES:
        taken = exif_date(file.get(key))
        if taken and read_offset(taken) and is_plausible_file_time(taken, now):
            return taken
    for one in (file, *tracks):
        # Clocks that were never set start in 1904 or 1970.
        taken = exif_date(one.get(UTC_DATE))
        if taken and is_plausible_file_time(taken, now):
            return taken[: len("2026-09-12T10:11:12")] + "Z"
    return None


def read_embedded_facts(file: Metadata) -> EmbeddedFacts:
    """Return camera, location, description and content identifier."""
    latitude, longitude = _read_location(file)
    return EmbeddedFacts(
        camera=join_model(_find_line(file, MAKES), _find_line(file, MODELS)) or "",
        latitude=latitude,
        longitude=longitude,
        caption=_find_line(file, DESCRIPTIONS) or "",
        content_id=clean_content_id(file.get(CONTENT_IDENTIFIER, "")),
    )


def _read_location(file: Metadata) -> tuple[float, float] | tuple[None, None]:
    """Return latitude and longitude, or None twice. Phones that don't know where they are write zeros."""
    for key in LOCATIONS:
        match = _ISO_6709.match(file.get(key, ""))
        if match and (float(match[1]), float(match[2])) != (0, 0):
            return float(match[1]), float(match[2])
    return None, None


def _find_line(file: Metadata, keys: tuple[str, ...]) -> str | None:
    return next((line for key in keys if (line := clean_line(file.get(key, "")))), None)
