"""Every permission with every kind of caller, and every way to pretend to be the owner."""

import json
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
from support.functions import http_functions
from support.owned_gallery import FORMER_KEY, KEY, bearer, cookie_of, old_session, session, settings_with_key, tamper

import function_app
from gallery.errors import (
    BrokenPicture,
    Busy,
    Changed,
    CrossSite,
    GalleryError,
    Misconfigured,
    NotFound,
    NotSignedIn,
    QueryTooLong,
    ShareNotFound,
    StorageUnavailable,
    TooManyWrongKeys,
)
from gallery.library.shares.store import create_share
from gallery.settings import Settings, read_settings
from gallery.storage.account import Storage
from gallery.web import access, middleware
from gallery.web.access import (
    ANONYMOUS,
    SHARE_PERMISSIONS,
    Caller,
    Permission,
    authorize,
    call_as,
    check_owner_key,
    current_caller,
    identify_caller,
)
from gallery.web.responses import Response
from gallery.web.sessions import end_session, read_sessions
from gallery.web.throttle import BURST, Throttle
from gallery.web.urls import safe_return_path
from local.dev.paths import ROOT

PERMISSIONS = {
    "albums": Permission.VIEW,
    "change_album_settings": Permission.OWNER,
    "change_one_share": Permission.OWNER,
    "confirm_empty_trash": Permission.OWNER,
    "create_new_album": Permission.OWNER,
    "create_new_share": Permission.OWNER,
    "delete_one_album": Permission.OWNER,
    "delete_photo": Permission.OWNER,
    "delete_share": Permission.OWNER,
    "edit_many": Permission.OWNER,
    "patch_photo": Permission.OWNER,
    "read_annotations": Permission.OWNER_OR_NOT_FOUND,
    "download_copy": Permission.DOWNLOAD_OR_NOT_FOUND,
    "duplicates": Permission.OWNER,
    "empty_trash": Permission.OWNER,
    "finish_upload": Permission.OWNER,
    "get_details": Permission.VIEW_OR_NOT_FOUND,
    "get_photo": Permission.OWNER_OR_NOT_FOUND,
    "get_library": Permission.OWNER,
    "get_preview": Permission.VIEW_OR_NOT_FOUND,
    "get_upload": Permission.OWNER,
    "health": Permission.ANYONE,
    "home": Permission.VIEW,
    "list_albums": Permission.VIEW,
    "list_all_shares": Permission.OWNER,
    "list_months": Permission.VIEW,
    "list_on_this_day": Permission.VIEW,
    "list_photos": Permission.VIEW,
    "list_trash": Permission.OWNER,
    "move_photos": Permission.OWNER,
    "new_share": Permission.OWNER,
    "new_share_of_photos": Permission.OWNER,
    "places": Permission.OWNER,
    "play_shared_video": Permission.SHARE_VIEW,
    "play_video": Permission.VIEW_OR_NOT_FOUND,
    "put_photo": Permission.OWNER,
    "put_upload_piece": Permission.OWNER,
    "refresh_index": Permission.OWNER,
    "rename_one_album": Permission.OWNER,
    "restore_one_album": Permission.OWNER,
    "restore_photos": Permission.OWNER,
    "shared_photos": Permission.SHARE,
    "unlock_share": Permission.SHARE,
    "list_shared_photos": Permission.SHARE_VIEW,
    "get_shared_details": Permission.SHARE_VIEW,
    "get_shared_preview": Permission.SHARE_VIEW,
    "download_shared_photo": Permission.SHARE_DOWNLOAD,
    "get_share_card": Permission.SHARE,
    "upload_shared_photos": Permission.SHARE_ADD,
    "start_shared_upload": Permission.SHARE_ADD,
    "put_shared_piece": Permission.SHARE_ADD,
    "get_shared_upload": Permission.SHARE_ADD,
    "finish_shared_upload": Permission.SHARE_ADD,
    "undo_shared_upload": Permission.SHARE_ADD,
    "revoke_one_share": Permission.OWNER,
    "shares": Permission.OWNER,
    "show_qr_code": Permission.OWNER,
    "show_share": Permission.OWNER,
    "show_sign_in": Permission.ANYONE,
    "start_session": Permission.ANYONE,
    "start_upload": Permission.OWNER,
    "static": Permission.ANYONE,
    "stop_session": Permission.ANYONE,
    "trash": Permission.OWNER,
    "trash_photos": Permission.OWNER,
    "upload_photos": Permission.OWNER,
    "zz_not_found": Permission.NOWHERE,
}

