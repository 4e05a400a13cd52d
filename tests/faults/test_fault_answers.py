"""What the sweep has forced, each by itself: an answer that is lost, cut, altered or late misleads nobody."""

import os
import time
from datetime import UTC, datetime

import pytest
from support.other_tools import write_in_blocks
from support.pictures import png

from faults.operations import LINES, NAME, attempt, dead_token, listed, opened, operation_named, picture
from faults.proxy import Fault, Proxy, Way
from gallery.errors import BrokenPicture, Crashed, GalleryError, PhotoExists, StorageUnavailable
from gallery.library import previews, reservations
from gallery.library.outcomes import STORED
from gallery.library.previews import get_preview
from gallery.library.put_uploads import reserve_name
from gallery.library.reservations import TOKEN, WAITS_FOR, is_abandoned, new_token
from gallery.model.blobs import Blob
from gallery.web.flash import store_flash, take_flash

pytestmark = pytest.mark.usefixtures("quick")
UPLOAD, PUT, DEVELOP = (operation_named(name) for name in ("upload", "put", "develop"))


def number_of(proxy: Proxy, start: str, end: str) -> int:
    """Which call of the last good run that was."""
    return next(
        n for n, call in enumerate(proxy.calls, 1) if call.startswith(start) and call.partition("?")[0].endswith(end)
    )


@pytest.mark.parametrize("operation", [UPLOAD, PUT], ids=["form", "put"])
@pytest.mark.parametrize("way", [Way.RESET_AFTER, Way.REPEATED], ids=["lost answer", "request sent twice"])
def test_one_s_own_photo_is_no_duplicate_and_nobody_else_s(
    proxy: Proxy, storage: str, way: Way, operation: object
) -> None:
    """The second try finds what the first has written, and knows it."""
    assert operation in (UPLOAD, PUT)
    chosen = UPLOAD if operation is UPLOAD else PUT
    with opened(proxy.connection, storage) as (through, direct):
        chosen.prepare(direct)
        proxy.start(None)
        attempt(chosen, through)
        call = number_of(proxy, "PUT", "/Rome/a.jpg")
    with opened(proxy.connection, storage) as (through, direct):
        chosen.prepare(direct)
        proxy.start(Fault(call, way))
        assert attempt(chosen, through) == STORED
        proxy.start(None)
        assert sorted(listed(direct)) == ["Rome/a.jpg", "Rome/b.jpg"]


def test_a_head_that_is_cut_is_never_a_photo_without_a_length(proxy: Proxy, storage: str) -> None:
    """Wherever it is cut: an empty photo would count as an upload that died, and be deleted for the next one."""
    with opened(proxy.connection, storage) as (through, direct):
        whole = direct.photos.create(NAME, picture("red"), "image/jpeg", {"a": "b"})
        for _ in range(40):
            proxy.start(Fault(1, Way.CUT_HEAD))
            # The place of the cut goes with the number of calls.
            proxy.calls.extend([""] * _)
            assert through.photos.get_visible(NAME) == whole
        proxy.start(None)


def test_an_altered_answer_makes_no_photo_a_file_that_is_none(proxy: Proxy, storage: str) -> None:
    """Such a verdict would hide it for ever; also where storage keeps no checksum of the photo."""
    with opened(proxy.connection, storage) as (through, direct):
        direct.previews.ping()
        # A wrong byte in a PNG breaks its checksum, where a JPEG would only look a little different.
        write_in_blocks(direct, NAME, png("red"))
        for call in range(1, 12):
            proxy.start(Fault(call, Way.WRONG_ANSWER, lasting=True))
            attempt(DEVELOP, through)
            proxy.start(None)
            assert listed(direct) == [NAME]


