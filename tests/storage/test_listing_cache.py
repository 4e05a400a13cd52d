"""What a document says is read once, for as long as its source says the same."""

import pytest

from gallery.storage.listing_cache import OVERHEAD, ParseCache


class Reader:
    """Counts, and gives an object of its own for each reading."""

    def __init__(self) -> None:
        self.readings: list[bytes] = []

    def read(self, document: bytes) -> list[bytes]:
        if not document:
            raise ValueError("empty")
        self.readings.append(document)
        return [document]


def test_the_same_document_is_read_once() -> None:
    """Whoever asks again has the same object."""
    reader = Reader()
    cache = ParseCache(reader.read)
    assert cache.parse("a", b"1") is cache.parse("a", b"1")
    assert reader.readings == [b"1"]


def test_a_document_that_has_changed_is_read_anew_each_time_that_it_changes() -> None:
    """Only the last one of a source is known: what it said before takes no memory."""
    reader = Reader()
    cache = ParseCache(reader.read)
    assert [cache.parse("a", one) for one in (b"1", b"2", b"1")] == [[b"1"], [b"2"], [b"1"]]
    assert reader.readings == [b"1", b"2", b"1"]


def test_what_cannot_be_read_takes_nothing_from_what_can() -> None:
    """The error is that of the reader, and the reading before it stays."""
    reader = Reader()
    cache = ParseCache(reader.read)
    cache.parse("a", b"1")
    with pytest.raises(ValueError, match="empty"):
        cache.parse("a", b"")
    cache.parse("a", b"1")
    assert reader.readings == [b"1"]


def test_readings_take_no_more_than_their_share_of_memory() -> None:
    """Those asked for longest ago go first; a document larger than all the share is read, and not kept."""
    reader = Reader()
    cache = ParseCache(reader.read, max_bytes=2 * (OVERHEAD + 5))
    for source, document in [("a", b"aaaaa"), ("b", b"bbbbb"), ("a", b"aaaaa"), ("c", b"ccccc")]:
        cache.parse(source, document)
    cache.parse("a", b"aaaaa")
    cache.parse("c", b"ccccc")
    assert reader.readings == [b"aaaaa", b"bbbbb", b"ccccc"]
    cache.parse("b", b"bbbbb")
    huge = b"h" * 3 * OVERHEAD
    assert cache.parse("h", huge) == [huge]
    assert cache.parse("h", huge) == [huge]
    assert reader.readings[3:] == [b"bbbbb", huge, huge]


def test_sources_without_number_take_no_more_either() -> None:
    """Anybody may ask for folders that are not there."""
    reader = Reader()
    cache = ParseCache(reader.read, max_bytes=10 * OVERHEAD)
    for number in range(100):
        cache.parse(number, b"-")
    cache.parse(0, b"-")
    assert len(reader.readings) == 101
    cache.parse(99, b"-")
    assert len(reader.readings) == 101
