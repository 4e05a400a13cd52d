"""Selections of the index: the photos that a filter wants, from year files and listings alike."""

from collections.abc import Iterable

import pytest
from support.library import create_dated

from gallery.library.album_settings import change_settings
from gallery.library.index.filtered import Filter, FilteredPhotos, find_rows
from gallery.library.index.opening import open_index
from gallery.library.index.year_store import YearFile
from gallery.library.timeline import open_timeline
from gallery.model.folders import ROOT
from gallery.model.photo_json import public_json
from gallery.model.photos import Photo
from gallery.storage.account import Storage

EVERYTHING = Filter(("name",), lambda _: True)
OF_ROME = Filter(("name",), lambda name: name.startswith("Rome/"))


def names(photos: Iterable[Photo]) -> list[str]:
    return [photo.name for photo in photos]


def select(storage: Storage, wanted: Filter, *, is_owner: bool = True) -> FilteredPhotos:
    return FilteredPhotos(open_index(storage, is_owner=is_owner, listed=[ROOT]), wanted)


@pytest.fixture
def library(storage: Storage) -> Storage:
    for number in range(12):
        folder = ("Rome/", "Oslo/", "")[number % 3]
        create_dated(storage, f"{folder}{number}.jpg", f"20{10 + number // 3}-0{1 + number % 9}-01", width=2 + number)
    names(open_timeline(storage, is_owner=True).older_than(None))
    return storage


def test_a_filter_that_wants_everything_finds_what_the_timeline_shows(library: Storage) -> None:
    """In the same order, with the same months."""
    timeline, photos = open_timeline(library, is_owner=True), select(library, EVERYTHING)
    expected = list(timeline.older_than(None))
    assert [public_json(photo) for photo in photos.older_than(None)] == [public_json(photo) for photo in expected]
    assert names(photos.newer_than("")) == names(reversed(expected))
    assert photos.months() == timeline.months()
    middle = expected[5].cursor
    assert names(photos.older_than(middle)) == names(timeline.older_than(middle))
    assert names(photos.newer_than(middle)) == names(timeline.newer_than(middle))


def test_months_count_only_the_wanted_photos(library: Storage) -> None:
    assert names(select(library, OF_ROME).older_than(None)) == ["Rome/9.jpg", "Rome/6.jpg", "Rome/3.jpg", "Rome/0.jpg"]
    assert [month.count for month in select(library, OF_ROME).months()] == [1, 1, 1, 1]
    assert names(select(library, OF_ROME).within(["2011-04", "2012-01"]).photos) == ["Rome/3.jpg"]
    assert select(library, OF_ROME).has(select(library, OF_ROME).found[0].cursor)
    assert not select(library, OF_ROME).has(select(library, EVERYTHING).found[0].cursor)


def test_photos_that_were_just_changed_are_found_as_they_are(library: Storage) -> None:
    """Their folder is listed, and what the index has of it doesn't count."""
    create_dated(library, "Rome/new.jpg", "2013-01-01")
    library.photos.delete(library.photos.get_properties("Rome/3.jpg"))
    expected = ["Rome/9.jpg", "Rome/new.jpg", "Rome/6.jpg", "Rome/0.jpg"]
    assert sorted(names(select(library, OF_ROME).older_than(None))) == sorted(expected)


def test_visitors_find_nothing_in_hidden_albums(library: Storage) -> None:
    change_settings(library, "Rome", is_public=False)
    assert select(library, OF_ROME, is_owner=False).found == []
    everywhere = Filter(OF_ROME.columns, OF_ROME.is_wanted, is_everywhere=True)
    assert select(library, everywhere, is_owner=False).found == []
    assert len(select(library, OF_ROME).found) == 4


def test_albums_off_the_timeline_are_found_only_everywhere(library: Storage) -> None:
    change_settings(library, "Rome", in_timeline=False)
    assert select(library, OF_ROME).found == []
    everywhere = Filter(OF_ROME.columns, OF_ROME.is_wanted, is_everywhere=True)
    assert len(select(library, everywhere).found) == 4


def test_parts_that_cannot_have_wanted_photos_are_not_read(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def may_have(newest: str, oldest: str) -> bool:
        asked.append((newest, oldest))
        return oldest <= "2012-02" <= newest

    index = open_index(library, is_owner=True)
    assert list(find_rows(index, Filter(("name",), lambda _: True, may_have))) == []
    assert asked
    monkeypatch.setattr(YearFile, "read", None)
    monkeypatch.setattr("gallery.library.index.view.open_year", None)
    assert select(library, Filter(("name",), lambda _: True, lambda *_: False)).months() == []
