"""Deleting albums: photos go back to their days or to the trash, in as many requests as it takes, and back on undo."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from requests.adapters import HTTPAdapter
from support.library import add_photo, blob_names, create_dated, find_albums
from support.pictures import jpeg

from gallery.errors import AlbumInUse, AlbumIsPublic, BadRequest, Changed, GalleryError, NotFound
from gallery.library import bulk_moves
from gallery.library.album_deletion import AlbumDeletion, MoveBack, delete_album, restore_album
from gallery.library.album_settings import change_settings, create_album, is_private
from gallery.library.edits import Changes, edit_photo
from gallery.library.outcomes import MOVED, REJECTED, RESTORED, TRASHED
from gallery.library.previews import get_photo
from gallery.library.storing import RESERVED, WAITS_FOR
from gallery.library.trash import move_to_trash, restore_all
from gallery.library.trashed_settings import DELETED_ALBUMS, purge_trashed_settings
from gallery.model.blobs import Blob
from gallery.model.pending_moves import new_pending_move
from gallery.storage.account import Storage

TAKEN = {"Trips/a.jpg": "2026-09-12", "Trips/Rome/b.jpg": "2026-09-13", "Trips/Rome/c.jpg": "2025-01-02"}
IN_DAYS = ["2025/01/02/c.jpg", "2026/09/12/a.jpg", "2026/09/13/b.jpg"]
IN_TRASH = [f".trash/{name}" for name in sorted(TAKEN)]
SETTINGS = [f"{DELETED_ALBUMS}Trips/.album.json", f"{DELETED_ALBUMS}Trips/Rome/.album.json"]


@pytest.fixture
def library(storage: Storage) -> Storage:
    """An album with settings and photos, in which another one is."""
    for name, taken in TAKEN.items():
        create_dated(storage, name, taken)
    create_dated(storage, "Trips 2/d.jpg", "2026-09-12")
    change_settings(storage, "Trips", title="Journeys", is_public=False, cover="Rome/b.jpg")
    change_settings(storage, "Trips/Rome", description="La dolce vita")
    return storage


def photos(storage: Storage) -> list[str]:
    return sorted(name for name in blob_names(storage) if not name.endswith(".album.json"))


def settings_files(storage: Storage) -> list[str]:
    return sorted(one.name for one in storage.photos.list_prefix("") if one.name.endswith("/.album.json"))


def undo(storage: Storage, *deletions: AlbumDeletion) -> list[str]:
    """Return the outcomes of undoing a deletion, as the page does."""
    moves = [move for deletion in deletions for move in deletion.moves]
    back = [MoveBack(str(one.photo.name if one.photo else one.trash), one.name, one.is_merged) for one in moves]
    return [outcome.outcome for outcome in restore_album(storage, deletions[0].album, back).moves]


@pytest.mark.parametrize(("keeps_photos", "outcome", "where"), [(True, MOVED, IN_DAYS), (False, TRASHED, IN_TRASH)])
def test_photos_go_to_their_days_or_to_the_trash_and_back(
    library: Storage, *, keeps_photos: bool, outcome: str, where: list[str]
) -> None:
    """With those of the albums in it, and with all settings."""
    before = {name: library.photos.read(name)[1] for name in blob_names(library)}
    deletion = delete_album(library, "Trips", keeps_photos=keeps_photos)
    assert {move.name: move.outcome for move in deletion.moves} == dict.fromkeys(TAKEN, outcome)
    assert deletion.remaining == 0
    assert photos(library) == sorted([*where, "Trips 2/d.jpg"])
    assert settings_files(library) == SETTINGS
    assert [album.album for album in find_albums(library)] == ["Trips 2"]
    assert undo(library, deletion) == [RESTORED] * 3
    assert {name: library.photos.read(name)[1] for name in blob_names(library)} == before


def test_an_empty_album_can_be_deleted_and_restored(storage: Storage) -> None:
    create_album(storage, "Oslo")
    assert delete_album(storage, "Oslo", keeps_photos=True).moves == []
    assert find_albums(storage) == []
    with pytest.raises(NotFound):
        delete_album(storage, "Oslo", keeps_photos=True)
    assert restore_album(storage, "Oslo", []).moves == []
    assert [album.album for album in find_albums(storage)] == ["Oslo"]
    with pytest.raises(NotFound):
        restore_album(storage, "Oslo", [])


def test_repeated_requests_continue_and_the_settings_go_last(library: Storage) -> None:
    """Until then a private album is private."""
    deletions = list[AlbumDeletion]()
    while not deletions or deletions[-1].remaining:
        assert is_private(library, "Trips/Rome/new.jpg")
        deletions.append(delete_album(library, "Trips", keeps_photos=False, limit=1))
    assert [deletion.remaining for deletion in deletions] == [2, 1, 0]
    assert settings_files(library) == SETTINGS
    assert undo(library, *deletions) == [RESTORED] * 3


def test_a_request_stops_at_its_time_limit(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_moves, "MAX_SECONDS", 0.0)
    monkeypatch.setattr(bulk_moves, "BATCH", 1)
    assert delete_album(library, "Trips", keeps_photos=True).remaining == 2


def test_a_photo_that_cannot_be_moved_keeps_the_album(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    delete = library.photos.delete

    def refuse(blob: object) -> None:
        if getattr(blob, "name", "") == "Trips/a.jpg":
            raise GalleryError("Not this one.")
        delete(blob)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(library.photos, "delete", refuse)
        deletion = delete_album(library, "Trips", keeps_photos=True)
    assert sorted(move.outcome for move in deletion.moves) == [MOVED, MOVED, REJECTED]
    assert settings_files(library) == ["Trips/.album.json", "Trips/Rome/.album.json"]
    assert delete_album(library, "Trips", keeps_photos=True).remaining == 0
    assert photos(library) == sorted([*IN_DAYS, "Trips 2/d.jpg"])


def test_a_photo_added_during_the_last_request_keeps_the_settings(
    library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def move_and_add(*arguments: object, **options: object) -> object:
        outcomes = bulk_moves.move_each(*arguments, **options)  # type: ignore[arg-type]
        create_dated(library, "Trips/late.jpg", "2026-09-12")
        return outcomes

    with monkeypatch.context() as patched:
        patched.setattr("gallery.library.album_deletion.move_each", move_and_add)
        assert delete_album(library, "Trips", keeps_photos=True).remaining == 1
    assert is_private(library, "Trips/late.jpg")


def test_a_photo_that_is_being_added_keeps_the_settings(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise an upload or a move that completes later would show it to everyone. Abandoned ones don't count."""
    library.photos.put("Trips/late.jpg", RESERVED, {WAITS_FOR: "0" * 32})
    origin = library.photos.get_properties("Trips 2/d.jpg")
    pending = new_pending_move("Trips/d.jpg")
    origin = library.photos.update_metadata(origin, pending.origin_metadata())
    library.photos.copy(origin, pending.to, pending.copy_metadata(origin))
    assert delete_album(library, "Trips", keeps_photos=True).remaining == 2
    with pytest.raises(AlbumInUse):
        delete_album(library, "Trips", keeps_photos=True)
    assert is_private(library, "Trips/late.jpg")
    monkeypatch.setattr("gallery.library.album_deletion.ABANDONED_AFTER", timedelta(0))
    assert delete_album(library, "Trips", keeps_photos=True).remaining == 0
    assert settings_files(library) == SETTINGS


