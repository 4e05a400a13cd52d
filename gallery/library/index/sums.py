"""Sums over all entries: they are in the catalog's blob, so that no page adds them up again."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from gallery.library.index.entries import Entry, MonthTotal, add_totals, read_months
from gallery.model.folders import ROOT


class Sums(NamedTuple):
    """What a page needs to know of all folders together."""

    months: Mapping[str, MonthTotal]
    """The photos of each month."""
    bytes: int
    albums: int
    """Albums that have photos, without ROOT."""
    unknown_children: list[str]
    """Folders that were found in others but haven't been listed themselves."""
    with_settings: list[str]
    """Folders in whose entries albums have settings."""
    tagged: dict[str, list[str]]
    """By the path of an album, the folders with photos that tags show in it."""


def sum_up(folders: Mapping[str, Entry]) -> Sums:
    """Return the sums over these entries."""
    entries = folders.values()
    return Sums(
        add_totals({}, (entry.months for entry in entries)),
        sum(entry.bytes for entry in entries),
        sum(count_albums(entry) for entry in entries),
        [child for entry in entries for child in entry.children if child not in folders],
        [folder for folder, entry in folders.items() if entry.settings],
        _list_tagged(folders),
    )


def _list_tagged(folders: Mapping[str, Entry]) -> dict[str, list[str]]:
    tagged: dict[str, list[str]] = {}
    for folder, entry in folders.items():
        for album in entry.tagged:
            tagged.setdefault(album, []).append(folder)
    return tagged


def count_albums(entry: Entry) -> int:
    """Return how many albums with photos a folder has."""
    return len(entry.albums) - (ROOT in entry.albums)


def read_sums(values: list[Any]) -> Sums:
    """Return sums from JSON."""
    months, *others = values
    return Sums(read_months(months), *others)
