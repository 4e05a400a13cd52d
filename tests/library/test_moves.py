"""Moving photos into albums and out of them."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from support.other_tools import write_in_blocks
from support.pictures import jpeg
from support.process_kills import kill_at

from gallery.errors import BadRequest, Changed, NotFound, PhotoExists
from gallery.library.moves import move, move_each, move_to_album
from gallery.library.outcomes import DUPLICATE, MOVED, REJECTED, RENAMED, RESTORED, STORED
from gallery.library.previews import get_photo
from gallery.library.put_uploads import reserve_name
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.library.uploads import Upload, store_upload
from gallery.model.blobs import Blob
from gallery.model.pending_moves import MOVED_BY, MOVED_FROM
from gallery.model.photos import photo_of
from gallery.storage.account import Storage
from gallery.storage.container import Container

NOON = datetime(2026, 9, 12, 12, 30, 15)


def names(storage: Storage) -> list[str]:
    return [blob.name for blob in storage.photos.list_prefix("")]


def test_a_photo_goes_into_an_album_and_back_to_its_day(shelves: Storage) -> None:
    """As it was, with all that is known of it."""
    store_upload(shelves, Upload("a.jpg", jpeg(taken=NOON)), "")
    before = shelves.photos.get_visible("2026/09/12/a.jpg")
    move = move_to_album(shelves, "2026/09/12/a.jpg", " Trips / Rome ")
    assert (move.outcome, names(shelves)) == (MOVED, ["Trips/Rome/a.jpg"])
    assert move_to_album(shelves, "Trips/Rome/a.jpg", "").outcome == MOVED
    after = shelves.photos.get_visible("2026/09/12/a.jpg")
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
        store_upload(shelves, Upload("a.jpg", jpeg(colour)), album)
    assert move_to_album(shelves, "Paris/a.jpg", "Rome").outcome == RENAMED
    assert move_to_album(shelves, "Oslo/a.jpg", "Rome").outcome == MOVED
    assert names(shelves) == ["Rome/a (2).jpg", "Rome/a.jpg"]


def test_moving_to_where_it_is_changes_nothing(shelves: Storage) -> None:
    """Neither its bytes nor its version."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    before = shelves.photos.get_visible("Rome/a.jpg")
    assert move_to_album(shelves, "Rome/a.jpg", "Rome").outcome == MOVED
    assert shelves.photos.get_visible("Rome/a.jpg") == before


def test_a_photo_that_two_move_at_once_is_in_one_place_and_the_other_is_told(shelves: Storage) -> None:
    """Deleting is a move too. The other hears of somebody else, or that there is no such photo any more."""
    for number in range(8):
        name = f"Rome/{number}.jpg"
        store_upload(shelves, Upload(f"{number}.jpg", jpeg()), "Rome")
        with ThreadPoolExecutor(2) as pool:
            tried = [pool.submit(move_to_album, shelves, name, "Oslo"), pool.submit(move_to_trash, shelves, name)]
            errors = [one.exception() for one in tried]
        assert len([error for error in errors if isinstance(error, NotFound | Changed)]) == 1, errors
        assert len(names(shelves)) == 1
        shelves.photos.delete(shelves.photos.get_visible(names(shelves)[0]))


@pytest.mark.parametrize(
    ("step", "place"), [("copy", "Rome/a.jpg"), ("delete", "Rome/a.jpg"), ("clear_moved_from", ".trash/Rome/a.jpg")]
)
def test_a_photo_whose_move_died_is_in_one_place_and_a_second_try_succeeds(
    shelves: Storage, step: str, place: str
) -> None:
    """Copied and not yet deleted, it is where it was; deleted, it is where it goes. The trash is a place too."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    kill_at(shelves, step, lambda: move_to_trash(shelves, "Rome/a.jpg"))
    assert names(shelves) == [place]
    if place == "Rome/a.jpg":
        assert move_to_trash(shelves, "Rome/a.jpg").trash == ".trash/Rome/a.jpg"
    assert restore_from_trash(shelves, ".trash/Rome/a.jpg").outcome == RESTORED
    assert names(shelves) == ["Rome/a.jpg"]


def test_a_copy_on_its_way_is_nobody_s_photo(shelves: Storage) -> None:
    """It can't be looked at, moved on, or restored, for the photo is where it was."""
    for name in ("a.jpg", "b.jpg"):
        store_upload(shelves, Upload(name, jpeg()), name)
    kill_at(shelves, "delete", lambda: move_to_trash(shelves, "a.jpg/a.jpg"))
    kill_at(shelves, "delete", lambda: move_to_album(shelves, "b.jpg/b.jpg", "Oslo"))
    with pytest.raises(NotFound):
        restore_from_trash(shelves, ".trash/a.jpg/a.jpg")
    with pytest.raises(NotFound):
        get_photo(shelves, "Oslo/b.jpg")
    with pytest.raises(NotFound):
        move_to_album(shelves, "Oslo/b.jpg", "Paris")