def test_other_files_stay_and_dated_folders_are_no_albums(library: Storage) -> None:
    library.photos.create("Trips/list.txt", b"milk", "text/plain", {"developed": "no"})
    delete_album(library, "Trips", keeps_photos=True)
    assert "Trips/list.txt" in blob_names(library)
    create_dated(library, "2026/notes.jpg", "2026-09-12")
    for folder in ("2026", "2026/09", "2026/09/12", ""):
        with pytest.raises(BadRequest):
            delete_album(library, folder, keeps_photos=False)
        with pytest.raises(BadRequest):
            restore_album(library, folder, [])
    for missing in ("Paris", ".trash", ".gallery"):
        with pytest.raises(NotFound):
            delete_album(library, missing, keeps_photos=False)
    assert "2026/notes.jpg" in blob_names(library)


def test_photos_of_the_same_name_get_numbers_in_their_days(storage: Storage) -> None:
    taken = datetime(2026, 9, 12, 12)
    for folder, color in {"Trips/": "red", "Trips/Rome/": "blue"}.items():
        add_photo(storage, f"{folder}a.jpg", color, taken)
    deletion = delete_album(storage, "Trips", keeps_photos=True)
    assert photos(storage) == ["2026/09/12/a (2).jpg", "2026/09/12/a.jpg"]
    undo(storage, deletion)
    assert photos(storage) == ["Trips/Rome/a.jpg", "Trips/a.jpg"]


