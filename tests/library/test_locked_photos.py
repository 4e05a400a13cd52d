"""Photos that another tool has archived, leased or made snapshots of: shown, and refused with the real reason."""

import pytest
from support.library import add_photo, blob_names
from support.pictures import jpeg

from gallery.errors import PhotoLocked
from gallery.library.album_rename import rename_album
from gallery.library.bulk_moves import move_each
from gallery.library.outcomes import MOVED, REJECTED, TRASHED
from gallery.library.previews import get_preview
from gallery.library.trash import move_to_trash
from gallery.storage.account import Storage
from gallery.web.access import ANONYMOUS
from gallery.web.pages import home_page


def test_a_photo_with_snapshots_is_neither_deleted_nor_moved(storage: Storage) -> None:
    """The reason says so; nothing is left at the new name, and without the snapshots it works."""
    name = add_photo(storage, "Rome/a.jpg").name
    add_photo(storage, "Rome/b.jpg", "blue")
    client = storage.service.get_blob_client(storage.photos.container_name, name)
    snapshot = client.create_snapshot()
    deleted = move_each([name], lambda one: move_to_trash(storage, one))[0]
    assert deleted.error
    assert (deleted.outcome, deleted.error.status) == (REJECTED, 409)
    assert deleted.error.message == f"{name} has snapshots created by another tool; delete those first."
    renamed = rename_album(storage, "Rome", "Oslo")
    assert sorted(outcome.outcome for outcome in renamed.moves) == [MOVED, REJECTED]
    assert blob_names(storage) == ["Oslo/b.jpg", name]
    container, taken = storage.photos.container_name, str(snapshot["snapshot"])
    storage.service.get_blob_client(container, name, snapshot=taken).delete_blob()
    assert move_to_trash(storage, name).outcome == TRASHED


def test_a_leased_photo_is_locked_by_another_tool(storage: Storage) -> None:
    name = add_photo(storage, "Rome/a.jpg").name
    lease = storage.service.get_blob_client(storage.photos.container_name, name).acquire_lease(-1)
    with pytest.raises(PhotoLocked, match="locked by another tool"):
        move_to_trash(storage, name)
    lease.release()
    assert move_to_trash(storage, name).outcome == TRASHED


def test_an_archived_photo_is_shown_with_the_reason_and_breaks_no_page(storage: Storage) -> None:
    """One that other tools have put there, in an album and at the root, beside a readable one."""
    for name in ("Rome/a.jpg", "a.jpg", "2026/09/12/a.jpg"):
        storage.photos.create(name, jpeg(), "image/jpeg", {})
        storage.service.get_blob_client(storage.photos.container_name, name).set_standard_blob_tier("Archive")
    add_photo(storage, "Rome/b.jpg", "blue")
    for query in ({}, {"album": "Rome"}, {"photo": "Rome/a.jpg"}):
        page = home_page(storage, query, ANONYMOUS)
        assert "archive tier" in page
    with pytest.raises(PhotoLocked, match="archive tier"):
        get_preview(storage, "Rome/a.jpg", 240)
