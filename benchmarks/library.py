"""A library that is made up as it is listed, in a process of its own.

`python -m benchmarks.library YEARS PHOTOS_A_MONTH`; without a year it has one month.
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
def library(years: int, photos_a_month: int) -> Iterator[str]:
    """Its connection string. Its CPU time is not ours."""
    command = [sys.executable, "-m", "benchmarks.library", str(years), str(photos_a_month)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError
        yield process.stdout.readline().strip()
        process.stdin.close()


@contextmanager
def opened(connection: str) -> Iterator[Storage]:
    """The library as a gallery sees it that has just started."""
    storage = open_storage(read_settings({PHOTO_STORAGE: connection}))
    with storage.service:
        yield storage


def main() -> None:
    """Until standard input ends."""
    years, photos_a_month = map(int, sys.argv[1:])
    names = dated_names(years or 1, photos_a_month)
    with fake_account(names if years else names[-photos_a_month:]) as account:
        print(account.connection, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
