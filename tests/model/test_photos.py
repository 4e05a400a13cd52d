"""Which blobs are photos, what their names mean, and what their metadata says."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gallery.model.blobs import Blob
from gallery.model.folders import (
    TRASH,
    NameClass,
    album_of_folder,
    album_of_name,
    classify_name,
    day_of_name,
    folder_of_album,
)
from gallery.model.photos import Facts, Photo, is_photo, is_trashed
from gallery.model.preview_names import preview_marker, preview_name

FACTS = Facts("2026-09-12T10:11:12+02:00", "exif", 4000, 3000, "#7a8b9c")

PARTS = st.sampled_from(["", "2026", "09", "12", "31", "02", "a", "Summer", ".trash", "x.jpg", "..", "ü"])
BLOB_NAMES = st.lists(PARTS | st.text(max_size=4), min_size=1, max_size=6).map("/".join)


def blob(
    name: str, metadata: Mapping[str, str] | None = None, *, length: int = 10, md5: bytes | None = b"1" * 16
) -> Blob:
    return Blob(name, length, '"1"', md5, "image/jpeg", datetime(2026, 11, 22, 8, tzinfo=UTC), metadata or {})


@given(BLOB_NAMES)
@example("2026/02/30/x.jpg")
@example("2026/09/12/")
@example("/x.jpg")
@example("a//b.jpg")
@example("2026/09/12/raw/x.jpg")
def test_folder_of_every_visible_name_follows_from_its_class(name: str) -> None:
    """The folder of a dated name is its day, and that of other visible names belongs to their album."""
    name_class = classify_name(name)
    folder = name[: name.rfind("/") + 1]
    if name_class is NameClass.HIDDEN:
        assert name.endswith("/") or not name or any(part.startswith(".") for part in name.split("/"))
    elif name_class is NameClass.DATED:
        day = day_of_name(name)
        assert day is not None
        assert folder == day.isoformat().replace("-", "/") + "/"
        assert album_of_name(name) is None
    else:
        album = album_of_name(name)
        assert album is not None
        assert folder_of_album(album) == folder
        assert (name_class is NameClass.ROOT) == (folder == "")


@given(st.text(max_size=12).map(lambda text: f"{text}/"), st.text(max_size=12).map(lambda text: f"{text}/"))
def test_every_folder_is_another_album(one: str, other: str) -> None:
    """Even those that start with a slash."""
    assert folder_of_album(album_of_folder(one)) == one
    assert (album_of_folder(one) == album_of_folder(other)) == (one == other)


@pytest.mark.parametrize(
    ("name", "name_class"),
    [
        ("2026/09/12/IMG_1.jpg", NameClass.DATED),
        ("2026/02/30/IMG_1.jpg", NameClass.ALBUM),
        ("2026/9/12/IMG_1.jpg", NameClass.ALBUM),
        ("2026/Summer/x.jpg", NameClass.ALBUM),
        ("2026/09/12/raw/x.jpg", NameClass.ALBUM),
        ("x.jpg", NameClass.ROOT),
        ("/x.jpg", NameClass.ALBUM),
        (".trash/2026/09/12/IMG_1.jpg", NameClass.HIDDEN),
        ("a/.thumbs/x.jpg", NameClass.HIDDEN),
        ("a/.DS_Store", NameClass.HIDDEN),
    ],
)
def test_class_of_a_name(name: str, name_class: NameClass) -> None:
    assert classify_name(name) is name_class


def test_facts_survive_a_round_trip_through_metadata() -> None:
    assert Facts.read(FACTS.metadata()) == FACTS


@pytest.mark.parametrize(
    ("key", "value"),
    [("width", "0"), ("width", "-3"), ("height", "1e5"), ("colour", "red;}"), ("taken", "<b>"), ("taken_from", "x")],
)
def test_invalid_metadata_counts_as_missing(key: str, value: str) -> None:
    """Other tools can write any metadata."""
    assert Facts.read({**FACTS.metadata(), key: value}) is None


def developed(name: str, generation: str = "g", *, md5: bytes | None = b"1" * 16) -> Photo:
    claim = {"previews": preview_marker(generation, name, (b"1" * 16).hex()[:16])}
    return Photo(blob(name, {**FACTS.metadata(), **claim}, md5=md5))


def test_photo_is_developed_if_it_has_facts_previews_and_an_md5() -> None:
    """The output binding drops the MD5, so a photo that it wrote has to be developed."""
    assert developed("a.jpg").developed
    assert not developed("a.jpg", md5=None).developed
    assert not Photo(blob("a.jpg", FACTS.metadata())).developed
    assert not Photo(blob("a.jpg", {**FACTS.metadata(), "previews": "0-x"})).developed


def test_previews_count_only_for_the_same_name_bytes_and_container() -> None:
    """Other tools copy metadata, and it outlives a deleted previews container. Its claim isn't valid then."""
    photo = developed("a.jpg")
    assert photo.has_previews("g")
    assert not photo.has_previews("another")
    assert not Photo(blob("b.jpg", photo.blob.metadata)).has_previews("g")
    assert not Photo(blob("a.jpg", photo.blob.metadata, md5=b"2" * 16)).has_previews("g")
    assert Photo(blob(f"{TRASH}a.jpg", photo.blob.metadata)).has_previews("g")


def test_day_comes_from_the_folder_and_time_from_the_camera() -> None:
    """If someone files a photo under another day, that day counts."""
    metadata = FACTS.metadata()
    assert Photo(blob("2026/09/12/a.jpg", metadata)).when == "2026-09-12T10:11:12+02:00"
    assert Photo(blob("2026/09/13/a.jpg", metadata)).when == "2026-09-13"
    assert Photo(blob("Trip/a.jpg", metadata)).when == "2026-09-12T10:11:12+02:00"
    assert Photo(blob("Trip/a.jpg")).when == "2026-11-22T08:00:00"


def test_empty_marked_and_hidden_blobs_are_no_photos() -> None:
    """Unfinished uploads, `developed=no`, folder markers and the trash."""
    assert is_photo(blob("a.jpg"))
    assert not is_photo(blob("a.jpg", length=0))
    assert not is_photo(blob("a.jpg", {"developed": "no"}))
    assert not is_photo(blob(f"{TRASH}a.jpg"))


def test_only_former_photos_count_as_trashed() -> None:
    """Not hidden blobs in the trash."""
    assert is_trashed(blob(f"{TRASH}2026/09/12/a.jpg"))
    assert not is_trashed(blob(f"{TRASH}.a.jpg"))
    assert not is_trashed(blob("a.jpg"))


def test_photo_in_the_trash_keeps_its_previews() -> None:
    """So restoring it doesn't need new ones."""
    assert preview_name(f"{TRASH}a.jpg", "ff", 240) == preview_name("a.jpg", "ff", 240) == "a.jpg/ff-240"
