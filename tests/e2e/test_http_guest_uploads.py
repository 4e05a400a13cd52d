"""Guests add photos over HTTP, with and without scripts. No response names anything of the gallery."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from support.gallery_app import App
from support.guests import share_for_adding
from support.instances import open_library
from support.pictures import jpeg
from support.visitor import HTML, JSON, Visitor, new_album

from gallery.library.shares.store import create_share, revoke_share
from gallery.model.shares import Share
from gallery.storage.account import Storage

WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/upload-photos", {"files": [("photos", ("a.jpg", jpeg()))]}),
    ("POST", "/uploads", {"json": {"file": "a.jpg", "bytes": 4}}),
    ("PUT", f"/uploads/{'0' * 32}/0", {"data": b"data"}),
    ("GET", f"/uploads/{'0' * 32}", {}),
    ("POST", f"/uploads/{'0' * 32}", {"json": {"pieces": ["0" * 32]}}),
    ("POST", "/undo", {"json": {"undo": f"4-{'0' * 32}-{'0' * 64}"}}),
]


@dataclass(frozen=True)
class Guest:
    """A guest of a share in a running gallery."""

    app: App
    storage: Storage
    share: Share
    album: str
    texts: list[str] = field(default_factory=list)
    """Of all responses."""

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request below the share's link, without the owner's key."""
        headers = {"Accept": JSON, "Authorization": "", **options.pop("headers", {})}
        response = Visitor(self.app).request(method, self.share.path + path, headers=headers, **options)
        self.texts.append(f"{response.headers}{response.text}")
        return response

    def add(self, file: str = "a.jpg", data: bytes = jpeg(), accept: str = JSON, **fields: str) -> requests.Response:
        """Send the form."""
        return self.request(
            "POST", "/upload-photos", files=[("photos", (file, data))], data=fields, headers={"Accept": accept}
        )

    def follow(self, response: requests.Response) -> str:
        """Return the page of the share to which a form redirects."""
        assert response.status_code == 303
        assert response.headers["Location"].startswith(f"{self.share.path}?report=")
        query = response.headers["Location"].removeprefix(self.share.path)
        return Visitor(self.app).request("GET", self.share.path + query, headers={"Accept": HTML}).text

    def names(self) -> list[str]:
        """The photos of the album, for the owner."""
        return [photo["name"] for photo in Visitor(self.app).list_photos(album=self.album)]


@pytest.fixture
def guest(shared_app: App) -> Iterator[Guest]:
    """A guest who may add photos, and sees no name of the album in any response."""
    if not shared_app.connection:
        pytest.skip("Sharing an album takes access to the gallery's storage.")
    album, storage = new_album(), open_library(shared_app)
    visitor = Guest(shared_app, storage, share_for_adding(storage, album), album)
    yield visitor
    storage.service.close()
    assert not [text for text in visitor.texts if album in text or "(2)" in text]


def test_a_photo_is_added_to_the_album_and_nowhere_else(guest: Guest) -> None:
    """Whatever album the form names. Its id is the only name that the guest learns."""
    response = guest.add(guest="Anna", album="Elsewhere")
    assert response.status_code == 201
    (line,) = response.json()["files"]
    photo = line["photo"]
    assert (line["outcome"], photo["name"]) == ("stored", guest.share.photo_id(f"{guest.album}/a.jpg"))
    assert (photo["file"], photo["album"]) == ("Photo", None)
    assert photo["signatures"]
    assert guest.names() == [f"{guest.album}/a.jpg"]
    assert guest.request("GET", "/photos").json()["photos"][0]["name"] == photo["name"]


def test_a_taken_name_is_not_revealed(guest: Guest) -> None:
    guest.add(data=jpeg("red"))
    line = guest.add(data=jpeg("blue")).json()["files"][0]
    assert (line["file"], line["outcome"]) == ("a.jpg", "stored")
    assert len(guest.names()) == 2


def test_each_file_has_its_own_result(guest: Guest) -> None:
    parts = [("photos", ("a.jpg", jpeg())), ("photos", ("b.jpg", jpeg())), ("photos", ("c.jpg", b"%PDF-1.4"))]
    response = guest.request("POST", "/upload-photos", files=parts)
    lines = response.json()["files"]
    assert [line["outcome"] for line in lines] == ["stored", "duplicate", "rejected"]
    assert lines[2]["status"] == 415
    assert guest.add(data=jpeg()).status_code == 200
    assert guest.add(data=b"%PDF-1.4").status_code == 415


def test_a_large_photo_comes_in_pieces(guest: Guest) -> None:
    data = jpeg("navy")
    about = {"file": "a.jpg", "bytes": len(data), "album": "Elsewhere", "guest": "Anna"}
    started = guest.request("POST", "/uploads", json=about)
    assert started.status_code == 201
    path = f"/uploads/{started.json()['token']}"
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert guest.request("POST", path, json={"pieces": [md5]}).json()["missing"] == [0]
    sent = guest.request("PUT", f"{path}/0", data=data)
    assert (sent.status_code, sent.json()) == (202, {"number": 0, "md5": md5})
    assert guest.request("GET", path).json() == {"received": [0]}
    done = guest.request("POST", path, json={"pieces": [md5]})
    assert (done.status_code, done.json()["outcome"]) == (201, "stored")
    assert done.json()["photo"]["name"] == guest.share.photo_id(f"{guest.album}/a.jpg")
    assert guest.request("POST", path, json={"pieces": [md5]}).json() == done.json()
    assert guest.request("POST", "/undo", json={"undo": done.json()["undo"]}).status_code == 200


