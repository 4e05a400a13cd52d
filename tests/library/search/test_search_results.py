"""Results of a search: every photo and album that matches and that the caller may see, once, in order."""

import pytest
from support.storage_calls import count_calls

from gallery.library.album_settings import change_settings, create_album
from gallery.library.edits import Changes, edit_photo
from gallery.library.index import opening, state
from gallery.library.index.opening import open_index
from gallery.library.previews import get_photo
from gallery.library.search.query import parse_query
from gallery.library.search.results import SearchResults, search
from gallery.library.timeline import open_timeline
from gallery.model.months import Month
from gallery.model.paging import PhotoList, page_after, page_before
from gallery.storage.account import Storage

FACTS = {"taken_from": "exif", "width": "3", "height": "2", "colour": "#000000", "facts": "4"}
PHOTOS = {
    "2026/09/12/beach.jpg": ("2026-09-12T10:00:00", {"camera": "Canon%20EOS%20R5"}),
    "Trips/Rome 2019/1.jpg": ("2019-07-21T10:00:00", {"location": "41.890200,12.492200"}),
    "Trips/Rome 2019/2.jpg": ("2019-07-21T09:00:00", {"embedded_caption": "At%20the%20b%C3%AAach"}),
    "Hidden/beach.jpg": ("2019-06-01T10:00:00", {"embedded_tags": "Rome,Old%20town"}),
    "Scans/beach.heic": ("2018-01-01", {"caption": "Ostia"}),
    "beach.jpg": ("2017-05-05T10:00:00", {}),
}
"""Newest first: the time each was taken, and its embedded facts."""

HIDDEN = "Hidden/beach.jpg"


def settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make listings count at once, as they do half a minute after a change."""
    for module in (state, opening):
        monkeypatch.setattr(module, "MARGIN", -3600.0)


@pytest.fixture(params=["listed", "stored"])
def library(request: pytest.FixtureRequest, storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Storage:
    """Photos that each search lists, because they've just changed, or finds in the index."""
    for name, (taken, metadata) in PHOTOS.items():
        storage.photos.create(name, name.encode(), "image/jpeg", {**FACTS, "taken": taken, **metadata})
    change_settings(storage, create_album(storage, "Hidden"), is_public=False)
    change_settings(storage, create_album(storage, "Scans"), in_timeline=False, title="Grandma's slides")
    open_timeline(storage, is_owner=True)
    if request.param == "stored":
        settle(monkeypatch)
        open_timeline(storage, is_owner=True)
    return storage


def find(storage: Storage, text: str, *, is_owner: bool = True) -> SearchResults:
    index = open_index(storage, is_owner=is_owner)
    return search(index, parse_query(text, is_owner=is_owner), is_owner=is_owner)


def names(results: SearchResults) -> list[str]:
    return [photo.name for photo in results.older_than(None)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", list(PHOTOS)),
        ("beach", [name for name in PHOTOS if name != "Trips/Rome 2019/1.jpg"]),
        ("rome", ["Trips/Rome 2019/1.jpg", "Trips/Rome 2019/2.jpg", HIDDEN]),
        ("rome italy", ["Trips/Rome 2019/1.jpg"]),
        ('"old town"', [HIDDEN]),
        ("camera:canon", ["2026/09/12/beach.jpg"]),
        ("type:heic", ["Scans/beach.heic"]),
        ("ostia", ["Scans/beach.heic"]),
        ("is:unsorted", ["beach.jpg"]),
        ("july 2019", ["Trips/Rome 2019/1.jpg", "Trips/Rome 2019/2.jpg"]),
        ("before:2018 beach", ["beach.jpg"]),
        ("xyz", []),
    ],
)
def test_the_owner_finds_every_photo(library: Storage, query: str, found: list[str]) -> None:
    """Also those in hidden albums, and in albums that the timeline leaves out."""
    assert names(find(library, query)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [name for name in PHOTOS if name != HIDDEN]),
        ("beach", ["2026/09/12/beach.jpg", "Scans/beach.heic", "beach.jpg"]),
        ("rome", ["Trips/Rome 2019/1.jpg", "Trips/Rome 2019/2.jpg"]),
        ("ostia", ["Scans/beach.heic"]),
        ("2019", ["Trips/Rome 2019/1.jpg", "Trips/Rome 2019/2.jpg"]),
        ("is:unsorted", ["beach.jpg"]),
        *((query, []) for query in ("italy", "town", "canon", "camera:canon", "at the", "hidden")),
    ],
)
def test_visitors_find_names_dates_and_captions_of_what_they_may_see(
    library: Storage, query: str, found: list[str]
) -> None:
    assert names(find(library, query, is_owner=False)) == found


