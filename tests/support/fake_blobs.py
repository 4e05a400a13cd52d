"""The blobs that are written into a fake container, under the conditions of the requests."""

import hashlib
import threading
from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count


class ConditionNotMet(Exception):
    """If-Match, or If-None-Match, isn't met."""


class InvalidBlockList(Exception):
    """A block that is neither staged nor in the blob."""


@dataclass(frozen=True)
class FakeBlob:
    """A blob."""

    length: int
    etag: str
    """With quotes."""
    modified: float
    """Seconds since 1970, UTC."""
    metadata: Mapping[str, str]
    md5: bytes | None
    content_type: str
    data: bytes = b""
    """Empty for the photos of a library, whatever their length."""
    blocks: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """The conditional headers of a request."""

    if_match: str = ""
    if_none_match: str = ""

    def check(self, blob: FakeBlob | None) -> None:
        """Raise ConditionNotMet."""
        if (self.if_match and (not blob or self.if_match not in {blob.etag, "*"})) or (self.if_none_match and blob):
            raise ConditionNotMet


ALWAYS = Condition()


class FakeBlobs:
    """Blobs by name. Each write changes the ETag."""

    def __init__(self) -> None:
        self._blobs: dict[str, FakeBlob] = {}
        self._names: list[str] = []
        self._staged: dict[str, dict[str, bytes]] = {}
        self._versions = count(1)
        self._lock = threading.Lock()
        self.writes: dict[str, int] = {}
        """How often each blob was written."""

    def get(self, name: str) -> FakeBlob | None:
        """Return a blob."""
        return self._blobs.get(name)

    def names_from(self, name: str) -> Iterator[str]:
        """Yield the sorted names from this one on."""
        with self._lock:
            names = self._names[bisect_left(self._names, name) :]
        yield from names

    def put(  # noqa: PLR0913 - the parts of the request
        self,
        name: str,
        data: bytes,
        now: float,
        metadata: Mapping[str, str],
        condition: Condition = ALWAYS,
        *,
        content_type: str = "application/octet-stream",
        blocks: Mapping[str, bytes] | None = None,
    ) -> FakeBlob:
        """Put Blob. Raises ConditionNotMet."""
        with self._lock:
            condition.check(self._blobs.get(name))
            # Put Block List keeps no MD5 (REST docs).
            md5 = None if blocks else hashlib.md5(data, usedforsecurity=False).digest()
            etag = f'"0x8DF{next(self._versions):012X}"'
            blob = FakeBlob(len(data), etag, now, metadata, md5, content_type, data, blocks or {})
            if name not in self._blobs:
                insort(self._names, name)
            self._blobs[name] = blob
            self._staged.pop(name, None)
            self.writes[name] = self.writes.get(name, 0) + 1
            return blob

    def stage_block(self, name: str, block: str, data: bytes) -> None:
        """Put Block."""
        with self._lock:
            self._staged.setdefault(name, {})[block] = data

    def commit(
        self, name: str, order: Sequence[str], now: float, metadata: Mapping[str, str], condition: Condition
    ) -> FakeBlob:
        """Put Block List, of the latest blocks. Raises ConditionNotMet, InvalidBlockList."""
        blob = self._blobs.get(name)
        known = {**(blob.blocks if blob else {}), **self._staged.get(name, {})}
        if not known.keys() >= set(order):
            raise InvalidBlockList
        blocks = {block: known[block] for block in order}
        data = b"".join(known[block] for block in order)
        return self.put(name, data, now, metadata, condition, blocks=blocks)

    def set_metadata(self, name: str, now: float, metadata: Mapping[str, str], condition: Condition) -> FakeBlob | None:
        """Set Blob Metadata, which keeps the bytes. Raises ConditionNotMet."""
        blob = self._blobs.get(name)
        if not blob:
            return None
        return self.put(name, blob.data, now, metadata, condition, content_type=blob.content_type, blocks=blob.blocks)

    def delete(self, name: str, condition: Condition) -> bool:
        """Delete Blob; return whether there was one. Raises ConditionNotMet."""
        with self._lock:
            condition.check(self._blobs.get(name))
            if name not in self._blobs:
                return False
            del self._blobs[name]
            self._names.remove(name)
            return True
