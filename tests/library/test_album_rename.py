"""Renaming albums: every photo moves, in as many requests as it takes."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit
from zlib import crc32

import azure.functions as func
import pytest
from support.library import add_photo, blob_names
from support.pictures import jpeg

from gallery.errors import BadRequest, NotFound
from gallery.library import bulk_moves
from gallery.library.album_rename import rename_album
from gallery.library.album_settings import change_settings, is_private, read_settings
from gallery.library.outcomes import MOVED, REJECTED, RENAMED
from gallery.library.trash import move_to_trash, restore_all
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.outcome_responses import rename_response
from gallery.web.pages import home_page


def add_photos(storage: Storage, *names: str, variant: str = "") -> None:
    """Photos with the same file name and variant have the same bytes; all others differ."""
    for name in names:
        file = name.rpartition("/")[2]
        add_photo(storage, name, f"#{crc32((file + variant).encode()) & 0xFFFFFF:06x}")


def test_every_photo_moves_including_those_in_subfolders(storage: Storage) -> None:
    """Albums whose names start with the same words stay."""
    add_photos(storage, "Trips/Rome/a.jpg", "Trips/Rome/Day 1/b.jpg", "Trips/Rome 2/c.jpg")
    rename = rename_album(storage, "Trips/Rome", " Italy/Rome ")
    assert (rename.to, rename.remaining) == ("Italy/Rome", 0)
    assert {move.name: move.outcome for move in rename.moves} == {
        "Trips/Rome/a.jpg": MOVED,
        "Trips/Rome/Day 1/b.jpg": MOVED,
    }
    assert blob_names(storage) == ["Italy/Rome/Day 1/b.jpg", "Italy/Rome/a.jpg", "Trips/Rome 2/c.jpg"]


def test_renaming_to_an_existing_album_merges_the_two_and_overwrites_nothing(storage: Storage) -> None:
    """A different photo of the same name gets a number; the same bytes become one photo."""
    add_photos(storage, "Rome/a.jpg", "Rome/same.jpg", "Oslo/same.jpg")
    add_photos(storage, "Oslo/a.jpg", variant="other")
    outcomes = {move.name: move.outcome for move in rename_album(storage, "Rome", "Oslo").moves}
    assert outcomes == {"Rome/a.jpg": RENAMED, "Rome/same.jpg": MOVED}
    assert blob_names(storage) == ["Oslo/a (2).jpg", "Oslo/a.jpg", "Oslo/same.jpg"]


def test_repeated_requests_continue_until_nothing_remains(storage: Storage) -> None:
    add_photos(storage, *(f"Rome/{number}.jpg" for number in range(5)))
    remaining = [rename_album(storage, "Rome", "Oslo", limit=2).remaining for _ in range(3)]
    assert remaining == [3, 1, 0]
    assert blob_names(storage) == [f"Oslo/{number}.jpg" for number in range(5)]


def test_a_request_stops_at_its_time_limit_but_always_moves_a_batch(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No request outlasts the platform's limit, and each makes progress."""
    monkeypatch.setattr(bulk_moves, "MAX_SECONDS", 0.0)
    monkeypatch.setattr(bulk_moves, "BATCH", 1)
    add_photos(storage, "Rome/a.jpg", "Rome/b.jpg")
    assert rename_album(storage, "Rome", "Oslo").remaining == 1


def test_an_album_can_move_into_its_own_subfolder_and_back(storage: Storage) -> None:
    """Repeating the request doesn't nest photos that are already there any deeper."""
    add_photos(storage, "Rome/a.jpg", "Rome/b.jpg")
    rename_album(storage, "Rome", "Rome/Old", limit=1)
    rename_album(storage, "Rome", "Rome/Old")
    assert blob_names(storage) == ["Rome/Old/a.jpg", "Rome/Old/b.jpg"]
    rename_album(storage, "Rome/Old", "Rome")
    assert blob_names(storage) == ["Rome/a.jpg", "Rome/b.jpg"]


def test_deleting_a_photo_during_a_rename_keeps_exactly_one_of_it(storage: Storage) -> None:
    """It ends up either in the trash or in the renamed album, and the other photos move."""
    add_photos(storage, *(f"Rome/{number}.jpg" for number in range(8)))
    with ThreadPoolExecutor(2) as pool:
        rename = pool.submit(rename_album, storage, "Rome", "Oslo")
        deletion = pool.submit(move_to_trash, storage, "Rome/7.jpg")
    outcomes = {move.name: move.outcome for move in rename.result().moves}
    was_deleted = deletion.exception() is None
    assert outcomes.get("Rome/7.jpg", REJECTED) == (REJECTED if was_deleted else MOVED)
    assert len(blob_names(storage)) == 8
    assert (".trash/Rome/7.jpg" in blob_names(storage)) is was_deleted


