"""The page of duplicates: groups of photos with the same bytes, of which all but one may go. Only for the owner."""

from collections.abc import Mapping
from itertools import accumulate

from gallery.library.duplicates import DuplicateGroup, find_duplicates
from gallery.library.index.opening import open_index
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller
from gallery.web.flash import take_flash
from gallery.web.preview_urls import PreviewUrls
from gallery.web.templating import render

MAX_SHOWN = 500
"""Photos on the page: a form of their names stays far below its limit, and trashing them takes a few requests' time."""


def duplicates_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    """Render the groups that free most space."""
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    index = open_index(storage, is_owner=caller.is_owner)
    duplicates = find_duplicates(index)
    return render(
        "duplicates.html",
        caller,
        duplicates=duplicates,
        groups=limit_groups(duplicates.groups),
        is_updating=index.is_updating,
        totals=index.totals(),
        previews=urls.result(),
        flash=take_flash(storage, query.get("report")),
    )


def limit_groups(groups: list[DuplicateGroup]) -> list[DuplicateGroup]:
    """Return the first groups with up to MAX_SHOWN photos together; of a larger group, the first photos."""
    sums = accumulate(len(group.photos) for group in groups)
    shown = [group for group, count in zip(groups, sums, strict=True) if count <= MAX_SHOWN]
    return shown or [DuplicateGroup(group.photos[:MAX_SHOWN]) for group in groups[:1]]
