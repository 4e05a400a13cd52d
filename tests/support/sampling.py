"""Tests with many expensive cases, of which most runs do only some."""

import random
from collections.abc import Iterable
from itertools import groupby

import pytest


def choose_sample(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the items without those that `sampled` leaves out: of each test, one case in so many stays."""
    kept = list[pytest.Item]()
    for (test, one_in), cases in groupby(items, key=_describe):
        found = list(cases)
        count = -(-len(found) // one_in)
        chosen = set(random.Random(test).sample(range(len(found)), count))
        kept += [item for number, item in enumerate(found) if number in chosen]
    return kept


def _describe(item: pytest.Item) -> tuple[str, int]:
    """Return the name of an item's test, and one in how many of its cases runs."""
    marker = item.get_closest_marker("sampled")
    return item.nodeid.partition("[")[0], marker.args[0] if marker else 1
