"""Albums have settings in `.album.json`: who may see them, and whether the timeline shows them."""

import json
from dataclasses import astuple

import pytest
from support.library import find_albums
from support.storage_calls import count_calls

from gallery.errors import AlbumFileUnreadable, BadRequest
from gallery.library.album_rename import rename_album
from gallery.library.album_settings import (
    MAX_DEPTH,
    change_settings,
    copy_settings,
    create_album,
    is_private,
    read_settings,
)
from gallery.library.album_state import read_album_state
from gallery.library.albums import list_albums, list_sub_albums, list_titles
from gallery.library.index.opening import open_index
from gallery.library.timeline import list_photos_of_months, open_timeline
from gallery.model.album_settings import MAX_DESCRIPTION, AlbumSettings
from gallery.model.sort_orders import SortOrder
from gallery.storage.account import Storage

FACTS = {"taken": "2026-09-12", "taken_from": "exif", "width": "3", "height": "2", "colour": "#000000"}
PHOTOS = ["2026/09/12/a.jpg", "2026/09/Party/b.jpg", "Trips/c.jpg", "Trips/Rome/d.jpg", "Zoo/e.jpg"]


@pytest.fixture
def library(storage: Storage) -> Storage:
    for name in PHOTOS:
        storage.photos.create(name, name.encode(), "image/jpeg", FACTS)
    return storage


def timeline(storage: Storage, *, is_owner: bool) -> list[str]:
    shown = open_timeline(storage, is_owner=is_owner)
    names = sorted(photo.name for photo in shown.older_than(None))
    assert sum(month.count for month in shown.months()) == len(names)
    assert (
        sorted(photo.name for photo in list_photos_of_months(storage, ["2026-09"], is_owner=is_owner).photos) == names
    )
    return names


def albums(storage: Storage, *, is_owner: bool) -> list[str]:
    return [album.album for album in list_albums(open_index(storage, is_owner=is_owner, listed=[""]))]


@pytest.mark.parametrize("album", ["Trips", "2026/09/Party", "Zoo"])
def test_only_the_owner_sees_a_private_album_and_those_in_it(library: Storage, album: str) -> None:
    """In the timeline, its counts, months, and the list of albums."""
    change_settings(library, album, is_public=False)
    visible = [name for name in PHOTOS if not name.startswith(f"{album}/")]
    assert timeline(library, is_owner=True) == sorted(PHOTOS)
    assert timeline(library, is_owner=False) == sorted(visible)
    assert not [name for name in albums(library, is_owner=False) if f"{name}/".startswith(f"{album}/")]
    assert album in albums(library, is_owner=True)
    assert [is_private(library, name) for name in PHOTOS] == [name not in visible for name in PHOTOS]


@pytest.mark.parametrize("is_owner", [True, False])
def test_an_album_outside_the_timeline_is_shown_only_as_an_album(library: Storage, *, is_owner: bool) -> None:
    change_settings(library, "Trips", in_timeline=False)
    assert timeline(library, is_owner=is_owner) == sorted(name for name in PHOTOS if not name.startswith("Trips/"))
    assert {"Trips", "Trips/Rome"} <= set(albums(library, is_owner=is_owner))


@pytest.mark.parametrize("folder", ["2026/", "2026/09/"])
def test_a_private_folder_of_the_timeline_hides_dated_photos_and_their_number(library: Storage, folder: str) -> None:
    """Only another tool can make it private."""
    library.photos.create(f"{folder}.album.json", b'{"visible": "owner"}', "text/plain", {})
    assert timeline(library, is_owner=False) == ["Trips/Rome/d.jpg", "Trips/c.jpg", "Zoo/e.jpg"]
    assert is_private(library, "2026/09/12/a.jpg")
    assert timeline(library, is_owner=True) == sorted(PHOTOS)


def test_a_day_is_no_album_so_a_file_there_hides_nothing(library: Storage) -> None:
    library.photos.create("2026/09/12/.album.json", b'{"visible": "owner"}', "text/plain", {})
    assert timeline(library, is_owner=False) == sorted(PHOTOS)
    assert not is_private(library, "2026/09/12/a.jpg")


