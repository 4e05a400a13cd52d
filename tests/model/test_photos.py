"""Which blobs are photos, what their names mean, and what their metadata says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gallery.model.blobs import Blob
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.facts import Facts
from gallery.model.folders import (
    TRASH,
    NameClass,
    album_of_folder,
    album_of_name,
    classify_name,
    day_of_name,
    folder_of_album,
    folders_around,
    is_hidden_folder,
    is_system_folder,
)
from gallery.model.pending_moves import MOVED_BY, new_pending_move
from gallery.model.photo_json import public_json
from gallery.model.photos import Photo, is_photo, is_trashed, needs_check
from gallery.model.preview_names import (
    PREVIEW_SIZES,
    ZOOM_SIZE,
    digest_in_marker,
    preview_digest,
    preview_marker,
    preview_name,
)

DIGEST = "0123456789abcdef" * 2
FACTS = Facts("2026-09-12T10:11:12+02:00", "exif", 4000, 3000, "#7a8b9c")
EMBEDDED = EmbeddedFacts("Canon EOS 40D", latitude=41.89021, longitude=12.492231, tags=("Rome",))

PARTS = st.sampled_from(
    ["", "2026", "09", "12", "31", "02", "a", "Summer", ".trash", "x.jpg", "..", "ü", "@eaDir", "#recycle", "notes.txt"]
)
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
        parts = name.split("/")
        is_in_system_folder = any(map(is_system_folder, parts[:-1]))
        assert not parts[-1] or any(part.startswith(".") for part in parts) or is_in_system_folder
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


def test_the_folders_around_a_name_are_listed_from_the_outermost() -> None:
    """A folder is the last of them itself."""
    assert folders_around("Trips/Rome/cat.jpg") == ["Trips/", "Trips/Rome/"]
    assert folders_around("Trips/Rome/") == ["Trips/", "Trips/Rome/"]
    assert folders_around("cat.jpg") == []
    assert folders_around("/cat.jpg") == ["/"]


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
        ("@eaDir/IMG_1.jpg/SYNOPHOTO_THUMB_M.jpg", NameClass.HIDDEN),
        ("2026/09/12/@eaDir/x.jpg", NameClass.HIDDEN),
        ("Rome/lost+found", NameClass.ALBUM),
        ("lost+found", NameClass.ROOT),
        ("my lost+found/x.jpg", NameClass.ALBUM),
    ],
)
def test_class_of_a_name(name: str, name_class: NameClass) -> None:
    assert classify_name(name) is name_class


@pytest.mark.parametrize(
    "folder",
    [
        *("@eaDir", "@EADIR", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot", "RECYCLER"),
        *("$RECYCLE.BIN", "$Recycle.Bin", "System Volume Information", "FOUND.000"),
        *("__MACOSX", "Network Trash Folder", "Temporary Items", "lost+found", ".Trash-1000", ".Trashes"),
        *(".thumbnails", ".stfolder", ".stversions", ".dtrash", ".@__thumb"),
        *("files_trashbin", "files_versions", "appdata_oc1a2b3c4d5e"),
    ],
)
def test_system_folders_and_trash_folders_are_hidden_at_any_depth(folder: str) -> None:
    for name in (f"{folder}/x.jpg", f"Rome/{folder}/x.jpg", f"Rome/{folder}/a/b/x.jpg", f"/{folder}/x.jpg"):
        assert classify_name(name) is NameClass.HIDDEN
        assert is_hidden_folder(name.removesuffix("x.jpg"))
    assert not is_trashed(blob(f"{TRASH}{folder}/x.jpg"))


@given(BLOB_NAMES)
@example("lost+found/")
def test_a_folder_is_hidden_if_all_its_files_are(name: str) -> None:
    folder = name[: name.rfind("/") + 1]
    assert is_hidden_folder(folder) == (classify_name(f"{folder}x.jpg") is NameClass.HIDDEN)


def test_facts_survive_a_round_trip_through_metadata() -> None:
    assert Facts.read(FACTS.metadata()) == FACTS


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("width", "0"), ("width", "-3"), ("height", "1e5"), ("taken_from", "x")),
        *(("taken", "<b>"), ("taken", "2026-09-12T24:00:00"), ("taken", "2026-09-12T19:60:00")),
    ],
)
def test_invalid_metadata_counts_as_missing(key: str, value: str) -> None:
    """Other tools can write any metadata."""
    assert Facts.read({**FACTS.metadata(), key: value}) is None


@pytest.mark.parametrize("color", [None, "", "red;}", "#12345", "#ABCDEF"])
def test_facts_without_a_valid_color_are_those_of_a_dated_photo(color: str | None) -> None:
    """Its date and size are known, so that it's in its place, but its pixels haven't been read."""
    metadata = {key: value for key, value in FACTS.metadata().items() if key != "colour"}
    photo = Photo(blob("2026/09/12/a.jpg", metadata if color is None else {**metadata, "colour": color}))
    assert photo.facts == FACTS._replace(color="")
    assert photo.facts.metadata() == metadata
    assert (photo.when, photo.ratio, photo.is_undated) == ("2026-09-12T10:11:12", 4 / 3, False)
    shown = public_json(photo)
    assert (shown["taken"], shown["width"], shown["colour"]) == (FACTS.taken, 4000, None)


def test_a_dated_photo_is_not_developed_whatever_else_its_metadata_says() -> None:
    others = {"previews": preview_marker("g", b"1" * 16, DIGEST), "facts": "4"}
    photo = Photo(blob("a.jpg", {**FACTS._replace(color="").metadata(), **others}))
    assert not photo.developed
    assert not photo.has_previews("g")
    assert not photo.has_current_facts
    assert not photo.is_up_to_date
    assert public_json(photo)["developed"] is False
    assert Photo(blob("a.jpg", {**photo.blob.metadata, **FACTS.metadata()})).is_up_to_date


def test_a_dated_file_without_an_extension_is_a_photo_without_another_check() -> None:
    """Dating it has shown that it's a picture."""
    dated = blob("Rome/Scan", FACTS._replace(color="").metadata())
    assert (is_photo(dated), needs_check(dated)) == (True, False)
    assert (is_photo(blob("Rome/Scan")), needs_check(blob("Rome/Scan"))) == (False, True)


