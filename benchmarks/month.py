"""Listing a month of 5,000 photos with all their facts."""

import subprocess
from collections.abc import Iterator

from benchmarks.bench import PEERS, Bench
from benchmarks.library import library, opened
from benchmarks.rows import Row, Target, in_turns
from benchmarks.usage import cpu_seconds
from gallery.model.photos import photo_of
from gallery.storage.account import Storage


def rows(bench: Bench) -> Iterator[Row]:
    with library(1, 5000) as connection, opened(connection) as known:

        def listed(storage: Storage) -> float:
            return cpu_seconds(lambda: [photo_of(blob).facts for blob in storage.photos.list_prefix("2026/09/")])

        def anew() -> float:
            with opened(connection) as storage:
                return listed(storage)

        def peers() -> float:
            command = [bench.peer_python, str(PEERS / "listing.py"), connection, "2026/09/"]
            return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        listed(known)
        first, again, times = in_turns(bench.runs, anew, lambda: listed(known), peers)
        yield Row("listing a month of 5,000, CPU", "s", first, "the SDK's list_blobs", times, Target(0.3))
        yield Row("the same again, while nothing has changed", "s", again, "the SDK's list_blobs", times, Target(0.3))
