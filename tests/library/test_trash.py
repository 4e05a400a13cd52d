"""Deleting and taking back: at every moment, whoever else is at work, the photo is in one of the two places."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from support.pictures import jpeg

from gallery.errors import GalleryError, NotFound
from gallery.library.moves import move_each
from gallery.library.outcomes import RENAMED, RESTORED, TRASHED
from gallery.library.trash import list_trash, move_to_trash, restore_from_trash
from gallery.library.uploads import Upload, store_upload
from gallery.model.photos import is_photo
from gallery.storage.account import Storage


def names(storage: Storage) -> list[str]:
    return [blob.name for blob in storage.photos.list_prefix("")]


def stored(storage: Storage, colour: str = "teal", file: str = "a.jpg") -> str:
    photo = store_upload(storage, Upload(file, jpeg(colour)), "Rome").photo
    assert photo
    return photo.name


def test_a_deleted_photo_is_in_the_trash_under_its_name_and_comes_back_as_it_was(shelves: Storage) -> None:
    """Bytes, type, facts and all."""
    name = stored(shelves)
    before = shelves.photos.read(name)
    assert move_to_trash(shelves, name).trash == ".trash/Rome/a.jpg"
    assert names(shelves) == [".trash/Rome/a.jpg"]
    assert restore_from_trash(shelves, ".trash/Rome/a.jpg").outcome == RESTORED
    blob, data = shelves.photos.read(name)
    assert (data, blob.md5) == (before[1], before[0].md5)
    assert blob.metadata.items() >= before[0].metadata.items()
    assert names(shelves) == [name]


def test_two_photos_deleted_under_one_name_are_both_in_the_trash(shelves: Storage) -> None:
    """The second gets a number."""
    move_to_trash(shelves, stored(shelves, "red"))
    move_to_trash(shelves, stored(shelves, "blue"))
    assert names(shelves) == [".trash/Rome/a (2).jpg", ".trash/Rome/a.jpg"]


def test_the_same_photo_deleted_twice_is_in_the_trash_once(shelves: Storage) -> None:
    """Uploaded again, deleted again."""
    for _ in range(2):
        move_to_trash(shelves, stored(shelves))
    assert names(shelves) == [".trash/Rome/a.jpg"]


def test_a_photo_comes_back_beside_the_one_that_has_its_name_now(shelves: Storage) -> None:
    """And the answer says so."""
    move_to_trash(shelves, stored(shelves, "red"))
    stored(shelves, "blue")
    move = restore_from_trash(shelves, ".trash/Rome/a.jpg")
    assert (move.outcome, move.photo and move.photo.name) == (RENAMED, "Rome/a (2).jpg")


def test_the_trash_lists_the_last_deleted_first(shelves: Storage) -> None:
    """What one wants back is on top."""
    for colour in ("red", "blue"):
        move_to_trash(shelves, stored(shelves, colour, f"{colour}.jpg"))
    assert {photo.file for photo in list_trash(shelves)} == {"red.jpg", "blue.jpg"}
    created = [photo.blob.created for photo in list_trash(shelves)]
    assert created == sorted(created, reverse=True)


@pytest.mark.parametrize("name", ["none.jpg", ".trash/Rome/a.jpg", ".hidden/a.jpg", ""])
def test_only_photos_can_be_deleted(shelves: Storage, name: str) -> None:
    """Not what is hidden, nor what is not there."""
    move_to_trash(shelves, stored(shelves))
    with pytest.raises(GalleryError):
        move_to_trash(shelves, name)


@pytest.mark.parametrize("name", ["Rome/a.jpg", ".trash/none.jpg", ".trash/.hints/x", ".reports/x", ".trash/"])
def test_only_the_trash_can_be_restored_from(shelves: Storage, name: str) -> None:
    """A restore is no way to rename."""
    stored(shelves)
    with pytest.raises(NotFound):
        restore_from_trash(shelves, name)


def test_of_several_each_has_its_answer(shelves: Storage) -> None:
    """One that is gone does not stop the others."""
    name = stored(shelves)
    moves = move_each(["none.jpg", name], lambda one: move_to_trash(shelves, one))
    assert [move.json("name")["outcome"] for move in moves] == ["rejected", TRASHED]
    assert moves[0].json("name")["status"] == 404
    assert [
        move.outcome for move in move_each([str(moves[1].trash)], lambda one: restore_from_trash(shelves, one))
    ] == [RESTORED]


def test_deleting_and_restoring_one_photo_at_once_never_loses_it(shelves: Storage) -> None:
    """Four threads against each other, many times: the bytes are always there, in one of the two places."""
    name = stored(shelves)

    def attempt(number: int) -> None:
        with suppress(GalleryError):  # The other was quicker, which is a true answer.
            move_to_trash(shelves, name) if number % 2 else restore_from_trash(shelves, f".trash/{name}")

    with ThreadPoolExecutor(4) as pool:
        for _ in range(12):
            list(pool.map(attempt, range(8)))
            kept = [blob for blob in shelves.photos.list_prefix("") if shelves.photos.read(blob.name)[1] == jpeg()]
            assert kept, names(shelves)
            assert sum(is_photo(blob) for blob in kept) <= 1
