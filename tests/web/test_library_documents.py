"""What the interface says for moving in and out: which library it is, and what was set for albums."""

from support.library import add_photo
from support.pictures import png

from gallery.library.album_settings import change_settings
from gallery.library.uploads import store_put
from gallery.storage.account import Storage
from gallery.web.access import ANONYMOUS, Caller
from gallery.web.api import albums_document, library_document

OWNER = Caller(is_owner=True, can_view=True)


def test_a_library_keeps_its_id(storage: Storage) -> None:
    """It belongs to the container, so a journal of imports is found at any address."""
    first = library_document(storage)["id"]
    add_photo(storage, "Rome/a.jpg")
    assert library_document(storage)["id"] == first
    assert len(first) == 32


def test_the_owner_learns_what_was_set_for_albums(storage: Storage) -> None:
    for name in ("Oslo/a.jpg", "Rome/a.jpg"):
        add_photo(storage, name)
    change_settings(storage, "Oslo", cover="a.jpg", in_timeline=False)
    settings = {"sort": "newest", "cover": "a.jpg", "visible": "everyone", "timeline": "no"}
    assert [album.get("settings") for album in albums_document(storage, OWNER)["albums"]] == [settings, None]
    assert all("settings" not in album for album in albums_document(storage, ANONYMOUS)["albums"])


def test_put_may_say_when_the_file_was_changed(storage: Storage) -> None:
    """It's the date of a photo that has none, and more exact than the day of its folder."""
    photo = store_put(storage, "1999/05/06/a.png", png(), "1999-05-06T07:08:09").photo
    assert photo
    assert photo.when == "1999-05-06T07:08:09"
