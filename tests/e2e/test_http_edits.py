"""Captions, tags and favorites over HTTP: by scripts, by forms, and as files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
import requests
from support.as_owner import KEY, set_key
from support.gallery_app import App
from support.pictures import jpeg
from support.sidecars import LIGHTROOM
from support.visitor import HTML, Visitor, new_album, other_tool

from gallery.web.edit_forms import MAX_EDITS

PATCH = {"caption": "Rome <at> night", "tags": ["Rome"], "favorite": True}


@pytest.fixture
def visitor(shared_app: App) -> Visitor:
    return Visitor(shared_app)


@contextmanager
def as_visitor(url: str) -> Iterator[None]:
    """Send requests without the owner's key."""
    set_key(url, "")
    try:
        yield
    finally:
        set_key(url, KEY)


def add(visitor: Visitor, file: str = "a.jpg", color: str = "red") -> str:
    """Add a photo to an album of its own, and return its name."""
    name: str = visitor.add_photos(new_album(), (file, jpeg(color)))[0]["name"]
    return name


def patch(visitor: Visitor, name: str, changes: Any, **headers: str) -> requests.Response:
    return visitor.request("PATCH", f"/api/photos/{quote(name)}", json=changes, headers=headers)


def test_a_patch_is_shown_at_once(visitor: Visitor) -> None:
    name = add(visitor)
    response = patch(visitor, name, PATCH)
    assert (response.status_code, response.json()["outcome"]) == (200, "edited")
    said = visitor.get_json(f"/api/photos/{name}")
    assert (said["caption"], said["tags"], said["rating"], said["favorite"]) == (PATCH["caption"], ["Rome"], 5, True)
    (photo,) = visitor.list_photos(album=name.rpartition("/")[0])
    assert (photo["caption"], photo["tags"], photo["favorite"]) == (PATCH["caption"], ["Rome"], True)
    assert 'alt="Rome &lt;at&gt; night"' in visitor.get_page(photo=name)


def test_others_see_captions_but_no_tags_or_favorites(visitor: Visitor) -> None:
    name = add(visitor)
    patch(visitor, name, PATCH)
    with as_visitor(visitor.app.url):
        (photo,) = visitor.list_photos(album=name.rpartition("/")[0])
        assert photo["caption"] == PATCH["caption"]
        assert not {"tags", "favorite"} & photo.keys()
        assert "/api/edit" not in visitor.get_page(photo=name)
        assert visitor.request("GET", f"/api/photos/{name}").status_code == 404
        assert visitor.request("GET", f"/photos/{name}.xmp").status_code == 404
        assert patch(visitor, name, {"caption": "Mine"}).status_code == 401


def test_undo_restores_what_was_there_unless_someone_has_edited_since(visitor: Visitor) -> None:
    name = add(visitor)
    first = patch(visitor, name, {"caption": "First"}).json()
    undo = patch(visitor, name, {"caption": "Second"}).json()["undo"]
    edit = visitor.request("POST", "/api/edit", json={"photos": [undo]}).json()["files"][0]
    assert (edit["outcome"], edit["photo"]["caption"]) == ("edited", "First")
    again = visitor.request("POST", "/api/edit", json={"photos": [undo]}).json()["files"][0]
    assert (again["outcome"], again["status"]) == ("rejected", 412)
    assert first["undo"]["changes"] == {"caption": None, "tags": None, "rating": None, "orientation": None}


def test_if_match_refuses_other_versions(visitor: Visitor) -> None:
    name = add(visitor)
    etag = visitor.get_json(f"/api/photos/{name}")["etag"]
    assert patch(visitor, name, {"caption": "A"}, **{"If-Match": f'"{etag}"'}).status_code == 200
    assert patch(visitor, name, {"caption": "B"}, **{"If-Match": f'"{etag}"'}).status_code == 412
    assert patch(visitor, name, {"caption": "C"}, **{"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {},
        [],
        "text",
        {"caption": 1},
        {"tags": "a"},
        {"tags": [1]},
        {"rating": 6},
        {"rating": True},
        {"favorite": "yes"},
        {"keep_sidecar": 1},
        {"favorite": None},
        {"colour": "red"},
        {"caption": "\ud800"},
        {"caption": "x" * 10_001},
    ],
)
def test_invalid_changes_change_nothing(visitor: Visitor, changes: Any) -> None:
    name = add(visitor)
    assert patch(visitor, name, changes).status_code == 400
    assert visitor.get_json(f"/api/photos/{name}")["etag"] == "none"