HOST = "gallery.example"
OWN_PAGE = {"Host": HOST, "Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin"}
PUBLIC, PRIVATE = settings_with_key(), settings_with_key(GALLERY_VISIBILITY="private")
IN_AZURE = read_settings({"WEBSITE_SITE_NAME": "gallery"})
PLACEHOLDER = json.loads((ROOT / "local.settings.json.example").read_text("utf-8"))["Values"]["OWNER_KEY"]
LOCAL = read_settings({"AZURE_FUNCTIONS_ENVIRONMENT": "Development"})


@dataclass(frozen=True)
class FakeRequest:
    """The parts of a request that access depends on."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = f"https://{HOST}/"
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def get_body(self) -> bytes:
        return self.body


def request_to(method: str = "GET", url: str = f"https://{HOST}/") -> FakeRequest:
    return FakeRequest(method, {"host": HOST}, url)


def request_with(headers: Mapping[str, str], method: str = "GET") -> FakeRequest:
    return FakeRequest(method, {"host": HOST, **{name.lower(): value for name, value in headers.items()}})


def decide(request: FakeRequest, permission: Permission, settings: Settings, storage: Storage) -> Caller:
    return authorize(request, permission, lambda: settings, lambda: storage)


@pytest.fixture(autouse=True)
def throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong keys of other tests don't count."""
    monkeypatch.setattr(access, "KEY_ATTEMPTS", Throttle())


def test_every_function_has_its_permission() -> None:
    """A new function, or a new permission of an old one, must be added here too."""
    assert {function.name: function.permission for function in http_functions()} == PERMISSIONS


def test_no_two_functions_share_a_route_and_method() -> None:
    """A request could reach the one with the weaker permission."""
    pairs = [(function.route.lower(), method) for function in http_functions() for method in function.methods]
    assert len(pairs) == len(set(pairs))
    assert [function.name for function in http_functions() if not function.methods] == ["zz_not_found"]


def test_only_the_owner_can_write() -> None:
    """Except for signing in and out, and what a share allows."""
    writing = [function for function in http_functions() if set(function.methods) - {"GET", "HEAD"}]
    assert {function.name for function in writing if function.permission is not Permission.OWNER} == {
        "start_session",
        "stop_session",
        "unlock_share",
        "upload_shared_photos",
        "start_shared_upload",
        "put_shared_piece",
        "finish_shared_upload",
        "undo_shared_upload",
    }


@pytest.mark.parametrize("settings", [PUBLIC, IN_AZURE, LOCAL])
def test_a_route_without_a_permission_refuses_everyone(
    monkeypatch: pytest.MonkeyPatch, storage: Storage, settings: Settings
) -> None:
    """Even the owner; its handler is never called."""
    called: list[str] = []

    def forgotten(req: func.HttpRequest) -> Response:  # noqa: ARG001 - as middleware calls it
        called.append("yes")
        return Response()

    monkeypatch.setattr(function_app, "app", func.FunctionApp(func.AuthLevel.ANONYMOUS))
    monkeypatch.setattr(middleware, "settings", lambda: settings)
    monkeypatch.setattr(middleware, "storage", lambda: storage)
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
        pytest.param(PRIVATE, {}, False, False, id="private"),
        pytest.param(PRIVATE, bearer("wrong"), False, False, id="wrong key"),
        pytest.param(PRIVATE, bearer(KEY[:-1]), False, False, id="most of the key"),
        pytest.param(PRIVATE, bearer(FORMER_KEY), False, False, id="former key"),
        pytest.param(PRIVATE, {"Authorization": f"Basic {KEY}"}, False, False, id="another scheme"),
        pytest.param(PRIVATE, {"Authorization": KEY}, False, False, id="no scheme"),
        pytest.param(PRIVATE, {"Authorization": "Bearer"}, False, False, id="no key"),
        pytest.param(PRIVATE, cookie_of(old_session()), False, False, id="expired cookie"),
        pytest.param(PRIVATE, cookie_of(tamper(session())), False, False, id="tamper cookie"),
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
        pytest.param(IN_AZURE, cookie_of(session(FORMER_KEY)), True, False, id="no key in Azure, a cookie"),
        pytest.param(LOCAL, {"Host": "localhost:7071"}, True, False, id="no key, local"),
        pytest.param(LOCAL, bearer(PLACEHOLDER), True, False, id="the placeholder as key"),
    ],
)
def test_each_permission_admits_the_right_callers(
    storage: Storage, settings: Settings, headers: Mapping[str, str], *, can_view: bool, owns: bool
) -> None:
    """A single photo is refused with NotFound, everything else with NotSignedIn. A share needs its link."""
    expected = {
        Permission.ANYONE: None,
        Permission.VIEW: None if can_view else NotSignedIn,
        Permission.VIEW_OR_NOT_FOUND: None if can_view else NotFound,
        Permission.DOWNLOAD_OR_NOT_FOUND: None if owns else NotFound,
        Permission.OWNER: None if owns else NotSignedIn,
        Permission.OWNER_OR_NOT_FOUND: None if owns else NotFound,
        **dict.fromkeys(SHARE_PERMISSIONS, ShareNotFound),
        Permission.NOBODY: NotSignedIn,
        Permission.NOWHERE: NotFound,
    }
    assert set(expected) == set(Permission)
    is_wrong_key = settings.owner_key and headers.get("Authorization", "").startswith("Bearer ") and not owns
    for permission, usual in expected.items():
        depends_on_key = permission not in {Permission.ANYONE, Permission.NOWHERE, *SHARE_PERMISSIONS}
        refusal = NotSignedIn if is_wrong_key and depends_on_key else usual
        request = request_with({**OWN_PAGE, **headers})
        if refusal:
            with pytest.raises(refusal):
                decide(request, permission, settings, storage)
        else:
            assert decide(request, permission, settings, storage).is_owner == (
                owns and permission is not Permission.ANYONE
            )


