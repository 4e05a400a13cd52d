"""What people and scripts send: uploads as multipart forms, lists of names as forms or JSON."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from multipart import MultipartError, MultipartSegment, PushMultipartParser
from werkzeug.http import parse_options_header

from gallery.errors import BadRequest, LengthRequired, TooLarge
from gallery.library.uploads import Upload
from gallery.pictures.dates import xmp_date
from gallery.web.request import Request

LENGTH = re.compile(r"0*(\d+)", re.ASCII)
"""Content-Length, to which RFC 9110 8.6 sets no end."""

LONGEST_LENGTH = 15
"""Digits that are still read as a number: Python refuses to read thousands of them."""

MAX_HEADER_BYTES = 16 * 1024
"""Bytes of a line that names a file."""

MAX_PARTS = 2_000
"""Files and fields of one form: several hundred photos, each with its time, and no more."""

MAX_FILES = 1_000
"""Photos of one form: a folder of a long day. What counts is the form's size; this keeps empty files from adding up."""

MAX_NAMES_BYTES = 1_000_000
"""Bytes of a list of names: more than a thousand of the longest."""

MAX_RENAME_BYTES = 20_000
"""Bytes of two names of albums, percent-encoded."""

MAX_SIGN_IN_BYTES = 10_000
"""Bytes of the sign-in form: a key, and the address to come back to."""


@dataclass(frozen=True)
class UploadForm:
    """The form of `/upload-photos`."""

    uploads: list[Upload]
    album: str


@dataclass(frozen=True)
class NamesForm:
    """A list of photos to do something with."""

    names: list[str]
    from_browser: bool
    """A page's form, rather than a script's JSON."""
    album: str = ""
    """Where to, if the form says so."""


@dataclass(frozen=True)
class RenameForm:
    """An album's name, and the one that it shall have."""

    album: str
    to: str
    from_browser: bool
    """A page's form, rather than a script's JSON."""
    limit: int | None = None
    """The most photos to move in this request, if it says so."""


@dataclass(frozen=True)
class SignInForm:
    """The form of the sign-in page."""

    key: str
    to: str
    """Where the browser wants to go then; not checked yet."""


def read_body(request: Request, limit: int) -> bytes:
    """The body, never cut. `limit` in bytes.

    Raises LengthRequired for a chunked one, which the host hands over empty, and TooLarge.
    """
    declared = LENGTH.fullmatch(request.headers.get("content-length", ""))
    if not declared:
        raise LengthRequired("Please send the upload with a Content-Length (curl does so for files, not for pipes).")
    length = int(declared[1][: LONGEST_LENGTH + 1])
    if length > limit:
        raise TooLarge(
            f"This upload has {length / 1e6:.0f} MB; at most {limit // 1_000_000} MB "
            "can come at once. Please send fewer or smaller photos at a time."
        )
    body = request.get_body()
    if len(body) != length:
        raise BadRequest("The upload was cut off on its way. Please send it again.")
    return body


def upload_form(request: Request, limit: int) -> UploadForm:
    """Reads an upload of at most `limit` bytes.

    Raises BadRequest for a form that is broken, cut off, or holds no file, LengthRequired, and TooLarge.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise BadRequest("Photos are sent as multipart/form-data with a boundary, in fields named photos.")
    body = read_body(request, limit)
    fields = _multipart(body, options["boundary"].encode("latin-1", "replace"))
    times = [value.decode(errors="replace") for name, _, value in fields if name == "modified"]
    files = [(file, data) for name, file, data in fields if name == "photos" and file]
    albums = [value.decode(errors="replace") for name, _, value in fields if name == "album"]
    if not files:
        raise BadRequest("There is no photo in this upload. Please choose some files first.")
    if len(files) > MAX_FILES:
        raise TooLarge(f"These are {len(files)} files; at most {MAX_FILES} can come at once.")
    moments = [xmp_date(time) for time in times] if len(times) == len(files) else [None] * len(files)
    uploads = [Upload(file, data, moment) for (file, data), moment in zip(files, moments, strict=True)]
    return UploadForm(uploads, next(iter(albums), ""))


def names_form(request: Request) -> NamesForm:
    """Reads a list of names, from a page's form or from JSON `{"names": […], "album": …}`. Raises BadRequest."""
    body = read_body(request, MAX_NAMES_BYTES)
    if _is_from_page(request):
        fields = _fields(body)
        form = NamesForm(fields.get("names", []), from_browser=True, album=fields.get("album", [""])[0])
    else:
        form = _json_names(body)
    if not form.names or len(form.names) > MAX_PARTS:
        raise BadRequest(f'Please name 1 to {MAX_PARTS} photos: {{"names": ["2026/09/12/IMG_1.jpg"]}}.')
    return form


