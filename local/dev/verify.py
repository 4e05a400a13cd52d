"""Checking a library: every photo against its checksum, and what is left over or missing beside it."""

import argparse
import base64
import os
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import unquote

from gallery.errors import GalleryError, NotFound
from gallery.library.moves import move
from gallery.library.previews import develop
from gallery.library.reservations import UNFINISHED_AFTER
from gallery.model.pending_moves import transit_of
from gallery.model.photos import PREVIEW_SIZES, TRASH, Blob, Photo, is_photo, is_trashed, preview_name
from gallery.pictures.worker_pool import close
from gallery.settings import read_settings
from gallery.storage.account import Storage, open_storage
from gallery.storage.container import md5_of

PREVIEW = re.compile(r"(?P<photo>.+)/[0-9a-f]{16}-\d+(?P<old>\.webp)?", re.DOTALL)
"""A preview's name. Those of PREVIEW_VERSION 1 ended in `.webp`."""


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    name: str
    problem: str
    repair: Callable[[], object] | None = None
    """What makes it good again without any risk; None where a person has to decide."""


def main() -> int:
    """Prints a report on the library that the settings name; 1 when problems remain, or it can't be checked."""
    parser = argparse.ArgumentParser(prog="dev.py verify")
    parser.add_argument("--repair", action="store_true")
    try:
        storage = open_storage(read_settings(os.environ))
        storage.photos.ping()
        return report(storage, repair=parser.parse_args().repair)
    except GalleryError as error:
        print(f"The library can't be checked: {error.message}", file=sys.stderr)
        return 1
    finally:
        close()


def report(storage: Storage, *, repair: bool) -> int:
    """A line for every problem; 1 when some remain."""
    photos = storage.photos.under("")
    left = 0
    for finding in findings(storage, photos):
        done = repair and _repaired(finding)
        left += not done
        print(f"{_shown(finding.name)}: {finding.problem}{' - repaired' if done else ''}", flush=True)
    print(f"{sum(map(is_photo, photos))} photos checked, {left or 'no'} problem{'s' * (left != 1)} left.")
    return int(left > 0)


def findings(storage: Storage, blobs: list[Blob]) -> Iterator[Finding]:
    """Everything that is wrong with these blobs of the photos' container, and with their previews."""
    previews = storage.previews.under("")
    there = {blob.name for blob in previews}
    for blob in blobs:
        yield from _about_blob(storage, blob, there)
    yield from _clashes(blob.name for blob in blobs if is_photo(blob))
    yield from _orphans(storage, blobs, previews)


def _about_blob(storage: Storage, blob: Blob, previews: set[str]) -> Iterator[Finding]:
    if blob.metadata.get("developed") == "no":
        yield Finding(blob.name, f"is no picture that the gallery shows ({unquote(blob.metadata.get('reason', ''))})")
    elif is_photo(blob) or is_trashed(blob):
        yield from _about_photo(storage, blob.photo, previews)
    elif not blob.length and not blob.name.startswith(".") and not _is_folder(blob):
        yield from _about_empty(storage, blob)


def _about_photo(storage: Storage, photo: Photo, previews: set[str]) -> Iterator[Finding]:
    try:
        blob, data = storage.photos.read(photo.name)
    except NotFound:
        return  # Somebody has moved it meanwhile.
    except GalleryError:
        known = base64.b64encode(photo.blob.md5 or b"").decode()
        yield Finding(photo.name, f"can't be read whole: its bytes do not have the checksum {known}")
        return
    transit = transit_of(blob)
    if transit and not transit.is_off:
        yield Finding(
            photo.name, f"is still on its way to {_shown(transit.to)}", partial(move, storage, blob, transit.to)
        )
        return
    missing = [preview_name(photo.name, md5_of(data).hex()[:16], size) for size in PREVIEW_SIZES]
    again = partial(develop, storage, blob.photo) if is_photo(blob) else None
    if is_photo(blob) and not photo.developed:
        yield Finding(photo.name, "is not developed yet", again)
    elif not set(missing) <= previews:
        yield Finding(photo.name, "has no previews", again or partial(develop, storage, blob.photo))


def _about_empty(storage: Storage, blob: Blob) -> Iterator[Finding]:
    if datetime.now(UTC) - blob.created < UNFINISHED_AFTER:
        return
    yield Finding(blob.name, "is an upload that died: 0 bytes", partial(storage.photos.delete, blob))


def _is_folder(blob: Blob) -> bool:
    """A marker of an account with a hierarchical namespace, which is no upload."""
    return any(key.lower() == "hdi_isfolder" for key in blob.metadata)


def _clashes(names: Iterable[str]) -> Iterator[Finding]:
    """Names that are one on a disk of Windows or macOS."""
    alike = defaultdict(list)
    for name in names:
        alike[unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())].append(name)
    for same in alike.values():
        for name in same[1:]:
            how = "Unicode form" if name.casefold() != same[0].casefold() else "case"
            yield Finding(name, f"differs from {_shown(same[0])} by {how} alone")


def _orphans(storage: Storage, blobs: list[Blob], previews: list[Blob]) -> Iterator[Finding]:
    """Previews of photos that are not there. Of one in the trash they lie under its former name."""
    known = {blob.name.removeprefix(TRASH) for blob in blobs}
    for blob in previews:
        named = PREVIEW.fullmatch(blob.name)
        if named and (named["photo"] not in known or named["old"]):
            whose = "an older release" if named["photo"] in known else "no photo"
            yield Finding(blob.name, f"is a preview of {whose}", partial(storage.previews.delete, blob))


def _repaired(finding: Finding) -> bool:
    if not finding.repair:
        return False
    try:
        finding.repair()
    except GalleryError:  # Changed or gone since it was looked at, or no picture after all: the next run says which.
        return False
    return True


def _shown(name: str) -> str:
    return name.encode("unicode_escape").decode() if not name.isprintable() else name


if __name__ == "__main__":
    sys.exit(main())