def test_undo_brings_back_photos_that_became_one_with_others(storage: Storage) -> None:
    """With the same bytes: one that was on that day before, which stays there, and one in another album."""
    taken = datetime(2026, 9, 12, 10)
    names = ["2026/09/12/a.jpg", "Trips/a.jpg", "Trips/Rome/a.jpg", "Trips/b.jpg", "Trips/Rome/b.jpg"]
    add_photo(storage, "a.jpg", taken=taken)
    for name in names[1:]:
        add_photo(storage, name, "red" if "b.jpg" in name else "teal", taken)
    edit_photo(storage, names[0], Changes({"caption": "A caption"}))
    deletion = delete_album(storage, "Trips", keeps_photos=True)
    assert photos(storage) == [names[0], f"{names[0]}.xmp", "2026/09/12/b.jpg"]
    assert undo(storage, deletion) == [RESTORED] * 4
    assert [name for name in photos(storage) if name.endswith(".jpg")] == sorted(names)
    assert get_photo(storage, "Trips/a.jpg").caption == "A caption"


def test_undo_moves_photos_into_the_deleted_album_only(library: Storage) -> None:
    delete_album(library, "Trips", keeps_photos=True)
    targets = ["Trips 2/a.jpg", "2026/09/13/a.jpg", ".gallery/a.jpg", "Trips/.hidden/a.jpg", "Trips/../a.jpg"]
    for to in targets:
        outcomes = restore_album(library, "Trips", [MoveBack("2026/09/12/a.jpg", to)]).moves
        assert [outcome.outcome for outcome in outcomes] == [REJECTED], to
    hidden = restore_album(library, "Trips", [MoveBack(".gallery/index/folders.json.gz", "Trips/a.jpg")]).moves
    assert [outcome.outcome for outcome in hidden] == [REJECTED]
    assert photos(library) == sorted([*IN_DAYS, "Trips 2/d.jpg"])


def test_restoring_a_photo_from_the_trash_restores_its_albums_settings(library: Storage) -> None:
    """Otherwise everyone would see a photo of a private album."""
    delete_album(library, "Trips", keeps_photos=False)
    assert [one.outcome for one in restore_all(library, [".trash/Trips/Rome/b.jpg", ".trash/none.jpg"])] == [
        RESTORED,
        REJECTED,
    ]
    assert is_private(library, "Trips/Rome/b.jpg")
    assert json.loads(library.photos.read("Trips/Rome/.album.json")[1])["description"] == "La dolce vita"
    assert settings_files(library) == ["Trips/.album.json", "Trips/Rome/.album.json"]


def test_settings_stay_in_the_trash_if_a_new_album_has_the_name(library: Storage) -> None:
    """A photo of the new album that was deleted after the old album doesn't bring them back."""
    delete_album(library, "Trips", keeps_photos=True)
    trashed = library.photos.get_properties(SETTINGS[0])
    create_dated(library, "Trips/new.jpg", "2026-09-12")
    move_to_trash(library, "Trips/new.jpg")
    later = trashed.last_modified + timedelta(seconds=2)
    with patch("gallery.library.trashed_settings.read_deletion_time", lambda _: later):
        restore_all(library, [".trash/Trips/new.jpg"])
    assert "Trips/new.jpg" in blob_names(library)
    assert settings_files(library) == SETTINGS


def test_new_settings_count_when_an_album_is_restored(library: Storage) -> None:
    deletion = delete_album(library, "Trips", keeps_photos=True)
    change_settings(library, "Trips", title="New", is_public=False)
    assert undo(library, deletion) == [RESTORED] * 3
    assert json.loads(library.photos.read("Trips/.album.json")[1])["title"] == "New"
    assert settings_files(library) == ["Trips/.album.json", "Trips/Rome/.album.json"]


@pytest.mark.parametrize("keeps_photos", [True, False])
def test_undo_restores_the_privacy_of_an_album_around_it(library: Storage, *, keeps_photos: bool) -> None:
    """Even if that was deleted later, and the album has no settings of its own."""
    library.photos.delete(library.photos.get_properties("Trips/Rome/.album.json"))
    rome = delete_album(library, "Trips/Rome", keeps_photos=keeps_photos)
    delete_album(library, "Trips", keeps_photos=True)
    assert undo(library, rome) == [RESTORED] * 2
    assert is_private(library, "Trips/Rome/b.jpg")


