"""Every storage call of every operation, broken in every way: nothing is lost, doubled, half done or said wrongly."""

import random
import time

import pytest

from faults.bench import Bench
from faults.figures import SLOWEST
from faults.operations import OPERATIONS, Operation, attempt, check, opened
from faults.proxy import Fault, Way

_calls: dict[str, int] = {}


@pytest.mark.parametrize("way", list(Way), ids=lambda way: way.name.lower())
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.usefixtures("quick")
def test_a_broken_call_loses_doubles_and_misreports_nothing(operation: Operation, way: Way, bench: Bench) -> None:
    """Call by call, broken once, and from then on; without --full one of these, always the same."""
    calls = range(1, calls_of(operation, bench) + 1)
    faults = [Fault(call, way, lasting) for call in calls for lasting in (False, True)]
    if not bench.is_full:
        faults = [random.Random(f"{operation.name} {way.name}").choice(faults)]
    for fault in faults:
        break_and_check(operation, fault, bench)


def calls_of(operation: Operation, bench: Bench) -> int:
    """How many calls a good run makes."""
    if operation.name not in _calls:
        with opened(bench.proxy.connection, bench.storage) as (through, direct):
            operation.prepare(direct)
            bench.proxy.start(None)
            assert attempt(operation, through) in operation.truths
            _calls[operation.name] = len(bench.proxy.calls)
    return _calls[operation.name]


def break_and_check(operation: Operation, fault: Fault, bench: Bench) -> None:
    proxy, figures = bench.proxy, bench.figures
    with opened(proxy.connection, bench.storage) as (through, direct):
        operation.prepare(direct)
        proxy.start(fault)
        started = time.monotonic()
        answer = attempt(operation, through)
        figures.most(SLOWEST, round((time.monotonic() - started) * 1000))
        what = f"{operation.name}, call {fault.call}, {fault.way}, lasting {fault.lasting}: {answer}, {proxy.calls}"
        figures.add("storage calls broken", proxy.broken)
        proxy.start(None)
        check(operation, answer, direct, what, figures)
        figures.add(f"operations under a fault: {'done after all' if answer else 'truly refused'}")
