"""Renaming albums: every photo moves, in as many requests as it takes."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit
from zlib import crc32

import azure.functions as func
import pytest
from support.pictures import jpeg

from gallery.errors import BadRequest, NotFound
from gallery.library import album_rename
from gallery.library.album_rename import rename_album
from gallery.library.outcomes import MOVED, REJECTED, RENAMED
from gallery.library.trash import move_to_trash
from gallery.library.uploads import Upload, store_upload
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.outcome_responses import rename_response
from gallery.web.pages import home_page


def names(shelves: Storage) -> list[str]:
    return sorted(blob.name for blob in shelves.photos.list_prefix(""))


def put(shelves: Storage, *photos: str, kind: str = "") -> None:
    """Each file name has a picture of its own, and another one of each kind."""
    for name in photos:
        album, _, file = name.rpartition("/")
        colour = crc32((file + kind).encode()) & 0xFFFFFF
        store_upload(shelves, Upload(file, jpeg(f"#{colour:06x}")), album)


def test_every_photo_moves_and_the_folders_below_come_along(shelves: Storage) -> None:
    """As when a folder is renamed anywhere else; its find_neighbors stay."""
    put(shelves, "Trips/Rome/a.jpg", "Trips/Rome/Day 1/b.jpg", "Trips/Rome 2/c.jpg")
    done = rename_album(shelves, "Trips/Rome", " Italy/Rome ")
    assert (done.to, done.remaining) == ("Italy/Rome", 0)
    assert {move.name: move.outcome for move in done.moves} == {
        "Trips/Rome/a.jpg": MOVED,
        "Trips/Rome/Day 1/b.jpg": MOVED,
    }
    assert names(shelves) == ["Italy/Rome/Day 1/b.jpg", "Italy/Rome/a.jpg", "Trips/Rome 2/c.jpg"]


def test_into_an_album_that_exists_nothing_is_overwritten(shelves: Storage) -> None:
    """They become one; another photo of the same name is kept beside, the same photo once."""
    put(shelves, "Rome/a.jpg", "Rome/same.jpg", "Oslo/same.jpg")
    put(shelves, "Oslo/a.jpg", kind="other")
    outcomes = {move.name: move.outcome for move in rename_album(shelves, "Rome", "Oslo").moves}
    assert outcomes == {"Rome/a.jpg": RENAMED, "Rome/same.jpg": MOVED}
    assert names(shelves) == ["Oslo/a (2).jpg", "Oslo/a.jpg", "Oslo/same.jpg"]


def test_it_goes_on_in_parts_until_nothing_remains(shelves: Storage) -> None:
    """Each says how many are left; an album that is half renamed is two whole ones."""
    put(shelves, *(f"Rome/{number}.jpg" for number in range(5)))
    left = [rename_album(shelves, "Rome", "Oslo", limit=2).remaining for _ in range(3)]
    assert left == [3, 1, 0]
    assert names(shelves) == [f"Oslo/{number}.jpg" for number in range(5)]


def test_a_part_ends_when_its_time_is_over(shelves: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no request outlasts what the platform gives it; the first photos always get their turn."""
    monkeypatch.setattr(album_rename, "MAX_SECONDS", 0.0)
    monkeypatch.setattr(album_rename, "BATCH", 1)
    put(shelves, "Rome/a.jpg", "Rome/b.jpg")
    assert rename_album(shelves, "Rome", "Oslo").remaining == 1


def test_an_album_moves_into_a_folder_of_its_own_and_out_of_it(shelves: Storage) -> None:
    """Also when it is asked for again: what is there already does not go deeper and deeper."""
    put(shelves, "Rome/a.jpg", "Rome/b.jpg")
    rename_album(shelves, "Rome", "Rome/Old", limit=1)
    rename_album(shelves, "Rome", "Rome/Old")
    assert names(shelves) == ["Rome/Old/a.jpg", "Rome/Old/b.jpg"]
    rename_album(shelves, "Rome/Old", "Rome")
    assert names(shelves) == ["Rome/a.jpg", "Rome/b.jpg"]


