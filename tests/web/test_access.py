"""Who may do what: every right with every kind of caller, and every way to pass for somebody else."""

import re
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import azure.functions as func
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.every_function import every_function
from support.guarded import FORMER_KEY, KEY, altered, bearer, cookie_of, keyed, old_session, session

import function_app
from gallery.errors import Busy, CrossSite, GalleryError, Misconfigured, NotFound, NotSignedIn, QueryTooLong
from gallery.settings import Settings, read_settings
from gallery.storage.account import Storage
from gallery.web import access, middleware
from gallery.web.access import (
    MAX_WRONG_AT_ONCE,
    Caller,
    Permission,
    check,
    check_owner_key,
    identify_caller,
    safe_return_path,
)
from gallery.web.responses import Response
from gallery.web.sessions import end_session, read_session

NEEDS = {
    "albums": Permission.VIEW,
    "delete_photo": Permission.OWNER,
    "get_details": Permission.VIEW_ONE,
    "get_photo": Permission.OWNER_ONLY_HIDDEN,
    "get_preview": Permission.VIEW_ONE,
    "health": Permission.ANYONE,
    "home": Permission.VIEW,
    "list_albums": Permission.VIEW,
    "list_months": Permission.VIEW,
    "list_photos": Permission.VIEW,
    "list_trash": Permission.OWNER,
    "move_photos": Permission.OWNER,
    "put_photo": Permission.OWNER,
    "rename_one_album": Permission.OWNER,
    "restore_photos": Permission.OWNER,
    "show_sign_in": Permission.ANYONE,
    "start_session": Permission.ANYONE,
    "static": Permission.ANYONE,
    "stop_session": Permission.ANYONE,
    "trash": Permission.OWNER,
    "trash_photos": Permission.OWNER,
    "upload_photos": Permission.OWNER,
}

HOST = "gallery.example"
HERE = {"Host": HOST, "Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin"}
PUBLIC, PRIVATE = keyed(), keyed(GALLERY_VISIBILITY="private")
IN_AZURE = read_settings({"WEBSITE_SITE_NAME": "gallery"})
AT_HOME = read_settings({"AZURE_FUNCTIONS_ENVIRONMENT": "Development"})


@dataclass(frozen=True)
class Asked:
    """A request, as far as access looks at it."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = f"https://{HOST}/"
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def get_body(self) -> bytes:
        return self.body


def asked(method: str = "GET", url: str = f"https://{HOST}/") -> Asked:
    return Asked(method, {"host": HOST}, url)


def sending(headers: Mapping[str, str], method: str = "GET") -> Asked:
    return Asked(method, {"host": HOST, **{name.lower(): value for name, value in headers.items()}})


def decide(request: Asked, right: Permission, settings: Settings, storage: Storage) -> Caller:
    return check(request, right, lambda: settings, lambda: storage)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong keys cost little, for tests that try many."""
    monkeypatch.setattr(access, "WRONG_KEY_SECONDS", 0.01)


def test_every_function_says_what_it_needs_and_this_is_all_of_them() -> None:
    """A new function, or another right for an old one, has to be written down here too."""
    assert {function.name: function.needs for function in every_function()} == NEEDS


def test_every_method_of_a_route_belongs_to_one_function() -> None:
    """So that none is answered by a function with a lesser right."""
    pairs = [(function.route.lower(), method) for function in every_function() for method in function.methods]
    assert len(pairs) == len(set(pairs))
    assert all(function.methods for function in every_function())


def test_only_reading_is_offered_to_those_who_do_not_own_the_gallery() -> None:
    """Whatever writes needs to own it, but signing in and out."""
    writing = [function for function in every_function() if set(function.methods) - {"GET", "HEAD"}]
    assert {function.name for function in writing if function.needs is not Permission.OWNER} == {
        "start_session",
        "stop_session",
    }


