"""Videos in storage: uploads, files of other tools, dates and what isn't possible."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from support.videos import make_video

from gallery.errors import BadRequest, NotFound, TooLarge
from gallery.library.details import read_photo_exif
from gallery.library.edits import Changes, edit_photo
from gallery.library.moves import move_to_album
from gallery.library.originals import develop_original
from gallery.library.photo_dates import date_photo
from gallery.library.previews import develop, get_photo, get_preview
from gallery.library.uploads import Upload, store_put, store_upload
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE
from gallery.storage.account import Storage
from gallery.storage.container_reader import ContainerReader

H264 = ("-c:v", "libx264", "-preset", "ultrafast")
TAKEN = ("-metadata", "creation_time=2026-07-12T20:11:12Z")
ROME = ("-metadata", "location=+41.8902+012.4922/")


def upload(storage: Storage, *options: str, file: str = "a.mp4", album: str = "") -> Photo:
    outcome = store_upload(storage, Upload(file, make_video(".mp4", *H264, *options)), album)
    assert outcome.photo
    return outcome.photo


def test_an_uploaded_video_has_all_facts_and_previews(storage: Storage) -> None:
    photo = upload(storage, *TAKEN, *ROME)
    assert photo.name == "2026/07/12/a.mp4"
    assert photo.facts
    assert (photo.facts.taken, photo.facts.taken_from) == ("2026-07-12T22:11:12+02:00", "video")
    assert (photo.is_video, photo.duration, photo.codecs) == (True, 1.0, 'video/mp4; codecs="avc1.42c00d, mp4a.40.2"')
    assert (photo.developed, photo.blob.content_type) == (True, "video/mp4")
    assert [len(get_preview(storage, photo.name, size)[0]) > 500 for size in PREVIEW_SIZES] == [True] * 3


def test_a_video_that_does_not_say_where_it_was_taken_has_the_time_of_the_setting(storage: Storage) -> None:
    tokyo = replace(storage, settings=replace(storage.settings, time_zone=ZoneInfo("Asia/Tokyo")))
    assert upload(tokyo, *TAKEN).name == "2026/07/13/a.mp4"


def test_an_upload_gets_the_extension_of_its_content(storage: Storage) -> None:
    assert upload(storage, file="holiday.MOV", album="Rome").name == "Rome/holiday.mp4"
    assert upload(storage, *TAKEN, file="b.M4V", album="Rome").name == "Rome/b.M4V"


def test_a_video_can_be_put_under_a_name(storage: Storage) -> None:
    photo = store_put(storage, "Rome/a.mov", make_video(".mov", *H264)).photo
    assert photo
    assert (photo.name, photo.is_video, photo.developed) == ("Rome/a.mov", True, True)


def test_a_video_of_another_tool_is_dated_and_developed_by_range_reads(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It's never read as a whole."""
    data = make_video(".mp4", *H264, *TAKEN, *ROME)
    storage.photos.create("Rome/a.mp4", data, "application/octet-stream", {})
    monkeypatch.setattr(ContainerReader, "read", read_only_state)
    undated = get_photo(storage, "Rome/a.mp4")
    assert (undated.is_video, undated.facts) == (True, None)
    assert date_photo(storage, undated)
    dated = get_photo(storage, "Rome/a.mp4")
    assert (dated.when, dated.duration, dated.developed) == ("2026-07-12T22:11:12", 1.0, False)
    developed = develop_original(storage, dated)
    assert (developed.developed, developed.blob.content_type) == (True, "video/mp4")
    assert developed.embedded.latitude == pytest.approx(41.8902)
    exif = read_photo_exif(storage, developed)
    assert exif.location
    assert exif.location.longitude == pytest.approx(12.4922)
    assert get_preview(storage, developed.name, ZOOM_SIZE)


_read = ContainerReader.read


def read_only_state(self: ContainerReader, name: str) -> object:
    assert not name.endswith((".mp4", ".mov")), f"{name} is read as a whole"
    return _read(self, name)


def test_a_large_video_without_an_md5_is_not_read_as_a_whole(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading all of it for an MD5 would take minutes. Its Content-MD5 stays missing."""
    monkeypatch.setattr("gallery.library.contents.MAX_WHOLE_BYTES", 1000)
    data = make_video(".mp4", *H264)
    client = storage.photos.blob_client("Rome/a.mp4")
    storage.photos.create_container()
    client.upload_blob(data)
    client.set_http_headers()
    blob = storage.photos.get_properties("Rome/a.mp4")
    assert blob.md5 is None
    photo = develop(storage, get_photo(storage, "Rome/a.mp4"))[0]
    assert (photo.developed, photo.blob.md5) == (True, None)
    assert photo.blob.metadata["content_unread"].startswith(f"{len(data)}-")
    assert get_preview(storage, photo.name, 240)
    assert develop(storage, photo)[0].version == photo.version


def test_large_videos_that_differ_only_in_the_middle_stay_two(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moved to each other's folder, neither is deleted as the same, and previews move along."""
    monkeypatch.setattr("gallery.library.contents.MAX_WHOLE_BYTES", 1000)
    data = make_video(".mp4", *H264)
    storage.photos.create_container()
    for album, padding in (("Oslo", b"a"), ("Rome", b"b")):
        client = storage.photos.blob_client(f"{album}/a.mp4")
        client.upload_blob(data + (10_008).to_bytes(4, "big") + b"free" + padding * 10_000)
        client.set_http_headers()
    photos = [develop(storage, get_photo(storage, name))[0] for name in ("Oslo/a.mp4", "Rome/a.mp4")]
    moved = move_to_album(storage, "Oslo/a.mp4", "Rome").photo
    assert moved
    assert moved.name == "Rome/a (2).mp4"
    assert moved.version == photos[0].version
    assert get_photo(storage, "Rome/a.mp4").blob.etag == photos[1].blob.etag


def test_what_only_looks_like_a_video_is_hidden(storage: Storage) -> None:
    storage.photos.create("Rome/a.mp4", b"#EXTM3U\nfile:///etc/passwd\n", "video/mp4", {})
    with pytest.raises(NotFound):
        develop(storage, get_photo(storage, "Rome/a.mp4"))
    with pytest.raises(NotFound):
        get_photo(storage, "Rome/a.mp4")


def test_videos_cannot_be_rotated(storage: Storage) -> None:
    photo = upload(storage)
    with pytest.raises(BadRequest, match=r"a\.mp4 is a video\. Videos can't be rotated\."):
        edit_photo(storage, photo.name, Changes(rotate=90))
    assert edit_photo(storage, photo.name, Changes({"caption": "Hi"})).outcome == "edited"


def test_videos_have_a_limit_of_their_own(storage: Storage) -> None:
    small = replace(storage, settings=replace(storage.settings, max_photo_bytes=1000, max_video_bytes=2000))
    with pytest.raises(TooLarge, match="Videos may have up to"):
        upload(small)
    roomy = replace(storage, settings=replace(storage.settings, max_photo_bytes=1000))
    assert upload(roomy).is_video
