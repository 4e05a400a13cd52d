"""A large fake library, generated when it's listed, in its own process.

`python -m benchmarks.library YEARS PHOTOS_PER_MONTH`; with 0 years it has one month.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from support.fake_listing import dated_names, fake_account

from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from local.dev.paths import ROOT


@contextmanager
def serve_library(years: int, photos_per_month: int) -> Iterator[str]:
    """Serve the library and yield its connection string. Its CPU time isn't counted."""
    command = [sys.executable, "-m", "benchmarks.library", str(years), str(photos_per_month)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError
        yield process.stdout.readline().strip()
        process.stdin.close()


@contextmanager
def open_library(connection: str) -> Iterator[Storage]:
    """Open the library like a gallery that has just started."""
    storage = open_storage(read_settings({PHOTO_STORAGE: connection}))
    with storage.service:
        yield storage


def main() -> None:
    """Serve the library until standard input ends."""
    years, photos_per_month = map(int, sys.argv[1:])
    names = dated_names(years or 1, photos_per_month)
    with fake_account(names if years else names[-photos_per_month:]) as account:
        print(account.connection, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
