"""The owner learns how many photos guests have added since the last look."""

from datetime import timedelta

from support.guests import add_as_guest, share_for_adding

from gallery.library.incoming import IncomingUpload
from gallery.library.leftovers import delete_old_ledgers
from gallery.library.shares import guest_pieces
from gallery.library.shares.additions import count_new, mark_seen
from gallery.library.shares.guest_uploads import Guest
from gallery.library.shares.store import change_share, get_share, revoke_share
from gallery.library.shares.upload_ledger import list_entries
from gallery.storage.account import Storage

FOREVER = float("inf")


def test_new_photos_are_counted_by_guest(storage: Storage) -> None:
    share = share_for_adding(storage)
    for color, guest in {"red": "Anna", "lime": "Anna", "blue": ""}.items():
        add_as_guest(storage, share, f"{color}.jpg", color, guest)
    assert count_new(storage, share) == {"Anna": 2, "": 1}


def test_what_the_owner_has_seen_is_not_new(storage: Storage) -> None:
    share = share_for_adding(storage)
    add_as_guest(storage, share)
    mark_seen(storage, share.id)
    seen = get_share(storage, share.id)
    assert count_new(storage, seen) == {}
    assert seen.seen
    earlier = seen.seen - timedelta(seconds=1)
    changed = change_share(storage, share.id, lambda one: type(one)(**{**vars(one), "seen": earlier}))
    assert count_new(storage, changed) == {"Anna": 1}


def test_nothing_added_is_nothing_to_see(storage: Storage) -> None:
    share = share_for_adding(storage)
    mark_seen(storage, share.id)
    assert get_share(storage, share.id).seen is None
    assert count_new(storage, share) == {}


def test_an_upload_in_pieces_is_not_new_until_it_is_finished(storage: Storage) -> None:
    share = share_for_adding(storage)
    guest_pieces.start_guest_upload(storage, Guest(share, "Anna"), IncomingUpload("a.jpg", 1000))
    assert len(list_entries(storage, share.id)) == 1
    assert count_new(storage, share) == {}


def test_the_ledger_of_a_revoked_share_is_deleted(storage: Storage) -> None:
    """That of another one stays, because its limits still hold."""
    share, other = share_for_adding(storage), share_for_adding(storage, "Party")
    add_as_guest(storage, share)
    add_as_guest(storage, other)
    assert delete_old_ledgers(storage, FOREVER) == 0
    revoke_share(storage, share.id)
    assert delete_old_ledgers(storage, FOREVER) == 1
    assert [len(list_entries(storage, one.id)) for one in (share, other)] == [0, 1]
