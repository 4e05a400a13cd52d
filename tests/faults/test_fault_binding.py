"""A piece whose write by the output binding hangs longer than every timeout, and arrives after it was sent again.

The binding writes unconditionally, so a late write takes effect. But it only ever concerns a piece, never a photo.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import requests
from support.gallery_app import new_containers

from faults.bench import Bench
from faults.clients import list_shown, photo
from faults.contents import Contents, open_contents
from faults.failures import Failure, Fault
from faults.instances import start_instance
from faults.proxy import Proxy
from gallery.library import check, leftovers
from gallery.library.incoming import EXPIRES_AFTER, INCOMING
from gallery.storage.account import Storage
from local.dev import processes
from local.host import blob_output

TRIES = 4
"""How often the binding tries a call that gets no response: the SDK has a limit of its own for those."""
PATIENCE = 1
"""Seconds after which the client gives up."""
SECONDS = 120
DATA = photo("red")
MD5 = hashlib.md5(DATA, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Sender:
    """A client that sends files of one piece."""

    url: str
    proxy: Proxy
    contents: Contents

    def start(self, album: str) -> str:
        """Start an upload and return its URL."""
        about = {"file": "a.jpg", "bytes": len(DATA), "album": album}
        started = requests.post(f"{self.url}/api/uploads", json=about, timeout=SECONDS)
        return f"{self.url}/api/uploads/{started.json()['token']}"

    def send(self, upload: str, timeout: float = SECONDS) -> int:
        """Send the piece and return the status."""
        return requests.put(f"{upload}/0", DATA, timeout=timeout).status_code

    def finish(self, upload: str) -> requests.Response:
        """Ask the gallery to store the file."""
        return requests.post(upload, json={"pieces": [MD5]}, timeout=SECONDS)

    def received(self, upload: str) -> list[int]:
        """Return the numbers of the pieces that have arrived, as the gallery reports them."""
        numbers: list[int] = requests.get(upload, timeout=SECONDS).json()["received"]
        return numbers

    def stall(self, upload: str, call: int) -> None:
        """Send the piece, and give up while the binding's call with this number hangs, and all of its retries."""
        self.proxy.start(Fault(call, Failure.STALLED, lasting=True, is_kept=True))
        with pytest.raises(requests.RequestException):
            self.send(upload, PATIENCE)
        assert processes.wait_for(lambda: len(self.proxy.kept) == TRIES, SECONDS)
        self.proxy.settle()

    def write_late(self, upload: str) -> None:
        """Do what the binding does if it was only slow: write the whole piece."""
        storage = self.contents.storage
        name = f"{INCOMING}{upload.rpartition('/')[2]}/0"
        blob_output.write_blob(storage.service.get_blob_client(storage.photos.container_name, name), DATA)


@pytest.fixture(scope="module")
def sender(proxy: Proxy, connection_string: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sender]:
    containers, folder = new_containers(), tmp_path_factory.mktemp("binding")
    proxy.settle()
    with (
        open_contents(connection_string, containers) as contents,
        start_instance(folder, proxy.connection, containers, module="faults.quick_host") as started,
    ):
        yield Sender(started.url, proxy, contents)
        proxy.settle()


def abandon_pieces(sender: Sender, bench: Bench, test: str) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Send a piece twice, the first time in vain, for each call of the binding; without --full for the first.

    Yields the album, the upload's URL, and the late arrival of the first one.
    """
    upload = sender.start(f"Calls of {test}")
    sender.proxy.start(None)
    assert sender.send(upload) == 202
    writes = [number for number, call in enumerate(sender.proxy.calls, 1) if call.startswith("PUT") and "/0" in call]
    assert len(writes) == 3, "the empty blob, a block, and the list of blocks"
    for call in writes if bench.is_full else writes[:1]:
        album = f"Call {call} of {test}"
        upload = sender.start(album)
        sender.stall(upload, call)
        assert sender.send(upload) == 202
        yield album, upload, sender.proxy.deliver_late
    album = f"All calls of {test}"
    upload = sender.start(album)
    assert sender.send(upload) == 202
    yield album, upload, lambda: sender.write_late(upload)


def test_an_abandoned_piece_that_arrives_after_the_photo_was_stored_changes_nothing(
    sender: Sender, bench: Bench
) -> None:
    """What it leaves behind is deleted by `verify --repair` after a week."""
    storage = sender.contents.storage
    for album, upload, arrive in abandon_pieces(sender, bench, "stored"):
        stored = sender.finish(upload)
        assert (stored.status_code, stored.json()["outcome"]) == (201, "stored")
        before = storage.photos.list_folder(f"{album}/").blobs
        arrive()
        assert storage.photos.list_folder(f"{album}/").blobs == before
        assert list_shown(sender.url).count(f"{album}/a.jpg") == 1
        check_repair(storage, f"{INCOMING}{upload.rpartition('/')[2]}/0")
        assert sender.finish(upload).json() == stored.json()
        assert sender.contents.colors(f"{album}/") == {f"{album}/a.jpg": "red"}


def check_repair(storage: Storage, piece: str) -> None:
    """Check that a repair deletes a piece, but only once it's old."""
    found = storage.photos.list_prefix(piece)
    repair(storage, piece)
    assert storage.photos.list_prefix(piece) == found
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leftovers, "EXPIRES_AFTER", EXPIRES_AFTER * 0)
        repair(storage, piece)
    assert not storage.photos.list_prefix(piece)


def repair(storage: Storage, prefix: str) -> None:
    for finding in check.find_problems(storage, storage.photos.list_prefix(prefix)):
        assert not finding.repair or finding.try_repair(), finding


def test_an_abandoned_piece_that_arrives_before_the_upload_is_finished_may_have_to_be_sent_again(
    sender: Sender, bench: Bench
) -> None:
    """It may replace the complete piece by an empty blob. The gallery then names the piece, and stores nothing."""
    for album, upload, arrive in abandon_pieces(sender, bench, "not stored"):
        arrive()
        received = sender.received(upload)
        finished = sender.finish(upload)
        if finished.status_code == 409:
            assert (finished.json()["missing"], received) == ([0], [])
            assert sender.contents.colors(f"{album}/") == {}
            assert sender.send(upload) == 202
            finished = sender.finish(upload)
        assert finished.json()["outcome"] == "stored"
        assert sender.contents.colors(f"{album}/") == {f"{album}/a.jpg": "red"}
