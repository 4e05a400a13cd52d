"""Simulates a process that is killed in the middle of an operation, as far as storage can tell."""

from collections.abc import Callable

import pytest
import requests
from requests.adapters import HTTPAdapter

from gallery.storage.account import Storage


def kill_at(storage: Storage, step: str, operation: Callable[[], object]) -> None:
    """Run an operation until it calls this method of the container."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(storage.photos), step, _kill)
        with pytest.raises(KeyboardInterrupt):
            operation()


def kill_at_call(number: int, operation: Callable[[], object], *, is_sent: bool) -> bool:
    """Run an operation until this call to storage, which may still be sent; return whether it got there."""
    calls, send = 0, HTTPAdapter.send

    def count(adapter: HTTPAdapter, request: requests.PreparedRequest, *rest: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls < number:
            return send(adapter, request, *rest, **named)  # type: ignore[arg-type]  # passed on unchanged
        if is_sent and calls == number:
            send(adapter, request, *rest, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTTPAdapter, "send", count)
        try:
            operation()
        except KeyboardInterrupt:
            return True
    return False


def _kill(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
