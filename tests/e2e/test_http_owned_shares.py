"""Shares over HTTP, as their owner has them: by scripts and by forms."""

import re
from html import unescape
from typing import Any
from urllib.parse import quote

from support.gallery_app import App
from support.pictures import jpeg
from support.visitor import HTML, Visitor, new_album, read_problem

from gallery.web.share_links import qr_code


def create_album(visitor: Visitor, *colors: str) -> str:
    album = new_album()
    visitor.add_photos(album, *((f"{color}.jpg", jpeg(color)) for color in colors or ("teal",)))
    return album


def create_share(visitor: Visitor, **choices: Any) -> dict[str, Any]:
    response = visitor.request("POST", "/api/shares", json=choices)
    assert response.status_code == 201, response.text
    share: dict[str, Any] = response.json()
    return share


def list_shares(visitor: Visitor, **query: str) -> list[dict[str, Any]]:
    shares: list[dict[str, Any]] = visitor.request("GET", "/api/shares", params=query).json()["shares"]
    return shares


def test_a_script_shares_changes_and_revokes(shared_app: App) -> None:
    """The link works for everyone until it's revoked, by DELETE or POST."""
    visitor = Visitor(shared_app)
    album = create_album(visitor)
    chosen = {"download": True, "label": "Anna", "password": "open", "gigabytes": 1.5}
    share = create_share(visitor, album=album, **chosen)
    assert re.fullmatch(rf"{shared_app.url}/s/[0-9A-Za-z]{{22}}", share["link"])
    expected = {"album": album, "photos": None, "download": True, "add": False, "password": True, "gigabytes": 1.5}
    assert {key: share[key] for key in expected} == expected
    assert [one for one in list_shares(visitor) if one["id"] == share["id"]] == [share]
    assert list_shares(visitor, album=album) == [share]
    asked = {"password": None, "add": True, "expires": "2100-12-24", "files": 3}
    changed = visitor.request("POST", f"/api/shares/{share['id']}", json=asked).json()
    assert (changed["password"], changed["add"], changed["files"], changed["label"]) == (False, True, 3, "Anna")
    assert (changed["expires"], changed["link"]) == ("2100-12-25T12:00:00+00:00", share["link"])
    other = create_share(visitor, album=album)
    path = share["link"].removeprefix(shared_app.url)
    assert visitor.request("GET", path, headers={"Authorization": ""}).status_code == 200
    assert visitor.request("DELETE", f"/api/shares/{share['id']}").json() == {"revoked": True}
    assert visitor.request("POST", f"/api/shares/{other['id']}/revoke").json() == {"revoked": True}
    assert visitor.request("GET", path, headers={"Authorization": ""}).status_code == 404
    assert list_shares(visitor, album=album) == []
    assert read_problem(visitor.request("DELETE", f"/api/shares/{share['id']}"))[0] == 404


def test_refused_choices_create_nothing(shared_app: App) -> None:
    visitor = Visitor(shared_app)
    album, before = create_album(visitor), len(list_shares(visitor))
    for wrong in (
        {"album": album, "days": 0},
        {"album": album, "expires": "2020-01-01"},
        {"album": "Nowhere"},
        {"album": "2026"},
        {"album": album, "names": [f"{album}/teal.jpg"]},
        {"names": [f"{album}/none.jpg"]},
        {"names": [f"{album}/teal.jpg"], "add": True},
        {"names": [f"{album}/{number}.jpg" for number in range(1001)]},
        {},
    ):
        status, detail = read_problem(visitor.request("POST", "/api/shares", json=wrong))
        assert status in {400, 404}, wrong
        assert detail.endswith((".", "}.")), wrong
    assert len(list_shares(visitor)) == before


