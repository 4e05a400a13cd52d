"""Responses to List Blobs (Azure REST docs), made from sorted names."""

import base64
from collections.abc import Callable, Iterator, Mapping
from email.utils import formatdate
from functools import cache
from xml.sax.saxutils import escape

from support.fake_blobs import FakeBlob

PAGE = 5_000
"""Most entries of a response."""

LAST = "\U0010ffff"

PROPERTIES = (
    "<Creation-Time>{date}</Creation-Time><Last-Modified>{date}</Last-Modified><Etag>{etag}</Etag>"
    "<Content-Length>{length}</Content-Length><Content-Type>{type}</Content-Type><Content-Encoding />"
    "<Content-Language /><Content-CRC64 /><Content-MD5>{md5}</Content-MD5><Cache-Control /><Content-Disposition />"
    "<BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred>"
    "<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted>"
)


def format_listing(
    names_from: Callable[[str], Iterator[str]], find: Callable[[str], FakeBlob | None], query: Mapping[str, str]
) -> tuple[bytes, int]:
    """Return the response to a query, and the number of blobs in it. The marker is the next name."""
    prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
    limit = min(int(query.get("maxresults", PAGE)), PAGE)
    entries, blobs, marker = list[str](), 0, ""
    names = names_from(query.get("marker", "") or prefix)
    while (name := next(names, None)) and name.startswith(prefix):
        if len(entries) == limit:
            marker = name
            break
        folder, is_inside, _ = name[len(prefix) :].partition(delimiter) if delimiter else ("", "", "")
        if is_inside:
            entries.append(f"<BlobPrefix><Name>{escape(prefix + folder)}/</Name></BlobPrefix>")
            names = names_from(prefix + folder + delimiter + LAST)
        elif blob := find(name):
            entries.append(_format_blob(name, blob))
            blobs += 1
    content = f"<Blobs>{''.join(entries)}</Blobs><NextMarker>{escape(marker)}</NextMarker>"
    return f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults>{content}</EnumerationResults>'.encode(), blobs


def _format_blob(name: str, blob: FakeBlob) -> str:
    properties = PROPERTIES.format(
        date=_format_date(blob.modified),
        etag=blob.etag.strip('"'),
        length=blob.length,
        type=blob.content_type,
        md5=base64.b64encode(blob.md5 or b"").decode(),
    )
    items = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in blob.metadata.items())
    details = f"<Properties>{properties}</Properties><Metadata>{items}</Metadata>"
    return f"<Blob><Name>{escape(name)}</Name>{details}</Blob>"


@cache
def _format_date(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)
