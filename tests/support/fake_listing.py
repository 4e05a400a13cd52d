"""A fake Blob Storage for libraries that are too large for Azurite: it generates photos when they are listed.

It responds as the service does (Azure REST docs), stores what is written if the conditions of the request are met, and
counts requests.
"""

import base64
import hashlib
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from heapq import merge
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from gallery.storage.folder_marks import EVERYTHING
from local.dev.azurite import ACCOUNT, KEY
from support.fake_blobs import Condition, ConditionNotMet, FakeBlob, FakeBlobs, InvalidBlockList
from support.fake_library import GENERATION, FakeLibrary, Folder, photo_md5, photo_metadata
from support.listing_xml import format_listing

PHOTO_BYTES = 4_123_456
PHOTOS_MODIFIED = 1_789_200_000
PHOTO_ETAG = '"0x8DEADBEEF"'

MARKED_BEFORE = 120
"""Seconds before the start at which all folders were marked as changed: a scan that starts now counts at once."""

BLOCK = re.compile("<Latest>(.*?)</Latest>")
RANGE = re.compile(r"bytes=(\d+)-(\d*)")
METADATA = "x-ms-meta-"


@dataclass
class FakeAccount:
    """Two containers, and the requests to them."""

    library: FakeLibrary
    """Photos that nobody has written."""
    connection: str = ""
    photos: FakeBlobs = field(default_factory=FakeBlobs)
    """What was written into that container."""
    previews: FakeBlobs = field(default_factory=FakeBlobs)
    calls: list[str] = field(default_factory=list)
    blobs_listed: int = 0
    seconds_ahead: float = 0
    """By which this account's clock is ahead, so that tests needn't wait."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def now(self) -> float:
        """The account's time, in seconds since 1970, UTC."""
        return time.time() + self.seconds_ahead

    def forget_calls(self) -> None:
        """Reset the counts."""
        self.calls.clear()
        self.blobs_listed = 0

    def written(self, container: str) -> FakeBlobs:
        """Return what was written into a container."""
        return self.photos if container == "photos" else self.previews

    def find(self, container: str, name: str) -> FakeBlob | None:
        """Return a blob that was written, or a photo of the library, which has no bytes."""
        written = self.written(container).get(name)
        if written or container != "photos" or name not in self.library:
            return written
        return FakeBlob(
            PHOTO_BYTES, PHOTO_ETAG, PHOTOS_MODIFIED, photo_metadata(name), photo_md5(name), "image/jpeg"
        )  # fmt: skip

    def names_from(self, container: str, name: str) -> Iterator[str]:
        """Yield the sorted names of a container from this one on."""
        written = self.written(container).names_from(name)
        return merge(written, self.library.names_from(name)) if container == "photos" else written


