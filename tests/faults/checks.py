"""The invariants that must hold after an operation on failing storage."""

from collections import Counter

import pytest

from faults.figures import ACKNOWLEDGED, DELAYED_RETRIES, Figures
from faults.operations import Operation, attempt
from faults.storages import colors, in_trash, list_shown
from gallery.library import storing
from gallery.library.outcomes import RENAMED, STORED
from gallery.library.sidecars import read_sidecar
from gallery.storage.account import Storage


def check(operation: Operation, outcome: str | None, direct: Storage, what: str, figures: Figures) -> None:
    """Check the invariants after an operation, and after a retry if it failed. `what` describes what was broken."""
    found = colors(direct)
    figures.add(ACKNOWLEDGED, len(operation.before) + (outcome in {STORED, RENAMED}))
    assert set(operation.before.values()) <= set(found.values()), f"lost after {what}"
    assert sorted(list_shown(direct)) == sorted(name for name in found if not in_trash(name)), f"shown after {what}"
    if operation.text and (outcome or operation.has_text):
        assert read_caption(direct, found) == operation.text, f"text lost after {what}"
    if outcome:
        assert outcome in operation.results, f"false outcome: {what}"
        assert found == operation.results[outcome], f"not as reported: {what}"
    else:
        assert max(Counter(found.values()).values()) == 1, f"duplicated after {what}"
        _check_retry(operation, direct, what, figures)


def read_caption(storage: Storage, found: dict[str, str]) -> str | None:
    """Return what the sidecar of the red photo says."""
    (name,) = (name for name, color in found.items() if color == "red")
    return read_sidecar(storage, storage.photos.get_visible(name)).annotations.caption


def _check_retry(operation: Operation, direct: Storage, what: str, figures: Figures) -> None:
    outcome = attempt(operation, direct)
    if outcome is None and any(not blob.length for blob in direct.photos.list_prefix("Rome/")):
        figures.add(DELAYED_RETRIES)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(storing, "ABANDONED_AFTER", storing.ABANDONED_AFTER * 0)
            outcome = attempt(operation, direct)
    assert outcome in {*operation.results, *operation.retry_outcomes, None}, f"retry {outcome} after {what}"
    if operation.has_text or (operation.text and outcome):
        assert read_caption(direct, colors(direct)) == operation.text, f"text lost after a retry: {what}"
    # A photo that has already been moved isn't found (None), so the photos decide.
    assert colors(direct) == next(iter(operation.results.values())), f"after a retry: {what}"
