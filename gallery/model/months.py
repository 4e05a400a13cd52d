"""Months and years of the timeline, and their folders."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from gallery.errors import BadRequest

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
YEAR_FOLDER = re.compile(r"\d{4}/", re.ASCII)
MONTH_FOLDER = re.compile(r"\d{4}/(0[1-9]|1[0-2])/", re.ASCII)


@dataclass(frozen=True)
class Month:
    """A month of a shelf. Count and sum of aspect ratios may be hints, None while nobody has listed it."""

    month: str
    count: int | None = None
    ratio_sum: float | None = None

    def json(self) -> dict[str, Any]:
        """An entry of `/api/months`."""
        return {"month": self.month, "count": self.count, "ratio_sum": self.ratio_sum}


@dataclass(frozen=True)
class Year:
    """What a year's folder holds."""

    months: tuple[str, ...]
    """`2026-09`, those that have a folder, oldest first."""
    has_albums: bool
    """Whether there is anything besides: albums within the year."""


def month_folder(month: str) -> str:
    """`2026/09/`."""
    return f"{month.replace('-', '/')}/"


def month_of_folder(folder: str) -> str:
    """The opposite of month_folder."""
    return folder[:7].replace("/", "-")


def years_among(folders: Collection[str]) -> list[str]:
    """Those of the container's outermost folders that are years, `2026`, oldest first."""
    return sorted(folder[:4] for folder in folders if YEAR_FOLDER.fullmatch(folder))


def check_month(month: str) -> str:
    """The month, if it is one. Raises BadRequest."""
    if not MONTH.fullmatch(month):
        raise BadRequest(f"“{month[:20]}” is not a month; write it as 2026-09.")
    return month