def test_undo_leaves_an_older_album_around_it_in_the_trash(library: Storage) -> None:
    """That album only has the same name."""
    delete_album(library, "Trips", keeps_photos=True)
    change_settings(library, "Trips/Oslo", title="North")
    deletion = delete_album(library, "Trips/Oslo", keeps_photos=True)
    later = timedelta(seconds=2)
    list_prefix = library.photos.list_prefix

    def list_later(prefix: str) -> list[Blob]:
        return [replace(blob, last_modified=blob.last_modified + later) for blob in list_prefix(prefix)]

    with patch.object(library.photos, "list_prefix", list_later):
        undo(library, deletion)
    assert settings_files(library) == [*SETTINGS, "Trips/Oslo/.album.json"]


@pytest.mark.parametrize("content", [b'{"visible": "owner"}', b"{"])
def test_deleting_a_public_album_keeps_the_privacy_of_one_deleted_before(storage: Storage, content: bytes) -> None:
    """Its photos in the trash need it."""
    create_dated(storage, "Trips/a.jpg", "2026-09-12")
    storage.photos.create("Trips/.album.json", content, "application/json", {})
    delete_album(storage, "Trips", keeps_photos=False)
    change_settings(storage, "Trips", title="New")
    delete_album(storage, "Trips", keeps_photos=False)
    restore_all(storage, [".trash/Trips/a.jpg"])
    assert is_private(storage, "Trips/a.jpg")
    assert json.loads(storage.photos.read("Trips/.album.json")[1])["title"] == "New"


def test_private_photos_are_not_restored_into_a_public_album(library: Storage) -> None:
    """They can be once it's private. Those of other albums are restored."""
    deletion = delete_album(library, "Trips", keeps_photos=False)
    change_settings(library, "Trips", title="New")
    before = blob_names(library)
    with pytest.raises(AlbumIsPublic, match="Make “Trips” private, then try again"):
        undo(library, deletion)
    assert blob_names(library) == before
    create_dated(library, ".trash/Oslo/d.jpg", "2026-09-12")
    rome, oslo = restore_all(library, [".trash/Trips/Rome/b.jpg", ".trash/Oslo/d.jpg"])
    assert (rome.outcome, type(rome.error), oslo.outcome) == (REJECTED, AlbumIsPublic, RESTORED)
    change_settings(library, "Trips", is_public=False)
    assert undo(library, deletion) == [RESTORED] * 3
    assert is_private(library, "Trips/Rome/b.jpg")


def test_photos_of_an_album_within_that_is_public_now_stay_where_they_are(library: Storage) -> None:
    change_settings(library, "Trips", is_public=True)
    change_settings(library, "Trips/Rome", is_public=False)
    deletion = delete_album(library, "Trips", keeps_photos=False)
    change_settings(library, "Trips/Rome", title="New")
    assert sorted(undo(library, deletion)) == [REJECTED, REJECTED, RESTORED]
    assert "Trips/a.jpg" in blob_names(library)