def test_a_put_gets_the_name_where_the_copy_of_a_move_that_died_waits(shelves: Storage) -> None:
    """Nobody sees a photo there. The one that did not arrive stays where it is, and can be moved again."""
    store_upload(shelves, Upload("a.jpg", jpeg("red")), "Rome")
    kill_at(shelves, "delete", lambda: move_to_album(shelves, "Rome/a.jpg", "Oslo"))
    assert reserve_name(shelves, "Oslo/a.jpg", jpeg("blue")).outcome == STORED
    assert names(shelves) == ["Oslo/a.jpg", "Rome/a.jpg"]
    assert shelves.photos.read("Rome/a.jpg")[1] == jpeg("red")
    assert move_to_album(shelves, "Rome/a.jpg", "Oslo").photo == photo_of(shelves.photos.get_visible("Oslo/a (2).jpg"))


def test_a_put_finds_the_name_taken_where_a_photo_has_arrived_although_nobody_has_looked(shelves: Storage) -> None:
    """A move that died after its deletion is done."""
    store_upload(shelves, Upload("a.jpg", jpeg("red")), "Rome")
    kill_at(shelves, "clear_moved_from", lambda: move_to_album(shelves, "Rome/a.jpg", "Oslo"))
    with pytest.raises(PhotoExists):
        reserve_name(shelves, "Oslo/a.jpg", jpeg("blue"))
    assert reserve_name(shelves, "Oslo/a.jpg", jpeg("red")).outcome == DUPLICATE
    assert names(shelves) == ["Oslo/a.jpg"]


@pytest.mark.parametrize("step", ["copy", "delete"])
def test_a_photo_whose_move_died_goes_where_it_is_wanted_now(shelves: Storage, step: str) -> None:
    """The first is called off, and nothing of it is left."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    kill_at(shelves, step, lambda: move_to_album(shelves, "Rome/a.jpg", "Oslo"))
    assert move_to_album(shelves, "Rome/a.jpg", "Paris").outcome == MOVED
    assert names(shelves) == ["Paris/a.jpg"]


@pytest.mark.parametrize("step", ["get_properties", "delete"])
def test_calling_a_move_off_may_die_too(shelves: Storage, step: str) -> None:
    """The copy stays out of sight until somebody has removed it."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    kill_at(shelves, "delete", lambda: move_to_album(shelves, "Rome/a.jpg", "Oslo"))
    photo = shelves.photos.get_visible("Rome/a.jpg")
    kill_at(shelves, step, lambda: move(shelves, photo, "Paris/a.jpg"))
    assert names(shelves) == ["Rome/a.jpg"]
    assert move_to_trash(shelves, "Rome/a.jpg").trash == ".trash/Rome/a.jpg"
    assert names(shelves) == [".trash/Rome/a.jpg"]


