"""What an owner sets for an album, over HTTP: by a script and by a form."""

import json
import re
from html import unescape
from urllib.parse import quote

from support.gallery_app import App
from support.pictures import jpeg
from support.visitor import HTML, Document, Visitor, new_album, other_tool, read_problem


def create_album(visitor: Visitor, *files: str) -> str:
    """Upload photos of different colors, and return their album."""
    album = new_album()
    visitor.add_photos(album, *((file, jpeg(f"#00{number:02x}ff")) for number, file in enumerate(files)))
    return album


def test_a_script_describes_an_album_and_sorts_it(shared_app: App) -> None:
    visitor = Visitor(shared_app)
    album = create_album(visitor, "10.jpg", "9.jpg", "1.jpg")
    asked = {"album": album, "description": " Rome,\r\nin spring \u0007", "sort": "name"}
    changed = visitor.request("POST", "/api/albums/settings", json=asked)
    assert changed.status_code == 200
    assert (changed.json()["description"], changed.json()["sort"]) == ("Rome,\nin spring", "name")
    assert [photo["file"] for photo in visitor.list_photos(album=album)] == ["1.jpg", "9.jpg", "10.jpg"]
    oldest = visitor.list_photos(album=album, sort="oldest")
    newest = visitor.list_photos(album=album, sort="newest")
    assert oldest == newest[::-1]
    for wrong in ({"sort": "random"}, {"description": 3}, {"description": "x" * 2_001}):
        assert read_problem(visitor.request("POST", "/api/albums/settings", json={"album": album, **wrong}))[0] == 400
    longest = "ü€😀\n" * 500
    form = {"album": album, "description": longest.replace("\n", "\r\n")}
    headers = {"Accept": HTML, "Origin": shared_app.url}
    response = visitor.request("POST", "/api/albums/settings", data=form, headers=headers)
    assert (response.status_code, response.headers["Location"]) == (303, f"/?album={quote(album)}")
    albums = visitor.request("GET", "/api/albums").json()["albums"]
    assert [one["description"] for one in albums if one["album"] == album] == [longest.strip()]


def test_settings_that_cannot_be_read_are_not_replaced(shared_app: App) -> None:
    """The response names the file, and what to do."""
    visitor = Visitor(shared_app)
    album = create_album(visitor, "a.jpg")
    name = f"{album}/.album.json"
    with other_tool(shared_app) as container:
        container.upload_blob(name, b"{broken")
        asked = {"album": album, "description": "Rome"}
        problem = read_problem(visitor.request("POST", "/api/albums/settings", json=asked))
        assert container.download_blob(name).readall() == b"{broken"
    text = f"{name} can't be read, so nothing was changed. Correct or delete it in your container."
    assert problem == (409, text)


def test_an_albums_cover_is_chosen_and_reset(shared_app: App) -> None:
    """By a script, and by the form of a photo's page."""
    visitor = Visitor(shared_app)
    album = create_album(visitor, "a.jpg", "b.jpg")
    newest = find_album(visitor, album)["cover"]["file"]
    other = "a.jpg" if newest == "b.jpg" else "b.jpg"
    page = visitor.get_page("/", photo=f"{album}/{other}")
    assert f'name="cover" value="{other}"' in page
    headers = {"Accept": HTML, "Origin": shared_app.url}
    form = {"album": album, "cover": other}
    assert visitor.request("POST", "/api/albums/settings", data=form, headers=headers).status_code == 303
    assert find_album(visitor, album)["cover"]["file"] == other
    assert other in visitor.get_page("/", album=album)
    reset = visitor.request("POST", "/api/albums/settings", data={**form, "cover": ""}, headers=headers)
    assert reset.status_code == 303
    assert find_album(visitor, album)["cover"]["file"] == newest
    missing = {"album": album, "cover": "../secret.jpg"}
    assert read_problem(visitor.request("POST", "/api/albums/settings", json=missing))[0] == 404


def test_a_script_deletes_an_album_in_parts_and_restores_it(shared_app: App) -> None:
    visitor = Visitor(shared_app)
    album = create_album(visitor, "a.jpg", "b.jpg", "c.jpg")
    visitor.request("POST", "/api/albums/settings", json={"album": album, "title": "Rome"}).raise_for_status()
    asked = {"album": album, "photos": "trash", "limit": 2}
    parts = [visitor.request("POST", "/api/albums/delete", json=asked).json() for _ in range(2)]
    assert [part["remaining"] for part in parts] == [1, 0]
    moved = [line for part in parts for line in part["files"]]
    assert {(line["name"], line["trash"]) for line in moved} == {
        (f"{album}/{file}.jpg", f".trash/{album}/{file}.jpg") for file in "abc"
    }
    assert read_problem(visitor.request("POST", "/api/albums/delete", json=asked))[0] == 404
    moves = [{"name": line["trash"], "to": line["name"]} for line in moved]
    restored = visitor.request("POST", "/api/albums/restore", json={"album": album, "moves": moves})
    assert [line["outcome"] for line in restored.json()["files"]] == ["restored"] * 3
    assert (find_album(visitor, album)["title"], find_album(visitor, album)["count"]) == ("Rome", 3)


def test_forms_delete_an_album_and_undo_it(shared_app: App) -> None:
    """In parts, too: the last one undoes all of them."""
    visitor = Visitor(shared_app)
    album = create_album(visitor, "a.jpg", "b.jpg")
    headers = {"Accept": HTML, "Origin": shared_app.url}
    before = visitor.list_photos(album=album)
    first = visitor.request("POST", "/api/albums/delete", json={"album": album, "photos": "keep", "limit": 1})
    earlier = [{"name": line["photo"]["name"], "to": line["name"]} for line in first.json()["files"]]
    form = {"album": album, "photos": "keep", "moves": json.dumps(earlier)}
    response = visitor.request("POST", "/api/albums/delete", data=form, headers=headers)
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/?report=")
    page = visitor.request("GET", response.headers["Location"], headers={"Accept": HTML}).text
    assert "1 album deleted" in page
    found = re.search(r'action="/api/albums/restore".*?name="moves" value="([^"]*)"', page, re.DOTALL)
    assert found
    undo = {"album": album, "moves": unescape(found[1])}
    response = visitor.request("POST", "/api/albums/restore", data=undo, headers=headers)
    assert response.headers["Location"].startswith(f"/?album={quote(album)}&report=")
    assert [photo["name"] for photo in visitor.list_photos(album=album)] == [photo["name"] for photo in before]


def test_impossible_deletions_are_refused_with_a_reason(shared_app: App) -> None:
    visitor = Visitor(shared_app)
    album = create_album(visitor, "a.jpg")
    for wrong in ({"photos": "burn"}, {}, {"photos": "keep", "limit": 0}, {"photos": "keep", "album": "2026"}):
        problem = read_problem(visitor.request("POST", "/api/albums/delete", json={"album": album, **wrong}))
        assert problem[0] == 400, wrong
    for moves in ("x", [1], [{"name": "a"}], {"name": "a", "to": "b"}):
        asked = {"album": album, "moves": moves}
        assert read_problem(visitor.request("POST", "/api/albums/restore", json=asked))[0] == 400, moves
    assert len(visitor.list_photos(album=album)) == 1


def find_album(visitor: Visitor, album: str) -> Document:
    """Return an album as the JSON interface lists it."""
    albums: list[Document] = visitor.get_json("/api/albums")["albums"]
    return next(one for one in albums if one["album"] == album)
