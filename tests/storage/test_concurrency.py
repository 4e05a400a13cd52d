"""Calls that run at the same time, and how many are begun before it is known that they are needed."""

import threading
from concurrent.futures import Future
from itertools import islice

import pytest

from gallery.storage.concurrency import AHEAD, THREADS, prefetch, run_all, submit, submit_deduplicated


def test_results_come_in_the_order_of_what_was_asked() -> None:
    """Whichever is ready first; calls that wait for each other do run at the same time."""
    together = threading.Barrier(4, timeout=20)

    def meet(number: int) -> int:
        together.wait()
        return number

    assert run_all(meet, range(4)) == [0, 1, 2, 3]


def test_what_a_call_raises_is_raised_where_its_result_is_asked_for() -> None:
    """Not before."""
    begun = submit(int, "x")
    with pytest.raises(ValueError, match="invalid literal"):
        begun.result()


def test_the_first_costs_itself_alone_and_then_ever_more_begin_at_once() -> None:
    """So that a page that needs one month lists one, and one that needs a hundred waits for about ten rounds."""
    begun: list[int] = []

    def begin(item: int) -> Future[int]:
        begun.append(item)
        done: Future[int] = Future()
        done.set_result(item)
        return done

    def costs(wanted: int) -> int:
        begun.clear()
        assert list(islice(prefetch(begin, iter(range(1000))), wanted)) == list(range(wanted))
        return len(begun)

    assert [costs(wanted) for wanted in (1, 2, 3, 5, 9, 17, 33)] == [1, 2, 4, 8, 16, 32, 48]
    assert all(costs(wanted) < wanted + AHEAD for wanted in range(1, 200))
    assert list(prefetch(begin, [])) == []


def test_one_call_that_waits_for_a_thread_serves_all_who_ask_for_it_meanwhile() -> None:
    """Never one that has begun: what was written before somebody asked must be in what they see."""
    busy, begun = threading.Event(), []

    def read(what: str) -> int:
        begun.append(what)
        return len(begun)

    waiting = [submit(busy.wait, 20) for _ in range(THREADS)]
    asked = [submit_deduplicated(read, "a"), submit_deduplicated(read, "a"), submit_deduplicated(read, "b")]
    busy.set()
    assert all(one.result() for one in waiting)
    assert asked[0] is asked[1]
    assert sorted({one.result() for one in asked}) == [1, 2]
    assert sorted(begun) == ["a", "b"]
    assert submit_deduplicated(read, "a").result() == 3


def test_all_who_share_a_call_are_told_what_it_raised() -> None:
    """Each where it asks for the result."""
    busy = threading.Event()
    waiting = [submit(busy.wait, 20) for _ in range(THREADS)]
    asked = [submit_deduplicated(int, "x") for _ in range(2)]
    busy.set()
    assert all(one.result() for one in waiting)
    for one in asked:
        with pytest.raises(ValueError, match="invalid literal"):
            one.result()