@pytest.mark.parametrize("album", ["2026", "2026/09", "2026/09/12", ""])
def test_folders_of_the_timeline_have_no_settings(library: Storage, album: str) -> None:
    """With `timeline: no`, their dated photos would be shown nowhere. If another tool sets it, it has no effect."""
    with pytest.raises(BadRequest):
        change_settings(library, album, in_timeline=False)
    with pytest.raises(BadRequest):
        rename_album(library, "Zoo", album)
    assert read_album_state(open_index(library, is_owner=True, listed=[""]), album) is None
    library.photos.create(f"{album}/.album.json", b'{"timeline": "no"}', "text/plain", {})
    assert timeline(library, is_owner=True) == sorted(PHOTOS)


def test_an_albums_state_says_what_it_inherits(library: Storage) -> None:
    """From the outermost album around it, whatever its own settings are."""
    change_settings(library, "Trips", is_public=False, in_timeline=False, title="Journeys")
    change_settings(library, "Trips/Rome", is_public=False)
    index = open_index(library, is_owner=True, listed=[""])
    states = [read_album_state(index, album) for album in ("Trips", "Trips/Rome", "Zoo")]
    assert [astuple(state) for state in states if state] == [
        ("Journeys", "newest", "", False, False, 1, 0, 1, 2, True, None, None),
        ("", "newest", "", False, True, 1, 0, 0, 1, True, "Trips", "Trips"),
        ("", "newest", "", True, True, 1, 0, 0, 1, False, None, None),
    ]
    assert [album.album for album in list_albums(index) if not album.is_public] == ["Trips", "Trips/Rome"]


def test_an_albums_state_says_that_an_album_within_it_is_private(library: Storage) -> None:
    change_settings(library, "Trips/Rome", is_public=False)
    index = open_index(library, is_owner=True, listed=[""])
    states = [read_album_state(index, album) for album in ("Trips", "Zoo")]
    assert [(state.is_public, state.has_private_within) for state in states if state] == [(True, True), (True, False)]


def test_visitors_get_the_titles_of_albums_that_they_may_see(library: Storage) -> None:
    change_settings(library, "Trips", title="Journeys")
    change_settings(library, "Trips/Rome", title="Roma", is_public=False)
    titles = [list_titles(open_index(library, is_owner=is_owner, listed=[""])) for is_owner in (True, False)]
    assert titles == [{"Trips": "Journeys", "Trips/Rome": "Roma"}, {"Trips": "Journeys"}]


UNREADABLE = [b"{", b"[]", b'"x"', b"\xff", b"", b'{"visible": "nobody"}', b"[" * 100_000, b"{}" + b" " * 64_000]


@pytest.mark.parametrize("content", UNREADABLE)
def test_an_album_whose_settings_cannot_be_read_is_private(library: Storage, content: bytes) -> None:
    library.photos.create("Zoo/.album.json", content, "application/json", {})
    assert "Zoo/e.jpg" not in timeline(library, is_owner=False)
    assert is_private(library, "Zoo/e.jpg")


def test_settings_change_one_by_one_and_keep_what_others_wrote(library: Storage) -> None:
    """The id stays, too."""
    library.photos.create("Zoo/.album.json", b'{"id": "7", "cover": "e.jpg", "visible": "owner"}', "text/plain", {})
    change_settings(library, "Zoo", title="At the zoo")
    change_settings(library, "Zoo", in_timeline=False)
    document = json.loads(library.photos.read("Zoo/.album.json")[1])
    expected = {"id": "7", "cover": "e.jpg", "visible": "owner", "timeline": "no", "title": "At the zoo"}
    assert document == expected