def test_a_request_restores_as_many_photos_as_it_has_time_for(
    library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    deletion = delete_album(library, "Trips", keeps_photos=False)
    monkeypatch.setattr(bulk_moves, "MAX_SECONDS", 0.0)
    monkeypatch.setattr(bulk_moves, "BATCH", 1)
    moves = [MoveBack(str(move.trash), move.name) for move in deletion.moves]
    first = restore_album(library, "Trips", moves)
    assert ([one.outcome for one in first.moves], first.json()["remaining"]) == ([RESTORED], 2)
    assert restore_album(library, "Trips", first.remaining).remaining == moves[2:]


def test_files_without_an_extension_are_checked_as_long_as_there_is_time(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request checks some. The album is deleted once all have been."""
    monkeypatch.setattr(bulk_moves, "MAX_SECONDS", 0.0)
    monkeypatch.setattr(bulk_moves, "BATCH", 2)
    for number in range(3):
        storage.photos.create(f"Trips/{number}", b"text", "text/plain", {})
    storage.photos.create("Trips/3", jpeg(), "image/jpeg", {})
    change_settings(storage, "Trips", title="Journeys")
    parts = [delete_album(storage, "Trips", keeps_photos=False) for _ in range(2)]
    assert [(len(part.moves), part.remaining) for part in parts] == [(0, 2), (1, 0)]
    assert ".trash/Trips/3" in blob_names(storage)


def test_settings_in_the_trash_expire(library: Storage) -> None:
    delete_album(library, "Trips", keeps_photos=True)
    purge_trashed_settings(library, float("inf"))
    assert settings_files(library) == SETTINGS
    with patch("gallery.model.blobs.Blob.age", timedelta(days=library.settings.trash_days, seconds=1)):
        purge_trashed_settings(library, float("inf"))
    assert settings_files(library) == []


def test_settings_in_the_trash_stay_as_long_as_photos_need_them(library: Storage) -> None:
    """Those of private albums, too: a photo may have been in the trash for less time than its album's settings."""
    delete_album(library, "Trips", keeps_photos=False)
    with patch("gallery.model.blobs.Blob.age", timedelta(days=library.settings.trash_days, seconds=1)):
        purge_trashed_settings(library, float("inf"))
        assert settings_files(library) == SETTINGS
        for blob in library.photos.list_prefix(".trash/"):
            if blob.name.endswith(".jpg"):
                library.photos.delete(blob)
        purge_trashed_settings(library, float("inf"))
    assert settings_files(library) == []


def test_two_requests_at_the_same_time_delete_the_album_once(library: Storage) -> None:
    """Or one of them asks to try again."""

    def delete(_: int) -> None:
        with suppress(NotFound, Changed):
            delete_album(library, "Trips", keeps_photos=False)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(delete, range(2)))
    while any(name.startswith("Trips/") for name in blob_names(library)):
        delete_album(library, "Trips", keeps_photos=False)
    assert photos(library) == sorted([*IN_TRASH, "Trips 2/d.jpg"])
    assert settings_files(library) == SETTINGS


class Killed(BaseException):
    """The process was killed."""


def kill_after(calls: int, operation: Callable[[], object]) -> bool:
    """Run an operation until it has sent so many requests that change something; return whether it was killed."""
    sent, send = 0, HTTPAdapter.send

    def send_or_die(adapter: HTTPAdapter, request: object, *rest: object, **named: object) -> object:
        nonlocal sent
        if getattr(request, "method", "") in {"PUT", "DELETE"}:
            sent += 1
            if sent > calls:
                raise Killed
        return send(adapter, request, *rest, **named)  # type: ignore[arg-type]

    with patch.object(HTTPAdapter, "send", send_or_die), patch.object(bulk_moves, "THREADS", 1):
        try:
            operation()
        except Killed:
            return True
    return False


@pytest.mark.parametrize("keeps_photos", [True, False])
def test_killed_at_any_request_and_repeated_it_loses_nothing(storage: Storage, *, keeps_photos: bool) -> None:
    """Neither a photo nor settings. A photo that's still in the album is private."""
    where = IN_DAYS[1:] if keeps_photos else [".trash/Trips/Rome/b.jpg", ".trash/Trips/a.jpg"]
    calls, was_killed = 0, True
    while was_killed:
        for name in blob_names(storage):
            storage.photos.delete(storage.photos.get_properties(name))
        for name in ("Trips/a.jpg", "Trips/Rome/b.jpg"):
            create_dated(storage, name, TAKEN[name])
        change_settings(storage, "Trips", title="Journeys", is_public=False)
        was_killed = kill_after(calls, lambda: delete_album(storage, "Trips", keeps_photos=keeps_photos))
        left = [name for name in photos(storage) if name.startswith("Trips/")]
        assert all(is_private(storage, name) for name in left), calls
        if left or "Trips/.album.json" in blob_names(storage):
            assert delete_album(storage, "Trips", keeps_photos=keeps_photos).remaining == 0
        assert photos(storage) == where, calls
        title = json.loads(storage.photos.read(SETTINGS[0])[1])["title"]
        assert (title, settings_files(storage)) == ("Journeys", SETTINGS[:1]), calls
        calls += 1
    assert calls > 10


@pytest.mark.parametrize("keeps_photos", [True, False])
def test_captions_go_with_their_photos_and_come_back(storage: Storage, *, keeps_photos: bool) -> None:
    create_dated(storage, "Trips/a.jpg", "2026-09-12")
    edit_photo(storage, "Trips/a.jpg", Changes({"caption": "A caption"}))
    deletion = delete_album(storage, "Trips", keeps_photos=keeps_photos)
    where = "2026/09/12/a.jpg" if keeps_photos else ".trash/Trips/a.jpg"
    assert blob_names(storage) == [where, f"{where}.xmp"]
    undo(storage, deletion)
    assert blob_names(storage) == ["Trips/a.jpg", "Trips/a.jpg.xmp"]
