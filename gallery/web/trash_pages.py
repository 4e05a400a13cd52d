"""The pages of the trash, complete without JavaScript."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from gallery.errors import NotFound
from gallery.library.trash import confirmed_etag, list_trash
from gallery.model.pending_moves import read_deletion_time
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.translations import lazy_gettext as _
from gallery.web.access import Caller
from gallery.web.flash import take_flash
from gallery.web.forms import MAX_PARTS
from gallery.web.preview_urls import PreviewUrls
from gallery.web.templating import render


def trash_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    """Render the last deleted photos: as many as one form can restore."""
    previews = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    listed = submit_deduplicated(list_trash, storage)
    tiles = query.get("tiles", "")
    flash, photos = take_flash(storage, query.get("report")), listed.result()
    shown = [(photo, read_deletion_time(photo.blob)) for photo in photos[:MAX_PARTS]]
    sections = [(month, list(group)) for month, group in groupby(shown, key=lambda one: one[1].isoformat()[:7])]
    return render(
        "trash.html",
        caller,
        flash=flash,
        photos=[photo for photo, _ in shown],
        sections=sections,
        count=len(photos),
        trash_days=storage.settings.trash_days,
        previews=previews.result(),
        tiles=tiles,
        library=_library(shown, len(photos), previews.result(), tiles),
    )


def confirm_page(storage: Storage, names: Sequence[str] | None, caller: Caller) -> str:
    """Ask whether to delete these photos forever, or all for None, as they are now. Raises NotFound if none is left."""
    chosen = set(names or ())
    photos = [photo for photo in list_trash(storage) if names is None or photo.name in chosen]
    if not photos:
        raise NotFound(
            _("The trash is empty already.") if names is None else _("These photos are no longer in the trash.")
        )
    listed = json.dumps(
        [{"trash": photo.name, "etag": confirmed_etag(photo)} for photo in photos], separators=(",", ":")
    )
    return render("trash_confirm.html", caller, count=len(photos), listed=listed)


def _library(shown: list[tuple[Photo, datetime]], count: int, previews: PreviewUrls, tiles: str) -> dict[str, Any]:
    """What the page's script starts from. `now` is the storage service's time, because browsers' clocks may be off."""
    return {
        "photos": [previews.photo_json(photo) for photo, _ in shown],
        "deleted": [deleted.isoformat() for _, deleted in shown],
        "now": shown[0][0].blob.read_at.isoformat() if shown else "",
        "count": count,
        "previews": previews.json(),
        "tiles": tiles,
    }