def test_only_facts_of_the_current_version_are_current() -> None:
    """Photos with older facts are shown as before, until refresh reads them again."""
    older, current = developed("a.jpg"), Photo(blob("a.jpg", {**developed("a.jpg").blob.metadata, "facts": "4"}))
    assert (older.developed, older.has_previews("g"), older.has_current_facts) == (True, True, False)
    assert (current.developed, current.has_current_facts) == (True, True)
    assert not Photo(blob("a.jpg", {"facts": "4"})).has_current_facts


def test_embedded_facts_are_in_no_document_of_a_photo() -> None:
    """They may reveal where it was taken. Callers who may learn that ask for them by name."""
    photo = Photo(blob("a.jpg", {**FACTS.metadata(), **EMBEDDED.metadata()}))
    assert photo.embedded == EMBEDDED
    assert public_json(photo) == public_json(Photo(blob("a.jpg", FACTS.metadata())))
    assert "41.89" not in repr(photo)


def developed(name: str, generation: str = "g", *, md5: bytes | None = b"1" * 16) -> Photo:
    claim = {"previews": preview_marker(generation, b"1" * 16, DIGEST)}
    return Photo(blob(name, {**FACTS.metadata(), **claim}, md5=md5))


def test_photo_is_developed_if_it_has_facts_previews_and_an_md5() -> None:
    """The output binding drops the MD5, so a photo that it wrote has to be developed."""
    assert developed("a.jpg").developed
    assert not developed("a.jpg", md5=None).developed
    assert not Photo(blob("a.jpg", FACTS.metadata())).developed
    assert not Photo(blob("a.jpg", {**FACTS.metadata(), "previews": "0-x"})).developed


def test_previews_count_only_for_the_same_bytes_and_container() -> None:
    """Other tools keep metadata when they write new bytes, and it outlives a deleted previews container."""
    photo = developed("a.jpg")
    assert photo.has_previews("g")
    assert not photo.has_previews("another")
    assert not Photo(blob("a.jpg", photo.blob.metadata, md5=b"2" * 16)).has_previews("g")


