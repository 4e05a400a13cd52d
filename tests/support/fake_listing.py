"""A fake Blob Storage for libraries that are too large for Azurite: it generates photos when they are listed.

It responds as the service does (REST docs, "List Blobs"), stores what is written into the previews container if the
conditions of the request are met, and counts requests.
"""

import base64
import hashlib
import threading
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from gallery.model.preview_names import preview_marker
from local.dev.azurite import ACCOUNT, KEY

GENERATION = "0123456789abcdef"
DATE = formatdate(1_789_200_000, usegmt=True)
ETAG = "0x8DEADBEEF"
LAST = "\U0010ffff"
PAGE = 5_000

PROPERTIES = (
    "<Creation-Time>{date}</Creation-Time><Last-Modified>{date}</Last-Modified><Etag>{etag}</Etag>"
    "<Content-Length>{length}</Content-Length><Content-Type>image/jpeg</Content-Type><Content-Encoding />"
    "<Content-Language /><Content-CRC64 /><Content-MD5>{md5}</Content-MD5><Cache-Control /><Content-Disposition />"
    "<BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred>"
    "<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted>"
)


@dataclass
class FakeAccount:
    """Two containers, and the requests to them."""

    names: list[str]
    """Photos, sorted."""
    connection: str = ""
    previews: dict[str, tuple[bytes, dict[str, str]]] = field(default_factory=dict)
    preview_names: list[str] = field(default_factory=list)
    writes: dict[str, int] = field(default_factory=dict)
    """How often each preview was written."""
    calls: list[str] = field(default_factory=list)
    blobs_listed: int = 0
    concurrent_calls: int = 0
    max_concurrent_calls: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(
        self, name: str, data: bytes, metadata: dict[str, str], if_match: str = "", if_none_match: str = ""
    ) -> bool:
        """Write a blob into the previews container; return false if a condition isn't met."""
        with self.lock:
            if (if_match and if_match != f'"{self.etag(name)}"') or (if_none_match and name in self.previews):
                return False
            if name not in self.previews:
                insort(self.preview_names, name)
            self.previews[name] = (data, metadata)
            self.writes[name] = self.writes.get(name, 0) + 1
            return True

    def etag(self, name: str) -> str:
        """Return a blob's ETag, which changes with each write."""
        return f"{ETAG}{self.writes.get(name, '')}"

    def forget_calls(self) -> None:
        """Reset the counts."""
        self.calls.clear()
        self.blobs_listed = self.max_concurrent_calls = 0


def dated_names(years: int, photos_a_month: int, last_year: int = 2026) -> list[str]:
    """Return the names of a library with this many photos in each month, spread over its first 28 days."""
    return sorted(
        f"{year}/{month:02}/{number % 28 + 1:02}/IMG_{number:05}.jpg"
        for year in range(last_year - years + 1, last_year + 1)
        for month in range(1, 13)
        for number in range(photos_a_month)
    )


@contextmanager
def fake_account(names: Iterable[str]) -> Iterator[FakeAccount]:
    """Serve an account with these photos, including their facts, in the container `photos`."""
    account = FakeAccount(sorted(names))
    account.put(".generation", GENERATION.encode(), {})

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


