"""Renaming an album over HTTP: by a script in parts, and by a form with what remains."""

import re
from urllib.parse import quote

from support.gallery_app import App
from support.pictures import jpeg
from support.visitor import HTML, Visitor, new_album, read_problem

COLORS = ("red", "green", "blue")


def create_album(visitor: Visitor) -> str:
    """Upload three photos, and return their album."""
    album = new_album()
    visitor.add_photos(album, *((f"{color}.jpg", jpeg(color)) for color in COLORS))
    return album


def test_a_script_renames_an_album_in_parts(shared_app: App) -> None:
    """Every photo has its result, and the document contains the new name as it was cleaned."""
    visitor = Visitor(shared_app)
    album, new = create_album(visitor), new_album()
    asked = {"album": album, "to": f" {new}/ ", "limit": 2}
    first, second = (visitor.request("POST", "/api/albums/rename", json=asked) for _ in range(2))
    assert [part.status_code for part in (first, second)] == [200, 200]
    assert [part.json()["remaining"] for part in (first, second)] == [1, 0]
    assert first.json()["album"] == new
    lines = first.json()["files"] + second.json()["files"]
    assert {line["name"] for line in lines} == {f"{album}/{color}.jpg" for color in COLORS}
    assert {line["outcome"] for line in lines} == {"moved"}
    assert {photo["name"] for photo in visitor.list_photos(album=new)} == {f"{new}/{color}.jpg" for color in COLORS}
    assert visitor.list_photos(album=album) == []


def test_the_rename_form_redirects_to_the_new_name(shared_app: App) -> None:
    """With a flash message."""
    visitor = Visitor(shared_app)
    album, new = create_album(visitor), new_album()
    headers = {"Accept": HTML, "Origin": shared_app.url}
    response = visitor.request("POST", "/api/albums/rename", data={"album": album, "to": new}, headers=headers)
    assert response.status_code == 303
    assert re.fullmatch(rf"/\?album={quote(new)}&report=\w+", response.headers["Location"])
    assert "3 moved" in visitor.request("GET", response.headers["Location"]).text


def test_impossible_renames_are_refused_with_a_reason(shared_app: App) -> None:
    """No album, no name, no number, no JSON."""
    visitor = Visitor(shared_app)
    wrong = [
        {"album": "A", "to": ""},
        {"to": "B"},
        {"album": "A", "to": "B", "limit": 0},
        {"album": ["A"], "to": "B"},
        [],
    ]
    for asked in wrong:
        assert read_problem(visitor.request("POST", "/api/albums/rename", json=asked))[0] == 400
    missing = {"album": new_album(), "to": "B"}
    assert read_problem(visitor.request("POST", "/api/albums/rename", json=missing))[0] == 404
