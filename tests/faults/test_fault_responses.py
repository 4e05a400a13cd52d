"""Single cases that the sweep has found: a lost, cut, corrupt or late response misleads no one."""

import time

import pytest
from support.other_tools import write_in_blocks
from support.pictures import png

from faults.failures import Failure, Fault
from faults.operations import LINES, NAME, attempt, find_operation
from faults.proxy import Proxy
from faults.storages import list_shown, open_storages, picture
from gallery.errors import BrokenPicture, Crashed, GalleryError, StorageUnavailable
from gallery.library import previews, storing
from gallery.library.outcomes import STORED
from gallery.library.previews import get_preview
from gallery.library.storing import RESERVED, TOKEN, WAITS_FOR
from gallery.library.uploads import store_put
from gallery.web.flash import store_flash, take_flash

pytestmark = pytest.mark.usefixtures("quick")
UPLOAD, PUT, DEVELOP = (find_operation(name) for name in ("upload", "put", "develop"))


def find_call(proxy: Proxy, start: str, end: str) -> int:
    """Return the number of a call in the last run."""
    return next(
        n for n, call in enumerate(proxy.calls, 1) if call.startswith(start) and call.partition("?")[0].endswith(end)
    )


@pytest.mark.parametrize("operation", [UPLOAD, PUT], ids=["form", "put"])
@pytest.mark.parametrize(
    "failure", [Failure.RESET_AFTER, Failure.REPEATED], ids=["lost response", "request sent twice"]
)
def test_a_retried_upload_is_not_reported_as_a_duplicate_of_itself(
    proxy: Proxy, connection_string: str, failure: Failure, operation: object
) -> None:
    """The retry finds the photo that the first try has written, and recognizes it."""
    assert operation in (UPLOAD, PUT)
    chosen = UPLOAD if operation is UPLOAD else PUT
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        chosen.prepare(direct)
        proxy.start(None)
        attempt(chosen, through_proxy)
        call = find_call(proxy, "PUT", "/Rome/a.jpg")
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        chosen.prepare(direct)
        proxy.start(Fault(call, failure))
        assert attempt(chosen, through_proxy) == STORED
        proxy.start(None)
        assert sorted(list_shown(direct)) == ["Rome/a.jpg", "Rome/b.jpg"]


def test_a_response_with_cut_headers_never_looks_like_an_empty_photo(proxy: Proxy, connection_string: str) -> None:
    """Wherever it's cut: an empty photo counts as an abandoned upload, which the next upload would delete."""
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        read_photos = direct.photos.create(NAME, picture("red"), "image/jpeg", {"a": "b"})
        for earlier_calls in range(40):
            proxy.start(Fault(1, Failure.CUT_HEAD))
            # The position of the cut depends on the number of calls.
            proxy.calls.extend([""] * earlier_calls)
            assert through_proxy.photos.get_visible(NAME) == read_photos
        proxy.start(None)


def test_a_corrupt_response_does_not_mark_a_photo_as_not_a_picture(proxy: Proxy, connection_string: str) -> None:
    """That would hide the photo forever. Storage has no MD5 of this one."""
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        direct.previews.create_container()
        # A wrong byte breaks a PNG's checksum, but only changes a JPEG's colors.
        write_in_blocks(direct, NAME, png("red"))
        for call in range(1, 12):
            proxy.start(Fault(call, Failure.CORRUPT_RESPONSE, lasting=True))
            attempt(DEVELOP, through_proxy)
            proxy.start(None)
            assert list_shown(direct) == [NAME]


def test_a_photo_whose_worker_was_killed_stays_a_photo(connection_string: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may kill a worker because memory is short, which says nothing about the photo."""

    def crash(*_: object) -> None:
        raise Crashed("a.jpg is damaged; decoding it failed badly.")

    with open_storages(connection_string) as (direct,):
        direct.previews.create_container()
        write_in_blocks(direct, NAME, picture("red"))
        with monkeypatch.context() as patch:
            patch.setattr(previews, "decode", crash)
            with pytest.raises(BrokenPicture):
                get_preview(direct, NAME, 240)
        assert list_shown(direct) == [NAME]


def test_a_flash_message_is_shown_even_if_deleting_it_fails(proxy: Proxy, connection_string: str) -> None:
    """Twice is better than never."""
    for failure in (Failure.RESET_AFTER, Failure.ERROR_500):
        with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
            ticket = store_flash(direct, LINES)
            proxy.start(Fault(2, failure, lasting=True))
            assert take_flash(through_proxy, ticket) == LINES
            proxy.start(None)


def test_the_timeout_applies_to_the_whole_response(proxy: Proxy, connection_string: str) -> None:
    """Otherwise a byte at a time could take forever. Here it's three tries of half a second each."""
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        direct.photos.create(NAME, picture("red"), "image/jpeg", {})
        proxy.start(Fault(1, Failure.SLOW, lasting=True))
        started = time.monotonic()
        with pytest.raises(StorageUnavailable):
            through_proxy.photos.get_visible(NAME)
        assert time.monotonic() - started < 5
        proxy.start(None)


@pytest.mark.parametrize(
    "failure", [Failure.LIMITED_429, Failure.PARTIAL, Failure.CORRUPT_REQUEST], ids=lambda failure: failure.name.lower()
)
def test_failures_that_the_sdk_does_not_retry_are_retried(
    proxy: Proxy, connection_string: str, failure: Failure
) -> None:
    """Too many requests, a partial response, and bytes that were corrupted on their way to storage."""
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        direct.photos.create_container()
        proxy.start(Fault(1, failure))
        through_proxy.photos.create(NAME, picture("red"), "image/jpeg", {})
        proxy.start(Fault(1, failure))
        assert [blob.length for blob in through_proxy.photos.list_prefix("Rome/")] == [len(picture("red"))]
        proxy.start(None)


def test_corrupt_bytes_are_never_stored(proxy: Proxy, connection_string: str) -> None:
    """Not even briefly: storage compares the bytes with the MD5 in the request."""
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        direct.photos.create_container()
        seen: list[object] = []
        fault = Fault(
            1, Failure.CORRUPT_REQUEST, lasting=True, after=lambda: seen.extend(direct.photos.list_prefix("Rome/"))
        )
        proxy.start(fault)
        with pytest.raises(GalleryError):
            through_proxy.photos.create(NAME, picture("red"), "image/jpeg", {})
        proxy.start(None)
        assert seen == direct.photos.list_prefix("Rome/") == []


def test_replacing_an_abandoned_upload_succeeds_even_if_a_response_is_lost(
    proxy: Proxy, connection_string: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "ABANDONED_AFTER", storing.ABANDONED_AFTER * 0)
    for call in range(1, 14):
        with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
            direct.photos.put(NAME, RESERVED, {TOKEN: "of a dead upload", WAITS_FOR: "aa"})
            proxy.start(Fault(call, Failure.RESET_AFTER))
            assert store_put(through_proxy, NAME, picture("red")).outcome == STORED, call
            proxy.start(None)
