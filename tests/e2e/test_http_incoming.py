"""Uploads in pieces over HTTP: the blob output binding receives, the gallery checks and stores."""

import hashlib

import pytest
import requests
from PIL import Image
from support.gallery_app import App
from support.large_videos import make_large_video
from support.pictures import encode
from support.visitor import Visitor, new_album, read_problem

PIECE_BYTES = 8 * 1024 * 1024


@pytest.fixture(scope="module")
def large_photo() -> bytes:
    """A picture of three pieces that can't be compressed."""
    return encode(Image.effect_noise((2700, 2700), 90).convert("RGB"), "PNG", compress_level=0)


def start(visitor: Visitor, data: bytes, album: str) -> dict[str, object]:
    body = {"file": "large.png", "bytes": len(data), "album": album}
    response = visitor.request("POST", "/api/uploads", json=body)
    assert response.status_code == 201, response.text
    document: dict[str, object] = response.json()
    return document


def split(data: bytes) -> list[bytes]:
    return [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)]


def put(visitor: Visitor, token: object, number: int, piece: bytes) -> requests.Response:
    return visitor.request("PUT", f"/api/uploads/{token}/{number}", data=piece)


def test_a_large_photo_is_uploaded_in_pieces(shared_app: App, large_photo: bytes) -> None:
    """In any order, with a piece sent twice and one missing at first."""
    visitor, album, parts = Visitor(shared_app), new_album(), split(large_photo)
    upload = start(visitor, large_photo, album)
    token = upload["token"]
    assert (upload["piece_bytes"], upload["pieces"]) == (PIECE_BYTES, len(parts)) == (PIECE_BYTES, 3)
    md5s = [hashlib.md5(part, usedforsecurity=False).hexdigest() for part in parts]
    for number in (2, 0, 0):
        response = put(visitor, token, number, parts[number])
        assert (response.status_code, response.json()) == (202, {"number": number, "md5": md5s[number]})
    assert visitor.request("GET", f"/api/uploads/{token}").json() == {"received": [0, 2]}
    finish = {"pieces": md5s}
    missing = visitor.request("POST", f"/api/uploads/{token}", json=finish)
    assert (missing.status_code, missing.json()["missing"]) == (409, [1])
    assert put(visitor, token, 1, parts[1]).status_code == 202
    done = visitor.request("POST", f"/api/uploads/{token}", json=finish)
    assert (done.status_code, done.json()["photo"]["name"]) == (201, f"{album}/large.png")
    assert visitor.request("POST", f"/api/uploads/{token}", json=finish).json() == done.json()
    assert visitor.get_original(f"{album}/large.png").content == large_photo


def test_the_binding_writes_nothing_but_checked_pieces(shared_app: App) -> None:
    """Wrong length, wrong number, unknown upload."""
    visitor = Visitor(shared_app)
    token = start(visitor, bytes(PIECE_BYTES + 1), new_album())["token"]
    assert put(visitor, token, 0, b"short").status_code == 400
    assert put(visitor, token, 0, bytes(PIECE_BYTES + 1)).status_code == 413
    for path in (f"{token}/2", f"{token}/-1", f"{token}/001", f"{token}/x", f"{'0' * 32}/0", "..%2F..%2Fx/0"):
        assert visitor.request("PUT", f"/api/uploads/{path}", data=b"x").status_code == 404, path
    assert visitor.request("GET", f"/api/uploads/{token}").json() == {"received": []}


def upload_exactly(visitor: Visitor, name: str, data: bytes) -> requests.Response:
    """Send a file of one piece under an exact name; return the last response."""
    started = visitor.request("POST", "/api/uploads", json={"name": name, "bytes": len(data)})
    if started.status_code != 201:
        return started
    path = f"/api/uploads/{started.json()['token']}"
    assert visitor.request("PUT", f"{path}/0", data=data).status_code == 202
    return visitor.request("POST", path, json={"pieces": [hashlib.md5(data, usedforsecurity=False).hexdigest()]})


def test_an_upload_in_pieces_under_an_exact_name_never_overwrites_a_photo(shared_app: App) -> None:
    """As with PUT: 201 first, 200 for the same bytes, 409 for others, whether or not they have the same length."""
    visitor, name = Visitor(shared_app), f"{new_album()}/Rom/film.mp4"
    film, same_length, longer = (make_large_video(size, seed) for size, seed in ((60_000, 0), (60_000, 1), (60_001, 0)))
    first = upload_exactly(visitor, name, film)
    assert (first.status_code, first.json()["outcome"], first.json()["photo"]["name"]) == (201, "stored", name)
    again = upload_exactly(visitor, name, film)
    assert (again.status_code, again.json()["outcome"], again.json()["photo"]["name"]) == (200, "duplicate", name)
    for other in (same_length, longer):
        refused = upload_exactly(visitor, name, other)
        assert (refused.status_code, name in refused.json()["detail"]) == (409, True)
    assert visitor.get_original(name).content == film
    assert [photo["name"] for photo in visitor.list_photos(album=name.rpartition("/")[0])] == [name]


@pytest.mark.parametrize("name", [".trash/x.mp4", "Rome/.x.mp4", "Rome//a.mp4", "Rome/a.mp4.xmp", "A\u0308.mp4", "", 5])
def test_an_exact_name_that_a_put_would_not_store_either_is_a_bad_request(shared_app: App, name: object) -> None:
    response = Visitor(shared_app).request("POST", "/api/uploads", json={"name": name, "bytes": 4})
    assert read_problem(response)[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"file": "a.jpg"},
        {"file": "", "bytes": 1},
        {"file": "a.jpg", "bytes": 0},
        {"file": "a", "bytes": "1"},
        {"name": "a.jpg"},
        {"name": "a.jpg", "album": "Rome", "bytes": 1},
        {"name": "a.jpg", "file": "a.jpg", "bytes": 1},
    ],
)
def test_an_upload_without_name_or_length_is_a_bad_request(shared_app: App, body: dict[str, object]) -> None:
    assert Visitor(shared_app).request("POST", "/api/uploads", json=body).status_code == 400
