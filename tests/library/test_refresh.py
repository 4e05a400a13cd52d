"""A refresh finds, sorts and develops what other tools stored, in steps that may stop anywhere."""

import time
from dataclasses import replace

import pytest
from support.other_tools import write_in_blocks
from support.pictures import jpeg
from support.storage_calls import count_calls

from gallery.library.index import opening, state, upkeep
from gallery.library.index.catalog import Catalog
from gallery.library.index.state import CATALOG
from gallery.library.refresh import Progress, _refreshing, refresh
from gallery.library.timeline import open_timeline
from gallery.library.unread_photos import DEVELOP
from gallery.storage.account import Storage


def catalog(storage: Storage) -> Catalog:
    return Catalog.unpack(storage.photos.read(CATALOG)[1])


def assert_complete(storage: Storage) -> None:
    photos = list(open_timeline(storage, is_owner=True).older_than(None))
    assert all(photo.is_up_to_date and not photo.has_uncertain_date for photo in photos)


def fill(storage: Storage, count: int = 6) -> None:
    """Photos from another tool, without metadata, in nested folders."""
    for number in range(count):
        write_in_blocks(storage, f"Tool/{number % 3}/{number}.jpg", jpeg(f"#{number:02x}8040"))


def test_a_refresh_indexes_and_develops_everything(storage: Storage) -> None:
    """Without any page having been opened."""
    fill(storage)
    progress = refresh(storage, seconds=30)
    assert progress.photos == 6
    assert all(
        photo.is_up_to_date and not photo.has_uncertain_date
        for photo in open_timeline(storage, is_owner=True).older_than(None)
    )
    assert set(catalog(storage).folders) == {"", "Tool/", "Tool/0/", "Tool/1/", "Tool/2/"}


def test_an_interrupted_refresh_continues(storage: Storage) -> None:
    """Calls without time for more than one step each end where one long call does."""
    fill(storage)
    for _ in range(20):
        if refresh(storage, seconds=0.01).done:
            break
    assert all(
        photo.is_up_to_date and not photo.has_uncertain_date
        for photo in open_timeline(storage, is_owner=True).older_than(None)
    )


def test_a_refresh_says_whether_a_scan_has_begun_since(storage: Storage) -> None:
    """While another one is running, it doesn't scan."""
    fill(storage)
    first = refresh(storage, seconds=30)
    assert first.asked_at
    assert first.last_scan
    assert first.last_scan >= first.asked_at
    time.sleep(1)  # The service's clock has seconds.
    with _refreshing:
        busy = refresh(storage, scan=True)
    assert busy.asked_at
    assert busy.last_scan
    assert busy.last_scan < busy.asked_at
    assert (refresh(storage, scan=True, seconds=30).last_scan or "") >= busy.asked_at


def test_a_refresh_of_a_missing_container_creates_nothing(storage: Storage) -> None:
    assert refresh(storage).done
    assert not storage.photos.ping()


def test_progress_tells_when_all_dates_are_known(storage: Storage) -> None:
    """Even if the index doesn't have them yet, because it's written half a minute after the last change."""
    fill(storage)
    first = refresh(storage, seconds=0)
    assert (first.photos, first.undated) == (6, 6)
    assert refresh(storage, seconds=30).undated == 0


def refresh_without_developing(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Progress:
    """Leave photos whose dates are in the index, and that are still to be developed."""
    for module in (state, opening):
        monkeypatch.setattr(module, "MARGIN", -3600.0)  # Listings count at once, not half a minute after a change.
    with monkeypatch.context() as patch:
        patch.setattr("gallery.library.refresh.DEVELOP", replace(DEVELOP, act=lambda *_: None))
        patch.setattr(upkeep, "LISTED_LATELY", -3600.0)
        for _ in range(2):
            progress = refresh(storage, seconds=30)
            time.sleep(1)  # The service's clock has seconds: a later listing in the same one wouldn't count.
    return progress


def test_developing_lists_only_the_folder_it_develops(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise, each call would spend its time on listing all folders that still wait."""
    fill(storage, 16)
    progress = refresh_without_developing(storage, monkeypatch)
    assert (progress.undated, progress.undeveloped) == (0, 16)
    monkeypatch.setattr(upkeep, "LISTED_LATELY", 3600.0)
    with count_calls() as calls:
        refresh(storage, seconds=0)
    assert calls.count("GET list") <= 3


def test_changes_by_other_tools_appear_while_photos_are_developed(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Developing can take hours."""
    fill(storage)
    refresh_without_developing(storage, monkeypatch)
    monkeypatch.setattr(upkeep, "LISTED_LATELY", -3600.0)
    write_in_blocks(storage, "Tool/1/new.jpg", jpeg("#123456"))
    assert refresh(storage, seconds=0).photos == 7