def test_values_that_the_gallery_does_not_know_stay_in_the_file(library: Storage) -> None:
    """Another tool may mean something by them."""
    written = {"title": {"de": "Tiere"}, "sort": "manual", "timeline": "yes", "rating": [1]}
    library.photos.create("Zoo/.album.json", json.dumps(written).encode(), "application/json", {})
    assert change_settings(library, "Zoo", description="Lions\nand tigers").sort == "newest"
    document = json.loads(library.photos.read("Zoo/.album.json")[1])
    assert {**document, "id": ""} == {**written, "id": "", "description": "Lions\nand tigers"}


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b"", b"{}" + b" " * 64_000])
def test_settings_that_cannot_be_read_are_never_replaced(library: Storage, content: bytes) -> None:
    """A rename takes them along as they are."""
    library.photos.create("Zoo/.album.json", content, "application/json", {})
    with pytest.raises(AlbumFileUnreadable, match=r"^Zoo/\.album\.json can't be read"):
        change_settings(library, "Zoo", title="At the zoo")
    rename_album(library, "Zoo", "Animals")
    assert library.photos.read("Animals/.album.json")[1] == content
    assert is_private(library, "Animals/e.jpg")


@pytest.mark.parametrize(("setting", "most"), [("title", 200), ("description", 2_000)])
def test_texts_have_a_limit(library: Storage, setting: str, most: int) -> None:
    change_settings(library, "Zoo", **{setting: "ä" * most})
    with pytest.raises(BadRequest, match="too long"):
        change_settings(library, "Zoo", **{setting: "ä" * (most + 1)})
    library.photos.create("Trips/.album.json", json.dumps({"other": "x" * 63_900}).encode(), "application/json", {})
    with pytest.raises(BadRequest, match="Write less"):
        change_settings(library, "Trips", **{setting: "ä" * most})


def test_visitors_see_descriptions_of_albums_that_they_may_see(library: Storage) -> None:
    """Pages don't get longer descriptions than people can write, even if another tool wrote them."""
    library.photos.create("Trips/.album.json", json.dumps({"description": "x" * 3_000}).encode(), "text/plain", {})
    change_settings(library, "Zoo", description="Secret", is_public=False)
    owner, visitor = (open_index(library, is_owner=is_owner, listed=[""]) for is_owner in (True, False))
    assert [len(index.visible_settings["Trips"].description) for index in (owner, visitor)] == [2_000, 2_000]
    assert owner.visible_settings["Zoo"].description == "Secret"
    assert "Zoo" not in visitor.visible_settings
    assert {album.album: len(album.description) for album in list_albums(visitor)}["Trips"] == 2_000


def test_a_new_album_is_shown_to_the_owner_before_it_has_photos(storage: Storage) -> None:
    assert create_album(storage, " Trips / Oslo ") == "Trips/Oslo"
    assert create_album(storage, "Trips/Oslo") == "Trips/Oslo"
    assert [(album.album, album.count, album.cover) for album in find_albums(storage)] == [("Trips/Oslo", 0, None)]
    index = open_index(storage, is_owner=True, listed=[""])
    assert [album.album for album in list_sub_albums(index, "Trips")] == ["Trips/Oslo"]
    assert albums(storage, is_owner=False) == []


def test_an_empty_album_around_others_is_not_listed_with_them(library: Storage) -> None:
    """It isn't empty for people: its page shows the albums in it."""
    change_settings(library, "Trips/Rome", title="Roma")
    for album in ("Travel", "Travel/Oslo", "Trips/Empty"):
        create_album(library, album)
    assert {"Travel/Oslo", "Trips", "Trips/Empty", "Trips/Rome"} <= set(albums(library, is_owner=True))
    assert "Travel" not in albums(library, is_owner=True)


@pytest.mark.parametrize("name", ["", " / ", "2026/09/12", "2026", "2026/09"])
def test_an_impossible_album_is_not_created(storage: Storage, name: str) -> None:
    with pytest.raises(BadRequest):
        create_album(storage, name)


