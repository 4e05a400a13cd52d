"""Concurrent calls, how many are started before their results are needed, and keyed locks."""

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


def test_run_all_runs_calls_concurrently_and_returns_results_in_order() -> None:
    """The calls wait for each other, so they pass only if they run at the same time."""
    barrier = threading.Barrier(4, timeout=SECONDS)

    def meet(number: int) -> int:
        barrier.wait()
        return number

    assert run_all(meet, range(4)) == [0, 1, 2, 3]


def test_an_error_in_a_call_is_raised_by_its_future() -> None:
    future = submit(int, "x")
    with pytest.raises(ValueError, match="invalid literal"):
        future.result()


def test_prefetch_starts_with_one_call_and_doubles_its_batches() -> None:
    """So a page that needs one month lists one month, and a page that needs a hundred waits for about ten batches."""
    started: list[int] = []

    def start(item: int) -> Future[int]:
        started.append(item)
        future: Future[int] = Future()
        future.set_result(item)
        return future

    def count_started(needed: int) -> int:
        started.clear()
        assert list(islice(prefetch(start, iter(range(1000))), needed)) == list(range(needed))
        return len(started)

    assert [count_started(needed) for needed in (1, 2, 3, 5, 9, 17, 33)] == [1, 2, 4, 8, 16, 32, 48]
    assert all(count_started(needed) < needed + MAX_PREFETCH for needed in range(1, 200))
    assert list(prefetch(start, [])) == []


def test_equal_calls_share_one_that_is_queued() -> None:
    """But never one that has begun: it may have missed what was written before the later request."""
    is_free, started = threading.Event(), []

    def read(name: str) -> int:
        started.append(name)
        return len(started)

    blockers = [submit(is_free.wait, SECONDS) for _ in range(THREADS)]
    futures = [submit_deduplicated(read, "a"), submit_deduplicated(read, "a"), submit_deduplicated(read, "b")]
    is_free.set()
    assert all(blocker.result() for blocker in blockers)
    assert futures[0] is futures[1]
    assert sorted({future.result() for future in futures}) == [1, 2]
    assert sorted(started) == ["a", "b"]
    assert submit_deduplicated(read, "a").result() == 3


def test_an_error_in_a_shared_call_is_raised_for_everyone_who_shares_it() -> None:
    is_free = threading.Event()
    blockers = [submit(is_free.wait, SECONDS) for _ in range(THREADS)]
    futures = [submit_deduplicated(int, "x") for _ in range(2)]
    is_free.set()
    assert all(blocker.result() for blocker in blockers)
    for future in futures:
        with pytest.raises(ValueError, match="invalid literal"):
            future.result()


class Key:
    """A key that can be weakly referenced."""


def wait_until_blocked(future: Future[None], entered: threading.Event) -> None:
    """Give a thread time to reach the lock, and check that it hasn't got past it."""
    until = time.monotonic() + SECONDS
    while not future.running() and time.monotonic() < until:
        time.sleep(0.001)
    assert not entered.wait(0.1)


def test_only_one_thread_holds_a_key() -> None:
    """Many threads compete for a few keys, and some of their blocks fail."""
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


def test_a_waiting_thread_keeps_the_lock_when_its_holder_is_done() -> None:
    """A third thread must wait for the second, instead of getting a new lock."""
    lock = KeyedLock()
    entered = [threading.Event() for _ in range(2)]
    is_done = threading.Event()

    def enter(number: int) -> None:
        with lock.hold("a"):
            entered[number].set()
            is_done.wait(SECONDS)

    with ThreadPoolExecutor(2) as pool:
        with lock.hold("a"):
            second = pool.submit(enter, 0)
            wait_until_blocked(second, entered[0])
        assert entered[0].wait(SECONDS)
        third = pool.submit(enter, 1)
        wait_until_blocked(third, entered[1])
        is_done.set()
        second.result(SECONDS)
        third.result(SECONDS)


def test_every_waiting_thread_gets_its_turn() -> None:
    """Even if other threads keep asking for the same key."""
    lock, turns = KeyedLock(), Counter[int]()
    until = time.monotonic() + SECONDS

    def keep_asking(number: int) -> None:
        while len(turns) < 8 and time.monotonic() < until:
            with lock.hold("a"):
                turns[number] += 1
                time.sleep(0.001)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep_asking, range(8)))
    assert len(turns) == 8


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_in_the_block_is_raised_and_frees_the_key(error: type[BaseException]) -> None:
    """The next thread doesn't wait for a holder that failed."""
    lock = KeyedLock()
    with pytest.raises(error), lock.hold("a"):
        raise error
    with ThreadPoolExecutor(1) as pool:

        def hold() -> bool:
            with lock.hold("a"):
                return True

        assert pool.submit(hold).result(SECONDS)


def test_a_free_key_takes_no_memory() -> None:
    """After a normal exit, an error, or a wait of many threads."""
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
