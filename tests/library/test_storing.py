"""Storing photos: each upload reserves a name, fills it, and reads it back. Nothing is overwritten or stored twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from support.instances import open_another_instance
from support.library import add_photo, blob_names
from support.pictures import jpeg
from support.process_kills import kill_at

from gallery.errors import BrokenPicture, Changed, NameReserved, NotFound, PhotoExists, StorageUnavailable
from gallery.library import storing
from gallery.library.moves import move_to_album
from gallery.library.outcomes import DUPLICATE, RENAMED, STORED
from gallery.library.storing import RESERVED, TOKEN, WAITS_FOR
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.library.uploads import Upload, store_put, store_upload
from gallery.model.blobs import Blob
from gallery.model.photos import photo_of
from gallery.storage.account import Storage
from gallery.storage.container import Container
from gallery.storage.properties import Content, md5_of

NAME = "Rome/a.jpg"


def reserve(storage: Storage, name: str, data: bytes, token: str = "of another upload") -> Blob:  # noqa: S107 - a token of an upload, no password
    """Leave a reservation, as an upload does that's slow or was killed."""
    storage.photos.put(name, RESERVED, {TOKEN: token, WAITS_FOR: md5_of(data).hex()})
    return storage.photos.get_properties(name)


def upload(storage: Storage, data: bytes) -> str:
    return store_upload(storage, Upload("a.jpg", data), "Rome").outcome


def put(storage: Storage, data: bytes) -> str:
    return store_put(storage, NAME, data).outcome


both_ways = pytest.mark.parametrize("store", [upload, put])


@both_ways
def test_a_reservation_for_the_same_bytes_is_filled_at_once(
    storage: Storage, store: Callable[[Storage, bytes], str]
) -> None:
    """Uploads never wait for the one that made it, which may be dead."""
    reserve(storage, NAME, jpeg())
    assert store(storage, jpeg()) == STORED
    assert blob_names(storage) == [NAME]
    assert storage.photos.read(NAME)[1] == jpeg()


def test_a_put_waits_for_another_upload_with_other_bytes(storage: Storage) -> None:
    reserve(storage, NAME, jpeg("red"))
    with pytest.raises(NameReserved, match="Try again in ten minutes") as error:
        put(storage, jpeg("blue"))
    assert error.value.status == 409
    assert error.value.retry_after
    assert storage.photos.get_properties(NAME).length == 0