@contextmanager
def fake_account(folders: Iterable[Folder]) -> Iterator[FakeAccount]:
    """Serve an account with a library of these folders, including facts, in the container `photos`."""
    account = FakeAccount(FakeLibrary(folders))
    account.previews.put(".generation", GENERATION.encode(), account.now, {})
    account.photos.put(EVERYTHING, b"", account.now - MARKED_BEFORE, {})

    class Handler(_Handler):
        served = account

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        endpoint = f"http://127.0.0.1:{server.server_address[1]}/{ACCOUNT}"
        parts = ("DefaultEndpointsProtocol=http", f"AccountName={ACCOUNT}", f"AccountKey={KEY}")
        account.connection = ";".join([*parts, f"BlobEndpoint={endpoint}"])
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield account
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    served: FakeAccount

    def log_message(self, *_: Any) -> None:
        """Keep the test's output clean: the requests are in `calls`."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the account's time, for the header Date."""
        return formatdate(self.served.now if timestamp is None else timestamp, usegmt=True)

    def do_GET(self) -> None:
        container, name, query = self._open()
        if name:
            self._send_blob(container, name)
            return
        account = self.served
        body, blobs = format_listing(
            lambda start: account.names_from(container, start), lambda one: account.find(container, one), query
        )
        with account.lock:
            account.blobs_listed += blobs
        self._respond(200, body, {"Content-Type": "application/xml"})

    def do_HEAD(self) -> None:
        container, name, _ = self._open()
        self._send_blob(container, name)

    def do_PUT(self) -> None:
        container, name, query = self._open()
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        operation, is_new = query.get("comp", ""), self.served.find(container, name) is None
        try:
            if operation == "block":
                self.served.written(container).stage_block(name, query["blockid"], data)
                self._respond(201, b"", {})
                return
            blob = self._write(container, name, operation, data)
        except ConditionNotMet:
            is_taken = "If-None-Match" in self.headers and not is_new
            codes = (409, "BlobAlreadyExists") if is_taken else (412, "ConditionNotMet")
            self._respond(codes[0], b"", {"x-ms-error-code": codes[1]})
        except InvalidBlockList:
            self._respond(400, b"", {"x-ms-error-code": "InvalidBlockList"})
        else:
            headers = {"ETag": blob.etag, "Last-Modified": self.date_time_string(blob.modified)} if blob else {}
            self._respond((200 if operation == "metadata" else 201) if blob else 404, b"", headers)

    def do_DELETE(self) -> None:
        container, name, _ = self._open()
        try:
            was_there = self.served.written(container).delete(name, self._condition())
            self._respond(*(202, b"", {}) if was_there else (404, b"", {"x-ms-error-code": "BlobNotFound"}))
        except ConditionNotMet:
            self._respond(412, b"", {"x-ms-error-code": "ConditionNotMet"})

    def _write(self, container: str, name: str, operation: str, data: bytes) -> FakeBlob | None:
        blobs, now, condition = self.served.written(container), self.served.now, self._condition()
        headers = {key.lower(): value for key, value in self.headers.items()}
        metadata = {key[len(METADATA) :]: value for key, value in headers.items() if key.startswith(METADATA)}
        if operation == "metadata":
            return blobs.set_metadata(name, now, metadata, condition)
        if operation == "blocklist":
            return blobs.commit(name, BLOCK.findall(data.decode()), now, metadata, condition)
        return blobs.put(name, data, now, metadata, condition, content_type=headers.get("x-ms-blob-content-type", ""))

    def _condition(self) -> Condition:
        return Condition(self.headers.get("If-Match", ""), self.headers.get("If-None-Match", ""))

    def _open(self) -> tuple[str, str, dict[str, str]]:
        """Count the request; return its container, blob and query."""
        url, account = urlsplit(self.path), self.served
        _, _, container, *name = unquote(url.path).split("/", 3)
        with account.lock:
            account.calls.append(f"{self.command} {self.path}")
        return container, "".join(name), {key: values[0] for key, values in parse_qs(url.query).items()}

    def _send_blob(self, container: str, name: str) -> None:
        blob = self.served.find(container, name)
        if not blob:
            self._respond(404, b"", {"x-ms-error-code": "BlobNotFound"})
            return
        modified = self.date_time_string(blob.modified)
        headers = {"ETag": blob.etag, "Last-Modified": modified, "x-ms-creation-time": modified}
        headers |= {f"{METADATA}{key}": value for key, value in blob.metadata.items()}
        headers |= {"x-ms-blob-type": "BlockBlob", "Content-Type": blob.content_type}
        found = RANGE.fullmatch(self.headers.get("x-ms-range", "") or self.headers.get("Range", ""))
        try:
            self._condition().check(blob)
        except ConditionNotMet:
            self._respond(412, b"", {"x-ms-error-code": "ConditionNotMet"})
            return
        if self.command == "HEAD" or not found:
            checksum = {"Content-MD5": _encode(blob.md5)} if blob.md5 else {}
            self._respond(200, blob.data, {**headers, **checksum, "Content-Length": str(blob.length)})
        elif int(found[1]) >= blob.length:
            self._respond(416, b"", {"x-ms-error-code": "InvalidRange"})
        else:
            start, end = int(found[1]), min(int(found[2] or blob.length), blob.length - 1)
            part = blob.data[start : end + 1]
            headers |= {"Content-MD5": _encode(hashlib.md5(part, usedforsecurity=False).digest())}
            headers |= {"x-ms-blob-content-md5": _encode(blob.md5)} if blob.md5 else {}
            self._respond(206, part, {**headers, "Content-Range": f"bytes {start}-{end}/{blob.length}"})

    def _respond(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _encode(md5: bytes | None) -> str:
    return base64.b64encode(md5 or b"").decode()
