"""Which folders a page lists: those that may have changed, those it shows, and a few others in turn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

from gallery.library.index.catalog import Catalog
from gallery.library.index.state import KEPT_FOR, IndexState
from gallery.library.index.touches import Touches
from gallery.model.folders import ROOT

MAX_LISTED = 12
"""Folders that a page lists because it must. It leaves out the others, and says so."""

RECHECKED = 2
"""Folders that a page lists besides, because other tools don't mark what they change: the newest year, and others in
turn."""

MAX_RECHECKED_PHOTOS = 1_000
"""Photos in a folder that's listed in turn: one page of a listing, and little work."""

MAX_SHOWN_PHOTOS = 4_500
"""Photos in a folder that's listed only because it's shown: one page of a listing. Of larger
ones, a page shows what the index says."""


@dataclass(frozen=True)
class Plan:
    """What a page lists."""

    folders: list[str]
    left_out: list[str]
    """Folders that may have changed, but exceed MAX_LISTED."""


def plan_listing(
    state: IndexState, listed: Collection[str], shown: Sequence[str], rechecked: int, touches: Touches | None = None
) -> Plan:
    """Plan which folders to list besides those `listed` already. `shown` are those that the page shows most of."""
    catalog = state.catalog
    # All other folders are found in the root, or in each other.
    unknown = [*([] if ROOT in catalog.folders else [ROOT]), *catalog.sums.unknown_children]
    found = [*state.changed_folders(), *unknown]
    must = [folder for folder in dict.fromkeys(found) if folder not in listed]
    must_or_listed = {*must, *listed}
    wanted = [folder for folder in shown if folder not in must_or_listed and _is_one_page(catalog, folder)]
    chosen = [*must[:MAX_LISTED], *wanted[: max(0, MAX_LISTED - len(must))]]
    in_turn = _in_turn(state, {*must_or_listed, *chosen}, rechecked, touches or Touches()) if rechecked else []
    return Plan([*chosen, *in_turn], must[MAX_LISTED:])


def _is_one_page(catalog: Catalog, folder: str) -> bool:
    entry = catalog.packed.get(folder)
    return not entry or entry.photos <= MAX_SHOWN_PHOTOS


def _in_turn(state: IndexState, others: set[str], count: int, touches: Touches) -> list[str]:
    """Return small folders: first those whose marks are about to be deleted, then those listed longest ago."""
    entries = state.catalog.packed.items()
    small = {name: one.listed for name, one in entries if one.photos <= MAX_RECHECKED_PHOTOS and name not in others}
    listed = touches.update(small)
    # Their marks could be deleted, if only they had been listed since.
    old = [name for name in state.marks if name in listed and listed[name] <= state.marked_at(name) + KEPT_FOR]
    oldest = [nsmallest(count, names, key=listed.__getitem__) for names in (old, listed)]
    return list(dict.fromkeys(chain(*oldest)))[:count]
