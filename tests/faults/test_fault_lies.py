"""One false response of the service, once, misleads no one, wherever it comes."""

from collections.abc import Callable

import pytest

from faults.bench import Bench
from faults.checks import check
from faults.conftest import FIGURES
from faults.failures import ONCE, Failure, Fault
from faults.operations import NAME, OPERATIONS, Operation, attempt, find_operation
from faults.proxy import Proxy
from faults.storages import colors, list_shown, open_storages, picture
from gallery.errors import StorageUnavailable
from gallery.library.moves import move
from gallery.library.outcomes import STORED
from gallery.library.trash import move_to_trash
from gallery.library.uploads import store_put
from gallery.model.blobs import Blob
from gallery.model.pending_moves import read_pending_move
from gallery.storage.account import Storage

pytestmark = pytest.mark.usefixtures("quick")


def find_call(proxy: Proxy, start: str, part: str) -> int:
    """Return the number of a call in the last run."""
    return next(n for n, call in enumerate(proxy.calls, 1) if call.startswith(start) and part in call)


@pytest.mark.parametrize("failure", [Failure.FALSE_404, Failure.FALSE_404_AFTER, Failure.FALSE_412])
def test_a_delete_is_reported_as_it_is_even_if_storage_lies_about_it(
    failure: Failure, proxy: Proxy, connection_string: str
) -> None:
    """The gallery must not report a deleted photo that is still shown."""
    operation = find_operation("delete")
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        operation.prepare(direct)
        proxy.start(None)
        attempt(operation, through_proxy)
        call = find_call(proxy, "DELETE", NAME)
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        operation.prepare(direct)
        proxy.start(Fault(call, failure))
        assert move_to_trash(through_proxy, NAME).outcome == "trashed"
        proxy.start(None)
        assert list_shown(direct) == ["Rome/b.jpg"]
        assert colors(direct) == operation.results["trashed"]


@pytest.mark.parametrize("failure", [Failure.FALSE_404, Failure.FALSE_412, Failure.OTHER_REQUEST])
def test_a_stored_photo_is_reported_as_stored_even_if_reading_it_back_fails_once(
    failure: Failure, proxy: Proxy, connection_string: str
) -> None:
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        direct.photos.create_container()
        proxy.start(Fault(3, failure))
        assert through_proxy.photos.create(NAME, picture("red"), "image/jpeg", {}).length
        assert len(proxy.calls) == 4
        proxy.start(None)


def test_a_response_to_another_request_is_never_used_nor_the_one_after_it(proxy: Proxy, connection_string: str) -> None:
    """The connection is closed: it would deliver the response to this request to the next one."""
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        for name in ("a.jpg", "b.jpg"):
            direct.photos.create(name, name.encode(), "image/jpeg", {})
        for name in ("a.jpg", "b.jpg"):
            proxy.start(Fault(1, Failure.OTHER_REQUEST))
            assert through_proxy.photos.get_properties(name).name == name
            assert through_proxy.photos.read(name)[1] == name.encode()
            assert len(proxy.calls) == 3
        proxy.start(None)


def test_a_listing_with_repeated_entries_lists_each_name_once(proxy: Proxy, connection_string: str) -> None:
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        for name in ("a.jpg", "b/c.jpg"):
            direct.photos.create(name, b"pixels", "image/jpeg", {})
        proxy.start(Fault(1, Failure.REPEATED_ENTRIES, lasting=True))
        listing = through_proxy.photos.list_folder("")
        assert ([blob.name for blob in listing.blobs], listing.folders) == (["a.jpg"], [".gallery/", "b/"])
        proxy.start(None)


def test_a_marker_that_does_not_advance_is_an_error(proxy: Proxy, connection_string: str) -> None:
    """Said once, the page is requested again; otherwise the listing would never end."""
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        direct.photos.create("a.jpg", b"pixels", "image/jpeg", {})
        proxy.start(Fault(1, Failure.LOOP, lasting=True))
        with pytest.raises(StorageUnavailable):
            through_proxy.photos.list_folder("")
        proxy.start(None)


def test_an_empty_page_does_not_end_a_listing(proxy: Proxy, connection_string: str) -> None:
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        direct.photos.create("a.jpg", b"pixels", "image/jpeg", {})
        proxy.start(Fault(1, Failure.EMPTY_PAGE))
        names = [blob.name for blob in through_proxy.photos.list_prefix("a")]
        assert (names, len(proxy.calls)) == (["a.jpg"], 2), proxy.calls
        proxy.start(None)


def test_a_move_whose_mark_was_lost_and_canceled_does_not_lose_the_photo(proxy: Proxy, connection_string: str) -> None:
    """Move A's mark is written, but its response is lost. Move B cancels A and is about to delete A's copy, and A marks
    the photo again. With the same token, B would delete the new copy, and A the origin.
    """
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        photo = direct.photos.create(NAME, picture("red"), "image/jpeg", {})
        canceled: list[tuple[str, Callable[[Blob], bool]]] = []

        def cancel() -> None:
            origin = direct.photos.get_properties(NAME)
            pending = read_pending_move(origin)
            assert pending
            direct.photos.update_metadata(origin, pending.cancel().origin_metadata())
            canceled.append((pending.to, pending.owns_copy))

        proxy.start(Fault(1, Failure.RESET_AFTER, after=cancel))
        moved = _move_with_late_cancellation(through_proxy, direct, photo, canceled)
        proxy.start(None)
        assert direct.photos.read(moved.name)[1] == picture("red")


def _move_with_late_cancellation(
    storage: Storage, direct: Storage, photo: Blob, canceled: list[tuple[str, Callable[[Blob], bool]]]
) -> Blob:
    """Move A, while B does the second half of its cancellation just before A deletes the origin."""
    delete = storage.photos.delete

    def delete_late(blob: Blob) -> None:
        for name, owns_copy in canceled if blob.name == NAME else []:
            copy = direct.photos.get_properties(name)
            if owns_copy(copy):
                direct.photos.delete(copy)
        delete(blob)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage.photos, "delete", delete_late)
        return move(storage, photo, "Oslo/a.jpg")


@pytest.mark.sampled(4)
@pytest.mark.parametrize("failure", sorted(ONCE, key=str), ids=lambda failure: failure.name.lower())
def test_moves_survive_every_single_lie(failure: Failure, proxy: Proxy, connection_string: str) -> None:
    """Each call of a move, false once."""
    operation: Operation = next(one for one in OPERATIONS if one.name == "move to an album")
    for call in range(1, 7):
        with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
            operation.prepare(direct)
            proxy.start(Fault(call, failure))
            outcome = attempt(operation, through_proxy)
            what = f"call {call}, {failure}: {outcome}, {proxy.calls}"
            proxy.start(None)
            check(operation, outcome, direct, what, FIGURES)


@pytest.mark.parametrize("failure", sorted(ONCE, key=str), ids=lambda failure: failure.name.lower())
def test_the_first_upload_to_a_new_gallery_survives_every_single_lie(failure: Failure, bench: Bench) -> None:
    """Its containers don't exist yet, so a true 404 comes on top. An upload never responds that it doesn't exist."""
    for call in range(1, 9) if bench.is_full else (3, 5):
        with open_storages(bench.proxy.connection, bench.storage) as (through_proxy, direct):
            bench.proxy.start(Fault(call, failure))
            assert store_put(through_proxy, NAME, picture("red")).outcome == STORED, bench.proxy.calls
            bench.proxy.start(None)
            assert colors(direct) == {NAME: "red"}
