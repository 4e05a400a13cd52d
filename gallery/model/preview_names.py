"""Sizes and names of preview blobs."""

import hashlib
import hmac
import re
from functools import lru_cache

PREVIEW_SIZES = (240, 480, 2048)
"""Pixels: row height of the grid at one and two device pixels per CSS pixel, and longest edge in the viewer."""

ZOOM_SIZE = 4096
"""Pixels: longest edge of a preview that's made only when someone zooms in on a photo."""

PREVIEW_VERSION = 4
"""Version of the preview scheme. Photos developed with another version are developed again."""

_MARKER = re.compile(rf"{PREVIEW_VERSION}-([0-9a-f]{{32}})-[0-9a-f]{{16}}", re.ASCII)


def preview_digest(key: bytes, md5: bytes, turned: int | None = None) -> str:
    """Return the digest that names the previews of a photo with these bytes: 32 hex digits.

    `turned` is its orientation, unless that's the one in its file.

    With the gallery's secret key, so that people who have a file can't find out whether the gallery has it too.
    """
    return hmac.digest(key, md5 + (b"/%d" % turned if turned else b""), "sha256").hex()[:32]


def preview_name(digest: str, size: int) -> str:
    """Return the name of a preview's blob. It changes with what it shows, so caches may keep it forever.

    The blob's content type is that of WebP or JPEG.
    """
    return f"{digest}-{size}"


@lru_cache(maxsize=2_000)
def preview_marker(generation: str, md5: bytes, digest: str) -> str:
    """Return the `previews` metadata of a photo whose previews exist.

    It changes with the photo's bytes, even if another tool changes them, and with the generation of the previews
    container. Cached because a page needs it three times per photo.
    """
    covered = f"{generation}/{md5.hex()}/{digest}"
    return f"{PREVIEW_VERSION}-{digest}-{hashlib.sha256(covered.encode()).hexdigest()[:16]}"


def digest_in_marker(marker: str) -> str | None:
    """Return the digest in `previews` metadata of the current version."""
    match = _MARKER.fullmatch(marker)
    return match and match[1]
