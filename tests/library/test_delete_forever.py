"""Deleting forever: exactly the photos that were listed, as they were then. Everything else stays."""

from collections.abc import Callable

import pytest
from support.library import add_photo, blob_names
from support.process_kills import kill_at

from gallery.library import bulk_moves
from gallery.library.outcomes import DELETED, GONE, REJECTED, RESTORED
from gallery.library.trash import delete_forever, list_trash, move_to_trash, restore_from_trash
from gallery.model.pending_moves import TRASHED_AT
from gallery.storage.account import Storage

NAME = "Rome/a.jpg"
TRASHED = f".trash/{NAME}"


def add_to_trash(storage: Storage, name: str = NAME, color: str = "teal") -> str:
    add_photo(storage, name, color)
    return str(move_to_trash(storage, name).trash)


def listed(storage: Storage) -> dict[str, str]:
    """What the owner confirms: the name and ETag of each photo in the trash."""
    return {photo.name: photo.blob.etag for photo in list_trash(storage)}


def outcomes(storage: Storage, etags: dict[str, str]) -> dict[str, str]:
    return {one.name: one.outcome for one in delete_forever(storage, etags).outcomes}


def test_photos_that_are_still_as_listed_are_deleted(storage: Storage) -> None:
    """And others stay: those in the gallery, and those that weren't listed."""
    add_photo(storage, "Oslo/b.jpg")
    add_to_trash(storage)
    etags = listed(storage)
    later = add_to_trash(storage, "Rome/later.jpg", "red")
    assert outcomes(storage, etags) == {TRASHED: DELETED}
    assert blob_names(storage) == [later, "Oslo/b.jpg"]


def test_a_repeated_request_reports_that_the_photos_are_gone(storage: Storage) -> None:
    add_to_trash(storage)
    etags = listed(storage)
    assert [outcomes(storage, etags), outcomes(storage, etags)] == [{TRASHED: DELETED}, {TRASHED: GONE}]


def test_a_photo_restored_since_stays(storage: Storage) -> None:
    add_to_trash(storage)
    etags = listed(storage)
    restore_from_trash(storage, TRASHED)
    assert outcomes(storage, etags) == {TRASHED: GONE}
    assert blob_names(storage) == [NAME]


def restore_and_delete_again(storage: Storage) -> None:
    restore_from_trash(storage, TRASHED)
    move_to_trash(storage, NAME)


def replace_in_trash(storage: Storage) -> None:
    restore_from_trash(storage, TRASHED)
    storage.photos.delete(storage.photos.get_properties(NAME))
    add_to_trash(storage, color="red")


def delete_the_same_photo_again(storage: Storage) -> None:
    """The two become one blob in the trash."""
    assert add_to_trash(storage) == TRASHED


@pytest.mark.parametrize("change", [restore_and_delete_again, replace_in_trash, delete_the_same_photo_again])
def test_a_photo_deleted_under_the_same_name_since_stays(storage: Storage, change: Callable[[Storage], None]) -> None:
    add_to_trash(storage)
    etags = listed(storage)
    change(storage)
    (outcome,) = delete_forever(storage, etags).outcomes
    assert (outcome.outcome, outcome.error and outcome.error.status) == (REJECTED, 409)
    assert "a.jpg has changed since you confirmed" in str(outcome.error)
    assert blob_names(storage) == [TRASHED]


@pytest.mark.parametrize("etag", ["*", '"0x0"', ""])
def test_nothing_is_deleted_without_its_etag(storage: Storage, etag: str) -> None:
    add_to_trash(storage)
    assert outcomes(storage, {TRASHED: etag}) == {TRASHED: REJECTED}
    assert blob_names(storage) == [TRASHED]


def test_only_photos_in_the_trash_can_be_deleted(storage: Storage) -> None:
    """Even with the right ETag."""
    photo = add_photo(storage, NAME)
    note = storage.photos.create(".trash/.hidden/x.jpg", b"x", "image/jpeg", {})
    etags = {blob.name: blob.etag for blob in (photo.blob, note)} | {"../x": '"0x1"', "x" * 2000: '"0x1"'}
    assert set(outcomes(storage, etags).values()) == {GONE}
    assert blob_names(storage) == [".trash/.hidden/x.jpg", NAME]


