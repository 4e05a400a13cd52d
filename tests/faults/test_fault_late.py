"""Writes that reach storage late, again or for the first time, after other operations on the same photo.

The sender has long given up on them, or succeeded with another try. Each is refused by its condition.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest

from faults.bench import Bench
from faults.clients import DELETE, MOVE, NO_RESPONSE, PUT, RESTORE, UPLOAD, Request, Response
from faults.failures import Failure, Fault
from faults.model import EMPTY, Round, State
from faults.operations import NAME, Operation, attempt, find_operation
from faults.storages import list_shown, open_storages, picture
from gallery.errors import PhotoExists
from gallery.library import storing
from gallery.library.incoming import INCOMING
from gallery.library.moves import move_to_album
from gallery.library.outcomes import DUPLICATE
from gallery.library.storing import WAITS_FOR
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.library.uploads import Upload, store_put, store_upload
from gallery.model.folders import TRASH
from gallery.storage.account import Storage
from gallery.storage.folder_marks import INDEX

pytestmark = pytest.mark.usefixtures("quick")
SELECTED = 2
"""Cases of each test without --full."""

REQUESTS = {
    "upload": Request(UPLOAD, "a.jpg", "red", "Rome"),
    "upload with a name that is taken": Request(UPLOAD, "a.jpg", "red", "Rome"),
    "upload in pieces": Request(UPLOAD, "a.jpg", "red", "Rome"),
    "finish an upload in pieces": Request(UPLOAD, "a.jpg", "red", "Rome"),
    "put": Request(PUT, NAME, "red"),
    "put after a killed put": Request(PUT, NAME, "red"),
    "delete": Request(DELETE, NAME),
    "restore": Request(RESTORE, TRASH + NAME),
    "move to an album": Request(MOVE, NAME, album="Oslo"),
}
"""The operations that upload or move, as requests of a client."""

every_operation = pytest.mark.parametrize(
    "operation", [find_operation(name) for name in REQUESTS], ids=lambda one: one.name
)


def find_red(storage: Storage) -> str:
    """Return the name of the red photo, "" if it isn't stored."""
    return next((name for name, color in read_colors(storage).items() if color == "red"), "")


def delete_or_restore(storage: Storage) -> None:
    name = find_red(storage)
    if name:
        (restore_from_trash if name.startswith(TRASH) else move_to_trash)(storage, name)


def delete_and_restore(storage: Storage) -> None:
    delete_or_restore(storage)
    delete_or_restore(storage)


def delete_and_upload_another(storage: Storage) -> None:
    delete_or_restore(storage)
    store_upload(storage, Upload("a.jpg", picture("green")), "Rome")


def delete_with_another_tool(storage: Storage) -> None:
    """All names are free then."""
    name = find_red(storage)
    if name:
        storage.photos.delete(storage.photos.get_properties(name))


def move_elsewhere(storage: Storage) -> None:
    name = find_red(storage)
    if name and not name.startswith(TRASH):
        move_to_album(storage, name, "Paris")


def upload_again(storage: Storage) -> None:
    store_upload(storage, Upload("a.jpg", picture("red")), "Rome")


def put_another_over_an_abandoned_reservation(storage: Storage) -> None:
    with pytest.MonkeyPatch.context() as patch, suppress(PhotoExists):
        patch.setattr(storing, "ABANDONED_AFTER", storing.ABANDONED_AFTER * 0)
        store_put(storage, NAME, picture("green"))


LATER: tuple[Callable[[Storage], None], ...] = (
    lambda _: None,
    delete_or_restore,
    delete_and_restore,
    delete_and_upload_another,
    delete_with_another_tool,
    move_elsewhere,
    upload_again,
    put_another_over_an_abandoned_reservation,
)
"""What happens before the late writes arrive."""


@dataclass(frozen=True)
class Snapshot:
    """The photo container, hidden copies included, without the index."""

    etags: dict[str, str]
    reservations: frozenset[str]

    def added_by(self, later: "Snapshot") -> set[str]:
        """Return what a later one has in addition; everything else must be the same."""
        assert self.etags.items() <= later.etags.items(), (self, later)
        return later.etags.keys() - self.etags


def take_snapshot(storage: Storage) -> Snapshot:
    container = storage.service.get_container_client(storage.photos.container_name)
    blobs = [one for one in container.list_blobs(include=["metadata"]) if not one.name.startswith((INCOMING, INDEX))]
    reservations = frozenset(one.name for one in blobs if not one.size and WAITS_FOR in (one.metadata or {}))
    return Snapshot({one.name: one.etag for one in blobs}, reservations)


def read_colors(storage: Storage) -> State:
    """Return the color of each visible blob and of those in the trash."""
    known = {picture(color): color for color in ("red", "blue", "green")} | {b"": EMPTY}
    names = [blob.name for blob in storage.photos.list_prefix("") if not blob.name.startswith((INCOMING, INDEX))]
    return {name: known.get(storage.photos.read(name)[1], "broken") for name in names}


