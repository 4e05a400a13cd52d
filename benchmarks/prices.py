"""What Azure asks: list prices in US dollars, to be checked for one's own region and day before they are relied on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Prices:
    """Pay-as-you-go, East US, without tax. Blob Storage: hot, LRS. Functions: Flex Consumption, on demand."""

    as_of: str = "2025"
    stored_gb: float = 0.0184
    """A month."""
    writes_10_000: float = 0.05
    """Listings are charged as writes."""
    reads_10_000: float = 0.004
    egress_gb: float = 0.087
    egress_free_gb: float = 100
    """A month and subscription."""
    gb_second: float = 0.000026
    free_gb_seconds: float = 100_000
    executions_million: float = 0.40
    free_executions: float = 250_000


@dataclass(frozen=True)
class Use:
    """What is used in a month."""

    stored_gb: float
    writes: float
    reads: float
    egress_gb: float
    executions: float
    gb_seconds: float

    def dollars(self, prices: Prices) -> dict[str, float]:
        """What each part costs."""
        egress = max(0.0, self.egress_gb - prices.egress_free_gb) * prices.egress_gb
        executions = max(0.0, self.executions - prices.free_executions) * prices.executions_million / 1e6
        seconds = max(0.0, self.gb_seconds - prices.free_gb_seconds) * prices.gb_second
        return {
            "stored": self.stored_gb * prices.stored_gb,
            "calls": self.writes * prices.writes_10_000 / 1e4 + self.reads * prices.reads_10_000 / 1e4,
            "sent": egress,
            "app": executions + seconds,
        }
