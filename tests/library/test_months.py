"""Listing a year or a month returns what's in its folder and updates its hint."""

import pytest
from gallery.library.hints import HINTS, read_hints
from gallery.library.months import list_month, list_year

from gallery.library.timeline import Timeline, list_photos_of_months
from gallery.model.months import Month, Year
from gallery.storage.account import Storage

NAMES = [
    "2026/09/12/b.jpg",
    "2026/09/12/a.jpg",
    "2026/09/01/x.jpg",
    "2026/09/12/raw/x.jpg",
    "2026/08/31/y.jpg",
    "2026/13/01/x.jpg",
    "2024/02/29/leap.jpg",
]


@pytest.fixture
def library(storage: Storage) -> Storage:
    for name in NAMES:
        storage.photos.create(name, b"x", "image/jpeg", {})
    return storage


def test_a_year_has_its_months_and_albums(library: Storage) -> None:
    """A folder that can't be a month is an album."""
    years = [list_year(library, year, read_hints(library))[0] for year in ("2026", "2024")]
    assert years == [Year(("2026-08", "2026-09"), has_albums=True), Year(("2024-02",), has_albums=False)]
    assert [read_hints(library).year(year) for year in ("2026", "2024")] == years


def test_a_month_has_its_dated_photos_newest_first_and_albums_apart(library: Storage) -> None:
    listed = list_month(library, "2026-09", read_hints(library))
    assert [photo.name for photo in listed.dated.photos] == NAMES[:3]
    assert [blob.name for blob in listed.others] == ["2026/09/12/raw/x.jpg"]
    assert listed.month == read_hints(library).month("2026-09") == Month("2026-09", 3, 4.0)
    assert read_hints(library).month_has_albums("2026-09")


def test_an_empty_month_is_listed_as_empty(library: Storage) -> None:
    assert list_month(library, "2026-07", read_hints(library)).month == Month("2026-07", 0, 0)
    assert not read_hints(library).month_has_albums("2026-07")


def test_a_reservation_within_a_month_may_become_an_album(library: Storage) -> None:
    """It isn't a photo yet, but the hint must not say that there are no albums."""
    library.photos.create("2026/07/01/raw/x.jpg", b"", "application/octet-stream", {})
    list_month(library, "2026-07", read_hints(library))
    assert read_hints(library).month_has_albums("2026-07")


@pytest.mark.parametrize(
    "metadata", [{"m09": "99 1.0 no"}, {"m09": "many"}, {}], ids=["wrong", "unreadable", "missing"]
)
def test_listing_a_month_corrects_its_hint(library: Storage, metadata: dict[str, str]) -> None:
    library.previews.overwrite(f"{HINTS}2026", b"", "x/y", metadata)
    list_photos_of_months(library, ["2026-09"])
    assert Timeline(library).months()[0] == Month("2026-09", 3, 4.0)
