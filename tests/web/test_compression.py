"""Text is compressed for clients that accept it."""

import gzip

import brotli
import pytest

from gallery.web.compression import COMPRESSIBLE, MIN_BYTES, choose_encoding, compress
from gallery.web.static_files import CONTENT_TYPES, ROOT

TEXT = b"<li>photo</li>" * 100
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.mark.parametrize(
    ("accept_encoding", "encoding"),
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
def test_the_client_gets_its_preferred_encoding(accept_encoding: str, encoding: str) -> None:
    """RFC 9110, 12.5.3. Of two equal ones it gets the better one; invalid parts of the header are ignored."""
    assert choose_encoding(accept_encoding) == encoding
    body, used = compress(TEXT, accept_encoding, is_file=False)
    assert used == encoding
    assert DECODE[used](body) == TEXT
    assert (len(body) < len(TEXT)) == bool(encoding)


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_file_is_compressed_once_at_the_best_quality(encoding: str) -> None:
    """The second request gets the same bytes from the cache."""
    file = (ROOT / "pages" / "page.css").read_bytes() * 3
    first, _ = compress(file, encoding, is_file=True)
    assert compress(file, encoding, is_file=True)[0] is first
    assert len(first) <= len(compress(file, encoding, is_file=False)[0])
    assert DECODE[encoding](first) == file


def test_small_bodies_are_not_compressed() -> None:
    assert compress(TEXT[: MIN_BYTES - 1], "br, gzip", is_file=False) == (TEXT[: MIN_BYTES - 1], "")


def test_all_text_is_compressed_and_pictures_are_not() -> None:
    """Static files, pages, documents and problems."""
    kinds = {
        *CONTENT_TYPES.values(),
        "text/html; charset=utf-8",
        "application/problem+json",
        "image/webp",
        "image/jpeg",
    }
    assert {kind for kind in kinds if not COMPRESSIBLE.match(kind)} == {"image/png", "image/webp", "image/jpeg"}
