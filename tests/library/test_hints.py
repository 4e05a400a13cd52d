"""Hints save listings. They may be missing, wrong, or behind what other tools and instances have done."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from gallery.library.hints import HINTS, Hints, read_hints
from gallery.library.months import list_month
from support.instances import open_another_instance
from support.storage_calls import count_calls

from gallery.library.albums import list_albums
from gallery.library.timeline import RECHECKED_YEARS, Timeline, list_photos_of_months
from gallery.model.blobs import Blob
from gallery.model.months import Month, Year
from gallery.storage import listing_times
from gallery.storage.account import Storage

NAMES = [f"{year}/0{month}/01/x.jpg" for year in range(2015, 2025) for month in (3, 5)]


@pytest.fixture
def library(storage: Storage) -> Storage:
    """Ten years with complete hints."""
    create_blobs(storage, *NAMES)
    list_months(storage)
    list_albums(storage)
    return storage


@pytest.fixture
def other_instance(library: Storage, connection_string: str) -> Iterator[Storage]:
    """Changes made through it are unknown to `library`, like those of another tool."""
    other = open_another_instance(library, connection_string)
    yield other
    other.service.close()


def create_blobs(storage: Storage, *names: str) -> None:
    for name in names:
        storage.photos.create(name, b"x", "image/jpeg", {})


def list_months(storage: Storage) -> list[str]:
    return [month.month for month in Timeline(storage).months()]


def list_album_names(storage: Storage) -> list[str]:
    return [album.album for album in list_albums(storage)]


def hint_etags(storage: Storage) -> dict[str, str]:
    return {blob.name: blob.etag for blob in storage.previews.list_prefix(HINTS)}


def test_the_list_of_months_is_the_same_with_correct_wrong_or_missing_hints(library: Storage) -> None:
    months = sorted({name[:7].replace("/", "-") for name in NAMES}, reverse=True)
    assert list_months(library) == months
    for blob in library.previews.list_prefix(HINTS):
        library.previews.overwrite(blob.name, b"", "x/y", {"months": "no", "m03": "many"})
    assert list_months(library) == months
    for blob in library.previews.list_prefix(HINTS):
        library.previews.delete(blob)
    assert list_months(library) == months
    assert read_hints(library).year("2015") == Year(("2015-03", "2015-05"), has_albums=False)


def test_changes_made_by_this_instance_show_at_once(library: Storage) -> None:
    """In any year, whatever its hint says, and also for an album within a day's folder."""
    new = [f"{year}/11/30/new.jpg" for year in range(2015, 2025)]
    create_blobs(library, *new, "2016/03/01/raw/x.jpg", "2018/Summer/x.jpg")
    assert {f"{name[:4]}-11" for name in new} <= set(list_months(library))
    assert list_album_names(library) == ["2016/03/01/raw", "2018/Summer"]
    library.photos.delete(library.photos.get_visible("2017/11/30/new.jpg"))
    library.photos.delete(library.photos.get_visible("2016/03/01/raw/x.jpg"))
    assert "2017-11" not in list_months(library)
    assert list_album_names(library) == ["2018/Summer"]


def test_changes_made_by_another_tool_in_a_past_year_show_within_a_few_views(
    library: Storage, other_instance: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each view rechecks some of the years and months that were listed longest ago."""
    monkeypatch.setattr(listing_times, "FRESH", 0)
    create_blobs(other_instance, "2017/11/30/new.jpg", "2016/03/01/raw/x.jpg", "2018/Summer/x.jpg")
    views = [list_months(library) for _ in range(10 // RECHECKED_YEARS)]
    assert "2017-11" in views[-1]
    views = [list_album_names(library) for _ in range(len(NAMES))]
    assert views[-1] == ["2016/03/01/raw", "2018/Summer"]


def test_a_new_year_made_by_another_tool_shows_at_once(library: Storage, other_instance: Storage) -> None:
    """The folders of years are listed for every view."""
    create_blobs(other_instance, "1999/12/31/old.jpg")
    assert list_months(library)[-1] == "1999-12"


def test_reading_the_timeline_ignores_hints_and_updates_them(library: Storage, other_instance: Storage) -> None:
    create_blobs(other_instance, "2017/11/30/new.jpg")
    assert "2017/11/30/new.jpg" in [photo.name for photo in Timeline(library).older_than("2018")]
    assert "2017-11" in list_months(library)


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"months": "", "m09": ""},
        {"months": "1", "m09": "1"},
        {"months": "2" * 12, "m09": "1 1.0"},
        {"months": "1" * 13, "m09": "1 1.0 perhaps"},
        {"albums": "no", "m09": "-1 1.0 no"},
        {"m09": "1 1e9 no"},
    ],
)
def test_an_unreadable_hint_counts_as_missing(metadata: dict[str, str]) -> None:
    """Other tools can write anything there."""
    hints = Hints({"2026": Blob(f"{HINTS}2026", 0, "", None, "", datetime.now(UTC), metadata)})
    assert (hints.year("2026"), hints.month("2026-09")) == (None, Month("2026-09"))
    assert hints.month_has_albums("2026-09")


def test_hints_of_months_listed_at_the_same_time_are_written_together(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year's months share one blob, so separate writes would conflict."""
    months = [f"2026-{month:02}" for month in range(1, 13)]
    create_blobs(storage, *(f"{month.replace('-', '/')}/01/x.jpg" for month in months))
    all_listed, list_prefix, create = Barrier(len(months)), storage.photos.list_prefix, storage.previews.create

    def list_and_wait_for_the_others(prefix: str) -> list[Blob]:
        blobs = list_prefix(prefix)
        all_listed.wait(30)
        return blobs

    def create_slowly(*arguments: Any) -> Blob:
        time.sleep(0.2)
        return create(*arguments)

    monkeypatch.setattr(storage.photos, "list_prefix", list_and_wait_for_the_others)
    monkeypatch.setattr(storage.previews, "create", create_slowly)
    with count_calls() as calls:
        list_photos_of_months(storage, months)
    assert [read_hints(storage).month(month) for month in months] == [Month(month, 1, 1.33) for month in months]
    assert calls.count("PUT metadata") <= 2


def test_instances_that_update_the_same_hint_keep_each_others_entries(
    library: Storage, other_instance: Storage
) -> None:
    """The second write fails on the ETag, and is repeated on top of the first."""
    create_blobs(library, "2015/01/01/x.jpg", "2015/02/01/x.jpg")
    before = read_hints(library)
    list_month(library, "2015-01", before)
    list_month(other_instance, "2015-02", before)
    hints = read_hints(library)
    assert [hints.month(month).count for month in ("2015-01", "2015-02", "2015-03")] == [1, 1, 1]


def test_a_hint_deleted_during_its_update_is_created_again(library: Storage) -> None:
    """Another instance may delete the hint, or a person the whole container."""
    before = read_hints(library)
    create_blobs(library, "2015/01/01/x.jpg")
    library.service.get_container_client(library.previews.container_name).delete_container()
    list_month(library, "2015-01", before)
    assert read_hints(library).month("2015-01") == Month("2015-01", 1, 1.33)


def test_reading_writes_no_hint_that_is_up_to_date(library: Storage) -> None:
    before = hint_etags(library)
    list(Timeline(library).older_than(None))
    list_months(library)
    list_albums(library)
    assert hint_etags(library) == before
