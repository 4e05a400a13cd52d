"""Nothing of an upload stays in memory once it has its answer: not until Python's collector of cycles comes by either.

What would hold it then is a cycle of an error, its traceback and a frame. Refused photos used to take 200 MB.
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
from gallery.library.put_uploads import reserve_name
from gallery.library.uploads import Upload, store_uploads
from gallery.model.photos import photo_of
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from local.dev import ports

PICTURE = jpeg("red", (300, 200))


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    """It would hide what it has freed."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def unreachable(storage: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    """A gallery whose storage nobody answers for."""
    monkeypatch.setattr("gallery.storage.account.BACKOFF", 0.01)
    endpoint = storage.partition("BlobEndpoint=")[2].partition(";")[0]
    nowhere = storage.replace(endpoint, f"http://127.0.0.1:{ports.find_free()}/x")
    opened = open_storage(read_settings({PHOTO_STORAGE: nowhere}))
    yield opened
    opened.service.close()


def stays(data: bytes, work: Callable[[], object]) -> int:
    """References to the data that are left over, a moment later."""
    before = sys.getrefcount(data)
    with suppress(GalleryError):
        work()
    until = time.monotonic() + 2  # a decoder that was killed takes a moment to be gone
    while sys.getrefcount(data) > before and time.monotonic() < until:
        time.sleep(0.01)
    return sys.getrefcount(data) - before


@pytest.mark.parametrize(
    "data",
    [PICTURE, b"no picture" * 100, PICTURE[:700], b"\x89PNG\r\n\x1a\n" + b"x" * 1000],
    ids=["picture", "text", "cut", "broken"],
)
def test_a_photo_of_a_form_is_freed_whatever_became_of_it(data: bytes, shelves: Storage) -> None:
    """Stored at first, a duplicate when it comes again, or refused."""
    for _ in range(2):
        assert stays(data, lambda: store_uploads(shelves, [Upload("x.jpg", data)], "")) == 0


def test_a_photo_that_takes_too_long_is_freed(shelves: Storage) -> None:
    """With the decoder that was killed over it."""
    hasty = replace(shelves, settings=replace(shelves.settings, decode_seconds=0))
    assert stays(PICTURE, lambda: store_uploads(hasty, [Upload("x.jpg", PICTURE)], "")) == 0


def test_a_photo_that_storage_does_not_take_is_freed(unreachable: Storage) -> None:
    """After all tries, of which each has an error of its own."""
    assert stays(PICTURE, lambda: store_uploads(unreachable, [Upload("x.jpg", PICTURE)], "")) == 0
    assert stays(PICTURE, lambda: reserve_name(unreachable, "Rome/x.jpg", PICTURE)) == 0


@pytest.mark.parametrize("data", [PICTURE, PICTURE + b"other"], ids=["same", "other"])
def test_a_photo_that_is_put_where_there_is_one_is_freed(data: bytes, shelves: Storage) -> None:
    """A duplicate, or refused."""
    shelves.photos.create("Rome/x.jpg", PICTURE, "image/jpeg", {})
    assert stays(data, lambda: reserve_name(shelves, "Rome/x.jpg", data)) == 0


def test_a_photo_that_is_to_be_developed_is_freed_when_it_is_none(shelves: Storage) -> None:
    """What other tools put there is read by the app when somebody wants to see it."""
    shelves.photos.create("Rome/x.jpg", b"no picture" * 100_000, "image/jpeg", {})
    photo = photo_of(shelves.photos.get_visible("Rome/x.jpg"))
    held = len([one for one in gc.get_objects() if isinstance(one, BaseException)])
    for _ in range(3):
        with suppress(GalleryError):
            develop(shelves, photo)
    assert len([one for one in gc.get_objects() if isinstance(one, BaseException)]) == held