def test_many_photos_are_edited_at_once(visitor: Visitor) -> None:
    names = [add(visitor), add(visitor)]
    document = {"names": [*names, "none.jpg"], "changes": {"add_tags": ["both"]}}
    response = visitor.request("POST", "/api/edit", json=document)
    assert [one["outcome"] for one in response.json()["files"]] == ["edited", "edited", "rejected"]
    assert [visitor.get_json(f"/api/photos/{name}")["tags"] for name in names] == [["both"], ["both"]]


def test_a_photo_named_twice_is_edited_not_at_all(visitor: Visitor) -> None:
    name = add(visitor)
    edits = [{"name": name, "changes": {"caption": caption}} for caption in ("First", "Second")]
    response = visitor.request("POST", "/api/edit", json={"photos": edits})
    assert (response.status_code, response.json()["detail"]) == (400, "Name each photo only once.")
    assert visitor.get_json(f"/api/photos/{name}")["etag"] == "none"


def test_a_request_edits_a_limited_number_of_photos(visitor: Visitor) -> None:
    for count, status in ((MAX_EDITS, 200), (MAX_EDITS + 1, 400)):
        document = {"names": [f"none{number}.jpg" for number in range(count)], "changes": {"rating": 1}}
        assert visitor.request("POST", "/api/edit", json=document).status_code == status


@pytest.mark.parametrize("document", [{}, {"names": []}, {"names": ["a"]}, {"photos": [1]}, {"photos": "a"}])
def test_edits_without_photos_or_changes_are_refused(visitor: Visitor, document: Any) -> None:
    assert visitor.request("POST", "/api/edit", json=document).status_code == 400


def test_the_form_of_the_photo_page_works_without_scripts(visitor: Visitor) -> None:
    name = add(visitor)
    page = visitor.get_page(photo=name)
    etag = str(re.findall(r'name="etag" value="([^"]+)"', page)[0])
    form = {"names": name, "etag": etag, "caption": "A\r\nB", "tags": "x, y ,", "favorite": ["yes", "no"]}
    headers = {"Accept": HTML, "Origin": visitor.app.url}
    response = visitor.request("POST", "/api/edit", data=form, headers=headers)
    assert (response.status_code, response.headers["Location"]) == (303, f"/?photo={quote(name)}")
    said = visitor.get_json(f"/api/photos/{name}")
    assert (said["caption"], said["tags"], said["favorite"]) == ("A\nB", ["x", "y"], True)
    assert visitor.request("POST", "/api/edit", data=form, headers=headers).status_code == 412
    cleared = {"names": name, "etag": said["etag"], "caption": "", "tags": "", "favorite": "no"}
    assert visitor.request("POST", "/api/edit", data=cleared, headers=headers).status_code == 303
    said = visitor.get_json(f"/api/photos/{name}")
    assert (said["caption"], said["tags"], said["favorite"]) == ("", [], False)


def test_tags_with_commas_survive_the_form_of_the_photo_page(visitor: Visitor) -> None:
    """They're in quotes there, as in CSV."""
    name, tags = add(visitor), ["a, b", 'say "hi"', "c"]
    patch(visitor, name, {"tags": tags})
    found = re.search(r'id="tags" name="tags" value="([^"]*)"', visitor.get_page(photo=name))
    assert found
    form = {"names": name, "tags": unescape(found[1]), "favorite": "yes"}
    headers = {"Accept": HTML, "Origin": visitor.app.url}
    assert visitor.request("POST", "/api/edit", data=form, headers=headers).status_code == 303
    assert visitor.get_json(f"/api/photos/{name}")["tags"] == tags
    visitor.request("POST", "/api/edit", data={**form, "tags": '"x, y", z,, 5" disk'}, headers=headers)
    assert visitor.get_json(f"/api/photos/{name}")["tags"] == ["x, y", "z", '5" disk']


def test_the_photo_page_rotates_without_scripts(visitor: Visitor) -> None:
    """Once for each time that the page is shown. The original stays, and visitors see the new shape."""
    name = add(visitor)
    original = requests.get(visitor.request("GET", f"/photos/{name}").headers["Location"], timeout=30).content
    etag = str(re.findall(r'name="etag" value="([^"]+)"', visitor.get_page(photo=name))[0])
    headers = {"Accept": HTML, "Origin": visitor.app.url}
    form = {"names": name, "etag": etag, "rotate": "left"}
    assert visitor.request("POST", "/api/edit", data=form, headers=headers).status_code == 303
    assert visitor.request("POST", "/api/edit", data=form, headers=headers).status_code == 412
    assert visitor.get_json(f"/api/photos/{name}")["orientation"] == 8
    assert 'width="40" height="60"' in visitor.get_page(photo=name)
    assert requests.get(visitor.request("GET", f"/photos/{name}").headers["Location"], timeout=30).content == original
    with as_visitor(visitor.app.url):
        (photo,) = visitor.list_photos(album=name.rpartition("/")[0])
    assert (photo["width"], photo["height"], photo.get("orientation")) == (40, 60, None)


