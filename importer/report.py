"""Reports: a line for every file of the sources, for people, for spreadsheets and for programs."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from importer.results import FAILED, PLANNED, PRESENT, REJECTED, SAME, SKIPPED, STORED, Line

ALL_WELL, NOT_ACCOUNTED, SOME_REJECTED = 0, 1, 3
"""Exit codes. argparse uses 2."""

ORDER = (STORED, PRESENT, SAME, PLANNED, SKIPPED, REJECTED, FAILED)
HEADERS = ("path", "status", "name", "reason", "bytes", "md5", "verified")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell as a formula (OWASP, "CSV Injection")."""


@dataclass
class Report:
    """What became of every file."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Sentences about what isn't a file, such as an album's settings."""

    @property
    def exit_code(self) -> int:
        """0 if every file is accounted for and nothing was refused; see the constants above."""
        counts = self.count()
        if counts[FAILED] or self.unverified:
            return NOT_ACCOUNTED
        return SOME_REJECTED if self.problems or find_problems(self.lines) else ALL_WELL

    @property
    def unverified(self) -> list[Line]:
        """Photos that were stored in this run, but whose bytes weren't compared with storage."""
        return [line for line in self.lines if line.result.status == STORED and not line.result.is_verified]

    def count(self) -> Counter[str]:
        """Return how many files have which status."""
        return Counter(line.result.status for line in self.lines)

    def summary(self) -> list[str]:
        """Return the sentences to print at the end."""
        counts, total = self.count(), len(self.lines)
        verified = sum(line.result.is_verified for line in self.lines)
        accounted = total - counts[FAILED]
        parts = ", ".join(f"{counts[status]:,} {status}" for status in ORDER if counts[status])
        return [
            f"{total:,} file{'s' * (total != 1)} in, {accounted:,} accounted for" + (f": {parts}." if parts else "."),
            f"{verified:,} photo{'s' * (verified != 1)} verified: storage has the same bytes (MD5).",
            *self.problems,
        ]

    def write(self, folder: Path) -> None:
        """Write report.txt, report.csv and report.json into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "report.txt", "\n".join([*self.summary(), "", *map(describe, self.lines)]) + "\n")
        with (folder / "report.csv").open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            csv.writer(file).writerows([HEADERS, *(map(_escape_formula, _cells(line)) for line in self.lines)])
        files = [dict(zip(HEADERS, _cells(line), strict=True)) for line in self.lines]
        _write(folder / "report.json", json.dumps({"summary": dict(self.count()), "files": files}, indent=1) + "\n")


def describe(line: Line) -> str:
    """Return a line of the text report, with characters escaped that could change how a terminal shows it."""
    result = line.result
    name = f" as {result.name}" if result.name else ""
    proof = ", verified" if result.is_verified else ""
    return escape(f"{line.path}: {result.status}{name}{proof}{f': {result.reason}' if result.reason else ''}")


def escape(text: str) -> str:
    """Return a text with everything unprintable escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode-escape", "backslashreplace").decode() for c in text)


def find_problems(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that a person should look at."""
    return [
        line
        for line in lines
        if line.result.status in {REJECTED, FAILED}
        or line.result.is_problem
        or (line.result.status == STORED and line.result.reason)
    ]


def _cells(line: Line) -> Sequence[str | int | bool]:
    result = line.result
    return line.path, result.status, result.name, result.reason, result.bytes, result.md5, result.is_verified


def _escape_formula(cell: str | float) -> str | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
