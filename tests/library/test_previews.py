"""Developing: photos from anywhere get their facts and previews on the first view, and never lose a byte."""

from datetime import datetime

import pytest
from support.other_tools import write_in_blocks
from support.pictures import jpeg, png

from gallery.errors import NotFound
from gallery.library.previews import develop, drop_non_pictures, get_photo, get_preview
from gallery.library.put_uploads import reserve_name
from gallery.library.uploads import Upload, store_upload
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, preview_name
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of
from gallery.web.preview_urls import PreviewUrls

NOON = datetime(2026, 9, 12, 12, 30, 15)


def drop(storage: Storage, name: str, data: bytes, **metadata: str) -> Photo:
    """As any other tool would put it."""
    return Photo(storage.photos.create(name, data, "application/octet-stream", metadata))


def test_a_photo_from_elsewhere_is_developed_on_its_first_view(shelves: Storage) -> None:
    """Facts, type, MD5 and previews; the bytes stay, and what the tool noted stays."""
    drop(shelves, "old.jpg", jpeg(taken=NOON), camera_owner="me")
    data, developed = get_preview(shelves, "old.jpg", 240)
    assert data[8:12] == b"WEBP"
    assert developed.developed
    blob, stored = shelves.photos.read("old.jpg")
    assert stored == jpeg(taken=NOON)
    assert (blob.content_type, blob.md5) == ("image/jpeg", md5_of(stored))
    assert blob.metadata["camera_owner"] == "me"
    assert blob.metadata["taken"] == "2026-09-12T12:30:15"


def test_a_developed_photo_is_not_decoded_again(shelves: Storage) -> None:
    """Its preview comes from storage, to the byte."""
    photo = store_upload(shelves, Upload("a.jpg", jpeg()), "Rome").photo
    assert photo
    assert photo.version
    shelves.previews.overwrite(preview_name(photo.name, photo.version, 240), b"as stored", "image/webp", {})
    assert get_preview(shelves, photo.name, 240)[0] == b"as stored"


def test_lost_previews_are_made_again(shelves: Storage) -> None:
    """All of them, whichever was missed."""
    photo = store_upload(shelves, Upload("a.jpg", jpeg()), "Rome").photo
    assert photo
    for blob in shelves.previews.list_prefix("Rome/"):
        shelves.previews.delete(blob)
    get_preview(shelves, photo.name, 480)
    assert len(shelves.previews.list_prefix("Rome/")) == len(PREVIEW_SIZES)


def test_after_the_previews_container_is_deleted_the_page_asks_the_app_until_they_are_there_again(
    shelves: Storage,
) -> None:
    """Without a script no browser could fall back by itself."""
    for colour in ("red", "blue"):
        store_upload(shelves, Upload(f"{colour}.jpg", jpeg(colour)), "Rome")
    for blob in shelves.previews.list_prefix(""):
        shelves.previews.delete(blob)
    photos = [get_photo(shelves, f"Rome/{colour}.jpg") for colour in ("red", "blue")]
    urls = PreviewUrls.for_storage(shelves)
    assert [urls.src(photo, 240) for photo in photos] == [f"/previews/240/{p.name}" for p in photos]
    get_preview(shelves, "Rome/red.jpg", 240)
    again = [PreviewUrls.for_storage(shelves).src(get_photo(shelves, photo.name), 240) for photo in photos]
    assert again[0].startswith(shelves.previews.url())
    assert again[1] == "/previews/240/Rome/blue.jpg"


@pytest.mark.parametrize(
    ("name", "taken", "taken_from"),
    [
        ("IMG_20240102_030405.jpg", "2024-01-02T03:04:05", "name"),
        ("2023/05/06/x.jpg", "2023-05-06", "name"),
        ("2023/05/06/IMG_20230506_101112.jpg", "2023-05-06T10:11:12", "name"),
        ("2023/05/06/IMG_20240102_030405.jpg", "2023-05-06", "name"),
    ],
)
def test_without_a_date_in_the_picture_its_name_and_folder_tell(
    shelves: Storage, name: str, taken: str, taken_from: str
) -> None:
    """The folder is where somebody filed it, so it wins over the file's name."""
    developed, _ = develop(shelves, drop(shelves, name, jpeg()))
    assert developed.facts
    assert (developed.facts.taken, developed.facts.taken_from) == (taken, taken_from)


