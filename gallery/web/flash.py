"""Flash messages: one-time results shown after a redirect.

Results of several hundred files fit into neither a cookie nor an address, and the next request may reach another
instance. So they're stored next to the previews, under a random name.
"""

import json
import re
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from gallery.errors import GalleryError, NotFound
from gallery.storage.account import Storage

FOLDER = ".reports/"
_TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)


def store_flash(storage: Storage, results: Sequence[Mapping[str, Any]]) -> str:
    """Store the JSON of outcomes or moves, and return the token that shows them once."""
    token = secrets.token_hex(16)
    storage.previews.overwrite(f"{FOLDER}{token}", json.dumps(results).encode(), "application/json", {})
    return token


def take_flash(storage: Storage, token: str | None) -> list[dict[str, Any]]:
    """Return the results and delete them; nothing for an unknown or used token."""
    if not token or not _TOKEN.fullmatch(token):
        return []
    try:
        blob, data = storage.previews.read(f"{FOLDER}{token}")
    except NotFound:
        return []
    with suppress(GalleryError):  # Showing results twice is better than not at all.
        storage.previews.delete(blob)
    results: list[dict[str, Any]] = json.loads(data)
    return results


def count_outcomes(results: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the number of results with each outcome."""
    return Counter(result["outcome"] for result in results)
