"""Shares are files in the container: created, changed, listed, and revoked by deleting them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gallery.errors import BadRequest, ShareNotFound
from gallery.library.album_rename import rename_album
from gallery.library.album_settings import create_album, read_settings
from gallery.library.shares.store import (
    change_share,
    create_share,
    get_share,
    list_shares,
    open_share,
    revoke_share,
    share_album,
)
from gallery.model.shares import SECRET_CHARACTERS, SHARES, Limits, Share, SharedPhoto, new_secret
from gallery.storage.account import Storage

NOW = datetime.now(UTC)


def test_a_share_is_found_by_its_secret_until_it_is_revoked(storage: Storage) -> None:
    share = create_share(storage, label="For Anna", can_download=True)
    assert open_share(storage, share.secret) == get_share(storage, share.id)
    revoke_share(storage, share.id)
    with pytest.raises(ShareNotFound):
        open_share(storage, share.secret)
    assert list(storage.photos.list_prefix(SHARES)) == []


@pytest.mark.parametrize(
    "make_wrong", [str.swapcase, lambda text: text[:-1], lambda text: text + "0", lambda _: "../x"]
)
def test_a_wrong_secret_is_refused_like_an_expired_one(storage: Storage, make_wrong: Callable[[str], str]) -> None:
    share = create_share(storage, expires=NOW - timedelta(seconds=1))
    with pytest.raises(ShareNotFound) as expired:
        open_share(storage, share.secret)
    with pytest.raises(ShareNotFound) as wrong:
        open_share(storage, make_wrong(share.secret))
    assert str(expired.value) == str(wrong.value)


def test_every_field_of_a_share_survives_its_file() -> None:
    photos = (SharedPhoto("2026/09/12/a.jpg", "0" * 32, "2026-09"),)
    now = NOW.replace(microsecond=0)
    share = Share(
        new_secret(),
        now,
        None,
        photos,
        can_download=True,
        can_add=True,
        has_sub_albums=True,
        keeps_location=True,
        expires=now,
        password="x",  # noqa: S106 - not a password
        label="ü",
        limits=Limits(1, 2),
        seen=now,
    )
    assert Share.unpack(share.pack()) == share


def test_files_that_are_not_shares_are_left_out(storage: Storage) -> None:
    """Another tool may have put them there, or damaged them."""
    share = create_share(storage)
    for name, data in {"a.txt": b"", f"{'0' * 32}.json": b"[]", f"{'1' * 32}.json": b'{"secret": 1}'}.items():
        storage.photos.create(SHARES + name, data, "application/json", {})
    assert [one.id for one in list_shares(storage)] == [share.id]


def test_a_change_is_stored(storage: Storage) -> None:
    share = create_share(storage)
    change_share(storage, share.id, lambda one: replace(one, label="New", can_add=True))
    assert get_share(storage, share.id) == replace(get_share(storage, share.id), label="New", can_add=True)


def test_a_shared_album_is_known_by_an_id_that_a_rename_keeps(storage: Storage) -> None:
    create_album(storage, "Rome")
    album = share_album(storage, "Rome")
    rename_album(storage, "Rome", "Roma", 10)
    assert read_settings(storage, "Roma").id == album.id


def test_a_day_of_the_timeline_cannot_be_shared_as_an_album(storage: Storage) -> None:
    with pytest.raises(BadRequest):
        share_album(storage, "2026/09/12")


def test_secrets_have_at_least_128_random_bits() -> None:
    secrets = {new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    assert all(re.fullmatch(rf"[0-9A-Za-z]{{{SECRET_CHARACTERS}}}", secret) for secret in secrets)
    assert 62**SECRET_CHARACTERS > 2**128
