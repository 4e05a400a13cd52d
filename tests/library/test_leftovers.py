"""Old trash and remains of uploads are deleted by age and ETag. What has changed or is still needed stays."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support.library import add_photo, blob_names
from support.other_tools import write_in_blocks
from support.process_kills import kill_at
from support.service_clock import Wait, wait_for_service
from support.sidecars import LIGHTROOM, put_sidecar
from support.storage_calls import count_calls

from gallery.library import bulk_moves, leftovers
from gallery.library.edits import Changes, edit_photo
from gallery.library.incoming import INCOMING, IncomingUpload, start_upload
from gallery.library.leftovers import delete_expired_pieces, delete_leftovers, delete_reservations, purge_trash
from gallery.library.refresh import refresh
from gallery.library.sidecars import OF
from gallery.library.storing import RESERVED, TOKEN, WAITS_FOR
from gallery.library.trash import list_trash, move_to_trash, restore_from_trash
from gallery.model.blobs import Blob
from gallery.model.pending_moves import TRASHED_AT
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.container import Container

NAME = "Rome/a.jpg"
TRASHED = f".trash/{NAME}"
RESERVATION = {TOKEN: "0" * 32, WAITS_FOR: "0" * 32}


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """A function that moves the storage service's clock."""
    return wait_for_service(monkeypatch)


def add_to_trash(storage: Storage, name: str = NAME, color: str = "teal") -> str:
    add_photo(storage, name, color)
    return str(move_to_trash(storage, name).trash)


def purge(storage: Storage) -> int:
    return purge_trash(storage, soon())


def soon() -> float:
    return time.monotonic() + 60


def with_days(storage: Storage, days: int) -> Storage:
    return replace(storage, settings=replace(storage.settings, trash_days=days))


def test_photos_are_deleted_forever_after_their_days_in_the_trash(storage: Storage, wait: Wait) -> None:
    """Not earlier, and only those in the trash."""
    add_photo(storage, "Oslo/b.jpg")
    for color in ("red", "blue"):
        add_to_trash(storage, color=color)
    wait(timedelta(days=29))
    assert purge(storage) == 0
    wait(timedelta(days=31))
    assert purge(storage) == 2
    assert blob_names(storage) == ["Oslo/b.jpg"]


def test_the_setting_decides_how_long_and_zero_means_never(storage: Storage, wait: Wait) -> None:
    add_to_trash(storage)
    wait(timedelta(days=2))
    assert purge(with_days(storage, 3)) == 0
    with count_calls() as calls:
        assert purge(with_days(storage, 0)) == 0
    assert calls == []
    assert purge(with_days(storage, 1)) == 1
    assert blob_names(storage) == []


def test_files_that_are_not_photos_stay_in_the_trash(storage: Storage, wait: Wait) -> None:
    """Another tool has put them there."""
    write_in_blocks(storage, ".trash/Rome/notes.txt", b"text")
    wait(timedelta(days=31))
    assert purge(storage) == 0
    assert blob_names(storage) == [".trash/Rome/notes.txt"]


def test_a_photo_deleted_again_recently_stays(storage: Storage, wait: Wait) -> None:
    """Its blob in the trash is the old one."""
    add_to_trash(storage)
    wait(timedelta(days=31))
    assert add_to_trash(storage) == TRASHED
    assert purge(storage) == 0
    wait(timedelta(days=31 + 31))
    assert purge(storage) == 1


def restore(storage: Storage) -> None:
    restore_from_trash(storage, TRASHED)


def change_metadata(storage: Storage) -> None:
    storage.photos.update_metadata(storage.photos.get_properties(TRASHED), {"title": "x"})


def begin_to_restore(storage: Storage) -> None:
    kill_at(storage, "copy", lambda: restore(storage))


def delete_again(storage: Storage) -> None:
    assert add_to_trash(storage) == TRASHED


@pytest.mark.parametrize(
    ("change", "left"),
    [(restore, NAME), (change_metadata, TRASHED), (begin_to_restore, TRASHED), (delete_again, TRASHED)],
)
def test_a_photo_that_changes_after_the_listing_stays(
    storage: Storage, wait: Wait, monkeypatch: pytest.MonkeyPatch, change: Callable[[Storage], None], left: str
) -> None:
    add_to_trash(storage)
    wait(timedelta(days=31))

    def list_and_change(storage: Storage) -> list[Photo]:
        photos = list_trash(storage)
        change(storage)
        return photos

    monkeypatch.setattr(leftovers, "list_trash", list_and_change)
    assert purge(storage) == 0
    assert blob_names(storage) == [left]


