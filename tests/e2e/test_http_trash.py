"""Deleting over HTTP is a move to the trash, and every way back leads to the whole photo."""

import re
from html import unescape

from support.gallery_app import App
from support.pictures import jpeg
from support.visitor import HTML, Visitor, new_album, problem


def form(visitor: Visitor, path: str, *names: str) -> str:
    """Sends a page's form with names; the address to which the browser is sent back."""
    headers = {"Accept": HTML, "Origin": visitor.app.url}
    answer = visitor.ask("POST", path, data=[("names", name) for name in names], headers=headers)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def hidden_names(page: str) -> list[str]:
    """The names in a page's form."""
    return [unescape(name) for name in re.findall(r'name="names" value="([^"]*)"', page)]


def test_a_deleted_photo_is_gone_from_the_gallery_and_comes_back_whole(shared_app: App) -> None:
    """DELETE, the trash's list, restore by JSON."""
    visitor, album = Visitor(shared_app), new_album()
    (photo,) = visitor.stored(album, ("a.jpg", jpeg("red")))
    answer = visitor.delete(photo["name"])
    assert (answer.status_code, answer.json()) == (200, {"trash": f".trash/{photo['name']}"})
    assert visitor.photos(album=album) == []
    assert visitor.ask("GET", f"/photos/{photo['name']}").status_code == 404
    listed = {entry["trash"]: entry for entry in visitor.json("/api/trash")["photos"]}
    assert listed[f".trash/{photo['name']}"]["deleted"]
    restored = visitor.restore(f".trash/{photo['name']}")
    assert restored.status_code == 200
    line = {"name": f".trash/{photo['name']}", "outcome": "restored", "photo": photo}
    assert restored.json()["files"] == [line]
    assert visitor.photos(album=album) == [photo]
    assert visitor.original(photo["name"]).content == jpeg("red")
    assert f".trash/{photo['name']}" not in {entry["trash"] for entry in visitor.json("/api/trash")["photos"]}


def test_a_photo_whose_name_is_taken_meanwhile_comes_back_beside_the_other(shared_app: App) -> None:
    """And the answer says under which name."""
    visitor, album = Visitor(shared_app), new_album()
    visitor.stored(album, ("a.jpg", jpeg("red")))
    visitor.delete(f"{album}/a.jpg")
    visitor.stored(album, ("a.jpg", jpeg("blue")))
    (line,) = visitor.restore(f".trash/{album}/a.jpg").json()["files"]
    assert (line["outcome"], line["photo"]["name"]) == ("renamed", f"{album}/a (2).jpg")
    assert visitor.original(f"{album}/a.jpg").content == jpeg("blue")
    assert visitor.original(f"{album}/a (2).jpg").content == jpeg("red")


def test_after_deleting_by_the_page_undo_brings_all_of_them_back(shared_app: App) -> None:
    """The report's own form holds everything that undo needs; the report is shown once."""
    visitor, album = Visitor(shared_app), new_album()
    photos = visitor.stored(album, ("a & b.jpg", jpeg("red")), ('"c".jpg', jpeg("blue")))
    names = [photo["name"] for photo in photos]
    location = form(visitor, "/api/trash", *names)
    page = visitor.page(location)
    assert "2 moved to trash" in page
    assert "Undo" in page
    assert "Undo" not in visitor.page(location)
    assert visitor.photos(album=album) == []
    back = visitor.page(form(visitor, "/api/restore", *hidden_names(page)))
    assert "2 restored" in back
    assert sorted(photo["name"] for photo in visitor.photos(album=album)) == sorted(names)


def test_the_trash_page_shows_each_deleted_photo_with_the_way_back(shared_app: App) -> None:
    """Its preview, its former name and a form."""
    visitor, album = Visitor(shared_app), new_album()
    visitor.stored(album, ("a.jpg", jpeg("red")))
    visitor.delete(f"{album}/a.jpg")
    page = visitor.page("/trash")
    assert f".trash/{album}/a.jpg" in hidden_names(page)
    assert f"{album}/a.jpg" in page
    form(visitor, "/api/restore", f".trash/{album}/a.jpg")
    assert len(visitor.photos(album=album)) == 1
    assert f".trash/{album}/a.jpg" not in visitor.page("/trash")


def test_each_name_has_its_own_answer_in_order(shared_app: App) -> None:
    """One that is not there does not stop the others."""
    visitor, album = Visitor(shared_app), new_album()
    photos = visitor.stored(album, ("a.jpg", jpeg("red")), ("b.jpg", jpeg("blue")))
    names = [photos[0]["name"], f"{album}/none.jpg", photos[1]["name"]]
    lines = visitor.ask("POST", "/api/trash", json={"names": names}).json()["files"]
    assert [(line["name"], line["outcome"]) for line in lines] == [
        (names[0], "trashed"),
        (names[1], "rejected"),
        (names[2], "trashed"),
    ]
    assert lines[0]["trash"] == f".trash/{names[0]}"
    assert lines[1]["status"] == 404
    assert lines[1]["reason"]


def test_only_what_is_in_the_trash_can_be_restored_and_only_photos_deleted(shared_app: App) -> None:
    """Nothing outside moves, whatever is asked for; nor does what is no photo."""
    visitor, album = Visitor(shared_app), new_album()
    (photo,) = visitor.stored(album, ("a.jpg", jpeg("red")))
    names = [photo["name"], ".trash/none.jpg", ".trash/", ".trash/.trash/x.jpg", "../a.jpg", "x" * 2000]
    lines = visitor.restore(*names).json()["files"]
    assert [line["outcome"] for line in lines] == ["rejected"] * len(names)
    assert all(400 <= line["status"] < 500 for line in lines)
    assert visitor.photos(album=album) == [photo]
    assert problem(visitor.delete(f"{album}/none.jpg"))[0] == 404
    assert problem(visitor.delete(".trash/none.jpg"))[0] == 404


def test_a_list_of_names_that_cannot_be_read_is_a_bad_request(shared_app: App) -> None:
    """Broken JSON, another shape, nothing at all."""
    visitor = Visitor(shared_app)
    for path in ("/api/trash", "/api/restore"):
        for body in (b"", b"{", b"[]", b"null", b'{"names": "a.jpg"}', b'{"names": [1]}', b'{"names": []}', b"\xff"):
            answer = visitor.ask("POST", path, data=body, headers={"Content-Type": "application/json"})
            assert problem(answer)[0] == 400, (path, body)
