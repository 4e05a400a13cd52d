"""Text goes compressed to whoever takes that, and arrives as it was."""

import gzip

import brotli
import pytest

from gallery.web.compression import COMPRESSIBLE, SMALLEST, chosen, compressed
from gallery.web.static_files import CONTENT_TYPES, ROOT

TEXT = b"<li>photo</li>" * 100
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("", ""),
        ("deflate, zstd", ""),
        ("identity", ""),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", ""),
        ("gzip;q=0, br;q=0.000", ""),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("identity;q=0.5, gzip;q=0.4", ""),
        ("identity;q=0.5, gzip;q=0.6", "gzip"),
        ("gzip ; q=1.0 , br ; q=0.9", "gzip"),
        ("gzip;q=2, br;q=x", ""),
        (",,;q=1,", ""),
        ("brotli, gzipped", ""),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(accepted: str, coding: str) -> None:
    """RFC 9110, 12.5.3; of two that it likes equally, the better one. What can't be read counts as not said."""
    assert chosen(accepted) == coding
    body, used = compressed(TEXT, accepted, once=False)
    assert used == coding
    assert DECODE[used](body) == TEXT
    assert (len(body) < len(TEXT)) == bool(coding)


@pytest.mark.parametrize("accepted", ["br", "gzip"])
def test_a_file_is_made_as_small_as_can_be_once(accepted: str) -> None:
    """The work is worth it, because the bytes are the same for everybody; the same bytes come out every time."""
    photoswipe = (ROOT / "pages" / "page.css").read_bytes() * 3
    first, _ = compressed(photoswipe, accepted, once=True)
    assert compressed(photoswipe, accepted, once=True)[0] is first
    assert len(first) <= len(compressed(photoswipe, accepted, once=False)[0])
    assert DECODE[accepted](first) == photoswipe


def test_what_is_tiny_goes_as_it_is() -> None:
    """It would gain nothing."""
    assert compressed(TEXT[: SMALLEST - 1], "br, gzip", once=False) == (TEXT[: SMALLEST - 1], "")


def test_every_kind_of_text_is_compressed_and_no_picture() -> None:
    """Of the files that are served, and of the pages, documents and problems besides."""
    kinds = {
        *CONTENT_TYPES.values(),
        "text/html; charset=utf-8",
        "application/problem+json",
        "image/webp",
        "image/jpeg",
    }
    assert {kind for kind in kinds if not COMPRESSIBLE.match(kind)} == {"image/png", "image/webp", "image/jpeg"}
