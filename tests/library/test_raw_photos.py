"""Raw files in storage: shown by the JPEG inside, kept byte for byte, and never given to anyone but the owner."""

import io
from dataclasses import replace

import pytest
import requests
from PIL import Image
from support.library import blob_names
from support.other_tools import write_in_blocks
from support.pictures import encode
from support.raw_files import SENSOR, raw_file
from support.sidecars import LIGHTROOM, put_sidecar

from gallery.errors import NotAPicture, TooLarge
from gallery.library.clean_copies import copy_url
from gallery.library.content_checks import find_photos
from gallery.library.details import read_photo_exif
from gallery.library.incoming import IncomingUpload, check_announced
from gallery.library.originals import original_url
from gallery.library.photo_dates import date_photo
from gallery.library.previews import develop, get_photo, get_preview
from gallery.library.refresh import refresh
from gallery.library.uploads import Upload, store_put, store_upload
from gallery.model.facts import Facts
from gallery.pictures.decoding import read_exif
from gallery.pictures.exif import Exif
from gallery.pictures.formats import RAW_FORMATS, PictureFormat
from gallery.storage.account import Storage

TAKEN = "2024-05-06T07:08:09+02:00"
each_format = pytest.mark.parametrize("raw_format", RAW_FORMATS, ids=lambda one: one.name)


@pytest.mark.sampled(5)
@each_format
def test_upload_keeps_the_bytes_and_the_facts(storage: Storage, raw_format: PictureFormat) -> None:
    name = raw_format.name
    data = raw_file(name)
    photo = store_upload(storage, Upload("IMG_1.jpg", data), "").photo
    assert photo
    assert photo.name == f"2024/05/06/IMG_1.{name.lower()}"
    blob, stored = storage.photos.read(photo.name)
    assert stored == data
    assert blob.content_type == raw_format.content_type
    assert photo.facts
    assert (photo.facts.taken, photo.facts.width, photo.facts.height) == (TAKEN, 64, 96)
    assert (photo.embedded.lens, photo.embedded.latitude) == ("35mm F1.8", 41.902778)
    assert photo.embedded.metadata().items() <= blob.metadata.items()
    preview, _ = get_preview(storage, photo.name, 2048)
    with Image.open(io.BytesIO(preview)) as shown:
        assert shown.size == (64, 96)


def test_original_is_always_downloaded_and_everyone_else_gets_a_picture(storage: Storage) -> None:
    data = raw_file("NEF")
    photo = store_upload(storage, Upload("IMG_1.NEF", data), "Rome").photo
    assert photo
    original = requests.get(original_url(storage, photo.name), timeout=10)
    assert original.content == data
    assert original.headers["Content-Type"] == "image/x-nikon-nef"
    assert original.headers["Content-Disposition"].startswith('attachment; filename="IMG_1.NEF"')
    for keeps_location in (False, True):
        copy = requests.get(copy_url(storage, photo, keeps_location=keeps_location), timeout=10)
        assert copy.headers["Content-Type"] in {"image/jpeg", "image/webp"}
        assert copy.headers["Content-Disposition"].startswith('attachment; filename="IMG_1.')
        assert ".NEF" not in copy.headers["Content-Disposition"]
        assert read_exif(copy.content, "x") == Exif()
        assert SENSOR not in copy.content
        with Image.open(io.BytesIO(copy.content)) as shown:
            assert shown.size == (64, 96)
            assert not shown.getexif()


def test_raw_files_of_other_tools_appear_with_their_date(storage: Storage) -> None:
    write_in_blocks(storage, "Rome/IMG_1.CR3", raw_file("CR3"))
    write_in_blocks(storage, "Rome/IMG_2", raw_file("ARW"))
    photos = [photo.name for photo in find_photos(storage, storage.photos.list_folder("Rome/").blobs)]
    assert sorted(photos) == ["Rome/IMG_1.CR3", "Rome/IMG_2"]
    for name in photos:
        assert date_photo(storage, get_photo(storage, name))
        dated = Facts.read(storage.photos.get_visible(name).metadata)
        assert dated
        assert (dated.taken, dated.width, dated.height, dated.color) == (TAKEN, 64, 96, "")
        photo = develop(storage, get_photo(storage, name))[0]
        assert photo.blob.content_type in {"image/x-canon-cr3", "image/x-sony-arw"}
        assert read_photo_exif(storage, photo).camera.lens == "35mm F1.8"


def test_raw_file_without_a_preview_is_refused_and_nothing_is_stored(storage: Storage) -> None:
    data = raw_file("CR2")[:500]
    message = r"IMG_1\.CR2 has no preview inside\. Add a JPEG next to it\."
    with pytest.raises(NotAPicture, match=message):
        store_put(storage, "Rome/IMG_1.CR2", data)
    with pytest.raises(NotAPicture, match=message):
        store_upload(storage, Upload("IMG_1.CR2", data), "")
    assert blob_names(storage) == []


def test_raw_files_have_a_limit_of_their_own(storage: Storage) -> None:
    data = raw_file("DNG")
    limits = replace(storage.settings, max_photo_bytes=1_000, max_raw_bytes=len(data))
    lenient, strict = (
        replace(storage, settings=limits),
        replace(storage, settings=replace(limits, max_raw_bytes=len(data) - 1)),
    )
    check_announced(lenient, IncomingUpload("IMG_1.DNG", len(data)))
    assert store_upload(lenient, Upload("IMG_1.DNG", data), "Rome").photo
    assert develop(lenient, get_photo(lenient, "Rome/IMG_1.DNG"))[0].developed
    with pytest.raises(TooLarge, match=r"IMG_1\.DNG has .+\. Raw files may have up to"):
        store_upload(strict, Upload("IMG_1.DNG", data), "")
    with pytest.raises(TooLarge, match=r"IMG_1\.DNG has .+\. Raw files may have up to"):
        check_announced(strict, IncomingUpload("IMG_1.DNG", len(data)))
    with pytest.raises(TooLarge, match=r"a\.jpg has .+\. Photos may have up to 1 kB"):
        check_announced(lenient, IncomingUpload("a.jpg", len(data)))
    with pytest.raises(TooLarge, match=r"a\.jpg has .+\. Photos may have up to 1 kB"):
        store_upload(lenient, Upload("a.jpg", b"\xff\xd8\xff" + bytes(2_000)), "")


def test_shared_sidecar_is_that_of_the_raw_file(storage: Storage) -> None:
    """A picture that isn't one photo with the raw file has none."""
    store_upload(storage, Upload("a.png", encode(Image.new("RGB", (60, 40)), "PNG")), "Rome")
    store_upload(storage, Upload("a.NEF", raw_file("NEF")), "Rome")
    put_sidecar(storage, "Rome/a.xmp", LIGHTROOM)
    refresh(storage, scan=True)
    assert get_photo(storage, "Rome/a.NEF").sidecar.annotations.rating == 3
    assert get_photo(storage, "Rome/a.png").sidecar.annotations.rating is None
