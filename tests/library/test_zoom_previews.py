"""The preview for zooming in: made when it's first requested, then stored and kept like the others."""

import io
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from support.library import add_photo
from support.pictures import jpeg, png
from support.storage_calls import count_calls

from gallery.errors import BrokenPicture, Changed
from gallery.library import previews
from gallery.library.check import find_problems
from gallery.library.moves import move_to_album
from gallery.library.previews import GENERATION, get_photo, get_photo_with_preview, get_preview
from gallery.library.trash import delete_forever, move_to_trash
from gallery.library.uploads import Upload, store_upload
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE, preview_name
from gallery.pictures.worker_pool import decode
from gallery.storage.account import Storage

LARGE = (3000, 1500)


def add_large_photo(storage: Storage, name: str = "Rome/a.jpg", size: tuple[int, int] = LARGE) -> Photo:
    album, _, file = name.rpartition("/")
    photo = store_upload(storage, Upload(file, jpeg(size=size)), album).photo
    assert photo
    return photo


def preview_blobs(storage: Storage) -> set[str]:
    return {blob.name for blob in storage.previews.list_prefix("") if blob.name != GENERATION}


def zoom_name(photo: Photo) -> str:
    return preview_name(str(photo.version), ZOOM_SIZE)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[int]]:
    """The sizes of each decoding."""
    sizes: list[Sequence[int]] = []

    def record(data: bytes, file: str, settings: Any, asked: Sequence[int], orientation: int | None) -> object:
        sizes.append(asked)
        return decode(data, file, settings, asked, orientation)

    monkeypatch.setattr(previews, "decode", record)
    return sizes


def test_it_is_made_on_its_first_request_and_then_comes_from_storage(
    storage: Storage, decoded: list[Sequence[int]]
) -> None:
    """Later requests make as many calls as for the viewer's preview."""
    photo = add_large_photo(storage)
    assert len(preview_blobs(storage)) == len(PREVIEW_SIZES)
    preview, same = get_preview(storage, photo.name, ZOOM_SIZE)
    assert same == photo
    assert Image.open(io.BytesIO(preview)).size == LARGE
    blob, stored = storage.previews.read(zoom_name(photo))
    assert (stored, blob.content_type) == (preview, "image/jpeg")
    assert decoded == [(ZOOM_SIZE,)]
    calls = []
    for size in (2048, ZOOM_SIZE):
        with count_calls() as made:
            get_photo_with_preview(storage, photo.name, size)
        calls.append(made)
    assert calls[0] == calls[1]
    assert get_preview(storage, photo.name, ZOOM_SIZE) == (preview, photo)
    assert decoded == [(ZOOM_SIZE,)]


def test_a_photo_that_the_viewers_preview_shows_whole_has_no_larger_one(
    storage: Storage, decoded: list[Sequence[int]]
) -> None:
    """Also if that preview is lost."""
    photo = add_large_photo(storage, size=(2048, 1000))
    for _ in range(2):
        assert Image.open(io.BytesIO(get_preview(storage, photo.name, ZOOM_SIZE)[0])).size == (2048, 1000)
        storage.previews.delete(storage.previews.get_visible(preview_name(str(photo.version), 2048)))
    assert zoom_name(photo) not in preview_blobs(storage)
    assert decoded == [PREVIEW_SIZES]


@pytest.mark.parametrize("size", [LARGE, (30, 20)])
def test_a_photo_that_is_not_developed_is_developed_first(storage: Storage, size: tuple[int, int]) -> None:
    storage.photos.create("Rome/a.png", png(size=size), "image/png", {})
    preview, photo = get_preview(storage, "Rome/a.png", ZOOM_SIZE)
    assert photo.developed
    assert Image.open(io.BytesIO(preview)).size == size
    assert len(preview_blobs(storage)) == len(PREVIEW_SIZES) + (size == LARGE)


def test_requests_that_arrive_together_decode_the_photo_once(storage: Storage, decoded: list[Sequence[int]]) -> None:
    photo = add_large_photo(storage)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: get_preview(storage, photo.name, ZOOM_SIZE), range(4)))
    assert len({preview for preview, _ in results}) == 1
    assert decoded == [(ZOOM_SIZE,)]


def test_a_photo_that_cannot_be_decoded_as_large_keeps_its_other_previews(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It isn't marked as no picture, and for a while not tried again."""
    photo, attempts = add_large_photo(storage), list[str]()

    def fail(_data: bytes, file: str, *_: object) -> None:
        attempts.append(file)
        raise BrokenPicture(f"{file} takes too much memory to decode.")

    monkeypatch.setattr(previews, "decode", fail)
    for _ in range(2):
        with pytest.raises(BrokenPicture, match="takes too much memory"):
            get_preview(storage, photo.name, ZOOM_SIZE)
    assert attempts == ["a.jpg"]
    assert get_photo(storage, photo.name) == photo
    assert get_preview(storage, photo.name, 2048)[1] == photo
    later = time.monotonic() + previews.SLOW_RETRY_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with pytest.raises(BrokenPicture):
        get_preview(storage, photo.name, ZOOM_SIZE)
    assert len(attempts) == 2


def test_it_never_gets_the_name_of_other_bytes(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another tool may write new bytes between the two requests to storage."""
    photo = add_large_photo(storage)
    monkeypatch.setattr(previews, "_get_photo_or_trashed", lambda *_: photo)
    add = add_large_photo(storage, "Rome/b.jpg", (2500, 2500))
    storage.photos.overwrite(photo.name, storage.photos.read(add.name)[1], "image/jpeg", {})
    with pytest.raises(Changed):
        get_preview(storage, photo.name, ZOOM_SIZE)
    assert zoom_name(photo) not in preview_blobs(storage)


def test_it_stays_with_the_photo_and_is_removed_after_it(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through moves and the trash; once no photo has it, checking finds it. A photo without it isn't incomplete."""
    photo = add_large_photo(storage)
    preview, _ = get_preview(storage, photo.name, ZOOM_SIZE)
    add_photo(storage, "Rome/never zoomed.jpg")
    monkeypatch.setattr(previews, "decode", None)
    moved = move_to_album(storage, photo.name, "Oslo").photo
    assert moved
    trashed = move_to_trash(storage, moved.name).trash
    assert trashed
    assert get_preview(storage, trashed, ZOOM_SIZE)[0] == preview
    monkeypatch.setattr("gallery.library.check.ORPHAN_AFTER", timedelta())
    assert list(find_problems(storage, storage.photos.list_prefix(""))) == []
    delete_forever(storage, {trashed: storage.photos.get_properties(trashed).etag})
    findings = list(find_problems(storage, storage.photos.list_prefix("")))
    sizes = (*PREVIEW_SIZES, ZOOM_SIZE)
    assert {finding.name for finding in findings} == {preview_name(str(photo.version), size) for size in sizes}
    assert all(finding.try_repair() for finding in findings)
    assert zoom_name(photo) not in preview_blobs(storage)