def test_a_renamed_album_keeps_its_settings_and_those_of_the_albums_in_it(library: Storage) -> None:
    """At no moment does a visitor see a photo of it."""
    change_settings(library, "Trips", is_public=False)
    change_settings(library, "Trips/Rome", title="La dolce vita")
    seen: list[bool] = []
    while rename_album(library, "Trips", "Travel", limit=1).remaining:
        seen += [is_private(library, name) for name in ("Trips/x", "Travel/x", "Travel/Rome/x")]
    assert all(seen)
    assert timeline(library, is_owner=False) == sorted(name for name in PHOTOS if not name.startswith("Trips/"))
    settings = open_index(library, is_owner=True, listed=[""]).settings
    assert {album: (one.title, one.is_public) for album, one in settings.items()} == {
        "Travel": ("", False),
        "Travel/Rome": ("La dolce vita", True),
    }


@pytest.mark.parametrize("private", ["Zoo", "Trips/Rome"])
def test_albums_that_become_one_are_private_if_one_of_them_was(library: Storage, private: str) -> None:
    """And off the timeline. The description of the renamed one stays if the other has none."""
    create_album(library, "Trips/Rome")
    change_settings(library, "Zoo", description="Animals", sort=SortOrder.NAME)
    change_settings(library, private, is_public=False, in_timeline=False)
    rename_album(library, "Zoo", "Trips/Rome")
    settings = read_settings(library, "Trips/Rome")
    assert (settings.is_public, settings.in_timeline, settings.description) == (False, False, "Animals")
    assert not [name for name in timeline(library, is_owner=False) if name.startswith("Trips/Rome/")]
    assert read_settings(library, "Zoo") == AlbumSettings()


def test_an_album_that_is_made_private_disappears_at_once(library: Storage) -> None:
    """Also after another instance has shown it."""
    assert "Zoo/e.jpg" in timeline(library, is_owner=False)
    change_settings(library, "Zoo", is_public=False)
    assert "Zoo/e.jpg" not in timeline(library, is_owner=False)
    change_settings(library, "Zoo", is_public=True)
    assert "Zoo/e.jpg" in timeline(library, is_owner=False)


def test_a_name_with_very_many_folders_costs_no_reads(storage: Storage) -> None:
    """A visitor could ask for it again and again."""
    with count_calls() as calls:
        assert is_private(storage, "a/" * (MAX_DEPTH + 1) + "b.jpg")
    assert calls == []
    assert not is_private(storage, "a/" * MAX_DEPTH + "b.jpg")


def test_half_a_surrogate_pair_in_a_text_is_replaced() -> None:
    """JSON can have one, but no page can."""
    settings = AlbumSettings.unpack(b'{"title": "\\ud800 Rome", "description": "\\udfff"}')
    assert (settings.title, settings.description) == ("? Rome", "?")


LONG = "x" * MAX_DESCRIPTION + " and more"


def test_a_long_description_of_another_tool_stays_when_a_form_sends_its_start(storage: Storage) -> None:
    """The page has no more of it. People who change it there are told so, rather than losing the rest."""
    storage.photos.create("Rome/.album.json", json.dumps({"description": LONG}).encode(), "application/json", {})
    change_settings(storage, "Rome", title="Journeys", description=LONG[:MAX_DESCRIPTION])
    assert (read_settings(storage, "Rome").description, read_settings(storage, "Rome").title) == (LONG, "Journeys")
    for other in ("", "Short"):
        with pytest.raises(BadRequest, match="only its start"):
            change_settings(storage, "Rome", description=other)
    assert read_settings(storage, "Rome").description == LONG


def test_a_long_description_of_another_tool_survives_a_merge(storage: Storage) -> None:
    storage.photos.create("Rome/.album.json", json.dumps({"description": LONG}).encode(), "application/json", {})
    change_settings(storage, "Oslo", title="North", is_public=False)
    for old, new in (("Rome/", "Oslo/"), ("Oslo/", "Rome/")):
        copy_settings(storage, old, new)
    assert [read_settings(storage, album).description for album in ("Rome", "Oslo")] == [LONG, LONG]
    assert not read_settings(storage, "Rome").is_public
