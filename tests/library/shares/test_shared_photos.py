"""A share shows its album or its selection as it is now, and nothing else, without any name in the container."""

import json
from collections.abc import Iterable

import pytest
from support.storage_calls import count_calls

from gallery.errors import PhotoNotFound, ShareNotFound
from gallery.library.album_rename import rename_album
from gallery.library.album_settings import change_settings
from gallery.library.edits import Changes, edit_photo
from gallery.library.index import state
from gallery.library.index.opening import open_index
from gallery.library.moves import move_to_album
from gallery.library.shares.shared_photos import SharedPhotos, find_shared_photo, open_shared_photos
from gallery.library.shares.store import create_share, get_share, share_album
from gallery.library.storing import TOKEN
from gallery.library.trash import move_to_trash, restore_all
from gallery.model.guest_photos import NO_NAME
from gallery.model.photo_json import public_json
from gallery.model.shares import Share, SharedAlbum, SharedPhoto
from gallery.model.sort_orders import SortOrder
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of

FACTS = {"taken": "2026-09-12T10:11:12+02:00", "taken_from": "exif", "width": "3", "height": "2", "colour": "#000000"}
PHOTOS = ["2026/09/12/a.jpg", "Trips/c.jpg", "Trips/Rome/d.jpg", "Trips/Rome/Day 1/e.jpg", "Zoo/f.jpg"]


@pytest.fixture
def library(storage: Storage) -> Storage:
    for name in PHOTOS:
        storage.photos.create(name, name.encode(), "image/jpeg", {**FACTS, TOKEN: token_of(name)})
    return storage


def token_of(name: str) -> str:
    """The token of the upload that stored a photo."""
    return md5_of(f"upload of {name}".encode()).hex()


def names(storage: Storage, share: Share) -> list[str]:
    """The real names of what a share shows."""
    return sorted(photo.blob.name for photo in open_shared_photos(storage, share).photos.photos)


def select(storage: Storage, chosen: Iterable[str]) -> Share:
    photos = tuple(SharedPhoto(name, md5_of(name.encode()).hex(), "2026-09", token_of(name)) for name in chosen)
    return create_share(storage, photos=photos)


def share_of(storage: Storage, album: str, *, has_sub_albums: bool = False) -> Share:
    return create_share(storage, album=share_album(storage, album), has_sub_albums=has_sub_albums)


def test_an_album_is_shared_without_the_albums_in_it(library: Storage) -> None:
    assert names(library, share_of(library, "Trips/Rome")) == ["Trips/Rome/d.jpg"]


def test_albums_within_are_shared_on_request_but_private_ones_are_not(library: Storage) -> None:
    share = share_of(library, "Trips", has_sub_albums=True)
    assert names(library, share) == ["Trips/Rome/Day 1/e.jpg", "Trips/Rome/d.jpg", "Trips/c.jpg"]
    change_settings(library, "Trips/Rome", is_public=False)
    assert names(library, share) == ["Trips/c.jpg"]


def test_a_private_album_can_be_shared_on_purpose(library: Storage) -> None:
    change_settings(library, "Trips", is_public=False)
    share = share_of(library, "Trips/Rome", has_sub_albums=True)
    assert names(library, share) == ["Trips/Rome/Day 1/e.jpg", "Trips/Rome/d.jpg"]


def test_photos_added_later_are_shared_too(library: Storage) -> None:
    share = share_of(library, "Zoo")
    library.photos.create("Zoo/new.jpg", b"new", "image/jpeg", FACTS)
    assert names(library, share) == ["Zoo/f.jpg", "Zoo/new.jpg"]


@pytest.mark.parametrize("is_private", [False, True])
def test_a_tag_shows_a_photo_only_if_its_own_folder_is_not_private(library: Storage, *, is_private: bool) -> None:
    """Not even to guests of an album within the private one."""
    edit_photo(library, "Trips/c.jpg", Changes(add_tags=["album:Trips/Rome"]))
    change_settings(library, "Trips", is_public=not is_private)
    expected = [] if is_private else ["Trips/c.jpg"]
    assert names(library, share_of(library, "Trips/Rome")) == ["Trips/Rome/d.jpg", *expected]


