"""Files as storage describes them, and whether they're those that are here."""

import base64
from dataclasses import dataclass
from typing import Protocol

import requests


class KnownFile(Protocol):
    """A file whose bytes are known."""

    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def md5(self) -> str:
        """In hex."""

    @property
    def identity(self) -> str:
        """See gallery/model/identities.py."""


@dataclass(frozen=True)
class StoredFile:
    """A file as storage describes it."""

    bytes: int
    md5: str
    """In hex; "" if storage has none, as for very large files."""
    content: str
    """What the gallery stored instead of an MD5: see gallery/model/identities.py."""

    @property
    def is_identified(self) -> bool:
        """Whether storage knows which bytes it has."""
        return bool(self.md5 or self.content)

    def agrees_with(self, file: KnownFile) -> bool:
        """Return whether it has the same length, and the same bytes as far as storage knows."""
        has_bytes = self.md5 == file.md5 if self.md5 else self.content in {"", file.identity}
        return self.bytes == file.size and has_bytes


def describe_stored(response: requests.Response) -> StoredFile:
    """Return what storage says about a file."""
    headers = response.headers
    length, content = int(headers.get("Content-Length", -1)), headers.get("x-ms-meta-content", "")
    md5 = base64.b64decode(headers.get("Content-MD5", "")).hex()
    # With another length, it's about other bytes: a tool has changed the file, but not its metadata.
    return StoredFile(length, md5, content if content.startswith(f"{length}-") else "")
