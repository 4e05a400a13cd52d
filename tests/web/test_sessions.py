"""Sessions: a cookie that cannot be forged, altered, kept after it expires, or used after signing out."""

import re
import string
import time
from http.cookies import SimpleCookie

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner
from support.owned_gallery import FORMER_KEY, KEY, old_session, session, settings_with_key, tamper

from gallery.settings import read_settings
from gallery.storage.account import Storage
from gallery.web import sessions
from gallery.web.sessions import (
    COOKIE,
    MAX_AGE,
    SECURE_COOKIE,
    end_session,
    is_ended,
    new_session,
    read_sessions,
    set_cookie,
)
from local.host.cookies import build_set_cookie_headers

SETTINGS = settings_with_key()
SAFE = string.ascii_letters + string.digits + "-._~"


def read(value: str) -> str | None:
    return next(iter(read_sessions(f"{COOKIE}={value}", SETTINGS)), None)


def test_each_sign_in_has_its_own_random_session() -> None:
    known = {read(session()) for _ in range(50)}
    assert None not in known
    assert len(known) == 50
    assert all(len(str(one)) == 32 for one in known)


def test_the_cookie_has_all_protecting_attributes() -> None:
    """Hidden from scripts and other sites, sent to the whole gallery, and over https only if the gallery uses it."""
    attributes = set_cookie("x", secure=True).split("; ")
    assert attributes[0] == "__Host-gallery-session=x"
    assert set(attributes[1:]) == {"HttpOnly", "SameSite=Strict", "Path=/", "Secure", f"Max-Age={MAX_AGE}"}
    assert "Secure" not in set_cookie("x", secure=False)
    assert "Max-Age=0" in set_cookie("", secure=True, max_age=0)
    assert "Domain" not in set_cookie("x", secure=True)
    assert set_cookie("x", secure=False).startswith("gallery-session=x; ")


def test_the_host_does_not_change_the_cookie() -> None:
    """It percent-encodes values again."""
    for _ in range(50):
        value = new_session(SETTINGS)
        assert set(value) <= set(SAFE)
        (header,) = build_set_cookie_headers([SimpleCookie(set_cookie(value, secure=True))])
        assert header.startswith(f"{SECURE_COOKIE}={value}; ")
        assert {"httponly", "samesite=strict", "path=/", "secure"} <= set(header.split("; "))


def test_an_altered_cookie_is_invalid() -> None:
    """In the session id, the time or the signature."""
    value = session()
    assert read(tamper(value)) is None
    for at, old in enumerate(value[:-1]):  # the last character of a signature has bits that mean nothing
        for new in "Ab0-":
            if new != old:
                assert read(f"{value[:at]}{new}{value[at + 1 :]}") is None
    assert read(value[:-1]) is None
    assert read(f"{value}A") is None


def test_changing_the_key_ends_all_sessions() -> None:
    assert read(session(FORMER_KEY)) is None
    assert read_sessions(f"{COOKIE}={session()}", settings_with_key(FORMER_KEY)) == []


def test_a_session_expires_after_thirty_days() -> None:
    """By the time in the cookie and our clock; the browser has no say."""
    assert read(old_session(age=MAX_AGE - 60))
    assert read(old_session(age=MAX_AGE + 60)) is None


def test_signatures_for_other_purposes_are_invalid() -> None:
    """Also with another digest, such as the default of itsdangerous."""
    assert read(TimestampSigner(KEY).sign("0" * 32).decode()) is None
    assert read(TimestampSigner(KEY, salt="gallery.session").sign("0" * 32).decode()) is None


def test_without_a_key_there_are_no_sessions() -> None:
    """Anyone can sign with an empty key."""
    without = read_settings({})
    assert read_sessions(f"{COOKIE}={new_session(without)}", without) == []


@given(st.one_of(st.text(), st.text('gallery-sion=;", .%\\\x00é', max_size=60).map(lambda rest: f"{COOKIE}={rest}")))
def test_any_other_cookie_header_has_no_session_and_raises_nothing(header: str) -> None:
    assert read_sessions(header, SETTINGS) == []


@pytest.mark.parametrize(
    "other",
    ["theme=dark", 'consent={"ads":false}', "a b=c", "x[y]=1", "flag", "_ga=GA1.1.1", "x=a b", "=x", "x=ü", 'q="open'],
)
def test_malformed_cookies_of_other_apps_do_not_hide_the_session(other: str) -> None:
    """Browsers accept all of these from other sites of the domain and other apps on localhost (RFC 6265bis 5.6)."""
    value = session()
    assert read_sessions(f"{COOKIE}={value}; {other}", SETTINGS)
    assert read_sessions(f"{other}; {COOKIE}={value}", SETTINGS)
    assert read_sessions(f'{other}; {COOKIE}={value}; last="', SETTINGS)


def test_all_cookies_of_our_names_are_tried() -> None:
    """Another app on the same host can set one with a longer path, which browsers send first (RFC 6265bis 5.8.3)."""
    one, other = session(), session()
    for name in (COOKIE, SECURE_COOKIE):
        assert read_sessions(f"{COOKIE}=x; {COOKIE}={tamper(one)}; {name}={one}; {COOKIE}=y", SETTINGS) == [read(one)]
    assert read_sessions(f"{COOKIE}={one}; {SECURE_COOKIE}={other}", SETTINGS) == [read(one), read(other)]
    for name in ("session", "x" + COOKIE, "__host-" + COOKIE, "__Secure-" + COOKIE):
        assert read_sessions(f"{name}={one}", SETTINGS) == []


def test_signing_out_ends_a_session_in_every_instance(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Immediately in the same instance, within a minute in others."""
    one, other = str(read(session())), str(read(session()))
    assert not is_ended(storage, one)
    other_instance = dict(sessions._checked)  # noqa: SLF001 - what another instance remembers
    end_session(storage, one)
    assert is_ended(storage, one)
    assert not is_ended(storage, other)
    monkeypatch.setattr(sessions, "_checked", other_instance)
    assert not is_ended(storage, one)
    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert is_ended(storage, one)
    assert not is_ended(storage, other)


def test_the_marker_of_an_ended_session_does_not_reveal_it(storage: Storage) -> None:
    value = session()
    ended = str(read(value))
    end_session(storage, ended)
    (marker,) = storage.photos.list_prefix(".ended/")
    assert ended not in marker.name
    assert marker.length == 0
    assert re.fullmatch(r"\.ended/[0-9a-f]{64}", marker.name)
    assert not marker.metadata


def test_an_ended_session_stays_ended_when_the_previews_are_deleted(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That container is a cache, which may be deleted at any time."""
    ended = str(read(session()))
    end_session(storage, ended)
    for blob in storage.previews.list_prefix(""):
        storage.previews.delete(blob)
    monkeypatch.setattr(sessions, "_checked", {})
    assert is_ended(storage, ended)
