"""Reports: what a form did, shown once."""

import pytest

from gallery.storage.account import Storage
from gallery.web.flash import REPORTS, keep_report, take_report

LINES = [{"file": "a.jpg", "outcome": "stored"}]


def test_a_report_is_shown_once(shelves: Storage) -> None:
    """Reloading the page shows the page."""
    ticket = keep_report(shelves, LINES)
    assert take_report(shelves, ticket) == LINES
    assert take_report(shelves, ticket) == []
    assert shelves.previews.under(REPORTS) == []


@pytest.mark.parametrize("ticket", [None, "", "../x", "0" * 32, "x" * 32, "0" * 31])
def test_a_ticket_of_nobody_shows_nothing(shelves: Storage, ticket: str | None) -> None:
    """And reaches no other blob."""
    assert take_report(shelves, ticket) == []
