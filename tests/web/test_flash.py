"""Reports: what a form did, shown once."""

import pytest

from gallery.storage.account import Storage
from gallery.web.flash import REPORTS, store_flash, take_flash

LINES = [{"file": "a.jpg", "outcome": "stored"}]


def test_a_report_is_shown_once(shelves: Storage) -> None:
    """Reloading the page shows the page."""
    ticket = store_flash(shelves, LINES)
    assert take_flash(shelves, ticket) == LINES
    assert take_flash(shelves, ticket) == []
    assert shelves.previews.list_prefix(REPORTS) == []


@pytest.mark.parametrize("ticket", [None, "", "../x", "0" * 32, "x" * 32, "0" * 31])
def test_a_ticket_of_nobody_shows_nothing(shelves: Storage, ticket: str | None) -> None:
    """And reaches no other blob."""
    assert take_flash(shelves, ticket) == []
