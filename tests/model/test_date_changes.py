"""Dates as text, and changes of them."""

from datetime import date
from typing import Any

import pytest

from gallery.errors import BadRequest
from gallery.model.dates import DateChange, is_same, made_to_another, parse_date, read_offset

MOMENT = "2026-09-12T20:11:12.25+02:00"


@pytest.mark.parametrize(
    ("values", "current", "expected"),
    [
        ({"taken": "2020-01-01"}, MOMENT, "2020-01-01"),
        ({"taken": None}, MOMENT, None),
        ({"day": "2020-02-29"}, MOMENT, "2020-02-29T20:11:12.25+02:00"),
        ({"day": "2020-02-29"}, "2026-09-12", "2020-02-29"),
        ({"shift_minutes": 7 * 60}, MOMENT, "2026-09-13T03:11:12.25+02:00"),
        ({"shift_minutes": -(20 * 60 + 12)}, MOMENT, "2026-09-11T23:59:12.25+02:00"),
        ({"shift_minutes": 2 * 24 * 60}, "2026-09-12", "2026-09-14"),
        ({"offset": "-03:30"}, MOMENT, "2026-09-12T20:11:12.25-03:30"),
        ({"offset": None}, MOMENT, "2026-09-12T20:11:12.25"),
        ({"offset": "+01:00"}, "2026-09-12T20:11:12", "2026-09-12T20:11:12+01:00"),
        ({"day": "2020-01-01", "shift_minutes": 1, "offset": None}, MOMENT, "2020-01-01T20:12:12.25"),
    ],
)
def test_a_change_keeps_what_it_is_not_about(values: dict[str, Any], current: str, expected: str | None) -> None:
    """The fraction of a second, for example."""
    assert DateChange(values).apply(current) == expected


@pytest.mark.parametrize(
    ("values", "current"),
    [
        ({"shift_minutes": 60}, "2026-09-12"),
        ({"offset": "+02:00"}, "2026-09-12"),
        ({"shift_minutes": -200 * 366 * 24 * 60}, "2010-01-01T00:00:00"),
        ({"shift_minutes": 10**9}, MOMENT),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(values: dict[str, Any], current: str) -> None:
    with pytest.raises(BadRequest):
        DateChange(values).apply(current)


def test_a_form_that_shows_seconds_keeps_the_fraction_unless_something_changed() -> None:
    assert DateChange({"taken": "2026-09-12T20:11:12+02:00"}, skips_equal=True).apply(MOMENT) == MOMENT
    for other in ("2026-09-12T20:11:13+02:00", "2026-09-12T20:11:12", "2026-09-12"):
        assert DateChange({"taken": other}, skips_equal=True).apply(MOMENT) == other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-12", "2026-09-12"),
        ("2026-09-12T10:11", "2026-09-12T10:11:00"),
        ("2026-09-12 10:11:12.5Z", "2026-09-12T10:11:12.5+00:00"),
        ("2026-09-12T10:11:12-14:00", "2026-09-12T10:11:12-14:00"),
        *((bad, None) for bad in ("", "2026-09", "2026-02-30", "1825-01-01", "3000-01-01", "2026-09-12T24:00")),
        *((bad, None) for bad in ("2026-09-12T10:11:12+15:00", "2026-09-12+02:00", "2026-09-12T10:11 UTC")),
    ],
)
def test_dates_that_people_write_are_completed_or_refused(text: str, expected: str | None) -> None:
    assert parse_date(text) == expected


def test_dates_are_the_same_to_the_second_and_with_the_same_offset() -> None:
    assert is_same(MOMENT, "2026-09-12T20:11:12+02:00")
    assert not is_same(MOMENT, "2026-09-12T20:11:12")
    assert [read_offset(one) for one in (MOMENT, "2026-09-12T20:11:12.5", "2026-09-12")] == ["+02:00", "", ""]


def test_a_mark_tells_changes_photos_and_keys_apart() -> None:
    shift = DateChange({"shift_minutes": 60}, "key")
    assert shift.mark("a.jpg") == DateChange({"shift_minutes": 60}, "key").mark("a.jpg")
    assert made_to_another(shift.mark("a.jpg"), shift.mark("b.jpg"))
    for other in (DateChange({"shift_minutes": 61}, "key"), DateChange({"shift_minutes": 60}, "other")):
        assert other.mark("a.jpg") != shift.mark("a.jpg")
        assert not made_to_another(shift.mark("a.jpg"), other.mark("b.jpg"))
    assert DateChange({"shift_minutes": 60}).mark("a.jpg") == DateChange({}, "key").mark("a.jpg") == ""


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({"taken": "2020-01-02T03:04:05"}, [date(2020, 1, 2)]),
        ({"taken": None}, []),
        ({"day": "2020-01-02"}, [date(2020, 1, 2)]),
        ({"shift_minutes": -60}, [date(2026, 9, 11), date(2026, 9, 12)]),
        ({"shift_minutes": 24 * 60}, [date(2026, 9, 13)]),
        ({"shift_minutes": 10**12}, []),
    ],
)
def test_a_change_can_only_lead_to_a_few_days(values: dict[str, Any], days: list[date]) -> None:
    assert DateChange(values).possible_days(date(2026, 9, 12)) == days
