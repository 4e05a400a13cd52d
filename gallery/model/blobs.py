"""What Blob Storage reports about one blob."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from gallery.model.folders import NameClass, classify_name

MAX_BLOB_NAME = 1_024
"""Characters (Azure docs, "Naming and referencing containers, blobs, and metadata")."""


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
    derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """A cache for objects computed from this blob."""

    @cached_property
    def name_class(self) -> NameClass:
        """The class of the name, computed once."""
        return classify_name(self.name)
