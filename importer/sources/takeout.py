"""Google Takeout: photos in folders for years and for albums, with a JSON file for each.

The files of an export are spread over several zips, so a photo's JSON can be in another one. All of them are read as
one tree.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from importer.entries import Entry
from importer.found import ARCHIVE, Findings, FoundPhoto, describe_other, may_be_photo
from importer.source_facts import NOTHING, SourceFacts
from importer.sources.takeout_folders import ROOT, find_albums
from importer.sources.takeout_names import find_json

MAX_JSON_BYTES = 1_000_000
MAX_LATITUDE, MAX_LONGITUDE = 90, 180
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_SECOND = -5_000_000_000
"""In 1811: earlier ones aren't dates of photographs."""


@dataclass
class _Folder:
    """A folder of the export, from all zips."""

    photos: list[Entry] = field(default_factory=list)
    jsons: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Contents of the JSON files about photos, by name."""
    title: str | None = None
    """The album's; None if no file says."""


def is_takeout(entries: Sequence[Entry]) -> bool:
    """Return whether a source is an export by Takeout, or a part of one."""
    if any(ROOT in entry.name.split("/")[:-1] for entry in entries):
        return True
    jsons = [entry for entry in entries if entry.file.lower().endswith(".json") and not entry.problem]
    return any("photoTakenTime" in _read(entry) for entry in jsons[:20])


def read_takeout(entries: Iterable[Entry]) -> Findings:
    """Find the photos in an export's zips and folders."""
    findings, folders = Findings(), defaultdict[str, _Folder](_Folder)
    for entry in entries:
        folder = folders[_logical_folder(entry)]
        if entry.problem:
            findings.skip_unreadable(entry)
        elif entry.file.lower().endswith(".json"):
            folder.jsons[entry.file].append(entry)
        elif may_be_photo(entry):
            folder.photos.append(entry)
        else:
            findings.skip([entry], describe_other(entry))
    for folder in folders.values():
        _read_documents(folder, findings)
    albums = find_albums({name: folder.title for name, folder in folders.items()})
    for name, folder in folders.items():
        _read_photos(name, folder, albums[name], findings)
    return findings


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
    )


def _read_photos(place: str, folder: _Folder, album: str, findings: Findings) -> None:
    names = {entry.file for entry in folder.photos}
    used = set[str]()
    for entry in folder.photos:
        found = find_json(entry.file, folder.documents, names) or _find_by_title(entry.file, folder.documents)
        document = folder.documents[found] if found else {}
        used.add(found or "")
        if document.get("trashed") is True:
            findings.skip([entry], "in the trash of Google Photos")
            continue
        facts = read_facts(document) if found else NOTHING
        findings.photos.append(FoundPhoto(entry, album, facts, place))
        if facts.is_archived:
            findings.photos.append(FoundPhoto(entry, ARCHIVE, facts, place))
    for name in folder.documents:
        reason = (
            "read: it describes a photo" if name in used else "describes a photo that isn't here: is a zip missing?"
        )
        findings.skip(folder.jsons[name], reason)


def _read_documents(folder: _Folder, findings: Findings) -> None:
    """Sort a folder's JSON files into those about photos, the album's, and others."""
    for name, entries in folder.jsons.items():
        document = next((read for entry in entries if (read := _read(entry))), {})
        if "photoTakenTime" in document:
            folder.documents[name] = document
        elif isinstance(document.get("title"), str) and len(document) <= _ALBUM_KEYS:
            folder.title = document["title"].strip()
            findings.skip(entries, "read: it describes an album")
        else:
            findings.skip(entries, "not about a photo")


_ALBUM_KEYS = 12
"""An album's JSON has up to eight members; lists of devices and shared comments have none called title."""


def _find_by_title(file: str, documents: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the JSON with the photo's name inside, if there's just one: Google replaces some characters in names."""
    found = [name for name, document in documents.items() if _same_title(str(document.get("title", "")), file)]
    return found[0] if len(found) == 1 else None


def _same_title(title: str, file: str) -> bool:
    return bool(title) and re.sub(r"[^\w.() -]", "_", title) == re.sub(r"[^\w.() -]", "_", file)


def _logical_folder(entry: Entry) -> str:
    """Return an entry's folder, which is the same in all zips and in all folders that they were unpacked into."""
    parts = entry.name.split("/")[:-1]
    return "/".join(parts[parts.index(ROOT) :] if ROOT in parts else [ROOT, *parts])


def _read(entry: Entry) -> dict[str, Any]:
    """Return the content of a JSON file; nothing if it can't be read."""
    try:
        document = json.loads(entry.read(MAX_JSON_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


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