@pytest.mark.parametrize(
    ("step", "refusal", "place"),
    [("copy", Changed, "Rome/a.jpg"), ("clear_moved_from", NotFound, ".trash/Rome/a.jpg")],
    ids=["still going elsewhere", "gone elsewhere"],
)
def test_a_move_that_was_called_off_says_so(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch, step: str, refusal: type[Exception], place: str
) -> None:
    """Whoever wants the photo last has it, and the other does not take its copy for the photo."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    delete = type(shelves.photos).delete

    def too_late(container: Container, blob: Blob) -> None:
        monkeypatch.setattr(type(shelves.photos), "delete", delete)
        kill_at(shelves, step, lambda: move_to_trash(shelves, "Rome/a.jpg"))
        delete(container, blob)

    monkeypatch.setattr(type(shelves.photos), "delete", too_late)
    with pytest.raises(refusal):
        move_to_album(shelves, "Rome/a.jpg", "Oslo")
    assert names(shelves) == [place]


@pytest.mark.parametrize("step", ["delete", "update_metadata"])
def test_a_photo_that_met_the_same_bytes_and_was_moved_elsewhere_was_not_moved_by_both(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """What was met says whose move it ended, but only if that move has ended: before its photo is deleted, before and
    after it says so, somebody else moves it.
    """
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    shelves.photos.create("Oslo/a.jpg", jpeg(), "image/jpeg", {})
    kind, meant = type(shelves.photos), getattr(type(shelves.photos), step)

    def too_late(container: Container, blob: Blob, *rest: Any, **named: Any) -> Any:
        if (step, blob.name) == ("update_metadata", "Rome/a.jpg"):
            return meant(container, blob, *rest, **named)
        monkeypatch.setattr(kind, step, meant)
        assert move_to_album(shelves, "Rome/a.jpg", "Paris").outcome == MOVED
        return meant(container, blob, *rest, **named)

    monkeypatch.setattr(kind, step, too_late)
    with pytest.raises(NotFound):
        move_to_album(shelves, "Rome/a.jpg", "Oslo")
    assert names(shelves) == ["Oslo/a.jpg", "Paris/a.jpg"]
    assert MOVED_BY not in shelves.photos.get_visible("Oslo/a.jpg").metadata


def test_a_photo_that_was_met_and_has_gone_is_no_reason_to_refuse(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the other one that is not there."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    write_in_blocks(shelves, "Oslo/a.jpg", jpeg())
    read = type(shelves.photos).read

    def too_late(container: Container, name: str) -> tuple[Blob, bytes]:
        monkeypatch.setattr(type(shelves.photos), "read", read)
        container.delete(container.get_visible(name))
        return read(container, name)

    monkeypatch.setattr(type(shelves.photos), "read", too_late)
    assert move_to_album(shelves, "Rome/a.jpg", "Oslo").outcome == MOVED
    assert names(shelves) == ["Oslo/a.jpg"]


def test_a_copy_that_is_not_whole_is_made_again(shelves: Storage) -> None:
    """By whoever finds it, before the photo is deleted."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    kill_at(shelves, "delete", lambda: move_to_album(shelves, "Rome/a.jpg", "Oslo"))
    copy = shelves.photos.get_properties("Oslo/a.jpg")
    shelves.photos.overwrite("Oslo/a.jpg", jpeg("red"), "image/jpeg", copy.metadata)
    move_to_album(shelves, "Rome/a.jpg", "Oslo")
    assert names(shelves) == ["Oslo/a.jpg"]
    assert shelves.photos.read("Oslo/a.jpg")[1] == jpeg()


