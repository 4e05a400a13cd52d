"""Guests undo their own uploads with a token, as long as the photo is what they uploaded."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from support.guests import add_as_guest, share_for_adding
from support.library import add_photo, blob_names
from support.live_photos import live_picture, live_video
from support.pictures import jpeg

from gallery.errors import Changed, PhotoNotFound
from gallery.library.album_rename import rename_album
from gallery.library.moves import move_to_album
from gallery.library.shares.additions import count_new
from gallery.library.shares.guest_uploads import Guest, store_guest_uploads
from gallery.library.shares.store import create_share
from gallery.library.shares.undo import undo_upload
from gallery.library.shares.upload_ledger import list_entries
from gallery.library.trash import list_trash, restore_from_trash
from gallery.library.uploads import Upload
from gallery.model.folders import TRASH
from gallery.model.shares import Share
from gallery.storage.account import Storage

TRASHED = ".trash/Wedding/a.jpg"


def test_an_undone_photo_is_in_the_trash_and_still_counts(storage: Storage) -> None:
    """So nobody can fill the container by adding and undoing. But it isn't announced to the owner."""
    share = share_for_adding(storage)
    undo_upload(storage, share, add_as_guest(storage, share).undo)
    assert [photo.name for photo in list_trash(storage)] == [TRASHED]
    assert len(list_entries(storage, share.id)) == 1
    assert count_new(storage, share) == {}


def test_undoing_twice_does_nothing(storage: Storage) -> None:
    """The first response may have been lost."""
    share = share_for_adding(storage)
    token = add_as_guest(storage, share).undo
    undo_upload(storage, share, token)
    undo_upload(storage, share, token)
    assert len(list_trash(storage)) == 1


def test_a_restored_photo_can_be_undone_again(storage: Storage) -> None:
    share = share_for_adding(storage)
    token = add_as_guest(storage, share).undo
    undo_upload(storage, share, token)
    restore_from_trash(storage, TRASHED)
    undo_upload(storage, share, token)
    assert len(list_trash(storage)) == 1


def test_a_photo_of_a_renamed_album_can_be_undone(storage: Storage) -> None:
    share = share_for_adding(storage)
    token = add_as_guest(storage, share).undo
    rename_album(storage, "Wedding", "Our wedding", 10)
    undo_upload(storage, share, token)
    assert len(list_trash(storage)) == 1


def test_both_files_of_a_live_photo_can_be_undone(storage: Storage) -> None:
    """The picture takes its video to the trash, so undoing the video after that has nothing left to do."""
    share = share_for_adding(storage)
    picture, video = add_live_photo(storage, share)
    undo_upload(storage, share, picture)
    assert [name for name in blob_names(storage) if name.startswith(TRASH)] == [TRASHED, ".trash/Wedding/b.mov"]
    undo_upload(storage, share, video)
    assert count_new(storage, share) == {}


def test_a_video_that_someone_else_has_added_too_stays_when_its_picture_is_undone(storage: Storage) -> None:
    share = share_for_adding(storage)
    picture, _ = add_live_photo(storage, share)
    store_guest_uploads(storage, Guest(share, "Bob"), [Upload("b.mov", live_video())])
    undo_upload(storage, share, picture)
    assert blob_names(storage) == [TRASHED, "Wedding/.album.json", "Wedding/b.mov"]


def add_live_photo(storage: Storage, share: Share) -> list[str]:
    """Upload both files of a live photo; return the tokens that undo that."""
    uploads = [Upload("a.jpg", live_picture()), Upload("b.mov", live_video())]
    return [one.undo for one in store_guest_uploads(storage, Guest(share, "Anna"), uploads)]


def alter_start(token: str) -> str:
    return ("1" if token[0] != "1" else "2") + token[1:]


def alter_end(token: str) -> str:
    return token[:-1] + ("0" if token[-1] != "0" else "1")


@pytest.mark.parametrize("alter", [alter_start, alter_end, lambda _: "", lambda _: "ü-ü", lambda token: token[:-1]])
def test_an_altered_token_is_refused(storage: Storage, alter: Callable[[str], str]) -> None:
    share = share_for_adding(storage)
    token = add_as_guest(storage, share).undo
    with pytest.raises(PhotoNotFound):
        undo_upload(storage, share, alter(token))
    assert list_trash(storage) == []


def other_share(storage: Storage, share: Share) -> Share:
    return create_share(storage, album=share.album, can_add=True)


def closed_share(_: Storage, share: Share) -> Share:
    return replace(share, can_add=False)


@pytest.mark.parametrize("choose", [other_share, closed_share])
def test_a_token_is_only_for_its_share_while_that_allows_adding(
    storage: Storage, choose: Callable[[Storage, Share], Share]
) -> None:
    share = share_for_adding(storage)
    token = add_as_guest(storage, share).undo
    with pytest.raises(PhotoNotFound):
        undo_upload(storage, choose(storage, share), token)
    assert list_trash(storage) == []


def test_a_photo_with_other_bytes_stays(storage: Storage) -> None:
    """Another tool has replaced it, and kept the metadata."""
    share = share_for_adding(storage)
    token = add_as_guest(storage, share).undo
    blob = storage.photos.get_properties("Wedding/a.jpg")
    storage.photos.overwrite(blob.name, jpeg("red"), "image/jpeg", blob.metadata)
    with pytest.raises(PhotoNotFound):
        undo_upload(storage, share, token)
    assert list_trash(storage) == []


def test_a_photo_that_the_owner_has_moved_stays(storage: Storage) -> None:
    share = share_for_adding(storage)
    token = add_as_guest(storage, share).undo
    move_to_album(storage, "Wedding/a.jpg", "Best")
    with pytest.raises(PhotoNotFound):
        undo_upload(storage, share, token)
    assert "Best/a.jpg" in blob_names(storage)


def test_a_photo_that_someone_else_has_added_too_stays(storage: Storage) -> None:
    """They were told that it's there."""
    share = share_for_adding(storage)
    token = add_as_guest(storage, share).undo
    add_photo(storage, "Wedding/b.jpg")
    with pytest.raises(Changed):
        undo_upload(storage, share, token)
    assert list_trash(storage) == []
    assert "Wedding/a.jpg" in blob_names(storage)
