"""Storage calls, blobs and bytes per page depend on what it shows, not on the size of the library."""

import json
import math
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from support.fake_index import build_index, forget_index
from support.fake_library import Folder, Shape
from support.fake_listing import FakeAccount, fake_account

from gallery.library.index import recording
from gallery.library.index.entries import Entry
from gallery.library.index.listed_settings import ListedSettings
from gallery.library.index.state import CATALOG, read_state
from gallery.library.index.upkeep import Upkeep
from gallery.library.index.year_store import open_year
from gallery.model.folders import album_of_folder
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from gallery.web.access import Caller
from gallery.web.api import months_document, photos_document
from gallery.web.pages import albums_page, home_page
from gallery.web.responses import compress_response, html_response, json_response

OWNER = Caller(is_owner=True, can_view=True)
VISITOR = Caller(is_owner=False, can_view=True)

HUNDRED = Shape(last_month=101)
"""All in one folder: every other library needs more calls."""

A_MONTH = 278
HUNDRED_THOUSAND = Shape(years=30, photos_a_month=A_MONTH)
IN_ALBUMS = Shape(albums=300, album_photos=100_000)
MILLION = Shape(years=30, photos_a_month=1_389, albums=1_610, album_photos=500_000)
"""In 2,000 folders: 360 months, 30 years, and albums."""

View = Callable[[Storage], object]


def home(storage: Storage) -> str:
    return home_page(storage, {}, OWNER)


def home_of_visitor(storage: Storage) -> str:
    return home_page(storage, {}, VISITOR)


def albums(storage: Storage) -> str:
    return albums_page(storage, OWNER)


def show_albums(caller: Caller, pages: list[str], storage: Storage) -> None:
    """Append the page to `pages`."""
    pages.append(albums_page(storage, caller))


def months(storage: Storage) -> object:
    return months_document(storage, OWNER)


def old_page(storage: Storage) -> str:
    """The page of a month, as a bookmark opens it."""
    return home_page(storage, {"month": "2010-05"}, OWNER)


def photos_of(months: str) -> View:
    """Return the request that scrolling to these months sends."""
    return lambda storage: photos_document(storage, {"month": months}, OWNER)


@contextmanager
def library(shape: Shape, years: Collection[str] | None = None) -> Iterator[FakeAccount]:
    """A library whose index is complete."""
    with fake_account(shape.folders()) as account:
        build_index(account, years)
        yield account


@pytest.fixture(scope="module")
def small() -> Iterator[FakeAccount]:
    with library(HUNDRED) as account:
        yield account


@pytest.fixture(scope="module")
def large() -> Iterator[FakeAccount]:
    with library(HUNDRED_THOUSAND) as account:
        assert len(account.library) > 100_000
        yield account


@pytest.fixture(scope="module")
def in_albums() -> Iterator[FakeAccount]:
    with library(IN_ALBUMS) as account:
        assert len(account.library) == 100_000
        yield account


@pytest.fixture(scope="module")
def million() -> Iterator[FakeAccount]:
    with library(MILLION, years=("2026", "2010")) as account:
        assert len(account.library) > 1_000_000
        yield account


def open_account(account: FakeAccount) -> Storage:
    return open_storage(read_settings({PHOTO_STORAGE: account.connection}))


def cost(account: FakeAccount, *views: View) -> tuple[int, int]:
    """Return the storage calls and listed blobs of the last view, in a process that has just started."""
    forget_index()
    opened = open_account(account)
    with opened.service:
        for view in views:
            account.forget_calls()
            view(opened)
    return len(account.calls), account.blobs_listed


def test_first_page_of_100_photos_needs_six_calls(small: FakeAccount) -> None:
    """Index, catalog, root folder, newest year, its newest month, and the generation of previews."""
    assert cost(small, home) == (6, 101 + INDEX_BLOBS)
    assert cost(small, home_of_visitor)[0] == 6


INDEX_BLOBS = 3
"""The mark of all folders, the catalog, and a year."""


