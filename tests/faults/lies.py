"""False responses in valid HTTP: the service, or something on the way, says what isn't true."""

import re

ERROR = '<?xml version="1.0" encoding="utf-8"?><Error><Code>{}</Code><Message>A lie.</Message></Error>'
CODES = {404: "BlobNotFound", 409: "BlobAlreadyExists", 412: "ConditionNotMet"}
REQUEST_ID = "x-ms-client-request-id"
ANOTHER_REQUEST = "11111111-2222-3333-4444-555555555555"
BEGIN_AGAIN = "begin"
"""Marker of the page after an empty one, which the proxy has kept."""

_ENTRY = re.compile(rb"<Blob>.*?</Blob>|<BlobPrefix>.*?</BlobPrefix>", re.DOTALL)
_MARKER = re.compile(rb"<NextMarker\s*/>|<NextMarker>.*?</NextMarker>", re.DOTALL)


def error(status: int, method: str, code: str = "") -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an error as the service words it."""
    code = code or CODES[status]
    headers = {"Content-Type": "application/xml", "x-ms-error-code": code}
    return status, headers, b"" if method == "HEAD" else ERROR.format(code).encode()


def repeat_entries(listing: bytes) -> bytes:
    """List each entry of a page twice."""
    return _ENTRY.sub(lambda entry: entry[0] * 2, listing)


def loop(listing: bytes) -> bytes:
    """Make every page with this marker the one before itself."""
    return _set_marker(listing, "again")


def empty(listing: bytes) -> bytes:
    """Return a page without entries: the service sends some, and more pages follow."""
    return _set_marker(_ENTRY.sub(b"", listing), BEGIN_AGAIN)


def _set_marker(listing: bytes, marker: str) -> bytes:
    return _MARKER.sub(f"<NextMarker>{marker}</NextMarker>".encode(), listing)