def test_a_renamed_album_keeps_its_shares(library: Storage) -> None:
    share = share_of(library, "Zoo")
    rename_album(library, "Zoo", "Animals", 10)
    assert names(library, share) == ["Animals/f.jpg"]
    assert get_share(library, share.id).album == SharedAlbum(share.album.id if share.album else "", "Animals")


def test_a_new_album_with_the_old_name_gets_no_share(library: Storage) -> None:
    share = share_of(library, "Zoo")
    rename_album(library, "Zoo", "Animals", 10)
    library.photos.create("Zoo/other.jpg", b"other", "image/jpeg", FACTS)
    change_settings(library, "Zoo", title="Another one")
    assert names(library, share) == ["Animals/f.jpg"]


def test_of_two_albums_with_the_same_id_the_remembered_path_wins(library: Storage) -> None:
    """Another tool may have copied the folder."""
    share = share_of(library, "Zoo")
    _, settings = library.photos.read("Zoo/.album.json")
    library.photos.create("Copy/.album.json", settings, "application/json", {})
    library.photos.create("Copy/f.jpg", b"f", "image/jpeg", FACTS)
    assert names(library, share) == ["Zoo/f.jpg"]


def test_a_share_of_a_deleted_album_leads_nowhere(library: Storage) -> None:
    share = share_of(library, "Zoo")
    for name in ("Zoo/f.jpg", "Zoo/.album.json"):
        library.photos.delete(library.photos.get_properties(name))
    with pytest.raises(ShareNotFound):
        open_shared_photos(library, share)


def test_a_selection_is_shared_and_nothing_else(library: Storage) -> None:
    share = select(library, ["2026/09/12/a.jpg", "Zoo/f.jpg"])
    assert names(library, share) == ["2026/09/12/a.jpg", "Zoo/f.jpg"]


def test_a_selected_photo_is_found_after_a_move_and_hidden_in_a_private_album(library: Storage) -> None:
    """Unless it was there when it was shared."""
    share = select(library, ["2026/09/12/a.jpg", "Zoo/f.jpg"])
    move_to_album(library, "2026/09/12/a.jpg", "Animals")
    assert names(library, share) == ["Animals/a.jpg", "Zoo/f.jpg"]
    for album in ("Animals", "Zoo"):
        change_settings(library, album, is_public=False)
    assert names(library, share) == ["Zoo/f.jpg"]


def test_a_deleted_photo_is_shared_again_only_once_it_is_restored(library: Storage) -> None:
    share = select(library, ["Zoo/f.jpg"])
    trashed = move_to_trash(library, "Zoo/f.jpg").trash
    assert names(library, share) == []
    restore_all(library, [str(trashed)])
    assert names(library, share) == ["Zoo/f.jpg"]


@pytest.mark.parametrize("token", [token_of("another"), ""])
def test_another_photo_with_the_same_bytes_does_not_take_the_place_of_a_selected_one(
    library: Storage, token: str
) -> None:
    """It was never shared, although it looks the same: it can have another name and caption."""
    library.photos.create("Other/g.jpg", b"Zoo/f.jpg", "image/jpeg", {**FACTS, **({TOKEN: token} if token else {})})
    share = select(library, ["Zoo/f.jpg"])
    assert names(library, share) == ["Zoo/f.jpg"]
    move_to_trash(library, "Zoo/f.jpg")
    assert names(library, share) == []


def test_a_photo_of_another_tool_is_found_under_its_name_only(library: Storage) -> None:
    """Nothing but its bytes says which photo it is, and others may have the same."""
    library.photos.create("Zoo/tool.jpg", b"tool", "image/jpeg", FACTS)
    share = create_share(library, photos=(SharedPhoto("Zoo/tool.jpg", md5_of(b"tool").hex(), "2026-09"),))
    assert names(library, share) == ["Zoo/tool.jpg"]
    move_to_album(library, "Zoo/tool.jpg", "Animals")
    assert names(library, share) == []


