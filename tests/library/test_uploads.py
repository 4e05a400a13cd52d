"""Uploads by form: each distinct photo is stored once, under a readable name, and every outcome is true."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from types import ModuleType
from typing import Any

import pytest
from support.library import add_photo, blob_names
from support.other_tools import write_in_blocks
from support.pictures import jpeg, png
from support.storage_calls import count_calls

from gallery.errors import BadRequest, BrokenPicture, NotAPicture, TooLarge
from gallery.library import uploads
from gallery.library.outcomes import DUPLICATE, REJECTED, RENAMED, STORED
from gallery.library.previews import get_photo
from gallery.library.uploads import Upload, store_put, store_upload, store_uploads
from gallery.model.blobs import Blob
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, preview_name
from gallery.storage.account import Storage
from gallery.storage.container import Container
from gallery.storage.properties import Content

NOON = datetime(2026, 9, 12, 12, 30, 15)


def record_calls(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[bytes]:
    """The first argument of every call to a function from now on. The function still does what it does."""
    seen: list[bytes] = []
    function = getattr(module, name)

    def record_and_call(data: bytes = b"", *rest: object, **named: object) -> object:
        seen.append(data)
        return function(data, *rest, **named)

    monkeypatch.setattr(module, name, record_and_call)
    return seen


def test_a_photo_is_filed_by_the_day_it_was_taken_with_its_bytes_unchanged(storage: Storage) -> None:
    """It's stored with its facts, content type and previews."""
    data = jpeg(taken=NOON)
    outcome = store_upload(storage, Upload("IMG_1.JPG", data), "")
    assert outcome.outcome == STORED
    blob, stored_data = storage.photos.read("2026/09/12/IMG_1.JPG")
    assert (stored_data, blob.content_type) == (data, "image/jpeg")
    photo = Photo(blob)
    assert photo.facts
    assert (photo.facts.taken, photo.facts.taken_from) == ("2026-09-12T12:30:15", "exif")
    assert (photo.facts.width, photo.facts.height) == (60, 40)
    assert photo.developed
    assert photo.version
    assert [storage.previews.get_visible(preview_name(photo.version, size)).length > 0 for size in PREVIEW_SIZES]


@pytest.mark.parametrize(
    ("upload", "folder", "taken_from"),
    [
        (Upload("IMG_20240102_030405.jpg", jpeg(), "2020-01-01T00:00:00"), "2024/01/02/", "name"),
        (Upload("IMG_1.jpg", jpeg(), "2020-01-31T23:00:00-11:00"), "2020/01/31/", "file"),
    ],
)
def test_a_picture_without_a_date_is_filed_by_its_name_or_else_by_its_file_time(
    storage: Storage, upload: Upload, folder: str, taken_from: str
) -> None:
    """Times aren't converted to another time zone."""
    photo = store_upload(storage, upload, "").photo
    assert photo
    assert photo.facts
    assert (photo.name, photo.facts.taken_from) == (folder + upload.file, taken_from)


@pytest.mark.parametrize("file_time", [None, "1980-01-01T00:00:00", "1970-01-01T01:00:00+01:00", "2199-01-01T00:00:00"])
def test_a_photo_without_a_plausible_date_is_filed_by_the_day_of_the_upload(
    storage: Storage, file_time: str | None
) -> None:
    before = datetime.now(UTC).date()
    photo = store_upload(storage, Upload("IMG_1.jpg", jpeg(), file_time), "").photo
    assert photo
    assert photo.facts
    assert photo.facts.taken_from == "upload"
    # The test may run across midnight.
    assert photo.name in {f"{day:%Y/%m/%d}/IMG_1.jpg" for day in (before, datetime.now(UTC).date())}


def test_an_album_name_is_cleaned_and_can_contain_folders(storage: Storage) -> None:
    outcomes = store_uploads(storage, [Upload("a.jpg", jpeg())], " Trips / Rome/")
    assert [outcome.photo.name for outcome in outcomes if outcome.photo] == ["Trips/Rome/a.jpg"]


def test_the_same_bytes_under_another_name_are_a_duplicate(storage: Storage) -> None:
    """The outcome names the photo that's already there."""
    add_photo(storage, "Rome/a.jpg")
    outcome = store_upload(storage, Upload("b.jpg", jpeg()), "Rome")
    assert (outcome.outcome, outcome.photo and outcome.photo.name) == (DUPLICATE, "Rome/a.jpg")
    assert blob_names(storage) == ["Rome/a.jpg"]


