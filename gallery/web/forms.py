"""Read request bodies: uploads as multipart forms; names, renames and sign-ins as forms or JSON."""

import json
from dataclasses import dataclass
from typing import Any, TypeGuard
from urllib.parse import parse_qs

from multipart import MultipartError, MultipartSegment, PushMultipartParser
from werkzeug.http import parse_options_header

from gallery.errors import BadRequest, LengthRequired, TooLarge
from gallery.library.uploads import Upload
from gallery.model.sizes import format_excess
from gallery.pictures.dates import xmp_date
from gallery.translations import Text
from gallery.translations import lazy_gettext as _
from gallery.web.request import Request, read_header

MAX_LENGTH_DIGITS = 15

MAX_HEADER_BYTES = 16 * 1024
"""Headers of one part, which include the file name."""

MAX_PARTS = 2_000
"""Files and fields in one form: enough for MAX_FILES with a time each."""

MAX_FILES = 1_000
"""Photos in one form. The form's size is limited as well; this limits empty files."""

MAX_NAMES_BYTES = 1_000_000
"""More than a thousand of the longest names."""

MAX_EMPTYING_BYTES = 10_000_000
"""Names and ETags of about a hundred thousand photos."""

MAX_SIGN_IN_BYTES = 10_000
"""A key and a return path."""


RETURN_PATHS = ("/duplicates",)
"""Pages that forms about photos can name as `to`."""

REQUEST_TOO_LARGE = _("This request has %(size)s; the limit is %(most)s.")
REQUEST_TOO_LARGE_WITH_ADVICE = _("This request has %(size)s; the limit is %(most)s. %(advice)s")
SEND_FEWER = _("Send fewer photos at a time.")
CHOOSE_FEWER = _("Choose fewer photos at a time.")


@dataclass(frozen=True)
class UploadForm:
    """The form of `/upload-photos`."""

    uploads: list[Upload]
    album: str
    guest: str = ""
    """The name that a guest typed."""


@dataclass(frozen=True)
class NamesForm:
    """Photos to move, delete or restore."""

    names: list[str]
    album: str = ""
    """The album to move them to."""
    return_path: str = ""
    """The page to return to, instead of the photos' album or the timeline."""


@dataclass(frozen=True)
class SignInForm:
    """The form of the sign-in page."""

    key: str
    return_path: str
    """As sent; see safe_return_path."""


def read_body(request: Request, limit: int, advice: Text | None = None) -> bytes:
    """Return the complete body of at most `limit` bytes.

    Raises TooLarge with the advice, BadRequest if it's incomplete, and LengthRequired if it's chunked, because the
    host drops chunks.
    """
    declared = request.headers.get("content-length", "")
    if not (declared.isascii() and declared.isdigit()):
        raise LengthRequired("Send the upload with a Content-Length. curl does this for files, but not for pipes.")
    # Any number of digits is valid (RFC 9110, 8.6), but Python refuses to parse thousands.
    length = int(declared.lstrip("0")[:MAX_LENGTH_DIGITS] or 0)
    if length > limit:
        size, most = format_excess(length, limit)
        message = REQUEST_TOO_LARGE_WITH_ADVICE if advice else REQUEST_TOO_LARGE
        raise TooLarge(message, size=size, most=most, advice=advice)
    body = request.get_body()
    if len(body) != length:
        raise BadRequest("The upload is incomplete. Send it again.")
    return body


def upload_form(request: Request, limit: int) -> UploadForm:
    """Read an upload of at most `limit` bytes.

    Raises BadRequest if the form is broken, incomplete or without files, LengthRequired, and TooLarge.
    """
    content_type, options = parse_options_header(read_header(request, "content-type"))
    if content_type != "multipart/form-data" or not options.get("boundary"):
        raise BadRequest("Send photos as multipart/form-data with a boundary, in fields named photos.")
    body = read_body(request, limit, SEND_FEWER)
    fields = _multipart(body, options["boundary"].encode("latin-1", "replace"))
    times = [value.decode(errors="replace") for name, _, value in fields if name == "modified"]
    files = [(file, data) for name, file, data in fields if name == "photos" and file]
    texts = {name: value.decode(errors="replace") for name, _, value in reversed(fields) if name in {"album", "guest"}}
    if not files:
        raise BadRequest("There is no photo in this upload. Choose some files first.")
    if len(files) > MAX_FILES:
        raise TooLarge(
            "This upload has %(files)s files; the limit is %(most)s. Send fewer at a time.",
            files=len(files),
            most=MAX_FILES,
        )
    dates = [file_time(time) for time in times] if len(times) == len(files) else [None] * len(files)
    uploads = [Upload(file, data, date) for (file, data), date in zip(files, dates, strict=True)]
    return UploadForm(uploads, texts.get("album", ""), texts.get("guest", ""))


