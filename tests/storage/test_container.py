"""A container is created when it's missing, overwrites no photo, and confirms only what is really stored."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from support.other_tools import write_in_blocks
from support.storage_calls import count_calls

from gallery.errors import Changed, NotFound, PhotoExists, StorageUnavailable
from gallery.model.blobs import Blob
from gallery.model.identities import identity_of_pieces
from gallery.storage import container_reader
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of

NAMES = ["a b.jpg", "ü/🐈 100%.jpg", "x/%41+#?&=.jpg", "/lead.jpg", "a//b.jpg", "Trips/2025/Rome/.jpeg", "it's (1).jpg"]


def test_reads_never_create_a_missing_container(storage: Storage) -> None:
    """Azure couldn't restore the deleted one. Listings are empty, and the container is known to be missing."""
    assert storage.previews.list_folder("").blobs == storage.previews.list_prefix("a/") == []
    for read in (storage.previews.get_visible, storage.previews.read):
        with pytest.raises(NotFound):
            read("a.jpg")
    assert storage.previews.is_missing
    assert not storage.previews.ping()
    storage.previews.create("a.jpg", b"pixels", "image/jpeg", {})
    assert storage.previews.ping()
    assert storage.previews.list_folder("").blobs
    assert not storage.previews.is_missing


@pytest.mark.parametrize(
    ("limit", "expected"), [(7, md5_of(b"0123456")), (6, identity_of_pieces(7, map(md5_of, (b"012", b"345", b"6"))))]
)
def test_the_identity_of_a_file_without_an_md5_is_read_from_its_bytes(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, limit: int, expected: bytes
) -> None:
    """A piece at a time: it may have more bytes than this machine has memory."""
    monkeypatch.setattr(container_reader, "PIECE_BYTES", 3)
    monkeypatch.setattr(container_reader, "MAX_MD5_BYTES", limit)
    write_in_blocks(storage, "a", b"0123456")
    assert storage.photos.get_identity(storage.photos.get_properties("a")) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_name_survives_writing_listing_reading_and_copying(storage: Storage, name: str) -> None:
    """Unchanged, character for character."""
    blob = storage.previews.create(name, b"pixels", "image/jpeg", {"width": "3"})
    assert storage.previews.list_prefix("") == [blob]
    assert storage.previews.read(name) == (blob, b"pixels")
    storage.previews.copy(blob, f".trash/{name}", blob.metadata)
    assert storage.previews.read(f".trash/{name}")[1] == b"pixels"


def test_a_folder_lists_its_own_blobs_and_its_subfolders(storage: Storage) -> None:
    """One level at a time, including metadata."""
    for name in ("a.jpg", "b/c.jpg", "b/d/e.jpg", "f/g.jpg"):
        storage.previews.create(name, b"x", "image/jpeg", {"colour": "#aabbcc"})
    root = storage.previews.list_folder("")
    assert [blob.name for blob in root.blobs] == ["a.jpg"]
    assert root.blobs[0].metadata == {"colour": "#aabbcc"}
    assert root.folders == ["b/", "f/"]


def test_create_never_overwrites_a_blob(storage: Storage) -> None:
    storage.previews.create("a.jpg", b"first", "image/jpeg", {})
    with pytest.raises(PhotoExists):
        storage.previews.create("a.jpg", b"second", "image/jpeg", {})
    assert storage.previews.read("a.jpg")[1] == b"first"


def test_exactly_one_of_many_concurrent_creates_of_a_name_succeeds(storage: Storage) -> None:
    """Its bytes are the ones that are stored."""

    def create(number: int) -> int | None:
        try:
            storage.previews.create("a.jpg", bytes([number]) * 1000, "image/jpeg", {})
        except PhotoExists:
            return None
        return number

    with ThreadPoolExecutor(8) as pool:
        winners = [number for number in pool.map(create, range(8)) if number is not None]
    assert len(winners) == 1
    assert storage.previews.read("a.jpg")[1] == bytes(winners) * 1000