@pytest.mark.parametrize("view", [home, home_of_visitor])
def test_first_page_of_100_000_photos_lists_one_more_folder_and_reads_a_year(large: FakeAccount, view: View) -> None:
    """The folders are listed in turn, in search of changes by other tools."""
    calls, blobs = cost(large, view)
    assert calls == 6 + 1 + 1
    assert blobs <= 2 * A_MONTH + 32


@pytest.mark.parametrize("view", [home, home_of_visitor])
def test_first_page_of_a_library_in_albums_needs_one_more_call(in_albums: FakeAccount, view: View) -> None:
    """It has no newest year or month to list, but two folders in turn, and it reads a year's file."""
    calls, blobs = cost(in_albums, view)
    assert calls == 6 - 2 + 2 + 1
    assert blobs <= 2 * 334 + 32


def test_first_page_of_a_million_photos_needs_as_many_calls_as_one_of_100_000(million: FakeAccount) -> None:
    calls, blobs = cost(million, home)
    assert calls == 6 + 1 + 1
    assert blobs <= 1_389 + 1_000 + 32


@pytest.mark.parametrize("name", ["small", "large", "in_albums", "million"])
def test_second_view_reads_no_part_of_the_index_again(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what may have changed: the list of the index, and folders."""
    monkeypatch.setattr(recording, "TOUCHED_AFTER", 1000.0)
    account: FakeAccount = request.getfixturevalue(name)
    first, _ = cost(account, home)
    again, _ = cost(account, home, home)
    assert again == first - (1 if name == "small" else 2)
    assert not any(
        "GET" in call and ("folders.json" in call or "years/" in call.split("?")[0]) for call in account.calls
    )
    assert not any("PUT" in call for call in account.calls)


def test_listings_that_found_nothing_new_are_written_now_and_then(
    large: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By some pages, for all of them."""

    def long_after(storage: Storage) -> None:
        large.seconds_ahead += 61
        home(storage)

    with monkeypatch.context() as patch:
        patch.setattr(recording, "TOUCHED_AFTER", 1000.0)  # Setting up the library may have taken a minute.
        first, _ = cost(large, home, home)
    assert cost(large, home, long_after)[0] == first + 1
    assert sum("PUT" in call for call in large.calls) == 1
    assert cost(large, home, long_after, home)[0] == first


def test_page_of_an_old_year_needs_as_many_calls_as_the_first(large: FakeAccount, million: FakeAccount) -> None:
    """And perhaps one for the part of the year that it shows."""
    for account in (large, million):
        assert cost(account, old_page)[0] <= 6 + 1 + 2


def test_months_need_no_photos(large: FakeAccount) -> None:
    """Index, catalog, root, newest year, newest month, and a folder in turn; neither previews nor a year."""
    assert cost(large, months)[0] == 6


def test_one_month_needs_its_folder_and_its_year(large: FakeAccount, million: FakeAccount) -> None:
    """Index, catalog, generation, the month's folder, the start of the year's file, and the parts that it's in."""
    for month in ("2026-12", "2010-05"):
        assert cost(large, photos_of(month))[0] == 5
    # 2,800 photos are in up to three parts.
    assert cost(million, photos_of("2010-05"))[0] <= 5 + 3


def test_months_of_one_year_need_one_call_each_and_their_year(large: FakeAccount) -> None:
    """Scrolling requests them together."""
    requested = ",".join(f"2010-{month:02}" for month in range(1, 13))
    assert cost(large, photos_of(requested))[0] <= 3 + 12 + 2


def test_neighbors_of_a_photo_need_no_more_than_its_page(large: FakeAccount) -> None:
    """The page of a photo also reads the photo itself."""
    query = {"photo": "2011/06/15/IMG_000001.jpg"}
    assert cost(large, lambda storage: home_page(storage, query, OWNER))[0] <= 6 + 1 + 1 + 2


def test_albums_page_needs_four_calls() -> None:
    """Index, catalog, root folder, and the generation of previews."""
    with library(Shape(albums=500, album_photos=5_000)) as account:
        assert cost(account, albums) == (4, account.blobs_listed)
        assert account.blobs_listed <= 32
        assert cost(account, lambda storage: albums_page(storage, VISITOR))[0] == 4


def test_albums_page_needs_four_calls_however_many_covers_were_chosen() -> None:
    """The index has what they need."""

    def choose_cover(folder: str, entry: Entry) -> Entry:
        album, name = album_of_folder(folder), f"{folder}chosen.jpg"
        if not album or album not in entry.albums:
            return entry
        cover = entry.albums[album].cover
        settings = ListedSettings("1", "", "", "A description", "name", "chosen.jpg", True, True)  # noqa: FBT003 - with everything in it
        return entry._replace(settings={album: settings}, covers={name: cover._replace(name=name)})

    with fake_account(Shape(albums=500, album_photos=5_000).folders()) as account:
        build_index(account, add_settings=choose_cover)
        for caller in (OWNER, VISITOR):
            pages: list[str] = []
            view = partial(show_albums, caller, pages)
            assert cost(account, view)[0] == 4
            assert pages[0].count("A description") == 500


def test_album_needs_four_calls_and_one_for_each_5_000_photos() -> None:
    """Index, catalog, and the generation of previews."""
    with fake_account([Folder("Trip/", 20_000)]) as account:
        build_index(account)
        assert cost(account, lambda storage: home_page(storage, {"album": "Trip"}, OWNER))[0] == 3 + 4


def test_album_of_many_albums_lists_none_of_them() -> None:
    """Index, catalog, the album, and the generation of previews."""
    folders = [Folder(f"Trips/{trip:03}/", 3) for trip in range(200)]
    with fake_account([*folders, *(Folder(f"{folder.prefix}a/b/c/", 1) for folder in folders)]) as account:
        build_index(account)
        assert cost(account, lambda storage: home_page(storage, {"album": "Trips"}, OWNER))[0] == 4


def test_scan_of_100_000_blobs_needs_25_listing_calls() -> None:
    """Of the index, of 21 pages, and of the folders in which its first part ends."""
    shape = Shape(years=10, photos_a_month=417, albums=300, album_photos=50_000)
    with fake_account(shape.folders()) as account:
        storage = open_account(account)
        with storage.service:
            upkeep = Upkeep(storage, read_state(storage), time.monotonic() + 3600)
            assert upkeep.scan(again=False)
        assert sum("comp=list" in call for call in account.calls) <= 25
        assert account.photos.writes[CATALOG] == math.ceil(21 / 12)
        assert upkeep.catalog.scan.scanned == len(account.library)


def test_scan_finds_what_the_tests_take_for_a_librarys_index() -> None:
    shape = Shape(years=2, photos_a_month=40, albums=30, album_photos=600)
    with fake_account(shape.folders()) as account:
        storage = open_account(account)
        with storage.service:
            upkeep = Upkeep(storage, read_state(storage), time.monotonic() + 3600)
            assert upkeep.scan(again=False)
            scanned = dict(upkeep.catalog.folders)
            found = {year: open_year(storage, blob).digests for year, blob in read_state(storage).years.items()}
            build_index(account)
            built = read_state(storage).catalog.folders
            years = {year: open_year(storage, blob).digests for year, blob in read_state(storage).years.items()}
    built = {name: entry._replace(listed=scanned[name].listed) for name, entry in built.items()}
    assert json.dumps(scanned, sort_keys=True) == json.dumps(built, sort_keys=True)
    assert found == years


def test_a_page_of_100_photos_is_small_when_compressed(large: FakeAccount) -> None:
    """With the data for its scripts, for 360 months; and so is the JSON of as many photos."""
    opened = open_account(large)
    with opened.service:
        page, document = html_response(home(opened)), json_response(photos_document(opened, {}, OWNER))
    assert len(compress_response(page, "br").body) < 12_000
    assert len(compress_response(page, "gzip").body) < 15_000
    assert len(compress_response(document, "br").body) < 6_000
