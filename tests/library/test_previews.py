"""Developing: a photo from any tool gets its facts and previews on the first view, and keeps its bytes."""

from datetime import datetime

import pytest
from support.library import add_photo
from support.other_tools import write_in_blocks
from support.pictures import jpeg, png

from gallery.errors import NotFound
from gallery.library import previews
from gallery.library.album_rename import rename_album
from gallery.library.content_checks import drop_non_pictures
from gallery.library.moves import move_to_album
from gallery.library.previews import (
    GENERATION,
    PREVIEW_KEY,
    develop,
    get_photo,
    get_photo_with_preview,
    get_preview,
    preview_key,
)
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.library.uploads import Upload, store_put, store_upload
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, preview_name
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of
from gallery.web.access import Caller
from gallery.web.preview_urls import PreviewUrls

NOON = datetime(2026, 9, 12, 12, 30, 15)

OWNER = Caller(is_owner=True, can_view=True)


def preview_blobs(storage: Storage) -> list[str]:
    """Names of all previews in storage."""
    return [blob.name for blob in storage.previews.list_prefix("") if blob.name != GENERATION]


def store_by_another_tool(storage: Storage, name: str, data: bytes, **metadata: str) -> Photo:
    """Other tools know neither the content type nor the gallery's metadata."""
    return Photo(storage.photos.create(name, data, "application/octet-stream", metadata))


def test_a_photo_from_another_tool_is_developed_on_its_first_view(storage: Storage) -> None:
    """It gets facts, content type, MD5 and previews, and keeps its bytes and the other tool's metadata."""
    store_by_another_tool(storage, "old.jpg", jpeg(taken=NOON), camera_owner="me")
    preview, photo = get_preview(storage, "old.jpg", 240)
    assert preview[8:12] == b"WEBP"
    assert photo.developed
    blob, data = storage.photos.read("old.jpg")
    assert data == jpeg(taken=NOON)
    assert (blob.content_type, blob.md5) == ("image/jpeg", md5_of(data))
    assert blob.metadata["camera_owner"] == "me"
    assert blob.metadata["taken"] == "2026-09-12T12:30:15"


def test_the_preview_of_a_developed_photo_comes_from_storage(storage: Storage) -> None:
    """The photo isn't decoded again."""
    photo = add_photo(storage, "Rome/a.jpg")
    storage.previews.overwrite(preview_name(str(photo.version), 240), b"as stored", "image/webp", {})
    assert get_preview(storage, photo.name, 240) == (b"as stored", photo)