@pytest.mark.parametrize("date", ["created", "last_modified"])
def test_the_deletion_and_the_last_change_must_both_be_long_ago(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, date: str
) -> None:
    """The copy of a move that died is older than the deletion if that's completed a month later."""
    add_to_trash(storage)

    def list_older(*dates: str) -> Callable[[Storage], list[Photo]]:
        def move_back(blob: Blob) -> Blob:
            values: dict[str, datetime] = {name: getattr(blob, name) - timedelta(days=31) for name in dates}
            return replace(blob, **values)  # type: ignore[arg-type]  # only dates

        return lambda storage: [Photo(move_back(photo.blob)) for photo in list_trash(storage)]

    monkeypatch.setattr(leftovers, "list_trash", list_older(date))
    assert purge(storage) == 0
    monkeypatch.setattr(leftovers, "list_trash", list_older("created", "last_modified"))
    assert purge(storage) == 1


def test_a_photo_whose_deletion_is_not_cleaned_up_yet_stays(
    storage: Storage, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its mark is removed after the deletion, so only then does its last change show when that was."""
    with monkeypatch.context() as patch:
        patch.setattr(Container, "clear_moved_from", lambda _, copy: copy)
        add_to_trash(storage)
        wait(timedelta(days=31))
        assert purge(storage) == 0
    assert [purge(storage), purge(storage)] == [0, 1]


def test_the_hidden_copy_of_a_photo_whose_deletion_died_stays(storage: Storage, wait: Wait) -> None:
    """The photo is still where it was, and deleting it again completes the move."""
    add_photo(storage, NAME)
    kill_at(storage, "delete", lambda: move_to_trash(storage, NAME))
    wait(timedelta(days=31))
    assert purge(storage) == 0
    assert storage.photos.get_properties(TRASHED)
    assert blob_names(storage) == [NAME]


def test_a_photo_whose_restoring_died_is_deleted_and_does_not_reappear(storage: Storage, wait: Wait) -> None:
    """Its copy outside the trash would become visible."""
    add_to_trash(storage)
    kill_at(storage, "delete", lambda: restore(storage))
    wait(timedelta(days=31))
    assert purge(storage) == 1
    assert blob_names(storage) == []


@pytest.mark.parametrize("step", ["update_metadata", "delete"])
def test_a_purge_that_is_killed_leaves_the_photo_in_the_trash(storage: Storage, wait: Wait, step: str) -> None:
    """Even if it was canceling a move out of the trash. The next purge deletes the photo and all that's left of it."""
    add_to_trash(storage)
    kill_at(storage, "delete", lambda: restore(storage))
    wait(timedelta(days=31))
    kill_at(storage, step, lambda: purge(storage))
    assert blob_names(storage) == [photo.name for photo in list_trash(storage)] == [TRASHED]
    assert purge(storage) == 1
    assert blob_names(storage) == []


def test_a_photo_that_is_locked_does_not_stop_the_others(storage: Storage, wait: Wait) -> None:
    for file, color in (("a.jpg", "red"), ("b.jpg", "blue")):
        add_to_trash(storage, f"Rome/{file}", color)
    storage.service.get_blob_client(storage.photos.container_name, TRASHED).create_snapshot()
    wait(timedelta(days=31))
    assert [purge(storage), purge(storage)] == [1, 0]
    assert blob_names(storage) == [TRASHED]


def test_two_purges_at_once_count_each_photo_once(storage: Storage, wait: Wait) -> None:
    for number in range(6):
        add_to_trash(storage, f"Rome/{number}.jpg", f"#0000{number}0")
    wait(timedelta(days=31))
    with ThreadPoolExecutor() as pool:
        counts = list(pool.map(purge, [storage] * 2))
    assert sum(counts) == 6
    assert blob_names(storage) == []


def test_a_purge_stops_at_its_deadline_and_deletes_the_oldest_first(
    storage: Storage, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it has listed the trash, it deletes at least one batch. After the deadline it doesn't begin."""
    monkeypatch.setattr(bulk_moves, "BATCH", 2)
    for number in range(5):
        blob = storage.photos.get_properties(add_to_trash(storage, f"Rome/{number}.jpg", f"#0000{number}0"))
        deleted = blob.created + timedelta(days=5 - number)
        storage.photos.update_metadata(blob, {TRASHED_AT: deleted.isoformat()})
    wait(timedelta(days=60))
    assert purge_trash(storage, time.monotonic()) == 0

    def list_slowly(storage: Storage) -> list[Photo]:
        time.sleep(0.1)
        return list_trash(storage)

    monkeypatch.setattr(leftovers, "list_trash", list_slowly)
    assert purge_trash(storage, time.monotonic() + 0.1) == 2
    assert blob_names(storage) == [f".trash/Rome/{number}.jpg" for number in range(3)]
    assert purge(storage) == 3


def reserve(storage: Storage, name: str) -> None:
    storage.photos.put(name, RESERVED, RESERVATION)


def delete_listed_reservations(storage: Storage) -> int:
    return delete_reservations(storage, storage.photos.list_prefix(""), soon())


def test_abandoned_reservations_are_deleted(storage: Storage, wait: Wait) -> None:
    """Not before they're older than any upload. Other empty files may be another tool's."""
    reserve(storage, NAME)
    storage.photos.create("Rome/empty.txt", b"", "text/plain", {})
    add_photo(storage, "Rome/b.jpg")
    wait(timedelta(minutes=9))
    assert delete_listed_reservations(storage) == 0
    wait(timedelta(minutes=11))
    assert delete_listed_reservations(storage) == 1
    assert blob_names(storage) == ["Rome/b.jpg", "Rome/empty.txt"]


def test_a_reservation_that_was_filled_or_replaced_after_the_listing_stays(storage: Storage, wait: Wait) -> None:
    reserve(storage, "Rome/replaced.jpg")
    reserve(storage, NAME)
    wait(timedelta(minutes=11))
    listed = storage.photos.list_prefix("")
    for name in ("Rome/replaced.jpg", NAME):
        storage.photos.delete(storage.photos.get_properties(name))
    reserve(storage, "Rome/replaced.jpg")
    add_photo(storage, NAME)
    assert delete_reservations(storage, listed, soon()) == 0
    assert blob_names(storage) == [NAME, "Rome/replaced.jpg"]


def start_unfinished(storage: Storage) -> list[str]:
    """Start an upload in pieces, and return the names of its piece and its record."""
    token = start_upload(storage, IncomingUpload("a.jpg", 3))
    write_in_blocks(storage, f"{INCOMING}{token}/0", b"abc")
    return [f"{INCOMING}{token}/0", f"{INCOMING}{token}/upload.json"]


def test_pieces_and_records_are_deleted_after_a_week(storage: Storage, wait: Wait) -> None:
    names = start_unfinished(storage)
    wait(timedelta(days=6))
    assert delete_expired_pieces(storage, soon()) == 0
    assert blob_names(storage) == names
    wait(timedelta(days=8))
    assert delete_expired_pieces(storage, time.monotonic()) == 0
    assert delete_expired_pieces(storage, soon()) == 2
    assert blob_names(storage) == []


def test_leftovers_are_reservations_and_pieces_together(storage: Storage, wait: Wait) -> None:
    """Photos stay, also those in the trash."""
    reserve(storage, "Rome/dead.jpg")
    start_unfinished(storage)
    add_photo(storage, NAME)
    trashed = add_to_trash(storage, "Rome/b.jpg", "red")
    wait(timedelta(days=31))
    assert delete_leftovers(storage, storage.photos.list_prefix(""), soon()) == 3
    assert blob_names(storage) == [trashed, NAME]


def test_our_sidecars_without_a_photo_are_deleted_after_a_day(storage: Storage, wait: Wait) -> None:
    """By a refresh. Other software's stay, also one that a move has marked, and those of photos that are there."""
    for name, color in ((NAME, "teal"), ("Rome/b.jpg", "red")):
        add_photo(storage, name, color)
        edit_photo(storage, name, Changes({"caption": "A"}))
    put_sidecar(storage, "Rome/raw.xmp", LIGHTROOM)
    put_sidecar(storage, "Rome/none.jpg.xmp", LIGHTROOM)
    storage.photos.update_metadata(storage.photos.get_properties("Rome/raw.xmp"), {OF: "0" * 32})
    storage.photos.delete(storage.photos.get_properties(NAME))
    wait(timedelta(hours=23))
    refresh(storage, scan=True)
    assert storage.photos.exists(f"{NAME}.xmp")
    wait(timedelta(hours=25))
    refresh(storage, scan=True)
    assert blob_names(storage) == ["Rome/b.jpg", "Rome/b.jpg.xmp", "Rome/none.jpg.xmp", "Rome/raw.xmp"]
