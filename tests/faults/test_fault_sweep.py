"""Every call of every operation, broken in every way: nothing is lost, duplicated, half done or misreported."""

import random
import time

import pytest

from faults.bench import Bench
from faults.checks import check
from faults.failures import LASTING, Failure, Fault
from faults.figures import SLOWEST_RESPONSE
from faults.operations import OPERATIONS, Operation, attempt
from faults.storages import open_storages

_calls: dict[str, int] = {}


@pytest.mark.sampled(8)
@pytest.mark.parametrize("failure", list(Failure), ids=lambda failure: failure.name.lower())
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.usefixtures("quick")
def test_a_broken_call_loses_duplicates_and_misreports_nothing(
    operation: Operation, failure: Failure, bench: Bench
) -> None:
    """Every call, broken once or from then on; without --full one of these cases, always the same."""
    calls = range(1, count_calls(operation, bench) + 1)
    faults = [Fault(call, failure, lasting) for call in calls for lasting in LASTING[failure]]
    if not bench.is_full:
        faults = [random.Random(f"{operation.name} {failure.name}").choice(faults)]
    for fault in faults:
        break_and_check(operation, fault, bench)


def count_calls(operation: Operation, bench: Bench) -> int:
    """Return the number of calls of an undisturbed run."""
    if operation.name not in _calls:
        with open_storages(bench.proxy.connection, bench.storage) as (through_proxy, direct):
            operation.prepare(direct)
            bench.proxy.start(None)
            assert attempt(operation, through_proxy) in operation.results
            _calls[operation.name] = len(bench.proxy.calls)
    return _calls[operation.name]


def break_and_check(operation: Operation, fault: Fault, bench: Bench) -> None:
    proxy, figures = bench.proxy, bench.figures
    with open_storages(proxy.connection, bench.storage) as (through_proxy, direct):
        operation.prepare(direct)
        proxy.start(fault)
        started = time.monotonic()
        outcome = attempt(operation, through_proxy)
        figures.record_max(SLOWEST_RESPONSE, round((time.monotonic() - started) * 1000))
        what = (
            f"{operation.name}, call {fault.call}, {fault.failure}, lasting {fault.lasting}: {outcome}, {proxy.calls}"
        )
        figures.add("storage calls broken", proxy.broken)
        proxy.start(None)
        check(operation, outcome, direct, what, figures)
        figures.add(f"operations during a fault: {'succeeded' if outcome else 'failed'}")