def test_a_move_that_somebody_else_carried_out_was_done(shelves: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever began it is told so, though the photo was gone when it came to copying."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    copy = type(shelves.photos).copy

    def too_late(container: Container, photo: Blob, name: str, metadata: Mapping[str, str]) -> Blob:
        monkeypatch.setattr(type(shelves.photos), "copy", copy)
        move_to_album(shelves, "Rome/a.jpg", "Oslo")
        return copy(container, photo, name, metadata)

    monkeypatch.setattr(type(shelves.photos), "copy", too_late)
    assert move_to_album(shelves, "Rome/a.jpg", "Oslo").outcome == MOVED
    assert names(shelves) == ["Oslo/a.jpg"]


def test_a_move_that_another_had_begun_is_known_again_too(shelves: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever carries it out is told so, although storage's answer was lost."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    kill_at(shelves, "copy", lambda: move_to_album(shelves, "Rome/a.jpg", "Oslo"))
    delete = type(shelves.photos).delete

    def unheard(container: Container, blob: Blob) -> None:
        monkeypatch.setattr(type(shelves.photos), "delete", delete)
        delete(container, blob)
        raise Changed("The answer was lost.")

    monkeypatch.setattr(type(shelves.photos), "delete", unheard)
    assert move_to_album(shelves, "Rome/a.jpg", "Oslo").outcome == MOVED
    assert names(shelves) == ["Oslo/a.jpg"]


def test_a_move_is_known_again_beside_names_that_have_become_free(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was renamed, its answer was lost, and one of the names before it has gone meanwhile."""
    store_upload(shelves, Upload("a.jpg", jpeg("red")), "Rome")
    for colour in ("green", "blue"):
        store_upload(shelves, Upload("a.jpg", jpeg(colour)), "Oslo")
    delete = type(shelves.photos).delete

    def unheard(container: Container, blob: Blob) -> None:
        monkeypatch.setattr(type(shelves.photos), "delete", delete)
        delete(container, blob)
        delete(container, container.get_visible("Oslo/a (2).jpg"))
        raise Changed("The answer was lost.")

    monkeypatch.setattr(type(shelves.photos), "delete", unheard)
    assert move_to_album(shelves, "Rome/a.jpg", "Oslo").outcome == RENAMED
    assert names(shelves) == ["Oslo/a (3).jpg", "Oslo/a.jpg"]


def test_a_move_to_a_name_that_was_taken_meanwhile_goes_beside_it(shelves: Storage) -> None:
    """Whoever takes the photo there finds that too."""
    store_upload(shelves, Upload("a.jpg", jpeg("red")), "Rome")
    kill_at(shelves, "copy", lambda: move_to_album(shelves, "Rome/a.jpg", "Oslo"))
    store_upload(shelves, Upload("a.jpg", jpeg("blue")), "Oslo")
    assert move_to_album(shelves, "Rome/a.jpg", "Oslo").outcome == RENAMED
    assert names(shelves) == ["Oslo/a (2).jpg", "Oslo/a.jpg"]


def test_a_copy_on_its_way_is_not_the_same_photo_as_another_of_its_bytes(shelves: Storage) -> None:
    """It makes way: its own move has died. Wherever the second dies too, both are where they were."""
    for album in ("Rome", "Paris"):
        store_upload(shelves, Upload("a.jpg", jpeg()), album)
    for photo in ("Rome/a.jpg", "Paris/a.jpg"):
        kill_at(shelves, "delete", partial(move_to_album, shelves, photo, "Oslo"))
        assert names(shelves) == ["Paris/a.jpg", "Rome/a.jpg"]
    assert move_to_album(shelves, "Paris/a.jpg", "Oslo").outcome == MOVED
    assert names(shelves) == ["Oslo/a.jpg", "Rome/a.jpg"]


def test_a_new_photo_where_one_has_moved_away_hides_nothing(shelves: Storage) -> None:
    """Although nobody could say yet that the first has arrived."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    kill_at(shelves, "clear_moved_from", lambda: move_to_album(shelves, "Rome/a.jpg", "Oslo"))
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    assert names(shelves) == ["Oslo/a.jpg", "Rome/a.jpg"]


def test_what_has_arrived_is_looked_up_once(shelves: Storage) -> None:
    """Whoever lists it first says so in its metadata."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    kill_at(shelves, "clear_moved_from", lambda: move_to_album(shelves, "Rome/a.jpg", "Oslo"))
    assert MOVED_FROM in shelves.photos.get_properties("Oslo/a.jpg").metadata
    names(shelves)
    assert MOVED_FROM not in shelves.photos.get_properties("Oslo/a.jpg").metadata


def test_a_long_name_of_any_script_moves_too(shelves: Storage) -> None:
    """Both names stand in metadata, which takes nothing but ASCII."""
    name = f"{'ば' * 90}/{'🗼' * 30}.jpg"
    shelves.photos.create(name, jpeg(), "image/jpeg", {})
    kill_at(shelves, "clear_moved_from", lambda: move_to_trash(shelves, name))
    assert names(shelves) == [f".trash/{name}"]
    assert restore_from_trash(shelves, f".trash/{name}").outcome == RESTORED
    assert names(shelves) == [name]


def test_the_place_of_a_photo_that_a_put_has_just_taken_is_no_photo(shelves: Storage) -> None:
    """What it has reserved stays as it is, for the output binding to fill."""
    reserve_name(shelves, "Rome/a.jpg", jpeg())
    with pytest.raises(NotFound):
        move_to_album(shelves, "Rome/a.jpg", "Oslo")
    assert names(shelves) == ["Rome/a.jpg"]


def test_what_is_no_photo_does_not_move_and_no_album_is_out_of_reach(shelves: Storage) -> None:
    """Nothing hidden can be moved out, and nothing can be hidden by moving it."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    with pytest.raises(NotFound):
        move_to_album(shelves, ".trash/a.jpg", "Rome")
    with pytest.raises(BadRequest):
        move_to_album(shelves, "Rome/a.jpg", "x" * 2000)
    move_to_album(shelves, "Rome/a.jpg", ".trash")
    assert names(shelves) == ["trash/a.jpg"]


def test_several_at_once_answer_in_their_order(shelves: Storage) -> None:
    """The same photo named twice is moved once; of two that want one name, the first gets it."""
    for number in range(20):
        store_upload(shelves, Upload(f"{number}.jpg", jpeg(size=(60, 40 + number))), "Rome")
    store_upload(shelves, Upload("0.jpg", jpeg("red")), "Oslo")
    asked = [f"Rome/{number}.jpg" for number in range(20)]
    done = move_each([*asked, "Rome/3.jpg", "Oslo/0.jpg"], lambda name: move_to_album(shelves, name, "Paris"))
    assert [one.name for one in done] == [*asked, "Rome/3.jpg", "Oslo/0.jpg"]
    assert [one.outcome for one in done] == [*[MOVED] * 20, REJECTED, RENAMED]
    assert done[-1].photo
    assert done[-1].photo.name == "Paris/0 (2).jpg"


def test_a_photo_moves_to_the_root_too(shelves: Storage) -> None:
    """So that one that was in no folder gets back there."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    move_to_album(shelves, "Rome/a.jpg", ".")
    assert names(shelves) == ["a.jpg"]
