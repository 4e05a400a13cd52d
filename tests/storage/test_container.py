"""What a container promises: made when missing, nothing overwritten, nothing acknowledged that is not there."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from support.storage_calls import counted_calls

from gallery.errors import Changed, NotFound, PhotoExists, StorageUnavailable
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of

NAMES = ["a b.jpg", "ü/🐈 100%.jpg", "x/%41+#?&=.jpg", "/lead.jpg", "a//b.jpg", "Trips/2025/Rome/.jpeg", "it's (1).jpg"]


def test_a_missing_container_is_empty_and_then_there(shelves: Storage) -> None:
    """Nobody has to make it by hand."""
    assert shelves.photos.list_folder("").blobs == []
    shelves.photos.ping()


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_kind_come_back_to_the_letter(shelves: Storage, name: str) -> None:
    """Written, listed, read and copied under the same name."""
    blob = shelves.photos.create(name, b"pixels", "image/jpeg", {"width": "3"})
    assert shelves.photos.list_prefix("") == [blob]
    assert shelves.photos.read(name) == (blob, b"pixels")
    shelves.photos.copy(blob, f".trash/{name}", blob.metadata)
    assert shelves.photos.read(f".trash/{name}")[1] == b"pixels"


def test_a_folder_lists_its_own_blobs_and_names_the_folders_in_it(shelves: Storage) -> None:
    """One level at a time, with metadata in the same call."""
    for name in ("a.jpg", "b/c.jpg", "b/d/e.jpg", "f/g.jpg"):
        shelves.photos.create(name, b"x", "image/jpeg", {"colour": "#aabbcc"})
    root = shelves.photos.list_folder("")
    assert [blob.name for blob in root.blobs] == ["a.jpg"]
    assert root.blobs[0].metadata == {"colour": "#aabbcc"}
    assert root.folders == ["b/", "f/"]


def test_a_second_blob_of_one_name_is_refused_and_the_first_stays(shelves: Storage) -> None:
    """Create never overwrites."""
    shelves.photos.create("a.jpg", b"first", "image/jpeg", {})
    with pytest.raises(PhotoExists):
        shelves.photos.create("a.jpg", b"second", "image/jpeg", {})
    assert shelves.photos.read("a.jpg")[1] == b"first"


def test_of_many_who_create_one_name_exactly_one_succeeds(shelves: Storage) -> None:
    """Whoever it is, the bytes are theirs."""

    def create(number: int) -> int | None:
        try:
            shelves.photos.create("a.jpg", bytes([number]) * 1000, "image/jpeg", {})
        except PhotoExists:
            return None
        return number

    with ThreadPoolExecutor(8) as pool:
        winners = [number for number in pool.map(create, range(8)) if number is not None]
    assert len(winners) == 1
    assert shelves.photos.read("a.jpg")[1] == bytes(winners) * 1000


def test_annotating_adds_metadata_type_and_md5_and_leaves_the_rest(shelves: Storage) -> None:
    """Metadata of other tools stays, whatever the case of its names; the bytes stay in any case."""
    blob = shelves.photos.create("a.jpg", b"pixels", "application/octet-stream", {"Author": "me", "Width": "1"})
    shelves.photos.set_properties(blob, {"width": "3"}, "image/jpeg", md5_of(b"pixels"))
    after, data = shelves.photos.read("a.jpg")
    assert (data, after.content_type, after.md5) == (b"pixels", "image/jpeg", md5_of(b"pixels"))
    assert {key.lower(): value for key, value in after.metadata.items()} == {"author": "me", "width": "3"}


def test_what_was_written_since_it_was_looked_at_is_neither_annotated_nor_copied_nor_deleted(shelves: Storage) -> None:
    """Every change names the version that it means."""
    old = shelves.photos.create("a.jpg", b"old", "image/jpeg", {})
    shelves.photos.overwrite("a.jpg", b"new", "image/jpeg", {})
    for attempt in (
        lambda: shelves.photos.set_properties(old, {"width": "3"}, "image/jpeg", md5_of(b"old")),
        lambda: shelves.photos.update_metadata(old, {"developed": "no"}),
        lambda: shelves.photos.copy(old, "b.jpg", old.metadata),
        lambda: shelves.photos.delete(old),
    ):
        with pytest.raises(Changed):
            attempt()
    assert [(blob.name, blob.metadata) for blob in shelves.photos.list_prefix("")] == [("a.jpg", {})]


def test_a_copy_has_bytes_type_md5_and_metadata_and_overwrites_nothing(shelves: Storage) -> None:
    """It is as good as the original."""
    blob = shelves.photos.create("a.jpg", b"pixels", "image/png", {"width": "3"})
    copied = shelves.photos.copy(blob, "b.jpg", blob.metadata)
    assert (copied.md5, copied.content_type, copied.metadata) == (blob.md5, "image/png", {"width": "3"})
    with pytest.raises(PhotoExists):
        shelves.photos.copy(blob, "b.jpg", blob.metadata)


def test_what_is_not_there_is_not_found(shelves: Storage) -> None:
    """In a container that is there and in one that is not."""
    for _ in range(2):
        for attempt in (shelves.photos.get_visible, shelves.photos.read):
            with pytest.raises(NotFound):
                attempt("none.jpg")
        shelves.photos.ping()


def test_what_storage_refuses_is_an_error_of_ours(shelves: Storage) -> None:
    """Never an exception of the SDK, with addresses in it."""
    with pytest.raises(StorageUnavailable, match="returned an error"):
        shelves.photos.create("a.jpg", b"x", "image/jpeg", {"no identifier": "x"})


def test_bytes_that_have_another_md5_than_was_sent_with_them_are_not_kept(shelves: Storage) -> None:
    """Storage compares them as they arrive, before anything is there under the name."""
    with pytest.raises(StorageUnavailable):
        shelves.photos.create("a.jpg", b"altered", "image/jpeg", {}, md5_of(b"as meant"))
    assert shelves.photos.list_prefix("") == []


def test_storage_computes_the_md5_of_what_it_received_by_itself(shelves: Storage) -> None:
    """So that reading it back says something of the bytes there, and not of what we said of them."""
    headers: list[set[str]] = []
    with counted_calls(headers) as calls:
        assert shelves.photos.create("a.jpg", b"pixels", "image/jpeg", {}).md5 == md5_of(b"pixels")
    assert calls[-2:] == ["PUT", "HEAD"]
    assert all("x-ms-blob-content-md5" not in sent for sent in headers)
