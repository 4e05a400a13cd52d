"""A live photo in lists, on its page, and playing: the owner gets both files, visitors see one photo."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from support.live_photos import CONTENT_ID, live_picture, live_video
from support.picture_files import jpeg
from support.raw_files import box
from support.videos import make_video

from gallery.errors import NotFound
from gallery.library.album_settings import create_album
from gallery.library.shares.shared_photos import open_shared_photos
from gallery.library.shares.store import create_share, share_album
from gallery.library.uploads import Upload, store_upload
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.api import details_document, photos_document
from gallery.web.guest_api import guest_photos_document, guest_video_response
from gallery.web.pages import home_page
from gallery.web.videos import video_response

OWNER, VISITOR = Caller(is_owner=True, can_view=True), Caller(is_owner=False, can_view=True)
ROME = {"album": "Rome"}
SAMSUNG = b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data"
"""What a Samsung phone writes before the video (ExifTool, "Samsung Trailer Tags")."""


def add_live_photo(storage: Storage, video: str = "clip.mov", content_id: str = CONTENT_ID, seconds: float = 1) -> None:
    store_upload(storage, Upload(video, live_video(content_id, seconds=seconds)), "Rome")
    store_upload(storage, Upload("IMG_1.jpg", live_picture()), "Rome")


def test_files_with_the_same_content_identifier_are_one_photo_in_lists(storage: Storage) -> None:
    """Visitors learn nothing about the other file but how long it plays, and with which codecs."""
    add_live_photo(storage)
    (own,) = photos_document(storage, ROME, OWNER)["photos"]
    (public,) = photos_document(storage, ROME, VISITOR)["photos"]
    assert (own["name"], own["live"]["name"]) == ("Rome/IMG_1.jpg", "Rome/clip.mov")
    assert public["live"] == {key: own["live"][key] for key in ("duration", "codecs")}
    assert public["live"]["codecs"].startswith("video/mp4; codecs=")
    assert "clip" not in str(photos_document(storage, ROME, VISITOR))
    assert "clip" not in str(details_document(storage, "Rome/IMG_1.jpg", VISITOR))
    assert details_document(storage, "Rome/IMG_1.jpg", OWNER)["photo"]["live"] == own["live"]


def test_a_video_with_another_identifier_and_the_same_name_is_one_of_its_own(storage: Storage) -> None:
    add_live_photo(storage, "IMG_1.mov", CONTENT_ID.replace("8F", "00"))
    assert len(photos_document(storage, ROME, OWNER)["photos"]) == 2


def test_a_live_photos_video_plays_under_the_photos_name(storage: Storage) -> None:
    add_live_photo(storage)
    url = video_response(storage, "Rome/IMG_1.jpg", OWNER).headers["Location"]
    assert "/Rome/clip.mov?" in url


def test_visitors_and_guests_play_a_copy_named_like_the_photo(storage: Storage) -> None:
    """Each share has its own, whose age tells nothing about other copies. It has no identifier."""
    add_live_photo(storage)
    share = create_share(storage, album=share_album(storage, "Rome"), can_download=True)
    guest = Caller(is_owner=False, can_view=False, is_guest=True, share=share, is_unlocked=True)
    (shown,) = guest_photos_document(storage, {}, guest)["photos"]
    assert set(shown["live"]) == {"duration", "codecs"}
    responses = {
        "": video_response(storage, "Rome/IMG_1.jpg", VISITOR),
        share.id: guest_video_response(storage, shown["name"], guest),
    }
    for owner, response in responses.items():
        url = response.headers["Location"]
        assert "clip" not in url
        played = requests.get(url, timeout=10)
        assert 'filename="IMG_1.mp4"' in played.headers["Content-Disposition"]
        assert played.content[4:8] == b"ftyp"
        assert CONTENT_ID.encode() not in played.content
        assert urlsplit(url).path.endswith(owner)
    assert len({urlsplit(response.headers["Location"]).path for response in responses.values()}) == 2


def test_a_photo_that_is_not_live_does_not_play(storage: Storage) -> None:
    store_upload(storage, Upload("IMG_1.jpg", jpeg()), "Rome")
    with pytest.raises(NotFound, match="isn't a video"):
        video_response(storage, "Rome/IMG_1.jpg", OWNER)


def test_the_video_in_a_motion_photo_is_copied_without_its_metadata(storage: Storage) -> None:
    """For the owner too: browsers can't play a part of a file."""
    video = make_video(".mp4", "-metadata", "title=Secret")
    store_upload(storage, Upload("a.jpg", jpeg() + SAMSUNG + video), "Rome")
    for caller in (OWNER, VISITOR):
        (photo,) = photos_document(storage, ROME, caller)["photos"]
        assert photo["live"] == {"duration": None, "codecs": ""}
        url = video_response(storage, "Rome/a.jpg", caller).headers["Location"]
        assert f"/.gallery/copies/{photo['version']}-motion?" in url
    copy, data = storage.photos.read(f".gallery/copies/{photo['version']}-motion")
    assert copy.content_type == "video/mp4"
    assert data[4:8] == b"ftyp"
    assert b"Secret" in video
    assert b"Secret" not in data


def test_a_damaged_video_in_a_motion_photo_does_not_play(storage: Storage) -> None:
    damaged = box(b"ftyp", b"mp42\0\0\0\0isommp42") + box(b"mdat", bytes(1000)) + box(b"moov", bytes(100))
    store_upload(storage, Upload("a.jpg", jpeg() + SAMSUNG + damaged), "Rome")
    with pytest.raises(NotFound, match="can't be played"):
        video_response(storage, "Rome/a.jpg", OWNER)


def test_the_page_of_a_live_photo_leads_to_its_video_without_scripts(storage: Storage) -> None:
    """For the owner also to the file itself."""
    add_live_photo(storage)
    for caller in (OWNER, VISITOR):
        page = home_page(storage, {"photo": "Rome/IMG_1.jpg"}, caller)
        assert 'href="/videos/Rome/IMG_1.jpg"' in page
        assert ("clip.mov" in page) == caller.is_owner
        grid = home_page(storage, ROME, caller)
        assert len(re.findall('class="live"', grid)) == 1


@pytest.mark.parametrize("can_download", [False, True])
def test_only_guests_who_may_download_learn_what_a_video_is_called(storage: Storage, *, can_download: bool) -> None:
    """And nobody the name of a live photo's video."""
    create_album(storage, "Rome")
    store_upload(storage, Upload("Anna.mp4", make_video(seconds=2)), "Rome")
    store_upload(storage, Upload("motion Anna.jpg", jpeg() + SAMSUNG + make_video()), "Rome")
    store_upload(storage, Upload("clip Anna.mov", live_video()), "Rome")
    store_upload(storage, Upload("live Anna.jpg", live_picture()), "Rome")
    share = create_share(storage, album=share_album(storage, "Rome"), can_download=can_download)
    guest = Caller(is_owner=False, can_view=False, is_guest=True, share=share, is_unlocked=True)
    photos = open_shared_photos(storage, share).photos.photos
    urls = [guest_video_response(storage, photo.name, guest).headers["Location"] for photo in photos]
    names = {parse_qs(urlsplit(url).query)["rscd"][0].partition("''")[2] for url in urls}
    assert names == ({"Anna.mp4", "motion%20Anna.mp4", "live%20Anna.mp4"} if can_download else {"Photo.mp4"})
