"""Guests' photos go to the share's album and nowhere else, and count only while the share is open."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.guests import add_as_guest, share_for_adding
from support.instances import open_another_instance
from support.library import add_photo, blob_names
from support.pictures import jpeg

from gallery.errors import Changed, ShareNotFound
from gallery.library import storing
from gallery.library.album_rename import rename_album
from gallery.library.moves import move_to_album
from gallery.library.outcomes import DUPLICATE, REJECTED, STORED
from gallery.library.previews import get_preview
from gallery.library.shares import guest_uploads
from gallery.library.shares.guest_uploads import Guest, store_guest_uploads
from gallery.library.shares.store import change_share, create_share, revoke_share
from gallery.library.shares.upload_ledger import list_entries
from gallery.library.storing import NewPhoto, Stored
from gallery.library.uploads import Upload, store_upload, store_uploads
from gallery.model.guest_uploads import SHARE, UPLOAD, read_guest
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE
from gallery.model.shares import Limits, Share
from gallery.storage.account import Storage

Close = Callable[[Storage, Share], object]


def photos(storage: Storage) -> list[str]:
    return [name for name in blob_names(storage) if not name.endswith(".album.json")]


def revoke(storage: Storage, share: Share) -> None:
    revoke_share(storage, share.id)


def expire(storage: Storage, share: Share) -> None:
    change_share(storage, share.id, lambda one: replace(one, expires=datetime.now(UTC) - timedelta(seconds=1)))


def disallow_adding(storage: Storage, share: Share) -> None:
    change_share(storage, share.id, lambda one: replace(one, can_add=False))


def change_password(storage: Storage, share: Share) -> None:
    change_share(storage, share.id, lambda one: replace(one, password="another"))  # noqa: S106 - not a password


def run_after_storing(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
    """Do something after the guest's next photo is in storage, and before the share is read again."""
    store = store_upload

    def store_then_act(*arguments: Any) -> Any:
        outcome = store(*arguments)
        action()
        return outcome

    monkeypatch.setattr(guest_uploads, "store_upload", store_then_act)


def test_a_photo_is_stored_in_the_album_with_the_name_of_the_guest(storage: Storage) -> None:
    share = share_for_adding(storage)
    added = add_as_guest(storage, share, guest="Änna")
    assert (added.outcome, photos(storage)) == (STORED, ["Wedding/a.jpg"])
    blob, data = storage.photos.read("Wedding/a.jpg")
    assert data == jpeg()
    assert (read_guest(blob.metadata), blob.metadata[SHARE]) == ("Änna", share.id)


def test_the_metadata_survives_a_move(storage: Storage) -> None:
    share = share_for_adding(storage)
    add_as_guest(storage, share)
    moved = move_to_album(storage, "Wedding/a.jpg", "Best").photo
    assert moved
    assert (read_guest(moved.blob.metadata), moved.blob.metadata[SHARE]) == ("Anna", share.id)


def test_a_renamed_album_gets_the_photos(storage: Storage) -> None:
    share = share_for_adding(storage)
    add_photo(storage, "Wedding/b.jpg", "red")
    rename_album(storage, "Wedding", "Our wedding", 10)
    assert add_as_guest(storage, share).outcome == STORED
    assert photos(storage) == ["Our wedding/a.jpg", "Our wedding/b.jpg"]


def test_what_else_the_gallery_has_does_not_count_as_a_duplicate(storage: Storage) -> None:
    """Neither photos of other albums nor those of albums within this one: otherwise guests could ask for them."""
    add_photo(storage, "Secret/a.jpg")
    add_photo(storage, "Wedding/Secret/a.jpg")
    share = share_for_adding(storage)
    assert add_as_guest(storage, share).outcome == STORED
    assert add_as_guest(storage, share, "b.jpg").outcome == DUPLICATE


def test_results_name_nothing_of_the_gallery(storage: Storage) -> None:
    """A number in the name would say that the name is taken."""
    share = share_for_adding(storage)
    add_photo(storage, "Wedding/a.jpg", "red")
    first, again = add_as_guest(storage, share), add_as_guest(storage, share)
    assert photos(storage) == ["Wedding/a (2).jpg", "Wedding/a.jpg"]
    for result in (first, again):
        text = str(result.json())
        assert "Wedding" not in text
        assert "(2)" not in text
    assert (first.outcome, again.outcome) == (STORED, DUPLICATE)


