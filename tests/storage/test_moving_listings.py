"""Listings of many pages while a photo moves: nothing is written because of what a listing says."""

import pytest
from faults.failures import Fault
from faults.proxy import Proxy, fault_proxy
from support.instances import open_another_instance

from gallery.library.moves import move
from gallery.model.pending_moves import MOVED_FROM, new_pending_move
from gallery.storage import listing
from gallery.storage.account import Storage


def test_a_listing_that_began_before_a_move_neither_completes_it_nor_shows_the_photo_twice(
    storage: Storage, connection_string: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first page has the origin without a mark, and its second page has the copy."""
    monkeypatch.setattr(listing, "PAGE", 1)
    photo = storage.photos.create("m/a.jpg", b"pixels", "image/jpeg", {})
    storage.photos.create("m/c.jpg", b"another", "image/jpeg", {})
    pending = new_pending_move("m/b.jpg")

    def begin_move() -> None:
        marked = storage.photos.update_metadata(photo, pending.origin_metadata())
        storage.photos.copy(marked, "m/b.jpg", pending.copy_metadata(marked))

    with fault_proxy(connection_string) as proxy:
        other = open_another_instance(storage, proxy.connection)
        listed = list_with(other, proxy, Fault(1, None, after=begin_move))
        other.service.close()
    assert listed == ["m/a.jpg", "m/c.jpg"]
    assert MOVED_FROM in storage.photos.get_properties("m/b.jpg").metadata
    assert move(storage, storage.photos.get_visible("m/a.jpg"), "m/b.jpg").name == "m/b.jpg"
    assert [blob.name for blob in storage.photos.list_prefix("m/")] == ["m/b.jpg", "m/c.jpg"]


def test_a_photo_that_moved_during_a_listing_is_listed_once(
    storage: Storage, connection_string: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 1)
    photo = storage.photos.create("m/a.jpg", b"pixels", "image/jpeg", {})
    storage.photos.create("m/c.jpg", b"another", "image/jpeg", {})
    monkeypatch.setattr(storage.photos, "clear_moved_from", lambda copy: copy)
    with fault_proxy(connection_string) as proxy:
        other = open_another_instance(storage, proxy.connection)
        listed = list_with(other, proxy, Fault(1, None, after=lambda: move(storage, photo, "m/b.jpg")))
        other.service.close()
    assert listed == ["m/b.jpg", "m/c.jpg"]


def list_with(storage: Storage, proxy: Proxy, fault: Fault) -> list[str]:
    proxy.start(fault)
    names = [blob.name for blob in storage.photos.list_prefix("m/")]
    proxy.start(None)
    return names
