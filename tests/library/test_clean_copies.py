"""Copies without metadata in storage: made once, named by content, and deleted after a week."""

import io
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from PIL import Image
from support.pictures import encode, picture_with_exif
from support.service_clock import Wait, wait_for_service
from support.storage_calls import count_calls
from support.videos import make_video

from gallery.errors import BrokenPicture, Changed, NotFound
from gallery.library import clean_copies
from gallery.library.clean_copies import COPIES, copy_url, playing_url
from gallery.library.edits import Changes, edit_photo
from gallery.library.index.opening import open_index
from gallery.library.leftovers import delete_expired_copies
from gallery.library.previews import get_photo
from gallery.library.refresh import refresh
from gallery.library.uploads import Upload, store_upload
from gallery.model.blobs import Blob
from gallery.model.photos import Photo
from gallery.pictures.decoding import read_exif
from gallery.pictures.source import Source
from gallery.pictures.worker_pool import decode_video
from gallery.storage.account import Storage

NAME = "Rome/ü 1.jpg"


def add(storage: Storage, data: bytes, file: str = "ü 1.jpg") -> Photo:
    photo = store_upload(storage, Upload(file, data), "Rome").photo
    assert photo
    return photo


def download(url: str) -> requests.Response:
    response = requests.get(url, timeout=10)
    assert response.status_code == 200
    return response


def copies(storage: Storage) -> list[Blob]:
    return storage.photos.list_prefix(COPIES)


def test_a_copy_has_the_pixels_and_the_name_of_its_photo_and_nothing_else(storage: Storage) -> None:
    photo = add(storage, picture_with_exif())
    response = download(copy_url(storage, photo))
    with Image.open(io.BytesIO(response.content)) as copy, Image.open(io.BytesIO(picture_with_exif())) as original:
        assert copy.tobytes() == original.tobytes()
        assert not copy.getexif()
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%C3%BC%201.jpg" in response.headers["Content-Disposition"]
    assert not [header for header in response.headers if header.lower().startswith("x-ms-meta-")]


