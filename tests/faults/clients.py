"""What clients ask a gallery for over HTTP, and what it says to them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import quote

import requests
from support.pictures import jpeg

SECONDS = 120
JSON = {"Accept": "application/json"}
DAY = datetime(2026, 9, 12, 10, 11, 12)
COLOURS = ("red", "blue", "green")
DATED = "2026/09/12/"
"""Where photos of that day are filed."""

UPLOAD, PUT, DELETE, RESTORE, MOVE = "upload", "put", "delete", "restore", "move"
UNHEARD = 0
"""In the place of a status: the answer never came."""


@cache
def photo(colour: str) -> bytes:
    """Always the same bytes of one colour."""
    return jpeg(colour, taken=DAY)


@cache
def version_of(colour: str) -> str:
    """By which the gallery's answers name these bytes."""
    return hashlib.md5(photo(colour), usedforsecurity=False).hexdigest()[:16]


@dataclass(frozen=True)
class Wish:
    """One thing that a client asks for."""

    verb: str
    name: str = ""
    """The photo, or for an upload the file."""
    colour: str = ""
    """Of what is sent."""
    album: str = ""


@dataclass(frozen=True)
class Said:
    """The answer to a wish."""

    status: int
    outcome: str = ""
    """"" when it was refused, or was not heard."""
    name: str = ""
    """Where the answer says that the photo is."""


Done = tuple[Wish, Said]


def ask(url: str, wish: Wish) -> Said:
    """Asks the gallery that runs there."""
    try:
        return {UPLOAD: _upload, PUT: _put, DELETE: _delete, RESTORE: _restore, MOVE: _move}[wish.verb](url, wish)
    except requests.RequestException:
        return Said(UNHEARD)


def shown(url: str) -> list[str]:
    """What the timeline and all albums list, as often as they do."""
    albums = [album["album"] for album in _get(url, "/api/albums").json()["albums"]]
    shelves = [{"limit": "500"}, *({"limit": "500", "album": album} for album in albums)]
    return [one["name"] for shelf in shelves for one in _get(url, "/api/photos", shelf).json()["photos"]]


def page(url: str) -> requests.Response:
    """The first page, as a browser asks for it."""
    return requests.get(url, headers={"Accept": "text/html"}, timeout=SECONDS)


def preview(url: str, name: str) -> requests.Response:
    """The small preview."""
    return _get(url, f"/previews/240/{quote(name)}")


def _get(url: str, path: str, query: dict[str, str] | None = None) -> requests.Response:
    return requests.get(url + path, query, headers=JSON, timeout=SECONDS)


def _upload(url: str, wish: Wish) -> Said:
    parts = {"photos": (wish.name, photo(wish.colour))}
    answer = requests.post(
        f"{url}/upload-photos", files=parts, data={"album": wish.album}, headers=JSON, timeout=SECONDS
    )
    return _said_of_first(answer)


def _put(url: str, wish: Wish) -> Said:
    answer = requests.put(f"{url}/photos/{quote(wish.name)}", photo(wish.colour), headers=JSON, timeout=SECONDS)
    if not answer.ok:
        return Said(answer.status_code)
    return Said(answer.status_code, answer.json()["outcome"], answer.json()["photo"]["name"])


def _delete(url: str, wish: Wish) -> Said:
    answer = requests.delete(f"{url}/photos/{quote(wish.name)}", headers=JSON, timeout=SECONDS)
    return Said(answer.status_code, "trashed", answer.json()["trash"]) if answer.ok else Said(answer.status_code)


def _restore(url: str, wish: Wish) -> Said:
    return _said_of_first(requests.post(f"{url}/api/restore", json={"names": [wish.name]}, timeout=SECONDS))


def _move(url: str, wish: Wish) -> Said:
    body = {"names": [wish.name], "album": wish.album}
    return _said_of_first(requests.post(f"{url}/api/move", json=body, timeout=SECONDS))


def _said_of_first(answer: requests.Response) -> Said:
    lines = (
        answer.json().get("files") if answer.headers.get("Content-Type", "").startswith("application/json") else None
    )
    if not lines:
        return Said(answer.status_code)
    return Said(lines[0]["status"]) if "status" in lines[0] else _said(answer.status_code, lines[0])


def _said(status: int, line: dict[str, dict[str, str]]) -> Said:
    return Said(status, str(line["outcome"]), line["photo"]["name"])