def rename_form(request: Request) -> RenameForm:
    """Reads `{"album": …, "to": …, "limit"?: …}` or the same as a page's form. Raises BadRequest."""
    body = read_body(request, MAX_RENAME_BYTES)
    if _is_from_page(request):
        fields = _fields(body)
        return RenameForm(fields.get("album", [""])[0], fields.get("to", [""])[0], from_browser=True)
    known = _json_object(body)
    album, to, limit = known.get("album"), known.get("to"), known.get("limit")
    if not isinstance(album, str) or not isinstance(to, str) or not (_is_text(album) and _is_text(to)):
        raise BadRequest('Please name the album: {"album": "Trips/Rome", "to": "Rome 2025"}.')
    if limit is not None and (type(limit) is not int or limit < 1):
        raise BadRequest("limit is a number of photos, at least 1.")
    return RenameForm(album, to, from_browser=False, limit=limit)


def sign_in_form(request: Request) -> SignInForm:
    """Reads the form of the sign-in page. Raises BadRequest."""
    fields = _fields(read_body(request, MAX_SIGN_IN_BYTES))
    return SignInForm(fields.get("key", [""])[0].strip(), fields.get("to", ["/"])[0])


def _fields(body: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode(), max_num_fields=MAX_PARTS, errors="strict")
    except ValueError:
        raise BadRequest("The form can't be read. Please send it again.") from None


def _multipart(body: bytes, boundary: bytes) -> list[tuple[str, str | None, bytes]]:
    """Field name, file name (None for a plain field) and value of every part, RFC 7578."""
    parts: list[tuple[str, str | None, list[bytes]]] = []
    try:
        with PushMultipartParser(boundary, max_header_size=MAX_HEADER_BYTES) as parser:
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    parts.append((event.name or "", _file_name(event), []))
                elif event:
                    parts[-1][2].append(event)
                if len(parts) > MAX_PARTS:
                    raise TooLarge(f"A form has at most {MAX_PARTS} parts. Please send fewer photos at a time.")
    except MultipartError:
        raise BadRequest("The upload is broken or was cut off on its way. Please send it again.") from None
    return [(name, file, b"".join(chunks)) for name, file, chunks in parts]


def _file_name(part: MultipartSegment) -> str | None:
    """Also where it is encoded as in e-mail, `filename*=utf-8''…`, as older scripts do (RFC 7578 4.2 forbids it)."""
    plain: str | None = part.filename
    return parse_options_header(part["Content-Disposition"])[1].get("filename") if plain is None else plain


def _is_from_page(request: Request) -> bool:
    kind, _ = parse_options_header(request.headers.get("content-type"))
    return kind == "application/x-www-form-urlencoded"


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON.") from None
    return data if isinstance(data, dict) else {}


def _json_names(body: bytes) -> NamesForm:
    known = _json_object(body)
    names, album = known.get("names"), known.get("album", "")
    if not isinstance(names, list) or not all(_is_text(one) for one in [*names, album or "-"]):
        raise BadRequest('Please name the photos: {"names": ["2026/09/12/IMG_1.jpg"]}.')
    return NamesForm(names, from_browser=False, album=album)


def _is_text(value: object) -> bool:
    """Not empty, and no half of a surrogate pair, which JSON can hold and no name can."""
    return isinstance(value, str) and value.encode(errors="ignore").decode() == value != ""
