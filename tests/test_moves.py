"""Moving photos into albums and out of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from pictures import jpeg

from gallery import moves
from gallery.errors import BadRequest, NotFound
from gallery.moves import MOVED, REJECTED, RENAMED, for_each, move, move_to_album
from gallery.storage import Storage
from gallery.trash import discard
from gallery.uploads import Upload, accept, reserve

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
    assert (after.md5, after.content_type) == (before.md5, before.content_type)
    assert after.metadata.items() >= before.metadata.items()


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


def test_a_photo_that_two_move_at_once_is_in_one_place_and_the_other_is_told(shelves: Storage) -> None:
    """Deleting is a move too. Who comes second hears that there is no such photo any more."""
    for number in range(8):
        name = f"Rome/{number}.jpg"
        accept(shelves, Upload(f"{number}.jpg", jpeg()), "Rome")
        with ThreadPoolExecutor(2) as pool:
            tried = [pool.submit(move_to_album, shelves, name, "Oslo"), pool.submit(discard, shelves, name)]
            errors = [one.exception() for one in tried]
        assert sorted(map(type, errors), key=str) == sorted([NotFound, type(None)], key=str)
        assert len(names(shelves)) == 1
        shelves.photos.delete(shelves.photos.get(names(shelves)[0]))


def _dying(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_move_that_died_is_taken_over(shelves: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while, in which it would have been done."""
    monkeypatch.setattr(moves, "CLAIM_SECONDS", 0.2)
    accept(shelves, Upload("a.jpg", jpeg()), "Rome")
    with monkeypatch.context() as dying:
        dying.setattr(moves, "_copied", _dying)
        with pytest.raises(KeyboardInterrupt):
            move_to_album(shelves, "Rome/a.jpg", "Oslo")
    assert move_to_album(shelves, "Rome/a.jpg", "Paris").outcome == MOVED
    assert names(shelves) == ["Paris/a.jpg"]


def test_the_place_of_a_photo_that_a_put_has_just_taken_is_no_photo(shelves: Storage) -> None:
    """What it has reserved stays as it is, for the output binding to fill."""
    reserve(shelves, "Rome/a.jpg", jpeg())
    with pytest.raises(NotFound):
        move(shelves, "Rome/a.jpg", ".trash/Rome/a.jpg")
    assert names(shelves) == ["Rome/a.jpg"]


def test_what_is_no_photo_does_not_move_and_no_album_is_out_of_reach(shelves: Storage) -> None:
    """Nothing hidden can be moved out, and nothing can be hidden by moving it."""
    accept(shelves, Upload("a.jpg", jpeg()), "Rome")
    with pytest.raises(NotFound):
        move_to_album(shelves, ".trash/a.jpg", "Rome")
    with pytest.raises(BadRequest):
        move_to_album(shelves, "Rome/a.jpg", "x" * 2000)
    move_to_album(shelves, "Rome/a.jpg", ".trash")
    assert names(shelves) == ["trash/a.jpg"]


def test_several_at_once_answer_in_their_order(shelves: Storage) -> None:
    """The same photo named twice is moved once; of two that want one name, the first gets it."""
    for number in range(20):
        accept(shelves, Upload(f"{number}.jpg", jpeg(size=(60, 40 + number))), "Rome")
    accept(shelves, Upload("0.jpg", jpeg("red")), "Oslo")
    asked = [f"Rome/{number}.jpg" for number in range(20)]
    done = for_each([*asked, "Rome/3.jpg", "Oslo/0.jpg"], lambda name: move_to_album(shelves, name, "Paris"))
    assert [one.name for one in done] == [*asked, "Rome/3.jpg", "Oslo/0.jpg"]
    assert [one.outcome for one in done] == [*[MOVED] * 20, REJECTED, RENAMED]
    assert done[-1].photo
    assert done[-1].photo.name == "Paris/0 (2).jpg"


def test_a_photo_moves_to_the_root_too(shelves: Storage) -> None:
    """So that one that was in no folder gets back there."""
    accept(shelves, Upload("a.jpg", jpeg()), "Rome")
    move_to_album(shelves, "Rome/a.jpg", ".")
    assert names(shelves) == ["a.jpg"]
