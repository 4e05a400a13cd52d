"""What a container holds: the answers of List Blobs, read straight from their XML.

The request goes the SDK's way, with its credentials, retries and tracing; its models of the answer alone would cost
more than ten times the CPU of reading it, seconds for a large month.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urlencode
from xml.etree.ElementTree import Element, ParseError, fromstring

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    DecodeError,
    HttpResponseError,
    IncompleteReadError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.core.rest import HttpRequest, HttpResponse
from azure.storage.blob import ContainerClient

from gallery.memory import pause_garbage_collection
from gallery.model.blobs import Blob
from gallery.storage.errors import retry_once
from gallery.storage.listing_cache import ParseCache

PAGE = 5_000
"""Blobs in one answer, the most that the service gives (REST docs, "List Blobs")."""

UNLISTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 can't hold, so that no listing can name a blob with one (XML 1.0, production 2)."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ERRORS: dict[int, type[HttpResponseError]] = {
    HTTPStatus.UNAUTHORIZED: ClientAuthenticationError,
    HTTPStatus.NOT_FOUND: ResourceNotFoundError,
    HTTPStatus.CONFLICT: ResourceExistsError,
}


@dataclass(frozen=True)
class Listing:
    """Blobs by name, and the folders beside them where one level of a container was asked for."""

    blobs: list[Blob]
    folders: list[str]
    """Prefixes, each with its slash at the end."""


Page = tuple[Listing, str]
"""One answer, and the marker that leads to the next, "" behind the last."""


def list_blobs(client: ContainerClient, known: ParseCache[Page], prefix: str, delimiter: str = "") -> Listing:
    """All blobs under a prefix, with metadata; with a delimiter those of one level alone, and its folders.

    `known` are this container's answers, by read_page.

    Raises what the SDK raises, and DecodeError for an answer that is not whole.
    """
    blobs: list[Blob] = []
    folders: list[str] = []
    if UNLISTABLE.search(prefix):
        return Listing(blobs, folders)
    for page in _pages(client, known, {"prefix": prefix, "delimiter": delimiter}):
        blobs += page.blobs
        folders += page.folders
    return Listing(blobs, folders)


def _pages(client: ContainerClient, known: ParseCache[Page], query: dict[str, str]) -> Iterator[Listing]:
    marker = ""
    while True:
        page, marker = retry_once(partial(_page, client, known, {**query, "marker": marker}))
        yield page
        if not marker:
            return


def _page(client: ContainerClient, known: ParseCache[Page], query: dict[str, str]) -> Page:
    return known.read(tuple(query.values()), _ask(client, query))


def _ask(client: ContainerClient, query: dict[str, str]) -> bytes:
    fixed = {"restype": "container", "comp": "list", "include": "metadata", "maxresults": str(PAGE)}
    asked = urlencode(fixed | {name: value for name, value in query.items() if value}, quote_via=quote)
    request = HttpRequest(
        "GET",
        # A right by SAS is part of the client's address.
        f"{client.url}{'&' if '?' in client.url else '?'}{asked}",
        headers={"x-ms-version": str(client.api_version), "Accept": "application/xml"},
    )
    # As a stream, because the pipeline would parse whatever else comes.
    pipeline: Any = client._pipeline  # noqa: SLF001 - what every SDK client sends by; no public name gives the raw answer
    response: HttpResponse = pipeline.run(request, stream=True).http_response
    body = _body(response)
    if response.status_code != HTTPStatus.OK:
        raise _ERRORS.get(response.status_code, HttpResponseError)(response=response)
    return body


def _body(response: HttpResponse) -> bytes:
    try:
        return response.read()
    except AzureError as error:
        # The pipeline has done its work when the head is here, so this is for whoever asked to try again.
        raise IncompleteReadError("The answer ended before its end.", error=error) from error


def read_page(document: bytes) -> Page:
    """What an answer says. Raises DecodeError."""
    try:
        with pause_garbage_collection():
            return _page_of(_parsed(document))
    except (ParseError, ValueError, LookupError) as error:
        raise DecodeError("The answer is no listing.", error=error) from error


def _page_of(root: Element) -> Page:
    entries = _child(root, "Blobs")
    blobs = [_blob(entry) for entry in entries if entry.tag == "Blob"]
    folders = [_name(entry) for entry in entries if entry.tag == "BlobPrefix"]
    return Listing(blobs, folders), root.findtext("NextMarker") or ""


def _parsed(document: bytes) -> Element:
    text = document.decode("utf-8-sig")
    # Entities can't be declared, so they can't grow; no listing has a document type.
    if "<!DOCTYPE" in text:
        raise ValueError("The answer has a document type.")
    return fromstring(text)  # noqa: S314 - see above


def _blob(entry: Element) -> Blob:
    properties = {one.tag: one.text or "" for one in _child(entry, "Properties")}
    metadata = entry.find("Metadata")
    return Blob(
        name=_name(entry),
        length=int(properties["Content-Length"]),
        # Without the quotes that If-Match wants.
        etag=f'"{properties["Etag"].strip(chr(34))}"',
        md5=b64decode(properties.get("Content-MD5", "")) or None,
        content_type=properties.get("Content-Type", ""),
        created=_moment(properties["Creation-Time"]),
        metadata={one.tag: one.text or "" for one in metadata} if metadata is not None else {},
    )


def _name(entry: Element) -> str:
    name = _child(entry, "Name")
    text = name.text or ""
    # Names with characters that XML can't hold come percent-encoded (REST docs, "List Blobs").
    return unquote(text) if name.get("Encoded") == "true" else text


def _moment(text: str) -> datetime:
    """RFC 1123, `Sat, 12 Sep 2026 10:11:12 GMT`: strptime would take longer than all the rest of a blob."""
    day, month, year = int(text[5:7]), MONTHS.index(text[8:11]) + 1, int(text[12:16])
    return datetime(year, month, day, int(text[17:19]), int(text[20:22]), int(text[23:25]), tzinfo=UTC)


def _child(parent: Element, tag: str) -> Element:
    found = parent.find(tag)
    if found is None:
        raise LookupError(tag)
    return found