def test_errors_name_nothing_of_the_gallery(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the owner's uploads have the photo's full name."""
    share = share_for_adding(storage)

    def fail(*_: object) -> None:
        raise Changed("Wedding/a.jpg was changed at the same moment. Try again.")

    monkeypatch.setattr(guest_uploads, "store_upload", fail)
    result = add_as_guest(storage, share).json()
    assert (result["outcome"], result["status"]) == (REJECTED, 503)
    assert "Wedding" not in str(result)


def test_a_file_that_is_not_a_picture_is_rejected_and_does_not_count(storage: Storage) -> None:
    share = share_for_adding(storage)
    result = store_guest_uploads(storage, Guest(share, ""), [Upload("a.jpg", b"%PDF-1.4")])[0].json()
    assert (result["outcome"], result["status"]) == (REJECTED, 415)
    assert list_entries(storage, share.id) == []


@pytest.mark.parametrize("share_kind", [{"can_add": False}, {"album": None}])
def test_nothing_is_stored_if_the_share_does_not_allow_adding(storage: Storage, share_kind: dict[str, Any]) -> None:
    share = replace(share_for_adding(storage), **share_kind)
    with pytest.raises(ShareNotFound):
        add_as_guest(storage, share)
    assert photos(storage) == []


@pytest.mark.parametrize("close", [revoke, expire, disallow_adding, change_password])
def test_a_photo_is_removed_if_the_share_is_closed_before_it_is_acknowledged(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, close: Close
) -> None:
    share = share_for_adding(storage)
    run_after_storing(monkeypatch, lambda: close(storage, share))
    with pytest.raises(ShareNotFound):
        add_as_guest(storage, share)
    assert photos(storage) == []
    assert list_entries(storage, share.id) == []


@pytest.mark.parametrize("is_guest", [True, False])
def test_a_photo_that_someone_else_counts_on_is_not_removed(
    storage: Storage, connection_string: str, monkeypatch: pytest.MonkeyPatch, *, is_guest: bool
) -> None:
    """On another instance, someone has just been told that this photo is already there."""
    share, other = share_for_adding(storage), open_another_instance(storage, connection_string)

    def upload_again_and_revoke() -> None:
        monkeypatch.setattr(guest_uploads, "store_upload", store_upload)
        again = add_as_guest(other, share) if is_guest else store_upload(other, Upload("a.jpg", jpeg()), "Wedding")
        assert again.outcome == DUPLICATE
        revoke(storage, share)

    run_after_storing(monkeypatch, upload_again_and_revoke)
    with pytest.raises(ShareNotFound):
        add_as_guest(storage, share)
    assert photos(storage) == ["Wedding/a.jpg"]


def test_a_photo_that_is_removed_while_someone_else_uploads_it_is_stored_again(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other upload found it, but it's gone before it could be kept."""
    share = share_for_adding(storage)
    add_as_guest(storage, share)
    store = storing._Upload.store_under_free_name  # noqa: SLF001 - the moment between finding the photo and keeping it

    def find_then_lose(upload: Any, wanted: str) -> Stored:
        stored = store(upload, wanted)
        if not stored.is_new:
            storage.photos.delete(stored.blob)
        return stored

    monkeypatch.setattr(storing._Upload, "store_under_free_name", find_then_lose)  # noqa: SLF001 - the step that fails
    assert store_upload(storage, Upload("a.jpg", jpeg()), "Wedding").outcome == STORED
    assert photos(storage) == ["Wedding/a.jpg"]


def test_duplicates_do_not_count(storage: Storage) -> None:
    share = share_for_adding(storage, limits=Limits(files=2))
    assert [add_as_guest(storage, share, f"{n}.jpg").outcome for n in range(3)] == [STORED, DUPLICATE, DUPLICATE]
    assert len(list_entries(storage, share.id)) == 1


@pytest.mark.parametrize("limits", [Limits(files=2), Limits(bytes=2 * len(jpeg("red")) + 20)])
def test_a_share_that_is_full_takes_no_more(storage: Storage, limits: Limits) -> None:
    share = share_for_adding(storage, limits=limits)
    results = [add_as_guest(storage, share, f"{color}.jpg", color) for color in ("red", "lime", "blue")]
    assert [result.outcome for result in results] == [STORED, STORED, REJECTED]
    assert results[2].json()["status"] == 409
    assert "Ask the person who sent it for more" in results[2].json()["reason"]
    assert (len(photos(storage)), len(list_entries(storage, share.id))) == (2, 2)


def test_two_instances_together_never_exceed_a_limit(storage: Storage, connection_string: str) -> None:
    share = share_for_adding(storage, limits=Limits(files=4))
    instances = [storage, open_another_instance(storage, connection_string)]
    colors = ["red", "lime", "blue", "pink", "navy", "gold", "gray", "teal"]

    def add(index: int) -> str:
        color = colors[index]
        return add_as_guest(instances[index % 2], share, f"{color}.jpg", color).outcome

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(add, range(len(colors))))
    assert set(outcomes) <= {STORED, REJECTED}
    assert len(photos(storage)) == outcomes.count(STORED) == len(list_entries(storage, share.id)) <= 4


def test_an_entry_is_written_before_its_photo(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    share = share_for_adding(storage)
    seen = list[int]()
    store = storing.store_under_free_name

    def count_entries(here: Storage, wanted: str, photo: NewPhoto) -> Stored:
        seen.append(len(list_entries(here, share.id)))
        return store(here, wanted, photo)

    monkeypatch.setattr("gallery.library.uploads.store_under_free_name", count_entries)
    assert add_as_guest(storage, share).outcome == STORED
    assert seen == [1]
    entry = storage.photos.get_properties("Wedding/a.jpg").metadata[UPLOAD]
    assert [blob.name.rpartition("/")[2] for blob in list_entries(storage, share.id)] == [entry]


def test_a_share_of_a_deleted_album_takes_no_photos(storage: Storage) -> None:
    share = create_share(storage, can_add=True, album=share_for_adding(storage).album)
    storage.photos.delete(storage.photos.get_properties("Wedding/.album.json"))
    with pytest.raises(ShareNotFound):
        add_as_guest(storage, share)
    assert photos(storage) == []


def test_the_age_of_a_preview_does_not_say_that_the_gallery_had_the_photo_before(storage: Storage) -> None:
    """An upload writes all previews but the one for zooming in, so that's deleted, and made again when needed."""
    share, photo = share_for_adding(storage), jpeg("red", (2600, 1800))
    store_uploads(storage, [Upload("a.jpg", photo)], "Elsewhere")
    get_preview(storage, "Elsewhere/a.jpg", ZOOM_SIZE)
    (result,) = store_guest_uploads(storage, Guest(share, ""), [Upload("b.jpg", photo)])
    assert result.photo
    sizes = {blob.name.rpartition("-")[2] for blob in storage.previews.list_prefix(str(result.photo.version))}
    assert sizes == set(map(str, PREVIEW_SIZES))
