"""Uploads in pieces: requests and responses of `/api/uploads`."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gallery.errors import BadRequest, MissingPieces, StillStoring
from gallery.library.incoming import (
    PIECE_BYTES,
    IncomingUpload,
    check_piece,
    finish_upload,
    list_received,
    start_upload,
)
from gallery.library.outcomes import DUPLICATE, REJECTED
from gallery.pictures.dates import xmp_date
from gallery.storage.account import Storage
from gallery.web.forms import is_text, read_body, read_document
from gallery.web.request import Request
from gallery.web.responses import Response, json_response

MAX_DOCUMENT_BYTES = 200_000
"""The MD5s of 4,000 pieces."""

MD5 = re.compile(r"[0-9a-fA-F]{32}", re.ASCII)


def start_response(request: Request, storage: Storage) -> Response:
    """Start an upload. Raises BadRequest, TooLarge, PhotoExists."""
    document = read_document(request, MAX_DOCUMENT_BYTES)
    upload = _read_exact_upload(document) if "name" in document else read_upload(document)
    token = start_upload(storage, upload)
    return json_response({"token": token, "piece_bytes": PIECE_BYTES, "pieces": upload.pieces}, 201)


def receive_piece(
    request: Request, storage: Storage, token: str, number: str, share: str = ""
) -> tuple[bytes, Response]:
    """A piece for the output binding to write, and the response. Raises NotFound, BadRequest, TooLarge."""
    data = read_body(request, PIECE_BYTES)
    md5 = check_piece(storage, token, number, data, share)
    return data, json_response({"number": int(number), "md5": md5}, 202)


def status_response(storage: Storage, token: str) -> Response:
    """The pieces that have arrived. Raises NotFound."""
    return json_response({"received": list_received(storage, token)})


def finish_response(request: Request, storage: Storage, token: str) -> Response:
    """Store the file and return its outcome. Raises NotFound, BadRequest."""
    return finish_with(request, lambda md5s: finish_upload(storage, token, md5s))


def finish_with(request: Request, finish: Callable[[list[str]], dict[str, Any]]) -> Response:
    """Call a function with the MD5s of a request, and respond with the outcome. Raises BadRequest."""
    md5s = read_document(request, MAX_DOCUMENT_BYTES).get("pieces")
    if not isinstance(md5s, list) or not all(isinstance(one, str) and MD5.fullmatch(one) for one in md5s):
        raise BadRequest('List the MD5 of each piece, in hex: {"pieces": ["…"]}.')
    try:
        outcome = finish(md5s)
    except StillStoring as error:
        return json_response({"progress": {"stored": error.stored, "of": error.of}}, 202)
    except MissingPieces as error:
        return json_response({"detail": error.message, "missing": error.numbers}, error.status)
    if outcome["outcome"] == REJECTED:
        return json_response({**outcome, "detail": outcome["reason"]}, outcome["status"])
    return json_response(outcome, 200 if outcome["outcome"] == DUPLICATE else 201)


def _read_exact_upload(document: dict[str, Any]) -> IncomingUpload:
    """Read what the owner announces under an exact name. Raises BadRequest."""
    if {"file", "album"} & document.keys() or not is_text(document["name"]):
        raise BadRequest('Name the photo without "file" and "album": {"name": "Rome/IMG_1.jpg", "bytes": 123456}.')
    return replace(read_upload({**document, "file": document["name"]}), is_exact=True)


def read_upload(document: dict[str, Any]) -> IncomingUpload:
    """Read what the sender announces, except for an exact name: guests can't choose one. Raises BadRequest."""
    file, size, album = document.get("file"), document.get("bytes"), document.get("album") or ""
    modified, media_type = document.get("modified"), document.get("type")
    if not is_text(file) or type(size) is not int or size < 1 or not isinstance(album, str):
        raise BadRequest('Describe the file: {"file": "IMG_1.jpg", "bytes": 123456, "album"?: "Rome"}.')
    modified = xmp_date(modified) if isinstance(modified, str) else None
    return IncomingUpload(file, size, album, modified, type=media_type if isinstance(media_type, str) else "")
