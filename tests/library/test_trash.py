"""The trash: deleting and restoring move a photo, and whatever happens at the same time, it's never lost."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from support.library import add_photo, blob_names
from support.pictures import jpeg

from gallery.errors import GalleryError, NotFound
from gallery.library.outcomes import RENAMED, RESTORED
from gallery.library.trash import list_trash, move_to_trash, restore_from_trash
from gallery.model.photos import is_photo
from gallery.storage.account import Storage

NAME = "Rome/a.jpg"


def test_a_deleted_photo_keeps_its_name_in_the_trash_and_is_restored_unchanged(storage: Storage) -> None:
    add_photo(storage, NAME)
    blob_before, data_before = storage.photos.read(NAME)
    assert move_to_trash(storage, NAME).trash == ".trash/Rome/a.jpg"
    assert blob_names(storage) == [".trash/Rome/a.jpg"]
    assert restore_from_trash(storage, ".trash/Rome/a.jpg").outcome == RESTORED
    blob, data = storage.photos.read(NAME)
    assert (data, blob.md5) == (data_before, blob_before.md5)
    assert blob.metadata.items() >= blob_before.metadata.items()
    assert blob_names(storage) == [NAME]


def test_two_different_photos_deleted_under_one_name_are_both_in_the_trash(storage: Storage) -> None:
    """The second gets a number."""
    for color in ("red", "blue"):
        add_photo(storage, NAME, color)
        move_to_trash(storage, NAME)
    assert blob_names(storage) == [".trash/Rome/a (2).jpg", ".trash/Rome/a.jpg"]


def test_a_photo_uploaded_again_and_deleted_again_is_in_the_trash_once(storage: Storage) -> None:
    for _ in range(2):
        add_photo(storage, NAME)
        move_to_trash(storage, NAME)
    assert blob_names(storage) == [".trash/Rome/a.jpg"]


def test_a_restored_photo_gets_a_number_if_its_name_is_taken(storage: Storage) -> None:
    add_photo(storage, NAME, "red")
    move_to_trash(storage, NAME)
    add_photo(storage, NAME, "blue")
    outcome = restore_from_trash(storage, ".trash/Rome/a.jpg")
    assert (outcome.outcome, outcome.photo and outcome.photo.name) == (RENAMED, "Rome/a (2).jpg")


def test_the_trash_lists_the_most_recently_deleted_first(storage: Storage) -> None:
    for color in ("red", "blue"):
        move_to_trash(storage, add_photo(storage, f"Rome/{color}.jpg", color).name)
    assert {photo.file for photo in list_trash(storage)} == {"red.jpg", "blue.jpg"}
    created = [photo.blob.created for photo in list_trash(storage)]
    assert created == sorted(created, reverse=True)


@pytest.mark.parametrize("name", ["none.jpg", ".trash/Rome/a.jpg", ".hidden/a.jpg", ""])
def test_only_visible_photos_can_be_deleted(storage: Storage, name: str) -> None:
    add_photo(storage, NAME)
    move_to_trash(storage, NAME)
    with pytest.raises(GalleryError):
        move_to_trash(storage, name)


@pytest.mark.parametrize("name", [NAME, ".trash/none.jpg", ".trash/.hints/x", ".reports/x", ".trash/"])
def test_only_photos_in_the_trash_can_be_restored(storage: Storage, name: str) -> None:
    """Restoring must not become a way to rename."""
    add_photo(storage, NAME)
    with pytest.raises(NotFound):
        restore_from_trash(storage, name)


def test_deleting_and_restoring_a_photo_at_the_same_time_never_loses_it(storage: Storage) -> None:
    """After each round of four threads, its bytes are there, and at most one photo shows them."""
    add_photo(storage, NAME)

    def delete_or_restore(number: int) -> None:
        with suppress(GalleryError):  # Another thread was faster.
            move_to_trash(storage, NAME) if number % 2 else restore_from_trash(storage, f".trash/{NAME}")

    with ThreadPoolExecutor(4) as pool:
        for _ in range(12):
            list(pool.map(delete_or_restore, range(8)))
            kept = [blob for blob in storage.photos.list_prefix("") if storage.photos.read(blob.name)[1] == jpeg()]
            assert kept, blob_names(storage)
            assert sum(is_photo(blob) for blob in kept) <= 1
