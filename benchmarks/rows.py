"""A row of the results: the gallery's figures, a peer's from the same run, and the target."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Target:
    """A limit for the gallery's median, or for its ratio to the peer's."""

    limit: float
    is_ratio: bool = False
    at_least: bool = False

    def __str__(self) -> str:
        """Return a text like `at most 2 x`."""
        return f"{'at least' if self.at_least else 'at most'} {self.limit:.3g}{' x' if self.is_ratio else ''}"

    def is_met(self, ours: float, peers: float) -> bool:
        """Return whether the figures meet the target."""
        value = ours / peers if self.is_ratio else ours
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True)
class Row:
    """A figure from several runs."""

    label: str
    unit: str
    ours: Sequence[float]
    peer: str = ""
    peers: Sequence[float] = ()
    target: Target | None = None

    def format_cells(self) -> list[str]:
        """Return as text: label, our figures, peer, its figures, ratio, target, whether it's met."""
        ours, peers = median(self.ours), median(self.peers or [0])
        met = "" if not self.target else "yes" if self.target.is_met(ours, peers) else "**no**"
        ratio = f"{ours / peers:.3g}" if peers else ""
        figures = [
            format_range(self.ours, self.unit),
            self.peer,
            format_range(self.peers, self.unit) if self.peers else "",
        ]
        return [self.label, *figures, ratio, str(self.target or ""), met]


def format_range(values: Sequence[float], unit: str) -> str:
    """Return the median and the range."""
    middle = f"{median(values):,.4g} {unit}"
    return middle if len(set(values)) == 1 else f"{middle} ({min(values):,.4g} to {max(values):,.4g})"


def measure_in_turns(runs: int, *figures: Callable[[], float]) -> list[list[float]]:
    """Return each figure's values. Every run measures all of them, so other load on the machine affects all equally."""
    runs_of_values = [[figure() for figure in figures] for _ in range(runs)]
    return [list(values) for values in zip(*runs_of_values, strict=True)]
