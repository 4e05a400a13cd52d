"""Compress bodies with an encoding that the client accepts.

docs/decisions/09-compress-every-text-response.md explains the choice of encodings and why compressing leaks no secrets.
"""

import gzip
import re
from functools import lru_cache

import brotli
from werkzeug.http import parse_accept_header

BROTLI, GZIP = "br", "gzip"

ENCODINGS = (BROTLI, GZIP)
"""The better one first."""

MIN_BYTES = 500
"""Smaller bodies save less than the header costs."""

PAGE_QUALITY = {BROTLI: 5, GZIP: 6}
"""About 0.5 ms per page; higher levels take ten times as long and save less than 1%."""

BEST_QUALITY = {BROTLI: 11, GZIP: 9}

CACHED_FILES = 256
"""Enough for all of static/ in both encodings."""

COMPRESSIBLE = re.compile(r"text/|application/(.+\+)?json|image/svg\+xml")
"""Content types of text; pictures are compressed already."""


def compress(body: bytes, accept_encoding: str, *, is_file: bool) -> tuple[bytes, str]:
    """Return the body and its Content-Encoding, "" if uncompressed.

    A file is the same for every request, so it's compressed once, at the best quality, and cached.
    """
    encoding = choose_encoding(accept_encoding) if len(body) >= MIN_BYTES else ""
    if not encoding:
        return body, ""
    return _compress_file(body, encoding) if is_file else _compress(body, encoding, PAGE_QUALITY[encoding]), encoding


def choose_encoding(accept_encoding: str) -> str:
    """Return the encoding the client prefers, ours if it has no preference (RFC 9110, 12.5.3); "" for none."""
    weights = {name.lower().removeprefix("x-"): weight for name, weight in parse_accept_header(accept_encoding)}
    best = max(ENCODINGS, key=lambda encoding: weights.get(encoding, weights.get("*", 0)))
    weight = weights.get(best, weights.get("*", 0))
    return best if weight > 0 and weight >= weights.get("identity", 0) else ""


@lru_cache(maxsize=CACHED_FILES)
def _compress_file(body: bytes, encoding: str) -> bytes:
    return _compress(body, encoding, BEST_QUALITY[encoding])


def _compress(body: bytes, encoding: str, quality: int) -> bytes:
    if encoding == GZIP:
        return gzip.compress(body, quality, mtime=0)
    compressed: bytes = brotli.compress(body, quality=quality)
    return compressed
