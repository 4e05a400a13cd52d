"""Guests' uploads in pieces: counted from the start, and only for the guests of their share."""

from collections.abc import Callable
from typing import Any

import pytest
from support.guests import share_for_adding
from support.large_videos import make_large_video
from support.library import add_photo, blob_names
from support.other_tools import write_in_blocks
from support.pictures import jpeg

from gallery.errors import NotFound, ShareFull, ShareNotFound, StillStoring, StorageUnavailable, TooLarge
from gallery.library import incoming
from gallery.library.incoming import INCOMING, IncomingUpload, check_piece, finish_upload, list_received, start_upload
from gallery.library.shares import guest_uploads
from gallery.library.shares.additions import count_new
from gallery.library.shares.guest_pieces import finish_guest_upload, start_guest_upload
from gallery.library.shares.guest_uploads import Guest
from gallery.library.shares.store import revoke_share
from gallery.library.shares.undo import undo_upload
from gallery.library.shares.upload_ledger import list_entries
from gallery.library.trash import list_trash
from gallery.library.uploads import store_upload
from gallery.model.photo_json import public_json
from gallery.model.shares import Limits, Share
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of

DATA = jpeg()
MD5S = [md5_of(DATA).hex()]


def start(storage: Storage, share: Share) -> str:
    return start_guest_upload(storage, Guest(share, "Anna"), IncomingUpload("a.jpg", len(DATA)))


def start_and_send(storage: Storage, share: Share) -> str:
    token = start(storage, share)
    check_piece(storage, token, "0", DATA, share.id)
    write_in_blocks(storage, f"{INCOMING}{token}/0", DATA)
    return token


def finish(storage: Storage, share: Share, token: str) -> dict[str, Any]:
    return finish_guest_upload(storage, share, token, public_json, MD5S)


def photos(storage: Storage) -> list[str]:
    return [name for name in blob_names(storage) if not name.endswith(".json")]


def test_a_file_in_pieces_is_stored_in_the_album_and_can_be_undone(storage: Storage) -> None:
    share = share_for_adding(storage)
    token = start_and_send(storage, share)
    assert list_received(storage, token, share.id) == [0]
    result = finish(storage, share, token)
    assert (result["outcome"], photos(storage)) == ("stored", ["Wedding/a.jpg"])
    assert finish(storage, share, token) == result
    assert count_new(storage, share) == {"Anna": 1}
    undo_upload(storage, share, result["undo"])
    assert len(list_trash(storage)) == 1


@pytest.mark.parametrize("choose_other", [lambda _: "", lambda other: other.id])
def test_only_guests_of_its_share_can_use_a_token(storage: Storage, choose_other: Callable[[Share], str]) -> None:
    """Neither the owner nor guests of another share can: for them, it doesn't exist."""
    share = share_for_adding(storage)
    other = choose_other(share_for_adding(storage, "Party"))
    token = start_and_send(storage, share)
    for use in (
        lambda: check_piece(storage, token, "0", DATA, other),
        lambda: list_received(storage, token, other),
        lambda: finish_upload(storage, token, MD5S, other),
    ):
        with pytest.raises(NotFound):
            use()
    assert photos(storage) == [f"{INCOMING}{token}/0"]


def test_guests_cannot_use_the_owners_tokens(storage: Storage) -> None:
    share = share_for_adding(storage)
    token = start_upload(storage, IncomingUpload("a.jpg", len(DATA), "Rome"))
    write_in_blocks(storage, f"{INCOMING}{token}/0", DATA)
    with pytest.raises(NotFound):
        finish(storage, share, token)
    assert photos(storage) == [f"{INCOMING}{token}/0"]


def test_guests_may_add_shorter_videos_than_the_owner(storage: Storage) -> None:
    """What's refused doesn't count."""
    share = share_for_adding(storage)
    with pytest.raises(TooLarge, match=r"a\.mp4 has 501 MB\. Guests may add videos of up to 500 MB"):
        start_guest_upload(storage, Guest(share, "Anna"), IncomingUpload("a.mp4", 501_000_000))
    assert list_entries(storage, share.id) == []


def test_a_video_that_takes_several_requests_counts_once(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its start. It's in the album at the end, and can be undone."""
    monkeypatch.setattr(incoming, "PIECE_BYTES", 20_000)
    monkeypatch.setattr(incoming, "WORK_SECONDS", 0)
    share, data = share_for_adding(storage), make_large_video(170_000)
    token = start_guest_upload(storage, Guest(share, "Anna"), IncomingUpload("a.mp4", len(data)))
    pieces = [data[start : start + 20_000] for start in range(0, len(data), 20_000)]
    for number, piece in enumerate(pieces):
        check_piece(storage, token, str(number), piece, share.id)
        write_in_blocks(storage, f"{INCOMING}{token}/{number}", piece)
    md5s = [md5_of(piece).hex() for piece in pieces]
    for _ in range(2):
        with pytest.raises(StillStoring):
            finish_guest_upload(storage, share, token, public_json, md5s)
        assert len(list_entries(storage, share.id)) == 1
    result = finish_guest_upload(storage, share, token, public_json, md5s)
    assert (result["outcome"], photos(storage)) == ("stored", ["Wedding/a.mp4"])
    assert count_new(storage, share) == {"Anna": 1}
    undo_upload(storage, share, result["undo"])
    assert photos(storage) == [".trash/Wedding/a.mp4"]


def test_an_upload_counts_from_its_start(storage: Storage) -> None:
    share = share_for_adding(storage, limits=Limits(files=1))
    start(storage, share)
    with pytest.raises(ShareFull):
        start(storage, share)
    assert len(list_entries(storage, share.id)) == 1


def test_nothing_is_stored_after_the_share_is_revoked(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    share = share_for_adding(storage)
    token = start_and_send(storage, share)

    def store_and_revoke(*arguments: object) -> object:
        outcome = store_upload(*arguments)  # type: ignore[arg-type]  # passed on unchanged
        revoke_share(storage, share.id)
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(guest_uploads, "store_upload", store_and_revoke)
        with pytest.raises(ShareNotFound):
            finish(storage, share, token)
    with pytest.raises(ShareNotFound):
        finish(storage, share, token)
    assert photos(storage) == [f"{INCOMING}{token}/0"]


def test_finishing_again_after_a_failure_counts_once(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The photo was stored, but that couldn't be confirmed."""
    share = share_for_adding(storage)
    token = start_and_send(storage, share)

    def store_and_fail(*arguments: object) -> None:
        store_upload(*arguments)  # type: ignore[arg-type]  # passed on unchanged
        raise StorageUnavailable("Storing Wedding/a.jpg couldn't be confirmed. Send it again.")

    with monkeypatch.context() as patch:
        patch.setattr(guest_uploads, "store_upload", store_and_fail)
        with pytest.raises(StorageUnavailable) as error:
            finish(storage, share, token)
        assert "Wedding" not in str(error.value)
    assert finish(storage, share, token)["outcome"] == "duplicate"
    assert count_new(storage, share) == {"Anna": 1}
    assert photos(storage) == ["Wedding/a.jpg"]


def test_a_duplicate_does_not_count(storage: Storage) -> None:
    share = share_for_adding(storage)
    add_photo(storage, "Wedding/b.jpg")
    result = finish(storage, share, start_and_send(storage, share))
    assert result["outcome"] == "duplicate"
    assert list_entries(storage, share.id) == []
