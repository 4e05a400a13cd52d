"""Uploads by PUT: a reservation decides which request may write the name, and nothing is overwritten."""

from datetime import datetime

import pytest
from support.library import add_photo, blob_names
from support.pictures import jpeg
from support.process_kills import kill_at

from gallery.errors import BadRequest, BrokenPicture, PhotoExists
from gallery.library import reservations
from gallery.library.moves import move_to_album
from gallery.library.outcomes import DUPLICATE, STORED
from gallery.library.previews import get_photo
from gallery.library.put_uploads import reserve_name
from gallery.model.photos import photo_of
from gallery.storage.account import Storage


def test_a_reservation_is_empty_and_keeps_the_name_from_others(storage: Storage) -> None:
    """Until the output binding writes the photo, other uploads of this name have to wait."""
    assert reserve_name(storage, "Cats/cat.jpg", jpeg()).outcome == STORED
    assert storage.photos.get_visible("Cats/cat.jpg").length == 0
    with pytest.raises(PhotoExists, match="being uploaded"):
        reserve_name(storage, "Cats/cat.jpg", jpeg("red"))


def test_an_abandoned_reservation_is_replaced(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it's older than any request can be."""
    reserve_name(storage, "cat.jpg", jpeg())
    monkeypatch.setattr(reservations, "UNFINISHED_AFTER", datetime.resolution * 0)
    assert reserve_name(storage, "cat.jpg", jpeg("red")).outcome == STORED


def test_the_same_bytes_are_a_duplicate_and_other_bytes_are_rejected(storage: Storage) -> None:
    """A PUT never overwrites a photo."""
    add_photo(storage, "Cats/cat.jpg")
    assert reserve_name(storage, "Cats/cat.jpg", jpeg()).outcome == DUPLICATE
    with pytest.raises(PhotoExists):
        reserve_name(storage, "Cats/cat.jpg", jpeg("red"))
    assert storage.photos.read("Cats/cat.jpg")[1] == jpeg()


def test_a_photo_may_have_any_extension_and_is_a_duplicate_of_a_file_from_another_tool(storage: Storage) -> None:
    """That file wasn't a photo before, because of its name. Now it's shown, since the response says so."""
    assert reserve_name(storage, "Cats/cat.txt", jpeg()).outcome == STORED
    storage.photos.create("Cats/dog.txt", jpeg("red"), "text/plain", {})
    outcome = reserve_name(storage, "Cats/dog.txt", jpeg("red"))
    assert outcome.outcome == DUPLICATE
    assert outcome.photo == get_photo(storage, "Cats/dog.txt")


@pytest.mark.parametrize("name", ["a.jpg.part", "a.jpg_original", "a.jpg~", "#recycle/a.jpg", "Rome/@eaDir/a.jpg"])
def test_a_name_that_hides_photos_is_refused(storage: Storage, name: str) -> None:
    """Otherwise a stored photo would never be seen."""
    with pytest.raises(BadRequest):
        reserve_name(storage, name, jpeg())
    assert blob_names(storage) == []


def test_a_truncated_photo_is_rejected(storage: Storage) -> None:
    with pytest.raises(BrokenPicture):
        reserve_name(storage, "a.jpg", jpeg(size=(400, 400))[:-600])
    assert blob_names(storage) == []


def test_a_hidden_copy_does_not_block_its_name(storage: Storage) -> None:
    """No photo is visible there. The one whose move died keeps its old name, and can be moved again."""
    add_photo(storage, "Rome/a.jpg", "red")
    kill_at(storage, "delete", lambda: move_to_album(storage, "Rome/a.jpg", "Oslo"))
    assert reserve_name(storage, "Oslo/a.jpg", jpeg("blue")).outcome == STORED
    assert blob_names(storage) == ["Oslo/a.jpg", "Rome/a.jpg"]
    assert storage.photos.read("Rome/a.jpg")[1] == jpeg("red")
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").photo == photo_of(storage.photos.get_visible("Oslo/a (2).jpg"))


def test_a_moved_photo_keeps_its_name_even_before_a_listing_clears_its_mark(storage: Storage) -> None:
    """A move is complete once the photo is deleted under its old name, even if the process died right after."""
    add_photo(storage, "Rome/a.jpg", "red")
    kill_at(storage, "clear_moved_from", lambda: move_to_album(storage, "Rome/a.jpg", "Oslo"))
    with pytest.raises(PhotoExists):
        reserve_name(storage, "Oslo/a.jpg", jpeg("blue"))
    assert reserve_name(storage, "Oslo/a.jpg", jpeg("red")).outcome == DUPLICATE
    assert blob_names(storage) == ["Oslo/a.jpg"]
