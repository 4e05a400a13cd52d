"""Sizes and names of preview blobs."""

import hashlib
from functools import lru_cache

from gallery.model.folders import TRASH

PREVIEW_SIZES = (240, 480, 2048)
"""Pixels: row height of the grid at one and two device pixels per CSS pixel, and longest edge in the viewer."""

PREVIEW_VERSION = 3
"""Version of the preview scheme. Photos developed with another version are developed again."""


@lru_cache(maxsize=2_000)
def preview_marker(generation: str, photo_name: str, version: str) -> str:
    """Return the `previews` metadata of a photo whose previews exist.

    It changes with the photo's bytes and name and with the generation of the previews container, even if another tool
    changes them. Cached because a page needs it three times per photo.
    """
    covered = f"{generation}/{preview_name(photo_name, version, 0)}"
    return f"{PREVIEW_VERSION}-{hashlib.sha256(covered.encode()).hexdigest()[:16]}"


def preview_name(photo_name: str, version: str, size: int) -> str:
    """Return the name of a preview's blob. It changes with the photo's bytes, so caches may keep it forever.

    A photo in the trash keeps the previews of its original name. The blob's content type is that of WebP or JPEG.
    """
    return f"{photo_name.removeprefix(TRASH)}/{version}-{size}"
