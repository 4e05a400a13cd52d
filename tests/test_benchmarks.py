"""The benchmarks' calculations and output. The figures themselves depend on the machine."""

import io

from PIL import Image

from benchmarks.cost import Usage
from benchmarks.encoders import calculate_ssim
from benchmarks.prices import MonthlyUsage, Prices
from benchmarks.rows import Row, Target, measure_in_turns
from benchmarks.usage import measure_cpu_seconds

PRICES = Prices(stored_gb=1, writes_10_000=10, reads_10_000=1, egress_gb=2, gb_second=0.5, executions_million=4)


def test_row_has_median_range_ratio_and_whether_the_target_is_met() -> None:
    row = Row("upload", "ms", [130, 100, 110], "bare", [100, 90, 120], Target(1.3, is_ratio=True))
    assert row.format_cells() == [
        *("upload", "110 ms (100 to 130)", "bare", "100 ms (90 to 120)"),
        *("1.1", "at most 1.3 x", "yes"),
    ]
    assert (
        Row("photos", "per second", [5], "sigal", [3], Target(2, is_ratio=True, at_least=True)).format_cells()[-1]
        == "**no**"
    )
    assert Row("errors", "", [0], target=Target(0)).format_cells()[1:] == ["0 ", "", "", "", "at most 0", "yes"]


def test_figures_of_gallery_and_peer_are_measured_in_turns() -> None:
    """So other load on the machine affects both."""
    order: list[str] = []

    def measure(name: str) -> float:
        order.append(name)
        return float(len(order))

    assert measure_in_turns(2, lambda: measure("ours"), lambda: measure("peer")) == [[1, 3], [2, 4]]
    assert order == ["ours", "peer"] * 2


def test_month_within_the_free_grants_costs_storage_and_requests() -> None:
    used = MonthlyUsage(stored_gb=3, writes=10_000, reads=20_000, egress_gb=100, executions=250_000, gb_seconds=100_000)
    assert used.calculate_dollars(PRICES) == {"stored": 3, "calls": 10 + 2, "sent": 0, "app": 0}


def test_month_beyond_the_free_grants_only_costs_the_rest() -> None:
    used = MonthlyUsage(stored_gb=0, writes=0, reads=0, egress_gb=101, executions=1_250_000, gb_seconds=100_002)
    assert used.calculate_dollars(PRICES) == {"stored": 0, "calls": 0, "sent": 2, "app": 4 + 1}


def test_usage_of_actions_adds_up() -> None:
    """Here, three views of a page and one of a preview."""
    assert Usage(2, 1, 1, 0.5) * 3 + Usage(0, 1, 0, 2) == Usage(6, 4, 3, 3.5)


def test_similarity_is_1_for_identical_pictures_and_falls_with_quality() -> None:
    """So it can compare encoders at equal quality."""
    picture = Image.effect_noise((256, 256), 60).resize((512, 512), Image.Resampling.BICUBIC)
    similarities = []
    for quality in (90, 50, 10):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        similarities.append(calculate_ssim(picture, Image.open(file)))
    assert calculate_ssim(picture, picture) > 0.9999
    assert 1 > similarities[0] > similarities[1] > similarities[2] > 0


def test_cpu_time_of_this_process_is_measured() -> None:
    assert measure_cpu_seconds(lambda: sum(range(10**6))) > 0