@pytest.mark.parametrize(
    ("settings", "can_download"),
    [
        (settings_with_key(GALLERY_DOWNLOADS="everyone"), True),
        (read_settings({"GALLERY_DOWNLOADS": "everyone"}), True),
        (settings_with_key(GALLERY_DOWNLOADS="owner"), False),
        (settings_with_key(GALLERY_DOWNLOADS="everyone", GALLERY_VISIBILITY="private"), False),
    ],
    ids=["everyone", "no key", "owner", "private"],
)
def test_visitors_download_only_from_a_public_gallery_that_allows_it(
    storage: Storage, settings: Settings, *, can_download: bool
) -> None:
    """Copies, never originals."""
    if can_download:
        assert decide(request_to(), Permission.DOWNLOAD_OR_NOT_FOUND, settings, storage).can_download
    else:
        with pytest.raises(NotFound):
            decide(request_to(), Permission.DOWNLOAD_OR_NOT_FOUND, settings, storage)
    with pytest.raises(NotFound):
        decide(request_to(), Permission.OWNER_OR_NOT_FOUND, settings, storage)


@pytest.mark.parametrize(
    "error", [StorageUnavailable("Rome/a.jpg"), Changed("Rome/a.jpg"), BrokenPicture("Rome/a.jpg"), Busy("Rome/a.jpg")]
)
def test_no_failure_tells_a_guest_a_name(
    monkeypatch: pytest.MonkeyPatch, storage: Storage, error: GalleryError
) -> None:
    """Neither as JSON nor as a page. The status is the same as for the owner."""
    monkeypatch.setattr(middleware, "settings", lambda: PRIVATE)
    monkeypatch.setattr(middleware, "storage", lambda: storage)
    link = f"https://{HOST}{create_share(storage, photos=()).path}"

    def fail() -> Response:
        raise error

    for accept in ("text/html", "application/json"):
        request = FakeRequest("GET", {"host": HOST, "accept": accept}, link)
        response = middleware.handle_request(request, "shared_photos", Permission.SHARE, fail)
        assert response.status == error.status
        assert b"Rome" not in response.body
        assert b"Try again" in response.body


def test_handlers_see_their_own_caller() -> None:
    """Only while they run, and only in their own thread."""
    owner, visitor = Caller(is_owner=True, can_view=True), Caller(is_owner=False, can_view=True)
    with ThreadPoolExecutor(2) as pool:
        barrier = threading.Barrier(2)

        def handler() -> Caller:
            barrier.wait(10)
            return current_caller()

        callers = [pool.submit(call_as, caller, handler) for caller in (owner, visitor)]
        assert [one.result() for one in callers] == [owner, visitor]
        assert pool.submit(current_caller).result() == ANONYMOUS
    assert current_caller() == ANONYMOUS


