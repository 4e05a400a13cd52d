"""A photo in several albums: its file is in one folder, and tags show it in others too."""

import pytest
from support.library import create_dated, find_albums
from support.process_kills import kill_at_call

from gallery.errors import NotFound
from gallery.library.album_deletion import delete_album
from gallery.library.album_rename import rename_album
from gallery.library.album_settings import change_settings
from gallery.library.albums import list_albums, open_album, sort_album
from gallery.library.edits import Changes, edit_photo
from gallery.library.index import opening, state, upkeep
from gallery.library.index.opening import open_index
from gallery.library.previews import get_photo
from gallery.library.search.query import parse_query
from gallery.library.search.results import search
from gallery.library.timeline import open_timeline
from gallery.model.album_tags import albums_of_tags
from gallery.model.annotations import Annotations, SidecarCopy
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.folders import ROOT
from gallery.model.photo_json import public_json
from gallery.model.sort_orders import SortOrder
from gallery.storage.account import Storage

PHOTOS = {"Rome/a.jpg": "2026-09-12", "Oslo/b.jpg": "2026-10-01", "2025/01/02/c.jpg": "2025-01-02"}


@pytest.fixture
def library(storage: Storage) -> Storage:
    for name, taken in PHOTOS.items():
        create_dated(storage, name, taken)
    return storage


def tag(storage: Storage, name: str, *albums: str) -> None:
    edit_photo(storage, name, Changes(add_tags=[f"album:{album}" for album in albums]))


def shown(storage: Storage, album: str, order: SortOrder | None = None, *, is_owner: bool = True) -> list[str]:
    return [photo.name for photo in open_album(storage, album, is_owner=is_owner, order=order).photos]


def timeline(storage: Storage, *, is_owner: bool = True) -> list[str]:
    return [photo.name for photo in open_timeline(storage, is_owner=is_owner).older_than(None)]


def names_of_albums(storage: Storage) -> list[str]:
    """Return what visitors learn of."""
    return [album.album for album in list_albums(open_index(storage, is_owner=False, listed=[ROOT]))]


def test_an_album_shows_its_folder_and_the_photos_with_its_tag(library: Storage) -> None:
    """In any order, counted, and with the newest as the cover. The timeline has each photo once."""
    tag(library, "Oslo/b.jpg", "Rome")
    tag(library, "2025/01/02/c.jpg", "Rome", "Rome/Night")
    assert shown(library, "Rome") == ["Oslo/b.jpg", "Rome/a.jpg", "2025/01/02/c.jpg"]
    assert shown(library, "Rome", SortOrder.OLDEST) == ["2025/01/02/c.jpg", "Rome/a.jpg", "Oslo/b.jpg"]
    assert [month.month for month in open_album(library, "Rome", is_owner=True).months()] == [
        "2026-10", "2026-09", "2025-01"
    ]  # fmt: skip
    albums = {album.album: album for album in find_albums(library)}
    assert {name: album.count for name, album in albums.items()} == {"Oslo": 1, "Rome": 3, "Rome/Night": 1}
    cover = albums["Rome"].cover
    assert cover
    assert cover.name == "Oslo/b.jpg"
    assert timeline(library) == ["Oslo/b.jpg", "Rome/a.jpg", "2025/01/02/c.jpg"]


