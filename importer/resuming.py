"""Finds photos whose import died after their bytes were stored: a corrected date may have moved and renamed them."""

from collections.abc import Iterable, Iterator

from importer.client import Client, Document, photo_path
from importer.library import PAGE
from importer.uploads import Content

LOST = "an import that died has stored it, but now it isn't there any more: was it moved or deleted? It was"


def find_interrupted(client: Client, content: Content, names: Iterable[str]) -> Document | None:
    """Return what the gallery says about the photo with some bytes, under one of some names or on one of their days.

    Returns None if it isn't there. Raises Refused, Unreachable.
    """
    names = dict.fromkeys(names)
    found = next((name for name in [*names, *_list_days(client, content, names)] if _has(client, name, content)), None)
    if found is None:
        return None
    photo: Document = client.get_json(photo_path(found, "/api/details/"))["photo"]
    return photo


def is_day(folder: str) -> bool:
    """Return whether photos in a folder are filed by date."""
    parts = folder.split("/")
    return [len(part) for part in parts] == [4, 2, 2] and all(map(str.isdecimal, parts))


def _has(client: Client, name: str, content: Content) -> bool:
    stored = client.find_stored(name)
    return bool(stored and stored.is_identified and stored.agrees_with(content))


def _list_days(client: Client, content: Content, names: Iterable[str]) -> Iterator[str]:
    """Yield the photos of the same size on the days of some names: they're numbered if their name was taken."""
    for day in dict.fromkeys(name.rpartition("/")[0] for name in names):
        if is_day(day):
            yield from (
                photo["name"]
                for photo in _list_month(client, day[:7].replace("/", "-"))
                if photo["name"].rpartition("/")[0] == day and photo["bytes"] == content.size
            )


def _list_month(client: Client, month: str) -> Iterator[Document]:
    before = dict[str, str]()
    while True:
        page = client.get_json("/api/photos", month=month, limit=str(PAGE), **before)
        yield from page["photos"]
        if not page["next"]:
            return
        before = {"before": page["next"]}
