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
    """A month in a PhotoSequence. Its count and sum of aspect ratios may be hints, or None until it has been listed."""

    month: str
    count: int | None = None
    ratio_sum: float | None = None

    def json(self) -> dict[str, Any]:
        """Return the entry in `/api/months`."""
        return {"month": self.month, "count": self.count, "ratio_sum": self.ratio_sum}


@dataclass(frozen=True)
class Year:
    """The contents of a year's folder."""

    months: tuple[str, ...]
    """Months that have a folder, like `2026-09`, oldest first."""
    has_albums: bool
    """Whether it also contains albums."""


def month_folder(month: str) -> str:
    """Return the folder of a month: `2026/09/`."""
    return f"{month.replace('-', '/')}/"


def month_of_folder(folder: str) -> str:
    """Return the month of a folder: the inverse of month_folder."""
    return folder[:7].replace("/", "-")


def years_among(folders: Collection[str]) -> list[str]:
    """Return the years among the container's top-level folders, like `2026`, oldest first."""
    return sorted(folder[:4] for folder in folders if YEAR_FOLDER.fullmatch(folder))


def check_month(month: str) -> str:
    """Return the month. Raises BadRequest if it isn't one."""
    if not MONTH.fullmatch(month):
        raise BadRequest(f"“{month[:20]}” is not a month. Write it like 2026-09.")
    return month