@pytest.mark.parametrize("settings", [PUBLIC, IN_AZURE, AT_HOME])
def test_a_route_that_does_not_say_what_it_needs_is_for_nobody(
    monkeypatch: pytest.MonkeyPatch, shelves: Storage, settings: Settings
) -> None:
    """Not even for the owner; and its handler is never called."""
    called: list[str] = []

    def forgotten(req: func.HttpRequest, caller: Caller) -> Response:  # noqa: ARG001 - as the front door calls it
        called.append("yes")
        return Response()

    monkeypatch.setattr(function_app, "app", func.FunctionApp(func.AuthLevel.ANONYMOUS))
    monkeypatch.setattr(middleware, "settings", lambda: settings)
    monkeypatch.setattr(middleware, "storage", lambda: shelves)
    function_app.route("forgotten", ["GET"])(forgotten)
    (built,) = function_app.app.get_functions()
    headers = {"Host": "localhost", **bearer(), **cookie_of(session())}
    request = func.HttpRequest("GET", "http://localhost/forgotten", headers=headers, body=b"")
    response = built.get_user_function()(request)
    assert (response.status_code, called) == (401, [])


@pytest.mark.parametrize(
    ("settings", "headers", "can_view", "owns"),
    [
        pytest.param(PUBLIC, {}, True, False, id="visitor"),
        pytest.param(PRIVATE, {}, False, False, id="nobody"),
        pytest.param(PRIVATE, bearer("wrong"), False, False, id="wrong key"),
        pytest.param(PRIVATE, bearer(KEY[:-1]), False, False, id="most of the key"),
        pytest.param(PRIVATE, bearer(FORMER_KEY), False, False, id="former key"),
        pytest.param(PRIVATE, {"Authorization": f"Basic {KEY}"}, False, False, id="another scheme"),
        pytest.param(PRIVATE, {"Authorization": KEY}, False, False, id="no scheme"),
        pytest.param(PRIVATE, {"Authorization": "Bearer"}, False, False, id="no key"),
        pytest.param(PRIVATE, cookie_of(old_session()), False, False, id="expired cookie"),
        pytest.param(PRIVATE, cookie_of(altered(session())), False, False, id="altered cookie"),
        pytest.param(PRIVATE, cookie_of(session(FORMER_KEY)), False, False, id="cookie of a former key"),
        pytest.param(PRIVATE, cookie_of(KEY), False, False, id="key as cookie"),
        pytest.param(PRIVATE, cookie_of(""), False, False, id="empty cookie"),
        pytest.param(PRIVATE, {"X-MS-CLIENT-PRINCIPAL-NAME": "owner"}, False, False, id="easy auth"),
        pytest.param(PRIVATE, {"Cookie": f"x={session()}"}, False, False, id="another cookie"),
        pytest.param(PRIVATE, bearer(), True, True, id="owner by Bearer"),
        pytest.param(PRIVATE, {"Authorization": f"bearer  {KEY} "}, True, True, id="owner by bearer"),
        pytest.param(PRIVATE, cookie_of(session()), True, True, id="owner by cookie"),
        pytest.param(PUBLIC, cookie_of(session()), True, True, id="owner of a public one"),
        pytest.param(IN_AZURE, bearer(""), True, False, id="no key in Azure"),
        pytest.param(IN_AZURE, {"Host": "localhost"}, True, False, id="no key in Azure, called localhost"),
        pytest.param(IN_AZURE, cookie_of(session(" x ")), True, False, id="no key in Azure, a cookie"),
        pytest.param(AT_HOME, {"Host": "localhost:7071"}, True, True, id="at home"),
        pytest.param(AT_HOME, {}, True, False, id="at home by a foreign name"),
    ],
)
@pytest.mark.usefixtures("hasty")
def test_each_right_is_had_by_those_who_should_have_it(
    shelves: Storage, settings: Settings, headers: Mapping[str, str], *, can_view: bool, owns: bool
) -> None:
    """What is refused to look at is not there; what is refused otherwise asks to sign in."""
    expected = {
        Permission.ANYONE: None,
        Permission.VIEW: None if can_view else NotSignedIn,
        Permission.VIEW_ONE: None if can_view else NotFound,
        Permission.OWNER: None if owns else NotSignedIn,
        Permission.OWNER_ONLY_HIDDEN: None if owns else NotFound,
        Permission.NOBODY: NotSignedIn,
    }
    assert set(expected) == set(Permission)
    for right, refusal in expected.items():
        request = sending({**HERE, **headers})
        if refusal:
            with pytest.raises(refusal):
                decide(request, right, settings, shelves)
        else:
            assert decide(request, right, settings, shelves).is_owner == (owns and right is not Permission.ANYONE)


