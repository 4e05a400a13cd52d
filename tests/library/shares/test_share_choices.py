"""What an owner chooses when sharing, and later: nothing is half-created, and choices fit together."""

from datetime import UTC, datetime, timedelta

import pytest
from support.guests import add_as_guest, share_for_adding
from support.library import add_photo, create_dated

from gallery.errors import BadRequest, NotFound, PhotoNotFound, ShareNotFound
from gallery.library.album_rename import rename_album
from gallery.library.album_settings import create_album, read_settings
from gallery.library.shares import contents
from gallery.library.shares.additions import count_new
from gallery.library.shares.choices import change_chosen_share, create_chosen_share, list_shares_of_album
from gallery.library.shares.passwords import check_password
from gallery.library.shares.store import get_share, revoke_share
from gallery.model.shares import SHARES, Limits, SharedAlbum, SharedPhoto
from gallery.storage.account import Storage


def files_of_shares(storage: Storage) -> list[str]:
    return [blob.name for blob in storage.photos.list_prefix(SHARES)]


def test_a_shared_album_has_defaults_and_an_id(storage: Storage) -> None:
    """People may only look, for 30 days."""
    add_photo(storage, "Trips/Rome/a.jpg")
    share = create_chosen_share(storage, "Trips/Rome", [], {})
    assert share.album == SharedAlbum(read_settings(storage, "Trips/Rome").id, "Trips/Rome")
    assert len(read_settings(storage, "Trips/Rome").id) == 32
    allowed = (share.can_download, share.keeps_location, share.can_add, share.has_sub_albums, share.password)
    assert allowed == (False, False, False, False, "")
    assert share.limits == Limits()
    assert share.expires is not None
    assert timedelta(days=30) < share.expires - datetime.now(UTC) < timedelta(days=32)
    assert get_share(storage, share.id).album == share.album


@pytest.mark.parametrize("album", ["Trips", "Empty", "Tagged/Within"])
def test_albums_without_photos_of_their_own_can_be_shared(storage: Storage, album: str) -> None:
    """One with albums in it, one without anything yet, and one that's private."""
    add_photo(storage, "Trips/Rome/a.jpg")
    create_album(storage, "Empty")
    create_album(storage, "Tagged/Within")
    assert create_chosen_share(storage, album, [], {}).album


@pytest.mark.parametrize("album", ["Nowhere", "2026", "2026/09/12", "2026/09/12/x", ".trash", "Rome/"])
def test_what_is_no_album_cannot_be_shared_and_does_not_become_one(storage: Storage, album: str) -> None:
    """Neither a share nor a `.album.json` is left behind."""
    add_photo(storage, "Rome/a.jpg")
    before = [blob.name for blob in storage.photos.list_prefix("")]
    with pytest.raises((NotFound, BadRequest)):
        create_chosen_share(storage, album, [], {"label": "x"})
    assert [one for one in before if one.endswith(".album.json")] == []
    added = {blob.name for blob in storage.photos.list_prefix("")} - set(before)
    assert [name for name in added if "index" not in name] == []


def test_a_selection_remembers_names_bytes_and_months(storage: Storage) -> None:
    """Each photo once. One without an MD5 is found by its name."""
    photo = add_photo(storage, "Rome/a.jpg", taken=datetime(2026, 9, 12, 10))
    create_dated(storage, "Rome/b.jpg", "2020-02-03T04:05:06")
    share = create_chosen_share(storage, "", ["Rome/b.jpg", "Rome/a.jpg", "Rome/b.jpg"], {"label": "Two"})
    assert photo.blob.md5 is not None
    b, a = share.photos
    assert a == SharedPhoto("Rome/a.jpg", photo.blob.md5.hex(), "2026-09", photo.blob.metadata["upload"])
    assert (b.name, b.month) == ("Rome/b.jpg", "2020-02")
    assert (share.album, share.label) == (None, "Two")


@pytest.mark.parametrize("name", ["Rome/none.jpg", ".trash/Rome/a.jpg", ".gallery/preview-key", "Rome/a.txt"])
def test_a_selection_with_a_photo_that_is_not_there_is_not_shared(storage: Storage, name: str) -> None:
    """The message names it."""
    add_photo(storage, "Rome/a.jpg")
    storage.photos.create("Rome/a.txt", b"text", "text/plain", {})
    with pytest.raises(PhotoNotFound, match=f"“{name}” doesn't exist anymore, so nothing was shared"):
        create_chosen_share(storage, "", ["Rome/a.jpg", name], {})
    assert files_of_shares(storage) == []