def test_same_name_with_other_bytes_keeps_both_photos(storage: Storage) -> None:
    """The later one gets the first free number, and its outcome says so."""
    for color, expected in (("red", "Rome/a.jpg"), ("blue", "Rome/a (2).jpg"), ("green", "Rome/a (3).jpg")):
        outcome = store_upload(storage, Upload("a.jpg", jpeg(color)), "Rome")
        assert outcome.outcome == (STORED if color == "red" else RENAMED)
        assert outcome.photo
        assert outcome.photo.name == expected


def test_a_wrong_extension_is_corrected(storage: Storage) -> None:
    """Other tools would serve a PNG called .jpg with the wrong content type."""
    photo = store_upload(storage, Upload("a.jpg", png()), "Rome").photo
    assert photo
    assert (photo.file, photo.blob.content_type) == ("a.png", "image/png")


def test_a_photo_stored_by_another_tool_is_recognized_as_a_duplicate(storage: Storage) -> None:
    """Even if that tool stored no MD5."""
    storage.photos.create("Rome/x.jpg", b"", "image/jpeg", {})
    data = jpeg("red")
    write_in_blocks(storage, "Rome/old.jpg", data)
    assert storage.photos.get_visible("Rome/old.jpg").md5 is None
    assert store_upload(storage, Upload("new.jpg", data), "Rome").outcome == DUPLICATE


def test_a_photo_with_the_same_bytes_that_was_just_deleted_is_not_a_duplicate(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was listed, but it's gone when its checksum is read. The upload must not fail for that."""
    data, get_identity = jpeg(), type(storage.photos).get_identity
    write_in_blocks(storage, "Rome/old.jpg", data)

    def get_identity_after_delete(container: Container, blob: Blob) -> bytes:
        monkeypatch.setattr(type(storage.photos), "get_identity", get_identity)
        container.delete(blob)
        return get_identity(container, blob)

    monkeypatch.setattr(type(storage.photos), "get_identity", get_identity_after_delete)
    assert store_upload(storage, Upload("new.jpg", data), "Rome").outcome == STORED
    assert blob_names(storage) == ["Rome/new.jpg"]


def test_a_bad_file_does_not_stop_the_others(storage: Storage) -> None:
    """Outcomes are in the order of the files, and the bad one has the reason."""
    files = [Upload("a.jpg", jpeg("red")), Upload("x.pdf", b"%PDF-1.7 ..."), Upload("b.jpg", jpeg("blue"))]
    outcomes = store_uploads(storage, files, "Rome")
    assert [outcome.outcome for outcome in outcomes] == [STORED, REJECTED, STORED]
    assert outcomes[1].json("file")["status"] == NotAPicture.status
    assert outcomes[1].json("file")["reason"].startswith("x.pdf is a PDF. Supported formats: JPEG")
    assert blob_names(storage) == ["Rome/a.jpg", "Rome/b.jpg"]


def test_of_files_with_the_same_bytes_in_one_form_the_first_is_stored(storage: Storage) -> None:
    """Although they're processed at the same time."""
    files = [Upload(f"{number}.jpg", jpeg("red")) for number in range(6)]
    outcomes = store_uploads(storage, files, "Rome")
    assert [outcome.outcome for outcome in outcomes] == [STORED] + [DUPLICATE] * 5
    assert blob_names(storage) == ["Rome/0.jpg"]


def test_an_impossible_album_name_rejects_the_whole_form(storage: Storage) -> None:
    """Before anything is stored."""
    with pytest.raises(BadRequest):
        store_uploads(storage, [Upload("a.jpg", jpeg())], "x" * 2000)
    assert blob_names(storage) == []


def test_a_file_that_is_too_large_is_rejected_with_its_size_and_the_limit(storage: Storage) -> None:
    small_limit = replace(storage, settings=replace(storage.settings, max_photo_bytes=1000))
    with pytest.raises(TooLarge, match=r"a\.jpg has [\d.]+ kB\. Photos may have up to 1 kB\."):
        store_upload(small_limit, Upload("a.jpg", jpeg(size=(500, 500)) + bytes(1000)), "")


def test_a_truncated_photo_is_rejected(storage: Storage) -> None:
    with pytest.raises(BrokenPicture):
        store_upload(storage, Upload("a.jpg", jpeg(size=(400, 400))[:-600]), "")
    assert blob_names(storage) == []


def test_simultaneous_uploads_of_one_name_keep_each_distinct_photo_once(storage: Storage) -> None:
    """Two of the eight have the same bytes. Each outcome names a photo with exactly the uploaded bytes."""
    colors = ["red", "green", "blue", "black", "white", "gray", "navy", "red"]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda color: store_upload(storage, Upload("a.jpg", jpeg(color)), "Rome"), colors))
    for color, outcome in zip(colors, outcomes, strict=True):
        assert outcome.photo
        assert storage.photos.read(outcome.photo.name)[1] == jpeg(color)
    assert sorted(outcome.outcome for outcome in outcomes) == [DUPLICATE, *[RENAMED] * 6, STORED]
    assert len(blob_names(storage)) == 7


