"""What the tests that break every call in turn work with."""

from dataclasses import dataclass

from faults.figures import Figures
from faults.proxy import Proxy


@dataclass(frozen=True)
class Bench:
    """One storage, the proxy before it, and the counts of what was done to it."""

    proxy: Proxy
    storage: str
    figures: Figures
    is_full: bool
    """Whether everything is to be tried, rather than a choice."""
