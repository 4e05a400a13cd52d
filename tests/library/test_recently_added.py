"""Recently added: photos by the time they were added."""

from datetime import UTC, datetime, timedelta

import pytest
from support.library import create_dated

from gallery.library import recently_added
from gallery.library.album_settings import change_settings
from gallery.library.index.opening import open_index
from gallery.library.index.view import IndexView
from gallery.library.recently_added import MAX_AGE, list_recently_added
from gallery.model.folders import ROOT
from gallery.model.photo_json import public_json
from gallery.storage.account import Storage

NAMES = ["2001/01/01/old.jpg", "Rome/new.jpg", "root.jpg"]


@pytest.fixture
def index(storage: Storage) -> IndexView:
    for name, taken in zip(NAMES, ("2001-01-01", "2020-01-01", "1999-01-01"), strict=True):
        create_dated(storage, name, taken)
    change_settings(storage, "Rome", in_timeline=False)
    return open_index(storage, is_owner=True, listed=[ROOT])


def test_photos_are_listed_by_when_they_were_added(index: IndexView) -> None:
    """Wherever they are, and whenever they were taken. Their months are those of adding them."""
    photos = list_recently_added(index)
    assert sorted(photo.name for photo in photos.photos) == sorted(NAMES)
    added = [photo.blob.created for photo in photos.photos]
    assert added == sorted(added, reverse=True)
    assert {month.month for month in photos.months()} == {f"{one:%Y-%m}" for one in added}
    assert public_json(photos.photos[0])["when"] == f"{added[0]:%Y-%m-%dT%H:%M:%S}"


def test_photos_added_long_ago_are_left_out(index: IndexView) -> None:
    later = datetime.now(UTC) + MAX_AGE + timedelta(minutes=5)
    assert list_recently_added(index, later).photos == []


def test_the_last_ones_are_kept(index: IndexView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recently_added, "MAX_PHOTOS", 2)
    assert len(list_recently_added(index).photos) == 2
