"""Edits: a set of changes to what people say about one photo. Everything that edits photos ends here.

The sidecar is written first, on condition that nobody else has written it, then the copy in the photo's metadata, on
condition that the photo hasn't changed. A process that dies in between leaves a copy that's older than the sidecar,
which the next refresh notices. A move begins with a write to the photo's metadata too, so an edit that's acknowledged
was made before the move, which carries the sidecar, or after it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from gallery.errors import BadRequest, Changed, EditedSince, NotFound, PhotoExists
from gallery.library.bulk_moves import Find, find_all, move_each
from gallery.library.content_checks import check_photo
from gallery.library.date_edits import (
    correct_date,
    find_repeated,
    is_repeated,
    read_date,
    refile,
    report_repeated,
)
from gallery.library.details import read_embedded_facts
from gallery.library.file_moves import cancel_pending_move
from gallery.library.moves import move
from gallery.library.outcomes import EDITED, UNCHANGED, Outcome
from gallery.library.rotation import find_rotated_orientation, make_rotated_previews, restore_previews
from gallery.library.sidecars import Sidecar, adopt_sidecar, merge_sidecar, read_sidecar, store_copy, write_sidecar
from gallery.model.album_tags import is_album_tag
from gallery.model.annotations import FAVORITE, Annotations, clean_caption, clean_tags
from gallery.model.blobs import Blob
from gallery.model.dates import NO_DATE_CHANGE, DateChange
from gallery.model.folders import TRASH
from gallery.model.pending_moves import read_pending_move
from gallery.model.photos import Photo, photo_of
from gallery.storage.account import Storage

MAX_ATTEMPTS = 5
"""An attempt fails only if someone else changes the same photo or sidecar at that moment."""

NO_SIDECAR = "none"
"""The version, for requests, of a photo without a sidecar."""

MAX_CAPTION, MAX_TAGS, MAX_TAG = 10_000, 500, 200
"""Characters, tags, characters."""


@dataclass(frozen=True)
class Changes:
    """What to change about a photo."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """The new `caption`, `tags`, `rating` or `orientation`. None clears what people said: what's in the file counts."""
    favorite: bool | None = None
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()
    date: DateChange = NO_DATE_CHANGE
    rotate: int = 0
    """Degrees to turn it clockwise, a multiple of 90. Done twice, it turns the photo twice."""
    keep_sidecar: bool = False
    """Whether a sidecar that belongs to other bytes is this photo's from now on."""
    skips_blanks: bool = False
    """Whether an empty value is ignored where there was none before, as in a form field that someone left empty."""

    def apply(self, storage: Storage, photo: Photo, said: Annotations) -> Annotations:
        """Return what's said after the changes. Raises BadRequest for more text than a photo can have."""
        changed = correct_date(self.date, replace(said, **self._clean_values(said)), photo)
        if self.add_tags or self.remove_tags:
            # Those in the file count until someone says otherwise. So adding one doesn't hide the others.
            # Only people put photos into albums, so the file's own tags about those don't count.
            tags = changed.tags
            if tags is None:
                embedded = read_embedded_facts(storage, photo).tags
                tags = tuple(tag for tag in embedded if not is_album_tag(tag))
            removed = set(clean_tags(self.remove_tags))
            changed = replace(
                changed, tags=tuple(tag for tag in clean_tags([*tags, *self.add_tags]) if tag not in removed)
            )
        if self.favorite is not None and self.favorite != changed.is_favorite:
            changed = replace(changed, rating=FAVORITE if self.favorite else 0)
        _check_limits(changed)
        return changed

    def _clean_values(self, said: Annotations) -> dict[str, Any]:
        cleaned = {key: value for key, value in self.values.items() if not self._is_blank(value, getattr(said, key))}
        if cleaned.get("caption") is not None:
            cleaned["caption"] = clean_caption(cleaned["caption"])
        if cleaned.get("tags") is not None:
            cleaned["tags"] = clean_tags(cleaned["tags"])
        return cleaned

    def _is_blank(self, value: object, said: object) -> bool:
        return self.skips_blanks and said is None and value is not None and not value


def edit_photo(storage: Storage, name: str, changes: Changes, version: str = "", find: Find | None = None) -> Outcome:
    """Change a photo. `find` may have looked it up already.

    With a version, only if its sidecar is still that one. Raises NotFound, EditedSince, SidecarConflict, BadRequest,
    and Changed if others keep changing it.
    """
    orientation: int | None = None  # The same in every attempt: the first may have turned the photo already.

    def write(photo: Photo, sidecar: Sidecar) -> Sidecar:
        nonlocal orientation
        kept = adopt_sidecar(sidecar) if changes.keep_sidecar else sidecar
        said = changes.apply(storage, photo, kept.annotations)
        if changes.rotate:
            orientation = orientation or find_rotated_orientation(storage, photo, said.orientation, changes.rotate)
            said = replace(said, orientation=orientation)
        if kept is sidecar and said == sidecar.annotations:
            return sidecar
        is_turned = said.orientation != sidecar.annotations.orientation
        previews = make_rotated_previews(storage, photo, said.orientation) if is_turned else {}
        return replace(write_sidecar(storage, kept, said), previews=previews)

    try:
        return _edit(storage, name, write, version, find, changes.date)
    except NotFound:
        if repeated := find_repeated(storage, changes.date, name):
            return repeated
        raise