@pytest.mark.parametrize("changes", [{"orientation": 9}, {"orientation": "6"}, {"orientation": True}, {"rotate": 45}])
def test_what_is_no_orientation_is_refused(visitor: Visitor, changes: dict[str, Any]) -> None:
    assert patch(visitor, add(visitor), changes).status_code == 400


def test_a_sidecar_is_downloaded_and_uploaded_as_a_file(visitor: Visitor) -> None:
    """Into a gallery where the photo says something else, and has what the file doesn't mention."""
    name = add(visitor)
    assert visitor.request("GET", f"/photos/{name}.xmp").status_code == 404
    patch(visitor, name, PATCH)
    response = visitor.request("GET", f"/photos/{name}.xmp")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/rdf+xml")
    assert response.headers["Content-Disposition"] == "attachment"
    other = add(visitor)
    visitor.request("PUT", f"/photos/{other}.xmp", data=LIGHTROOM)
    stored = visitor.request("PUT", f"/photos/{other}.xmp", data=response.content)
    assert (stored.status_code, stored.json()["outcome"]) == (200, "edited")
    assert visitor.get_json(f"/api/photos/{other}")["caption"] == PATCH["caption"]
    assert "Exposure2012" in visitor.request("GET", f"/photos/{other}.xmp").text


def test_a_sidecar_can_add_only_what_a_photo_has_no_text_for(visitor: Visitor) -> None:
    name = add(visitor)
    patch(visitor, name, {"caption": "Mine"})
    assert visitor.request("PUT", f"/photos/{name}.xmp?keep=yes", data=LIGHTROOM).json()["outcome"] == "edited"
    said = visitor.get_json(f"/api/photos/{name}")
    assert (said["caption"], said["tags"], said["rating"]) == ("Mine", ["beach"], 3)


def test_the_sidecar_of_a_photo_that_is_gone_is_not_that_of_the_next_one(visitor: Visitor) -> None:
    """Nobody downloads one photo with the words about another."""
    name = add(visitor)
    patch(visitor, name, PATCH)
    with other_tool(visitor.app) as container:
        container.upload_blob(name, jpeg("blue"), overwrite=True)
    assert visitor.get_json(f"/api/photos/{name}")["problem"] == "other photo"
    assert visitor.request("GET", f"/photos/{name}.xmp").status_code == 404


def test_only_the_owner_learns_which_photos_have_sidecars(visitor: Visitor) -> None:
    name = add(visitor)
    album = name.rpartition("/")[0]
    assert "sidecar" not in visitor.list_photos(album=album)[0]
    patch(visitor, name, PATCH)
    assert visitor.list_photos(album=album)[0]["sidecar"] is True
    with as_visitor(visitor.app.url):
        assert "sidecar" not in visitor.list_photos(album=album)[0]


def test_a_sidecar_of_another_photo_or_one_that_is_damaged_is_refused(visitor: Visitor) -> None:
    name = add(visitor)
    patch(visitor, name, PATCH)
    sidecar = visitor.request("GET", f"/photos/{name}.xmp").content
    blue = add(visitor, color="blue")
    assert visitor.request("PUT", f"/photos/{blue}.xmp", data=sidecar).status_code == 409
    assert visitor.request("PUT", f"/photos/{blue}.xmp", data=b"text").status_code == 415
    assert visitor.request("PUT", f"/photos/{blue}.xmp", data=b" " * 300_000).status_code == 413
    assert visitor.request("PUT", "/photos/none.jpg.xmp", data=sidecar).status_code == 404
    assert visitor.get_json(f"/api/photos/{blue}")["etag"] == "none"


def test_search_finds_tags_and_favorites_for_the_owner_only(visitor: Visitor) -> None:
    name, word = add(visitor), new_album()
    patch(visitor, name, {"tags": [word], "favorite": True})
    assert [photo["name"] for photo in visitor.list_photos(q=f"tag:{word} is:favorite")] == [name]
    assert visitor.list_photos(q=f"tag:{word} -is:favorite") == []
    with as_visitor(visitor.app.url):
        assert visitor.list_photos(q=f"tag:{word}") == []
