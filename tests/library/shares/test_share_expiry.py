"""Links work through all of their last day, wherever people are."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.library.shares.expiry import end_after, end_of, last_day


def test_a_day_ends_when_it_has_ended_everywhere() -> None:
    last_place = timezone(timedelta(hours=-12))
    assert end_of(date(2026, 12, 24)) == datetime(2026, 12, 25, tzinfo=last_place)


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_the_last_day_is_the_one_that_was_chosen(day: date) -> None:
    assert last_day(end_of(day)) == day


def test_days_are_counted_from_today() -> None:
    evening = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    assert last_day(end_after(30, evening)) == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("expires", "day"),
    [
        (datetime(2026, 12, 24, 18, tzinfo=UTC), date(2026, 12, 24)),
        (datetime(2026, 12, 24, 12, tzinfo=UTC), date(2026, 12, 23)),
        (datetime(2026, 12, 24, 9, tzinfo=UTC), date(2026, 12, 23)),
    ],
)
def test_the_last_day_of_a_time_by_a_script_never_promises_too_much(expires: datetime, day: date) -> None:
    """The link works until that day has ended in every time zone."""
    assert last_day(expires) == day
