"""Which months there are, by hints that may be wrong, gone, or behind what other tools and other instances do."""

import time
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from support.instances import open_another_instance
from support.storage_calls import count_calls

from gallery.library.albums import list_albums
from gallery.library.hints import HINTS, Hints, read_hints
from gallery.library.months import list_month
from gallery.library.timeline import RECHECKED_YEARS, Timeline, list_photos_of_months
from gallery.model.blobs import Blob
from gallery.model.months import Month, Year
from gallery.storage import listing_times
from gallery.storage.account import Storage

NAMES = [f"{year}/0{month}/01/x.jpg" for year in range(2015, 2025) for month in (3, 5)]


@pytest.fixture
def library(shelves: Storage) -> Storage:
    """Ten years, all of whose hints are written."""
    fill(shelves, *NAMES)
    index(shelves)
    list_albums(shelves)
    return shelves


@pytest.fixture
def other(library: Storage, storage: str) -> Storage:
    """What another instance, or another tool, does."""
    return open_another_instance(library, storage)


def fill(shelves: Storage, *names: str) -> None:
    for name in names:
        shelves.photos.create(name, b"x", "image/jpeg", {})


def index(shelves: Storage) -> list[str]:
    return [month.month for month in Timeline(shelves).months()]


def albums(shelves: Storage) -> list[str]:
    return [album.album for album in list_albums(shelves)]


def test_the_index_is_the_same_without_hints_with_wrong_ones_and_with_right_ones(library: Storage) -> None:
    """They save calls, and nothing else."""
    months = sorted({name[:7].replace("/", "-") for name in NAMES}, reverse=True)
    assert index(library) == months
    for blob in library.previews.list_prefix(HINTS):
        library.previews.overwrite(blob.name, b"", "x/y", {"months": "no", "m03": "many"})
    assert index(library) == months
    for blob in library.previews.list_prefix(HINTS):
        library.previews.delete(blob)
    assert index(library) == months
    assert read_hints(library).year("2015") == Year(("2015-03", "2015-05"), has_albums=False)


def test_what_this_instance_has_just_stored_or_deleted_is_in_its_index_at_once(library: Storage) -> None:
    """In whatever year, and whatever the hints say; also an album within a day's folder."""
    new = [f"{year}/11/30/new.jpg" for year in range(2015, 2025)]
    fill(library, *new, "2016/03/01/raw/x.jpg", "2018/Summer/x.jpg")
    assert {f"{name[:4]}-11" for name in new} <= set(index(library))
    assert albums(library) == ["2016/03/01/raw", "2018/Summer"]
    library.photos.delete(library.photos.get_visible("2017/11/30/new.jpg"))
    library.photos.delete(library.photos.get_visible("2016/03/01/raw/x.jpg"))
    assert "2017-11" not in index(library)
    assert albums(library) == ["2018/Summer"]


def test_what_another_tool_has_put_into_a_past_year_is_found_within_a_few_views(
    library: Storage, other: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every view of an index looks again at some of what it has not seen for longest."""
    monkeypatch.setattr(listing_times, "FRESH", 0)
    fill(other, "2017/11/30/new.jpg", "2016/03/01/raw/x.jpg", "2018/Summer/x.jpg")
    views = [index(library) for _ in range(10 // RECHECKED_YEARS)]
    assert "2017-11" in views[-1]
    views = [albums(library) for _ in range(len(NAMES))]
    assert views[-1] == ["2016/03/01/raw", "2018/Summer"]
    other.service.close()


def test_a_new_year_is_there_at_once_whoever_made_it(library: Storage, other: Storage) -> None:
    """The years themselves are listed for every index."""
    fill(other, "1999/12/31/old.jpg")
    assert index(library)[-1] == "1999-12"
    other.service.close()


def test_walking_the_timeline_believes_no_hint(library: Storage, other: Storage) -> None:
    """What another tool has put there is on its page, and from then on in the index."""
    fill(other, "2017/11/30/new.jpg")
    assert "2017/11/30/new.jpg" in [photo.name for photo in Timeline(library).older_than("2018")]
    assert "2017-11" in index(library)
    other.service.close()


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
def test_a_hint_that_cannot_be_read_is_none(metadata: dict[str, str]) -> None:
    """Any tool may write there."""
    hints = Hints({"2026": Blob(f"{HINTS}2026", 0, "", None, "", datetime.now(UTC), metadata)})
    assert (hints.year("2026"), hints.month("2026-09")) == (None, Month("2026-09"))
    assert hints.month_has_albums("2026-09")


def test_months_that_are_listed_at_once_have_their_hints_written_together(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year's months are in one hint, so each writing by itself would be in the way of the others."""
    months = [f"2026-{month:02}" for month in range(1, 13)]
    fill(shelves, *(f"{month.replace('-', '/')}/01/x.jpg" for month in months))
    all_listed, under, create = Barrier(len(months)), shelves.photos.list_prefix, shelves.previews.create

    def listed(prefix: str) -> list[Blob]:
        found = under(prefix)
        all_listed.wait(30)
        return found

    def slow(*arguments: Any) -> Blob:
        time.sleep(0.2)
        return create(*arguments)

    monkeypatch.setattr(shelves.photos, "list_prefix", listed)
    monkeypatch.setattr(shelves.previews, "create", slow)
    with count_calls() as calls:
        list_photos_of_months(shelves, months)
    assert [read_hints(shelves).month(month) for month in months] == [Month(month, 1, 1.33) for month in months]
    assert calls.count("PUT metadata") <= 2


def test_instances_that_write_a_hint_at_once_lose_nothing_of_each_other(library: Storage, other: Storage) -> None:
    """Who is too late finds out, and adds to what is there then."""
    fill(library, "2015/01/01/x.jpg", "2015/02/01/x.jpg")
    before = read_hints(library)
    list_month(library, "2015-01", before)
    list_month(other, "2015-02", before)
    hints = read_hints(library)
    assert [hints.month(month).count for month in ("2015-01", "2015-02", "2015-03")] == [1, 1, 1]
    other.service.close()


def test_a_hint_that_went_while_it_was_to_be_corrected_is_written_anew(library: Storage) -> None:
    """By another instance, or with the whole container."""
    before = read_hints(library)
    fill(library, "2015/01/01/x.jpg")
    library.service.get_container_client(library.previews.container_name).delete_container()
    list_month(library, "2015-01", before)
    assert read_hints(library).month("2015-01") == Month("2015-01", 1, 1.33)


def test_a_hint_that_is_right_is_not_written_again(library: Storage) -> None:
    """Looking costs no writes."""
    before = {blob.name: blob.etag for blob in library.previews.list_prefix(HINTS)}
    list(Timeline(library).older_than(None))
    index(library)
    list_albums(library)
    assert {blob.name: blob.etag for blob in library.previews.list_prefix(HINTS)} == before
