"""The index against a container: every photo once, in order, with true counts, on the first visit and after changes."""

from datetime import UTC, datetime, timedelta

import pytest

from gallery.library.timeline import open_timeline
from gallery.model.photos import is_photo, photo_of
from gallery.storage.account import Storage


def create(storage: Storage, name: str, taken: str = "", width: int = 3) -> None:
    facts = {"taken": taken, "taken_from": "exif", "width": str(width), "height": "2", "colour": "#000000"}
    storage.photos.create(name, name.encode(), "image/jpeg", facts if taken else {})


def shown(storage: Storage, *, is_owner: bool = True) -> list[str]:
    return [photo.name for photo in open_timeline(storage, is_owner=is_owner).older_than(None)]


def expected(storage: Storage) -> list[str]:
    photos = [photo_of(blob) for blob in storage.photos.list_prefix("") if is_photo(blob)]
    return [photo.name for photo in sorted(photos, key=lambda photo: photo.cursor, reverse=True)]


@pytest.fixture
def library(storage: Storage) -> Storage:
    for number in range(30):
        day = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(days=37 * number)
        folder = ("", "Trips/Rome/", "Trips/", "2026/Party/", f"{day:%Y/%m/%d/}", "a//")[number % 6]
        create(storage, f"{folder}{number}.jpg", f"{day:%Y-%m-%d}T10:00:00")
    return storage


def test_first_visit(library: Storage) -> None:
    assert shown(library) == expected(library)
    assert shown(library, is_owner=False) == expected(library)
    assert sum(month.count for month in open_timeline(library, is_owner=True).months()) == 30


def test_change(library: Storage) -> None:
    shown(library)
    create(library, "New/1.jpg", "2030-01-01")
    assert shown(library) == expected(library)
    library.photos.delete(library.photos.get_properties("New/1.jpg"))
    assert shown(library) == expected(library)
