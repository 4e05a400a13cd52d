"""Taking photos in: each distinct photo is there once, under a readable name, and every answer is true."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from types import ModuleType

import pytest
from support.other_tools import write_in_blocks
from support.pictures import jpeg, png
from support.storage_calls import count_calls

from gallery.errors import BadRequest, BrokenPicture, NotAPicture, PhotoExists, TooLarge
from gallery.library import reservations, uploads
from gallery.library.outcomes import DUPLICATE, REJECTED, RENAMED, STORED
from gallery.library.put_uploads import reserve_name
from gallery.library.uploads import Upload, store_upload, store_uploads
from gallery.model.blobs import Blob
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, preview_name
from gallery.storage.account import Storage
from gallery.storage.container import Container

NOON = datetime(2026, 9, 12, 12, 30, 15)


def names(storage: Storage) -> list[str]:
    return [blob.name for blob in storage.photos.list_prefix("")]


def test_a_photo_is_filed_by_the_day_it_was_taken_with_its_bytes_unchanged(shelves: Storage) -> None:
    """With facts, type and previews."""
    data = jpeg(taken=NOON)
    outcome = store_upload(shelves, Upload("IMG_1.JPG", data), "")
    assert outcome.outcome == STORED
    blob, stored = shelves.photos.read("2026/09/12/IMG_1.JPG")
    assert (stored, blob.content_type) == (data, "image/jpeg")
    photo = Photo(blob)
    assert photo.facts
    assert (photo.facts.taken, photo.facts.taken_from) == ("2026-09-12T12:30:15", "exif")
    assert (photo.facts.width, photo.facts.height) == (60, 40)
    assert photo.developed
    assert photo.version
    assert [
        shelves.previews.get_visible(preview_name(photo.name, photo.version, size)).length > 0 for size in PREVIEW_SIZES
    ]


@pytest.mark.parametrize(
    ("upload", "folder", "taken_from"),
    [
        (Upload("IMG_20240102_030405.jpg", jpeg(), "2020-01-01T00:00:00"), "2024/01/02/", "name"),
        (Upload("IMG_1.jpg", jpeg(), "2020-01-31T23:00:00-11:00"), "2020/01/31/", "file"),
    ],
)
def test_without_a_date_in_the_picture_the_next_best_one_files_it(
    shelves: Storage, upload: Upload, folder: str, taken_from: str
) -> None:
    """The name's, then the file's; a zone is never converted."""
    photo = store_upload(shelves, upload, "").photo
    assert photo
    assert photo.facts
    assert (photo.name, photo.facts.taken_from) == (folder + upload.file, taken_from)


def test_without_any_date_the_day_of_the_upload_files_it(shelves: Storage) -> None:
    """Whichever day it is, midnight included."""
    before = datetime.now(UTC).date()
    photo = store_upload(shelves, Upload("IMG_1.jpg", jpeg()), "").photo
    assert photo
    assert photo.facts
    assert photo.facts.taken_from == "upload"
    assert photo.name in {f"{day:%Y/%m/%d}/IMG_1.jpg" for day in (before, datetime.now(UTC).date())}


def test_a_photo_goes_into_the_album_that_is_named(shelves: Storage) -> None:
    """Folders in folders too; the typed name is cleaned."""
    outcomes = store_uploads(shelves, [Upload("a.jpg", jpeg())], " Trips / Rome/")
    assert [outcome.photo.name for outcome in outcomes if outcome.photo] == ["Trips/Rome/a.jpg"]


def test_the_same_photo_again_is_a_duplicate(shelves: Storage) -> None:
    """Also under another name; the answer names the photo that is there."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    again = store_upload(shelves, Upload("b.jpg", jpeg()), "Rome")
    assert (again.outcome, again.photo and again.photo.name) == (DUPLICATE, "Rome/a.jpg")
    assert names(shelves) == ["Rome/a.jpg"]


def test_another_photo_of_the_same_name_is_kept_beside_the_first(shelves: Storage) -> None:
    """With the first free number, and the answer says so."""
    for colour, expected in (("red", "Rome/a.jpg"), ("blue", "Rome/a (2).jpg"), ("green", "Rome/a (3).jpg")):
        outcome = store_upload(shelves, Upload("a.jpg", jpeg(colour)), "Rome")
        assert outcome.outcome == (STORED if colour == "red" else RENAMED)
        assert outcome.photo
        assert outcome.photo.name == expected


