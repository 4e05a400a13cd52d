"""An upload is freed once it has its response, without waiting for Python's garbage collector.

A cycle of an error, its traceback and a frame would keep it. Rejected photos once took 200 MB.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from support.pictures import jpeg

from gallery.errors import GalleryError
from gallery.library.previews import develop
from gallery.library.uploads import Upload, store_put, store_uploads
from gallery.model.photos import photo_of
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from local.dev import ports

PICTURE = jpeg("red", (300, 200))


@pytest.fixture(autouse=True)
def no_garbage_collection() -> Iterator[None]:
    """Disable it, because it would hide cycles by freeing them."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def unreachable_storage(connection_string: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    """Storage at an address that refuses connections."""
    monkeypatch.setattr("gallery.storage.account.BACKOFF", 0.01)
    endpoint = connection_string.partition("BlobEndpoint=")[2].partition(";")[0]
    nowhere = connection_string.replace(endpoint, f"http://127.0.0.1:{ports.find_free()}/x")
    opened = open_storage(read_settings({PHOTO_STORAGE: nowhere}))
    yield opened
    opened.service.close()


def count_leaked_references(data: bytes, work: Callable[[], object]) -> int:
    """Return how many references to the data are left after the work."""
    before = sys.getrefcount(data)
    with suppress(GalleryError):
        work()
    until = time.monotonic() + 2  # a killed worker takes a moment to disappear
    while sys.getrefcount(data) > before and time.monotonic() < until:
        time.sleep(0.01)
    return sys.getrefcount(data) - before


@pytest.mark.parametrize(
    "data",
    [PICTURE, b"no picture" * 100, PICTURE[:700], b"\x89PNG\r\n\x1a\n" + b"x" * 1000],
    ids=["picture", "text", "cut", "broken"],
)
def test_photo_from_the_upload_form_is_freed_whatever_its_outcome(data: bytes, storage: Storage) -> None:
    """Added, a duplicate the second time, or rejected."""
    for _ in range(2):
        assert count_leaked_references(data, lambda: store_uploads(storage, [Upload("x.jpg", data)], "")) == 0


def test_photo_that_takes_too_long_to_decode_is_freed(storage: Storage) -> None:
    """Together with the worker that was killed."""
    impatient = replace(storage, settings=replace(storage.settings, decode_seconds=0))
    assert count_leaked_references(PICTURE, lambda: store_uploads(impatient, [Upload("x.jpg", PICTURE)], "")) == 0


def test_photo_is_freed_if_storage_is_unreachable(unreachable_storage: Storage) -> None:
    """After several retries, each with its own error."""
    assert (
        count_leaked_references(PICTURE, lambda: store_uploads(unreachable_storage, [Upload("x.jpg", PICTURE)], ""))
        == 0
    )
    assert count_leaked_references(PICTURE, lambda: store_put(unreachable_storage, "Rome/x.jpg", PICTURE)) == 0


@pytest.mark.parametrize("data", [PICTURE, PICTURE + b"other"], ids=["same", "other"])
def test_photo_put_under_an_existing_name_is_freed(data: bytes, storage: Storage) -> None:
    """Whether it's a duplicate or rejected."""
    storage.photos.create("Rome/x.jpg", PICTURE, "image/jpeg", {})
    assert count_leaked_references(data, lambda: store_put(storage, "Rome/x.jpg", data)) == 0


def test_file_that_turns_out_not_to_be_a_picture_is_freed(storage: Storage) -> None:
    """The app reads files of other tools when a visitor opens them."""
    storage.photos.create("Rome/x.jpg", b"no picture" * 100_000, "image/jpeg", {})
    photo = photo_of(storage.photos.get_visible("Rome/x.jpg"))
    before = count_exceptions()
    for _ in range(3):
        with suppress(GalleryError):
            develop(storage, photo)
    assert count_exceptions() == before


def count_exceptions() -> int:
    return sum(isinstance(each, BaseException) for each in gc.get_objects())
