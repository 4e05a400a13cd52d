"""Counts of what the tests broke, and the table of docs/reliability.md that a full run makes of them.

`python tests/faults/figures.py` writes the counts of the last full run into the document.
"""

import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
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
    slowest: float = 0
    file: str = field(default_factory=lambda: f"{uuid.uuid4().hex}.json")

    def add(self, what: str, number: int = 1) -> None:
        """So many more."""
        self.counts[what] += number

    def keep(self) -> None:
        """What was counted so far, in a file of its own, for write_table()."""
        KEPT.mkdir(parents=True, exist_ok=True)
        counts = {**self.counts, SLOWEST: round(self.slowest * 1000)}
        (KEPT / self.file).write_text(json.dumps(counts), "utf-8")


def write_table() -> None:
    """Replaces the document's table by one of all counts that were kept."""
    total: Counter[str] = Counter()
    for path in KEPT.glob("*.json"):
        counts = json.loads(path.read_text("utf-8"))
        slowest = max(total[SLOWEST], counts.pop(SLOWEST))
        total.update(counts)
        total[SLOWEST] = slowest
    rows = [f"| {what} | {total[what]:,} |" for what in sorted(total)]
    table = "\n".join(["| figure | |", "|---|---:|", *rows])
    text = DOCUMENT.read_text("utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    write_table()
