"""The trash: deleting and restoring move a photo, and whatever happens at the same time, it's never lost."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from support.library import add_photo, blob_names
from support.pictures import jpeg

from gallery.errors import GalleryError, NotFound
from gallery.library.outcomes import RENAMED, RESTORED
from gallery.library.trash import list_trash, move_to_trash, restore_from_trash
from gallery.model.pending_moves import TRASHED_FROM
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


def test_a_photo_that_got_a_number_in_the_trash_is_restored_under_its_own_name(storage: Storage) -> None:
    """In any order. A number is added only if another photo has the name again."""
    for color in ("red", "blue", "green"):
        add_photo(storage, NAME, color)
        move_to_trash(storage, NAME)
    outcome = restore_from_trash(storage, ".trash/Rome/a (2).jpg")
    assert (outcome.outcome, outcome.photo and outcome.photo.name) == (RESTORED, NAME)
    assert storage.photos.read(NAME)[1] == jpeg("blue")
    assert TRASHED_FROM not in storage.photos.get_visible(NAME).metadata
    outcome = restore_from_trash(storage, ".trash/Rome/a (3).jpg")
    assert (outcome.outcome, outcome.photo and outcome.photo.name) == (RENAMED, "Rome/a (2).jpg")
    assert move_to_trash(storage, NAME).trash == ".trash/Rome/a (2).jpg"
    assert restore_from_trash(storage, ".trash/Rome/a (2).jpg").outcome == RESTORED
    assert storage.photos.read(NAME)[1] == jpeg("blue")


def test_a_photo_that_had_a_number_before_is_restored_with_it(storage: Storage) -> None:
    """Even if the same bytes are in the trash from another name."""
    for color in ("red", "blue"):
        add_photo(storage, NAME, color)
        move_to_trash(storage, NAME)
    add_photo(storage, "Rome/a (2).jpg", "blue")
    assert move_to_trash(storage, "Rome/a (2).jpg").trash == ".trash/Rome/a (2).jpg"
    outcome = restore_from_trash(storage, ".trash/Rome/a (2).jpg")
    assert (outcome.outcome, outcome.photo and outcome.photo.name) == (RESTORED, "Rome/a (2).jpg")


def test_the_recorded_name_may_contain_anything(storage: Storage) -> None:
    name = "Größe %2F/100% 日本.jpg"
    for color in ("red", "blue"):
        storage.photos.create(name, jpeg(color), "image/jpeg", {})
        trashed = str(move_to_trash(storage, name).trash)
    outcome = restore_from_trash(storage, trashed)
    assert (outcome.outcome, outcome.photo and outcome.photo.name) == (RESTORED, name)


@pytest.mark.parametrize("recorded", ["Oslo/b.jpg", ".trash/Rome/a.jpg", "..%2Fa.jpg", ""])
def test_a_name_that_another_tool_recorded_is_not_used_to_rename(storage: Storage, recorded: str) -> None:
    metadata = {TRASHED_FROM: recorded} if recorded else {}
    storage.photos.create(".trash/Rome/a (2).jpg", jpeg(), "image/jpeg", metadata)
    outcome = restore_from_trash(storage, ".trash/Rome/a (2).jpg")
    assert outcome.photo
    assert outcome.photo.name == "Rome/a (2).jpg"


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
