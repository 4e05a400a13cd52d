"""URLs of pages and previews."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from gallery.model.blobs import Blob
from gallery.model.facts import Facts
from gallery.model.folders import ROOT, ROOT_QUERY
from gallery.model.photos import Photo
from gallery.model.preview_names import preview_marker
from gallery.web.preview_urls import PreviewUrls
from gallery.web.urls import album_url, page_url

DIGEST = "0123456789abcdef" * 2


@given(st.text(min_size=1).filter(lambda name: not any(0xD800 <= ord(c) <= 0xDFFF for c in name)))
def test_any_name_survives_in_a_url(name: str) -> None:
    """As a photo and as an album. Photos in no album have an album name of their own."""
    assert parse_qs(urlsplit(page_url(photo=name)).query, keep_blank_values=True)["photo"] == [name]
    assert parse_qs(urlsplit(album_url(name)).query)["album"] == [name]
    assert parse_qs(urlsplit(album_url(ROOT)).query)["album"] == [ROOT_QUERY]


def test_previews_come_from_storage_once_developed_and_from_the_app_before() -> None:
    """Every part of the photo's name is percent-encoded."""
    previews = PreviewUrls("https://a.blob/previews", "sv=1&sig=x", "g")
    assert previews.src(photo("ü/a #1.jpg"), 240) == f"https://a.blob/previews/{DIGEST}-240?sv=1&sig=x"
    assert previews.src(photo("ü/a #1.jpg", developed=False), 240) == "/previews/240/%C3%BC/a%20%231.jpg"
    assert previews.src(photo("a.jpg"), 4096) == f"https://a.blob/previews/{DIGEST}-2048?sv=1&sig=x"
    assert previews.src(photo("/a.jpg", developed=False), 240) == "/previews/240/?name=/a.jpg"


def photo(name: str, *, developed: bool = True) -> Photo:
    facts = Facts("2026-09-12T10:11:12", "exif", 4, 3, "#000000").metadata()
    known = {**facts, "previews": preview_marker("g", b"1" * 16, DIGEST)} if developed else {}
    return Photo(Blob(name, 1, "", b"1" * 16, "image/jpeg", datetime.now(UTC), known))
