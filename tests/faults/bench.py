"""What the tests share that break one storage call after the other."""

from dataclasses import dataclass

from faults.figures import Figures
from faults.proxy import Proxy


@dataclass(frozen=True)
class Bench:
    """A storage, the proxy in front of it, and the counts of what was broken."""

    proxy: Proxy
    storage: str
    """Connection string that bypasses the proxy."""
    figures: Figures
    is_full: bool
    """Whether to test every case instead of a selection."""