def test_months_count_the_results(library: Storage) -> None:
    months = find(library, "beach").months()
    assert months == PhotoList(list(find(library, "beach").older_than(None))).months()
    assert months[0] == Month("2026-09", 1, 1.5)
    assert [month.month for month in find(library, "beach", is_owner=False).months()] == [
        "2026-09",
        "2018-01",
        "2017-05",
    ]


@pytest.mark.parametrize("limit", [1, 2, 4, 6])
def test_pages_lead_through_all_results_and_back(library: Storage, limit: int) -> None:
    results = find(library, "")
    page = page_before(results, None, limit)
    shown = [photo.name for photo in page.photos]
    while page.older:
        page = page_before(find(library, ""), page.older, limit)
        shown += [photo.name for photo in page.photos]
    assert shown == list(PHOTOS)
    while page.newer:
        page = page_after(results, page.newer, limit)
    assert [photo.name for photo in page.photos] == list(PHOTOS)[:limit]


def test_a_photo_from_the_index_equals_the_listed_one(library: Storage) -> None:
    blobs = {blob.name: blob for blob in library.photos.list_prefix("")}
    for photo in find(library, "").older_than(None):
        assert (photo.blob.metadata, photo.blob.etag) == (blobs[photo.name].metadata, blobs[photo.name].etag)


def test_results_know_their_photos(library: Storage) -> None:
    everything = {photo.name: photo for photo in find(library, "").older_than(None)}
    results = find(library, "rome")
    assert [name for name, photo in everything.items() if results.has(photo.cursor)] == names(results)


@pytest.mark.parametrize(
    ("query", "is_owner", "found"),
    [
        ("rome", True, ["Trips/Rome 2019"]),
        ("2019 trips", False, ["Trips/Rome 2019"]),
        ("album:rome", False, ["Trips/Rome 2019"]),
        ("grandma", False, ["Scans"]),
        ("scans slides", False, ["Scans"]),
        ("scans -grandma", True, []),
        ("hidden", True, ["Hidden"]),
        ("hidden", False, []),
        ("beach", True, []),
    ],
)
def test_albums_are_found_by_their_paths_and_titles(
    library: Storage, query: str, found: list[str], *, is_owner: bool
) -> None:
    assert [album.album for album in find(library, query, is_owner=is_owner).albums] == found


def test_months_of_the_results_are_listed_alone(library: Storage) -> None:
    index, months = open_index(library, is_owner=True), ["2019-07", "2017-05", "2026-08"]
    results = search(index, parse_query("jpg"), is_owner=True, months=months)
    found = [photo.name for photo in results.within(months).photos]
    assert found == ["Trips/Rome 2019/1.jpg", "Trips/Rome 2019/2.jpg", "beach.jpg"]


def test_results_beyond_what_fits_into_memory_are_read_again(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gallery.library.search.results.MAX_KEPT", 0)
    results = find(library, "rome")
    assert not any(part.packed for matches in results.years.values() for part in matches.parts)
    assert len(names(results)) == 3


def test_a_second_search_reads_only_the_state_of_the_index(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(monkeypatch)
    find(library, "beach")
    find(library, "beach")
    with count_calls() as calls:
        assert names(find(library, "rome"))
    assert calls == ["GET list"]


def test_photos_of_folders_that_were_left_out(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Visitors see nothing of them, because they may have been hidden; the owner sees what the index has."""
    monkeypatch.setattr("gallery.library.index.plan.MAX_LISTED", 0)
    settle(monkeypatch)
    monkeypatch.setattr(state, "MARGIN", 3600.0)
    owner, visitor = find(library, "rome"), find(library, "rome", is_owner=False)
    assert (owner.is_updating, names(visitor), visitor.is_updating) == (True, [], True)
    assert not [album for album in visitor.albums if album.album]


@pytest.mark.parametrize("is_stored", [False, True])
def test_the_owner_finds_all_of_a_text_that_is_cut_in_the_metadata(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, *, is_stored: bool
) -> None:
    """Visitors don't."""
    storage.photos.create("Rome/a.jpg", b"a", "image/jpeg", {**FACTS, "taken": "2019-06-01"})
    tags = [f"number{number:04}" for number in range(400)]
    edit_photo(storage, "Rome/a.jpg", Changes({"caption": f"{'so ' * 1000}beautiful", "tags": tags}))
    assert get_photo(storage, "Rome/a.jpg").sidecar.is_cut
    if is_stored:
        settle(monkeypatch)
        open_timeline(storage, is_owner=True)
    for query in ("beautiful", "number0399", "tag:number0399", "so beautiful"):
        assert names(find(storage, query)) == ["Rome/a.jpg"], query
        assert names(find(storage, query, is_owner=False)) == []
