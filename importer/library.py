"""What a gallery has: all photos with the files that belong to them, and the settings of albums."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from importer.client import Client
from importer.errors import ImportFailed

PAGE = 5_000
"""Photos: the most that one request returns."""

MAX_SECONDS = 1800
"""For a refresh: scanning a million photos takes some minutes."""

PAUSE = 0.2
"""Seconds between its requests. Another refresh may be running."""

REFRESH = "/api/refresh"
SCAN = f"{REFRESH}?scan=yes"
INCOMPLETE = "The gallery is still updating its index, so photos could be missing. Try again later."

SETTINGS = ("title", "description")


@dataclass(frozen=True)
class LibraryFile:
    """A file in a gallery: a photo, or a companion of one."""

    name: str
    bytes: int | None = None
    """None if the list doesn't say."""
    version: str = ""
    taken: str = ""
    taken_from: str = ""
    has_sidecar: bool | None = None
    """None if the list doesn't say."""


def refresh(client: Client) -> None:
    """Have the gallery find what other tools have changed, so that lists are complete. Raises ImportFailed."""
    path, asked_at, deadline = SCAN, "", time.monotonic() + MAX_SECONDS
    while time.monotonic() < deadline:
        progress = client.post_json(path, {})
        last_scan, asked_at = progress["last_scan"], asked_at or progress["asked_at"] or ""
        if progress["done"] and not last_scan:  # It has no container yet.
            return
        # Another refresh may have been running, which scans nothing again.
        is_scanned = bool(last_scan) and datetime.fromisoformat(last_scan) >= datetime.fromisoformat(asked_at)
        # Previews that are still to be made don't matter to lists.
        if is_scanned and (progress["done"] or (progress["undeveloped"] and not progress["undated"])):
            return
        path = REFRESH if is_scanned or not last_scan else SCAN
        time.sleep(PAUSE)
    raise ImportFailed(INCOMPLETE)


def list_files(client: Client) -> dict[str, LibraryFile]:
    """Return every photo and companion, by name. Raises ImportFailed, also if lists stay incomplete."""
    deadline = time.monotonic() + MAX_SECONDS
    while time.monotonic() < deadline:
        with suppress(_Updating):
            return _list_files(client)
        client.post_json(REFRESH, {})
        time.sleep(PAUSE)
    raise ImportFailed(INCOMPLETE)


class _Updating(Exception):
    """The gallery has said that a list may be incomplete, because folders are being updated."""


def _list_files(client: Client) -> dict[str, LibraryFile]:
    files = dict[str, LibraryFile]()
    albums = [document["album"] for document in client.get_json("/api/albums")["albums"]]
    # The timeline leaves out some albums; photos in no folder are in the timeline.
    for query in ({}, *({"album": album} for album in albums)):
        for photo in _list_photos(client, query):
            files.update({file.name: file for file in _files_of(photo)})
    return files


def list_settings(client: Client) -> dict[str, dict[str, str]]:
    """Return what was set for albums, by path, as `.album.json` has it."""
    found = {}
    for document in client.get_json("/api/albums")["albums"]:
        texts = {key: document[key] for key in SETTINGS if document[key]}
        settings = {**texts, **{key: value for key, value in document.get("settings", {}).items() if value}}
        if settings:
            found[document["album"]] = settings
    return found


def _list_photos(client: Client, query: dict[str, str]) -> Iterator[dict[str, Any]]:
    before = dict[str, str]()
    while True:
        document = client.get_json("/api/photos", limit=str(PAGE), **query, **before)
        if document["updating"]:
            raise _Updating
        yield from document["photos"]
        if not document["next"]:
            return
        before = {"before": document["next"]}


def _files_of(photo: dict[str, Any]) -> Iterator[LibraryFile]:
    facts = {"taken": photo["taken"] or "", "taken_from": photo["taken_from"] or ""}
    has_sidecar = photo.get("sidecar", False)
    yield LibraryFile(photo["name"], photo["bytes"], photo["version"] or "", **facts, has_sidecar=has_sidecar)
    if name := photo.get("live", {}).get("name"):
        yield LibraryFile(name)
    if raw := photo.get("raw"):
        yield LibraryFile(raw["name"], raw["bytes"])
