"""Report on a library: `python -m local.dev.verify [--repair]`.

Exit codes: 0 if all is well, 1 if photos are damaged or exist twice, or if the library can't be checked, and 3 if only
derived data and leftovers need cleaning up.
"""

import argparse
import os
import sys

from gallery.errors import GalleryError, NotFound
from gallery.library.check import Finding, Md5s, Severity, find_problems, is_other_file, printable
from gallery.model.blobs import Blob
from gallery.model.photos import is_photo
from gallery.pictures.worker_pool import close_workers
from gallery.settings import read_settings
from gallery.storage.account import Storage, open_storage

PHOTOS_AFFECTED, DERIVED_ONLY = 1, 3
"""Exit codes. argparse uses 2."""

MAX_ROUNDS = 5
"""Checks in a row, of which the last repairs nothing."""


def main() -> int:
    """Print a report on the library that the settings name; return the exit code."""
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
    """Print a line for every problem; return the exit code for those that remain."""
    blobs, findings = _check(storage, repair=repair)
    problems = [finding for finding in findings if finding.severity is not Severity.NOTE]
    photos, left = sum(map(is_photo, blobs)), len(problems)
    print(f"{photos} photo{'s' * (photos != 1)} checked, {left or 'no'} problem{'s' * (left != 1)} left.")
    others = sum(map(is_other_file, blobs))
    if others:
        print(f"{others} other file{'s' * (others != 1)} in the container, which the gallery never shows.")
    if any(finding.severity is Severity.PHOTO for finding in problems):
        return PHOTOS_AFFECTED
    return DERIVED_ONLY if problems else 0


def _check(storage: Storage, *, repair: bool) -> tuple[list[Blob], list[Finding]]:
    """Return all blobs and what's wrong with them.

    After repairs, check again until nothing changes: a repair can reveal another problem. Photos that haven't changed
    aren't read again.
    """
    md5s: Md5s = {}
    printed: set[tuple[str, str]] = set()
    for remaining in reversed(range(MAX_ROUNDS if repair else 1)):
        blobs, findings, has_tried = storage.photos.list_prefix(""), [], False
        for finding in find_problems(storage, blobs, md5s):
            findings.append(finding)
            if (finding.name, finding.problem) in printed:
                continue  # Repairing it didn't help.
            printed.add((finding.name, finding.problem))
            has_tried |= bool(remaining and finding.repair)
            is_repaired = bool(remaining) and finding.try_repair()
            print(f"{printable(finding.name)}: {finding.problem}{' - repaired' * is_repaired}", flush=True)
        if not has_tried:
            break
    return blobs, findings


if __name__ == "__main__":
    sys.exit(main())
