"""A large fake library, generated when it's listed, in its own process.

`python -m benchmarks.library YEARS PHOTOS_A_MONTH ALBUMS ALBUM_PHOTOS LAST_MONTH HAS_INDEX IS_DESCRIBED`; see Shape.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from support.fake_index import build_index, forget_index
from support.fake_library import Shape
from support.fake_listing import fake_account
from support.storage_calls import count_calls

from benchmarks.searchable import describe
from benchmarks.usage import measure_cpu_seconds
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from local.dev.paths import ROOT

View = Callable[[Storage], object]

HUNDRED = Shape(last_month=101)


@contextmanager
def serve_library(shape: Shape, *, has_index: bool = True, is_described: bool = False) -> Iterator[str]:
    """Serve the library, by default with its index, and yield its connection string. Its CPU time isn't counted.

    With `is_described`, photos have captions, tags, lenses and places in the index.
    """
    arguments = [*map(str, shape), str(int(has_index)), str(int(is_described))]
    command = [sys.executable, "-m", "benchmarks.library", *arguments]
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
    forget_index()
    storage = open_storage(read_settings({PHOTO_STORAGE: connection}))
    with storage.service:
        yield storage


def time_first(connection: str, view: View) -> Callable[[], float]:
    """Return a measurement of a view's CPU time, in milliseconds, in a gallery that has just started."""

    def measure() -> float:
        with open_library(connection) as storage:
            return measure_cpu_seconds(lambda: view(storage)) * 1000

    return measure


def time_again(storage: Storage, view: View) -> Callable[[], float]:
    """Return a measurement of the CPU time of showing a view again, in milliseconds."""
    view(storage)
    return lambda: measure_cpu_seconds(lambda: view(storage)) * 1000


def count_calls_of(connection: str, view: View) -> int:
    """Return the storage requests of a view in a gallery that has just started."""
    with open_library(connection) as storage, count_calls() as calls:
        view(storage)
    return len(calls)


def main() -> None:
    """Serve the library until standard input ends."""
    *shape, has_index, is_described = map(int, sys.argv[1:])
    with fake_account(Shape(*shape).folders()) as account:
        if has_index:
            build_index(account, complete=describe if is_described else lambda row: row)
        print(account.connection, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