def test_an_ended_session_has_no_permission(storage: Storage) -> None:
    """A copy of the cookie is useless."""
    value = session()
    assert identify_caller(request_with(cookie_of(value)), PRIVATE, storage).is_owner
    (ended,) = read_sessions(f"gallery-session={value}", PRIVATE)
    end_session(storage, ended)
    assert not identify_caller(request_with(cookie_of(value)), PRIVATE, storage).is_owner


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
def test_another_site_cannot_write_with_the_owners_cookie(
    storage: Storage, method: str, headers: Mapping[str, str]
) -> None:
    """Whether headers point to another site or say nothing."""
    with pytest.raises(CrossSite):
        decide(request_with({**COOKIE_HEADER, **headers}, method), Permission.OWNER, PRIVATE, storage)


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
def test_the_gallerys_own_pages_can_write_with_the_owners_cookie(storage: Storage, headers: Mapping[str, str]) -> None:
    """Also behind Azure's front end, which puts the browser's host into DISGUISED-HOST."""
    assert decide(request_with({**COOKIE_HEADER, **headers}, "POST"), Permission.OWNER, PRIVATE, storage).is_owner


def test_a_form_of_the_gallerys_own_page_may_have_a_null_origin(storage: Storage) -> None:
    """Under `Referrer-Policy: no-referrer`, browsers send `Origin: null` with a form (Fetch standard, "append a
    request Origin header"). Sec-Fetch-Site decides then, which no page can forge.
    """
    headers = {**COOKIE_HEADER, "Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert decide(request_with(headers, "POST"), Permission.OWNER, PRIVATE, storage).is_owner


def test_other_sites_can_link_to_the_gallery(storage: Storage) -> None:
    headers = {**COOKIE_HEADER, "Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    for method in ("GET", "HEAD"):
        assert decide(request_with(headers, method), Permission.VIEW, PRIVATE, storage).is_owner


@pytest.mark.parametrize("settings", [LOCAL, read_settings({"OWNER_KEY": PLACEHOLDER})])
@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:7071", "LOCALHOST", "127.0.0.1:7071", "[::1]:7071", "a.localhost"),
        *("evil.example:7071", "127.0.0.1.nip.io", "192.168.1.5:7071", "0.0.0.0:7071", ""),
    ],
)
def test_without_a_key_no_name_makes_the_caller_the_owner(storage: Storage, host: str, settings: Settings) -> None:
    """Clients choose the Host header, and Core Tools before 4.14 serve the whole network. The page explains."""
    caller = identify_caller(request_with({"Host": host}), settings, storage)
    assert (caller.is_owner, caller.can_view) == (False, True)
    assert "OWNER_KEY in the app settings, or in local.settings.json" in str(caller.note)


@pytest.mark.parametrize("host", ["[", "[evil]", "[::1", "a]b", "x:y:z", "\uff0f", "x" * 5000, "%00"])
def test_a_malformed_host_does_not_make_the_caller_the_owner(storage: Storage, host: str) -> None:
    """And raises nothing."""
    assert not identify_caller(request_with({"Host": host}), LOCAL, storage).is_owner


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[evil]", "http://a]b", "[", "\uff0f", "http://x:y:z", "x" * 5000]
)
def test_a_malformed_origin_is_another_site(storage: Storage, origin: str) -> None:
    """A refusal, not an exception, which would log what the client sent."""
    for permission in (Permission.ANYONE, Permission.OWNER):
        with pytest.raises(GalleryError):
            decide(request_with({**COOKIE_HEADER, "Origin": origin}, "POST"), permission, PRIVATE, storage)


@pytest.mark.parametrize("url", ["http://[/", "http://[evil]/", "http://a]b/", "http://\uff0f/"])
def test_a_malformed_address_raises_at_most_a_refusal(storage: Storage, url: str) -> None:
    """Clients choose scheme and host of the address."""
    try:
        decide(request_to(url=url), Permission.VIEW, PUBLIC, storage)
    except GalleryError:
        return


def test_without_a_key_in_azure_the_note_explains_why_it_is_read_only(storage: Storage) -> None:
    """Sign-in is not offered, because it could not work."""
    caller = identify_caller(request_to(), IN_AZURE, storage)
    assert (caller.is_owner, caller.can_view, caller.can_sign_in) == (False, True, False)
    assert "OWNER_KEY" in str(caller.note)
    private = identify_caller(
        request_to(), read_settings({"WEBSITE_SITE_NAME": "g", "GALLERY_VISIBILITY": "private"}), storage
    )
    assert not private.can_view


