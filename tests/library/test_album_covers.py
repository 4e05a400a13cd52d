"""Covers: the photo that the owner has chosen while it's there, else the newest."""

import json

import pytest
from support.fake_index import forget_index
from support.library import create_dated
from support.storage_calls import count_calls

from gallery.errors import NotFound
from gallery.library.album_rename import rename_album
from gallery.library.album_settings import change_settings
from gallery.library.albums import list_albums, list_sub_albums
from gallery.library.index import opening, state
from gallery.library.index.opening import open_index
from gallery.library.moves import move_to_album
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.storage.account import Storage

PHOTOS = ["Trips/old.jpg", "Trips/new.jpg", "Trips/Rome/old.jpg", "Trips/Rome/new.jpg", "Zoo/old.jpg", "Zoo/new.jpg"]


@pytest.fixture
def library(storage: Storage) -> Storage:
    for name in PHOTOS:
        create_dated(storage, name, "2026-09-12" if "new" in name else "2026-09-11")
    return storage


def covers(storage: Storage, *, is_owner: bool = True) -> dict[str, str]:
    albums = list_albums(open_index(storage, is_owner=is_owner, listed=[""]))
    return {album.album: album.cover.name for album in albums if album.cover}


NEWEST = {"Trips": "Trips/new.jpg", "Trips/Rome": "Trips/Rome/new.jpg", "Zoo": "Zoo/new.jpg"}


@pytest.mark.parametrize("is_owner", [True, False])
def test_the_chosen_cover_is_shown_to_everyone(library: Storage, *, is_owner: bool) -> None:
    assert covers(library, is_owner=is_owner) == NEWEST
    change_settings(library, "Zoo", cover="old.jpg")
    assert covers(library, is_owner=is_owner) == {**NEWEST, "Zoo": "Zoo/old.jpg"}
    change_settings(library, "Zoo", cover="")
    assert covers(library, is_owner=is_owner) == NEWEST


def test_a_cover_may_be_in_an_album_within_it(library: Storage) -> None:
    change_settings(library, "Trips", cover="Rome/old.jpg")
    assert covers(library) == {**NEWEST, "Trips": "Trips/Rome/old.jpg"}
    assert covers(library, is_owner=False) == {**NEWEST, "Trips": "Trips/Rome/old.jpg"}
    change_settings(library, "Trips/Rome", is_public=False)
    assert covers(library)["Trips"] == "Trips/Rome/old.jpg"
    assert covers(library, is_owner=False) == {"Trips": "Trips/new.jpg", "Zoo": "Zoo/new.jpg"}


def test_an_album_of_albums_has_the_cover_of_the_first(library: Storage) -> None:
    """The chosen one."""
    create_dated(library, "Travel/Oslo/old.jpg", "2026-09-11")
    create_dated(library, "Travel/Oslo/new.jpg", "2026-09-12")
    change_settings(library, "Travel/Oslo", cover="old.jpg")
    index = open_index(library, is_owner=True, listed=[""])
    assert [one.cover and one.cover.name for one in list_sub_albums(index, "Travel")] == ["Travel/Oslo/old.jpg"]
    change_settings(library, "Travel", cover="Oslo/new.jpg")
    create_dated(library, "Travel/Athens/a.jpg", "2026-09-12")
    index = open_index(library, is_owner=True, listed=[""])
    assert index.covers["Travel"].name == "Travel/Oslo/new.jpg"


def test_without_its_chosen_cover_an_album_shows_its_newest_photo(library: Storage) -> None:
    """The choice stays, for when the photo is back."""
    change_settings(library, "Zoo", cover="old.jpg")
    change_settings(library, "Trips", cover="Rome/old.jpg")
    trashed = [move_to_trash(library, name).trash for name in ("Zoo/old.jpg", "Trips/Rome/old.jpg")]
    assert covers(library) == NEWEST
    for name in trashed:
        restore_from_trash(library, str(name))
    chosen = {**NEWEST, "Zoo": "Zoo/old.jpg", "Trips": "Trips/Rome/old.jpg"}
    assert covers(library) == chosen
    move_to_album(library, "Zoo/old.jpg", "Trips")
    assert covers(library)["Zoo"] == "Zoo/new.jpg"


def test_a_renamed_album_keeps_its_cover(library: Storage) -> None:
    change_settings(library, "Trips", cover="Rome/old.jpg")
    change_settings(library, "Zoo", cover="old.jpg")
    rename_album(library, "Trips", "Travel")
    rename_album(library, "Zoo", "Animals")
    assert covers(library) == {
        "Travel": "Travel/Rome/old.jpg",
        "Travel/Rome": "Travel/Rome/new.jpg",
        "Animals": "Animals/old.jpg",
    }


@pytest.mark.parametrize("cover", ["nothing.jpg", "../Zoo/old.jpg", "Rome/", "/old.jpg", ".album.json", "Rome"])
def test_only_photos_of_an_album_can_be_its_cover(library: Storage, cover: str) -> None:
    change_settings(library, "Trips", title="Journeys")
    with pytest.raises(NotFound):
        change_settings(library, "Trips", cover=cover)
    assert json.loads(library.photos.read("Trips/.album.json")[1]).get("cover") is None


@pytest.mark.parametrize("cover", ["../Zoo/old.jpg", "nothing.jpg", ".trash/old.jpg", 7, "", "/", "x" * 2_000])
def test_a_cover_that_another_tool_wrote_is_shown_only_if_it_is_there(library: Storage, cover: object) -> None:
    for album, name in {"Trips": cover, "Zoo": "old.jpg"}.items():
        document = json.dumps({"cover": name}).encode()
        library.photos.create(f"{album}/.album.json", document, "application/json", {})
    assert covers(library) == {**NEWEST, "Zoo": "Zoo/old.jpg"}


def test_the_index_has_what_covers_need(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it has seen all changes, a page of albums lists none of them, in a process that has just started."""
    change_settings(library, "Trips", cover="Rome/old.jpg")
    with monkeypatch.context() as patched:
        for module in (state, opening):
            patched.setattr(module, "MARGIN", -60.0)
        covers(library)
        forget_index()
        with count_calls() as calls:
            assert covers(library) == {**NEWEST, "Trips": "Trips/Rome/old.jpg"}
    assert sorted(calls) == ["GET", "GET list", "GET list"]
    change_settings(library, "Zoo", cover="old.jpg")
    move_to_trash(library, "Trips/Rome/old.jpg")
    assert covers(library) == {**NEWEST, "Zoo": "Zoo/old.jpg"}
