"""When photos came into the gallery. A move creates a new blob, so the original's time is kept in its metadata."""

from contextlib import suppress
from datetime import UTC, datetime

from gallery.model.blobs import Blob

UPLOADED = "uploaded"
"""Metadata of a photo that was moved before its date was known: when the first blob was created, ISO 8601, UTC."""

FIRST_UPLOAD = datetime(2008, 1, 1, tzinfo=UTC)
"""Blob Storage didn't exist before 2008."""


def read_upload_time(blob: Blob) -> datetime:
    """Return when a photo was uploaded (UTC): before any move, as far as that's known."""
    with suppress(ValueError, TypeError):  # Other tools can write anything there.
        uploaded = datetime.fromisoformat(blob.metadata.get(UPLOADED, ""))
        if FIRST_UPLOAD <= uploaded <= blob.created:
            return uploaded.astimezone(UTC)
    return blob.created.astimezone(UTC)