@pytest.mark.parametrize(("width", "height", "size"), [(2048, 2048, 2048), (2049, 1, 4096), (1, 9000, 4096)])
def test_a_photo_that_the_viewers_preview_shows_whole_has_no_larger_one(width: int, height: int, size: int) -> None:
    facts = FACTS._replace(width=width, height=height)
    photo = Photo(blob("a.jpg", {**developed("a.jpg").blob.metadata, **facts.metadata()}))
    assert photo.preview_size(ZOOM_SIZE) == size
    assert photo.preview_name(ZOOM_SIZE) == f"{DIGEST}-{size}"
    assert [photo.preview_size(one) for one in PREVIEW_SIZES] == list(PREVIEW_SIZES)


def test_a_photo_keeps_its_previews_under_any_name() -> None:
    """In another album or the trash, it has the same bytes."""
    photo = developed("a.jpg")
    for name in ("b.jpg", "Rome/a.jpg", f"{TRASH}a.jpg"):
        moved = Photo(blob(name, photo.blob.metadata))
        assert moved.has_previews("g")
        assert moved.version == photo.version == DIGEST


def test_day_comes_from_the_folder_and_time_from_the_camera() -> None:
    """If someone files a photo under another day, that day counts."""
    metadata = FACTS.metadata()
    assert Photo(blob("2026/09/12/a.jpg", metadata)).when == "2026-09-12T10:11:12"
    assert Photo(blob("2026/09/13/a.jpg", metadata)).when == "2026-09-13"
    assert Photo(blob("Trip/a.jpg", metadata)).when == "2026-09-12T10:11:12"
    assert Photo(blob("Trip/a.jpg")).when == "2026-11-22T08:00:00"


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("Trip/IMG_20190102_030405.jpg", "2019-01-02T03:04:05"),
        ("Trip/IMG-20190102-WA0001.jpg", "2019-01-02"),
        ("2026/09/12/IMG_20260912_030405.jpg", "2026-09-12T03:04:05"),
        ("2026/09/12/IMG_20190102_030405.jpg", "2026-09-12"),
        ("2019-01-02/a.jpg", "2026-11-22T08:00:00"),
    ],
)
def test_a_photo_without_facts_is_sorted_by_the_date_in_its_name_or_else_its_upload(name: str, when: str) -> None:
    photo = Photo(blob(name))
    assert (photo.when, photo.is_undated) == (when, True)
    assert Photo(blob("Trip/IMG_20190102_030405.jpg", FACTS.metadata())).when == FACTS.local_time


@pytest.mark.parametrize(
    ("uploaded", "when"),
    [
        ("2025-03-04T05:06:07.5+00:00", "2025-03-04T05:06:07"),
        ("2025-03-04T05:06:07+02:00", "2025-03-04T03:06:07"),
        *((invalid, "2026-11-22T08:00:00") for invalid in ("", "x", "2025-03-04", "2027-01-01T00:00:00+00:00")),
        *((invalid, "2026-11-22T08:00:00") for invalid in ("0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z")),
    ],
)
def test_a_moved_photo_without_facts_is_sorted_by_its_first_upload(uploaded: str, when: str) -> None:
    """Unless another tool wrote something impossible there. A photo can't be uploaded after its blob was created."""
    assert Photo(blob("Trip/a.jpg", {"uploaded": uploaded})).when == when


def test_a_move_keeps_the_time_of_the_upload_for_photos_without_facts_only() -> None:
    """A copy gets a new creation time. Other photos have their date in the facts."""
    move = new_pending_move("Oslo/a.jpg")
    once = move.copy_metadata(blob("Rome/a.jpg"))
    assert once["uploaded"] == "2026-11-22T08:00:00+00:00"
    moved = replace(blob("Oslo/a.jpg", once), created=datetime(2026, 12, 24, tzinfo=UTC))
    assert new_pending_move("Rome/a.jpg").copy_metadata(moved)["uploaded"] == once["uploaded"]
    for facts in (FACTS, FACTS._replace(color="")):
        assert "uploaded" not in move.copy_metadata(blob("Rome/a.jpg", facts.metadata()))


