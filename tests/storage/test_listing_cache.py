"""A response is parsed only when it differs from the last one to the same request."""

import pytest

from gallery.storage.listing_cache import OVERHEAD, ParseCache


class Parser:
    """Keeps what it parses, and returns a new object each time."""

    def __init__(self) -> None:
        self.parsed: list[bytes] = []

    def parse(self, body: bytes) -> list[bytes]:
        if not body:
            raise ValueError("empty")
        self.parsed.append(body)
        return [body]


def test_the_same_response_is_parsed_once() -> None:
    """The cache returns the same object again."""
    parser = Parser()
    cache = ParseCache(parser.parse)
    assert cache.parse("a", b"1") is cache.parse("a", b"1")
    assert parser.parsed == [b"1"]


def test_each_different_response_is_parsed() -> None:
    """Only the last response to a request is cached; those before take no memory."""
    parser = Parser()
    cache = ParseCache(parser.parse)
    assert [cache.parse("a", body) for body in (b"1", b"2", b"1")] == [[b"1"], [b"2"], [b"1"]]
    assert parser.parsed == [b"1", b"2", b"1"]


def test_an_invalid_response_does_not_replace_a_valid_one() -> None:
    """The parser's error is raised, and the page from before stays in the cache."""
    parser = Parser()
    cache = ParseCache(parser.parse)
    cache.parse("a", b"1")
    with pytest.raises(ValueError, match="empty"):
        cache.parse("a", b"")
    cache.parse("a", b"1")
    assert parser.parsed == [b"1"]


def test_the_cache_keeps_to_its_limit() -> None:
    """It drops the least recently used pages first, and doesn't keep a page that is larger than the limit."""
    parser = Parser()
    cache = ParseCache(parser.parse, max_bytes=2 * (OVERHEAD + 5))
    for request, body in [("a", b"aaaaa"), ("b", b"bbbbb"), ("a", b"aaaaa"), ("c", b"ccccc")]:
        cache.parse(request, body)
    cache.parse("a", b"aaaaa")
    cache.parse("c", b"ccccc")
    assert parser.parsed == [b"aaaaa", b"bbbbb", b"ccccc"]
    cache.parse("b", b"bbbbb")
    huge = b"h" * 3 * OVERHEAD
    assert cache.parse("h", huge) == [huge]
    assert cache.parse("h", huge) == [huge]
    assert parser.parsed[3:] == [b"bbbbb", huge, huge]


def test_many_requests_with_short_responses_keep_to_the_limit_too() -> None:
    """Anyone can request folders that don't exist."""
    parser = Parser()
    cache = ParseCache(parser.parse, max_bytes=10 * OVERHEAD)
    for number in range(100):
        cache.parse(number, b"-")
    cache.parse(0, b"-")
    assert len(parser.parsed) == 101
    cache.parse(99, b"-")
    assert len(parser.parsed) == 101
