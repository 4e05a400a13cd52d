"""Photos of other tools get their dates before they're developed, and keep them then."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from support.corpus import some_samples
from support.library import add_photo
from support.other_tools import write_in_blocks
from support.picture_files import jpeg as jpeg_with
from support.picture_files import segment, text, tiff
from support.pictures import KEYWORDS_AND_STARS, encode, jpeg, picture_with_exif, png
from support.storage_calls import count_calls

from gallery.errors import GalleryError
from gallery.library import photo_dates
from gallery.library.content_checks import drop_non_pictures
from gallery.library.moves import move_to_album
from gallery.library.photo_dates import date_photo
from gallery.library.previews import develop, get_photo
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.facts import Facts
from gallery.model.photos import Photo, is_photo, photo_of
from gallery.pictures.head import HEAD_BYTES
from gallery.storage.account import Storage

NOON = datetime(2019, 5, 6, 12, 0, 0)
INPUTS = Path(__file__).parents[1] / "pictures" / "inputs"
XMP_DATE = b"<x exif:DateTimeOriginal='2011-12-13T14:15:16'/>"
SIZES = {"a.jpg": (64, 48), "b.webp": (400, 300)}
EXIF = b"Exif\0\0" + tiff({}, {36867: text("2019:05:06 12:00:00")})


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    yield
    photo_dates._undatable.clear()  # noqa: SLF001 - a cache of the process


def store(storage: Storage, name: str, data: bytes, metadata: dict[str, str] | None = None) -> Photo:
    """Store a photo as another tool does."""
    write_in_blocks(storage, name, data, metadata)
    return photo_of(storage.photos.get_properties(name))


def date(storage: Storage, photo: Photo) -> Photo:
    """Date a photo, and return what's stored then."""
    assert date_photo(storage, photo)
    return photo_of(storage.photos.get_properties(photo.name))


def noise(picture_format: str, **options: object) -> bytes:
    """A picture of more than HEAD_BYTES."""
    image = Image.frombytes("RGB", (400, 300), random.Random(5).randbytes(360_000))
    return encode(image, picture_format, **options)


def date_of(facts: Facts | None) -> tuple[object, ...] | None:
    return (facts.taken, facts.taken_from, facts.width, facts.height) if facts else None


@pytest.mark.sampled(3)
@pytest.mark.parametrize("file", ["a.jpg", "IMG_20190102_030405.jpg"])
@pytest.mark.parametrize(
    "data",
    [
        jpeg(taken=NOON),
        jpeg(),
        png(),
        encode(Image.new("RGB", (9, 6)), "GIF"),
        picture_with_exif("WEBP", xmp=XMP_DATE),
        picture_with_exif("AVIF"),
        noise("WEBP", lossless=True, exif=EXIF),
        noise("PNG", exif=EXIF[6:]),
    ],
    ids=["EXIF", "JPEG", "PNG", "GIF", "XMP", "AVIF", "large WebP", "large PNG"],
)
@pytest.mark.parametrize("folder", ["", "Rome/", "2019/01/02/", "2020/03/04/"])
def test_developing_a_dated_photo_changes_neither_its_date_nor_its_size(
    storage: Storage, folder: str, data: bytes, file: str
) -> None:
    dated = date(storage, store(storage, folder + file, data))
    developed, _ = develop(storage, dated)
    assert dated.facts
    assert dated.facts == (developed.facts or dated.facts)._replace(color="", orientation=None)
    assert dated.when == developed.when
    assert (dated.developed, developed.developed, developed.is_up_to_date) == (False, True, True)


def test_no_file_of_the_corpus_gets_another_date_when_it_is_developed(
    storage: Storage, request: pytest.FixtureRequest
) -> None:
    """A part of it (all of it with --full), and the files in tests/pictures/inputs. Most need no developing."""
    full = bool(request.config.getoption("--full", default=False))
    paths = [*INPUTS.iterdir(), *(one.path for one in some_samples(full=full) if one.expected == "accept")]
    dated, changed = 0, []
    for path in paths:
        photo = store(storage, f"{path.stem}.jpg", path.read_bytes())
        before = get_photo(storage, photo.name).facts if date_photo(storage, photo) else None
        try:
            after = develop(storage, get_photo(storage, photo.name))[0].facts
        except GalleryError:
            continue
        dated += before is not None
        changed += [path.name] if before and date_of(before) != date_of(after) else []
    assert changed == []
    assert dated > 0.9 * len(paths) - 3


def test_dating_keeps_bytes_type_and_other_metadata(storage: Storage) -> None:
    """It adds what the file's start says, but not the version of facts: the rest wasn't read."""
    data = picture_with_exif(xmp=KEYWORDS_AND_STARS)
    before = store(storage, "Rome/a.jpg", data, {"note": "mine", "Camera": "outdated", "embedded_cut": "yes"}).blob
    photo = date(storage, photo_of(before))
    assert storage.photos.read("Rome/a.jpg")[1] == data
    assert (photo.blob.content_type, photo.blob.md5) == (before.content_type, before.md5)
    assert photo.blob.metadata["note"] == "mine"
    assert photo.embedded == EmbeddedFacts(
        "Canon EOS 40D", "EF 70", 41.902778, 12.4534, "Forum, à l'aube", ("Roma", "ruins & marble"), rating=4
    )
    assert not {"facts", "colour", "previews", "embedded_cut"} & photo.blob.metadata.keys()


