"""A photo moves with its companions. Wherever a process dies, no file is lost, overwritten, or shown twice."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

import pytest
from support.library import blob_names
from support.process_kills import kill_at_call
from support.sidecars import LIGHTROOM, put_sidecar, read_text

from gallery.errors import Changed, NotFound, PhotoLocked
from gallery.library.album_deletion import MoveBack, delete_album, restore_album
from gallery.library.album_rename import rename_album
from gallery.library.bulk_moves import find_all, move_all
from gallery.library.content_checks import find_photos
from gallery.library.edits import Changes, edit_photo
from gallery.library.index.opening import open_index
from gallery.library.moves import move_to_album
from gallery.library.outcomes import DELETED, MOVED, RENAMED
from gallery.library.previews import get_photo
from gallery.library.trash import (
    confirmed_etag,
    delete_forever,
    list_trash,
    move_to_trash,
    restore_all,
    restore_from_trash,
)
from gallery.model.blobs import Blob
from gallery.model.folders import TRASH
from gallery.model.pairs import attach_companions
from gallery.model.photo_json import owner_json
from gallery.storage.account import Storage

DAY = "2026/09/12/"
PAIR = ("a.dng", "a.heic", "a.mov")


def add(storage: Storage, name: str, data: str = "", seconds: float = 3) -> None:
    """Add a file that the gallery has read: nothing here looks at its content."""
    facts = {"taken": "2026-09-12", "taken_from": "exif", "width": "3", "height": "2", "colour": "#000000"}
    video = {"duration": f"{seconds:.2f}", "codecs": "video/mp4"} if name.endswith(".mov") else {}
    storage.photos.create(name, (data or name.rpartition("/")[2]).encode(), "image/heic", {**facts, **video})


def add_pair(storage: Storage, folder: str = "Rome/", names: Iterable[str] = PAIR) -> None:
    for name in names:
        add(storage, folder + name)


def photos(storage: Storage) -> dict[str, list[str]]:
    """Return the names of all photos that aren't in the trash, with those of their companions."""
    blobs = [blob for blob in storage.photos.list_prefix("") if not blob.name.startswith(".")]
    return {photo.name: [one.name for one in photo.companions] for photo in find_photos(storage, blobs)}


def pair_in(folder: str, stem: str = "a") -> dict[str, list[str]]:
    return {f"{folder}{stem}.heic": [f"{folder}{stem}.dng", f"{folder}{stem}.mov"]}


def files(folder: str) -> list[str]:
    return [folder + name for name in PAIR]


def move(storage: Storage) -> None:
    move_to_album(storage, "Rome/a.heic", "Oslo")


def refile(storage: Storage) -> None:
    move_to_album(storage, "Rome/a.heic", "")


def trash(storage: Storage) -> None:
    move_to_trash(storage, "Rome/a.heic")


def restore(storage: Storage) -> None:
    restore_from_trash(storage, ".trash/Rome/a.heic")


def rename(storage: Storage) -> None:
    rename_album(storage, "Rome", "Oslo")


def delete(storage: Storage) -> None:
    delete_album(storage, "Rome", keeps_photos=False)


def dissolve(storage: Storage) -> None:
    delete_album(storage, "Rome", keeps_photos=True)


def restore_all_of(storage: Storage) -> None:
    restore_album(storage, "Rome", [MoveBack(".trash/Rome/a.heic", "Rome/a.heic")])


MOVES = [
    (move, "Rome/", "Oslo/"),
    (refile, "Rome/", DAY),
    (trash, "Rome/", ".trash/Rome/"),
    (restore, ".trash/Rome/", "Rome/"),
    (rename, "Rome/", "Oslo/"),
    (delete, "Rome/", ".trash/Rome/"),
    (dissolve, "Rome/", DAY),
    (restore_all_of, ".trash/Rome/", "Rome/"),
]


