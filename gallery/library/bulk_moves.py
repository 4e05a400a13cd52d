"""Moving or deleting many photos at once. They are looked up together, by listing where that's cheaper."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from gallery.errors import GalleryError
from gallery.library.companions import attach_companions_of, list_siblings
from gallery.library.content_checks import find_photos
from gallery.library.outcomes import Outcome, reject_on_error
from gallery.library.sidecars import attach_sidecars
from gallery.model.blobs import Blob
from gallery.model.folders import TRASH, day_of_name
from gallery.model.names import set_number
from gallery.model.pairs import attach_companions, can_have_companions
from gallery.model.photos import Photo, needs_check
from gallery.storage.account import Storage

Find = Callable[[str], Blob]
"""Returns a blob by name. Raises NotFound, also for the copy of a photo whose move is pending."""

Item = TypeVar("Item")

Move = Callable[[Storage, str, Find], Outcome]
"""Moves a photo, or raises a GalleryError."""

LISTED_FROM = 20
"""Photos in one album or month from which listing it is cheaper. A full listing takes as much CPU as 30 lookups."""

THREADS = 12
"""They mostly wait for storage. More threads gain nothing against Azurite, and every request has its own."""

MAX_SECONDS = 20.0
"""A request starts no more batches after this. It's far below the platform's 230 seconds, however slow storage is, and
short enough to show progress."""

BATCH = 48
"""Photos changed between two checks of the clock."""


def move_all(storage: Storage, names: Sequence[str], move: Move, *, keeps_folders: bool = False) -> list[Outcome]:
    """Look up all photos, then move each. See move_each."""
    find = find_all(storage, names)
    return move_each(names, lambda name: move(storage, name, find), keeps_folders=keeps_folders)


def deadline_of_request() -> float:
    """Return the time, by time.monotonic(), after which a request that begins now starts no more batches."""
    return time.monotonic() + MAX_SECONDS


def in_batches(items: Sequence[Item], deadline: float | None = None) -> Iterator[Sequence[Item]]:
    """Yield the items in batches, and stop at the deadline; without one after MAX_SECONDS.

    The first batch always comes, so that every request makes progress.
    """
    until = deadline_of_request() if deadline is None else deadline
    for start in range(0, len(items), BATCH):
        if start and time.monotonic() >= until:
            return
        yield items[start : start + BATCH]


def find_all(storage: Storage, names: Sequence[str]) -> Find:
    """Look up all names at the same time, and return a function that returns the blobs.

    A blob may have changed since. That's safe for moves: each begins with a write that's conditional on the ETag found
    here, and reads the photo again if that fails.
    """
    by_folder: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        by_folder.setdefault(_listed_folder(name), []).append(name)
    listed: dict[str, Blob] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        folders = [folder for folder, group in by_folder.items() if len(group) >= LISTED_FROM]
        for blobs in pool.map(lambda folder: _list(storage, folder), folders):
            listed.update((blob.name, blob) for blob in blobs)
        others = [name for name in dict.fromkeys(names) if name not in listed]
        found: dict[str, Future[Blob]] = {name: pool.submit(storage.photos.get_visible, name) for name in others}
        one_of_each = {name[: name.rfind("/") + 1]: name for name in others if can_have_companions(name)}
        siblings = {folder: pool.submit(list_siblings, storage, name) for folder, name in one_of_each.items()}

    def find(name: str) -> Blob:
        if name in listed:
            return listed[name]
        blob, folder = found[name].result(), name[: name.rfind("/") + 1]
        if can_have_companions(name):
            attach_companions_of(blob, siblings[folder].result())
        return blob

    return find


def find_all_photos(storage: Storage, blobs: Sequence[Blob], deadline: float) -> tuple[list[Photo], int]:
    """Return the photos among the blobs, and how many files without an extension there was no time to check."""
    unchecked = [blob for blob in blobs if needs_check(blob)]
    photos, checked = find_photos(storage, [blob for blob in blobs if not needs_check(blob)]), 0
    for batch in in_batches(unchecked, deadline):
        photos += find_photos(storage, batch, max_checks=len(batch))
        checked += len(batch)
    attach_sidecars(blobs)
    return photos, len(unchecked) - checked


def find_existing(find: Find, names: Iterable[str]) -> list[Blob]:
    """Return the blobs that can be found. The outcomes of the others say what's wrong."""
    found = list[Blob]()
    for name in names:
        with suppress(GalleryError):
            found.append(find(name))
    return found


def move_each(names: Sequence[str], attempt: Callable[[str], Outcome], *, keeps_folders: bool = False) -> list[Outcome]:
    """One outcome per name, in their order. A photo that can't be moved doesn't stop the others.

    A photo named twice moves once. Photos move at the same time, except those with the same file name, apart from
    numbers: the first of them gets the name. With `keeps_folders` only those from the same folder.
    """
    same_target: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        same_target.setdefault(set_number(name if keeps_folders else name.rpartition("/")[2], 1), []).append(name)
    outcomes: dict[str, Outcome] = {}

    def attempt_in_order(group: list[str]) -> None:
        for name in group:
            outcomes[name] = reject_on_error(name, attempt)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(attempt_in_order, same_target.values()))
    return [outcomes[name] for name in names]


def _listed_folder(name: str) -> str:
    """Return the folder to list: the month of a photo filed by date, because a day has few photos."""
    original = name.removeprefix(TRASH)
    if day_of_name(original):
        return name.removesuffix(original) + original[: len("2026/09/")]
    return name[: name.rfind("/") + 1]


def _list(storage: Storage, folder: str) -> list[Blob]:
    is_month = day_of_name(f"{folder.removeprefix(TRASH)}01/x")
    blobs = storage.photos.list_prefix(folder) if is_month else storage.photos.list_folder(folder).blobs
    attach_sidecars(blobs)
    attach_companions(blobs)
    return blobs
