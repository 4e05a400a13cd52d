"""Looking up many photos before a bulk move: with one listing instead of one call for each, where that's cheaper."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from gallery.model.blobs import Blob
from gallery.model.folders import TRASH, day_of_name
from gallery.storage.account import Storage

Find = Callable[[str], Blob]
"""Returns a blob by name. Raises NotFound, also for the copy of a photo whose move is pending."""

LISTED_FROM = 20
"""Photos in one album or month from which listing it is cheaper. A full listing takes as much CPU as 30 lookups."""

THREADS = 12
"""Lookups at the same time; see moves.THREADS."""


def find_all(storage: Storage, names: Sequence[str]) -> Find:
    """Look up all names at the same time, and return a function that returns the blobs.

    A blob may have changed since. That's safe for moves: each begins with a write that's conditional on the ETag found
    here, and looks at the photo again if that fails.
    """
    by_folder: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        by_folder.setdefault(_listed_folder(name), []).append(name)
    listed: dict[str, Blob] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        folders = [folder for folder, group in by_folder.items() if len(group) >= LISTED_FROM]
        for blobs in pool.map(lambda folder: _list(storage, folder), folders):
            listed.update((blob.name, blob) for blob in blobs)
        found: dict[str, Future[Blob]] = {
            name: pool.submit(storage.photos.get_visible, name) for name in dict.fromkeys(names) if name not in listed
        }
    return lambda name: listed[name] if name in listed else found[name].result()


def _listed_folder(name: str) -> str:
    """Return the folder to list: the month of a photo filed by date, because a day has few photos."""
    original = name.removeprefix(TRASH)
    if day_of_name(original):
        return name.removesuffix(original) + original[: len("2026/09/")]
    return name[: name.rfind("/") + 1]


def _list(storage: Storage, folder: str) -> list[Blob]:
    is_month = day_of_name(f"{folder.removeprefix(TRASH)}01/x")
    return storage.photos.list_prefix(folder) if is_month else storage.photos.list_folder(folder).blobs