def test_set_properties_adds_metadata_type_and_md5_and_changes_nothing_else(storage: Storage) -> None:
    """The bytes and other tools' metadata stay; keys that differ only by case are one key."""
    blob = storage.previews.create("a.jpg", b"pixels", "application/octet-stream", {"Author": "me", "Width": "1"})
    storage.previews.set_properties(blob, {"width": "3"}, "image/jpeg", md5_of(b"pixels"))
    after, data = storage.previews.read("a.jpg")
    assert (data, after.content_type, after.md5) == (b"pixels", "image/jpeg", md5_of(b"pixels"))
    assert {key.lower(): value for key, value in after.metadata.items()} == {"author": "me", "width": "3"}


def test_a_blob_that_has_changed_is_not_updated_copied_or_deleted(storage: Storage) -> None:
    """Every change is conditional on the ETag."""
    old = storage.previews.create("a.jpg", b"old", "image/jpeg", {})
    storage.previews.overwrite("a.jpg", b"new", "image/jpeg", {})
    for attempt in (
        lambda: storage.previews.set_properties(old, {"width": "3"}, "image/jpeg", md5_of(b"old")),
        lambda: storage.previews.update_metadata(old, {"developed": "no"}),
        lambda: storage.previews.copy(old, "b.jpg", old.metadata),
        lambda: storage.previews.delete(old),
    ):
        with pytest.raises(Changed):
            attempt()
    assert [(blob.name, blob.metadata) for blob in storage.previews.list_prefix("")] == [("a.jpg", {})]


def test_a_copy_has_the_same_type_md5_and_metadata_and_overwrites_nothing(storage: Storage) -> None:
    blob = storage.previews.create("a.jpg", b"pixels", "image/png", {"width": "3"})
    copied = storage.previews.copy(blob, "b.jpg", blob.metadata)
    assert (copied.md5, copied.content_type, copied.metadata) == (blob.md5, "image/png", {"width": "3"})
    with pytest.raises(PhotoExists):
        storage.previews.copy(blob, "b.jpg", blob.metadata)


def test_a_missing_blob_is_not_found(storage: Storage) -> None:
    """Whether its container exists or not."""
    for _ in range(2):
        for attempt in (storage.previews.get_visible, storage.previews.read):
            with pytest.raises(NotFound):
                attempt("missing.jpg")
        storage.previews.create_container()


def test_a_rejected_request_raises_an_error_of_the_gallery(storage: Storage) -> None:
    """Never an exception of the SDK, whose message contains addresses."""
    with pytest.raises(StorageUnavailable, match="returned an error"):
        storage.previews.create("a.jpg", b"x", "image/jpeg", {"not an identifier": "x"})


def test_bytes_that_do_not_match_their_md5_are_not_stored(storage: Storage) -> None:
    """The service compares them before it creates the blob."""
    with pytest.raises(StorageUnavailable):
        storage.previews.create("a.jpg", b"altered", "image/jpeg", {}, md5_of(b"original"))
    assert storage.previews.list_prefix("") == []


def test_the_service_computes_the_md5_of_the_bytes_it_received(storage: Storage) -> None:
    """So reading it back checks the stored bytes, rather than what we said about them."""
    headers: list[set[str]] = []
    with count_calls(headers) as calls:
        assert storage.previews.create("a.jpg", b"pixels", "image/jpeg", {}).md5 == md5_of(b"pixels")
    assert calls[-2:] == ["PUT", "HEAD"]
    assert all("x-ms-blob-content-md5" not in names for names in headers)


def test_every_read_says_how_old_a_blob_is_by_the_clock_of_storage_alone(storage: Storage) -> None:
    """Properties, bytes, a change, and listings, even when the listing hasn't changed and isn't parsed again."""
    created = storage.previews.create("a.jpg", b"pixels", "image/jpeg", {})
    listed = storage.previews.list_prefix("")[0]
    time.sleep(2)
    blobs = [
        storage.previews.get_properties("a.jpg"),
        storage.previews.read("a.jpg")[0],
        storage.previews.list_prefix("")[0],
    ]
    for blob in blobs:
        assert blob.last_modified == created.last_modified == listed.last_modified
        assert timedelta(seconds=1) <= blob.age < timedelta(minutes=5)
    assert storage.previews.update_metadata(created, {"width": "3"}).age < timedelta(seconds=2)


def test_a_blob_whose_response_has_no_date_is_never_old() -> None:
    blob = Blob("a.jpg", 0, "", None, "", datetime(2020, 1, 1, tzinfo=UTC), {}, datetime(2020, 1, 1, tzinfo=UTC))
    assert blob.age == timedelta(0)