def test_a_photo_that_is_deleted_meanwhile_stops_nothing(shelves: Storage) -> None:
    """It is in the trash, or it is in the album; never in both, never in neither."""
    put(shelves, *(f"Rome/{number}.jpg" for number in range(8)))
    with ThreadPoolExecutor(2) as pool:
        renaming = pool.submit(rename_album, shelves, "Rome", "Oslo")
        deleting = pool.submit(move_to_trash, shelves, "Rome/7.jpg")
    outcomes = {move.name: move.outcome for move in renaming.result().moves}
    was_deleted = deleting.exception() is None
    assert outcomes.get("Rome/7.jpg", REJECTED) == (REJECTED if was_deleted else MOVED)
    assert len(names(shelves)) == 8
    assert (".trash/Rome/7.jpg" in names(shelves)) is was_deleted


def test_the_timeline_the_trash_and_what_is_no_photo_stay(shelves: Storage) -> None:
    """A year's folder holds days, which are no album."""
    shelves.photos.create("2026/notes.jpg", jpeg(), "image/jpeg", {})
    shelves.photos.create("2026/09/12/a.jpg", jpeg(), "image/jpeg", {})
    shelves.photos.create("2026/list.txt", b"milk", "text/plain", {"developed": "no"})
    rename_album(shelves, "2026", "Notes")
    assert names(shelves) == ["2026/09/12/a.jpg", "2026/list.txt", "Notes/notes.jpg"]
    with pytest.raises(NotFound):
        rename_album(shelves, ".trash", "Out")


@pytest.mark.parametrize(("album", "to"), [("Rome", ""), ("Rome", " / "), ("", "Rome"), ("Rome", "2026/09/12")])
def test_what_can_be_no_album_is_refused(shelves: Storage, album: str, to: str) -> None:
    """No name, no album, or a day of the timeline."""
    put(shelves, "Rome/a.jpg")
    with pytest.raises(BadRequest):
        rename_album(shelves, album, to)
    assert names(shelves) == ["Rome/a.jpg"]


def test_the_same_name_changes_nothing_and_no_album_is_not_found(shelves: Storage) -> None:
    """Nothing is copied onto itself."""
    put(shelves, "Rome/a.jpg")
    assert rename_album(shelves, "Rome", "Rome").moves == []
    assert names(shelves) == ["Rome/a.jpg"]
    with pytest.raises(NotFound):
        rename_album(shelves, "Paris", "Oslo")


def test_a_name_that_gets_too_long_stays_where_it_is(shelves: Storage) -> None:
    """With the reason; the others move."""
    deep = "/".join(["Rome", *["folder" * 16] * 5])
    put(shelves, f"{deep}/{'a' * 150}.jpg", "Rome/b.jpg")
    done = rename_album(shelves, "Rome", "/".join(["long" * 20] * 6))
    assert sorted(move.outcome for move in done.moves) == [MOVED, REJECTED]


def test_a_page_without_scripts_says_what_remains_and_how_to_go_on(shelves: Storage) -> None:
    """It stays at the old name, where the rest is, with a button that does the next part."""
    put(shelves, "Rome/a.jpg", "Rome/b.jpg", "Rome/c.jpg")
    request = func.HttpRequest("POST", "/api/albums/rename", headers={"Accept": "text/html"}, body=b"")
    answer = rename_response(request, shelves, rename_album(shelves, "Rome", "Oslo", limit=1))
    address = urlsplit(answer.headers["Location"])
    page = home_page(shelves, dict(parse_qsl(address.query)), Caller(is_owner=True, can_view=True))
    assert "2 photos are still to be moved to Oslo" in page
    assert re.search(r'name="album" value="Rome">\s*<input type="hidden" name="to" value="Oslo">', page)
    done = rename_response(request, shelves, rename_album(shelves, "Rome", "Oslo"))
    assert done.headers["Location"].startswith("/?album=Oslo&report=")