@pytest.mark.parametrize("variable", ["WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME"])
def test_in_azure_localhost_does_not_make_the_caller_the_owner(storage: Storage, variable: str) -> None:
    """Even if the variable for local development is set."""
    settings = read_settings({variable: "x", "AZURE_FUNCTIONS_ENVIRONMENT": "Development"})
    assert not identify_caller(request_with({"Host": "localhost"}), settings, storage).is_owner


@pytest.mark.parametrize("environment", [{}, {"AZURE_FUNCTIONS_ENVIRONMENT": "Production"}, {"OWNER_KEY": " "}])
def test_elsewhere_nobody_is_the_owner_without_a_key(storage: Storage, environment: Mapping[str, str]) -> None:
    """A container on a server is neither Azure nor local development."""
    assert not identify_caller(request_with({"Host": "localhost"}), read_settings(environment), storage).is_owner


@pytest.mark.parametrize("permission", sorted(set(Permission) - {Permission.ANYONE, Permission.NOWHERE}, key=str))
def test_an_invalid_setting_lets_nobody_in(storage: Storage, permission: Permission) -> None:
    """Otherwise a typo could make a private gallery public. This includes the owner."""
    environment = {"OWNER_KEY": KEY, "GALLERY_VISIBILITY": "pirvate"}
    with pytest.raises(Misconfigured, match="GALLERY_VISIBILITY") as raised:
        authorize(request_with(bearer()), permission, lambda: read_settings(environment), lambda: storage)
    assert KEY not in str(raised.value)


def test_an_address_that_is_too_long_is_refused_first(storage: Storage) -> None:
    """Even where no permission is needed."""
    with pytest.raises(QueryTooLong):
        decide(request_to(url=f"https://{HOST}/?photo={'x' * 6000}"), Permission.ANYONE, PRIVATE, storage)


def test_a_wrong_key_is_refused_also_where_visitors_may_be(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without holding the thread, and whatever else the request has."""
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("It holds the thread."))
    for headers in (bearer("wrong"), {**bearer("wrong"), **cookie_of(session())}):
        with pytest.raises(NotSignedIn, match="Wrong key"):
            decide(request_with(headers), Permission.VIEW, PUBLIC, storage)


def test_sign_in_and_bearer_share_the_throttle_but_sessions_are_free(storage: Storage) -> None:
    for _ in range(BURST):
        assert not check_owner_key("wrong", PRIVATE)
    for key in (KEY, "wrong"):
        with pytest.raises(TooManyWrongKeys):
            check_owner_key(key, PRIVATE)
        with pytest.raises(TooManyWrongKeys):
            decide(request_with(bearer(key)), Permission.VIEW, PUBLIC, storage)
    assert decide(request_with(cookie_of(session())), Permission.OWNER, PRIVATE, storage).is_owner
    assert not decide(request_with({}), Permission.VIEW, PUBLIC, storage).is_owner


@pytest.mark.parametrize("key", ["", "é", "\ud800", "x" * 100_000, "\x00", KEY.upper(), f"{KEY}\x00", f" {KEY}"])
def test_wrong_keys_are_refused_and_raise_nothing(key: str) -> None:
    assert not check_owner_key(key, PRIVATE)


def test_without_a_key_no_key_is_right() -> None:
    """Not even the empty one."""
    assert not check_owner_key("", IN_AZURE)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/albums",
        "/trash",
        "/places",
        "/duplicates",
        "/?place=Rome,%20Italy",
        "/?photo=2026/09/12/a.jpg",
        "/?album=Trips/Rome&before=2026-09",
        "/?photo=%22%3E%F0",
    ],
)
def test_pages_of_the_gallery_are_safe_return_paths(address: str) -> None:
    """With their query."""
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
def test_everything_else_is_not_a_safe_return_path(address: str) -> None:
    """Other sites, addresses that are not pages, and header injection."""
    assert safe_return_path(address) == "/"


@given(st.one_of(st.text(), st.text("/\\:@.?#evil\t\n%2Ft", max_size=20).map(lambda rest: f"/{rest}")))
def test_a_safe_return_path_stays_in_the_gallery(address: str) -> None:
    """As a browser resolves it."""
    to = safe_return_path(address)
    assert to in ("/", address)
    assert urlsplit(urljoin(f"https://{HOST}/sign-in", to)).netloc == HOST
    assert re.fullmatch(r"/[!-~]*", to)
