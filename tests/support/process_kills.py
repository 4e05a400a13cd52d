"""Simulates a process that is killed in the middle of an operation, as far as storage can tell."""

from collections.abc import Callable

import pytest

from gallery.storage.account import Storage


def kill_at(storage: Storage, step: str, operation: Callable[[], object]) -> None:
    """Run an operation until it calls this method of the container."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(storage.photos), step, _kill)
        with pytest.raises(KeyboardInterrupt):
            operation()


def _kill(*_: object) -> None:
    raise KeyboardInterrupt
