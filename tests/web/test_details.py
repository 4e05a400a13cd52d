"""Only the owner sees the camera and location of a photo."""

import json
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpus import Sample, samples
from support.guests import add_as_guest, share_for_adding
from support.other_tools import write_in_blocks
from support.pictures import KEYWORDS_AND_STARS, ROME, jpeg, picture_with_exif

from gallery.errors import NotFound
from gallery.library.previews import get_photo
from gallery.library.uploads import Upload, store_upload
from gallery.pictures.exif import MAX_TEXT_CHARACTERS, Camera, Exif, Location, exif_of
from gallery.pictures.worker_pool import decode_exif
from gallery.settings import read_settings
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.api import albums_document, details_document, months_document, photos_document
from gallery.web.pages import albums_page, home_page
from gallery.web.preview_urls import PreviewUrls

OWNER, VISITOR = Caller(is_owner=True, can_view=True), Caller(is_owner=False, can_view=True)
SETTINGS = read_settings({})
NEAR = 0.00001
"""Degrees, about a meter."""

anything = st.recursive(
    st.none() | st.integers() | st.floats() | st.text() | st.binary() | st.fractions() | st.just(float("nan")),
    lambda values: st.lists(values, max_size=4).map(tuple),
)


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_owner_sees_camera_and_location(storage: Storage, picture_format: str) -> None:
    """In every picture format, read from the original, also if another tool uploaded it."""
    write_in_blocks(storage, "Rome/forum", picture_with_exif(picture_format))
    found = details_document(storage, "Rome/forum", OWNER)
    assert found["camera"] == {
        "model": "Canon EOS 40D",
        "lens": "EF 70",
        "focal_length": 135.0,
        "aperture": 7.1,
        "exposure": 0.00625,
        "iso": 100,
    }
    assert found["location"] == {"latitude": 41.902778, "longitude": 12.4534}
    assert found["place"] == "Vatican City, Vatican"
    assert found["description"] == "Forum, à l'aube"


def test_a_visitor_sees_only_what_the_list_of_photos_shows(storage: Storage) -> None:
    """Not even the names of the other fields."""
    write_in_blocks(storage, "Rome/forum.jpg", picture_with_exif())
    found = details_document(storage, "Rome/forum.jpg", VISITOR)
    photo = PreviewUrls.for_caller(storage, VISITOR).photo_json(get_photo(storage, "Rome/forum.jpg"))
    assert found == {"photo": photo}
    assert not [word for word in ("Canon", "41.9", "aube") if word in json.dumps(found)]


def test_visitors_get_nothing_of_what_the_blobs_metadata_says_about_a_file(storage: Storage) -> None:
    """Neither in documents nor in pages. Nor does the owner in lists, which browsers may keep.

    The owner's page of one photo offers the caption in its file, and nothing else.
    """
    data = picture_with_exif(xmp=KEYWORDS_AND_STARS)
    for album in ("", "Rome"):
        photo = store_upload(storage, Upload("forum.jpg", data, "2026-09-12T10:11:12"), album).photo
        assert photo
        assert photo.embedded.metadata().keys() <= photo.blob.metadata.keys()
        assert photo.embedded.tags
    queries: list[dict[str, str]] = [{}, {"album": "Rome"}]
    for caller, offered in ((VISITOR, []), (OWNER, ["aube"])):
        documents: list[object] = [home_page(storage, query, caller) for query in queries]
        documents += [photos_document(storage, query, caller) for query in queries]
        assert words_of_the_file(home_page(storage, {"photo": "Rome/forum.jpg"}, caller)) == offered
        documents += [albums_page(storage, caller), albums_document(storage, caller), months_document(storage, caller)]
        assert words_of_the_file(str(documents)) == []
    assert words_of_the_file(str(details_document(storage, "Rome/forum.jpg", VISITOR))) == []


@pytest.mark.parametrize(("guest", "shown"), [("<b>Anna</b>", "&lt;b&gt;Anna&lt;/b&gt;"), ("", "a guest")])
def test_only_the_owner_learns_which_guest_added_a_photo(storage: Storage, guest: str, shown: str) -> None:
    """As plain text, on the photo's page too."""
    add_as_guest(storage, share_for_adding(storage), guest=guest)
    query = {"photo": "Wedding/a.jpg"}
    assert details_document(storage, "Wedding/a.jpg", OWNER)["guest"] == guest
    assert f"<bdi>{shown}</bdi>" in home_page(storage, query, OWNER)
    assert "guest" not in details_document(storage, "Wedding/a.jpg", VISITOR)
    assert shown not in home_page(storage, query, VISITOR)


def test_nobody_is_named_for_the_owners_photos(storage: Storage) -> None:
    store_upload(storage, Upload("a.jpg", jpeg()), "Rome")
    assert "guest" not in details_document(storage, "Rome/a.jpg", OWNER)
    assert "Added by" not in home_page(storage, {"photo": "Rome/a.jpg"}, OWNER)


def words_of_the_file(document: str) -> list[str]:
    """What the document reveals of camera, lens, location, caption and tags, or of the metadata's keys."""
    words = ("Canon", "EOS", "EF 70", "EF%2070", "41.9", "12.45", "aube", "Roma", "marble", "embedded_", "latitude")
    return [word for word in words if word in document]


