"""A process that dies in the middle of something, as far as what it leaves in storage can tell."""

from collections.abc import Callable

import pytest

from gallery.storage.account import Storage


def die_at(storage: Storage, step: str, act: Callable[[], object]) -> None:
    """Does it until it comes to one of the container's methods."""
    with pytest.MonkeyPatch.context() as dying:
        dying.setattr(type(storage.photos), step, _die)
        with pytest.raises(KeyboardInterrupt):
            act()


def _die(*_: object) -> None:
    raise KeyboardInterrupt
