"""Counts of what the tests broke, and the table in docs/reliability.md with the counts of a full run.

`python tests/faults/figures.py` writes the counts of the last full run into the document, with the date and machine,
and deletes them.
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
FOLDER = ROOT / ".local" / "faults"
DOCUMENT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
SLOWEST_RESPONSE = "slowest response, ms"
ACKNOWLEDGED = "photos acknowledged"
DELAYED_RETRIES = "retries of a PUT that had to wait five minutes"
KILLED = "processes killed"


@dataclass
class Figures:
    """Counts and maximums by label."""

    counts: Counter[str] = field(default_factory=Counter)
    maximums: Counter[str] = field(default_factory=Counter)
    file: str = field(default_factory=lambda: f"{uuid.uuid4().hex}.json")

    def add(self, label: str, number: int = 1) -> None:
        """Add to a count."""
        self.counts[label] += number

    def record_max(self, label: str, number: int) -> None:
        """Raise a maximum if the number is larger."""
        self.maximums[label] = max(self.maximums[label], number)

    def save(self) -> None:
        """Save this process's counts in its own file, for write_table()."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / self.file).write_text(json.dumps([self.counts, self.maximums]), "utf-8")


def write_table() -> None:
    """Replace the text between the document's markers with the saved counts."""
    paths = list(FOLDER.glob("*.json"))
    if not paths:
        raise SystemExit("There are no counts yet. Run: python3 dev.py test --full tests/faults")
    day = datetime.fromtimestamp(max(path.stat().st_mtime for path in paths), UTC).date()
    text = DOCUMENT.read_text("utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{_block(_total(paths), day.isoformat())}\n{END}{after}", "utf-8")
    for path in paths:
        path.unlink()


def _total(paths: Iterable[Path]) -> Counter[str]:
    total: Counter[str] = Counter()
    for path in paths:
        counts, maximums = json.loads(path.read_text("utf-8"))
        total.update(counts)
        total |= Counter(maximums)  # keeps the larger number
    return total


def _block(total: Counter[str], day: str) -> str:
    rows = [f"| {label} | {total[label]:,} |" for label in sorted(total)]
    machine = f"Counted on {day} on a machine with {os.cpu_count()} cores and {_memory_gb()} GB of memory."
    return "\n".join(["| figure | |", "|---|---:|", *rows, "", machine])


def _memory_gb() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


if __name__ == "__main__":
    write_table()
