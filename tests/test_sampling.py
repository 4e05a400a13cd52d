"""Which cases of expensive tests run without --full."""

from pathlib import Path

import pytest
from support.sampling import choose_sample

FILE = """
import pytest

@pytest.mark.sampled(3)
@pytest.mark.parametrize("case", range(10))
def test_sampled(case): pass

@pytest.mark.parametrize("case", range(10))
def test_all(case): pass
"""


class Collected:
    """A plugin that keeps what pytest collects."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.items = list(items)


def test_one_in_three_cases_of_a_sampled_test_runs_and_all_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Always the same, at least one, and in their order."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = sampled\n", encoding="utf-8")
    (tmp_path / "test_cases.py").write_text(FILE, encoding="utf-8")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    collected = Collected()
    options = ["--collect-only", "-p", "no:cacheprovider", "-p", "no:terminal", str(tmp_path)]
    assert pytest.main(options, plugins=[collected]) == 0
    chosen = choose_sample(collected.items)
    assert [item for item in collected.items if item in chosen] == chosen == choose_sample(collected.items)
    assert sum("test_sampled" in item.nodeid for item in chosen) == 4
    assert sum("test_all" in item.nodeid for item in chosen) == 10
