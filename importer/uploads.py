"""Sending one file to a gallery: in a form, under an exact name, or in pieces."""

import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests

from importer.client import Client, describe_refusal, photo_path
from importer.entries import Entry
from importer.errors import Refused
from importer.file_hashes import FileHash

STORED, DUPLICATE, RENAMED, REJECTED = "stored", "duplicate", "renamed", "rejected"
"""The gallery's outcomes."""

MAX_FORM_BYTES = 24 * 1024 * 1024
"""Larger files go in pieces, so that a worker never holds more than a few of these in memory."""

MAX_SAME_REPORTS = 10
"""Times that the gallery may say the same about an upload in pieces that's to be finished: nothing changes any more."""

MAX_REPORTS = 1000
"""Of any kind. Each request stores a part of the file for up to 20 seconds."""

PAUSE = 1.0
"""Seconds between these requests."""


@dataclass(frozen=True)
class Content:
    """A file's bytes, as far as they're needed to recognize it."""

    entry: Entry
    size: int
    md5: str
    """In hex."""
    data: bytes | None = field(default=None, repr=False)
    """None if they're too many to keep, so that they go in pieces."""
    identity: str = ""
    """What the gallery stores about a very large file instead of an MD5."""


@dataclass(frozen=True)
class Outcome:
    """What the gallery did with a file."""

    kind: str
    photo: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    """Why it was rejected."""
    status: int = 0

    @property
    def is_temporary(self) -> bool:
        """Whether a rejected file may be accepted later: the gallery or another upload was in the way."""
        return self.status == HTTPStatus.CONFLICT or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def name(self) -> str:
        """The photo's name."""
        return str(self.photo.get("name", ""))


def read_content(entry: Entry, piece_bytes: int) -> Content:
    """Read a file once. Raises READ_ERRORS."""
    if entry.size <= MAX_FORM_BYTES:
        data = entry.read(MAX_FORM_BYTES + 1)
        return Content(entry, len(data), hashlib.md5(data, usedforsecurity=False).hexdigest(), data)
    file = FileHash()
    for piece in read_pieces(entry, piece_bytes):
        file.update(piece)
    return Content(entry, file.size, file.md5, identity=file.identity)


def read_pieces(entry: Entry, piece_bytes: int) -> Iterator[bytes]:
    """Yield a file's pieces. All have the same length, except the last."""
    with entry.open() as file:
        while piece := file.read(piece_bytes):
            yield piece


def send_form(client: Client, content: Content, album: str, modified: str | None) -> Outcome:
    """Add a photo to an album, or by its date. Raises Unreachable."""
    fields = {"album": album, **({"modified": modified} if modified else {})}
    # Without a length, requests would send the parts as they come, which the gallery refuses.
    body, content_type = _encode_form(fields, content.entry.file, content.data or b"")
    response = client.send("POST", "/upload-photos", data=body, headers={"Content-Type": content_type})
    files = _read_document(response).get("files")
    return _read_outcome(files[0]) if files else _reject(response)


def send_exactly(client: Client, content: Content, name: str, modified: str | None) -> Outcome:
    """Add a photo under exactly this name. Raises Unreachable."""
    params = {"modified": modified} if modified else {}
    response = client.send("PUT", photo_path(name), data=content.data or b"", params=params)
    document = _read_document(response)
    return _read_outcome(document) if "outcome" in document else _reject(response)


@dataclass
class PieceUpload:
    """An upload in pieces. A later run continues it with its token."""

    client: Client
    content: Content
    piece_bytes: int
    token: str = ""
    on_start: Callable[[str], object] = lambda _: None
    """Called with the token of a new upload."""

    def send(self, target: Mapping[str, str], modified: str | None) -> Outcome:
        """Send what's missing, and have it stored. The target is an exact name, or a file and its album.

        Raises Unreachable, READ_ERRORS.
        """
        try:
            received = self._list_received() if self.token else None
            if received is None:
                received = self._start({**target, "bytes": self.content.size, "modified": modified})
            return self._finish(self._send_pieces(received))
        except Refused as error:
            return Outcome(REJECTED, reason=str(error), status=error.status)

    def _list_received(self) -> set[int] | None:
        try:
            return set(self.client.get_json(f"/api/uploads/{self.token}")["received"])
        except Refused as error:
            if error.status == HTTPStatus.NOT_FOUND:  # It has expired.
                return None
            raise

    def _start(self, about: Mapping[str, Any]) -> set[int]:
        document = self.client.post_json("/api/uploads", about)
        self.token, self.piece_bytes = document["token"], document["piece_bytes"]
        self.on_start(self.token)
        return set()

    def _send_pieces(self, received: set[int], only: set[int] | None = None) -> list[str]:
        """Send the pieces that haven't been received, or `only` these; return the MD5s of all."""
        md5s = []
        for number, piece in enumerate(read_pieces(self.content.entry, self.piece_bytes)):
            md5s.append(hashlib.md5(piece, usedforsecurity=False).hexdigest())
            if number in only if only is not None else number not in received:
                self.client.request("PUT", f"/api/uploads/{self.token}/{number}", data=piece)
        return md5s

    def _finish(self, md5s: list[str]) -> Outcome:
        reports = Counter[str]()
        while True:
            response = self.client.send("POST", f"/api/uploads/{self.token}", json={"pieces": md5s})
            document = _read_document(response)
            if "outcome" in document:
                return _read_outcome(document)
            if "missing" not in document and "progress" not in document:
                return _reject(response)
            reports[str(document)] += 1
            if max(reports.values()) > MAX_SAME_REPORTS or reports.total() > MAX_REPORTS:
                reason = "the gallery doesn't finish storing it"
                return Outcome(REJECTED, reason=reason, status=HTTPStatus.SERVICE_UNAVAILABLE)
            if "missing" in document:
                md5s = self._send_pieces(set(), set(document["missing"]))
            time.sleep(PAUSE)


def _encode_form(fields: Mapping[str, str], file: str, data: bytes) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    texts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    name = file.replace("\\", "_").replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="photos"; filename="{name}"\r\n\r\n'
    body = b"".join(["".join(texts).encode(), head.encode(errors="replace"), data, f"\r\n--{boundary}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={boundary}"


def _read_outcome(document: Mapping[str, Any]) -> Outcome:
    photo = document.get("photo") or {}
    return Outcome(str(document["outcome"]), photo, str(document.get("reason", "")), int(document.get("status", 0)))


def _reject(response: requests.Response) -> Outcome:
    return Outcome(REJECTED, reason=describe_refusal(response), status=response.status_code)


def _read_document(response: requests.Response) -> dict[str, Any]:
    try:
        document = response.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