def deliver_and_check(operation: Operation, fault: Fault, later: Callable[[Storage], None], bench: Bench) -> int:
    """Break or repeat an operation, do something else, and deliver its writes; return how many there were.

    There may be none, because calls at the same time come in any order, and the fault may hit a read.
    """
    proxy = bench.proxy
    with open_storages(proxy.connection, bench.storage) as (through_proxy, direct):
        operation.prepare(direct)
        proxy.start(fault)
        outcome = attempt(operation, through_proxy)
        proxy.settle()
        later(direct)
        # Reading completes moves that are finished but for their last mark.
        shown, start, before = list_shown(direct), read_colors(direct), take_snapshot(direct)
        delivered = proxy.deliver_late()
        what = f"{operation.name}: {outcome}, {fault}, {later.__name__}, {delivered}"
        bench.figures.add("writes delivered late", len(delivered))
        found = read_colors(direct)
        if outcome:
            check_refused(before, take_snapshot(direct), delivered, what)
            assert sorted(list_shown(direct)) == sorted(shown), what
        else:
            # Nobody can stop a write that's only slow. It has its whole effect or none.
            failed = [(REQUESTS[operation.name], Response(NO_RESPONSE))]
            assert Round(start, failed, found, is_broken=True).is_explained(), f"{what}: {start} {found}"
        check_upload_of_the_same_bytes(direct, found, what)
        return len(delivered)


def check_refused(before: Snapshot, after: Snapshot, delivered: list[tuple[str, int]], what: str) -> None:
    """Check that storage refused all writes of photos. One may reserve a name that has become free, but not fill it."""
    added = before.added_by(after)
    assert added <= after.reservations, what
    accepted = [call for call, status in delivered if status < 400 and is_write_of_photo(call)]
    assert len(accepted) == len(added), what


def is_write_of_photo(call: str) -> bool:
    """Return whether a call writes to the photo container, and not a piece of an upload or a part of the index."""
    return "/photos-" in call and INCOMING not in call and INDEX not in call


def check_upload_of_the_same_bytes(direct: Storage, before: State, what: str) -> None:
    """Check that late reservations don't disturb the next upload: it stores the photo unless the folder has it."""
    has_red = any(color == "red" and name.startswith("Rome/") for name, color in before.items())
    uploaded = store_upload(direct, Upload("a.jpg", picture("red")), "Rome")
    assert uploaded.outcome == DUPLICATE if has_red else uploaded.outcome != DUPLICATE, what
    assert uploaded.photo, what
    reds = [name for name, color in read_colors(direct).items() if color == "red" and name.startswith("Rome/")]
    assert reds == [uploaded.photo.name], what


@pytest.mark.sampled(3)
@every_operation
def test_writes_that_arrive_again_later_are_refused(operation: Operation, bench: Bench) -> None:
    """All writes of an operation that succeeded, once more. Without --full after two of the later operations."""
    again = Fault(1, None, lasting=True, is_kept=True)
    for later in LATER if bench.is_full else random.Random(operation.name).sample(LATER, SELECTED):
        assert deliver_and_check(operation, again, later, bench)


@pytest.mark.sampled(3)
@every_operation
def test_an_abandoned_write_that_arrives_later_is_refused(operation: Operation, bench: Bench) -> None:
    """Each write, whose sender then succeeded with the next try, or gave up. Without --full two of these cases."""
    calls = find_writes(operation, bench)
    cases = [(Fault(call, Failure.STALLED, is_kept=True), later) for call in calls for later in LATER]
    cases += [(Fault(call, Failure.RESET_BEFORE, lasting=True, is_kept=True), late) for call in calls for late in LATER]
    chosen = cases if bench.is_full else random.Random(operation.name).sample(cases, SELECTED)
    assert sum(deliver_and_check(operation, fault, later, bench) for fault, later in chosen)


def find_writes(operation: Operation, bench: Bench) -> list[int]:
    """Return the numbers of the calls that write, in an undisturbed run."""
    with open_storages(bench.proxy.connection, bench.storage) as (through_proxy, direct):
        operation.prepare(direct)
        bench.proxy.start(None)
        assert attempt(operation, through_proxy) in operation.results
        calls = bench.proxy.calls
        return [number for number, call in enumerate(calls, 1) if not call.startswith(("GET", "HEAD"))]


def test_bytes_of_an_abandoned_upload_never_replace_a_later_photo(bench: Bench) -> None:
    """After ten minutes another PUT replaces the reservation of an abandoned one. Then the first one's bytes arrive."""
    operation = find_operation("put")
    fill = find_writes(operation, bench)[-1]
    with open_storages(bench.proxy.connection, bench.storage) as (through_proxy, direct):
        operation.prepare(direct)
        bench.proxy.start(Fault(fill, Failure.RESET_BEFORE, lasting=True, is_kept=True))
        assert attempt(operation, through_proxy) is None
        bench.proxy.settle()
        assert read_colors(direct)[NAME] == EMPTY
        put_another_over_an_abandoned_reservation(direct)
        assert [status for call, status in bench.proxy.deliver_late() if f"/{NAME}" in call] == [412] * 3
        assert read_colors(direct)[NAME] == "green"