def put_sidecar(storage: Storage, name: str, data: bytes, *, keeps_text: bool = False) -> Outcome:
    """Store a sidecar from elsewhere for a photo. What it doesn't mention stays; with `keeps_text`, all that's there.

    Raises NotFound, SidecarConflict.
    """
    return _edit(storage, name, lambda _, sidecar: merge_sidecar(storage, sidecar, data, keeps_text=keeps_text))


def _edit(  # noqa: PLR0913, PLR0917 - what a request says about one photo
    storage: Storage,
    name: str,
    write: Callable[[Photo, Sidecar], Sidecar],
    version: str = "",
    find: Find | None = None,
    date: DateChange = NO_DATE_CHANGE,
) -> Outcome:
    before: Sidecar | None = None
    written: str | None = None
    for attempt in range(MAX_ATTEMPTS):
        with suppress(Changed, PhotoExists):
            photo = _get_photo(storage, name, find if attempt == 0 else None)
            photo = read_date(storage, photo) if date.needs_date else photo
            sidecar = read_sidecar(storage, photo.blob)
            is_own = before is not None and sidecar.version == written  # This is what an earlier attempt wrote.
            is_repeat = not is_own and is_repeated(date, sidecar, name)
            if not (is_own or is_repeat):
                before = sidecar
                _check_version(before, version)
                sidecar = write(photo, sidecar)
                written = sidecar.version
            stored = photo_of(_store_copy(storage, sidecar, before or sidecar))
            refiled = refile(storage, restore_previews(storage, stored, photo), sidecar.blob)
            if is_repeat:
                return report_repeated(name, refiled, sidecar)
            return _outcome(name, refiled, before or sidecar, sidecar)
    raise Changed("%(name)s is being changed by someone else too. Try again.", name=name)


def edit_photos(storage: Storage, edits: Sequence[tuple[str, Changes, str]]) -> list[Outcome]:
    """Edit many photos: names, changes and versions. One that can't be edited doesn't stop the others.

    Raises BadRequest, before any change, if a photo is named twice: its edits could contradict each other.
    """
    by_name = {name: (changes, version) for name, changes, version in edits}
    if len(by_name) < len(edits):
        raise BadRequest("Name each photo only once.")
    find = find_all(storage, list(by_name))
    return move_each(list(by_name), lambda name: edit_photo(storage, name, *by_name[name], find))


def _get_photo(storage: Storage, name: str, find: Find | None) -> Photo:
    """Return the photo, after completing its move if it's being moved. Raises NotFound, Changed.

    A photo that's still visible is one that someone wants, so its deletion is canceled.
    """
    blob = find(name) if find else storage.photos.get_visible(name)
    pending = read_pending_move(blob)
    if pending and not pending.is_canceled:
        is_deletion = pending.to.startswith(TRASH)
        blob = cancel_pending_move(storage, blob) if is_deletion else move(storage, blob, pending.to)
    return check_photo(storage, blob)


def _check_version(sidecar: Sidecar, version: str) -> None:
    if version and version != (sidecar.version or NO_SIDECAR):
        raise EditedSince("%(name)s has been edited since, so it wasn't changed.", name=sidecar.photo.name)


def _store_copy(storage: Storage, sidecar: Sidecar, before: Sidecar) -> Blob:
    """Raises Changed, and NotFound after deleting a new sidecar of a photo that's gone."""
    try:
        return store_copy(storage, sidecar)
    except NotFound:
        if sidecar.blob and not before.blob:
            with suppress(Changed, NotFound):  # A move has carried it along.
                storage.photos.delete(sidecar.blob)
        raise


def _outcome(name: str, photo: Photo, before: Sidecar, after: Sidecar) -> Outcome:
    if after.version == before.version:
        return Outcome(name, UNCHANGED, photo)
    if before.copy.problem:  # Undoing that would delete the text that was kept.
        return Outcome(name, EDITED, photo)
    said, taken = before.annotations, before.annotations.taken
    date = {} if taken == after.annotations.taken else {"taken": taken}
    undo = {"name": photo.name, "etag": after.version, "changes": {**said.json(), **date}}
    return Outcome(name, EDITED, photo, undo=undo)


def _check_limits(said: Annotations) -> None:
    if len(said.caption or "") > MAX_CAPTION:
        raise BadRequest("A caption can have up to %(most)s characters.", most=f"{MAX_CAPTION:,}")
    if len(said.tags or ()) > MAX_TAGS or any(len(tag) > MAX_TAG for tag in said.tags or ()):
        raise BadRequest(
            "A photo can have up to %(count)s tags, of up to %(most)s characters each.", count=MAX_TAGS, most=MAX_TAG
        )