def test_a_selection_has_at_most_a_thousand_photos(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MAX_PHOTOS", 2)
    names = [add_photo(storage, f"Rome/{color}.jpg", color).name for color in ("red", "blue", "tan")]
    with pytest.raises(BadRequest, match="up to 2 photos at a time, not 3"):
        create_chosen_share(storage, "", names, {})
    with pytest.raises(BadRequest, match="Choose an album or some photos"):
        create_chosen_share(storage, "", [], {})
    assert files_of_shares(storage) == []
    assert len(create_chosen_share(storage, "", names[:2], {}).photos) == 2


@pytest.mark.parametrize("choice", ["can_add", "has_sub_albums"])
def test_only_albums_can_be_added_to_or_have_albums_in_them(storage: Storage, choice: str) -> None:
    name = add_photo(storage, "Rome/a.jpg").name
    with pytest.raises(BadRequest):
        create_chosen_share(storage, "", [name], {choice: True})
    assert files_of_shares(storage) == []
    share = create_chosen_share(storage, "", [name], {})
    with pytest.raises(BadRequest):
        change_chosen_share(storage, share.id, {choice: True})
    assert get_share(storage, share.id) == get_share(storage, share.id)
    assert not getattr(get_share(storage, share.id), choice)


def test_downloads_keep_the_location_only_if_there_are_downloads(storage: Storage) -> None:
    """Forbidding downloads forgets it, so that allowing them again later reveals nothing."""
    add_photo(storage, "Rome/a.jpg")
    share = create_chosen_share(storage, "Rome", [], {"keeps_location": True})
    assert not share.keeps_location
    share = change_chosen_share(storage, share.id, {"can_download": True, "keeps_location": True})
    assert share.keeps_location
    change_chosen_share(storage, share.id, {"can_download": False})
    assert not change_chosen_share(storage, share.id, {"can_download": True}).keeps_location


def test_a_change_keeps_everything_else(storage: Storage) -> None:
    """Its secret too, so the link stays the same."""
    add_photo(storage, "Rome/a.jpg")
    chosen = {"can_download": True, "label": "Anna", "password": "open", "files": 5, "bytes": 7, "expires": None}
    share = create_chosen_share(storage, "Rome", [], chosen)
    changed = change_chosen_share(storage, share.id, {"files": 6})
    assert changed.limits == Limits(6, 7)
    assert (changed.secret, changed.label, changed.expires) == (share.secret, "Anna", None)
    assert changed.password == share.password


def test_a_password_is_stored_hashed_and_can_be_removed(storage: Storage) -> None:
    add_photo(storage, "Rome/a.jpg")
    share = create_chosen_share(storage, "Rome", [], {"password": "correct horse"})
    assert "correct horse" not in storage.photos.read(files_of_shares(storage)[0])[1].decode()
    assert check_password(storage, share, "correct horse")
    assert not check_password(storage, share, "wrong")
    assert change_chosen_share(storage, share.id, {"password": ""}).password == ""


def test_an_albums_shares_are_listed_after_it_was_renamed(storage: Storage) -> None:
    """Those of other albums and of its photos aren't."""
    name = add_photo(storage, "Rome/a.jpg").name
    add_photo(storage, "Oslo/b.jpg", "red")
    share = create_chosen_share(storage, "Rome", [], {})
    create_chosen_share(storage, "Oslo", [], {})
    create_chosen_share(storage, "", [name], {})
    rename_album(storage, "Rome", "Roma")
    assert [one.id for one in list_shares_of_album(storage, "Roma")] == [share.id]
    assert list_shares_of_album(storage, "Rome") == []


def test_a_revoked_share_cannot_be_changed(storage: Storage) -> None:
    add_photo(storage, "Rome/a.jpg")
    share = create_chosen_share(storage, "Rome", [], {})
    revoke_share(storage, share.id)
    with pytest.raises(ShareNotFound):
        change_chosen_share(storage, share.id, {"label": "x"})


def test_what_guests_have_added_is_marked_as_seen(storage: Storage) -> None:
    """Other changes don't."""
    share = share_for_adding(storage)
    add_as_guest(storage, share)
    assert count_new(storage, change_chosen_share(storage, share.id, {"label": "Party"})) == {"Anna": 1}
    assert count_new(storage, change_chosen_share(storage, share.id, {"is_seen": True})) == {}
