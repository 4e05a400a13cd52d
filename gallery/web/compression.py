"""Bodies made small for their way to the client, in a coding that it takes.

docs/decisions/09-compress-every-text-response.md says which, and why that gives nothing away.
"""

import gzip
import re
from functools import lru_cache

import brotli

BROTLI, GZIP = "br", "gzip"

CODINGS = (BROTLI, GZIP)
"""The better one first."""

SMALLEST = 500
"""Bytes; below that, what is saved is less than the headers say anyway."""

PAGE_QUALITY = {BROTLI: 5, GZIP: 6}
"""About half a millisecond for a page; more takes ten times that for less than a hundredth of the bytes."""

BEST_QUALITY = {BROTLI: 11, GZIP: 9}

FILES = 256
"""Files kept in memory as they were compressed: all of static/ in both codings."""

COMPRESSIBLE = re.compile(r"text/|application/(.+\+)?json|image/svg\+xml")
"""Content types of what is text; pictures are as small as they get."""

_WEIGHT = re.compile(r"([^\s;,]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*", re.IGNORECASE | re.ASCII)


def compressed(body: bytes, accepted: str, *, once: bool) -> tuple[bytes, str]:
    """The body, and its Content-Encoding, which is "" where it goes as it is.

    `accepted` is the request's Accept-Encoding. `once` says that the same bytes are asked for again and again, so that
    they are made as small as can be, once in a process.
    """
    coding = chosen(accepted) if len(body) >= SMALLEST else ""
    if not coding:
        return body, ""
    return _kept(body, coding) if once else _compress(body, coding, PAGE_QUALITY[coding]), coding


def chosen(accepted: str) -> str:
    """The coding that an Accept-Encoding likes best, ours where it has no favourite (RFC 9110, 12.5.3)."""
    weights = _weights(accepted)
    best = max(CODINGS, key=lambda coding: weights.get(coding, weights.get("*", 0)))
    weight = weights.get(best, weights.get("*", 0))
    return best if weight > 0 and weight >= weights.get("identity", 0) else ""


def _weights(accepted: str) -> dict[str, float]:
    found = (_WEIGHT.fullmatch(part.strip()) for part in accepted.lower().split(","))
    return {one[1].removeprefix("x-"): float(one[2] or 1) for one in found if one}


@lru_cache(maxsize=FILES)
def _kept(body: bytes, coding: str) -> bytes:
    return _compress(body, coding, BEST_QUALITY[coding])


def _compress(body: bytes, coding: str, quality: int) -> bytes:
    if coding == GZIP:
        return gzip.compress(body, quality, mtime=0)
    small: bytes = brotli.compress(body, quality=quality)
    return small