def test_a_session_that_was_ended_is_nobodys(shelves: Storage) -> None:
    """Whoever has a copy of the cookie has nothing."""
    value = session()
    assert identify_caller(sending(cookie_of(value)), PRIVATE, shelves).is_owner
    ended = read_session(f"session={value}", PRIVATE)
    assert ended
    end_session(shelves, ended)
    assert not identify_caller(sending(cookie_of(value)), PRIVATE, shelves).is_owner


COOKIE_HEADER = cookie_of(session())


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": f"https://{HOST}"},
        {"Sec-Fetch-Site": "something new"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://{HOST}.evil.example"},
        {"Origin": f"https://evil.example#{HOST}"},
        {"Origin": f"https://{HOST}@evil.example"},
        {"Origin": f"https://{HOST}:8443"},
        {"Origin": "https://"},
        {"Origin": "file://"},
        {},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_another_site_can_not_write_with_the_owners_cookie(
    shelves: Storage, method: str, headers: Mapping[str, str]
) -> None:
    """By any sign of another site, or by no sign at all."""
    with pytest.raises(CrossSite):
        decide(sending({**COOKIE_HEADER, **headers}, method), Permission.OWNER, PRIVATE, shelves)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": f"https://{HOST}"},
        {"Origin": f"http://{HOST.upper()}", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://front.example", "Disguised-Host": "front.example"},
    ],
)
def test_the_gallerys_own_pages_write_with_the_owners_cookie(shelves: Storage, headers: Mapping[str, str]) -> None:
    """Also behind Azure's front end, which puts the name that the browser used into DISGUISED-HOST."""
    assert decide(sending({**COOKIE_HEADER, **headers}, "POST"), Permission.OWNER, PRIVATE, shelves).is_owner


def test_a_form_of_the_gallerys_own_page_is_believed_although_its_origin_is_not_named(shelves: Storage) -> None:
    """Under `Referrer-Policy: no-referrer`, which every page has, browsers send `Origin: null` with a form
    (Fetch standard, "append a request Origin header"); Sec-Fetch-Site, which no page can set, is what counts then.
    """
    headers = {**COOKIE_HEADER, "Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert decide(sending(headers, "POST"), Permission.OWNER, PRIVATE, shelves).is_owner


def test_without_a_key_at_home_another_site_can_not_write_either(shelves: Storage) -> None:
    """Where no cookie is needed, the browser's own word is all there is."""
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        with pytest.raises(CrossSite):
            decide(sending({"Host": "localhost:7071", **headers}, "POST"), Permission.OWNER, AT_HOME, shelves)


def test_whoever_reads_comes_from_wherever_they_like(shelves: Storage) -> None:
    """A link on another site leads to the gallery."""
    headers = {**COOKIE_HEADER, "Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    for method in ("GET", "HEAD"):
        assert decide(sending(headers, method), Permission.VIEW, PRIVATE, shelves).is_owner


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:7071", "LOCALHOST", "127.0.0.1:7071", "[::1]:7071", "a.localhost"]
)
def test_at_home_this_machine_is_known_by_its_own_names(shelves: Storage, host: str) -> None:
    """Which no other site can take."""
    assert identify_caller(sending({"Host": host}), AT_HOME, shelves).is_owner


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7071",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1.nip.io",
        "localhost@evil.example",
        "evil.example#localhost",
        "xlocalhost",
        "",
    ],
)
def test_at_home_a_name_that_another_site_may_own_is_a_strangers(shelves: Storage, host: str) -> None:
    """DNS rebinding; the page says how to get in."""
    caller = identify_caller(sending({"Host": host}), AT_HOME, shelves)
    assert not caller.is_owner
    assert "http://localhost" in caller.note


