"""What Takeout's JSON files say about photos and albums."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from importer.entries import READ_ERRORS, Entry
from importer.source_facts import SourceFacts

MAX_JSON_BYTES = 1_000_000
MAX_LATITUDE, MAX_LONGITUDE = 90, 180
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_SECOND = -5_000_000_000
"""In 1811: earlier ones aren't dates of photographs."""


def is_about_photo(document: Mapping[str, Any]) -> bool:
    """Return whether it describes a photo."""
    return "photoTakenTime" in document


def is_locked(document: Mapping[str, Any]) -> bool:
    """Return whether it says that the photo is in the Locked Folder, which needs the phone's own lock."""
    return document.get("inLockedFolder") is True


def is_trashed(document: Mapping[str, Any]) -> bool:
    """Return whether it says that the photo is in the trash."""
    return document.get("trashed") is True


def read_album_title(document: Mapping[str, Any]) -> str | None:
    """Return the title of the album that it describes; None if it describes something else."""
    title = document.get("title")
    return title.strip() if isinstance(title, str) and not is_about_photo(document) else None


def read_document(entry: Entry) -> dict[str, Any] | None:
    """Return the content of a JSON file; None if it can't be read."""
    try:
        document = json.loads(entry.read(MAX_JSON_BYTES))
    except (*READ_ERRORS, ValueError):  # RecursionError is one of RuntimeError.
        return None
    return document if isinstance(document, dict) else {}


def read_facts(document: Mapping[str, Any]) -> SourceFacts:
    """Return what a photo's JSON says."""
    latitude, longitude = _read_place(document.get("geoData"))
    own = _read_place(document.get("geoDataExif"))
    is_own = own[0] is not None
    if latitude is None:
        latitude, longitude = own
    people = document.get("people")
    names = [one.get("name") for one in people if isinstance(one, dict)] if isinstance(people, list) else []
    return SourceFacts(
        _read_moment(document.get("photoTakenTime")),
        _read_moment(document.get("creationTime")),
        latitude,
        longitude,
        is_own_place=is_own and own == (latitude, longitude),
        caption=str(document.get("description") or "").strip(),
        is_favorite=document.get("favorited") is True,
        people=tuple(name.strip() for name in names if isinstance(name, str) and name.strip()),
        is_archived=document.get("archived") is True,
        is_hidden=is_locked(document),
    )


def _read_place(place: object) -> tuple[float | None, float | None]:
    """Return latitude and longitude. Takeout writes zeros if it knows none."""
    if isinstance(place, dict):
        latitude, longitude = place.get("latitude"), place.get("longitude")
        if isinstance(latitude, int | float) and isinstance(longitude, int | float) and (latitude or longitude):
            is_valid = abs(latitude) <= MAX_LATITUDE and abs(longitude) <= MAX_LONGITUDE
            return (float(latitude), float(longitude)) if is_valid else (None, None)
    return None, None


def _read_moment(time: object) -> datetime | None:
    """Return a moment that Takeout writes as seconds since 1970. Zero stands for none."""
    try:
        seconds = int(time["timestamp"]) if isinstance(time, dict) else 0
        return EPOCH + timedelta(seconds=seconds) if seconds > FIRST_SECOND and seconds else None
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
