"""The benchmarks: their sums and their words, since the figures themselves are of the machine."""

import io

from PIL import Image

from benchmarks.cost import Counted
from benchmarks.encoders import ssim
from benchmarks.prices import Prices, Use
from benchmarks.rows import Row, Target, in_turns
from benchmarks.usage import cpu_seconds

PRICES = Prices(stored_gb=1, writes_10_000=10, reads_10_000=1, egress_gb=2, gb_second=0.5, executions_million=4)


def test_a_row_says_median_range_ratio_and_whether_the_target_was_met() -> None:
    """For a person, in the order of the table."""
    row = Row("upload", "ms", [130, 100, 110], "bare", [100, 90, 120], Target(1.3, is_ratio=True))
    assert row.cells() == [
        *("upload", "110 ms (100 to 130)", "bare", "100 ms (90 to 120)"),
        *("1.1", "at most 1.3 x", "yes"),
    ]
    assert Row("photos", "a second", [5], "sigal", [3], Target(2, is_ratio=True, at_least=True)).cells()[-1] == "**no**"
    assert Row("errors", "", [0], target=Target(0)).cells()[1:] == ["0 ", "", "", "", "at most 0", "yes"]


def test_ours_and_the_peers_figures_are_taken_in_turns() -> None:
    """So that a busy moment hits both."""
    order: list[str] = []

    def noted(name: str) -> float:
        order.append(name)
        return float(len(order))

    assert in_turns(2, lambda: noted("ours"), lambda: noted("peer")) == [[1, 3], [2, 4]]
    assert order == ["ours", "peer"] * 2


def test_a_month_within_what_is_free_costs_storage_alone() -> None:
    """And its calls, of which none is free."""
    used = Use(stored_gb=3, writes=10_000, reads=20_000, egress_gb=100, executions=250_000, gb_seconds=100_000)
    assert used.dollars(PRICES) == {"stored": 3, "calls": 10 + 2, "sent": 0, "app": 0}


def test_a_month_beyond_what_is_free_pays_for_the_rest() -> None:
    """Not for what is free."""
    used = Use(stored_gb=0, writes=0, reads=0, egress_gb=101, executions=1_250_000, gb_seconds=100_002)
    assert used.dollars(PRICES) == {"stored": 0, "calls": 0, "sent": 2, "app": 4 + 1}


def test_what_people_do_adds_up() -> None:
    """Three looks at a page and one at a picture."""
    assert Counted(2, 1, 1, 0.5) * 3 + Counted(0, 1, 0, 2) == Counted(6, 4, 3, 3.5)


def test_similarity_is_1_for_the_same_picture_and_falls_with_its_quality() -> None:
    """By which encoders are compared at equal quality."""
    picture = Image.effect_noise((256, 256), 60).resize((512, 512), Image.Resampling.BICUBIC)
    alike = []
    for quality in (90, 50, 10):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        alike.append(ssim(picture, Image.open(file)))
    assert ssim(picture, picture) > 0.9999
    assert 1 > alike[0] > alike[1] > alike[2] > 0


def test_cpu_time_is_that_of_this_process() -> None:
    """Waiting costs none of it, counting does."""
    assert cpu_seconds(lambda: sum(range(10**6))) > 0
