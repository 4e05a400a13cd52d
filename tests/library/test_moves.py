"""Moving photos: at every moment, and wherever a process dies, a photo has exactly one name."""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from support.library import add_photo, blob_names
from support.other_tools import write_in_blocks
from support.pictures import jpeg
from support.process_kills import kill_at
from support.storage_calls import count_calls

from gallery.errors import BadRequest, Changed, NotFound
from gallery.library.bulk_moves import LISTED_FROM, find_all, move_each
from gallery.library.moves import move, move_to_album
from gallery.library.outcomes import MOVED, REJECTED, RENAMED, RESTORED, TRASHED
from gallery.library.previews import get_photo
from gallery.library.storing import RESERVED, WAITS_FOR
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.model.blobs import Blob
from gallery.model.folders import ROOT_QUERY
from gallery.model.pending_moves import MOVED_BY, MOVED_FROM
from gallery.storage.account import Storage
from gallery.storage.container import Container

NOON = datetime(2026, 9, 12, 12, 30, 15)


def die_moving_to_album(storage: Storage, name: str, album: str, step: str = "delete") -> None:
    """Leave a pending move behind. By default its copy exists, and the photo isn't deleted yet."""
    kill_at(storage, step, lambda: move_to_album(storage, name, album))


def test_a_photo_moves_to_an_album_and_back_to_its_day_unchanged(storage: Storage) -> None:
    add_photo(storage, "a.jpg", taken=NOON)
    before = storage.photos.get_visible("2026/09/12/a.jpg")
    outcome = move_to_album(storage, "2026/09/12/a.jpg", " Trips / Rome ")
    assert (outcome.outcome, blob_names(storage)) == (MOVED, ["Trips/Rome/a.jpg"])
    assert move_to_album(storage, "Trips/Rome/a.jpg", "").outcome == MOVED
    after = storage.photos.get_visible("2026/09/12/a.jpg")
    assert blob_names(storage) == ["2026/09/12/a.jpg"]
    assert (after.md5, after.content_type) == (before.md5, before.content_type)
    assert after.metadata.items() >= before.metadata.items()


def test_an_undeveloped_photo_is_developed_to_find_its_day(storage: Storage) -> None:
    storage.photos.create("old.jpg", jpeg(taken=NOON), "application/octet-stream", {})
    move_to_album(storage, "old.jpg", "")
    assert blob_names(storage) == ["2026/09/12/old.jpg"]


def test_a_photo_can_move_out_of_every_folder(storage: Storage) -> None:
    add_photo(storage, "Rome/a.jpg")
    move_to_album(storage, "Rome/a.jpg", ROOT_QUERY)
    assert blob_names(storage) == ["a.jpg"]


def test_a_photo_gets_a_number_if_its_name_is_taken_and_merges_with_a_duplicate(storage: Storage) -> None:
    for name, color in (("Rome/a.jpg", "red"), ("Paris/a.jpg", "blue"), ("Oslo/a.jpg", "red")):
        add_photo(storage, name, color)
    assert move_to_album(storage, "Paris/a.jpg", "Rome").outcome == RENAMED
    assert move_to_album(storage, "Oslo/a.jpg", "Rome").outcome == MOVED
    assert blob_names(storage) == ["Rome/a (2).jpg", "Rome/a.jpg"]


def test_moving_a_photo_to_its_own_album_writes_nothing(storage: Storage) -> None:
    add_photo(storage, "Rome/a.jpg")
    before = storage.photos.get_visible("Rome/a.jpg")
    assert move_to_album(storage, "Rome/a.jpg", "Rome").outcome == MOVED
    assert storage.photos.get_visible("Rome/a.jpg") == before


def test_of_two_moves_at_the_same_time_one_succeeds_and_the_other_fails(storage: Storage) -> None:
    """Deleting is a move too. The other one reports a conflict, or that the photo doesn't exist any more."""
    for number in range(8):
        name = f"Rome/{number}.jpg"
        add_photo(storage, name)
        with ThreadPoolExecutor(2) as pool:
            moves = [pool.submit(move_to_album, storage, name, "Oslo"), pool.submit(move_to_trash, storage, name)]
            errors = [future.exception() for future in moves]
        assert len([error for error in errors if isinstance(error, NotFound | Changed)]) == 1, errors
        assert len(blob_names(storage)) == 1
        storage.photos.delete(storage.photos.get_visible(blob_names(storage)[0]))


