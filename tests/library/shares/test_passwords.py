"""Passwords of shares are stored as scrypt hashes, and attempts are counted before they're compared."""

import pytest

from gallery.errors import TooManyPasswords
from gallery.library.shares import passwords
from gallery.library.shares.passwords import ATTEMPTS, BURST, check_password, hash_password
from gallery.library.shares.store import create_share, revoke_share
from gallery.storage.account import Storage
from gallery.storage.properties import Content, md5_of

CHEAP = {"n": 2, "r": 1, "p": 1}


@pytest.fixture(autouse=True)
def cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """What scrypt costs doesn't matter here."""
    monkeypatch.setattr(passwords, "COST", CHEAP)


def test_only_the_password_itself_is_accepted(storage: Storage) -> None:
    share = create_share(storage, password=hash_password("Pizza \u00fc"))
    assert check_password(storage, share, "Pizza \u00fc")
    assert not any(check_password(storage, share, wrong) for wrong in ("pizza \u00fc", "", "Pizza", "\ud800"))


def test_equal_passwords_have_different_hashes() -> None:
    """So that a stored hash says nothing about other shares."""
    assert hash_password("pizza") != hash_password("pizza")
    assert "pizza" not in hash_password("pizza")


def test_after_ten_attempts_even_the_right_password_waits(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is compared then, so the response says nothing about the password. Another share isn't affected."""
    monkeypatch.setattr(passwords, "SECONDS_PER_ATTEMPT", 1e9)
    share, other = (create_share(storage, password=hash_password("pizza")) for _ in range(2))
    assert not any(check_password(storage, share, str(number)) for number in range(BURST))
    monkeypatch.setattr(passwords, "_scrypt", lambda *_: pytest.fail("compared"))
    with pytest.raises(TooManyPasswords):
        check_password(storage, share, "pizza")
    monkeypatch.undo()
    monkeypatch.setattr(passwords, "COST", CHEAP)
    assert check_password(storage, other, "pizza")


def test_attempts_come_back_with_time(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the clock of the storage service, which all instances share."""
    share = create_share(storage, password=hash_password("pizza"))
    storage.photos.put(ATTEMPTS + share.id, Content(b"0.0", "application/json", md5_of(b"0.0")), {})
    monkeypatch.setattr(passwords, "SECONDS_PER_ATTEMPT", 1e9)
    with pytest.raises(TooManyPasswords):
        check_password(storage, share, "pizza")
    monkeypatch.setattr(passwords, "SECONDS_PER_ATTEMPT", 1e-9)
    counter = storage.photos.get_properties(ATTEMPTS + share.id)
    if not counter.age:  # The service's clock has whole seconds.
        monkeypatch.setattr(passwords, "BURST", 1)
        storage.photos.put(counter.name, Content(b"1.0", "application/json", md5_of(b"1.0")), {}, replaces=counter)
    assert check_password(storage, share, "pizza")


def test_attempts_at_the_same_moment_all_count(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when another instance counts one between reading the counter and writing it."""
    monkeypatch.setattr(passwords, "SECONDS_PER_ATTEMPT", 1e9)
    share = create_share(storage, password=hash_password("pizza"))
    read = passwords._read_bucket  # noqa: SLF001 - to run another attempt between two steps
    raced: list[bool] = []

    def race(*arguments: object) -> object:
        found = read(*arguments)  # type: ignore[arg-type]
        if not raced:
            raced.append(True)
            check_password(storage, share, "other")
        return found

    monkeypatch.setattr(passwords, "_read_bucket", race)
    check_password(storage, share, "first")
    assert read(storage, ATTEMPTS + share.id)[1] == pytest.approx(BURST - 2)


def test_revoking_a_share_leaves_no_counter(storage: Storage) -> None:
    share = create_share(storage, password=hash_password("pizza"))
    check_password(storage, share, "pasta")
    assert list(storage.photos.list_prefix(ATTEMPTS))
    revoke_share(storage, share.id)
    assert list(storage.photos.list_prefix(ATTEMPTS)) == []
