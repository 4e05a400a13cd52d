"""Sessions: one cookie, which nobody can make, alter, keep for ever, or go on using once it has ended."""

import re
import string
import time
from http.cookies import SimpleCookie

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner
from support.guarded import FORMER_KEY, KEY, altered, keyed, old_session, session

from gallery.settings import read_settings
from gallery.storage.account import Storage
from gallery.web import sessions
from gallery.web.sessions import MAX_AGE, end_session, is_ended, new_session, read_session, set_cookie
from local.host.cookies import build_set_cookie_headers

SETTINGS = keyed()
SAFE = string.ascii_letters + string.digits + "-._~"


def read(value: str) -> str | None:
    return read_session(f"session={value}", SETTINGS)


def test_a_session_is_known_again_by_its_cookie() -> None:
    """Each sign-in has a session of its own, which is not to be guessed."""
    known = {read(session()) for _ in range(50)}
    assert None not in known
    assert len(known) == 50
    assert all(len(str(one)) == 32 for one in known)


def test_a_cookie_has_every_attribute_that_protects_it() -> None:
    """Not readable by scripts, not sent from other sites, for the whole gallery, and over https alone where it is."""
    attributes = set_cookie("x", secure=True).split("; ")
    assert attributes[0] == "session=x"
    assert set(attributes[1:]) == {"HttpOnly", "SameSite=Strict", "Path=/", "Secure", f"Max-Age={MAX_AGE}"}
    assert "Secure" not in set_cookie("x", secure=False)
    assert "Max-Age=0" in set_cookie("", secure=True, max_age=0)
    assert "Domain" not in set_cookie("x", secure=True)


def test_a_cookie_comes_through_the_hosts_rewriting_unchanged() -> None:
    """Which percent-encodes values again."""
    for _ in range(50):
        value = new_session(SETTINGS)
        assert set(value) <= set(SAFE)
        (header,) = build_set_cookie_headers([SimpleCookie(set_cookie(value, secure=True))])
        assert header.startswith(f"session={value}; ")
        assert {"httponly", "samesite=strict", "path=/", "secure"} <= set(header.split("; "))


def test_a_cookie_that_was_altered_anywhere_is_nobodys() -> None:
    """In the session, the time or the signature."""
    value = session()
    assert read(altered(value)) is None
    for at, old in enumerate(value[:-1]):  # the last character of a signature has bits that mean nothing
        for new in "Ab0-":
            if new != old:
                assert read(f"{value[:at]}{new}{value[at + 1 :]}") is None
    assert read(value[:-1]) is None
    assert read(f"{value}A") is None


def test_a_cookie_of_a_former_key_is_nobodys() -> None:
    """Changing the key ends all sessions."""
    assert read(session(FORMER_KEY)) is None
    assert read_session(f"session={session()}", keyed(FORMER_KEY)) is None


def test_a_cookie_is_good_for_thirty_days() -> None:
    """By our clock and the time in it, not by the browser's word."""
    assert read(old_session(age=MAX_AGE - 60))
    assert read(old_session(age=MAX_AGE + 60)) is None


def test_a_signature_made_for_something_else_is_no_session() -> None:
    """Nor one with another digest, as the library's default is."""
    assert read(TimestampSigner(KEY).sign("0" * 32).decode()) is None
    assert read(TimestampSigner(KEY, salt="gallery.session").sign("0" * 32).decode()) is None


def test_where_there_is_no_key_there_is_no_session() -> None:
    """Anybody can sign with an empty key."""
    without = read_settings({})
    assert read_session(f"session={new_session(without)}", without) is None


@given(st.one_of(st.text(), st.text('session=;", .%\\\x00é', max_size=60).map(lambda rest: f"session={rest}")))
def test_no_cookie_header_is_a_fault(header: str) -> None:
    """Whatever a client sends is no session, rather than an error."""
    assert read_session(header, SETTINGS) is None


@pytest.mark.parametrize(
    "other",
    ["theme=dark", 'consent={"ads":false}', "a b=c", "x[y]=1", "flag", "_ga=GA1.1.1", "x=a b", "=x", "x=ü", 'q="open'],
)
def test_the_session_is_found_beside_any_other_cookie(other: str) -> None:
    """Of the domain's other sites, or of other programs on localhost: browsers accept them all (RFC 6265bis 5.6)."""
    value = session()
    assert read_session(f"session={value}; {other}", SETTINGS)
    assert read_session(f"{other}; session={value}", SETTINGS)


def test_an_ended_session_is_ended_in_every_copy_and_every_instance(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once where one signs out, elsewhere within a minute."""
    one, other = str(read(session())), str(read(session()))
    assert not is_ended(shelves, one)
    elsewhere = dict(sessions._seen_good)  # noqa: SLF001 - what another instance would remember
    end_session(shelves, one)
    assert is_ended(shelves, one)
    assert not is_ended(shelves, other)
    monkeypatch.setattr(sessions, "_seen_good", elsewhere)
    assert not is_ended(shelves, one)
    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert is_ended(shelves, one)
    assert not is_ended(shelves, other)


def test_ending_a_session_keeps_nothing_that_could_be_used(shelves: Storage) -> None:
    """Whoever reads the mark learns nothing by it."""
    value = session()
    ended = str(read(value))
    end_session(shelves, ended)
    (mark,) = shelves.photos.list_prefix(".ended/")
    assert ended not in mark.name
    assert mark.length == 0
    assert re.fullmatch(r"\.ended/[0-9a-f]{64}", mark.name)
    assert not mark.metadata


def test_an_ended_session_stays_ended_when_the_previews_are_deleted(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That container is a cache, which may be deleted at any time."""
    ended = str(read(session()))
    end_session(shelves, ended)
    for blob in shelves.previews.list_prefix(""):
        shelves.previews.delete(blob)
    monkeypatch.setattr(sessions, "_seen_good", {})
    assert is_ended(shelves, ended)
