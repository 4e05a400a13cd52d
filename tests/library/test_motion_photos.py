"""Motion photos in storage: their metadata says where the MP4 is."""

from dataclasses import replace

from support.other_tools import write_in_blocks
from support.pictures import jpeg
from support.raw_files import box

from gallery.library.previews import develop, get_photo
from gallery.library.refresh import refresh
from gallery.library.uploads import Upload, store_upload
from gallery.model.photos import Photo
from gallery.storage.account import Storage

MP4 = box(b"ftyp", b"mp42\0\0\0\0isommp42") + box(b"mdat", bytes(1000)) + box(b"moov", bytes(100))
PICTURE = jpeg()
MOTION_PHOTO = PICTURE + b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data" + MP4
FOUND = (len(PICTURE) + 24, len(MP4))


def test_uploads_and_files_of_other_tools_say_where_the_mp4_is(storage: Storage) -> None:
    uploaded = store_upload(storage, Upload("a.jpg", MOTION_PHOTO), "Rome").photo
    assert uploaded
    assert uploaded.motion == FOUND
    assert uploaded.blob.metadata["motion"] == f"{FOUND[0]} {FOUND[1]}"
    write_in_blocks(storage, "Rome/b.jpg", MOTION_PHOTO + b"\0")
    assert develop(storage, get_photo(storage, "Rome/b.jpg"))[0].motion == FOUND


def test_a_refresh_finds_those_that_an_earlier_release_developed(storage: Storage) -> None:
    photo = store_upload(storage, Upload("a.jpg", MOTION_PHOTO), "Rome").photo
    assert photo
    older = {key: value for key, value in photo.blob.metadata.items() if key != "motion"}
    storage.photos.update_metadata(replace(photo.blob, metadata=older), {"facts": "2"})
    assert get_photo(storage, "Rome/a.jpg").motion is None
    while not refresh(storage, scan=True).done:
        pass
    assert get_photo(storage, "Rome/a.jpg").motion == FOUND


def test_nothing_remains_of_an_mp4_that_another_tool_cut_off(storage: Storage) -> None:
    photo = store_upload(storage, Upload("a.jpg", MOTION_PHOTO), "Rome").photo
    assert photo
    assert Photo(replace(photo.blob, length=len(MOTION_PHOTO) - 1)).motion is None
    storage.photos.overwrite("Rome/a.jpg", PICTURE, "image/jpeg", dict(photo.blob.metadata))
    developed = develop(storage, get_photo(storage, "Rome/a.jpg"))[0]
    assert "motion" not in developed.blob.metadata