def test_its_url_reads_only_the_copy_for_fifteen_minutes(storage: Storage) -> None:
    url = copy_url(storage, add(storage, picture_with_exif()))
    query = parse_qs(urlsplit(url).query)
    remaining = time.mktime(time.strptime(query["se"][0], "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.gmtime())
    assert 14 * 60 < remaining <= 15 * 60
    assert (query["sp"], query["sr"]) == (["r"], ["b"])
    assert requests.get(f"{storage.photos.url(NAME)}?{urlsplit(url).query}", timeout=10).status_code == 403


def test_a_location_stays_only_in_the_copy_that_is_asked_for(storage: Storage) -> None:
    photo = add(storage, picture_with_exif())
    with_location = read_exif(download(copy_url(storage, photo, keeps_location=True)).content, "x")
    assert (with_location.location, with_location.camera.model) == (
        read_exif(picture_with_exif(), "x").location,
        None,
    )
    assert not read_exif(download(copy_url(storage, photo)).content, "x").location
    assert [blob.name.removeprefix(f"{COPIES}{photo.version}") for blob in copies(storage)] == ["", "-location"]


def test_a_photo_without_a_location_has_one_copy(storage: Storage) -> None:
    photo = add(storage, encode(Image.new("RGB", (60, 40), "teal"), "JPEG"))
    assert urlsplit(copy_url(storage, photo, keeps_location=True)).path == urlsplit(copy_url(storage, photo)).path
    assert len(copies(storage)) == 1


def test_guests_of_a_share_get_a_copy_of_their_own(storage: Storage) -> None:
    """The age of another one would tell them that someone downloads the same photo elsewhere."""
    photo = add(storage, picture_with_exif())
    urls = [copy_url(storage, photo, share=share) for share in ("", "0" * 32, "1" * 32)]
    assert len({url.partition("?")[0] for url in urls}) == len(copies(storage)) == 3


def test_a_copy_is_made_once_and_again_when_it_is_missing(storage: Storage) -> None:
    photo = add(storage, picture_with_exif())
    first = download(copy_url(storage, photo)).content
    with count_calls() as calls:
        copy_url(storage, photo)
    assert len(calls) == 1
    storage.photos.delete(copies(storage)[0])
    assert download(copy_url(storage, photo)).content == first


def test_a_turned_photo_has_another_copy_that_is_upright(storage: Storage) -> None:
    photo = add(storage, picture_with_exif())
    copy_url(storage, photo)
    edit_photo(storage, NAME, Changes({"orientation": 6}))
    copy = download(copy_url(storage, get_photo(storage, NAME))).content
    assert Image.open(io.BytesIO(copy)).getexif() == {274: 6}
    assert len(copies(storage)) == 2


def test_a_photo_that_cannot_be_copied_is_downloaded_as_its_largest_preview(storage: Storage) -> None:
    """Under its own name, with the extension of what it is now."""
    frames = [Image.new("RGB", (60, 40), color) for color in ("teal", "plum")]
    photo = add(storage, encode(frames[0], "AVIF", save_all=True, append_images=frames[1:]), "a.b.avif")
    for _ in range(2):
        response = download(copy_url(storage, photo))
        assert response.content == storage.previews.read(photo.preview_name(4096))[1]
        extension = response.headers["Content-Type"].removeprefix("image/").replace("jpeg", "jpg")
        assert response.headers["Content-Disposition"].endswith(f"UTF-8''a.b.{extension}")


def test_a_photo_that_another_tool_added_is_developed_first(storage: Storage) -> None:
    storage.photos.create(NAME, picture_with_exif(), "text/html", {})
    assert download(copy_url(storage, get_photo(storage, NAME))).headers["Content-Type"] == "image/jpeg"
    storage.photos.create("page.jpg", b"<html><script>alert(1)</script>", "text/html", {})
    with pytest.raises(NotFound):
        copy_url(storage, Photo(storage.photos.get_properties("page.jpg")))


def test_a_photo_that_changes_meanwhile_is_not_copied_under_its_old_version(storage: Storage) -> None:
    photo = add(storage, picture_with_exif())
    storage.photos.overwrite(NAME, encode(Image.new("RGB", (60, 40), "plum"), "JPEG"), "image/jpeg", {})
    with pytest.raises(Changed):
        copy_url(storage, photo)
    assert copies(storage) == []


def test_copies_are_nowhere_in_the_library(storage: Storage) -> None:
    photo = add(storage, picture_with_exif())
    copy_url(storage, photo)
    refresh(storage, scan=True)
    view = open_index(storage, is_owner=True)
    assert sum(month.count for month in view.months()) == 1


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """A function that moves the storage service's clock."""
    return wait_for_service(monkeypatch)


def test_a_refresh_deletes_copies_after_a_week(storage: Storage, wait: Wait) -> None:
    copy_url(storage, add(storage, picture_with_exif()))
    wait(timedelta(days=6, hours=23))
    assert delete_expired_copies(storage, time.monotonic() + 60) == 0
    assert len(copies(storage)) == 1
    wait(timedelta(days=7, hours=1))
    assert delete_expired_copies(storage, time.monotonic()) == 0
    refresh(storage)
    assert copies(storage) == []


def test_a_copy_about_to_expire_is_made_again(storage: Storage, wait: Wait) -> None:
    photo = add(storage, picture_with_exif())
    copy_url(storage, photo)
    before = copies(storage)[0].etag
    wait(clean_copies.USED_FOR)
    copy_url(storage, photo)
    assert [copy.etag != before for copy in copies(storage)] == [True]


def test_a_copy_of_a_video_plays_and_says_nothing_about_where_it_was_taken(storage: Storage) -> None:
    """The one to play is the one to download. MOV becomes MP4, which more browsers play."""
    photo = add(storage, make_video(".mov", "-metadata", "location=+41.9028+012.4964/"), "film.mov")
    assert photo.embedded.latitude == pytest.approx(41.9028)
    played = download(playing_url(storage, photo))
    assert played.headers["Content-Type"] == "video/mp4"
    assert played.headers["Content-Disposition"].startswith('inline; filename="film.mp4"')
    assert b"+41.9" not in played.content
    assert decode_video(Source.of(played.content), "film.mp4", storage.settings).duration == pytest.approx(1, abs=0.1)
    assert download(copy_url(storage, photo)).content == played.content
    assert len(copies(storage)) == 1


def test_its_url_stays_valid_while_people_watch(storage: Storage) -> None:
    """For an hour at least: players ask for the rest of a video when they need it."""
    url = playing_url(storage, add(storage, make_video(), "film.mp4"))
    (expiry,) = parse_qs(urlsplit(url).query)["se"]
    assert datetime.fromisoformat(expiry) - datetime.now(UTC) > timedelta(minutes=59)
    part = requests.get(url, headers={"Range": "bytes=100-199"}, timeout=10)
    assert (part.status_code, len(part.content)) == (206, 100)


def test_a_video_too_large_to_copy_is_a_picture(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the owner can play it."""
    photo = add(storage, make_video(), "film.mp4")
    monkeypatch.setattr(clean_copies, "MAX_COPIED_BYTES", photo.blob.length - 1)
    with pytest.raises(NotFound):
        playing_url(storage, photo)
    assert not copies(storage)
    response = download(copy_url(storage, photo))
    assert Image.open(io.BytesIO(response.content)).size == (320, 240)
    assert 'filename="film.jpg"' in response.headers["Content-Disposition"]


def test_a_video_that_cannot_be_copied_is_a_picture(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = add(storage, make_video(), "film.mp4")

    def refuse(*_: object) -> bytes:
        raise BrokenPicture("film.mp4 is in a format that can't be copied without metadata.")

    monkeypatch.setattr(clean_copies, "make_clean_video", refuse)
    with pytest.raises(NotFound):
        playing_url(storage, photo)
    assert download(copy_url(storage, photo)).headers["Content-Type"].startswith("image/")


def test_photos_are_not_played(storage: Storage) -> None:
    """Visitors who may not download would get a copy otherwise."""
    with pytest.raises(NotFound):
        playing_url(storage, add(storage, picture_with_exif()))
    assert not copies(storage)