@pytest.mark.parametrize(
    "host", ["192.168.1.5:7071", "10.0.0.7", "203.0.113.9:7071", "[2001:db8::1]:7071", "0.0.0.0:7071"]
)
def test_at_home_an_address_that_others_can_reach_too_is_a_strangers(shelves: Storage, host: str) -> None:
    """Core Tools listen on 0.0.0.0, so `func start` serves everybody in the same network."""
    assert not identify_caller(sending({"Host": host}), AT_HOME, shelves).is_owner


@pytest.mark.parametrize("host", ["[", "[evil]", "[::1", "a]b", "x:y:z", "\uff0f", "x" * 5000, "%00"])
def test_a_host_that_makes_no_sense_is_a_strangers(shelves: Storage, host: str) -> None:
    """And no fault of ours."""
    assert not identify_caller(sending({"Host": host}), AT_HOME, shelves).is_owner


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[evil]", "http://a]b", "[", "\uff0f", "http://x:y:z", "x" * 5000]
)
def test_an_origin_that_makes_no_sense_is_another_site(shelves: Storage, origin: str) -> None:
    """A refusal, and no fault of ours, which would put what the client sent into the log."""
    for right in (Permission.ANYONE, Permission.OWNER):
        with pytest.raises(GalleryError):
            decide(sending({**COOKIE_HEADER, "Origin": origin}, "POST"), right, PRIVATE, shelves)


@pytest.mark.parametrize("url", ["http://[/", "http://[evil]/", "http://a]b/", "http://\uff0f/"])
def test_an_address_that_makes_no_sense_is_refused_or_answered(shelves: Storage, url: str) -> None:
    """Scheme and host of it are what the client says."""
    try:
        decide(asked(url=url), Permission.VIEW, PUBLIC, shelves)
    except GalleryError:
        return


def test_without_a_key_in_azure_the_page_says_why_nobody_can_write(shelves: Storage) -> None:
    """And how to change that; no sign-in that could not work is offered."""
    caller = identify_caller(asked(), IN_AZURE, shelves)
    assert (caller.is_owner, caller.can_view, caller.can_sign_in) == (False, True, False)
    assert "OWNER_KEY" in caller.note
    private = identify_caller(
        asked(), read_settings({"WEBSITE_SITE_NAME": "g", "GALLERY_VISIBILITY": "private"}), shelves
    )
    assert not private.can_view


@pytest.mark.parametrize("variable", ["WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME"])
def test_in_azure_nobody_is_at_home(shelves: Storage, variable: str) -> None:
    """Even when somebody has set the variable that says so."""
    settings = read_settings({variable: "x", "AZURE_FUNCTIONS_ENVIRONMENT": "Development"})
    assert not identify_caller(sending({"Host": "localhost"}), settings, shelves).is_owner


@pytest.mark.parametrize("environment", [{}, {"AZURE_FUNCTIONS_ENVIRONMENT": "Production"}, {"OWNER_KEY": " "}])
def test_where_nothing_is_known_nobody_owns_the_gallery(shelves: Storage, environment: Mapping[str, str]) -> None:
    """A container on somebody's own server is neither Azure nor at home."""
    assert not identify_caller(sending({"Host": "localhost"}), read_settings(environment), shelves).is_owner