def photo_metadata(name: str) -> dict[str, str]:
    """Return the metadata that the gallery would have written."""
    parts = name.split("/")
    taken = "-".join(parts[:3]) if parts[0].isdecimal() else "2026-01-01"
    md5 = hashlib.md5(name.encode(), usedforsecurity=False).digest()
    claim = preview_marker(GENERATION, md5, md5.hex())
    facts = {"taken": f"{taken}T10:11:12", "taken_from": "exif", "width": "4000", "height": "3000"}
    return {**facts, "colour": "#7a8b9c", "previews": claim}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    served: FakeAccount

    def log_message(self, *_: Any) -> None:
        """Keep the test's output clean: the requests are in `calls`."""

    def do_GET(self) -> None:
        with self._count() as (container, name, query):
            if name:
                self._send_preview(name)
            else:
                listed = self.served.names if container == "photos" else self.served.preview_names
                self._respond(200, self._list(listed, container, query), {"Content-Type": "application/xml"})

    def do_HEAD(self) -> None:
        with self._count() as (_, name, _):
            self._send_preview(name)

    def do_PUT(self) -> None:
        with self._count() as (_, name, query):
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            prefix = "x-ms-meta-"
            found = {key[len(prefix) :]: value for key, value in self.headers.items() if key.startswith(prefix)}
            is_new = query.get("comp") != "metadata"
            if self.served.put(
                name, data, found, self.headers.get("If-Match", ""), self.headers.get("If-None-Match", "")
            ):
                headers = {"ETag": f'"{self.served.etag(name)}"', "Last-Modified": DATE}
                self._respond(201 if is_new else 200, b"", headers)
            elif is_new:
                self._respond(409, b"", {"x-ms-error-code": "BlobAlreadyExists"})
            else:
                self._respond(412, b"", {"x-ms-error-code": "ConditionNotMet"})

    @contextmanager
    def _count(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        url, account = urlsplit(self.path), self.served
        _, _, container, *name = unquote(url.path).split("/", 3)
        with account.lock:
            account.calls.append(f"{self.command} {self.path}")
            account.concurrent_calls += 1
            account.max_concurrent_calls = max(account.max_concurrent_calls, account.concurrent_calls)
        try:
            yield container, "".join(name), {key: values[0] for key, values in parse_qs(url.query).items()}
        finally:
            with account.lock:
                account.concurrent_calls -= 1

    def _send_preview(self, name: str) -> None:
        data, metadata = self.served.previews.get(name, (b"", {}))
        if name not in self.served.previews:
            self._respond(404, b"", {"x-ms-error-code": "BlobNotFound"})
            return
        headers = {f"x-ms-meta-{key}": value for key, value in metadata.items()}
        headers |= {"ETag": f'"{self.served.etag(name)}"', "Last-Modified": DATE, "x-ms-creation-time": DATE}
        headers |= {"Content-MD5": _md5(data), "Content-Range": f"bytes 0-{len(data) - 1}/{len(data)}"}
        self._respond(206 if self.command == "GET" else 200, data, headers)

    def _list(self, names: list[str], container: str, query: dict[str, str]) -> bytes:
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        limit = min(int(query.get("maxresults", PAGE)), PAGE)
        entries: list[str] = []
        at = bisect_left(names, query.get("marker", "") or prefix)
        while at < len(names) and names[at].startswith(prefix) and len(entries) < limit:
            folder, found, _ = names[at][len(prefix) :].partition(delimiter) if delimiter else ("", "", "")
            if found:
                entries.append(f"<BlobPrefix><Name>{escape(prefix + folder)}/</Name></BlobPrefix>")
                at = bisect_left(names, prefix + folder + delimiter + LAST)
            else:
                entries.append(self._format_entry(names[at], container))
                at += 1
        marker = names[at] if at < len(names) and names[at].startswith(prefix) else ""
        blobs = f"<Blobs>{''.join(entries)}</Blobs><NextMarker>{escape(marker)}</NextMarker>"
        return f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults>{blobs}</EnumerationResults>'.encode()

    def _format_entry(self, name: str, container: str) -> str:
        self.served.blobs_listed += 1
        is_photo = container == "photos"
        metadata = photo_metadata(name) if is_photo else self.served.previews[name][1]
        properties = PROPERTIES.format(
            date=DATE,
            etag=ETAG if is_photo else self.served.etag(name),
            length=4_123_456 if is_photo else 0,
            md5=_md5(name.encode()),
        )
        items = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in metadata.items())
        details = f"<Properties>{properties}</Properties><Metadata>{items}</Metadata>"
        return f"<Blob><Name>{escape(name)}</Name>{details}</Blob>"

    def _respond(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _md5(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
