"""Files that aren't photos are never listed or counted, even before anyone has opened their folder."""

import pytest
from support.library import blob_names, find_albums
from support.pictures import jpeg

from gallery.errors import NotFound
from gallery.library import content_checks
from gallery.library.album_rename import rename_album
from gallery.library.albums import open_album
from gallery.library.content_checks import find_photos
from gallery.library.moves import move_to_album
from gallery.library.originals import original_url
from gallery.library.previews import get_preview
from gallery.library.timeline import open_timeline
from gallery.library.trash import list_trash, move_to_trash
from gallery.storage.account import Storage

OTHER_FILES = (
    *("notes.txt", "picasa.ini", "Thumbs.db", "desktop.ini", "IMG_1.AAE", "IMG_1.xmp", "IMG_1.jpg.json", "a.pdf"),
    *("IMG_9.jpg.part", "photo.jpeg_original", "README", "Makefile", ".DS_Store"),
    *("@eaDir/IMG_1.jpg/SYNOPHOTO_THUMB_M.jpg", "#recycle/IMG_2.jpg", "$RECYCLE.BIN/x.jpg", ".stversions/x.jpg"),
)


def fill(storage: Storage, folder: str) -> None:
    """One photo amid what other tools leave beside it. Some of that has a picture's content."""
    storage.photos.create(f"{folder}IMG_1.jpg", jpeg(), "image/jpeg", {})
    for number, file in enumerate(OTHER_FILES):
        is_picture = file.endswith((".jpg", ".part", "_original"))
        data = jpeg(f"#{number:02x}4080") if is_picture else b"not a picture"
        storage.photos.create(folder + file, data, "application/octet-stream", {})


def test_albums_count_and_show_only_photos_before_they_are_opened(storage: Storage) -> None:
    for folder in ("Rome/", "2026/Summer/", "2026/09/12/raw/", ""):
        fill(storage, folder)
    albums = [(album.album, album.count, album.cover and album.cover.file) for album in find_albums(storage)]
    assert albums == [(album, 1, "IMG_1.jpg") for album in ("2026/09/12/raw", "2026/Summer", "Rome")]
    assert [photo.name for photo in open_album(storage, "", is_owner=True).photos] == ["IMG_1.jpg"]


def test_a_month_counts_only_photos(storage: Storage) -> None:
    fill(storage, "2026/09/12/")
    timeline = open_timeline(storage, is_owner=True)
    assert [(month.month, month.count) for month in timeline.months()] == [("2026-09", 1)]
    assert [photo.name for photo in timeline.older_than(None)] == ["2026/09/12/IMG_1.jpg"]


def test_folders_with_other_files_only_are_not_albums(storage: Storage) -> None:
    fill(storage, "Rome/")
    storage.photos.delete(storage.photos.get_visible("Rome/IMG_1.jpg"))
    assert find_albums(storage) == []
    with pytest.raises(NotFound):
        rename_album(storage, "Rome", "Oslo")


@pytest.mark.parametrize("file", OTHER_FILES)
def test_other_files_cannot_be_viewed_moved_or_deleted(storage: Storage, file: str) -> None:
    """They look like photos that don't exist."""
    fill(storage, "Rome/")
    before = blob_names(storage)
    for attempt in (
        lambda: original_url(storage, f"Rome/{file}"),
        lambda: get_preview(storage, f"Rome/{file}", 240),
        lambda: move_to_album(storage, f"Rome/{file}", "Oslo"),
        lambda: move_to_trash(storage, f"Rome/{file}"),
    ):
        with pytest.raises(NotFound, match="This photo doesn't exist"):
            attempt()
    assert blob_names(storage) == before


def test_other_files_in_the_trash_are_not_listed(storage: Storage) -> None:
    fill(storage, ".trash/Rome/")
    assert [photo.name for photo in list_trash(storage)] == [".trash/Rome/IMG_1.jpg"]


def test_a_picture_without_an_extension_is_a_photo(storage: Storage) -> None:
    """Also one with a date for an extension. It can be deleted and is in the trash then."""
    for name in ("Rome/NoExtension", "Rome/Scan 12.09.2026"):
        storage.photos.create(name, jpeg(), "application/octet-stream", {})
    assert [album.count for album in find_albums(storage)] == [2]
    move_to_trash(storage, "Rome/NoExtension")
    assert [photo.name for photo in list_trash(storage)] == [".trash/Rome/NoExtension"]


def test_files_without_an_extension_are_left_out_until_they_are_checked(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A listing checks only some of them, and no file twice."""
    monkeypatch.setattr(content_checks, "MAX_CHECKS", 2)
    for number in range(5):
        storage.photos.create(f"Rome/{number}", b"text" if number == 1 else jpeg(), "application/octet-stream", {})
    counts = [len(find_photos(storage, storage.photos.list_prefix("Rome/"))) for _ in range(4)]
    assert counts == [1, 3, 4, 4]
    assert storage.photos.get_properties("Rome/1").metadata["developed"] == "no"


def test_renaming_an_album_leaves_other_files_behind(storage: Storage) -> None:
    """A sidecar that others may use too is copied for the photo."""
    fill(storage, "Rome/")
    assert [move.name for move in rename_album(storage, "Rome", "Oslo").moves] == ["Rome/IMG_1.jpg"]
    left = [f"Rome/{file}" for file in OTHER_FILES]
    assert sorted(blob_names(storage)) == sorted(["Oslo/IMG_1.jpg", "Oslo/IMG_1.jpg.xmp", *left])
    assert storage.photos.read("Oslo/IMG_1.jpg.xmp")[1] == b"not a picture"