def test_a_photo_keeps_its_previews_when_it_moves(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """To another album, into the trash and back, and with its album: nothing is decoded again, and nothing left."""
    photo, names = add_photo(storage, "Rome/a.jpg"), preview_blobs(storage)
    monkeypatch.setattr(previews, "decode", None)
    moved = move_to_album(storage, photo.name, "Oslo").photo
    assert moved
    trashed = move_to_trash(storage, moved.name).trash
    assert trashed
    assert get_preview(storage, trashed, 240)[1].version == photo.version
    restored = restore_from_trash(storage, trashed).photo
    assert restored
    (renamed,) = [outcome.photo for outcome in rename_album(storage, "Oslo", "Paris").moves]
    assert renamed
    for one in (moved, restored, renamed):
        assert (one.developed, one.version) == (True, photo.version)
    assert get_preview(storage, "Paris/a.jpg", 2048)[1].version == photo.version
    assert preview_blobs(storage) == names


def test_identical_photos_share_their_previews(storage: Storage) -> None:
    """In two albums; deleting one of them leaves the other's previews."""
    first = add_photo(storage, "Rome/a.jpg")
    names = preview_blobs(storage)
    second = add_photo(storage, "Oslo/b.jpg")
    assert second.version == first.version
    assert preview_blobs(storage) == names


def test_all_instances_name_previews_with_the_same_key(storage: Storage) -> None:
    """The first to need it creates it. It's a secret of the gallery, in its photos container."""
    preview_key.cache_clear()
    key = preview_key(storage)
    preview_key.cache_clear()
    assert preview_key(storage) == key == storage.photos.read(PREVIEW_KEY)[1]
    assert len(key) >= 32
    with pytest.raises(NotFound):
        get_photo(storage, PREVIEW_KEY)


def test_names_of_previews_reveal_nothing_about_the_file(storage: Storage) -> None:
    """Neither its name nor its MD5."""
    photo = add_photo(storage, "Rome/a.jpg")
    assert photo.blob.md5
    for name in preview_blobs(storage):
        assert "a.jpg" not in name
        assert photo.blob.md5.hex()[:8] not in name


def test_lost_previews_are_made_again_in_all_sizes(storage: Storage) -> None:
    photo = add_photo(storage, "Rome/a.jpg")
    for name in preview_blobs(storage):
        storage.previews.delete(storage.previews.get_visible(name))
    assert get_preview(storage, photo.name, 480)[0]
    assert len(preview_blobs(storage)) == len(PREVIEW_SIZES)


def test_a_photo_gets_its_lost_previews_before_a_redirect_to_them(storage: Storage) -> None:
    """And only then is it decoded."""
    photo = add_photo(storage, "Rome/a.jpg")
    assert get_photo_with_preview(storage, photo.name, 2048) == photo
    storage.previews.delete(storage.previews.get_visible(preview_name(str(photo.version), 2048)))
    assert get_photo_with_preview(storage, photo.name, 2048).version == photo.version
    assert len(preview_blobs(storage)) == len(PREVIEW_SIZES)


def test_without_the_previews_container_pages_link_to_the_app_until_previews_are_made_again(
    storage: Storage,
) -> None:
    """Without scripts, a browser can't fall back from a missing preview in storage."""
    for color in ("red", "blue"):
        add_photo(storage, f"Rome/{color}.jpg", color)
    for blob in storage.previews.list_prefix(""):
        storage.previews.delete(blob)
    photos = [get_photo(storage, f"Rome/{color}.jpg") for color in ("red", "blue")]
    assert [PreviewUrls.for_caller(storage, OWNER).src(photo, 240) for photo in photos] == [
        f"/previews/240/{p.name}" for p in photos
    ]
    get_preview(storage, "Rome/red.jpg", 240)
    red, blue = [PreviewUrls.for_caller(storage, OWNER).src(get_photo(storage, photo.name), 240) for photo in photos]
    assert red.startswith(storage.previews.url())
    assert blue == "/previews/240/Rome/blue.jpg"


@pytest.mark.parametrize(
    ("name", "taken", "taken_from"),
    [
        ("IMG_20240102_030405.jpg", "2024-01-02T03:04:05", "name"),
        ("2023/05/06/x.jpg", "2023-05-06", "name"),
        ("2023/05/06/IMG_20230506_101112.jpg", "2023-05-06T10:11:12", "name"),
        ("2023/05/06/IMG_20240102_030405.jpg", "2023-05-06", "name"),
    ],
)
def test_a_picture_without_a_date_gets_it_from_its_folder_or_file_name(
    storage: Storage, name: str, taken: str, taken_from: str
) -> None:
    """A person chose the folder, so its day wins if the two differ."""
    photo, _ = develop(storage, store_by_another_tool(storage, name, jpeg()))
    assert photo.facts
    assert (photo.facts.taken, photo.facts.taken_from) == (taken, taken_from)


def test_a_photo_without_any_date_gets_the_day_it_was_stored(storage: Storage) -> None:
    """Not the day it's first viewed."""
    stored = store_by_another_tool(storage, "x.jpg", jpeg())
    photo, _ = develop(storage, stored)
    assert photo.facts
    assert (photo.facts.taken, photo.facts.taken_from) == (f"{stored.blob.created:%Y-%m-%d}", "upload")


def test_developing_again_keeps_the_file_time_of_the_upload(storage: Storage) -> None:
    """Only the browser knew it, so it can't be found again."""
    photo = store_upload(storage, Upload("a.jpg", jpeg(), "2020-01-31T23:00:00"), "Rome").photo
    assert photo
    developed, _ = develop(storage, photo)
    assert developed.facts == photo.facts


def test_facts_that_do_not_match_the_bytes_are_corrected(storage: Storage) -> None:
    """Another tool may overwrite the bytes and keep the metadata."""
    photo = add_photo(storage, "Rome/a.jpg", taken=NOON)
    store_by_another_tool(storage, "Rome/new.jpg", png(size=(30, 90)), **dict(photo.blob.metadata))
    developed, _ = develop(storage, get_photo(storage, "Rome/new.jpg"))
    assert developed.facts
    assert (developed.facts.width, developed.facts.height) == (30, 90)


@pytest.mark.parametrize(
    "data", [b"just text", b"%PDF-1.7", jpeg(size=(300, 300))[:-500]], ids=["text", "pdf", "truncated"]
)
def test_a_file_that_is_not_a_picture_is_marked_with_the_reason_and_otherwise_unchanged(
    storage: Storage, data: bytes
) -> None:
    """So it isn't decoded again on every view."""
    before = store_by_another_tool(storage, "fake.jpg", data, note="mine").blob
    with pytest.raises(NotFound):
        get_preview(storage, "fake.jpg", 240)
    blob, stored_data = storage.photos.read("fake.jpg")
    assert (stored_data, blob.content_type, blob.md5) == (data, before.content_type, before.md5)
    assert blob.metadata["note"] == "mine"
    assert blob.metadata["developed"] == "no"
    assert blob.metadata["reason"]
    with pytest.raises(NotFound):
        get_photo(storage, "fake.jpg")


def test_files_that_are_not_pictures_are_dropped_from_a_page(storage: Storage) -> None:
    """Their first bytes decide, whatever their names."""
    photos = (
        store_by_another_tool(storage, "notes.txt", b"x" * 100_000),
        store_by_another_tool(storage, "fake.jpg", b"MZ" + bytes(1000)),
        store_by_another_tool(storage, "no extension", jpeg()),
        store_by_another_tool(storage, "real.heic", png()),
    )
    assert [photo.name for photo in drop_non_pictures(storage, photos)] == ["no extension", "real.heic"]
    assert storage.photos.get_visible("notes.txt").metadata["developed"] == "no"


def test_a_photo_deleted_after_the_listing_is_dropped_from_a_page(storage: Storage) -> None:
    photo = store_by_another_tool(storage, "a.jpg", jpeg())
    storage.photos.delete(photo.blob)
    assert drop_non_pictures(storage, (photo,)) == ()


def test_a_photo_written_by_the_output_binding_is_complete_after_the_first_view(storage: Storage) -> None:
    """The binding fills the reservation, and drops its content type and MD5."""
    store_put(storage, "Cats/cat.jpg", jpeg(taken=NOON))
    metadata = dict(storage.photos.get_visible("Cats/cat.jpg").metadata)
    write_in_blocks(storage, "Cats/cat.jpg", jpeg(taken=NOON), metadata)
    assert not get_photo(storage, "Cats/cat.jpg").developed
    get_preview(storage, "Cats/cat.jpg", 240)
    photo = get_photo(storage, "Cats/cat.jpg")
    assert photo.developed
    assert photo.blob.content_type == "image/jpeg"


@pytest.mark.parametrize("name", ["none.jpg", ".hidden.jpg", ".trash/none.jpg"])
def test_missing_and_hidden_photos_have_no_previews(storage: Storage, name: str) -> None:
    store_by_another_tool(storage, ".hidden.jpg", jpeg())
    with pytest.raises(NotFound):
        get_preview(storage, name, 240)