@pytest.mark.parametrize(
    ("step", "name"),
    [("copy", "Rome/a.jpg"), ("delete", "Rome/a.jpg"), ("clear_moved_from", ".trash/Rome/a.jpg")],
)
def test_after_a_move_died_the_photo_has_one_name_and_can_be_moved_again(
    storage: Storage, step: str, name: str
) -> None:
    """It keeps its old name until it's deleted there, and then it has the new one."""
    add_photo(storage, "Rome/a.jpg")
    kill_at(storage, step, lambda: move_to_trash(storage, "Rome/a.jpg"))
    assert blob_names(storage) == [name]
    if name == "Rome/a.jpg":
        assert move_to_trash(storage, "Rome/a.jpg").trash == ".trash/Rome/a.jpg"
    assert restore_from_trash(storage, ".trash/Rome/a.jpg").outcome == RESTORED
    assert blob_names(storage) == ["Rome/a.jpg"]


def test_a_hidden_copy_cannot_be_viewed_moved_or_restored(storage: Storage) -> None:
    """The photo still has its old name."""
    add_photo(storage, "Rome/a.jpg")
    add_photo(storage, "Rome/b.jpg", "red")
    kill_at(storage, "delete", lambda: move_to_trash(storage, "Rome/a.jpg"))
    die_moving_to_album(storage, "Rome/b.jpg", "Oslo")
    with pytest.raises(NotFound):
        restore_from_trash(storage, ".trash/Rome/a.jpg")
    with pytest.raises(NotFound):
        get_photo(storage, "Oslo/b.jpg")
    with pytest.raises(NotFound):
        move_to_album(storage, "Oslo/b.jpg", "Paris")


@pytest.mark.parametrize("step", ["copy", "delete"])
def test_after_a_move_died_the_photo_can_move_elsewhere(storage: Storage, step: str) -> None:
    """The pending move is canceled, and its copy is deleted."""
    add_photo(storage, "Rome/a.jpg")
    die_moving_to_album(storage, "Rome/a.jpg", "Oslo", step)
    assert move_to_album(storage, "Rome/a.jpg", "Paris").outcome == MOVED
    assert blob_names(storage) == ["Paris/a.jpg"]


@pytest.mark.parametrize("step", ["get_properties", "delete"])
def test_after_canceling_a_move_died_the_copy_stays_hidden_and_the_photo_can_be_moved(
    storage: Storage, step: str
) -> None:
    add_photo(storage, "Rome/a.jpg")
    die_moving_to_album(storage, "Rome/a.jpg", "Oslo")
    photo = storage.photos.get_visible("Rome/a.jpg")
    kill_at(storage, step, lambda: move(storage, photo, "Paris/a.jpg"))
    assert blob_names(storage) == ["Rome/a.jpg"]
    assert move_to_trash(storage, "Rome/a.jpg").trash == ".trash/Rome/a.jpg"
    assert blob_names(storage) == [".trash/Rome/a.jpg"]


@pytest.mark.parametrize(
    ("step", "error", "name"),
    [("copy", Changed, "Rome/a.jpg"), ("clear_moved_from", NotFound, ".trash/Rome/a.jpg")],
    ids=["the other move is pending", "the other move is complete"],
)
def test_a_move_that_another_one_cancels_fails(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, step: str, error: type[Exception], name: str
) -> None:
    """The last request decides where the photo goes. The first must not mistake its own copy for the photo."""
    add_photo(storage, "Rome/a.jpg")
    delete = type(storage.photos).delete

    def delete_after_another_move(container: Container, blob: Blob) -> None:
        monkeypatch.setattr(type(storage.photos), "delete", delete)
        kill_at(storage, step, lambda: move_to_trash(storage, "Rome/a.jpg"))
        delete(container, blob)

    monkeypatch.setattr(type(storage.photos), "delete", delete_after_another_move)
    with pytest.raises(error):
        move_to_album(storage, "Rome/a.jpg", "Oslo")
    assert blob_names(storage) == [name]


