"""Listings of a container: requested by the SDK, with its credentials, retries and tracing, but parsed here.

The SDK's models of a response take more than ten times as much CPU, which is seconds for a large month.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime
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
from gallery.model.blobs import Blob, Reading
from gallery.storage.errors import retry_once
from gallery.storage.listing_cache import ParseCache
from gallery.storage.plain_listing import read_plain_page
from gallery.storage.properties import ARCHIVE
from gallery.storage.times import date_of_response, parse_time

PAGE = 5_000
"""Blobs on a page, the service's maximum (REST docs, "List Blobs")."""

UNLISTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML can't represent, so that no listing has a name with one (XML 1.0, production 2)."""

_ERRORS: dict[int, type[HttpResponseError]] = {
    HTTPStatus.UNAUTHORIZED: ClientAuthenticationError,
    HTTPStatus.NOT_FOUND: ResourceNotFoundError,
    HTTPStatus.CONFLICT: ResourceExistsError,
}


@dataclass(frozen=True)
class Listing:
    """Blobs in the order of their names, and subfolders if only one level was listed."""

    blobs: list[Blob]
    folders: list[str]
    """Prefixes that end with a slash."""
    reading: Reading = field(default_factory=Reading, compare=False)
    """When the first page was sent. Everything that changed before is in the listing."""
    copies: list[Blob] = field(default_factory=list)
    """Blobs that moves created and haven't completed, whether they are visible by now or not."""


Page = tuple[Listing, str]
"""One response, and the marker of the next page: "" after the last."""

Response = tuple[bytes, datetime]
"""The body, and when it was sent."""


def list_blobs(
    client: ContainerClient, cache: ParseCache[Page], prefix: str, delimiter: str = "", first: Response | None = None
) -> Listing:
    """Return all blobs under a prefix, with metadata; with a delimiter one level of them, and its subfolders.

    `cache` is this container's cache for parse_page, and `first` the first page, if it was requested already. If a name
    is listed twice, the later entry counts. Raises the SDK's errors, and DecodeError for an incomplete page or a marker
    that doesn't advance.
    """
    blobs: dict[str, Blob] = {}
    folders: dict[str, None] = {}
    query, markers = {"prefix": prefix, "delimiter": delimiter, "marker": ""}, {""}
    reading: Reading | None = None
    responses = [first] if first else []
    while not UNLISTABLE.search(prefix):
        page, marker = retry_once(lambda: _read_page(client, cache.parse, query, markers, responses))
        reading = reading or Reading(page.reading.at)
        blobs.update((blob.name, blob) for blob in page.blobs)
        folders.update(dict.fromkeys(page.folders))
        if not marker:
            break
        query["marker"] = marker
        markers.add(marker)
    return Listing(list(blobs.values()), list(folders), reading or Reading())


def list_page(client: ContainerClient, marker: str) -> Page:
    """Return one page of all blobs, from the marker of the page before. Otherwise like list_blobs."""
    query = {"prefix": "", "delimiter": "", "marker": marker}
    listing, following = retry_once(lambda: _read_page(client, lambda _, body: parse_page(body), query, {marker}, []))
    blobs = {blob.name: blob for blob in listing.blobs}
    return replace(listing, blobs=list(blobs.values()), reading=Reading(listing.reading.at)), following


def request_first_page(client: ContainerClient, prefix: str, delimiter: str = "") -> Response:
    """Request the first page of a listing. Raises the SDK's errors."""
    return retry_once(lambda: _request_page(client, {"prefix": prefix, "delimiter": delimiter}))


def _read_page(
    client: ContainerClient,
    parse: Callable[[Hashable, bytes], Page],
    query: dict[str, str],
    markers: Collection[str],
    responses: list[Response],
) -> Page:
    """Take or request the query's page, whose marker for the next one must not be one of those before."""
    body, date = responses.pop() if responses else _request_page(client, query)
    parsed = parse(tuple(query.values()), body)
    if parsed[1] and parsed[1] in markers:
        raise DecodeError("The listing doesn't advance.")
    reading = parsed[0].reading
    reading.at = max(reading.at, date)  # If the same page was sent before, its blobs were still like this later.
    return parsed


