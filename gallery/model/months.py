"""Months and years of the timeline, and their folders."""

import re
from dataclasses import dataclass
from typing import Any

from gallery.errors import BadRequest

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
YEAR_FOLDER = re.compile(r"\d{4}/", re.ASCII)
MONTH_FOLDER = re.compile(r"\d{4}/(0[1-9]|1[0-2])/", re.ASCII)


@dataclass(frozen=True)
class Month:
    """A month in a PhotoSequence."""

    month: str
    count: int
    ratio_sum: float

    def json(self) -> dict[str, Any]:
        """Return the entry in `/api/months`."""
        return {"month": self.month, "count": self.count, "ratio_sum": self.ratio_sum}


def month_folder(month: str) -> str:
    """Return the folder of a month: `2026/09/`."""
    return f"{month.replace('-', '/')}/"


def check_month(month: str) -> str:
    """Return the month. Raises BadRequest if it isn't one."""
    if not MONTH.fullmatch(month):
        raise BadRequest("“%(month)s” is not a month. Write it like 2026-09.", month=month[:20])
    return month