def test_forms_share_an_album_and_edit_the_link(shared_app: App) -> None:
    """From the album's page to the share's, which has the link, its QR code and a form with what was chosen."""
    visitor = Visitor(shared_app)
    album = create_album(visitor)
    page = visitor.request("GET", f"/?album={album}", headers={"Accept": HTML}).text
    assert f'href="/shares/new?album={quote(album)}"' in page
    form = visitor.request("GET", f"/shares/new?album={album}", headers={"Accept": HTML}).text
    assert f'name="album" value="{album}"' in form
    headers = {"Accept": HTML, "Origin": shared_app.url}
    fields = {"album": album, "download": ["yes", "no"], "location": "no", "add": "no", "sub_albums": "no"}
    others = {"days": "date", "expires": "2100-12-24", "password": "pizza", "label": "For <Anna>", "files": "7"}
    created = visitor.request("POST", "/api/shares", data={**fields, **others}, headers=headers)
    assert created.status_code == 303
    location = created.headers["Location"]
    assert re.fullmatch(r"/shares/[0-9a-f]{32}", location)
    (share,) = list_shares(visitor, album=album)
    assert (share["label"], share["download"], share["expires"]) == ("For <Anna>", True, "2100-12-25T12:00:00+00:00")
    shown = visitor.request("GET", location, headers={"Accept": HTML}).text
    assert f'value="{share["link"]}"' in shown
    assert "For &lt;Anna&gt;" in shown
    assert "24 December 2100" in unescape(shown)
    assert "pizza" not in shown
    secret = share["link"].rpartition("/")[2]
    assert [one for one in re.findall(r'(?:action|href|src)="([^"]*)"', shown) if secret in one] == []
    code = visitor.request("GET", f"{location}/qr")
    assert (code.headers["Content-Type"], code.content) == ("image/svg+xml", qr_code(share["link"]))
    edited = visitor.request("POST", f"/api{location}", data={"download": "no", "days": "keep"}, headers=headers)
    assert (edited.status_code, edited.headers["Location"]) == (303, location)
    (changed,) = list_shares(visitor, album=album)
    assert (changed["download"], changed["expires"], changed["password"]) == (False, share["expires"], True)
    revoked = visitor.request("POST", f"/api{location}/revoke", headers=headers)
    assert (revoked.status_code, revoked.headers["Location"]) == (303, "/shares")
    assert visitor.request("GET", location).status_code == 404
    assert visitor.request("GET", f"{location}/qr").status_code == 404


def test_private_albums_and_photos_can_be_shared_on_purpose(shared_app: App) -> None:
    """The form says that people see them anyway. Those that aren't private have no such note."""
    visitor = Visitor(shared_app)
    album = create_album(visitor, "teal", "tan")
    pages = (f"/shares/new?album={album}", f"/shares/new?photo={album}/teal.jpg")
    for page in pages:
        assert "People with the link see" not in visitor.request("GET", page, headers={"Accept": HTML}).text
    visitor.request("POST", "/api/albums/settings", json={"album": album, "visible": "owner"})
    for page in pages:
        assert "People with the link see" in visitor.request("GET", page, headers={"Accept": HTML}).text
    names = [f"{album}/teal.jpg", f"{album}/tan.jpg"]
    several = visitor.request("POST", "/shares/new", data={"names": names}, headers={"Accept": HTML}).text
    assert "Share 2 photos" in several
    assert re.findall(r'name="names" value="([^"]*)"', several) == names
    share = create_share(visitor, names=names)
    assert (share["photos"], share["album"]) == (2, None)
    path = share["link"].removeprefix(shared_app.url)
    assert visitor.request("GET", path, headers={"Authorization": ""}).status_code == 200


def test_the_list_has_every_share_and_marks_expired_ones(shared_app: App) -> None:
    """Also one whose album no longer exists, and one of a renamed album, under its new name."""
    visitor = Visitor(shared_app)
    album, gone = create_album(visitor), create_album(visitor, "tan")
    renamed = create_share(visitor, album=album)
    create_share(visitor, album=gone, label="Gone")
    visitor.request("POST", "/api/albums/rename", json={"album": album, "to": f"{album} again"})
    visitor.request("POST", "/api/albums/delete", json={"album": gone, "photos": "trash"})
    shown = unescape(visitor.request("GET", "/shares", headers={"Accept": HTML}).text)
    assert f">{album} again</a>" in shown
    assert "This album doesn't exist anymore" in shown
    albums = {one["id"]: one["album"] for one in list_shares(visitor)}
    assert albums[renamed["id"]] == f"{album} again"