def _request_page(client: ContainerClient, query: dict[str, str]) -> Response:
    fixed = {"restype": "container", "comp": "list", "include": "metadata", "maxresults": str(PAGE)}
    encoded = urlencode(fixed | {name: value for name, value in query.items() if value}, quote_via=quote)
    request = HttpRequest(
        "GET",
        # With a SAS token, the client's URL already has a query.
        f"{client.url}{'&' if '?' in client.url else '?'}{encoded}",
        headers={"x-ms-version": str(client.api_version), "Accept": "application/xml"},
    )
    # As a stream, because otherwise the pipeline parses the body.
    pipeline: Any = client._pipeline  # noqa: SLF001 - no public method of the SDK returns the raw response
    response: HttpResponse = pipeline.run(request, stream=True).http_response
    body = _read_body(response)
    if response.status_code != HTTPStatus.OK:
        raise _ERRORS.get(response.status_code, HttpResponseError)(response=response)
    return body, date_of_response(response.headers)


def _read_body(response: HttpResponse) -> bytes:
    try:
        return response.read()
    except AzureError as error:
        # The pipeline's retries end with the headers, so this error makes our caller retry.
        raise IncompleteReadError("The response is incomplete.", error=error) from error


def parse_page(body: bytes) -> Page:
    """Parse a response to List Blobs. Raises DecodeError."""
    try:
        with pause_garbage_collection():
            text, reading = body.decode("utf-8-sig"), Reading()
            if plain := read_plain_page(text, reading):
                return Listing(plain[0], [], reading), plain[1]
            root = _parse_xml(text)
            entries = _find_child(root, "Blobs")
            blobs = [_parse_blob(entry, reading) for entry in entries if entry.tag == "Blob"]
            folders = [_parse_name(entry) for entry in entries if entry.tag == "BlobPrefix"]
            return Listing(blobs, folders, reading), root.findtext("NextMarker") or ""
    except (ParseError, ValueError, LookupError) as error:
        raise DecodeError("The response isn't a valid listing.", error=error) from error


def _parse_xml(text: str) -> Element:
    # Without a document type there are no entities that could expand; the service never sends one.
    if "<!DOCTYPE" in text:
        raise ValueError("The response has a document type.")
    return fromstring(text)  # noqa: S314 - see above


def _parse_blob(entry: Element, reading: Reading) -> Blob:
    properties = {child.tag: child.text or "" for child in _find_child(entry, "Properties")}
    metadata = entry.find("Metadata")
    created, modified = properties["Creation-Time"], properties["Last-Modified"]
    created_time = parse_time(created)
    return Blob(
        name=_parse_name(entry),
        length=int(properties["Content-Length"]),
        # Listings leave out the quotes that If-Match needs.
        etag=f'"{properties["Etag"].strip(chr(34))}"',
        md5=b64decode(properties.get("Content-MD5", "")) or None,
        content_type=properties.get("Content-Type", ""),
        created=created_time,
        metadata={child.tag: child.text or "" for child in metadata} if metadata is not None else {},
        last_modified=created_time if modified == created else parse_time(modified),
        is_archived=properties.get("AccessTier") == ARCHIVE,
        reading=reading,
    )


def _parse_name(entry: Element) -> str:
    name = _find_child(entry, "Name")
    text = name.text or ""
    # Names with characters that XML can't represent are percent-encoded (REST docs, "List Blobs").
    return unquote(text) if name.get("Encoded") == "true" else text


def _find_child(parent: Element, tag: str) -> Element:
    child = parent.find(tag)
    if child is None:
        raise LookupError(tag)
    return child
