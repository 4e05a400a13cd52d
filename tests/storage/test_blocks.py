"""Blobs of named blocks: some blocks are replaced, the others stay, and of two writers one wins."""

from hashlib import sha256

import pytest
from support.instances import open_another_instance
from support.storage_calls import count_calls

from gallery.errors import Changed, NotFound, PhotoExists
from gallery.model.blobs import Blob
from gallery.storage.account import Storage
from gallery.storage.blocks import block_id, write_blocks
from gallery.storage.properties import Content, md5_of

NAME = ".gallery/index/years/2026"


@pytest.fixture
def stored(storage: Storage) -> Storage:
    storage.photos.create_container()
    return storage


def write(storage: Storage, parts: list[bytes], replaces: Blob | None, known: tuple[bytes, ...] = ()) -> Blob:
    """Write these parts, without sending those that are known."""
    ids = {name_block(part): part for part in parts}
    new = {block: part for block, part in ids.items() if part not in known}
    write_blocks(storage.photos, NAME, new, list(ids), replaces)
    return storage.photos.get_properties(NAME)


def name_block(part: bytes) -> str:
    return block_id(sha256(part).digest())


def test_unchanged_blocks_are_not_sent_again(stored: Storage) -> None:
    """They may also move within the blob, and others may disappear."""
    first = write(stored, [b"one", b"two", b"three"], None)
    with count_calls() as calls:
        write(stored, [b"three", b"new", b"one"], first, known=(b"one", b"three"))
    assert sorted(calls)[-2:] == ["PUT block", "PUT blocklist"]
    assert stored.photos.read(NAME)[1] == b"threenewone"


def test_a_blob_is_only_replaced_as_it_was_listed(stored: Storage) -> None:
    first = write(stored, [b"one"], None)
    write(stored, [b"two"], first)
    with pytest.raises(Changed):
        write(stored, [b"three"], first)
    assert stored.photos.read(NAME)[1] == b"two"


def test_a_new_blob_never_overwrites_another(stored: Storage) -> None:
    write(stored, [b"one"], None)
    with pytest.raises((Changed, PhotoExists)):
        write(stored, [b"two"], None)
    assert stored.photos.read(NAME)[1] == b"one"


def test_a_writer_whose_blocks_another_has_discarded_fails(stored: Storage, connection_string: str) -> None:
    """A commit discards all blocks that it doesn't name, also those that another writer has just sent."""
    other, first = open_another_instance(stored, connection_string), write(stored, [b"one"], None)
    client = stored.photos.blob_client(NAME)
    client.stage_block(name_block(b"mine"), b"mine")
    second = write(other, [b"two"], first)
    with pytest.raises(Changed):
        write(stored, [b"mine"], second, known=(b"mine",))
    assert stored.photos.read(NAME)[1] == b"two"


def test_a_block_that_was_never_sent_is_not_committed(stored: Storage) -> None:
    with pytest.raises(Changed):
        write(stored, [b"one"], None, known=(b"one",))
    with pytest.raises(NotFound):
        stored.photos.read(NAME)


def test_a_blob_that_was_written_as_a_whole_can_be_replaced(stored: Storage) -> None:
    """As another tool would write it."""
    stored.photos.put(NAME, Content(b"garbage", "", md5_of(b"garbage")), {})
    write(stored, [b"one"], stored.photos.get_properties(NAME))
    assert stored.photos.read(NAME)[1] == b"one"


def test_a_part_is_read_as_the_blob_was_listed(stored: Storage) -> None:
    """Never from a newer blob, in which it may be elsewhere."""
    first = write(stored, [b"one", b"two"], None)
    assert stored.photos.read_unchanged(first, 3, 2) == b"tw"
    write(stored, [b"zero", b"one"], first)
    with pytest.raises(Changed):
        stored.photos.read_unchanged(first, 3, 2)
    stored.photos.delete(stored.photos.get_properties(NAME))
    with pytest.raises((Changed, NotFound)):
        stored.photos.read_unchanged(first, 3, 2)


def test_ids_of_blocks_have_the_same_length() -> None:
    """The service requires that of all blocks of a blob."""
    assert {len(name_block(bytes([number]))) for number in range(20)} == {44}
