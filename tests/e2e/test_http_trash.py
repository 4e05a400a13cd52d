"""Deleting over HTTP moves photos to the trash, and restoring brings them back unchanged."""

import json
import re
from html import unescape

from support.gallery_app import App
from support.pictures import jpeg
from support.visitor import HTML, Visitor, new_album, read_problem


def send_form(visitor: Visitor, path: str, *names: str) -> str:
    """Send a page's form with names, and return where it redirects."""
    headers = {"Accept": HTML, "Origin": visitor.app.url}
    response = visitor.request("POST", path, data=[("names", name) for name in names], headers=headers)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def hidden_names(page: str) -> list[str]:
    """Return the names in a page's form."""
    return [unescape(name) for name in re.findall(r'name="names" value="([^"]*)"', page)]


def test_a_deleted_photo_can_be_restored_unchanged(shared_app: App) -> None:
    """Delete, list the trash, restore."""
    visitor, album = Visitor(shared_app), new_album()
    (photo,) = visitor.add_photos(album, ("a.jpg", jpeg("red")))
    response = visitor.delete(photo["name"])
    assert (response.status_code, response.json()) == (200, {"trash": f".trash/{photo['name']}"})
    assert visitor.list_photos(album=album) == []
    assert visitor.request("GET", f"/photos/{photo['name']}").status_code == 404
    listed = {entry["trash"]: entry for entry in visitor.get_json("/api/trash")["photos"]}
    assert listed[f".trash/{photo['name']}"]["deleted"]
    restored = visitor.restore(f".trash/{photo['name']}")
    assert restored.status_code == 200
    line = {"name": f".trash/{photo['name']}", "outcome": "restored", "photo": photo}
    assert restored.json()["files"] == [line]
    assert visitor.list_photos(album=album) == [photo]
    assert visitor.get_original(photo["name"]).content == jpeg("red")
    assert f".trash/{photo['name']}" not in {entry["trash"] for entry in visitor.get_json("/api/trash")["photos"]}


def test_a_photo_whose_name_was_taken_is_restored_under_another(shared_app: App) -> None:
    """And the response contains it."""
    visitor, album = Visitor(shared_app), new_album()
    visitor.add_photos(album, ("a.jpg", jpeg("red")))
    visitor.delete(f"{album}/a.jpg")
    visitor.add_photos(album, ("a.jpg", jpeg("blue")))
    (line,) = visitor.restore(f".trash/{album}/a.jpg").json()["files"]
    assert (line["outcome"], line["photo"]["name"]) == ("renamed", f"{album}/a (2).jpg")
    assert visitor.get_original(f"{album}/a.jpg").content == jpeg("blue")
    assert visitor.get_original(f"{album}/a (2).jpg").content == jpeg("red")


def test_undo_on_the_page_restores_all_deleted_photos(shared_app: App) -> None:
    """The flash message has a form with everything that undo needs, and is shown once."""
    visitor, album = Visitor(shared_app), new_album()
    photos = visitor.add_photos(album, ("a & b.jpg", jpeg("red")), ('"c".jpg', jpeg("blue")))
    names = [photo["name"] for photo in photos]
    location = send_form(visitor, "/api/trash", *names)
    page = visitor.get_page(location)
    assert "2 moved to trash" in page
    assert "Undo" in page
    assert "Undo" not in visitor.get_page(location)
    assert visitor.list_photos(album=album) == []
    restored = visitor.get_page(send_form(visitor, "/api/restore", *hidden_names(page)))
    assert "2 restored" in restored
    assert sorted(photo["name"] for photo in visitor.list_photos(album=album)) == sorted(names)


def test_the_trash_page_shows_each_deleted_photo_and_can_restore_it(shared_app: App) -> None:
    """With its preview, its former name and a form. And the page says how long photos stay there."""
    visitor, album = Visitor(shared_app), new_album()
    visitor.add_photos(album, ("a.jpg", jpeg("red")))
    visitor.delete(f"{album}/a.jpg")
    page = visitor.get_page("/trash")
    assert f".trash/{album}/a.jpg" in hidden_names(page)
    assert f"{album}/a.jpg" in page
    assert "Photos are deleted forever after 30 days. Until then, you can restore them." in page
    send_form(visitor, "/api/restore", f".trash/{album}/a.jpg")
    assert len(visitor.list_photos(album=album)) == 1
    assert f".trash/{album}/a.jpg" not in visitor.get_page("/trash")


def test_each_name_has_its_own_result_in_order(shared_app: App) -> None:
    """An unknown photo does not stop the others."""
    visitor, album = Visitor(shared_app), new_album()
    photos = visitor.add_photos(album, ("a.jpg", jpeg("red")), ("b.jpg", jpeg("blue")))
    names = [photos[0]["name"], f"{album}/none.jpg", photos[1]["name"]]
    lines = visitor.request("POST", "/api/trash", json={"names": names}).json()["files"]
    assert [(line["name"], line["outcome"]) for line in lines] == [
        (names[0], "trashed"),
        (names[1], "rejected"),
        (names[2], "trashed"),
    ]
    assert lines[0]["trash"] == f".trash/{names[0]}"
    assert lines[1]["status"] == 404
    assert lines[1]["reason"]


