"""Albums: every folder with photos that isn't a day, no matter which tool created it."""

from support.library import find_albums

from gallery.library.albums import list_albums, list_sub_albums, open_album
from gallery.library.index.opening import open_index
from gallery.library.timeline import open_timeline
from gallery.model.folders import ROOT, NameClass, classify_name
from gallery.model.months import Month
from gallery.model.photos import WIDEST, is_photo
from gallery.storage.account import Storage

BLOBS = [
    "root.jpg",
    "/lead.jpg",
    "Trips/Rome/a.jpg",
    "Trips/Rome/b.jpg",
    "Trips/x.jpg",
    "a//b.jpg",
    "2026/x.jpg",
    "2026/Summer/x.jpg",
    "2026/02/30/x.jpg",
    "2026/09/x.jpg",
    "2026/09/12/x.jpg",
    "2026/09/12/raw/x.jpg",
    "2026/13/01/x.jpg",
    "ü #%2F+/x.jpg",
    ".trash/Trips/z.jpg",
    "Trips/.thumbs/z.jpg",
]
ALBUMS = {
    "/": 1,
    "Trips/Rome": 2,
    "Trips": 1,
    "a/": 1,
    "2026": 1,
    "2026/Summer": 1,
    "2026/02/30": 1,
    "2026/09": 1,
    "2026/09/12/raw": 1,
    "2026/13/01": 1,
    "ü #%2F+": 1,
}


def create_blobs(storage: Storage) -> None:
    for name in BLOBS:
        storage.photos.create(name, b"x", "image/jpeg", {})


def test_every_folder_with_photos_is_an_album_with_their_count(storage: Storage) -> None:
    """Including nested folders, folders among the years and months, and odd names."""
    create_blobs(storage)
    assert {album.album: album.count for album in find_albums(storage)} == ALBUMS


def test_every_photo_appears_once_in_the_timeline_and_once_in_its_album(storage: Storage) -> None:
    """Those in no folder are listed together."""
    create_blobs(storage)
    visible = sorted(name for name in BLOBS if classify_name(name) is not NameClass.HIDDEN)
    assert sorted(photo.name for photo in open_timeline(storage, is_owner=True).older_than(None)) == visible
    albums = [ROOT, *(album.album for album in find_albums(storage))]
    listed = [photo.name for album in albums for photo in open_album(storage, album, is_owner=True).photos]
    assert sorted(listed) == [name for name in visible if classify_name(name) is not NameClass.DATED]


def test_an_album_counts_the_albums_within_it_separately(storage: Storage) -> None:
    """A folder that contains only albums is one too, with the cover of the first."""
    for name in ("Trips/x.jpg", "Trips/Rome/a.jpg", "Trips/Rome/b.jpg", "Trips/Rome b/c.jpg", "Only/Within/d.jpg"):
        storage.photos.create(name, name.encode(), "image/jpeg", {})
    index = open_index(storage, is_owner=True, listed=[ROOT])
    top = {album.album: (album.count, album.sub_albums, album.total) for album in list_sub_albums(index, ROOT)}
    assert top == {"Only": (0, 1, 1), "Trips": (1, 2, 4)}
    assert [album.album for album in list_sub_albums(index, "Trips")] == ["Trips/Rome", "Trips/Rome b"]
    listed = {album.album: (album.count, album.sub_albums, album.total) for album in list_albums(index)}
    assert listed["Trips"] == (1, 2, 4)
    assert listed["Trips/Rome"] == (2, 0, 2)
    cover = list_sub_albums(index, ROOT)[0].cover
    assert cover
    assert cover.name == "Only/Within/d.jpg"


def test_an_album_lists_the_photos_directly_in_its_folder_newest_first(storage: Storage) -> None:
    """By the time they were taken, not by name."""
    for name, taken in (("b.jpg", "2020-01-01"), ("a.jpg", "2024-01-01"), ("c.jpg", "2022-01-01")):
        facts = {"taken": taken, "taken_from": "exif", "width": "3", "height": "2", "colour": "#000000"}
        storage.photos.create(f"Trip/{name}", b"x", "image/jpeg", facts)
    storage.photos.create("Trip/Day/d.jpg", b"x", "image/jpeg", {})
    assert [photo.file for photo in open_album(storage, "Trip", is_owner=True).photos] == ["a.jpg", "c.jpg", "b.jpg"]
    cover = next(album for album in find_albums(storage) if album.album == "Trip").cover
    assert cover
    assert cover.file == "a.jpg"


def test_a_folder_without_photos_is_not_an_album(storage: Storage) -> None:
    """Neither reservations, folder markers, nor files known not to be pictures count as photos."""
    storage.photos.create("Empty/a.jpg", b"", "image/jpeg", {})
    storage.photos.create("Marker/", b"", "image/jpeg", {"hdi_isfolder": "true"})
    storage.photos.create("Text/a.txt", b"x", "text/plain", {"developed": "no"})
    assert find_albums(storage) == []
    assert not any(is_photo(blob) for blob in storage.photos.list_prefix(""))


def test_a_missing_album_is_empty(storage: Storage) -> None:
    """An album exists once it has a photo, so there's nothing to create or find first."""
    assert open_album(storage, "None", is_owner=True).photos == []


def test_an_album_counts_the_photos_of_its_months_and_can_list_some_of_them(storage: Storage) -> None:
    """The sum of aspect ratios uses them as the grid shows them, so a panorama counts as WIDEST."""
    for name, taken, width in (
        ("a.jpg", "2024-01-31", "3"),
        ("b.jpg", "2024-01-01", "200"),
        ("c.jpg", "2022-01-01", "1"),
    ):
        facts = {"taken": taken, "taken_from": "exif", "width": width, "height": "2", "colour": "#000000"}
        storage.photos.create(f"Trip/{name}", b"x", "image/jpeg", facts)
    album = open_album(storage, "Trip", is_owner=True)
    assert album.months() == [Month("2024-01", 2, 1.5 + WIDEST), Month("2022-01", 1, 0.5)]
    assert [photo.file for photo in album.within(["2022-01"]).photos] == ["c.jpg"]