def test_reading_details_stores_nothing(storage: Storage) -> None:
    """The original is read each time: it has more than the blob's metadata."""
    write_in_blocks(storage, "forum.jpg", picture_with_exif())
    details_document(storage, "forum.jpg", VISITOR)
    before = storage.photos.get_visible("forum.jpg")
    details_document(storage, "forum.jpg", OWNER)
    assert storage.photos.get_visible("forum.jpg") == before


def test_details_develop_the_photo_first(storage: Storage) -> None:
    """So that its size and date are known."""
    write_in_blocks(storage, "forum.jpg", picture_with_exif())
    assert details_document(storage, "forum.jpg", VISITOR)["photo"]["width"] == 60


@pytest.mark.parametrize("name", ["none.jpg", ".trash/a.jpg", "page.jpg"])
def test_what_the_gallery_does_not_show_has_no_details(storage: Storage, name: str) -> None:
    """Unknown names, deleted photos, and files that are not pictures."""
    write_in_blocks(storage, ".trash/a.jpg", picture_with_exif())
    write_in_blocks(storage, "page.jpg", b"<html>")
    with pytest.raises(NotFound):
        details_document(storage, name, OWNER)


def test_a_picture_without_exif_has_no_details(storage: Storage) -> None:
    write_in_blocks(storage, "plain.jpg", jpeg())
    found = details_document(storage, "plain.jpg", OWNER)
    assert set(found["camera"].values()) == {None}
    assert (found["location"], found["description"]) == (None, None)


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {**ROME, 1: "X"},
        {**ROME, 2: (91.0, 0.0, 0.0)},
        {**ROME, 4: (float("nan"), 0.0, 0.0)},
        {**ROME, 2: (41.0, 54.0)},
        {**ROME, 2: "41"},
        {**ROME, 2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},
    ],
)
def test_impossible_locations_are_ignored(gps: dict[int, object]) -> None:
    """Half a location, one beyond the poles, and the zeros of a receiver without a fix."""
    assert exif_of({}, gps).location is None


def test_south_and_west_are_negative() -> None:
    assert exif_of({}, {**ROME, 1: "S", 3: "W"}).location == Location(-41.902778, -12.4534)


@pytest.mark.parametrize(
    ("make", "model", "shown"),
    [
        ("NIKON CORPORATION", "NIKON D300", "NIKON D300"),
        ("samsung", "SM-G930F", "samsung SM-G930F"),
        ("EASTMAN KODAK COMPANY", "KODAK CX7530", "KODAK CX7530"),
        ("Apple", None, "Apple"),
        ("WWL     ", "ION230\0F", "WWL ION230"),
        ("  ", "\0", None),
        ("A\r\nSet-Cookie: x", 5, "A Set-Cookie: x"),
    ],
)
def test_maker_and_model_become_one_name(make: object, model: object, shown: str | None) -> None:
    """Without repeating the maker or showing leftovers after a NUL."""
    assert exif_of({271: make, 272: model}, {}).camera.model == shown


@pytest.mark.parametrize("text", ["OLYMPUS DIGITAL CAMERA         ", "WWL", "SONY DSC", "   "])
def test_default_descriptions_of_cameras_are_ignored(text: str) -> None:
    """Only text written by a person is shown."""
    assert exif_of({270: text, 271: "WWL"}, {}).description is None


@given(st.dictionaries(st.sampled_from([270, 271, 272, 33434, 33437, 34855, 37386, 42036]), anything))
def test_any_tags_can_be_shown(tags: dict[int, object]) -> None:
    """Bounded lines of printable text, and finite numbers, because JSON has no others."""
    found = exif_of(tags, dict(enumerate(tags.values(), 1)))
    json.dumps(found.json(), allow_nan=False)
    for value in [*asdict(found.camera).values(), found.description]:
        assert not isinstance(value, str) or (value.isprintable() and len(value) <= MAX_TEXT_CHARACTERS)


def test_a_damaged_file_has_the_details_that_can_be_read() -> None:
    """Reading EXIF happens in a child process and never causes an error."""
    assert decode_exif(b"\xff\xd8\xff\xe1 nothing", "x.jpg", SETTINGS) == Exif()
    assert decode_exif(picture_with_exif()[:200], "x.jpg", SETTINGS).camera == Camera("Canon EOS 40D", iso=100)


@pytest.mark.parametrize("sample", [one for one in samples() if "gps" in one.path.name], ids=lambda one: one.path.name)
def test_locations_of_real_photos_match_exiftool(sample: Sample) -> None:
    """Including signs and fractions."""
    found = decode_exif(sample.path.read_bytes(), sample.path.name, SETTINGS).location
    expected = location_by_exiftool(sample.path)
    assert bool(found) == bool(expected)
    if found and expected:
        assert found.latitude == pytest.approx(expected[0], abs=NEAR)
        assert found.longitude == pytest.approx(expected[1], abs=NEAR)


def location_by_exiftool(path: Path) -> tuple[float, float] | None:
    """Return latitude and longitude, or None if a divisor is 0."""
    command = ["exiftool", "-j", "-n", "-Composite:GPSLatitude", "-Composite:GPSLongitude"]
    done = subprocess.run([*command, str(path)], capture_output=True, check=True)
    found = json.loads(done.stdout)[0]
    return (found["GPSLatitude"], found["GPSLongitude"]) if found.get("GPSLatitude") else None