def test_only_deleted_photos_can_be_restored_and_only_photos_deleted(shared_app: App) -> None:
    """Other blobs never move."""
    visitor, album = Visitor(shared_app), new_album()
    (photo,) = visitor.add_photos(album, ("a.jpg", jpeg("red")))
    names = [photo["name"], ".trash/none.jpg", ".trash/", ".trash/.trash/x.jpg", "../a.jpg", "x" * 2000]
    lines = visitor.restore(*names).json()["files"]
    assert [line["outcome"] for line in lines] == ["rejected"] * len(names)
    assert all(400 <= line["status"] < 500 for line in lines)
    assert visitor.list_photos(album=album) == [photo]
    assert read_problem(visitor.delete(f"{album}/none.jpg"))[0] == 404
    assert read_problem(visitor.delete(".trash/none.jpg"))[0] == 404


def test_an_unreadable_list_of_names_is_a_bad_request(shared_app: App) -> None:
    """Broken JSON, another shape, nothing at all."""
    visitor = Visitor(shared_app)
    for path in ("/api/trash", "/api/restore"):
        for body in (b"", b"{", b"[]", b"null", b'{"names": "a.jpg"}', b'{"names": [1]}', b'{"names": []}', b"\xff"):
            response = visitor.request("POST", path, data=body, headers={"Content-Type": "application/json"})
            assert read_problem(response)[0] == 400, (path, body)


def listed_photos(visitor: Visitor, album: str) -> list[dict[str, str]]:
    """The photos of an album as the trash lists them."""
    photos = visitor.get_json("/api/trash")["photos"]
    return [photo for photo in photos if photo["trash"].startswith(f".trash/{album}/")]


def add_to_trash(visitor: Visitor, album: str, *colors: str) -> None:
    for photo in visitor.add_photos(album, *((f"{color}.jpg", jpeg(color)) for color in colors)):
        visitor.delete(photo["name"])


def post_html(visitor: Visitor, path: str, **data: str) -> str:
    """Send a page's form, and return the page that follows."""
    headers = {"Accept": HTML, "Origin": visitor.app.url}
    response = visitor.request("POST", path, data=data, headers=headers)
    return visitor.get_page(response.headers["Location"]) if response.status_code == 303 else response.text


def test_the_listed_trash_can_be_sent_back_to_delete_it(shared_app: App) -> None:
    """As it is, like a script does. Sent again, it changes nothing."""
    visitor, album = Visitor(shared_app), new_album()
    add_to_trash(visitor, album, "red", "blue")
    photos = listed_photos(visitor, album)
    for outcome in ("deleted", "gone"):
        response = visitor.request("POST", "/api/trash/empty", json={"photos": photos})
        assert (response.status_code, response.json()["remaining"]) == (200, 0)
        assert response.json()["files"] == [{"name": photo["trash"], "outcome": outcome} for photo in photos]
    assert listed_photos(visitor, album) == []
    assert visitor.list_photos(album=album) == []


def test_a_list_without_etags_deletes_nothing(shared_app: App) -> None:
    visitor, album = Visitor(shared_app), new_album()
    add_to_trash(visitor, album, "red")
    (photo,) = listed_photos(visitor, album)
    trash = photo["trash"]
    without_etag = [{"trash": trash}, {"trash": trash, "etag": None}, trash, [trash]]
    shapes: list[object] = [[], *([one] for one in without_etag), {}, "[", None, 1]
    for photos in shapes:
        response = visitor.request("POST", "/api/trash/empty", json={"photos": photos})
        assert read_problem(response)[0] == 400, photos
    assert read_problem(visitor.request("POST", "/api/trash/empty", json={"names": [trash]}))[0] == 400
    assert len(listed_photos(visitor, album)) == 1


def test_the_page_asks_once_and_deletes_what_it_listed(shared_app: App) -> None:
    """Without scripts. A photo restored and deleted again after the question stays, and the page says so."""
    visitor, album = Visitor(shared_app), new_album()
    add_to_trash(visitor, album, "red", "blue", "green")
    chosen = [f".trash/{album}/{color}.jpg" for color in ("red", "blue")]
    asked = visitor.request(
        "POST",
        "/trash",
        data=[("names", name) for name in chosen],
        headers={"Accept": HTML, "Origin": visitor.app.url},
    )
    assert asked.status_code == 200
    assert "Delete 2 photos forever?" in asked.text
    assert "may keep a recoverable version for up to 60 days" in asked.text
    photos = unescape(re.findall(r'name="photos" value="([^"]*)"', asked.text)[0])
    assert sorted(photo["trash"] for photo in json.loads(photos)) == sorted(chosen)
    visitor.restore(chosen[0])
    visitor.delete(f"{album}/red.jpg")
    page = post_html(visitor, "/api/trash/empty", photos=photos)
    assert "1 deleted from the gallery" in page
    assert "1 failed" in page
    assert "red.jpg has changed since you confirmed, so it wasn&#39;t deleted." in page
    assert {photo["trash"] for photo in listed_photos(visitor, album)} == {chosen[0], f".trash/{album}/green.jpg"}
    assert "1 no longer in the trash" in post_html(
        visitor, "/api/trash/empty", photos=json.dumps([{"trash": chosen[1], "etag": '"0x1"'}])
    )


def test_the_page_does_not_ask_about_photos_that_are_gone(shared_app: App) -> None:
    visitor = Visitor(shared_app)
    headers = {"Accept": HTML, "Origin": visitor.app.url}
    response = visitor.request("POST", "/trash", data={"names": ".trash/none.jpg"}, headers=headers)
    assert (response.status_code, "no longer in the trash" in response.text) == (404, True)
