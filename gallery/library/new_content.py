"""The bytes of a new photo: how they get into its reservation, at once or in several steps. See storing.py."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gallery.model.blobs import Blob
from gallery.storage.container import Container
from gallery.storage.properties import Content


class NewContent(Protocol):
    """What storing.py needs to know of the bytes it stores."""

    @property
    def length(self) -> int:
        """Bytes."""

    @property
    def identity(self) -> bytes:
        """See model/identities.py."""

    @property
    def token(self) -> str:
        """The upload's. Requests that continue the same upload have the same one."""

    @property
    def is_resumable(self) -> bool:
        """Whether a reservation holds something for the next attempt to fill it."""

    def stage(self, reservation: Blob) -> Blob:
        """Do all that doesn't change what the reservation contains. Return it: its ETag may be new. Raises Changed."""

    def commit(self, reservation: Blob, metadata: Mapping[str, str]) -> None:
        """Fill the reservation, on condition that it still has this ETag. Raises Changed, NotFound."""

    def is_whole(self, blob: Blob) -> bool:
        """Whether a blob with this identity has exactly these bytes."""


@dataclass(frozen=True)
class InMemory:
    """Bytes that one request writes."""

    container: Container = field(repr=False)
    content: Content
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    is_resumable = False

    @property
    def length(self) -> int:
        """Bytes."""
        return len(self.content.data)

    @property
    def identity(self) -> bytes:
        """See Content."""
        return self.content.identity

    def stage(self, reservation: Blob) -> Blob:
        """Do nothing."""
        return reservation

    def commit(self, reservation: Blob, metadata: Mapping[str, str]) -> None:
        """See NewContent."""
        self.container.put(reservation.name, self.content, metadata, replaces=reservation)

    def is_whole(self, _: Blob) -> bool:
        """Return True: the service computed the blob's MD5 from the bytes it received."""
        return True
