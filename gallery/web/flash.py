"""What a form did, kept until the browser comes back from its redirect and has shown it once.

A report with a line for each of several hundred files fits neither in a cookie nor in an address, and the next
request may meet another instance. So it lies beside the previews, under a name that nobody can guess.
"""

import json
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from gallery.errors import GalleryError, NotFound
from gallery.storage.account import Storage

REPORTS = ".reports/"
_TICKET = re.compile(r"[0-9a-f]{32}", re.ASCII)


def store_flash(storage: Storage, lines: Sequence[dict[str, Any]]) -> str:
    """Keeps the JSON of outcomes or moves; gives the ticket that shows them once."""
    ticket = secrets.token_hex(16)
    storage.previews.overwrite(f"{REPORTS}{ticket}", json.dumps(lines).encode(), "application/json", {})
    return ticket


def take_flash(storage: Storage, ticket: str | None) -> list[dict[str, Any]]:
    """The lines of a report, which is gone afterwards; none for a ticket that was used already."""
    if not ticket or not _TICKET.fullmatch(ticket):
        return []
    try:
        blob, data = storage.previews.read(f"{REPORTS}{ticket}")
    except NotFound:
        return []
    with suppress(GalleryError):  # Seen twice is better than never.
        storage.previews.delete(blob)
    lines: list[dict[str, Any]] = json.loads(data)
    return lines