def test_a_wrong_extension_is_made_to_agree(shelves: Storage) -> None:
    """A PNG called .jpg would be served under the wrong type by every other tool."""
    photo = store_upload(shelves, Upload("a.jpg", png()), "Rome").photo
    assert photo
    assert (photo.file, photo.blob.content_type) == ("a.png", "image/png")


def test_a_photo_that_another_tool_put_there_counts_as_there(shelves: Storage) -> None:
    """Even when that tool left no MD5 beside it."""
    shelves.photos.create("Rome/x.jpg", b"", "image/jpeg", {})
    data = jpeg("red")
    write_in_blocks(shelves, "Rome/old.jpg", data)
    assert shelves.photos.get_visible("Rome/old.jpg").md5 is None
    assert store_upload(shelves, Upload("new.jpg", data), "Rome").outcome == DUPLICATE


def test_a_photo_of_the_same_bytes_that_has_just_gone_is_no_duplicate_and_no_refusal(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was in the listing, and is gone when its checksum is asked for."""
    data, md5 = jpeg(), type(shelves.photos).get_md5
    write_in_blocks(shelves, "Rome/old.jpg", data)

    def too_late(container: Container, blob: Blob) -> bytes:
        monkeypatch.setattr(type(shelves.photos), "get_md5", md5)
        container.delete(blob)
        return md5(container, blob)

    monkeypatch.setattr(type(shelves.photos), "get_md5", too_late)
    assert store_upload(shelves, Upload("new.jpg", data), "Rome").outcome == STORED
    assert [blob.name for blob in shelves.photos.list_prefix("")] == ["Rome/new.jpg"]


def test_one_bad_file_does_not_stop_the_others(shelves: Storage) -> None:
    """One answer for each, in their order, with what is wrong."""
    files = [Upload("a.jpg", jpeg("red")), Upload("x.pdf", b"%PDF-1.7 ..."), Upload("b.jpg", jpeg("blue"))]
    outcomes = store_uploads(shelves, files, "Rome")
    assert [outcome.outcome for outcome in outcomes] == [STORED, REJECTED, STORED]
    assert outcomes[1].json("file")["status"] == NotAPicture.status
    assert outcomes[1].json("file")["reason"].startswith("x.pdf is a PDF. Supported formats: JPEG")
    assert names(shelves) == ["Rome/a.jpg", "Rome/b.jpg"]


def test_of_the_same_bytes_in_one_form_the_first_is_stored(shelves: Storage) -> None:
    """Whatever the order in which they are looked at, the answers follow that of the form."""
    files = [Upload(f"{number}.jpg", jpeg("red")) for number in range(6)]
    outcomes = store_uploads(shelves, files, "Rome")
    assert [outcome.outcome for outcome in outcomes] == [STORED] + [DUPLICATE] * 5
    assert names(shelves) == ["Rome/0.jpg"]


def test_an_impossible_album_is_refused_before_anything_is_stored(shelves: Storage) -> None:
    """With one answer for the whole form."""
    with pytest.raises(BadRequest):
        store_uploads(shelves, [Upload("a.jpg", jpeg())], "x" * 2000)
    assert names(shelves) == []


def test_too_many_bytes_are_refused_with_both_figures(shelves: Storage) -> None:
    """The person learns how large it is, and how large it may be."""
    small = replace(shelves, settings=replace(shelves.settings, max_photo_bytes=1000))
    with pytest.raises(TooLarge, match=r"a\.jpg has .* MB. Photos may have up to"):
        store_upload(small, Upload("a.jpg", jpeg(size=(500, 500)) + bytes(1000)), "")


def test_a_cut_photo_is_refused_and_nothing_stored(shelves: Storage) -> None:
    """By form and by name."""
    half = jpeg(size=(400, 400))[:-600]
    with pytest.raises(BrokenPicture):
        store_upload(shelves, Upload("a.jpg", half), "")
    with pytest.raises(BrokenPicture):
        reserve_name(shelves, "a.jpg", half)
    assert names(shelves) == []


def test_many_uploads_of_one_name_at_once_keep_each_distinct_photo_once(shelves: Storage) -> None:
    """Eight at a time, of which two are the same bytes; every answer names a photo with exactly those bytes."""
    colours = ["red", "green", "blue", "black", "white", "gray", "navy", "red"]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda colour: store_upload(shelves, Upload("a.jpg", jpeg(colour)), "Rome"), colours))
    for colour, outcome in zip(colours, outcomes, strict=True):
        assert outcome.photo
        assert shelves.photos.read(outcome.photo.name)[1] == jpeg(colour)
    assert sorted(outcome.outcome for outcome in outcomes) == [DUPLICATE, *[RENAMED] * 6, STORED]
    assert len(names(shelves)) == 7


def test_a_reserved_name_is_empty_and_nobody_else_gets_it(shelves: Storage) -> None:
    """Until the binding fills it, it is no photo; others are told to wait."""
    outcome = reserve_name(shelves, "Cats/cat.jpg", jpeg())
    assert outcome.outcome == STORED
    assert shelves.photos.get_visible("Cats/cat.jpg").length == 0
    with pytest.raises(PhotoExists, match="being uploaded"):
        reserve_name(shelves, "Cats/cat.jpg", jpeg("red"))


def test_an_upload_that_died_does_not_keep_its_name_for_ever(shelves: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it can't be alive any more, the next upload takes its place."""
    reserve_name(shelves, "cat.jpg", jpeg())
    monkeypatch.setattr(reservations, "UNFINISHED_AFTER", datetime.resolution * 0)
    assert reserve_name(shelves, "cat.jpg", jpeg("red")).outcome == STORED


def test_putting_the_same_bytes_again_is_a_duplicate_and_others_are_refused(shelves: Storage) -> None:
    """A name is a photo's for ever."""
    store_upload(shelves, Upload("cat.jpg", jpeg()), "Cats")
    assert reserve_name(shelves, "Cats/cat.jpg", jpeg()).outcome == DUPLICATE
    with pytest.raises(PhotoExists):
        reserve_name(shelves, "Cats/cat.jpg", jpeg("red"))
    assert shelves.photos.read("Cats/cat.jpg")[1] == jpeg()


def test_a_photo_is_decoded_and_hashed_once_and_costs_seven_calls_of_storage(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder, the generation of the previews, three of these, the photo, and its read-back.

    The generation first: a previews container that is made anew meanwhile must not be claimed to hold them.
    """
    store_upload(shelves, Upload("first.jpg", jpeg("red")), "Rome")
    data = jpeg("blue")
    decoded = counting(monkeypatch, uploads, "decode")
    hashed = counting(monkeypatch, hashlib, "md5")
    with count_calls() as calls:
        assert store_upload(shelves, Upload("a.jpg", data), "Rome").outcome == STORED
    assert sorted(calls) == ["GET", "GET list", "HEAD", *["PUT"] * 4]
    assert calls.index("GET") < calls.index("PUT")
    assert calls[-2:] == ["PUT", "HEAD"]
    assert decoded.count(data) == 1
    assert hashed.count(data) == 1


def test_photos_of_one_name_that_come_at_once_are_each_sent_once(shelves: Storage) -> None:
    """As those pasted from a clipboard, all of one name: none is sent under a name that another is about to have."""
    photos = [Upload("image.jpg", jpeg(colour)) for colour in ("red", "green", "blue")]
    together = Barrier(len(photos), timeout=20)

    def sent(photo: Upload) -> str:
        together.wait()
        return store_upload(shelves, photo, "Rome").outcome

    store_upload(shelves, Upload("image.jpg", jpeg()), "Rome")
    with count_calls() as calls, ThreadPoolExecutor(len(photos)) as people:
        assert list(people.map(sent, photos)) == [RENAMED] * len(photos)
    assert calls.count("PUT") == len(photos) * (len(PREVIEW_SIZES) + 1)
    assert names(shelves) == [f"Rome/image{number}.jpg" for number in (" (2)", " (3)", " (4)", "")]


def test_a_photo_that_is_there_already_costs_no_write(shelves: Storage) -> None:
    """It is found among the names of its folder."""
    store_upload(shelves, Upload("a.jpg", jpeg()), "Rome")
    with count_calls() as calls:
        assert store_upload(shelves, Upload("b.jpg", jpeg()), "Rome").outcome == DUPLICATE
    # What a new photo would need may have been asked for meanwhile.
    assert sorted(calls) in (["GET list"], ["GET", "GET list"])


def counting(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[bytes]:
    """The first arguments that a function is called with from now on; it does what it always does."""
    seen: list[bytes] = []
    function = getattr(module, name)

    def counted(data: bytes = b"", *rest: object, **named: object) -> object:
        seen.append(data)
        return function(data, *rest, **named)

    monkeypatch.setattr(module, name, counted)
    return seen