@pytest.mark.parametrize("right", [right for right in Permission if right is not Permission.ANYONE])
def test_a_setting_that_can_not_be_read_lets_nobody_in(shelves: Storage, right: Permission) -> None:
    """Rather than make public what was meant to be private; not even the owner."""
    environment = {"OWNER_KEY": KEY, "GALLERY_VISIBILITY": "pirvate"}
    with pytest.raises(Misconfigured, match="GALLERY_VISIBILITY") as raised:
        check(sending(bearer()), right, lambda: read_settings(environment), lambda: shelves)
    assert KEY not in str(raised.value)


def test_an_address_too_long_for_any_page_is_refused_before_anything_else(shelves: Storage) -> None:
    """Also to those who may do nothing."""
    with pytest.raises(QueryTooLong):
        decide(asked(url=f"https://{HOST}/?photo={'x' * 6000}"), Permission.ANYONE, PRIVATE, shelves)


@pytest.mark.usefixtures("hasty")
def test_only_a_few_wrong_keys_can_be_tried_at_once_and_the_right_one_always() -> None:
    """The rest is told to wait, and the owner is not kept out by somebody who tries wrong keys."""
    started, go_on = threading.Event(), threading.Event()

    def wait(_seconds: float) -> None:
        started.set()
        assert go_on.wait(10)

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(MAX_WRONG_AT_ONCE) as pool:
        patch.setattr(time, "sleep", wait)
        try:
            tries = [pool.submit(check_owner_key, "wrong", PRIVATE) for _ in range(MAX_WRONG_AT_ONCE)]
            assert started.wait(10)
            while access._wrong_keys.acquire(blocking=False):  # noqa: SLF001 - until all of them are on their way
                access._wrong_keys.release()  # noqa: SLF001 - as above
            with pytest.raises(Busy):
                check_owner_key("wrong", PRIVATE)
            assert check_owner_key(KEY, PRIVATE)
        finally:
            go_on.set()
        assert [one.result() for one in tries] == [False] * MAX_WRONG_AT_ONCE
    assert not check_owner_key("wrong", PRIVATE)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("key", ["", "é", "\ud800", "x" * 100_000, "\x00", KEY.upper(), f"{KEY}\x00", f" {KEY}"])
def test_a_wrong_key_of_any_kind_is_wrong(key: str) -> None:
    """And no fault."""
    assert not check_owner_key(key, PRIVATE)


def test_where_there_is_no_key_none_is_right() -> None:
    """Not even the empty one."""
    assert not check_owner_key("", IN_AZURE)


@pytest.mark.parametrize(
    "address",
    ["/", "/albums", "/trash", "/?photo=2026/09/12/a.jpg", "/?album=Trips/Rome&before=2026-09", "/?photo=%22%3E%F0"],
)
def test_after_signing_in_one_comes_back_to_the_page_that_one_wanted(address: str) -> None:
    """With its query."""
    assert safe_return_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/@evil.example",
        "/.evil.example",
        "/%2Fevil.example",
        "/sign-out",
        "/sign-in",
        "/api/trash",
        "/photos/a.jpg",
        "/upload-photos",
        "/?a\r\nSet-Cookie: session=x",
        "/?a=b\n",
        "/?a=\x00",
        "/?a=é",
        "/?a=\ud800",
        "/#//evil.example",
        "/trash/",
        "",
        " /",
        "trash",
        "?a=b",
    ],
)
def test_after_signing_in_nobody_is_sent_anywhere_else(address: str) -> None:
    """Not to another site, nor to an address that does something, nor with a header of somebody else's."""
    assert safe_return_path(address) == "/"


@given(st.one_of(st.text(), st.text("/\\:@.?#evil\t\n%2Ft", max_size=20).map(lambda rest: f"/{rest}")))
def test_wherever_one_wants_to_go_one_stays_in_the_gallery(address: str) -> None:
    """As a browser reads the address."""
    to = safe_return_path(address)
    assert to in ("/", address)
    assert urlsplit(urljoin(f"https://{HOST}/sign-in", to)).netloc == HOST
    assert re.fullmatch(r"/[!-~]*", to)
