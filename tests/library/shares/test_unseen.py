"""The menu says how many photos guests of all shares have added since the owner last looked."""

from support.guests import add_as_guest, share_for_adding

from gallery.library.shares.additions import mark_seen
from gallery.library.shares.store import revoke_share
from gallery.library.shares.unseen import count_all_new
from gallery.storage.account import Storage


def test_new_photos_of_all_shares_are_counted_until_they_are_seen(storage: Storage) -> None:
    """Those of revoked shares aren't."""
    assert count_all_new(storage) == 0
    seen, unseen, revoked = (share_for_adding(storage, album) for album in ("Wedding", "Party", "Trip"))
    for share, colors in {seen: ["red"], unseen: ["lime", "blue"], revoked: ["tan"]}.items():
        for color in colors:
            add_as_guest(storage, share, f"{color}.jpg", color, "Anna" if color == "lime" else "")
    revoke_share(storage, revoked.id)
    assert count_all_new(storage) == 3
    mark_seen(storage, seen.id)
    assert count_all_new(storage) == 2