def test_a_guest_cannot_choose_an_exact_name(guest: Guest) -> None:
    """Neither learns whether it's taken. What it names is ignored, as with an album."""
    data = jpeg("maroon")
    Visitor(guest.app).put(f"{guest.album}/taken.jpg", jpeg())
    for number, name in enumerate([f"{guest.album}/taken.jpg", "Elsewhere/b.jpg", ".trash/c.jpg"]):
        about = {"file": f"{number}.jpg", "bytes": len(data), "name": name}
        token = guest.request("POST", "/uploads", json=about).json()["token"]
        guest.request("PUT", f"/uploads/{token}/0", data=data)
        md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
        assert guest.request("POST", f"/uploads/{token}", json={"pieces": [md5]}).status_code in {200, 201}
    assert guest.request("POST", "/uploads", json={"name": "a.jpg", "bytes": 4}).status_code == 400
    assert set(guest.names()) == {f"{guest.album}/taken.jpg", f"{guest.album}/0.jpg"}


def test_tokens_belong_to_the_owner_or_to_one_share(guest: Guest) -> None:
    """For everyone else, the upload doesn't exist, and the binding writes nothing."""
    owner, about = Visitor(guest.app), {"file": "a.jpg", "bytes": 4}
    own = owner.request("POST", "/api/uploads", json=about).json()["token"]
    guests = guest.request("POST", "/uploads", json=about).json()["token"]
    other = create_share(guest.storage, album=guest.share.album, can_add=True)
    other_guest = Guest(guest.app, guest.storage, other, guest.album, guest.texts)
    for ask, path, token in (
        (owner.request, "/api/uploads", guests),
        (guest.request, "/uploads", own),
        (other_guest.request, "/uploads", guests),
    ):
        assert ask("GET", f"{path}/{token}").status_code == 404
        assert ask("PUT", f"{path}/{token}/0", data=b"data").status_code == 404
        assert ask("POST", f"{path}/{token}", json={"pieces": ["0" * 32]}).status_code == 404
    assert owner.request("GET", f"/api/uploads/{own}").json() == {"received": []}


def test_an_upload_is_undone_with_its_token(guest: Guest) -> None:
    undo = guest.add().json()["files"][0]["undo"]
    wrong = guest.request("POST", "/undo", json={"undo": undo[:-1] + ("0" if undo[-1] != "0" else "1")})
    assert (wrong.status_code, guest.names()) == (404, [f"{guest.album}/a.jpg"])
    assert guest.request("POST", "/undo", json={}).status_code == 400
    for _ in range(2):
        done = guest.request("POST", "/undo", json={"undo": undo})
        assert (done.status_code, done.json()) == (200, {"outcome": "trashed"})
    assert guest.names() == []


@pytest.mark.parametrize("kind", ["view", "revoked", "locked"])
def test_nobody_adds_photos_through_a_link_that_does_not_allow_it(guest: Guest, kind: str) -> None:
    """Nor learns from the responses what exists: each is the same for every request."""
    kinds: dict[str, dict[str, Any]] = {"view": {"can_add": False}, "locked": {"password": "scrypt$00$00"}}
    share = create_share(guest.storage, album=guest.share.album, **{"can_add": True, **kinds.get(kind, {})})
    if kind == "revoked":
        revoke_share(guest.storage, share.id)
    other = Guest(guest.app, guest.storage, share, guest.album, guest.texts)
    responses = [other.request(method, path, **options) for method, path, options in WRITES]
    assert {response.status_code for response in responses} == {403 if kind == "locked" else 404}
    assert len({response.text for response in responses}) == 1
    assert guest.names() == []


def test_another_website_cannot_add_photos(guest: Guest) -> None:
    headers = {"Origin": "https://evil.example"}
    for method, path, options in WRITES:
        if method != "GET":
            assert guest.request(method, path, headers=headers, **options).status_code == 403
    assert guest.names() == []


def test_without_scripts_the_page_shows_the_results_and_removes_the_photo_again(guest: Guest) -> None:
    parts = [("photos", ("<a>.jpg", jpeg())), ("photos", ("b.jpg", b"%PDF-1.4"))]
    added = guest.request("POST", "/upload-photos", files=parts, headers={"Accept": HTML})
    page = guest.follow(added)
    assert "<bdi>&lt;a&gt;.jpg</bdi>: added" in page
    assert "PDF" in page
    undo = page.partition('name="undo" value="')[2].partition('"')[0]
    removed = guest.request("POST", "/undo", data={"undo": undo}, headers={"Accept": HTML})
    assert "The photo was removed." in guest.follow(removed)
    assert guest.names() == []