def test_a_photo_is_dated_with_two_requests_and_with_metadata_behind_the_pixels_with_three(storage: Storage) -> None:
    photos = (
        store(storage, "Rome/a.jpg", jpeg_with(segment(0xE1, EXIF)).ljust(2 * HEAD_BYTES, b"x")),
        store(storage, "Rome/b.webp", noise("WEBP", lossless=True, exif=EXIF)),
    )
    date_photo(storage, store(storage, "Rome/first.jpg", jpeg()))  # marks the folder as changed
    for photo, calls in zip(photos, (["GET", "PUT metadata"], ["GET", "GET", "PUT metadata"]), strict=True):
        with count_calls() as counted:
            assert date(storage, photo).facts == Facts("2019-05-06T12:00:00", "exif", *SIZES[photo.file])
        assert counted[:-1] == calls


def test_a_photo_that_must_be_developed_stays_undated_and_is_read_only_once(storage: Storage) -> None:
    photo = store(storage, "Rome/screenshot.png", noise("PNG"))
    assert not date_photo(storage, photo)
    with count_calls() as calls:
        assert not date_photo(storage, photo)
    assert calls == []
    assert storage.photos.get_properties(photo.name).metadata == {}
    assert get_photo(storage, photo.name).is_undated
    assert develop(storage, photo)[0].facts


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"hello"])
def test_files_that_are_no_pictures_are_marked_with_the_reason(storage: Storage, data: bytes) -> None:
    photo = store(storage, "Rome/a.jpg", data, {"note": "mine"})
    assert not date_photo(storage, photo)
    blob, stored = storage.photos.read("Rome/a.jpg")
    assert (stored, blob.metadata["note"], blob.metadata["developed"]) == (data, "mine", "no")
    assert blob.metadata["reason"]
    assert not is_photo(blob)


def test_a_damaged_picture_is_left_for_developing_to_mark(storage: Storage) -> None:
    photo = store(storage, "Rome/a.jpg", jpeg()[:100])
    assert not date_photo(storage, photo)
    assert storage.photos.get_properties("Rome/a.jpg").metadata == {}


@pytest.mark.parametrize("is_deleted", [True, False])
@pytest.mark.parametrize("data", [jpeg(taken=NOON), b"%PDF-1.7"], ids=["picture", "PDF"])
def test_a_photo_that_is_changed_or_deleted_meanwhile_stays_as_it_is(
    storage: Storage, data: bytes, *, is_deleted: bool
) -> None:
    photo = store(storage, "Rome/a.jpg", data)
    if is_deleted:
        storage.photos.delete(photo.blob)
    else:
        storage.photos.update_metadata(photo.blob, {"note": "new"})
    assert not date_photo(storage, photo)
    if not is_deleted:
        assert storage.photos.get_properties("Rome/a.jpg").metadata == {"note": "new"}


def test_a_photo_deleted_between_reading_and_writing_stays_deleted(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = store(storage, "Rome/a.jpg", jpeg(taken=NOON))
    update = storage.photos.update_metadata

    def delete_first(*arguments: object) -> object:
        storage.photos.delete(photo.blob)
        return update(*arguments)  # type: ignore[arg-type]  # passed on unchanged

    monkeypatch.setattr(storage.photos, "update_metadata", delete_first)
    assert not date_photo(storage, photo)
    assert storage.photos.list_prefix("Rome/") == []


def test_archived_photos_are_not_read(storage: Storage) -> None:
    photo = store(storage, "Rome/a.jpg", jpeg())
    with count_calls() as calls:
        assert not date_photo(storage, Photo(replace(photo.blob, is_archived=True)))
    assert calls == []


def test_a_dated_file_without_an_extension_is_a_photo(storage: Storage) -> None:
    photo = date(storage, store(storage, "Rome/Scan", jpeg(taken=NOON)))
    assert is_photo(photo.blob)
    with count_calls() as calls:
        assert drop_non_pictures(storage, (photo,)) == (photo,)
    assert calls == []


def test_moves_keep_the_date_of_photos_in_every_state(storage: Storage) -> None:
    """Also the day of an upload that nothing else says, though a copy is a new blob. Then it's dated or developed."""
    new = store(storage, "Rome/new.jpg", jpeg("red"), {"uploaded": "2021-02-03T04:05:06+00:00"})
    dated = date(storage, store(storage, "Rome/dated.jpg", jpeg("blue"), {"uploaded": "2021-02-03T04:05:06+00:00"}))
    developed = add_photo(storage, "Rome/developed.jpg", taken=NOON)
    for photo in (new, dated, developed):
        move_to_album(storage, photo.name, "Oslo")
        moved = get_photo(storage, f"Oslo/{photo.file}")
        assert moved.when == photo.when
        move_to_album(storage, moved.name, "Rome")
        assert get_photo(storage, photo.name).when == photo.when
    assert date_of(date(storage, get_photo(storage, new.name)).facts) == ("2021-02-03", "upload", 60, 40)
    assert date_of(develop(storage, get_photo(storage, dated.name))[0].facts) == ("2021-02-03", "upload", 60, 40)
    assert date_of(develop(storage, get_photo(storage, new.name))[0].facts) == ("2021-02-03", "upload", 60, 40)


def test_a_moved_photo_of_another_tool_keeps_its_upload_time(storage: Storage) -> None:
    photo = store(storage, "Rome/a.jpg", jpeg())
    move_to_album(storage, photo.name, "Oslo")
    assert get_photo(storage, "Oslo/a.jpg").blob.metadata["uploaded"] == photo.blob.created.isoformat()