@pytest.mark.parametrize("step", ["delete", "update_metadata"])
def test_a_photo_moved_elsewhere_while_it_merges_with_a_duplicate_has_been_moved_once(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The duplicate is marked with the token of the move that merges into it. If another request moves the photo just
    before or after that, the mark must not make the first move look complete.
    """
    add_photo(storage, "Rome/a.jpg")
    storage.photos.create("Oslo/a.jpg", jpeg(), "image/jpeg", {})
    container_class, original = type(storage.photos), getattr(type(storage.photos), step)

    def run_after_another_move(container: Container, blob: Blob, *rest: Any, **named: Any) -> Any:
        is_own_mark = (step, blob.name) == ("update_metadata", "Rome/a.jpg")
        if not is_own_mark:
            monkeypatch.setattr(container_class, step, original)
            assert move_to_album(storage, "Rome/a.jpg", "Paris").outcome == MOVED
        return original(container, blob, *rest, **named)

    monkeypatch.setattr(container_class, step, run_after_another_move)
    with pytest.raises(NotFound):
        move_to_album(storage, "Rome/a.jpg", "Oslo")
    assert blob_names(storage) == ["Oslo/a.jpg", "Paris/a.jpg"]
    assert MOVED_BY not in storage.photos.get_visible("Oslo/a.jpg").metadata


def test_a_duplicate_deleted_during_the_comparison_does_not_fail_the_move(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NotFound is about the duplicate, not about the photo that moves."""
    add_photo(storage, "Rome/a.jpg")
    write_in_blocks(storage, "Oslo/a.jpg", jpeg())
    read = type(storage.photos).read

    def read_after_delete(container: Container, name: str) -> tuple[Blob, bytes]:
        monkeypatch.setattr(type(storage.photos), "read", read)
        container.delete(container.get_visible(name))
        return read(container, name)

    monkeypatch.setattr(type(storage.photos), "read", read_after_delete)
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == MOVED
    assert blob_names(storage) == ["Oslo/a.jpg"]


def test_a_damaged_copy_is_made_again_before_the_photo_is_deleted(storage: Storage) -> None:
    add_photo(storage, "Rome/a.jpg")
    die_moving_to_album(storage, "Rome/a.jpg", "Oslo")
    copy = storage.photos.get_properties("Oslo/a.jpg")
    storage.photos.overwrite("Oslo/a.jpg", jpeg("red"), "image/jpeg", copy.metadata)
    move_to_album(storage, "Rome/a.jpg", "Oslo")
    assert blob_names(storage) == ["Oslo/a.jpg"]
    assert storage.photos.read("Oslo/a.jpg")[1] == jpeg()


def test_a_move_completed_by_another_process_succeeds(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the photo was already gone when this process tried to copy it."""
    add_photo(storage, "Rome/a.jpg")
    copy = type(storage.photos).copy

    def copy_after_another_process(container: Container, photo: Blob, name: str, metadata: Mapping[str, str]) -> Blob:
        monkeypatch.setattr(type(storage.photos), "copy", copy)
        move_to_album(storage, "Rome/a.jpg", "Oslo")
        return copy(container, photo, name, metadata)

    monkeypatch.setattr(type(storage.photos), "copy", copy_after_another_process)
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == MOVED
    assert blob_names(storage) == ["Oslo/a.jpg"]


def test_completing_a_pending_move_succeeds_although_the_response_is_lost(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token of the move shows that the photo at the new name is the one that was moved."""
    add_photo(storage, "Rome/a.jpg")
    die_moving_to_album(storage, "Rome/a.jpg", "Oslo", "copy")
    delete = type(storage.photos).delete

    def delete_and_lose_response(container: Container, blob: Blob) -> None:
        monkeypatch.setattr(type(storage.photos), "delete", delete)
        delete(container, blob)
        raise Changed("The response was lost.")

    monkeypatch.setattr(type(storage.photos), "delete", delete_and_lose_response)
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == MOVED
    assert blob_names(storage) == ["Oslo/a.jpg"]


def test_a_renamed_photo_is_found_although_a_lower_number_has_become_free(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The response was lost, and `a (2).jpg` was deleted before this process looked for `a (3).jpg`."""
    add_photo(storage, "Rome/a.jpg", "red")
    for color in ("green", "blue"):
        add_photo(storage, "Oslo/a.jpg", color)
    delete = type(storage.photos).delete

    def delete_both_and_lose_response(container: Container, blob: Blob) -> None:
        monkeypatch.setattr(type(storage.photos), "delete", delete)
        delete(container, blob)
        delete(container, container.get_visible("Oslo/a (2).jpg"))
        raise Changed("The response was lost.")

    monkeypatch.setattr(type(storage.photos), "delete", delete_both_and_lose_response)
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == RENAMED
    assert blob_names(storage) == ["Oslo/a (3).jpg", "Oslo/a.jpg"]


def test_a_pending_move_whose_name_was_taken_since_gets_a_number(storage: Storage) -> None:
    add_photo(storage, "Rome/a.jpg", "red")
    die_moving_to_album(storage, "Rome/a.jpg", "Oslo", "copy")
    add_photo(storage, "Oslo/a.jpg", "blue")
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == RENAMED
    assert blob_names(storage) == ["Oslo/a (2).jpg", "Oslo/a.jpg"]


def test_a_hidden_copy_with_the_same_bytes_is_not_a_duplicate(storage: Storage) -> None:
    """Merging with it would lose a photo. Its own move has died, so that one is canceled."""
    for name in ("Rome/a.jpg", "Paris/a.jpg"):
        add_photo(storage, name)
    for name in ("Rome/a.jpg", "Paris/a.jpg"):
        kill_at(storage, "delete", partial(move_to_album, storage, name, "Oslo"))
        assert blob_names(storage) == ["Paris/a.jpg", "Rome/a.jpg"]
    assert move_to_album(storage, "Paris/a.jpg", "Oslo").outcome == MOVED
    assert blob_names(storage) == ["Oslo/a.jpg", "Rome/a.jpg"]


def test_a_new_photo_under_the_old_name_does_not_hide_the_moved_one(storage: Storage) -> None:
    """Although the moved photo is still marked as a copy of that name."""
    add_photo(storage, "Rome/a.jpg")
    die_moving_to_album(storage, "Rome/a.jpg", "Oslo", "clear_moved_from")
    add_photo(storage, "Rome/a.jpg")
    assert blob_names(storage) == ["Oslo/a.jpg", "Rome/a.jpg"]


def test_listing_clears_the_mark_of_a_completed_move(storage: Storage) -> None:
    """So that only the first listing has to look for the origin."""
    add_photo(storage, "Rome/a.jpg")
    die_moving_to_album(storage, "Rome/a.jpg", "Oslo", "clear_moved_from")
    assert MOVED_FROM in storage.photos.get_properties("Oslo/a.jpg").metadata
    blob_names(storage)
    assert MOVED_FROM not in storage.photos.get_properties("Oslo/a.jpg").metadata


def test_a_long_name_in_any_script_can_move(storage: Storage) -> None:
    """Pending moves keep names in metadata, which allows only ASCII and 8 KiB."""
    name = f"{'ば' * 90}/{'🗼' * 30}.jpg"
    storage.photos.create(name, jpeg(), "image/jpeg", {})
    kill_at(storage, "clear_moved_from", lambda: move_to_trash(storage, name))
    assert blob_names(storage) == [f".trash/{name}"]
    assert restore_from_trash(storage, f".trash/{name}").outcome == RESTORED
    assert blob_names(storage) == [name]


def test_a_reservation_cannot_move(storage: Storage) -> None:
    """Its upload must still find it."""
    storage.photos.put("Rome/a.jpg", RESERVED, {WAITS_FOR: "0" * 32})
    with pytest.raises(NotFound):
        move_to_album(storage, "Rome/a.jpg", "Oslo")
    assert blob_names(storage) == ["Rome/a.jpg"]


def test_a_hidden_photo_cannot_move(storage: Storage) -> None:
    with pytest.raises(NotFound):
        move_to_album(storage, ".trash/a.jpg", "Rome")


def test_an_album_name_can_be_neither_too_long_nor_hidden(storage: Storage) -> None:
    """A leading dot is removed, because it would hide the photo."""
    add_photo(storage, "Rome/a.jpg")
    with pytest.raises(BadRequest):
        move_to_album(storage, "Rome/a.jpg", "x" * 2000)
    move_to_album(storage, "Rome/a.jpg", ".trash")
    assert blob_names(storage) == ["trash/a.jpg"]


def test_move_each_returns_outcomes_in_order(storage: Storage) -> None:
    """A photo named twice moves once, and both entries say so. Of two with the same file name, the first gets it."""
    rome = [f"Rome/{number}.jpg" for number in range(20)]
    for number, name in enumerate(rome):
        add_photo(storage, name, f"#{10 * number:02x}40a0")
    add_photo(storage, "Oslo/0.jpg", "red")
    names = [*rome, "Rome/3.jpg", "Oslo/0.jpg"]
    outcomes = move_each(names, lambda name: move_to_album(storage, name, "Paris"))
    assert [outcome.name for outcome in outcomes] == names
    assert [outcome.outcome for outcome in outcomes] == [*[MOVED] * 21, RENAMED]
    assert outcomes[20] == outcomes[3]
    assert outcomes[-1].photo
    assert outcomes[-1].photo.name == "Paris/0 (2).jpg"


def test_move_each_continues_after_a_photo_that_is_gone(storage: Storage) -> None:
    name = add_photo(storage, "Rome/a.jpg").name
    missing, trashed = move_each(["none.jpg", name], partial(move_to_trash, storage))
    assert missing.json("name")["outcome"] == "rejected"
    assert missing.json("name")["status"] == 404
    assert trashed.json("name")["outcome"] == TRASHED
    restored = move_each([str(trashed.trash)], partial(restore_from_trash, storage))
    assert [outcome.outcome for outcome in restored] == [RESTORED]


def test_a_name_repeated_2000_times_is_looked_up_once(storage: Storage) -> None:
    names = ["Rome/none.jpg"] * 2000
    with count_calls() as calls:
        outcomes = move_each(names, lambda name: move_to_album(storage, name, "Oslo"))
    assert [(outcome.name, outcome.outcome) for outcome in outcomes] == [("Rome/none.jpg", REJECTED)] * 2000
    assert calls == ["HEAD"] * 2, "a 404 counts when storage has said it twice"


@pytest.mark.parametrize("name", ["Rome/{}.jpg", "2026/09/{:02}/a.jpg"])
def test_a_bulk_move_looks_all_photos_of_an_album_or_month_up_at_once(
    storage: Storage, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then each needs five calls: mark, copy, check the copy, delete, clear the copy's mark. So does each on its way
    back. On a slow machine, the folder's dirty mark isn't written again.
    """
    monkeypatch.setattr("gallery.storage.folder_marks.FRESH", 3600)
    names = [name.format(number) for number in range(1, LISTED_FROM + 1)]
    for number, one in enumerate(names):
        storage.photos.create(one, jpeg(f"#{number:02x}4080"), "image/jpeg", {})
    with count_calls() as calls:
        find = find_all(storage, names)
        trashed = move_each(names, lambda one: move_to_trash(storage, one, find), keeps_folders=True)
    assert [outcome.trash for outcome in trashed] == [f".trash/{one}" for one in names]
    assert Counter(calls) == bulk_calls(LISTED_FROM)
    with count_calls() as calls:
        find = find_all(storage, [str(outcome.trash) for outcome in trashed])
        restored = move_each(
            [str(outcome.trash) for outcome in trashed],
            lambda one: restore_from_trash(storage, one, find),
            keeps_folders=True,
        )
    assert [outcome.outcome for outcome in restored] == [RESTORED] * len(names)
    assert Counter(calls) == bulk_calls(LISTED_FROM)
    assert blob_names(storage) == sorted(names)


def bulk_calls(count: int) -> dict[str, int]:
    return {"GET list": 1, "PUT metadata": 2 * count, "PUT": count, "HEAD": count, "DELETE": count}


def test_a_few_photos_are_looked_up_one_by_one(storage: Storage) -> None:
    """Their folder is listed once, to find their companions. A missing photo fails only its own move."""
    names = [add_photo(storage, f"Rome/{color}.jpg", color).name for color in ("red", "blue")]
    with count_calls() as calls:
        find = find_all(storage, [*names, "Rome/none.jpg"])
    assert Counter(calls) == {"HEAD": 4, "GET list": 1}, "the missing one is asked for twice"
    outcomes = move_each([*names, "Rome/none.jpg"], lambda one: move_to_trash(storage, one, find))
    assert [outcome.outcome for outcome in outcomes] == [TRASHED, TRASHED, REJECTED]


def test_a_photo_that_changes_after_the_bulk_lookup_moves_as_it_is_now(storage: Storage) -> None:
    """The first write is conditional on what was looked up."""
    names = [add_photo(storage, f"Rome/{number}.jpg", f"#{10 * number:02x}4080").name for number in range(LISTED_FROM)]
    find = find_all(storage, names)
    storage.photos.update_metadata(storage.photos.get_visible(names[0]), {"note": "mine"})
    move_to_album(storage, names[1], "Oslo")
    outcomes = move_each(names[:2], lambda one: move_to_album(storage, one, "Paris", find))
    assert [outcome.outcome for outcome in outcomes] == [MOVED, REJECTED]
    assert storage.photos.get_visible("Paris/0.jpg").metadata["note"] == "mine"
    assert not {"Paris/1.jpg", "Rome/1.jpg"} & set(blob_names(storage))


def test_a_hidden_copy_is_not_found_in_bulk_either(storage: Storage) -> None:
    names = [add_photo(storage, f"Rome/{number}.jpg", f"#{10 * number:02x}4080").name for number in range(LISTED_FROM)]
    die_moving_to_album(storage, add_photo(storage, "Paris/x.jpg").name, "Rome")
    find = find_all(storage, [*names, "Rome/x.jpg"])
    with pytest.raises(NotFound):
        find("Rome/x.jpg")