def file_time(text: str | None) -> str | None:
    """Return when a file was last changed, as its sender says: ISO 8601 wall clock."""
    return xmp_date(text)


def names_form(request: Request) -> NamesForm:
    """Read names from a form or from JSON, `{"names": […], "album"?: …}`. Raises BadRequest."""
    document = read_document(request, MAX_NAMES_BYTES, CHOOSE_FEWER)
    names, album = document.get("names", []), document.get("album") or ""
    if not isinstance(names, list) or not all(is_text(one) for one in [*names, album or "-"]):
        raise BadRequest('Name the photos: {"names": ["2026/09/12/IMG_1.jpg"]}.')
    if not 1 <= len(names) <= MAX_PARTS:
        raise BadRequest("Choose 1 to %(most)s photos.", most=MAX_PARTS)
    return NamesForm(names, album, document["to"] if document.get("to") in RETURN_PATHS else "")


def chosen_form(request: Request) -> list[str] | None:
    """Read the names of the chosen photos from the form of the trash page; None for all. Raises BadRequest."""
    if not _fields(read_body(request, MAX_NAMES_BYTES)).get("all"):
        return names_form(request).names
    return None


def emptying_form(request: Request) -> dict[str, str]:
    """Read which photos to delete forever: their names in the trash and ETags, as `GET /api/trash` lists them.

    In JSON, `{"photos": [{"trash": …, "etag": …}]}`; a form has the list as JSON. Raises BadRequest.
    """
    document = read_document(request, MAX_EMPTYING_BYTES, CHOOSE_FEWER)
    photos = document.get("photos")
    if isinstance(photos, str):
        photos = parse_json(photos)
    if not isinstance(photos, list) or not photos or not all(map(_is_listed, photos)):
        raise BadRequest('Send photos as they were listed: {"photos": [{"trash": ".trash/Rome/a.jpg", "etag": "…"}]}.')
    return {photo["trash"]: photo["etag"] for photo in photos}


def sign_in_form(request: Request) -> SignInForm:
    """Read the form of the sign-in page. Raises BadRequest."""
    fields = _fields(read_body(request, MAX_SIGN_IN_BYTES))
    return SignInForm(fields.get("key", [""])[0].strip(), fields.get("to", ["/"])[0])


def password_form(request: Request) -> str:
    """Read the form for the password of a share. Raises BadRequest."""
    return _fields(read_body(request, MAX_SIGN_IN_BYTES)).get("password", [""])[0]


def _fields(body: bytes, *, keeps_empty: bool = False) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode(), keeps_empty, max_num_fields=MAX_PARTS, errors="strict")
    except ValueError:
        raise BadRequest("The form can't be read. Send it again.") from None


def _multipart(body: bytes, boundary: bytes) -> list[tuple[str, str | None, bytes]]:
    """Return field name, file name (None for other fields) and value of every part (RFC 7578)."""
    parts: list[tuple[str, str | None, list[bytes]]] = []
    try:
        with PushMultipartParser(boundary, max_header_size=MAX_HEADER_BYTES) as parser:
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    parts.append((event.name or "", _file_name(event), []))
                elif event:
                    parts[-1][2].append(event)
                if len(parts) > MAX_PARTS:
                    raise TooLarge(
                        "This form has more than %(most)s parts. Send fewer photos at a time.", most=MAX_PARTS
                    )
    except MultipartError:
        raise BadRequest("The upload is broken or incomplete. Send it again.") from None
    return [(name, file, b"".join(chunks)) for name, file, chunks in parts]


def _file_name(part: MultipartSegment) -> str | None:
    """The file name; older scripts encode it as in email, `filename*=utf-8''…`, which RFC 7578 4.2 forbids."""
    plain: str | None = part.filename
    return parse_options_header(part["Content-Disposition"])[1].get("filename") if plain is None else plain


def read_document(
    request: Request, limit: int, advice: Text | None = None, *, keeps_empty: bool = False
) -> dict[str, Any]:
    """The body as a document; in one from a form, only `names` is a list, and empty fields count on request only."""
    body = read_body(request, limit, advice)
    if is_form(request):
        fields = _fields(body, keeps_empty=keeps_empty)
        return {name: values if name == "names" else values[0] for name, values in fields.items()}
    document = parse_json(body)
    return document if isinstance(document, dict) else {}


def is_form(request: Request) -> bool:
    """Return whether the body is from a form without files."""
    return parse_options_header(read_header(request, "content-type"))[0] == "application/x-www-form-urlencoded"


def parse_json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadRequest("The body isn't JSON.") from None


def _is_listed(photo: Any) -> bool:
    return isinstance(photo, dict) and is_text(photo.get("trash")) and is_text(photo.get("etag"))


def is_text(value: object) -> TypeGuard[str]:
    """Whether a JSON value is text that can be a name: not empty, and without half a surrogate pair."""
    return isinstance(value, str) and value.encode(errors="ignore").decode() == value != ""
