"""What a photo's metadata says about the guest who added it. Only the owner may learn it."""

import unicodedata
from collections.abc import Mapping
from urllib.parse import unquote

from gallery.model.blobs import Blob
from gallery.model.embedded_facts import encode_value
from gallery.model.names import JOINERS
from gallery.model.shares import is_share_id

GUEST, SHARE, UPLOAD = "guest", "share", "guest_upload"
"""Metadata keys: the guest's name, the id of the share, and the name of the upload's entry in the ledger.

Together they take up to 850 bytes, so a photo with the longest texts loses some of its tags (see fit_metadata)."""

KEPT = "guest_upload_kept"
"""Metadata key of a photo that another upload has reported as stored, so the guest's upload mustn't remove it."""

MAX_GUEST = 60
"""Characters."""

MAX_TYPED = 10 * MAX_GUEST
"""Characters that are cleaned, because normalizing thousands of combining accents takes quadratic time."""

_INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Categories of control characters and marks, such as those that change the direction of text (Unicode 4.5)."""


def clean_guest(typed: str) -> str:
    """Return a guest's name as one line of at most MAX_GUEST visible characters; "" if none is left."""
    normal = unicodedata.normalize("NFC", typed[:MAX_TYPED])
    spaced = (" " if char.isspace() else char for char in normal)
    visible = "".join(char for char in spaced if char in JOINERS or unicodedata.category(char) not in _INVISIBLE)
    return " ".join(visible.split())[:MAX_GUEST].strip(f" {JOINERS}")


def guest_metadata(guest: str, share: str, upload: str) -> dict[str, str]:
    """Return the metadata of a photo that a guest adds. `guest` is clean."""
    return {**encode_guest(guest), SHARE: share, UPLOAD: upload}


def encode_guest(guest: str) -> dict[str, str]:
    """Return the metadata with the name; none if there's no name."""
    return {GUEST: encode_value(guest)} if guest else {}


def read_guest(metadata: Mapping[str, str]) -> str:
    """Return the guest's name in a blob's metadata, or ""."""
    return clean_guest(unquote(metadata.get(GUEST, "")))


def is_from_guest(blob: Blob) -> bool:
    """Return whether a guest added the photo."""
    return is_share_id(blob.metadata.get(SHARE, ""))


def find_guest(blob: Blob) -> str | None:
    """Return the name of the guest who added a photo, "" for one without a name; None if nobody did."""
    return read_guest(blob.metadata) if is_from_guest(blob) else None


def may_be_removed(blob: Blob) -> bool:
    """Return whether the guest's upload that stored the photo may still remove it, if its share was revoked."""
    return is_from_guest(blob) and KEPT not in blob.metadata