def test_without_any_date_the_day_on_which_it_came_to_storage_counts(shelves: Storage) -> None:
    """Whichever day it is looked at."""
    photo = drop(shelves, "x.jpg", jpeg())
    developed, _ = develop(shelves, photo)
    assert developed.facts
    assert (developed.facts.taken, developed.facts.taken_from) == (f"{photo.blob.created:%Y-%m-%d}", "upload")


def test_developing_again_keeps_what_only_the_upload_knew(shelves: Storage) -> None:
    """The file's time came from the browser and is nowhere else."""
    photo = store_upload(shelves, Upload("a.jpg", jpeg(), "2020-01-31T23:00:00"), "Rome").photo
    assert photo
    developed, _ = develop(shelves, photo)
    assert developed.facts == photo.facts


def test_stale_facts_beside_new_bytes_are_corrected(shelves: Storage) -> None:
    """A tool may overwrite the bytes and keep the metadata."""
    photo = store_upload(shelves, Upload("a.jpg", jpeg(taken=NOON)), "Rome").photo
    assert photo
    drop(shelves, "Rome/new.jpg", png(size=(30, 90)), **dict(photo.blob.metadata))
    developed, _ = develop(shelves, get_photo(shelves, "Rome/new.jpg"))
    assert developed.facts
    assert (developed.facts.width, developed.facts.height) == (30, 90)


@pytest.mark.parametrize("data", [b"just text", b"%PDF-1.7", jpeg(size=(300, 300))[:-500]])
def test_what_is_no_picture_is_marked_and_otherwise_left_as_it_is(shelves: Storage, data: bytes) -> None:
    """With the reason; its bytes, type and metadata stay, and it is not tried again."""
    before = drop(shelves, "fake.jpg", data, note="mine").blob
    with pytest.raises(NotFound):
        get_preview(shelves, "fake.jpg", 240)
    blob, stored = shelves.photos.read("fake.jpg")
    assert (stored, blob.content_type, blob.md5) == (data, before.content_type, before.md5)
    assert blob.metadata["note"] == "mine"
    assert blob.metadata["developed"] == "no"
    assert blob.metadata["reason"]
    with pytest.raises(NotFound):
        get_photo(shelves, "fake.jpg")


def test_a_page_leaves_out_what_is_no_picture_without_reading_it_whole(shelves: Storage) -> None:
    """Its first bytes tell; real pictures stay, developed or not."""
    photos = (
        drop(shelves, "notes.txt", b"x" * 100_000),
        drop(shelves, "fake.jpg", b"MZ" + bytes(1000)),
        drop(shelves, "no extension", jpeg()),
        drop(shelves, "real.heic", png()),
    )
    assert [photo.name for photo in drop_non_pictures(shelves, photos)] == ["no extension", "real.heic"]
    assert shelves.photos.get_visible("notes.txt").metadata["developed"] == "no"


def test_a_photo_that_vanished_meanwhile_is_not_on_the_page(shelves: Storage) -> None:
    """Listed, then deleted, then looked at."""
    photo = drop(shelves, "a.jpg", jpeg())
    shelves.photos.delete(photo.blob)
    assert drop_non_pictures(shelves, (photo,)) == ()


def test_a_photo_written_by_the_binding_keeps_its_facts_on_the_first_view(shelves: Storage) -> None:
    """The binding fills the reserved blob and loses type and MD5; the first view brings them back."""
    reserve_name(shelves, "Cats/cat.jpg", jpeg(taken=NOON))
    metadata = dict(shelves.photos.get_visible("Cats/cat.jpg").metadata)
    write_in_blocks(shelves, "Cats/cat.jpg", jpeg(taken=NOON), metadata)
    assert not get_photo(shelves, "Cats/cat.jpg").developed
    get_preview(shelves, "Cats/cat.jpg", 240)
    photo = get_photo(shelves, "Cats/cat.jpg")
    assert photo.developed
    assert photo.blob.content_type == "image/jpeg"


@pytest.mark.parametrize("name", ["none.jpg", ".hidden.jpg", ".trash/none.jpg"])
def test_only_photos_have_previews(shelves: Storage, name: str) -> None:
    """What is hidden is as good as not there."""
    drop(shelves, ".hidden.jpg", jpeg())
    with pytest.raises(NotFound):
        get_preview(shelves, name, 240)
