"""What other tools stored: dates and sidecars first, so that the timeline is in order soon, then previews."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from gallery.errors import GalleryError
from gallery.library.date_edits import read_changed_sidecar
from gallery.library.index.entries import Entry
from gallery.library.index.listed_folders import list_index_folder
from gallery.library.index.upkeep import Upkeep
from gallery.library.photo_dates import date_photo
from gallery.library.previews import develop
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.time_limit import keep_limit


@dataclass(frozen=True)
class Task:
    """Something to do with all photos that need it."""

    count: Callable[[Entry], int]
    """Returns how many photos of a folder need it."""
    is_needed: Callable[[Photo], bool]
    act: Callable[[Storage, Photo], object]
    threads: Callable[[Storage], int]


DATING_THREADS = 16
"""They mostly wait for storage: dating a photo takes a few milliseconds."""


def _date(storage: Storage, photo: Photo) -> None:
    if photo.is_undated:
        date_photo(storage, photo)
    if not photo.has_current_sidecar or photo.is_misfiled:
        read_changed_sidecar(storage, photo)


DATE = Task(
    lambda entry: entry.undated,
    lambda photo: photo.has_uncertain_date,
    _date,
    lambda _: DATING_THREADS,
)

DEVELOP = Task(
    lambda entry: entry.undeveloped,
    lambda photo: not photo.is_up_to_date,
    develop,
    lambda storage: storage.settings.decoders,
)


def read_photos(storage: Storage, upkeep: Upkeep, task: Task) -> bool:
    """Do the task with photos, the newest folders first, until the refresh ends. Return whether it got to all.

    A photo that can't be read now doesn't stop the others.
    """
    threads = task.threads(storage)
    with ThreadPoolExecutor(threads) as pool:
        for folder in _newest_first(upkeep, task):
            photos = list_index_folder(storage, folder, upkeep.catalog.folders.get(folder)).photos
            needed = [photo for photo in photos if task.is_needed(photo)]
            for start in range(0, len(needed), threads):
                if not upkeep.has_time():
                    return False
                upkeep.note_work()
                list(pool.map(keep_limit(_attempt), [(storage, task, photo) for photo in needed[start:][:threads]]))
    return True


def _attempt(job: tuple[Storage, Task, Photo]) -> None:
    storage, task, photo = job
    with suppress(GalleryError):
        task.act(storage, photo)


def _newest_first(upkeep: Upkeep, task: Task) -> list[str]:
    """Return the folders that need the task, those with the newest photos first."""
    entries = upkeep.catalog.folders.items()
    by_month = sorted((max(entry.months, default=""), name) for name, entry in entries if task.count(entry))
    return [name for _, name in reversed(by_month)]
