"""Azure's list prices in US dollars. Check them for your region before you rely on them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Prices:
    """Pay-as-you-go in East US without tax. Blob Storage: hot, LRS. Functions: Flex Consumption, on demand."""

    as_of: str = "2025"
    stored_gb: float = 0.0184
    """Per month."""
    writes_10_000: float = 0.05
    """Also for listings."""
    reads_10_000: float = 0.004
    egress_gb: float = 0.087
    egress_free_gb: float = 100
    """Per month and subscription."""
    gb_second: float = 0.000026
    free_gb_seconds: float = 100_000
    executions_million: float = 0.40
    free_executions: float = 250_000


@dataclass(frozen=True)
class MonthlyUsage:
    """What's used in a month."""

    stored_gb: float
    writes: float
    reads: float
    egress_gb: float
    executions: float
    gb_seconds: float

    def calculate_dollars(self, prices: Prices) -> dict[str, float]:
        """Return the cost of each part."""
        egress = max(0.0, self.egress_gb - prices.egress_free_gb) * prices.egress_gb
        executions = max(0.0, self.executions - prices.free_executions) * prices.executions_million / 1e6
        seconds = max(0.0, self.gb_seconds - prices.free_gb_seconds) * prices.gb_second
        return {
            "stored": self.stored_gb * prices.stored_gb,
            "calls": self.writes * prices.writes_10_000 / 1e4 + self.reads * prices.reads_10_000 / 1e4,
            "sent": egress,
            "app": executions + seconds,
        }
