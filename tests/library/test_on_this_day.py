"""On this day: photos taken on one day of the calendar, in all years."""

from datetime import date

import pytest
from support.library import create_dated

from gallery.errors import BadRequest
from gallery.library.album_settings import change_settings
from gallery.library.index.opening import open_index
from gallery.library.index.view import IndexView
from gallery.library.on_this_day import check_date, check_day, find_day, list_anniversaries, may_have_anniversaries
from gallery.model.folders import ROOT
from gallery.model.months import Month
from gallery.storage.account import Storage


@pytest.fixture
def library(storage: Storage) -> Storage:
    create_dated(storage, "2026/11/28/today.jpg", "2026-11-28T08:00:00")
    create_dated(storage, "2025/11/28/early.jpg", "2025-11-28T08:00:00")
    create_dated(storage, "Rome/late.jpg", "2025-11-28T23:59:59")
    create_dated(storage, "Rome/after.jpg", "2025-11-29T00:00:00")
    create_dated(storage, "2025/11/27/before.jpg", "2025-11-27T23:59:59")
    create_dated(storage, "Oslo/old.jpg", "1999-11-28")
    create_dated(storage, "Oslo/leap.jpg", "2024-02-29")
    return storage


def open_as(storage: Storage, *, is_owner: bool) -> IndexView:
    return open_index(storage, is_owner=is_owner, listed=[ROOT])


def names_on(storage: Storage, day: str, *, is_owner: bool = True) -> list[str]:
    return [photo.file for photo in find_day(open_as(storage, is_owner=is_owner), day).older_than(None)]


def test_a_day_has_the_photos_of_all_years(library: Storage) -> None:
    assert names_on(library, "11-28") == ["today.jpg", "late.jpg", "early.jpg", "old.jpg"]
    assert names_on(library, "02-29") == ["leap.jpg"]
    assert names_on(library, "01-01") == []


def test_anniversaries_are_of_earlier_years_only(library: Storage) -> None:
    """With the newest photo as cover."""
    found = list_anniversaries(open_as(library, is_owner=True), date(2026, 11, 28))
    assert [(one.year, one.count, one.cover.file) for one in found] == [(2025, 2, "late.jpg"), (1999, 1, "old.jpg")]
    assert list_anniversaries(open_as(library, is_owner=True), date(1999, 11, 28)) == []


def test_visitors_get_no_hidden_albums_and_nobody_those_off_the_timeline(library: Storage) -> None:
    change_settings(library, "Rome", is_public=False)
    change_settings(library, "Oslo", in_timeline=False)
    assert names_on(library, "11-28", is_owner=False) == ["today.jpg", "early.jpg"]
    assert names_on(library, "11-28") == ["today.jpg", "late.jpg", "early.jpg"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-11-28", True), ("2025-12-01", True), ("2026-10-31", True), ("2026-12-15", False), ("2020-11-28", False)],
)
def test_months_show_whether_there_may_be_any(on: str, *, expected: bool) -> None:
    """A day earlier or later, too: browsers are in other time zones."""
    assert may_have_anniversaries([Month("2026-12", 1, 1.5), Month("2020-11", 1, 1.5)], check_date(on)) is expected


@pytest.mark.parametrize(
    "day", ["", "11-31", "02-30", "13-01", "1-1", "11-28-", "2026-11-28", "x" * 99, "\u0661\u0661-28"]
)
def test_other_texts_are_refused(day: str) -> None:
    with pytest.raises(BadRequest):
        check_day(day)
    if day != "2026-11-28":
        with pytest.raises(BadRequest):
            check_date(day)
