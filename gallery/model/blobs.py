"""What Blob Storage reports about one blob."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from gallery.model.cached import cached
from gallery.model.file_classes import FileClass, classify_file
from gallery.model.folders import NameClass, classify_name
from gallery.model.identities import read_identity

MAX_BLOB_NAME = 1_024
"""Characters (Azure docs, "Naming and referencing containers, blobs, and metadata")."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Reading:
    """When the service sent a response. A listing's blobs share one, updated when the same page is sent again."""

    at: datetime = LONG_AGO
    """UTC, by the service's clock."""


@dataclass(frozen=True)
class Blob:
    """A blob's name and properties, without its bytes."""

    name: str
    length: int
    """Bytes."""
    etag: str
    md5: bytes | None
    content_type: str
    created: datetime
    """UTC."""
    metadata: Mapping[str, str]
    last_modified: datetime = LONG_AGO
    """UTC."""
    is_archived: bool = False
    """Whether it's in the archive tier, so that its bytes can't be read."""
    reading: Reading = field(default_factory=Reading, repr=False, compare=False)
    derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """A cache for objects computed from this blob."""

    @property
    def read_at(self) -> datetime:
        """The service's time when it sent these properties; LONG_AGO if it didn't say."""
        return self.reading.at

    @property
    def age(self) -> timedelta:
        """Time since the last change, by the service's clock alone. Not positive if that's unknown."""
        return self.read_at - self.last_modified if self.read_at > LONG_AGO else timedelta(0)

    @cached
    def identity(self) -> bytes | None:
        """What tells its bytes from all others, see model/identities.py; None if another tool didn't note their MD5."""
        return self.md5 or read_identity(self.metadata, self.length)

    @cached
    def name_class(self) -> NameClass:
        """The class of the name, computed once."""
        return classify_name(self.name)

    @cached
    def file_class(self) -> FileClass:
        """The class of the file's name, computed once."""
        return classify_file(self.name)
