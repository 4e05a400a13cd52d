"""Listing a month of 5,000 photos with all their facts."""

import subprocess
from collections.abc import Iterator

from benchmarks.bench import PEERS, Bench
from benchmarks.library import library
from benchmarks.rows import Row, Target, in_turns
from benchmarks.usage import cpu_seconds
from gallery.photos import Photo
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage import open_storage


def rows(bench: Bench) -> Iterator[Row]:
    with library(1, 5000) as connection:
        photos = open_storage(read_settings({PHOTO_STORAGE: connection})).photos

        def ours() -> float:
            return cpu_seconds(lambda: [Photo(blob).facts for blob in photos.under("2026/09/")])

        def peers() -> float:
            command = [bench.peer_python, str(PEERS / "listing.py"), connection, "2026/09/"]
            return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        times = in_turns(bench.runs, ours, peers)
        yield Row("listing a month of 5,000, CPU", "s", times[0], "the SDK's list_blobs", times[1], Target(0.3))