def test_the_hidden_copy_of_a_pending_move_is_neither_listed_nor_deleted(storage: Storage) -> None:
    """The photo is still where it was."""
    add_photo(storage, NAME)
    kill_at(storage, "delete", lambda: move_to_trash(storage, NAME))
    copy = storage.photos.get_properties(TRASHED)
    assert listed(storage) == {}
    assert outcomes(storage, {TRASHED: copy.etag}) == {TRASHED: GONE}
    assert storage.photos.get_properties(TRASHED) == copy
    assert blob_names(storage) == [NAME]


def test_a_photo_whose_restoring_died_is_deleted_and_does_not_reappear(storage: Storage) -> None:
    """Its copy outside the trash would become visible."""
    add_to_trash(storage)
    kill_at(storage, "delete", lambda: restore_from_trash(storage, TRASHED))
    assert outcomes(storage, listed(storage)) == {TRASHED: DELETED}
    assert blob_names(storage) == []


def test_one_photo_that_cannot_be_deleted_does_not_stop_the_others(storage: Storage) -> None:
    """The reason is the real one."""
    for file, color in (("a.jpg", "red"), ("b.jpg", "blue"), ("c.jpg", "green")):
        add_to_trash(storage, f"Rome/{file}", color)
    storage.service.get_blob_client(storage.photos.container_name, TRASHED).create_snapshot()
    done = delete_forever(storage, listed(storage)).outcomes
    assert sorted((one.name, one.outcome) for one in done) == [
        (TRASHED, REJECTED),
        (".trash/Rome/b.jpg", DELETED),
        (".trash/Rome/c.jpg", DELETED),
    ]
    assert [str(one.error) for one in done if one.error] == [
        f"{TRASHED} has snapshots created by another tool; delete those first."
    ]


def test_a_request_that_takes_too_long_returns_what_remains(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sending that again deletes the rest."""
    monkeypatch.setattr(bulk_moves, "MAX_SECONDS", 0.0)
    monkeypatch.setattr(bulk_moves, "BATCH", 2)
    for number in range(5):
        add_to_trash(storage, f"Rome/{number}.jpg", f"#0000{number}0")
    etags = listed(storage)
    first = delete_forever(storage, etags)
    assert ([one.outcome for one in first.outcomes], len(first.remaining)) == ([DELETED] * 2, 3)
    assert first.json()["remaining"] == 3
    assert first.remaining.items() <= etags.items()
    second = delete_forever(storage, first.remaining)
    third = delete_forever(storage, second.remaining)
    assert (len(third.outcomes), third.remaining, blob_names(storage)) == (1, {}, [])


def test_a_photo_deleted_again_counts_as_deleted_now(storage: Storage) -> None:
    """Its blob in the trash is the old one, but its 30 days start again."""
    add_to_trash(storage)
    add_to_trash(storage, "Rome/b.jpg", "red")
    first = storage.photos.get_properties(TRASHED)
    assert add_to_trash(storage) == TRASHED
    again = storage.photos.get_properties(TRASHED)
    assert again.created == first.created
    assert again.metadata[TRASHED_AT] >= first.created.isoformat()
    old = storage.photos.update_metadata(again, {TRASHED_AT: "2099-01-01T00:00:00+00:00"})
    assert [photo.name for photo in list_trash(storage)] == [TRASHED, ".trash/Rome/b.jpg"]
    storage.photos.update_metadata(old, {TRASHED_AT: "nonsense"})
    assert [photo.name for photo in list_trash(storage)] == [".trash/Rome/b.jpg", TRASHED]
    assert restore_from_trash(storage, TRASHED).outcome == RESTORED
    assert TRASHED_AT not in storage.photos.get_properties(NAME).metadata
