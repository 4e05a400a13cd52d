"""The upload budget limits the bytes processed at once. Further uploads wait for a while, or get Busy at once."""

import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from threading import Event

import pytest

from gallery.errors import Busy
from gallery.library.upload_budget import UploadBudget


def upload(budget: UploadBudget, size: int) -> None:
    with budget.acquire(size):
        pass


def test_uploads_that_fit_together_do_not_wait() -> None:
    budget = UploadBudget(max_bytes=100, max_waiting_bytes=0)
    with budget.acquire(60), budget.acquire(40), pytest.raises(Busy):
        upload(budget, 1)


def test_an_upload_larger_than_the_budget_runs_alone() -> None:
    """Otherwise it could never run."""
    budget = UploadBudget(max_bytes=100, max_waiting_bytes=0)
    with budget.acquire(10_000), pytest.raises(Busy):
        upload(budget, 1)
    with budget.acquire(1), pytest.raises(Busy):
        upload(budget, 10_000)


def test_an_upload_waits_until_another_one_ends() -> None:
    budget, started = UploadBudget(max_bytes=100, max_waiting_bytes=60, max_wait_seconds=10), Event()

    def upload_second() -> None:
        with budget.acquire(60):
            started.set()

    with ThreadPoolExecutor(1) as pool:
        with budget.acquire(60):
            second = pool.submit(upload_second)
            assert not started.wait(0.2), "it didn't wait"
        second.result(10)
    assert started.is_set()


def test_an_upload_gets_busy_at_once_if_too_many_bytes_are_waiting() -> None:
    """Waiting uploads are in memory too. The error says when to try again."""
    budget = UploadBudget(max_bytes=100, max_waiting_bytes=60, max_wait_seconds=10)
    with ThreadPoolExecutor(2) as pool:
        with budget.acquire(100):
            uploads = [pool.submit(upload, budget, 60) for _ in range(2)]
            rejected, waiting = wait(uploads, 5, FIRST_COMPLETED)
            errors = [future.exception() for future in rejected]
        assert [isinstance(error, Busy) and bool(error.retry_after) for error in errors] == [True]
        assert [future.exception(10) for future in waiting] == [None]


def test_an_upload_that_waits_too_long_gets_busy_and_stops_counting_as_waiting() -> None:
    """It must not stay in memory until the platform ends the request."""
    budget = UploadBudget(max_bytes=10, max_waiting_bytes=10, max_wait_seconds=0.05)
    with budget.acquire(10):
        for _ in range(2):
            start = time.monotonic()
            with pytest.raises(Busy):
                upload(budget, 10)
            assert time.monotonic() - start >= 0.05


def test_a_failed_upload_releases_its_bytes() -> None:
    budget = UploadBudget(max_bytes=10, max_waiting_bytes=0)
    with pytest.raises(ValueError, match="broken"), budget.acquire(10):
        raise ValueError("broken")
    upload(budget, 10)