def test_an_upload_decodes_and_hashes_once_and_makes_eight_storage_calls(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reservation, the folder, the generation of the previews, three previews, the photo, and reading it back.

    The generation comes first. If the previews container is deleted and created again during the upload, the photo's
    metadata must not claim that the new one has its previews.
    """
    add_photo(storage, "Rome/first.jpg", "red")
    data = jpeg("blue")
    decoded = record_calls(monkeypatch, uploads, "decode")
    hashed = record_calls(monkeypatch, hashlib, "md5")
    with count_calls() as calls:
        assert store_upload(storage, Upload("a.jpg", data), "Rome").outcome == STORED
    assert sorted(calls) == ["GET", "GET list", "HEAD", *["PUT"] * 5]
    assert calls.index("GET") < [index for index, call in enumerate(calls) if call == "PUT"][1]
    assert calls[-2:] == ["PUT", "HEAD"]
    assert decoded.count(data) == 1
    assert hashed.count(data) == 1


def test_simultaneous_uploads_of_one_name_send_each_photo_once(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Photos pasted from a clipboard all have one name. None is sent under a name that another is about to take."""
    photos = [Upload("image.jpg", jpeg(color)) for color in ("red", "green", "blue")]
    all_started = Barrier(len(photos), timeout=20)

    def upload_together(photo: Upload) -> str:
        all_started.wait()
        return store_upload(storage, photo, "Rome").outcome

    add_photo(storage, "Rome/image.jpg")
    sent = record_puts(monkeypatch)
    with ThreadPoolExecutor(len(photos)) as pool:
        assert list(pool.map(upload_together, photos)) == [RENAMED] * len(photos)
    assert sorted(data for data in sent if data) == sorted(photo.data for photo in photos)
    assert blob_names(storage) == [f"Rome/image{number}.jpg" for number in (" (2)", " (3)", " (4)", "")]


def test_a_duplicate_is_found_without_sending_its_bytes(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the listing of the folder. The reservation is deleted again."""
    add_photo(storage, "Rome/a.jpg")
    sent = record_puts(monkeypatch)
    assert store_upload(storage, Upload("b.jpg", jpeg()), "Rome").outcome == DUPLICATE
    assert sent == [b""]
    assert blob_names(storage) == ["Rome/a.jpg"]


def record_puts(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Record what is written to photos from now on; b"" is a reservation."""
    sent: list[bytes] = []
    put = Container.put

    def record(self: Container, name: str, content: Content, *rest: Any, **named: Any) -> Blob:
        sent.append(content.data)
        return put(self, name, content, *rest, **named)

    monkeypatch.setattr(Container, "put", record)
    return sent


def test_put_accepts_any_extension_and_shows_a_duplicate_from_another_tool(storage: Storage) -> None:
    """That file wasn't a photo before, because of its name. Now it's shown, since the response says so."""
    assert store_put(storage, "Cats/cat.txt", jpeg()).outcome == STORED
    storage.photos.create("Cats/dog.txt", jpeg("red"), "text/plain", {})
    outcome = store_put(storage, "Cats/dog.txt", jpeg("red"))
    assert outcome.outcome == DUPLICATE
    assert outcome.photo == get_photo(storage, "Cats/dog.txt")


@pytest.mark.parametrize("name", ["a.jpg.part", "a.jpg_original", "a.jpg~", "#recycle/a.jpg", "Rome/@eaDir/a.jpg"])
def test_put_refuses_a_name_that_hides_photos(storage: Storage, name: str) -> None:
    """Otherwise a stored photo would never be seen."""
    with pytest.raises(BadRequest):
        store_put(storage, name, jpeg())
    assert blob_names(storage) == []
