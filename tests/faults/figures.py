"""Counts of what the tests broke, and the table of docs/reliability.md that a full run makes of them.

`python tests/faults/figures.py` writes the counts of the last full run into the document, with its day and machine, and
forgets them.
"""

import json
import os
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".local" / "faults"
DOCUMENT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
SLOWEST = "slowest answer, ms"


@dataclass
class Figures:
    """Counts by what is counted."""

    counts: Counter[str] = field(default_factory=Counter)
    peaks: Counter[str] = field(default_factory=Counter)
    """Of which the largest counts."""
    file: str = field(default_factory=lambda: f"{uuid.uuid4().hex}.json")

    def add(self, what: str, number: int = 1) -> None:
        """So many more."""
        self.counts[what] += number

    def most(self, what: str, number: int) -> None:
        """As much, or what was more."""
        self.peaks[what] = max(self.peaks[what], number)

    def keep(self) -> None:
        """What was counted so far, in a file of its own, for write_table()."""
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / self.file).write_text(json.dumps([self.counts, self.peaks]), "utf-8")


def write_table() -> None:
    """Replaces what stands between the marks of the document by the counts that were kept."""
    paths = list(KEPT.glob("*.json"))
    if not paths:
        raise SystemExit("There are no counts: python3 dev.py test --full tests/faults makes some.")
    day = datetime.fromtimestamp(max(path.stat().st_mtime for path in paths), UTC).date()
    text = DOCUMENT.read_text("utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{_block(_total(paths), day.isoformat())}\n{END}{after}", "utf-8")
    for path in paths:
        path.unlink()


def _total(paths: Iterable[Path]) -> Counter[str]:
    total: Counter[str] = Counter()
    for path in paths:
        counts, peaks = json.loads(path.read_text("utf-8"))
        total.update(counts)
        total |= Counter(peaks)  # the larger of both
    return total


def _block(total: Counter[str], day: str) -> str:
    rows = [f"| {what} | {total[what]:,} |" for what in sorted(total)]
    machine = f"Counted on {day} on a machine with {os.cpu_count()} cores and {_memory_gb()} GB of memory."
    return "\n".join(["| figure | |", "|---|---:|", *rows, "", machine])


def _memory_gb() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


if __name__ == "__main__":
    write_table()
