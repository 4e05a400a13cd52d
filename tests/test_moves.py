"""Moving photos into albums and out of them."""

from datetime import datetime

import pytest
from pictures import jpeg

from gallery.errors import BadRequest, NotFound
from gallery.moves import MOVED, RENAMED, move_to_album
from gallery.storage import Storage
from gallery.uploads import Upload, accept

NOON = datetime(2026, 9, 12, 12, 30, 15)  # noqa: DTZ001 - wall clock, as cameras write it


def names(storage: Storage) -> list[str]:
    return [blob.name for blob in storage.photos.under("")]


def test_a_photo_goes_into_an_album_and_back_to_its_day(shelves: Storage) -> None:
    """As it was, with all that is known of it."""
    accept(shelves, Upload("a.jpg", jpeg(taken=NOON)), "")
    before = shelves.photos.get("2026/09/12/a.jpg")
    move = move_to_album(shelves, "2026/09/12/a.jpg", " Trips / Rome ")
    assert (move.outcome, names(shelves)) == (MOVED, ["Trips/Rome/a.jpg"])
    assert move_to_album(shelves, "Trips/Rome/a.jpg", "").outcome == MOVED
    after = shelves.photos.get("2026/09/12/a.jpg")
    assert names(shelves) == ["2026/09/12/a.jpg"]
    assert (after.md5, after.metadata, after.content_type) == (before.md5, before.metadata, before.content_type)


def test_a_photo_that_nobody_has_looked_at_finds_its_day_too(shelves: Storage) -> None:
    """It is developed on the way."""
    shelves.photos.create("old.jpg", jpeg(taken=NOON), "application/octet-stream", {})
    move_to_album(shelves, "old.jpg", "")
    assert names(shelves) == ["2026/09/12/old.jpg"]


def test_the_name_of_another_photo_in_the_album_is_not_taken_from_it(shelves: Storage) -> None:
    """It gets a number; the same bytes become one photo."""
    for album, colour in (("Rome", "red"), ("Paris", "blue"), ("Oslo", "red")):
        accept(shelves, Upload("a.jpg", jpeg(colour)), album)
    assert move_to_album(shelves, "Paris/a.jpg", "Rome").outcome == RENAMED
    assert move_to_album(shelves, "Oslo/a.jpg", "Rome").outcome == MOVED
    assert names(shelves) == ["Rome/a (2).jpg", "Rome/a.jpg"]


def test_moving_to_where_it_is_changes_nothing(shelves: Storage) -> None:
    """Neither its bytes nor its version."""
    accept(shelves, Upload("a.jpg", jpeg()), "Rome")
    before = shelves.photos.get("Rome/a.jpg")
    assert move_to_album(shelves, "Rome/a.jpg", "Rome").outcome == MOVED
    assert shelves.photos.get("Rome/a.jpg") == before


def test_what_is_no_photo_does_not_move_and_no_album_is_out_of_reach(shelves: Storage) -> None:
    """Nothing hidden can be moved out, and nothing can be hidden by moving it."""
    accept(shelves, Upload("a.jpg", jpeg()), "Rome")
    with pytest.raises(NotFound):
        move_to_album(shelves, ".trash/a.jpg", "Rome")
    with pytest.raises(BadRequest):
        move_to_album(shelves, "Rome/a.jpg", "x" * 2000)
    move_to_album(shelves, "Rome/a.jpg", ".trash")
    assert names(shelves) == ["trash/a.jpg"]