def test_another_photo_with_the_name_of_a_selected_one_is_not_shared(library: Storage) -> None:
    share = select(library, ["Zoo/f.jpg"])
    library.photos.delete(library.photos.get_properties("Zoo/f.jpg"))
    library.photos.create("Zoo/f.jpg", b"another", "image/jpeg", FACTS)
    assert names(library, share) == []


def as_json(shared: SharedPhotos) -> str:
    return json.dumps([public_json(photo) for photo in shared.photos.photos])


@pytest.mark.parametrize("can_download", [False, True])
def test_guests_learn_a_file_name_only_if_they_may_download_and_never_a_folder(
    library: Storage, *, can_download: bool
) -> None:
    album = share_album(library, "Trips/Rome")
    shared = open_shared_photos(library, create_share(library, album=album, can_download=can_download))
    (photo,) = shared.photos.photos
    assert photo.file == ("d.jpg" if can_download else NO_NAME)
    assert "Rome" not in as_json(shared)
    assert "Rome" not in photo.cursor


def test_a_photo_has_another_id_in_every_share(library: Storage) -> None:
    """So nobody can tell that two links show the same photo by its id."""
    shares = [share_of(library, "Zoo"), share_of(library, "Zoo"), select(library, ["Zoo/f.jpg"])]
    ids = [open_shared_photos(library, share).photos.photos[0].name for share in shares]
    assert len(set(ids)) == 3
    assert find_shared_photo(library, shares[0], ids[0]).blob.name == "Zoo/f.jpg"
    for wrong in (ids[1], "Zoo/f.jpg", ""):
        with pytest.raises(PhotoNotFound):
            find_shared_photo(library, shares[0], wrong)


def test_guests_do_not_learn_that_something_else_changes(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what's missing from the share itself makes it say so."""
    album, selection = share_of(library, "Zoo"), select(library, ["Zoo/f.jpg"])
    open_index(library, is_owner=True)
    monkeypatch.setattr("gallery.library.index.plan.MAX_LISTED", 0)
    monkeypatch.setattr("gallery.library.index.opening._scan_if_needed", lambda _, state: (state, {}))
    monkeypatch.setattr(state, "MARGIN", 3600.0)
    assert open_index(library, is_owner=True).is_updating
    assert open_shared_photos(library, selection).photos.is_updating
    assert not open_shared_photos(library, album).photos.is_updating


def test_a_photo_is_found_again_without_listing_the_album(library: Storage) -> None:
    """But no longer once it has left the album, or isn't a photo of this share."""
    share, other = share_of(library, "Zoo"), share_of(library, "Trips/Rome")
    photo = open_shared_photos(library, share).photos.photos[0].name
    with count_calls() as calls:
        assert find_shared_photo(library, share, photo).blob.name == "Zoo/f.jpg"
    assert not any("list" in call for call in calls)
    with pytest.raises(PhotoNotFound):
        find_shared_photo(library, other, photo)
    move_to_album(library, "Zoo/f.jpg", "Animals")
    with pytest.raises(PhotoNotFound):
        find_shared_photo(library, share, photo)


def test_a_photo_that_was_deleted_is_not_found_again(library: Storage) -> None:
    share = share_of(library, "Zoo")
    photo = open_shared_photos(library, share).photos.photos[0].name
    move_to_trash(library, "Zoo/f.jpg")
    with pytest.raises(PhotoNotFound):
        find_shared_photo(library, share, photo)


def test_an_album_is_shown_in_its_own_order_with_its_title_and_cover(library: Storage) -> None:
    """One that's sorted by name is shown by date, because guests don't learn names."""
    library.photos.create("Zoo/old.jpg", b"old", "image/jpeg", {**FACTS, "taken": "2020-01-01T00:00:00"})
    change_settings(library, "Zoo", title="Animals", description="All of them", cover="old.jpg", sort=SortOrder.NAME)
    shared = open_shared_photos(library, share_of(library, "Zoo"))
    assert [photo.blob.name for photo in shared.photos.photos] == ["Zoo/old.jpg", "Zoo/f.jpg"]
    assert (shared.title, shared.description) == ("Animals", "All of them")
    assert shared.cover is shared.photos.photos[0]
