"""What `dev.py export` wrote: the photos go back under exactly the names they had."""

import json
from collections.abc import Sequence
from typing import Any

from importer.entries import READ_ERRORS, Entry, Source
from importer.found import Findings, FoundPhoto, describe_other, may_be_photo
from importer.manifest import MANIFEST, Manifest
from importer.sources.folders import SUFFIX, match_sidecars

ALBUM_FILE = ".album.json"
MAX_ALBUM_FILE = 64_000
SETTINGS = ("title", "description", "sort", "cover", "visible", "timeline")


def is_export(entries: Sequence[Entry]) -> bool:
    """Return whether a folder was written by `dev.py export`."""
    return any(entry.name == MANIFEST for entry in entries)


def read_export(source: Source, entries: Sequence[Entry]) -> Findings:
    """Find the photos of an export, and the settings of its albums."""
    findings, manifest = Findings(), Manifest(source.path)
    photos = [entry for entry in entries if may_be_photo(entry) and not entry.problem]
    sidecars = [entry for entry in entries if entry.name.lower().endswith(SUFFIX) and not entry.problem]
    found = match_sidecars(photos, sidecars)
    for entry in photos:
        line = manifest.find(entry.name)
        name, taken = (line.name, line.file_date) if line else (entry.name, "")
        findings.photos.append(FoundPhoto(entry, sidecar=found.get(entry.name), wanted=name, taken=taken))
    used = {sidecar.name for sidecar in found.values()}
    names = {entry.name for entry in photos}
    for entry in entries:
        if entry.name in names:
            continue
        if entry.problem:
            findings.skip_unreadable(entry)
        elif entry.file == ALBUM_FILE:
            findings.albums[manifest.name_of_folder(entry.folder)] = read_settings(entry)
            findings.skip([entry], "read: the settings of an album")
        elif entry.name in used:
            findings.skip([entry], "read: the sidecar of a photo")
        else:
            findings.skip([entry], "the list of the export" if entry.name == MANIFEST else describe_other(entry))
    return findings


def read_settings(entry: Entry) -> dict[str, str]:
    """Return what an album's file says."""
    try:
        document: Any = json.loads(entry.read(MAX_ALBUM_FILE))
    except (*READ_ERRORS, ValueError):
        return {}
    document = document if isinstance(document, dict) else {}
    return {key: document[key] for key in SETTINGS if isinstance(document.get(key), str)}