@pytest.mark.parametrize(("act", "old", "new"), MOVES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_photo_moves_with_its_companions(
    storage: Storage, act: Callable[[Storage], None], old: str, new: str
) -> None:
    add_pair(storage, old)
    act(storage)
    assert blob_names(storage) == files(new)


@pytest.mark.parametrize(("act", "old", "new"), MOVES, ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.parametrize(
    "is_sent",
    [
        pytest.param(False, id="before", marks=pytest.mark.sampled(12)),
        # Unless calls overlap, it's the same as before the next one.
        pytest.param(True, id="after", marks=pytest.mark.sampled(12)),
    ],
)
def test_wherever_a_move_dies_each_file_stays_and_the_photo_gets_its_companions_back(
    storage: Storage, act: Callable[[Storage], None], old: str, new: str, *, is_sent: bool
) -> None:
    """By sending the same request again. If the photo has reached the trash without them, by restoring it."""
    add_pair(storage, old)
    prepared = [storage.photos.read(name) for name in blob_names(storage)]
    for call in range(1, 90):
        replace_blobs(storage, prepared)
        died = kill_at_call(call, lambda: act(storage), is_sent=is_sent)
        check_files(storage, {old, new}, call)
        if not died:
            assert call > 15
            return
        with suppress(NotFound):
            act(storage)
        check_files(storage, {old, new}, call)
        if f"{TRASH}Rome/a.heic" in blob_names(storage):
            restore(storage)
            assert photos(storage) == pair_in("Rome/"), f"call {call}"
        else:
            assert blob_names(storage) == files(new), f"call {call}"
    pytest.fail("It has too many calls.")


def replace_blobs(storage: Storage, blobs: list[tuple[Blob, bytes]]) -> None:
    """Replace whatever is there, also copies that are visible only when their origin is gone."""
    while names := blob_names(storage):
        for name in names:
            storage.photos.delete(storage.photos.get_properties(name))
    for blob, data in blobs:
        storage.photos.create(blob.name, data, blob.content_type, blob.metadata)


def check_files(storage: Storage, folders: set[str], call: int) -> None:
    """Check that each file is in one of the folders, with its bytes."""
    names = blob_names(storage)
    assert sorted(name.rpartition("/")[2] for name in names) == [*PAIR], f"call {call}"
    assert {name[: name.rfind("/") + 1] for name in names} <= folders, f"call {call}"
    assert all(storage.photos.read(name)[1].decode() == name.rpartition("/")[2] for name in names), f"call {call}"


@pytest.mark.parametrize("taken", ["a.heic", "a.mov", "a.dng"])
@pytest.mark.parametrize("folder", ["Oslo/", ".trash/Rome/"])
def test_if_one_name_is_taken_all_files_get_the_same_number(storage: Storage, taken: str, folder: str) -> None:
    add_pair(storage)
    add(storage, folder + taken, "another one", seconds=30)
    act = trash if folder.startswith(".") else move
    act(storage)
    assert blob_names(storage) == sorted([f"{folder}{taken}", *files_with_number(folder)])
    if act is trash:
        restore_from_trash(storage, ".trash/Rome/a (2).heic")
        assert photos(storage) == pair_in("Rome/"), "they get their names back"


def files_with_number(folder: str) -> list[str]:
    return [f"{folder}a (2){extension}" for extension in (".dng", ".heic", ".mov")]


def test_the_outcome_says_that_a_companions_name_was_taken(storage: Storage) -> None:
    add_pair(storage)
    add(storage, "Oslo/a.mov", "another one", seconds=30)
    outcome = move_to_album(storage, "Rome/a.heic", "Oslo")
    assert outcome.outcome == RENAMED
    assert outcome.photo
    assert owner_json(outcome.photo)["live"]["name"] == "Oslo/a (2).mov"


def test_a_pair_becomes_one_with_the_same_pair(storage: Storage) -> None:
    add_pair(storage)
    add_pair(storage, "Oslo/")
    outcome = move_to_album(storage, "Rome/a.heic", "Oslo")
    assert (outcome.outcome, outcome.is_merged) == (MOVED, True)
    assert blob_names(storage) == files("Oslo/")
    restore_album(storage, "Rome", [MoveBack("Oslo/a.heic", "Rome/a.heic", is_copy=True)])
    assert photos(storage) == {**pair_in("Oslo/"), **pair_in("Rome/")}, "undoing that copies all files back"


def test_a_companion_with_another_name_keeps_it(storage: Storage) -> None:
    for name in ("Rome/a.heic", "Rome/b.mov"):
        add(storage, name)
        blob = storage.photos.get_properties(name)
        storage.photos.update_metadata(blob, {"content_id": "8F1C2D3E-1111-2222-3333-444455556666"})
    move(storage)
    assert photos(storage) == {"Oslo/a.heic": ["Oslo/b.mov"]}


def test_many_photos_move_with_their_companions_after_one_lookup_of_their_folder(storage: Storage) -> None:
    add_pair(storage)
    add_pair(storage, names=["b.heic", "b.mov"])
    names = ["Rome/a.heic", "Rome/b.heic"]
    move_all(storage, names, move_to_trash, keeps_folders=True)
    assert {photo.name for photo in list_trash(storage)} == {".trash/Rome/a.heic", ".trash/Rome/b.heic"}
    restore_all(storage, [TRASH + name for name in names])
    assert photos(storage) == {**pair_in("Rome/"), "Rome/b.heic": ["Rome/b.mov"]}


def test_deleting_a_photo_forever_deletes_its_companions(storage: Storage) -> None:
    add_pair(storage)
    trash(storage)
    (photo,) = list_trash(storage)
    assert [one.outcome for one in delete_forever(storage, {photo.name: confirmed_etag(photo)}).outcomes] == [DELETED]
    assert not blob_names(storage)


def test_wherever_deleting_forever_dies_the_photo_goes_first(storage: Storage) -> None:
    """A companion that stays is in the trash as a file of its own, so emptying the trash again deletes it."""
    add_pair(storage, ".trash/Rome/")
    prepared = [storage.photos.read(name) for name in blob_names(storage)]
    for call in range(1, 30):
        replace_blobs(storage, prepared)
        listed = {photo.name: confirmed_etag(photo) for photo in list_trash(storage)}
        died = kill_at_call(call, partial(delete_forever, storage, listed), is_sent=False)
        names = blob_names(storage)
        assert ".trash/Rome/a.heic" not in names or names == files(".trash/Rome/"), f"call {call}"
        for _ in PAIR:
            delete_forever(storage, {photo.name: confirmed_etag(photo) for photo in list_trash(storage)})
        assert not blob_names(storage), f"call {call}"
        if not died:
            assert call > 3
            return
    pytest.fail("It has too many calls.")


def test_deleting_forever_after_a_restore_that_died_restores_nothing(storage: Storage) -> None:
    """Deleting the origin of a pending move completes it. So a companion's is canceled, too."""
    add_pair(storage, ".trash/Rome/")
    prepared = [storage.photos.read(name) for name in blob_names(storage)]
    for call in range(1, 90):
        replace_blobs(storage, prepared)
        died = kill_at_call(call, lambda: restore(storage), is_sent=False)
        restored = {name for name in blob_names(storage) if not name.startswith(TRASH)}
        for _ in PAIR:
            delete_forever(storage, {photo.name: confirmed_etag(photo) for photo in list_trash(storage)})
        assert set(blob_names(storage)) == restored, f"call {call}"
        if not died:
            return
    pytest.fail("It has too many calls.")


def test_a_companion_deleted_after_the_owner_confirmed_stays(storage: Storage) -> None:
    add(storage, ".trash/Rome/a.heic")
    confirmed = {photo.name: confirmed_etag(photo) for photo in list_trash(storage)}
    add(storage, "Rome/a.mov")
    move_to_trash(storage, "Rome/a.mov")
    (outcome,) = delete_forever(storage, confirmed).outcomes
    assert isinstance(outcome.error, Changed)
    assert blob_names(storage) == [".trash/Rome/a.heic", ".trash/Rome/a.mov"]


def test_deleting_a_photo_forever_deletes_the_text_of_its_companions(storage: Storage) -> None:
    add_pair(storage)
    edit_photo(storage, "Rome/a.dng", Changes({"caption": "Forum"}))
    trash(storage)
    (photo,) = list_trash(storage)
    delete_forever(storage, {photo.name: confirmed_etag(photo)})
    assert not blob_names(storage)


def test_if_a_companion_cannot_move_the_photo_stays(storage: Storage) -> None:
    add_pair(storage, names=["a.heic", "a.mov"])
    lease = storage.photos.blob_client("Rome/a.mov").acquire_lease()
    with pytest.raises(PhotoLocked):
        move(storage)
    assert photos(storage) == {"Rome/a.heic": ["Rome/a.mov"]}
    lease.release()
    move(storage)
    assert photos(storage) == {"Oslo/a.heic": ["Oslo/a.mov"]}


def test_a_shared_sidecar_moves_with_the_raw_file(storage: Storage) -> None:
    """Lightroom's `a.xmp` belongs to the raw file."""
    add_pair(storage, names=["a.heic", "a.dng"])
    put_sidecar(storage, "Rome/a.xmp", LIGHTROOM)
    move(storage)
    assert blob_names(storage) == ["Oslo/a.dng", "Oslo/a.dng.xmp", "Oslo/a.heic"]


def test_text_of_a_photo_stays_with_it(storage: Storage) -> None:
    add_pair(storage)
    edit_photo(storage, "Rome/a.heic", Changes({"caption": "Forum"}))
    move(storage)
    assert blob_names(storage) == ["Oslo/a.dng", "Oslo/a.heic", "Oslo/a.heic.xmp", "Oslo/a.mov"]
    assert read_text(storage, "Oslo/a.heic").caption == "Forum"


def test_the_index_counts_a_pair_once_and_shows_what_a_listing_shows(storage: Storage) -> None:
    add_pair(storage)
    add_pair(storage, DAY)
    for _ in range(2):  # The first one lists, the second one reads what that has recorded.
        index = open_index(storage, is_owner=True)
        totals, found = index.totals(), list(index.year("2026").older_than(None))
        assert (totals.photos, totals.bytes) == (2, 2 * sum(map(len, PAIR)))
        assert [photo.name for photo in found] == ["Rome/a.heic", f"{DAY}a.heic"]
        assert [owner_json(photo)["live"]["name"] for photo in found] == ["Rome/a.mov", f"{DAY}a.mov"]


def test_a_lookup_by_name_finds_companions_too(storage: Storage) -> None:
    add_pair(storage)
    blob = find_all(storage, ["Rome/a.heic"])("Rome/a.heic")
    listed = storage.photos.list_folder("Rome/").blobs
    attach_companions(listed)
    assert blob.derived["companions"] == listed[1].derived["companions"]
    assert "companions" not in get_photo(storage, "Rome/a.heic").blob.derived, "nothing has looked for them"