def test_a_photo_whose_decoder_was_killed_stays_a_photo(storage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the system, for want of memory: that is no verdict on the photo."""

    def killed(*_: object) -> None:
        raise Crashed("a.jpg is damaged; decoding it failed badly.")

    with opened(storage) as (direct,):
        direct.previews.ping()
        write_in_blocks(direct, NAME, picture("red"))
        with monkeypatch.context() as patch:
            patch.setattr(previews, "decode", killed)
            with pytest.raises(BrokenPicture):
                get_preview(direct, NAME, 240)
        assert listed(direct) == [NAME]


def test_a_report_is_shown_although_removing_it_fails(proxy: Proxy, storage: str) -> None:
    """Seen twice is better than never."""
    for way in (Way.RESET_AFTER, Way.ERROR_500):
        with opened(proxy.connection, storage) as (through, direct):
            ticket = store_flash(direct, LINES)
            proxy.start(Fault(2, way, lasting=True))
            assert take_flash(through, ticket) == LINES
            proxy.start(None)


def test_a_whole_answer_has_no_longer_than_the_time_out(proxy: Proxy, storage: str) -> None:
    """A byte at a time would go on for ever otherwise; three tries, each of half a second here."""
    with opened(proxy.connection, storage) as (through, direct):
        direct.photos.create(NAME, picture("red"), "image/jpeg", {})
        proxy.start(Fault(1, Way.SLOW, lasting=True))
        started = time.monotonic()
        with pytest.raises(StorageUnavailable):
            through.photos.get_visible(NAME)
        assert time.monotonic() - started < 5
        proxy.start(None)


@pytest.mark.parametrize("way", [Way.LIMITED_429, Way.PARTIAL, Way.WRONG_STORED], ids=lambda way: way.name.lower())
def test_what_the_sdk_does_not_try_again_is_tried_again(proxy: Proxy, storage: str, way: Way) -> None:
    """Too many requests, a part for the whole, and bytes that were altered on their way."""
    with opened(proxy.connection, storage) as (through, direct):
        direct.photos.ping()
        proxy.start(Fault(1, way))
        through.photos.create(NAME, picture("red"), "image/jpeg", {})
        proxy.start(Fault(1, way))
        assert [blob.length for blob in through.photos.list_prefix("")] == [len(picture("red"))]
        proxy.start(None)


def test_altered_bytes_are_never_stored(proxy: Proxy, storage: str) -> None:
    """Not for a moment: storage compares what it gets with the checksum that comes with it."""
    with opened(proxy.connection, storage) as (through, direct):
        direct.photos.ping()
        seen: list[Blob] = []
        fault = Fault(1, Way.WRONG_STORED, lasting=True, after=lambda: seen.extend(direct.photos.list_prefix("")))
        proxy.start(fault)
        with pytest.raises(GalleryError):
            through.photos.create(NAME, picture("red"), "image/jpeg", {})
        proxy.start(None)
        assert seen == direct.photos.list_prefix("") == []


def reserved(token: str, md5: str = "aa") -> Blob:
    return Blob(NAME, 0, "", None, "", datetime.now(UTC), {TOKEN: token, WAITS_FOR: md5})


def test_an_upload_whose_process_has_died_goes_on_at_once_with_the_same_bytes_alone() -> None:
    """One that is alive, on another machine or that brought other bytes is waited for."""
    dead = dead_token()
    elsewhere = f"f00{dead}"
    alive = dead.replace(dead.split("-")[1], str(os.getppid()))
    assert is_abandoned(reserved(dead), b"\xaa")
    assert not is_abandoned(reserved(dead), b"\xbb")
    for token in (elsewhere, alive, new_token(), "", "-1-x", "nonsense"):
        assert not is_abandoned(reserved(token), b"\xaa"), token


def test_while_a_photo_is_being_put_the_same_bytes_wait_too(storage: str) -> None:
    """Two bindings at work on one blob would empty what the other has been told is stored."""
    with opened(storage) as (direct,):
        reserve_name(direct, NAME, picture("red"))
        with pytest.raises(PhotoExists, match="five minutes"):
            reserve_name(direct, NAME, picture("red"))


def test_taking_over_is_no_conflict_when_its_first_answer_was_lost(
    proxy: Proxy, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted is deleted."""
    monkeypatch.setattr(reservations, "UNFINISHED_AFTER", reservations.UNFINISHED_AFTER * 0)
    for call in range(1, 14):
        with opened(proxy.connection, storage) as (through, direct):
            reserve_name(direct, NAME, picture("blue"))
            proxy.start(Fault(call, Way.RESET_AFTER))
            assert reserve_name(through, NAME, picture("red")).outcome == STORED, call
            proxy.start(None)
