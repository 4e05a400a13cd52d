"""What a gallery has: all photos with the files that belong to them, and the settings of albums."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from importer.client import Client

PAGE = 5_000
"""Photos: the most that one request returns."""

MAX_SECONDS = 1800
"""For a refresh: scanning a million photos takes some minutes."""

PAUSE = 0.2
"""Seconds between its requests. Another refresh may be running."""

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
    """Have the gallery find what other tools have changed, so that lists are complete. Raises Refused, Unreachable."""
    path, deadline = "/api/refresh?scan=yes", time.monotonic() + MAX_SECONDS
    while time.monotonic() < deadline:
        progress = client.post_json(path, {})
        path = "/api/refresh"
        # Previews that are still to be made don't matter to lists.
        if progress["done"] or (progress["undeveloped"] and not progress["scanned"] and not progress["undated"]):
            return
        time.sleep(PAUSE)


def list_files(client: Client) -> dict[str, LibraryFile]:
    """Return every photo and companion, by name."""
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
