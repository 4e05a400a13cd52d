"""Guessing the owner's key is slow in total, and a throttled attempt says nothing about its key."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from gallery.errors import TooManyWrongKeys
from gallery.web.throttle import BURST, Throttle


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "monotonic", lambda: made.now)
    return made


def wrong() -> bool:
    return False


def right() -> bool:
    return True


def use_up(throttle: Throttle) -> None:
    for _ in range(BURST):
        assert not throttle.attempt(wrong)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("is_right", [wrong, right])
def test_a_throttled_attempt_is_not_compared_and_says_nothing(is_right: Callable[[], bool]) -> None:
    throttle, compared = Throttle(), []
    use_up(throttle)

    def compare() -> bool:
        compared.append(1)
        return is_right()

    with pytest.raises(TooManyWrongKeys, match="Several wrong keys") as raised:
        throttle.attempt(compare)
    assert compared == []
    assert raised.value.status == 429
    assert raised.value.retry_after == 1


@pytest.mark.usefixtures("clock")
def test_right_keys_are_free() -> None:
    throttle = Throttle()
    for _ in range(5 * BURST):
        assert throttle.attempt(right)
    use_up(throttle)


def test_fewer_than_five_wrong_keys_a_second_are_compared(clock: Clock) -> None:
    """After the first few. The bucket never gets larger than it was."""
    throttle = Throttle()
    use_up(throttle)
    compared = 0
    for _ in range(1000):
        clock.now += 0.01
        with suppress(TooManyWrongKeys):
            compared += not throttle.attempt(wrong)
    assert 9 <= compared <= 11
    clock.now += 1e6
    use_up(throttle)
    with pytest.raises(TooManyWrongKeys):
        throttle.attempt(right)


@pytest.mark.usefixtures("clock")
def test_many_attempts_at_once_are_compared_no_more_often() -> None:
    throttle, compared = Throttle(), []

    def compare() -> bool:
        compared.append(1)
        time.sleep(0.001)
        return False

    def attempt(_number: int) -> None:
        with suppress(TooManyWrongKeys):
            throttle.attempt(compare)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(attempt, range(200)))
    assert len(compared) == BURST
