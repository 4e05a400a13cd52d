"""Flash messages: one-time results shown after a redirect."""

import pytest

from gallery.storage.account import Storage
from gallery.web.flash import FOLDER, store_flash, take_flash

RESULTS = [{"file": "a.jpg", "outcome": "stored"}]


def test_a_flash_message_is_shown_once(storage: Storage) -> None:
    """Reloading the page shows it without the message, and nothing is left in storage."""
    token = store_flash(storage, RESULTS)
    assert take_flash(storage, token) == RESULTS
    assert take_flash(storage, token) == []
    assert storage.previews.list_prefix(FOLDER) == []


@pytest.mark.parametrize("token", [None, "", "../x", "0" * 32, "x" * 32, "0" * 31])
def test_an_unknown_token_shows_nothing(storage: Storage, token: str | None) -> None:
    """And reads no other blob."""
    assert take_flash(storage, token) == []
