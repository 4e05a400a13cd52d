"""Reading a listing as text finds what the XML parser finds, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fake_blobs import FakeBlob
from support.listing_xml import format_listing

from gallery.model.blobs import Reading
from gallery.storage.listing import Page, parse_page
from gallery.storage.plain_listing import read_plain_page

NAMES = st.text("aÜ /'\">&<_.-\r\n", min_size=1, max_size=6)
METADATA = st.dictionaries(st.sampled_from(["a", "b", "Blob", "Name", "Etag"]), st.text("<>&é\r\n ", max_size=3))


def make_body(names: set[str], metadata: dict[str, str], query: dict[str, str]) -> bytes:
    blob = FakeBlob(1, '"0x8D"', 1_789_200_000, metadata, b"x" * 16, "image/jpeg")
    return format_listing(lambda start: iter(sorted(name for name in names if name >= start)), lambda _: blob, query)[0]


def parse_as_xml(body: bytes) -> Page:
    """Parse a page with a comment, which only the XML parser can read."""
    return parse_page(body.replace(b"</Blobs>", b"<!-- --></Blobs>"))


@given(st.sets(NAMES), METADATA, st.sampled_from(["1", "5000"]))
def test_plain_pages_have_what_the_xml_has(names: set[str], metadata: dict[str, str], limit: str) -> None:
    body = make_body(names, metadata, {"maxresults": limit})
    page, (listing, marker) = read_plain_page(body.decode(), Reading()), parse_as_xml(body)
    if page:
        assert page == (listing.blobs, marker)
    else:
        values = (*names, *metadata.values())
        assert not names or "Blob" in metadata or any(set("&<>\r") & set(value) for value in values)


@given(st.lists(METADATA, min_size=1, max_size=6))
def test_blobs_with_other_metadata_than_the_one_before_have_what_the_xml_has(metadata: list[dict[str, str]]) -> None:
    blobs = [FakeBlob(1, '"0x8D"', 1_789_200_000, one, b"x" * 16, "image/jpeg") for one in metadata]
    names = [str(number) for number in range(len(blobs))]
    body, _ = format_listing(lambda start: iter(name for name in names if name >= start), lambda i: blobs[int(i)], {})
    page, (listing, marker) = read_plain_page(body.decode(), Reading()), parse_as_xml(body)
    if page:
        assert page == (listing.blobs, marker)
        assert [list(blob.metadata) for blob in page[0]] == [list(blob.metadata) for blob in listing.blobs]
    else:
        values = (value for one in metadata for value in one.values())
        assert any("Blob" in one for one in metadata) or any(set("&<>\r") & set(value) for value in values)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<Metadata><a>1</a></Metadata>", "<Metadata />"),
        ("<Metadata><a>1</a></Metadata>", ""),
        ("<Content-Language />", "<Content-Language>de</Content-Language>"),
        ("<AccessTier>Hot<", "<AccessTier>Archive<"),
        ("<NextMarker></NextMarker>", "<NextMarker />"),
        ("<Etag>0x8D<", "<Etag>&quot;0x8D&quot;<"),
        ("<Name>", '<Name Encoded="true">'),
        ("<a>1</a>", "<a>1</a><a>2</a>"),
        ("<a>1</a>", "<a />"),
        ("<Metadata>", "<OrMetadata><a>2</a></OrMetadata><Metadata>"),
        ("</Blob>", "</Blob><BlobPrefix><Name>b/</Name></BlobPrefix>"),
        ("<Blob>", "<Blob >"),
        ("<Blobs>", "<Blobs>\n"),
    ],
)
def test_other_ways_to_write_a_page_are_read_in_the_same_way_or_left_to_the_xml_parser(before: str, after: str) -> None:
    body = make_body({"a%20b"}, {"a": "1"}, {})
    assert before in body.decode()
    body = body.decode().replace(before, after).encode()
    page, (listing, marker) = read_plain_page(body.decode(), Reading()), parse_as_xml(body)
    assert page is None or page == (listing.blobs, marker)
    assert parse_page(body) == parse_as_xml(body)