def test_the_index_knows_the_photos_without_their_folders_being_listed(
    library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag(library, "2025/01/02/c.jpg", "Rome")
    for module in (opening, state, upkeep):
        monkeypatch.setattr(module, "MARGIN", -3600.0)
    timeline(library)
    index = open_index(library, is_owner=True, listed=["Rome/"])
    assert [photo.name for photo in sort_album(index, "Rome").photos] == ["Rome/a.jpg", "2025/01/02/c.jpg"]
    assert index._listed.keys() == {"Rome/"}  # noqa: SLF001 - what the page cost


def test_a_photo_leaves_an_album_with_the_tag(library: Storage) -> None:
    tag(library, "Oslo/b.jpg", "Rome")
    edit_photo(library, "Oslo/b.jpg", Changes(remove_tags=["album:Rome"]))
    assert shown(library, "Rome") == ["Rome/a.jpg"]


def test_other_tags_and_those_in_the_file_show_a_photo_nowhere(library: Storage) -> None:
    """Also if the file's tags are adopted because someone adds another one."""
    photo = library.photos.get_visible("Oslo/b.jpg")
    library.photos.update_metadata(photo, EmbeddedFacts(tags=("album:Rome", "Rome")).metadata())
    assert shown(library, "Rome") == ["Rome/a.jpg"]
    edit_photo(library, "Oslo/b.jpg", Changes(add_tags=["night"]))
    assert get_photo(library, "Oslo/b.jpg").sidecar.annotations.tags == ("Rome", "night")
    assert shown(library, "Rome") == ["Rome/a.jpg"]


def test_tags_name_only_what_can_be_an_album() -> None:
    """No day, no hidden folder, nothing that the gallery itself would call otherwise."""
    bad = ["album:", "album:2026/09/12", "album:.trash/x", "album:a//b", "album:/a", "album:a/", "Album:a", "a"]
    assert albums_of_tags([*bad, "album:Trips/Rome", "album:日本"]) == ("Trips/Rome", "日本")


def test_a_tag_reveals_no_photo_of_a_private_album(library: Storage) -> None:
    """Neither on the album's page nor in its count, cover and months."""
    tag(library, "Oslo/b.jpg", "Rome", "Both")
    change_settings(library, "Oslo", is_public=False)
    assert shown(library, "Rome", is_owner=False) == ["Rome/a.jpg"]
    assert shown(library, "Both", is_owner=False) == []
    assert names_of_albums(library) == ["Rome"]
    assert shown(library, "Both") == ["Oslo/b.jpg"]


def test_a_tag_for_a_private_album_hides_nothing_and_reveals_nothing(library: Storage) -> None:
    """Neither the album, nor its name, nor that a visible photo is in it, also in albums within it."""
    change_settings(library, "Secret", is_public=False)
    tag(library, "Oslo/b.jpg", "Secret", "Secret/More")
    assert shown(library, "Secret", is_owner=False) == shown(library, "Secret/More", is_owner=False) == []
    assert names_of_albums(library) == ["Oslo", "Rome"]
    assert "Oslo/b.jpg" in timeline(library, is_owner=False)
    assert "Secret" not in str(public_json(get_photo(library, "Oslo/b.jpg")))
    for text in ("album:secret", "secret"):
        index = open_index(library, is_owner=False)
        assert not list(search(index, parse_query(text, is_owner=False), is_owner=False).older_than(None))


def test_a_photo_of_an_album_off_the_timeline_is_shown_in_others(library: Storage) -> None:
    change_settings(library, "Oslo", in_timeline=False)
    tag(library, "Oslo/b.jpg", "Rome")
    assert "Oslo/b.jpg" not in timeline(library)
    assert shown(library, "Rome", is_owner=False) == ["Oslo/b.jpg", "Rome/a.jpg"]


def test_the_owner_finds_photos_by_each_of_their_albums(library: Storage) -> None:
    tag(library, "Oslo/b.jpg", "Trips/Rome")
    index = open_index(library, is_owner=True)
    found = search(index, parse_query("album:rome", is_owner=True), is_owner=True).older_than(None)
    assert [photo.name for photo in found] == ["Oslo/b.jpg", "Rome/a.jpg"]


def test_tags_follow_a_renamed_album_and_those_within_it(library: Storage) -> None:
    """Also if no photo is in its folder. A limit ends the request, and the next one continues."""
    tag(library, "Oslo/b.jpg", "Rome", "Rome/Night", "Other")
    tag(library, "2025/01/02/c.jpg", "Rome")
    assert rename_album(library, "Rome", "Roma", limit=2).remaining == 1
    assert rename_album(library, "Rome", "Roma").remaining == 0
    assert shown(library, "Roma") == ["Oslo/b.jpg", "Roma/a.jpg", "2025/01/02/c.jpg"]
    assert get_photo(library, "Oslo/b.jpg").other_albums == ("Other", "Roma", "Roma/Night")
    rename_album(library, "Other", "Else")
    assert shown(library, "Else") == ["Oslo/b.jpg"]
    with pytest.raises(NotFound):
        rename_album(library, "Other", "Again")


def test_a_deleted_album_leaves_the_photos_of_others_where_they_are(library: Storage) -> None:
    """Undo shows them in it again."""
    tag(library, "Oslo/b.jpg", "Rome", "Rome/Night")
    deletion = delete_album(library, "Rome", keeps_photos=False)
    assert "Rome" not in [album.album for album in find_albums(library)]
    assert timeline(library) == ["Oslo/b.jpg", "2025/01/02/c.jpg"]
    (undo,) = (outcome.undo for outcome in deletion.moves if outcome.undo)
    edit_photo(library, undo["name"], Changes(undo["changes"]), undo["etag"])
    assert shown(library, "Rome/Night") == ["Oslo/b.jpg"]
    delete_album(library, "Rome", keeps_photos=True)
    with pytest.raises(NotFound):
        delete_album(library, "Rome", keeps_photos=True)


def test_killed_anywhere_a_deleted_private_album_never_becomes_public(library: Storage) -> None:
    """As long as a tag names it, its settings stay. Deleting it again completes that."""
    for number in range(1, 60):
        change_settings(library, "Secret", is_public=False)
        tag(library, "Oslo/b.jpg", "Secret")
        was_killed = kill_at_call(
            number, lambda: delete_album(library, "Secret", keeps_photos=True), is_sent=number % 2 == 0
        )
        assert names_of_albums(library) == ["Oslo", "Rome"]
        if not was_killed:
            break
    assert not was_killed
    assert get_photo(library, "Oslo/b.jpg").other_albums == ()


def test_albums_come_first_when_tags_are_cut() -> None:
    tags = (*(f"標籤{number}" for number in range(300)), "album:Rome")
    copy = SidecarCopy.read(SidecarCopy(Annotations(tags=tags)).metadata())
    assert copy.is_cut
    assert (copy.annotations.tags or ())[0] == "album:Rome"
