"""HTTP requests of clients to a gallery, and its responses."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import quote

import requests
from support.pictures import jpeg
from support.shown import combine_lists

SECONDS = 120
JSON = {"Accept": "application/json"}
DAY = datetime(2026, 9, 12, 10, 11, 12)
COLORS = ("red", "blue", "green")
DATED = "2026/09/12/"
"""The folder of that day."""

UPLOAD, PUT, PIECES, DELETE, RESTORE, MOVE = "upload", "put", "pieces", "delete", "restore", "move"
NO_RESPONSE = 0
"""The status when no response arrived."""


@cache
def photo(color: str) -> bytes:
    """Return a photo of one color, always with the same bytes."""
    return jpeg(color, taken=DAY)


@cache
def version_of(color: str) -> str:
    """Return the version of these bytes in the gallery's responses."""
    return hashlib.md5(photo(color), usedforsecurity=False).hexdigest()[:16]


@dataclass(frozen=True)
class Request:
    """A client's request to upload, delete or move a photo."""

    verb: str
    name: str = ""
    """The name of the photo, or for an upload of the file."""
    color: str = ""
    """The color of the uploaded photo."""
    album: str = ""


@dataclass(frozen=True)
class Response:
    """The response to a request."""

    status: int
    outcome: str = ""
    """"" when the request was refused or no response arrived."""
    name: str = ""
    """The photo's name in the response."""


Exchange = tuple[Request, Response]


def send(url: str, request: Request) -> Response:
    """Send a request to the gallery at a URL."""
    try:
        return SENDERS[request.verb](url, request)
    except requests.RequestException:
        return Response(NO_RESPONSE)


def list_shown(url: str) -> list[str]:
    """Return the names in the timeline, and again each that the albums don't show once."""
    albums = [".", *(album["album"] for album in _get(url, "/api/albums").json()["albums"])]
    in_albums = [name for album in albums for name in _list_names(url, album=album)]
    return combine_lists(_list_names(url), in_albums)


def _list_names(url: str, **query: str) -> list[str]:
    return [photo["name"] for photo in _get(url, "/api/photos", {"limit": "500", **query}).json()["photos"]]


def get_page(url: str) -> requests.Response:
    """Request the first page as a browser does."""
    return requests.get(url, headers={"Accept": "text/html"}, timeout=SECONDS)


def get_preview(url: str, name: str) -> requests.Response:
    """Request the small preview of a photo."""
    return _get(url, f"/previews/240/{quote(name)}")


def _get(url: str, path: str, query: dict[str, str] | None = None) -> requests.Response:
    return requests.get(url + path, query, headers=JSON, timeout=SECONDS)


def _upload(url: str, request: Request) -> Response:
    parts = {"photos": (request.name, photo(request.color))}
    response = requests.post(
        f"{url}/upload-photos", files=parts, data={"album": request.album}, headers=JSON, timeout=SECONDS
    )
    return _read_first(response)


def _put(url: str, request: Request) -> Response:
    path = f"/photos/{quote(request.name)}"
    return _read_one(requests.put(url + path, photo(request.color), headers=JSON, timeout=SECONDS))


def _send_pieces(url: str, request: Request) -> Response:
    """Stop at the first step that fails."""
    data = photo(request.color)
    about = {"file": request.name, "bytes": len(data), "album": request.album}
    started = requests.post(f"{url}/api/uploads", json=about, timeout=SECONDS)
    if not started.ok:
        return Response(started.status_code)
    upload = f"{url}/api/uploads/{started.json()['token']}"
    piece = requests.put(f"{upload}/0", data, timeout=SECONDS)
    if not piece.ok:
        return Response(piece.status_code)
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return _read_one(requests.post(upload, json={"pieces": [md5]}, timeout=SECONDS))


def _read_one(response: requests.Response) -> Response:
    if not response.ok:
        return Response(response.status_code)
    return Response(response.status_code, response.json()["outcome"], response.json()["photo"]["name"])


def _delete(url: str, request: Request) -> Response:
    response = requests.delete(f"{url}/photos/{quote(request.name)}", headers=JSON, timeout=SECONDS)
    return Response(response.status_code, *(["trashed", response.json()["trash"]] if response.ok else []))


def _restore(url: str, request: Request) -> Response:
    return _read_first(requests.post(f"{url}/api/restore", json={"names": [request.name]}, timeout=SECONDS))


def _move(url: str, request: Request) -> Response:
    body = {"names": [request.name], "album": request.album}
    return _read_first(requests.post(f"{url}/api/move", json=body, timeout=SECONDS))


def _read_first(response: requests.Response) -> Response:
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    files = response.json().get("files") if is_json else None
    if not files:
        return Response(response.status_code)
    if "status" in files[0]:
        return Response(files[0]["status"])
    return Response(response.status_code, files[0]["outcome"], files[0]["photo"]["name"])


SENDERS: dict[str, Callable[[str, Request], Response]] = {
    UPLOAD: _upload,
    PUT: _put,
    PIECES: _send_pieces,
    DELETE: _delete,
    RESTORE: _restore,
    MOVE: _move,
}
