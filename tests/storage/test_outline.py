"""The outline of a listing has the names and ETags that parsing it finds, or there's none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fake_blobs import FakeBlob
from support.listing_xml import format_listing

from gallery.storage.listing import parse_page
from gallery.storage.outline import read_outline

NAMES = st.text("aÜ /'\"&<_.-", min_size=1, max_size=6)


def make_body(names: set[str], metadata: dict[str, str], query: dict[str, str]) -> bytes:
    blob = FakeBlob(1, '"0x8D"', 1_789_200_000, metadata, b"x" * 16, "image/jpeg")
    return format_listing(lambda start: iter(sorted(name for name in names if name >= start)), lambda _: blob, query)[0]


@given(st.sets(NAMES), st.sampled_from(["", "/"]), st.dictionaries(st.sampled_from("ab"), st.text("<>&é", max_size=3)))
def test_outline_is_that_of_the_parsed_page(names: set[str], delimiter: str, metadata: dict[str, str]) -> None:
    body = make_body(names, metadata, {"delimiter": delimiter})
    outline, (listing, _) = read_outline(body), parse_page(body)
    if outline:
        assert outline.blobs == [(blob.name, blob.etag) for blob in listing.blobs]
        assert outline.folders == listing.folders
    else:
        assert any("&" in name or "<" in name for name in names)


@pytest.mark.parametrize(
    "body",
    [
        make_body({"a", "b"}, {}, {"maxresults": "1"}),
        make_body({"a"}, {}, {})[:-1],
        make_body({"a"}, {}, {}).replace(b"<Name>", b'<Name Encoded="true">'),
        make_body({"a"}, {}, {}).replace(b"<Etag>0x8D</Etag>", b""),
        make_body({"a"}, {}, {}).replace(b"0x8D", b"&#48;"),
        make_body({"a/b"}, {}, {"delimiter": "/"}).replace(b"<Name>", b"<Name Encoded='true'>"),
        make_body({"a"}, {}, {}).replace(b"<Blob>", b"<Blob >"),
        b"<!DOCTYPE x>" + make_body({"a"}, {}, {}),
        b"",
        b"\xff",
    ],
)
def test_unusual_pages_have_none(body: bytes) -> None:
    """Several pages, one that was cut, encoded names, entities, and other ways to write XML."""
    outline = read_outline(body)
    assert not outline or not outline.blobs
