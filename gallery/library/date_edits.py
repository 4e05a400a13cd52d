"""Edits of dates: the photo is filed under its new day, and a request that's repeated changes no date twice.

The date is written first, as in every edit, and the photo moves after that, with its sidecar. If the process dies in
between, the copy in the metadata says another day than the folder, so the next refresh moves the photo.

A shift must not be repeated. So the sidecar remembers the key that came with the edit, and the name that the photo had.
If the photo isn't there anymore, it's looked for under the days to which the edit can have moved it.
"""

from contextlib import suppress
from dataclasses import replace

from gallery.errors import Changed, GalleryError, NotFound, PhotoLocked, PhotoNotFound
from gallery.library.moves import move
from gallery.library.outcomes import EDITED, Outcome
from gallery.library.previews import develop
from gallery.library.sidecars import Sidecar, attach_sidecars, read_sidecar, update_copy
from gallery.model.annotations import Annotations
from gallery.model.blobs import Blob
from gallery.model.corrected_dates import correct_facts
from gallery.model.dates import DateChange, DateHistory, made_to_another
from gallery.model.folders import day_of_name, folder_of_day
from gallery.model.names import differ_by_number, set_number, split_extension
from gallery.model.photos import FOUND_SIDECAR, Photo, is_photo, photo_of
from gallery.storage.account import Storage


def correct_date(change: DateChange, said: Annotations, photo: Photo) -> Annotations:
    """Return what's said after a change of a photo's date. Raises BadRequest."""
    if not change.values:
        return said
    own, facts = photo.own_facts, correct_facts(photo.own_facts, said)
    current = facts.taken if facts else said.taken or ""
    taken, filed = change.apply(current), _filed_day(photo.name)
    is_current = taken == current and filed in {"", current[: len(filed)]}
    if taken == said.taken or is_current:
        return said
    own_day = own.taken[: len("2026-09-12")] if own else ""
    day = said.history.day or (filed if taken else "") or own_day
    mark = change.mark(photo.name)
    history = DateHistory(day, mark, said.taken or "") if mark else replace(said.history, day=day)
    return replace(said, taken=taken, history=history)


def read_date(storage: Storage, photo: Photo) -> Photo:
    """Return a photo with its date, which is read from its file if nobody has done that yet. Raises Changed."""
    dated = photo if photo.facts else develop(storage, photo)[0]
    if not dated.facts:
        raise Changed("%(name)s was changed at the same moment. Try again.", name=photo.name)
    return dated


def refile(storage: Storage, photo: Photo, sidecar: Blob | None = None) -> Photo:
    """Move a photo whose date was corrected to the right day, and return it. If it can't move now, a refresh does it.

    `sidecar` is the photo's, if it was just written.
    """
    if not photo.is_misfiled:
        return photo
    if sidecar:
        photo.blob.derived[FOUND_SIDECAR] = sidecar
    with suppress(Changed, NotFound, PhotoLocked):
        return photo_of(move(storage, photo.blob, folder_of_day(photo.corrected_day) + photo.file))
    return photo


def read_changed_sidecar(storage: Storage, photo: Photo) -> None:
    """Read the sidecar that other software has changed, and file the photo under the day it says. Raises as refile."""
    blob = photo.blob if photo.has_current_sidecar else update_copy(storage, photo)
    refile(storage, photo_of(blob))


def is_repeated(change: DateChange, sidecar: Sidecar, name: str) -> bool:
    """Return whether this change was made already to the photo that had this name.

    Raises NotFound if it was made to another photo, which has the name by now.
    """
    mark, made = change.mark(name), sidecar.annotations.history.edit
    if mark and made_to_another(mark, made):
        raise PhotoNotFound
    return bool(mark) and mark == made


def report_repeated(name: str, photo: Photo, sidecar: Sidecar) -> Outcome:
    """Return the outcome of an edit that was made already."""
    before = sidecar.annotations.history.before or None
    undo = {"name": photo.name, "etag": sidecar.version, "changes": {"taken": before}}
    return Outcome(name, EDITED, photo, undo=undo)


def find_repeated(storage: Storage, change: DateChange, name: str) -> Outcome | None:
    """Return the outcome of a change that was made already, and after which the photo has another name."""
    day = day_of_name(name)
    for possible in change.possible_days(day) if day and change.key else []:
        file = name.rpartition("/")[2]
        wanted = folder_of_day(possible.isoformat()) + file
        for blob in _list_numbered(storage, wanted):
            with suppress(GalleryError):
                sidecar = read_sidecar(storage, blob)
                if is_repeated(change, sidecar, name):
                    return report_repeated(name, photo_of(blob), sidecar)
    return None


def _list_numbered(storage: Storage, name: str) -> list[Blob]:
    """Return the photos that have a name, or the same with a number."""
    stem = split_extension(set_number(name, 1))[0].removesuffix(" (1)")
    blobs = storage.photos.list_prefix(stem)
    attach_sidecars(blobs)
    return [blob for blob in blobs if differ_by_number(blob.name, name) and is_photo(blob)]


def _filed_day(name: str) -> str:
    day = day_of_name(name)
    return day.isoformat() if day else ""
