"""Calls that run at the same time, and how many are begun before it is known that they are needed."""

import gc
import random
import threading
import time
import weakref
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice

import pytest

from gallery.storage.concurrency import MAX_PREFETCH, THREADS, KeyedLock, prefetch, run_all, submit, submit_deduplicated

SECONDS = 20
"""How long a test waits for another thread before it fails."""


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
    assert all(costs(wanted) < wanted + MAX_PREFETCH for wanted in range(1, 200))
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


class Key:
    """A key that a test can see disappear."""


def wait_until_blocked(future: Future[None], entered: threading.Event) -> None:
    """Give a thread time to reach the lock, and check that it hasn't got past it."""
    until = time.monotonic() + SECONDS
    while not future.running() and time.monotonic() < until:
        time.sleep(0.001)
    assert not entered.wait(0.1)


def test_only_one_thread_holds_a_key() -> None:
    """Also while many threads compete for a few keys, and blocks fail at random."""
    lock, inside, errors = KeyedLock(), Counter[int](), list[str]()

    def compete(seed: int) -> int:
        chance, failures = random.Random(seed), 0
        for _ in range(200):
            key = chance.randrange(3)
            try:
                with lock.hold(key):
                    inside[key] += 1
                    if inside[key] != 1:
                        errors.append(f"{inside[key]} threads hold {key}")
                    time.sleep(chance.choice((0, 0, 0.0001)))
                    inside[key] -= 1
                    int(chance.choice(("1", "2", "not a number")))
            except ValueError:
                failures += 1
        return failures

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(compete, range(16)))
    assert errors == []


def test_equal_keys_are_one_key_and_other_keys_do_not_wait() -> None:
    """Keys are compared by value, like those of a dict."""
    lock, entered = KeyedLock(), threading.Event()

    def enter() -> None:
        with lock.hold(("photos", "a.jpg")):
            entered.set()

    with ThreadPoolExecutor(1) as pool:
        with lock.hold(("photos", "a.jpg")):
            with lock.hold(("photos", "b.jpg")), lock.hold(("previews", "a.jpg")):
                """Held at the same time by the same thread, because they are other keys."""
            second = pool.submit(enter)
            wait_until_blocked(second, entered)
        second.result(SECONDS)
    assert entered.is_set()


def test_a_thread_that_comes_later_waits_for_one_that_waited_before() -> None:
    """The lock of a key is not forgotten when its first holder leaves and others still wait for it."""
    lock = KeyedLock()
    entered = [threading.Event() for _ in range(2)]
    leave = threading.Event()

    def enter(number: int) -> None:
        with lock.hold("a"):
            entered[number].set()
            leave.wait(SECONDS)

    with ThreadPoolExecutor(2) as pool:
        with lock.hold("a"):
            second = pool.submit(enter, 0)
            wait_until_blocked(second, entered[0])
        assert entered[0].wait(SECONDS)
        third = pool.submit(enter, 1)
        wait_until_blocked(third, entered[1])
        leave.set()
        second.result(SECONDS)
        third.result(SECONDS)


def test_every_waiting_thread_gets_its_turn() -> None:
    """However often other threads come back for the same key."""
    lock, turns = KeyedLock(), Counter[int]()
    until = time.monotonic() + SECONDS

    def come_back(number: int) -> None:
        while len(turns) < 8 and time.monotonic() < until:
            with lock.hold("a"):
                turns[number] += 1
                time.sleep(0.001)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(come_back, range(8)))
    assert len(turns) == 8


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_in_the_block_is_raised_and_frees_the_key(error: type[BaseException]) -> None:
    """The next thread doesn't wait for a holder that has failed."""
    lock = KeyedLock()
    with pytest.raises(error), lock.hold("a"):
        raise error
    with ThreadPoolExecutor(1) as pool:

        def hold() -> bool:
            with lock.hold("a"):
                return True

        assert pool.submit(hold).result(SECONDS)


def test_a_key_that_is_free_takes_no_memory() -> None:
    """Neither after a normal exit, nor after an error, nor after many threads have waited for it."""
    lock, keys = KeyedLock(), [Key() for _ in range(3)]
    seen = [weakref.ref(key) for key in keys]

    def hold(key: Key) -> None:
        with lock.hold(key):
            time.sleep(0.001)

    hold(keys[0])
    with suppress(ValueError), lock.hold(keys[1]):
        int("not a number")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(hold, [keys[2]] * 16))
    keys.clear()
    gc.collect()
    assert [key() for key in seen] == [None] * 3
