"""Listing a month of 5,000 photos with all their facts."""

import subprocess
from collections.abc import Iterator

from benchmarks.bench import PEERS, Bench
from benchmarks.library import library
from benchmarks.rows import Row, Target, in_turns
from benchmarks.usage import cpu_seconds
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage import Storage, open_storage


def rows(bench: Bench) -> Iterator[Row]:
    with library(1, 5000) as connection:

        def opened() -> Storage:
            return open_storage(read_settings({PHOTO_STORAGE: connection}))

        def listed(storage: Storage) -> float:
            return cpu_seconds(lambda: [blob.photo.facts for blob in storage.photos.under("2026/09/")])

        def peers() -> float:
            command = [bench.peer_python, str(PEERS / "listing.py"), connection, "2026/09/"]
            return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        known = opened()
        listed(known)
        first, again, times = in_turns(bench.runs, lambda: listed(opened()), lambda: listed(known), peers)
        yield Row("listing a month of 5,000, CPU", "s", first, "the SDK's list_blobs", times, Target(0.3))
        yield Row("the same again, while nothing has changed", "s", again, "the SDK's list_blobs", times, Target(0.3))
