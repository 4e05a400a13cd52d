"""A row of the results: our figures, a peer's from the same run, and what was aimed at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Target:
    """A limit for our median, or for our median in relation to the peer's."""

    limit: float
    is_ratio: bool = False
    at_least: bool = False

    def __str__(self) -> str:
        """`at most 2 x`."""
        return f"{'at least' if self.at_least else 'at most'} {self.limit:.3g}{' x' if self.is_ratio else ''}"

    def holds(self, ours: float, peers: float) -> bool:
        """Whether it was met."""
        value = ours / peers if self.is_ratio else ours
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True)
class Row:
    """One figure over several runs."""

    what: str
    unit: str
    ours: Sequence[float]
    peer: str = ""
    peers: Sequence[float] = ()
    target: Target | None = None

    def cells(self) -> list[str]:
        """As text: what, ours, peer, its figures, ratio, target, whether it was met."""
        ours, peers = median(self.ours), median(self.peers or [0])
        met = "" if not self.target else "yes" if self.target.holds(ours, peers) else "**no**"
        ratio = f"{ours / peers:.3g}" if peers else ""
        figures = [spread(self.ours, self.unit), self.peer, spread(self.peers, self.unit) if self.peers else ""]
        return [self.what, *figures, ratio, str(self.target or ""), met]


def spread(values: Sequence[float], unit: str) -> str:
    """Median and range."""
    middle = f"{median(values):,.4g} {unit}"
    return middle if len(set(values)) == 1 else f"{middle} ({min(values):,.4g} to {max(values):,.4g})"


def in_turns(runs: int, *figures: Callable[[], float]) -> list[list[float]]:
    """The values of each figure, of which every run takes one after the other: what else the machine does hits all."""
    taken = [[figure() for figure in figures] for _ in range(runs)]
    return [list(values) for values in zip(*taken, strict=True)]
