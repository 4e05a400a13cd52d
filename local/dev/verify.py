"""Report on a library: `python -m local.dev.verify [--repair]`."""

import argparse
import os
import sys

from gallery.errors import GalleryError, NotFound
from gallery.library.check import find_problems, printable
from gallery.model.photos import is_photo
from gallery.pictures.worker_pool import close_workers
from gallery.settings import read_settings
from gallery.storage.account import Storage, open_storage


def main() -> int:
    """Print a report on the library that the settings name; return 1 if problems remain or it can't be checked."""
    parser = argparse.ArgumentParser(prog="dev.py verify")
    parser.add_argument("--repair", action="store_true")
    try:
        storage = open_storage(read_settings(os.environ))
        if not storage.photos.ping():
            raise NotFound(f"There's no container {storage.photos.container_name}.")
        return report(storage, repair=parser.parse_args().repair)
    except GalleryError as error:
        print(f"The library can't be checked: {error.message}", file=sys.stderr)
        return 1
    finally:
        close_workers()


def report(storage: Storage, *, repair: bool) -> int:
    """Print a line for every problem; return 1 if some remain."""
    photos = storage.photos.list_prefix("")
    left = 0
    for finding in find_problems(storage, photos):
        is_fixed = repair and finding.try_repair()
        left += not is_fixed
        print(f"{printable(finding.name)}: {finding.problem}{' - repaired' if is_fixed else ''}", flush=True)
    print(f"{sum(map(is_photo, photos))} photos checked, {left or 'no'} problem{'s' * (left != 1)} left.")
    return int(left > 0)


if __name__ == "__main__":
    sys.exit(main())
