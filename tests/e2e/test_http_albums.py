"""What an owner sets for an album, over HTTP: by a script and by a form."""

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


def find_album(visitor: Visitor, album: str) -> Document:
    """Return an album as the JSON interface lists it."""
    albums: list[Document] = visitor.get_json("/api/albums")["albums"]
    return next(one for one in albums if one["album"] == album)