@pytest.mark.parametrize("is_public", [False, True])
def test_photos_in_the_trash_stay_as_private_as_before_a_rename(storage: Storage, *, is_public: bool) -> None:
    """The restored album isn't the renamed one: its id differs."""
    add_photos(storage, "Rome/a.jpg", "Rome/b.jpg")
    change_settings(storage, "Rome", is_public=is_public)
    move_to_trash(storage, "Rome/a.jpg")
    rename_album(storage, "Rome", "Oslo")
    assert blob_names(storage) == [".trash/Rome/a.jpg", "Oslo/.album.json", "Oslo/b.jpg"]
    restore_all(storage, [".trash/Rome/a.jpg"])
    assert is_private(storage, "Rome/a.jpg") is not is_public
    ids = [read_settings(storage, album).id for album in ("Oslo", "Rome")]
    assert (len(ids[0]), ids[1] == ids[0], bool(ids[1])) == (32, False, not is_public)


def test_the_album_around_a_renamed_one_keeps_its_cover(storage: Storage) -> None:
    """Unless the photo isn't within it anymore."""
    add_photos(storage, "Trips/Rome/a.jpg", "Trips/Rome/b.jpg", "Trips/Rome 2/c.jpg")
    change_settings(storage, "Trips", cover="Rome/a.jpg")
    rename_album(storage, "Trips/Rome", "Trips/Roma")
    assert read_settings(storage, "Trips").cover == "Roma/a.jpg"
    rename_album(storage, "Trips/Rome 2", "Trips/Roma 2")
    rename_album(storage, "Trips/Roma", "Roma")
    assert read_settings(storage, "Trips").cover == "Roma/a.jpg"


def test_photos_filed_by_date_the_trash_and_other_files_stay(storage: Storage) -> None:
    """A year's folder can be an album too, but the days in it aren't part of that album."""
    storage.photos.create("2026/notes.jpg", jpeg(), "image/jpeg", {})
    storage.photos.create("2026/09/12/a.jpg", jpeg(), "image/jpeg", {})
    storage.photos.create("2026/list.txt", b"milk", "text/plain", {"developed": "no"})
    rename_album(storage, "2026", "Notes")
    assert blob_names(storage) == ["2026/09/12/a.jpg", "2026/list.txt", "Notes/notes.jpg"]
    with pytest.raises(NotFound):
        rename_album(storage, ".trash", "Out")


@pytest.mark.parametrize(
    ("album", "to"),
    [("Rome", ""), ("Rome", " / "), ("", "Rome"), ("Rome", "2026/09/12")],
    ids=["no name", "empty name", "the root", "a day of the timeline"],
)
def test_impossible_album_names_are_rejected(storage: Storage, album: str, to: str) -> None:
    add_photos(storage, "Rome/a.jpg")
    with pytest.raises(BadRequest):
        rename_album(storage, album, to)
    assert blob_names(storage) == ["Rome/a.jpg"]


def test_renaming_an_album_to_its_own_name_changes_nothing(storage: Storage) -> None:
    add_photos(storage, "Rome/a.jpg")
    assert rename_album(storage, "Rome", "Rome").moves == []
    assert blob_names(storage) == ["Rome/a.jpg"]


def test_renaming_a_missing_album_raises_not_found(storage: Storage) -> None:
    add_photos(storage, "Rome/a.jpg")
    with pytest.raises(NotFound):
        rename_album(storage, "Paris", "Oslo")


def test_a_photo_whose_name_would_be_too_long_stays_while_the_others_move(storage: Storage) -> None:
    deep = "/".join(["Rome", *["folder" * 16] * 5])
    add_photos(storage, f"{deep}/{'a' * 150}.jpg", "Rome/b.jpg")
    rename = rename_album(storage, "Rome", "/".join(["long" * 20] * 6))
    assert sorted(move.outcome for move in rename.moves) == [MOVED, REJECTED]


def test_without_scripts_the_page_shows_what_remains_and_a_button_to_continue(storage: Storage) -> None:
    """The browser stays at the old name, where the other photos still are, until the last request is done."""
    add_photos(storage, "Rome/a.jpg", "Rome/b.jpg", "Rome/c.jpg")
    request = func.HttpRequest("POST", "/api/albums/rename", headers={"Accept": "text/html"}, body=b"")
    response = rename_response(request, storage, rename_album(storage, "Rome", "Oslo", limit=1))
    url = urlsplit(response.headers["Location"])
    page = home_page(storage, dict(parse_qsl(url.query)), Caller(is_owner=True, can_view=True))
    assert "2 photos still to move to Oslo" in page
    assert re.search(r'name="album" value="Rome">\s*<input type="hidden" name="to" value="Oslo">', page)
    last = rename_response(request, storage, rename_album(storage, "Rome", "Oslo"))
    assert last.headers["Location"].startswith("/?album=Oslo&report=")
