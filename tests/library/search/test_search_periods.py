"""Dates as people type them."""

from datetime import date

import pytest

from gallery.library.search.periods import parse_period


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2019", date(2019, 1, 1), date(2020, 1, 1), "2019"),
        ("2019-07", date(2019, 7, 1), date(2019, 8, 1), "July 2019"),
        ("2019-7", date(2019, 7, 1), date(2019, 8, 1), "July 2019"),
        ("2019-12", date(2019, 12, 1), date(2020, 1, 1), "December 2019"),
        ("2019-07-31", date(2019, 7, 31), date(2019, 8, 1), "31 July 2019"),
        ("2020-02-29", date(2020, 2, 29), date(2020, 3, 1), "29 February 2020"),
        ("July 2019", date(2019, 7, 1), date(2019, 8, 1), "July 2019"),
        ("JUL 2019", date(2019, 7, 1), date(2019, 8, 1), "July 2019"),
        ("Sept. 2019", date(2019, 9, 1), date(2019, 10, 1), "September 2019"),
        ("21 July 2019", date(2019, 7, 21), date(2019, 7, 22), "21 July 2019"),
        ("21. Jul 2019", date(2019, 7, 21), date(2019, 7, 22), "21 July 2019"),
        ("July 4, 2019", date(2019, 7, 4), date(2019, 7, 5), "4 July 2019"),
        ("2999-12-31", date(2999, 12, 31), date(3000, 1, 1), "31 December 2999"),
    ],
)
def test_days_months_and_years_are_recognized(text: str, start: date, end: date, label: str) -> None:
    period = parse_period(text)
    assert period
    assert (period.start, period.end, period.label) == (start, end, label)


@pytest.mark.parametrize(
    "text",
    [
        *("", "July", "19", "1234", "3000", "20190721", "2019-13", "2019-00", "2019-07-00", "2019-02-30", "2019-07-"),
        *(
            "Juli 2019",
            "July",
            "July 32, 2019",
            "0 July 2019",
            "31 June 2019",
            "July  2019",
            "\u0662\u0660\u0661\u0669",
        ),
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    assert parse_period(text) is None
