"""Duplicates: photos with the same bytes anywhere in the library."""

from collections.abc import Mapping

import pytest
from support.other_tools import write_in_blocks

from gallery.library.album_settings import change_settings
from gallery.library.duplicates import Duplicates, find_duplicates
from gallery.library.index.opening import open_index
from gallery.model.folders import ROOT, TRASH
from gallery.storage.account import Storage

FACTS = {"taken_from": "exif", "width": "3", "height": "2", "colour": "#000000"}


def create(storage: Storage, files: Mapping[str, bytes]) -> None:
    for number, (name, data) in enumerate(files.items()):
        storage.photos.create(name, data, "image/jpeg", {**FACTS, "taken": f"20{10 + number}-01-01"})


def find(storage: Storage) -> Duplicates:
    return find_duplicates(open_index(storage, is_owner=True, listed=[ROOT]))


def groups(storage: Storage) -> list[list[str]]:
    return [[photo.name for photo in group.photos] for group in find(storage).groups]


def test_photos_with_the_same_bytes_are_grouped(storage: Storage) -> None:
    """Whatever folder they're in; photos in the trash don't count."""
    create(storage, {"a.jpg": b"same", "2010/01/01/b.jpg": b"same", "Rome/c.jpg": b"other", f"{TRASH}d.jpg": b"other"})
    assert list(map(sorted, groups(storage))) == [["2010/01/01/b.jpg", "a.jpg"]]


def test_the_one_in_an_album_is_kept_or_else_the_oldest(storage: Storage) -> None:
    create(storage, {"z.jpg": b"11", "a.jpg": b"11", "b.jpg": b"11", "x.jpg": b"2", "Rome/y.jpg": b"2"})
    change_settings(storage, "Rome", in_timeline=False)
    oldest_first = sorted(("a.jpg", "b.jpg", "z.jpg"), key=lambda name: storage.photos.get_properties(name).created)
    assert groups(storage) == [oldest_first, ["Rome/y.jpg", "x.jpg"]]


def test_groups_that_free_more_bytes_come_first(storage: Storage) -> None:
    create(storage, {"a.jpg": b"1", "b.jpg": b"1", "c.jpg": b"1", "d.jpg": b"4444", "e.jpg": b"4444"})
    found = find(storage)
    assert [group.extra_bytes for group in found.groups] == [4, 2]
    assert (found.extra_photos, found.extra_bytes) == (3, 6)


def test_photos_without_an_md5_are_counted_and_skipped(storage: Storage) -> None:
    for name in ("a.jpg", "b.jpg"):
        write_in_blocks(storage, name, b"same", {**FACTS, "taken": "2020-01-01"})
    create(storage, {"c.jpg": b"same"})
    found = find(storage)
    assert (found.groups, found.skipped) == ([], 2)


@pytest.mark.parametrize("second_visit", [False, True])
def test_listed_and_indexed_photos_are_compared(storage: Storage, *, second_visit: bool) -> None:
    create(storage, {"Rome/a.jpg": b"same", "Oslo/b.jpg": b"same"})
    if second_visit:
        find(storage)
    assert list(map(sorted, groups(storage))) == [["Oslo/b.jpg", "Rome/a.jpg"]]


@pytest.mark.parametrize("second_visit", [False, True])
def test_no_raw_file_is_deleted_with_a_duplicate(storage: Storage, *, second_visit: bool) -> None:
    """The photo that has one is kept. If both have one, they aren't duplicates: it would be deleted with the other."""
    create(storage, {"Rome/a.jpg": b"same", "z.jpg": b"same", "z.dng": b"raw"})
    create(storage, {"c.jpg": b"2", "c.dng": b"raw", "d.jpg": b"2", "d.dng": b"another"})
    if second_visit:
        find(storage)
    assert groups(storage) == [["z.jpg", "Rome/a.jpg"]]