def test_empty_marked_and_hidden_blobs_are_not_photos() -> None:
    """Unfinished uploads, `developed=no`, folder markers and the trash."""
    assert is_photo(blob("a.jpg"))
    assert not is_photo(blob("a.jpg", length=0))
    assert not is_photo(blob("a.jpg", {"developed": "no"}))
    assert not is_photo(blob(f"{TRASH}a.jpg"))


@pytest.mark.parametrize(
    "name", ["notes.txt", "picasa.ini", "IMG_1.jpg.json", "Rome/Thumbs.db", "a.jpg.part", "@eaDir/a.jpg", ".a.jpg"]
)
def test_other_files_are_not_photos(name: str) -> None:
    assert not is_photo(blob(name))
    assert not needs_check(blob(name))


def test_a_photo_that_the_gallery_stored_may_have_any_name_except_that_of_a_leftover() -> None:
    """A PUT can choose any name. An ExifTool backup keeps the metadata of the photo that it was."""
    for name in ("notes.txt", "NoExtension", "Rome/a.b"):
        assert is_photo(blob(name, FACTS.metadata()))
        assert not needs_check(blob(name, FACTS.metadata()))
    for name in ("a.jpg_original", "@eaDir/a.jpg", ".a.jpg"):
        assert not is_photo(blob(name, FACTS.metadata()))


@given(BLOB_NAMES, st.sampled_from([{}, FACTS.metadata(), {"developed": "no"}]), st.integers(0, 1))
def test_every_blob_is_a_photo_or_has_to_be_checked_or_neither(
    name: str, metadata: dict[str, str], length: int
) -> None:
    one = blob(name, metadata, length=length)
    assert not (is_photo(one) and needs_check(one))
    if classify_name(name) is NameClass.HIDDEN or not length or "developed" in metadata:
        assert not is_photo(one)
        assert not needs_check(one)


def test_only_former_photos_count_as_trashed() -> None:
    """Not hidden blobs in the trash."""
    assert is_trashed(blob(f"{TRASH}2026/09/12/a.jpg"))
    assert not is_trashed(blob(f"{TRASH}.a.jpg"))
    assert not is_trashed(blob(f"{TRASH}notes.txt"))
    assert is_trashed(blob(f"{TRASH}NoExtension", {MOVED_BY: "token"}))
    assert is_trashed(blob(f"{TRASH}notes.txt", FACTS.metadata()))
    assert not is_trashed(blob("a.jpg"))


def test_names_of_previews_depend_on_the_bytes_and_a_secret() -> None:
    """Those who have a file can't find out whether a gallery has it too."""
    digests = {preview_digest(key, md5) for key in (b"one", b"other") for md5 in (b"1" * 16, b"2" * 16)}
    assert len(digests) == 4
    for digest in digests:
        assert digest_in_marker(preview_marker("g", b"1" * 16, digest)) == digest
        assert preview_name(digest, 240) == f"{digest}-240"


@pytest.mark.parametrize("marker", ["", "3-0123456789abcdef", f"3-{'0' * 32}-{'0' * 16}", f"4-{'0' * 31}x-{'0' * 16}"])
def test_markers_of_other_versions_name_no_previews(marker: str) -> None:
    """Such photos are developed again."""
    assert digest_in_marker(marker) is None


@pytest.mark.parametrize(
    ("taken", "local"),
    [
        ("2026-09-12T10:11:12+02:00", "2026-09-12T10:11:12"),
        ("2026-09-12T10:11:12.25-11:00", "2026-09-12T10:11:12.25"),
        ("2026-09-12T10:11:12", "2026-09-12T10:11:12"),
        ("2026-09-12", "2026-09-12"),
    ],
)
def test_the_local_time_has_no_utc_offset(taken: str, local: str) -> None:
    """The offset reveals roughly where the photo was taken."""
    assert FACTS._replace(taken=taken).local_time == local