def test_a_put_replaces_an_abandoned_reservation(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The upload that made it can't fill it any more, because the ETag is another one."""
    abandoned = reserve(storage, NAME, jpeg("red"))
    monkeypatch.setattr(storing, "ABANDONED_AFTER", timedelta(0))
    assert put(storage, jpeg("blue")) == STORED
    with pytest.raises(Changed):
        storage.photos.put(NAME, Content(jpeg("red"), "image/jpeg", md5_of(jpeg("red"))), {}, replaces=abandoned)
    assert storage.photos.read(NAME)[1] == jpeg("blue")


def test_a_form_takes_the_next_name_beside_a_reservation(storage: Storage) -> None:
    reserve(storage, NAME, jpeg("red"))
    assert upload(storage, jpeg("blue")) == RENAMED
    assert storage.photos.read("Rome/a (2).jpg")[1] == jpeg("blue")


def test_a_put_of_the_same_bytes_is_a_duplicate_and_of_other_bytes_is_rejected(storage: Storage) -> None:
    add_photo(storage, NAME)
    assert put(storage, jpeg()) == DUPLICATE
    with pytest.raises(PhotoExists):
        put(storage, jpeg("red"))
    assert storage.photos.read(NAME)[1] == jpeg()


def test_a_truncated_photo_is_rejected(storage: Storage) -> None:
    with pytest.raises(BrokenPicture):
        put(storage, jpeg(size=(400, 400))[:-600])
    assert blob_names(storage) == []


def test_a_hidden_copy_does_not_block_its_name(storage: Storage) -> None:
    """No photo is visible there. The one whose move died keeps its old name, and can be moved again."""
    add_photo(storage, NAME, "red")
    kill_at(storage, "delete", lambda: move_to_album(storage, NAME, "Oslo"))
    assert store_put(storage, "Oslo/a.jpg", jpeg("blue")).outcome == STORED
    assert blob_names(storage) == ["Oslo/a.jpg", NAME]
    assert storage.photos.read(NAME)[1] == jpeg("red")
    assert move_to_album(storage, NAME, "Oslo").photo == photo_of(storage.photos.get_visible("Oslo/a (2).jpg"))


def test_an_upload_cancels_a_dead_move_of_the_same_bytes_to_its_name(storage: Storage) -> None:
    """Otherwise it would get a number, and the move, once completed, would leave the photo twice."""
    move_to_trash(storage, add_photo(storage, NAME).name)
    kill_at(storage, "delete", lambda: restore_from_trash(storage, f".trash/{NAME}"))
    uploaded = store_upload(storage, Upload("a.jpg", jpeg()), "Rome")
    assert (uploaded.outcome, uploaded.photo and uploaded.photo.name) == (STORED, NAME)
    restore_from_trash(storage, f".trash/{NAME}")
    assert blob_names(storage) == [NAME]


def test_a_moved_photo_keeps_its_name_even_before_a_listing_clears_its_mark(storage: Storage) -> None:
    """A move is complete once the photo is deleted under its old name, even if the process died right after."""
    add_photo(storage, NAME, "red")
    kill_at(storage, "clear_moved_from", lambda: move_to_album(storage, NAME, "Oslo"))
    with pytest.raises(PhotoExists):
        store_put(storage, "Oslo/a.jpg", jpeg("blue"))
    assert store_put(storage, "Oslo/a.jpg", jpeg("red")).outcome == DUPLICATE
    assert blob_names(storage) == ["Oslo/a.jpg"]


@both_ways
def test_writes_that_arrive_late_or_twice_change_nothing(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, store: Callable[[Storage, bytes], str]
) -> None:
    """Neither while the photo is there, nor after it was deleted: it doesn't come back."""
    sent: list[tuple[str, Content, dict[str, str], Blob | None]] = []
    original = Container.put

    def record(
        self: Container, name: str, content: Content, metadata: dict[str, str], replaces: Blob | None = None
    ) -> Blob:
        sent.append((name, content, metadata, replaces))
        return original(self, name, content, metadata, replaces)

    monkeypatch.setattr(Container, "put", record)
    assert store(storage, jpeg()) == STORED
    photo_writes = [write for write in sent if write[0] == NAME]
    assert len(photo_writes) == 2
    for write in photo_writes:
        with pytest.raises((PhotoExists, Changed)):
            original(storage.photos, *write)
    assert storage.photos.read(NAME)[1] == jpeg()
    move_to_trash(storage, NAME)
    with pytest.raises((NotFound, Changed)):
        original(storage.photos, *photo_writes[1])
    assert blob_names(storage) == [f".trash/{NAME}"]


@both_ways
def test_a_reservation_that_is_deleted_meanwhile_is_made_again(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, store: Callable[[Storage, bytes], str]
) -> None:
    """Nobody has to send the photo again."""
    original, deleted = Container.put, list[Blob]()

    def delete_and_put(
        self: Container, name: str, content: Content, metadata: dict[str, str], replaces: Blob | None = None
    ) -> Blob:
        if replaces and not deleted:
            deleted.append(replaces)
            self.delete(replaces)
        return original(self, name, content, metadata, replaces)

    monkeypatch.setattr(Container, "put", delete_and_put)
    assert store(storage, jpeg()) == STORED
    assert [blob.name for blob in deleted] == [NAME]
    assert storage.photos.read(NAME)[1] == jpeg()


@both_ways
@pytest.mark.parametrize("lost", [1, 2])
def test_a_lost_response_is_resolved_by_reading_the_blob_back(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, store: Callable[[Storage, bytes], str], lost: int
) -> None:
    """The photo is reported as stored, because it is."""
    calls, original = [0], Container.put

    def lose(self: Container, name: str, *arguments: Any, **named: Any) -> Blob:
        blob = original(self, name, *arguments, **named)
        calls[0] += name == NAME
        if name == NAME and calls[0] == lost:
            raise StorageUnavailable("The response was lost.")
        return blob

    monkeypatch.setattr(Container, "put", lose)
    assert store(storage, jpeg()) == STORED
    assert blob_names(storage) == [NAME]


@both_ways
def test_a_photo_that_was_not_written_is_not_acknowledged(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, store: Callable[[Storage, bytes], str]
) -> None:
    """And its reservation doesn't block the name."""
    original = Container.put

    def fail(self: Container, name: str, content: Content, *rest: Any, **named: Any) -> Blob:
        if name == NAME and content.data:
            raise StorageUnavailable("Storage isn't responding.")
        return original(self, name, content, *rest, **named)

    monkeypatch.setattr(Container, "put", fail)
    with pytest.raises(StorageUnavailable, match="Send it again"):
        store(storage, jpeg())
    assert blob_names(storage) == []


@both_ways
@pytest.mark.parametrize("step", ["put", "get_properties", "get_visible", "list_folder"])
def test_an_upload_whose_process_dies_can_be_sent_again(
    storage: Storage, step: str, store: Callable[[Storage, bytes], str]
) -> None:
    """At once, and it's stored once."""
    if (step, store) == ("list_folder", put):
        return  # A PUT lists nothing.
    kill_at(storage, step, lambda: store(storage, jpeg()))
    assert store(storage, jpeg()) in {STORED, DUPLICATE}
    assert blob_names(storage) == [NAME]


def test_the_same_bytes_through_two_instances_are_stored_once(storage: Storage, connection_string: str) -> None:
    """By form and by form, at the same moment, under two names: all of them name the same photo."""
    other, rounds = open_another_instance(storage, connection_string), 8
    for number in range(rounds):
        data, together = jpeg("red", (20 + number, 30)), Barrier(2, timeout=30)

        def send(target: Storage, file: str, data: bytes = data, together: Barrier = together) -> str:
            together.wait()
            outcome = store_upload(target, Upload(file, data), f"Album {number}")  # noqa: B023 - used within the round
            assert outcome.photo
            return outcome.photo.name

        with ThreadPoolExecutor(2) as pool:
            names = list(pool.map(send, (storage, other), ("a.jpg", "b.jpg")))
        assert names[0] == names[1]
        assert [blob.name for blob in storage.photos.list_prefix(f"Album {number}/")] == names[:1]
    other.service.close()


def test_a_form_and_a_put_of_the_same_bytes_store_one_photo_in_one_process(storage: Storage) -> None:
    """Both ask for the same name."""
    together = Barrier(2, timeout=30)

    def send(store: Callable[[Storage, bytes], str]) -> str:
        together.wait()
        return store(storage, jpeg())

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(send, (upload, put)))
    assert outcomes == [DUPLICATE, STORED]
    assert blob_names(storage) == [NAME]
