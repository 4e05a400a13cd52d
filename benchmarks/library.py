"""A large fake library, generated when it's listed, in its own process.

`python -m benchmarks.library YEARS PHOTOS_A_MONTH ALBUMS ALBUM_PHOTOS LAST_MONTH HAS_INDEX IS_DESCRIBED`; see Shape.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from support.fake_index import build_index
from support.fake_library import Shape
from support.fake_listing import fake_account

from benchmarks.searchable import describe
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from local.dev.paths import ROOT


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
    storage = open_storage(read_settings({PHOTO_STORAGE: connection}))
    with storage.service:
        yield storage


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
