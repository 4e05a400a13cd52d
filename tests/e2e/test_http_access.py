"""Every route and method with every kind of caller; signing in and out; the headers of every answer."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
from support.every_function import Exposed, every_function
from support.guarded import FORMER_KEY, KEY, Guarded, altered, bearer, cookie_of, guarded, old_session, session
from support.pictures import jpeg

from gallery.web.access import MAX_WRONG_AT_ONCE, Right

SECRET = "geheim-4711"  # noqa: S105 - no password
"""Part of every photo's name: in no refusal."""
PHOTO, TRASHED = f"Rome/{SECRET}.jpg", f".trash/Rome/{SECRET}-old.jpg"
DELETED, BULK = f"Rome/{SECRET}-delete.jpg", f"Rome/{SECRET}-bulk.jpg"
HIDDEN, NO_PICTURE = f".hidden/{SECRET}.jpg", f"Rome/{SECRET}.txt"
JSON = "application/json"
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
SETTINGS = {
    "public": {"OWNER_KEY": KEY},
    "private": {"OWNER_KEY": KEY, "GALLERY_VISIBILITY": "private"},
    "azure": {"WEBSITE_SITE_NAME": "gallery"},
    "home": {},
}
Start = Callable[..., Guarded]


@dataclass(frozen=True)
class Kind:
    """A kind of caller."""

    gallery: str
    headers: Mapping[str, str] = field(default_factory=dict)
    owns: bool = False
    may_look: bool = True
    from_here: bool = True
    """Whether what it writes comes from the gallery's own page, or from a script."""


def kinds() -> dict[str, Kind]:
    cookie = cookie_of(session())
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    here = {"Sec-Fetch-Site": "same-origin"}
    private = {"owns": False, "may_look": False}
    principal = "X-MS-CLIENT-PRINCIPAL"
    easy_auth = {f"{principal}-ID": "owner", f"{principal}-NAME": "owner", principal: "e30=", f"{principal}-IDP": "aad"}
    return {
        "nobody": Kind("private", {}, **private),
        "visitor": Kind("public"),
        "wrong key": Kind("private", bearer("wrong"), **private),
        "visitor with a wrong key": Kind("public", bearer("wrong")),
        "expired cookie": Kind("private", {**cookie_of(old_session()), **here}, **private),
        "altered cookie": Kind("private", {**cookie_of(altered(session())), **here}, **private),
        "cookie of a former key": Kind("private", {**cookie_of(session(FORMER_KEY)), **here}, **private),
        "easy auth": Kind("private", easy_auth, **private),
        "easy auth without a key": Kind("azure", easy_auth),
        "no key in Azure": Kind("azure"),
        "no key in Azure, as localhost": Kind("azure", {"Host": "localhost"}),
        "no key, by a foreign name": Kind("home", {"Host": "rebound.example"}),
        "no key, another site": Kind("home", elsewhere, owns=True, from_here=False),
        "no key, at home": Kind("home", owns=True),
        "owner's cookie from another site": Kind("private", {**cookie, **elsewhere}, owns=True, from_here=False),
        "owner's cookie from nowhere": Kind("private", cookie, owns=True, from_here=False),
        "owner by cookie": Kind("private", {**cookie, **here}, owns=True),
        "owner by Bearer": Kind("private", bearer(), owns=True),
    }


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory, storage: str) -> Iterator[Start]:
    """Galleries with owners, each started when it is first needed."""
    with ExitStack() as stack:

        def started(**settings: str) -> Guarded:
            return stack.enter_context(guarded(tmp_path_factory.mktemp("guarded"), storage, **settings))

        yield started


@pytest.fixture(scope="session")
def galleries(start: Start) -> Callable[[str], Guarded]:
    """The gallery of a kind of settings, with photos in it."""
    known: dict[str, Guarded] = {}

    def named(name: str) -> Guarded:
        if name not in known:
            known[name] = start(**SETTINGS[name])
            known[name].put_by_another_tool({PHOTO: jpeg("red"), TRASHED: jpeg("blue"), HIDDEN: jpeg("tan")})
            known[name].put_by_another_tool({NO_PICTURE: b"text"}, {"developed": "no"})
            # Developed, so that reading changes nothing any more.
            known[name].ask("GET", f"/previews/240/{quote(PHOTO)}", as_owner=True)
        return known[name]

    return named


@dataclass(frozen=True)
class Sample:
    """A good request to a function, and the status that whoever may do it gets."""

    path: str
    status: int
    options: Mapping[str, Any] = field(default_factory=dict)


def sample(function: Exposed) -> Sample:
    """One for each function: a new one needs one too."""
    names = {"json": {"names": [TRASHED if function.name == "restore_photos" else BULK]}}
    new = jpeg("#" + str(time.time_ns())[-6:], (8, 8))
    return {
        "albums": Sample("/albums", 200),
        "delete_photo": Sample(f"/photos/{DELETED}", 200),
        "get_details": Sample(f"/api/details/{PHOTO}", 200),
        "get_photo": Sample(f"/photos/{PHOTO}", 302),
        "get_preview": Sample(f"/previews/240/{PHOTO}", 200),
        "health": Sample("/health", 200),
        "home": Sample("/", 200),
        "list_albums": Sample("/api/albums", 200),
        "list_months": Sample("/api/months", 200),
        "list_photos": Sample("/api/photos?album=Rome", 200),
        "list_trash": Sample("/api/trash", 200),
        "move_photos": Sample("/api/move", 200, {"json": {"names": [BULK], "album": "Elsewhere"}}),
        "put_photo": Sample(f"/photos/Put/{SECRET}-{time.time_ns()}.jpg", 201, {"data": new}),
        "rename_one_album": Sample("/api/albums/rename", 200, {"json": {"album": "Rome", "to": "Rome"}}),
        "restore_photos": Sample("/api/restore", 200, names),
        "show_sign_in": Sample("/sign-in", 200),
        "start_session": Sample("/sign-in", 401, {"data": {"key": ""}}),
        "static": Sample("/static/pages/page.css", 200),
        "stop_session": Sample("/sign-out", 303),
        "trash": Sample("/trash", 200),
        "trash_photos": Sample("/api/trash", 200, names),
        "upload_photos": Sample(
            "/upload-photos",
            201,
            {"files": [("photos", (f"{SECRET}.jpg", new))], "data": {"album": "Up"}, "headers": {"Accept": JSON}},
        ),
    }[function.name]


def expected(function: Exposed, method: str, kind: Kind) -> int:
    """The status that this caller must get."""
    writes = method not in {"GET", "HEAD"}
    refusals = {
        Right.ANYTHING: 0,
        Right.LOOK: 0 if kind.may_look or kind.owns else 401,
        Right.LOOK_AT_ONE: 0 if kind.may_look or kind.owns else 404,
        Right.OWN: 0 if kind.owns else 401,
        Right.OWN_ONE: 0 if kind.owns else 404,
        Right.NOBODY: 401,
    }
    if refusal := refusals[function.needs]:
        return refusal
    if writes and not kind.from_here:
        return 403
    return sample(function).status


def asked(gallery: Guarded, kind: Kind, method: str, good: Sample, accept: str = "") -> requests.Response:
    options = dict(good.options)
    accepted = {"Accept": accept} if accept else {}
    headers = {**options.pop("headers", {}), **kind.headers, **accepted}
    return gallery.ask(method, good.path, headers=headers, **options)


def check_function(gallery: Guarded, kind: Kind, function: Exposed, method: str) -> None:
    """That it lets the caller in, or refuses."""
    good, status = sample(function), expected(function, method, kind)
    for accept in ("", HTML) if status in {401, 403, 404} and "Authorization" not in kind.headers else ("",):
        answer = asked(gallery, kind, method, good, accept)
        assert answer.status_code == status, (function.name, method, accept, answer.text[:300])
        if status in {401, 403, 404} and function.name != "start_session":
            check_refusal(answer)
        if status == 401:
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def check_refusal(answer: requests.Response) -> None:
    """Nothing of what it is refused from."""
    said = answer.text + "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
    assert "sig=" not in said
    assert KEY not in said
    assert "Location" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert SECRET not in said
    assert "Rome" not in said
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", list(kinds()))
def test_every_function_lets_in_those_it_should_and_nobody_else(galleries: Callable[[str], Guarded], name: str) -> None:
    """Every method of it; a refusal tells nothing and changes nothing."""
    kind = kinds()[name]
    gallery = galleries(kind.gallery)
    writes = kind.owns and kind.from_here
    if writes:
        gallery.put_by_another_tool({DELETED: jpeg("pink"), BULK: jpeg("lime")})
    before = gallery.stored()
    # The session ends last.
    functions = sorted(every_function(), key=lambda function: function.name == "stop_session")
    # A wrong key costs a second, and as many as this can be tried at once.
    with ThreadPoolExecutor(MAX_WRONG_AT_ONCE if not kind.owns and "Authorization" in kind.headers else 1) as pool:
        for done in [
            pool.submit(check_function, gallery, kind, function, method)
            for function in functions
            for method in function.methods
        ]:
            done.result()
    if not writes:
        assert gallery.stored() == before


@pytest.mark.parametrize("name", list(kinds()))
def test_methods_that_no_function_offers_are_not_there_for_anybody(
    galleries: Callable[[str], Guarded], name: str
) -> None:
    """Nor by way of a header that some frameworks believe."""
    kind = kinds()[name]
    gallery = galleries(kind.gallery)
    before = gallery.stored()
    offered = {(function.route, method) for function in every_function() for method in function.methods}
    for function in every_function():
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            if (function.route, method) not in offered:
                path = sample(function).path
                answer = gallery.ask(method, path, headers={**kind.headers, "X-HTTP-Method-Override": "DELETE"})
                assert answer.status_code in ({404, 204} if path == "/" else {404}), (function.route, method)
                assert SECRET not in answer.text
    assert gallery.stored() == before


@pytest.mark.parametrize("name", [name for name, kind in kinds().items() if not kind.owns and "wrong" not in name])
def test_a_photo_that_one_may_not_see_is_answered_like_one_that_is_not_there(
    galleries: Callable[[str], Guarded], name: str
) -> None:
    """The original of one in the gallery, of one in the trash, and of none: the same status, headers and body."""
    kind = kinds()[name]
    gallery = galleries(kind.gallery)
    routes = ["/photos/{}", "/photos/?name={}"]
    if not kind.may_look:
        routes += ["/previews/240/{}", "/previews/240/?name={}", "/previews/7/{}", "/?photo={}", "/?album={}"]
    hidden = [f".trash/{SECRET}-none.jpg", TRASHED, HIDDEN, f".hidden/{SECRET}-none.jpg", NO_PICTURE, "Rome/none.txt"]
    tried = [(route, [f"Rome/none-{SECRET}.jpg", PHOTO, *hidden]) for route in routes]
    for route, names in [*tried, ("/previews/240/{}", hidden), ("/?photo={}", hidden)]:
        for accept in ("application/json", HTML):
            headers = {**kind.headers, "Accept": accept}
            answers = [gallery.ask("GET", route.format(one), headers=headers) for one in names]
            # The sign-in page leads back to where one wanted to go.
            pairs = zip(names, answers, strict=True)
            bodies = {answer.text.replace(quote(one), "").replace(one, "") for one, answer in pairs}
            assert len(bodies) == 1, (route, accept)
            assert {answer.status_code for answer in answers} <= {401, 404}
            assert len({str({**answer.headers, "Date": "", "Content-Length": ""}) for answer in answers}) == 1


@pytest.mark.parametrize(
    "name",
    [".trash%5C{}", ".trash%2F{}", "%2Etrash/{}", ".TRASH/{}", "x/../.trash/{}", "x%5C..%5C.trash%5C{}", "/.trash/{}"],
)
def test_no_way_of_writing_it_shows_a_visitor_what_is_in_the_trash(
    galleries: Callable[[str], Guarded], name: str
) -> None:
    """By the path or by the query."""
    gallery = galleries("public")
    path = name.format(TRASHED.removeprefix(".trash/"))
    for route in ("/previews/240/", "/previews/240/?name=", "/?photo=", "/photos/"):
        answer = gallery.ask("GET", route + path)
        assert answer.status_code in {400, 404}, (route, answer.status_code, answer.text[:200])
        assert answer.headers.get("Content-Type") != "image/webp"
    assert SECRET not in gallery.ask("GET", "/?album=.trash/Rome").text.replace(quote(f"{SECRET}.jpg"), "")
    for album in (".trash", ".trash/Rome"):
        assert gallery.ask("GET", f"/api/photos?album={album}").json()["photos"] == []


def test_a_page_without_a_key_in_azure_says_why_it_is_read_only(galleries: Callable[[str], Guarded]) -> None:
    """And has neither a form nor a way to sign in; the same on a page at home by a foreign name."""
    page = galleries("azure").ask("GET", "/", headers={"Accept": HTML}).text
    assert "read-only: set OWNER_KEY" in page
    rebound = galleries("home").ask("GET", "/", headers={"Accept": HTML, "Host": "rebound.example"}).text
    assert "http://localhost" in rebound
    for one in (page, rebound):
        assert "<form" not in one
        assert "/sign-in" not in one
        assert 'href="/trash"' not in one


def test_the_pages_of_a_visitor_offer_and_tell_nothing_of_the_owners(galleries: Callable[[str], Guarded]) -> None:
    """No way to an original, no form, no trash; and the right to read previews neither lists nor opens originals."""
    gallery = galleries("public")
    said = ""
    for path in ("/", "/?album=Rome", f"/?photo={PHOTO}", "/albums", "/api/photos?album=Rome", "/api/albums"):
        said += gallery.ask("GET", path, headers={"Accept": HTML}).text
    assert "/photos/" not in re.sub(r"/api/photos", "", said)
    assert f"/{gallery.photos_container}/" not in said
    assert "<form" not in said
    assert 'href="/trash"' not in said
    assert SECRET in said
    previews = gallery.ask("GET", "/api/photos?album=Rome").json()["previews"]
    rights = dict(one.split("=", 1) for one in previews["sas"].split("&"))
    assert (rights["sp"], rights["sr"]) == ("r", "c")
    assert "st" not in rights
    origin = previews["url"].removesuffix(gallery.previews_container)
    photo = gallery.ask("GET", "/api/photos?album=Rome").json()["photos"][0]
    good = f"{origin}{gallery.previews_container}/{quote(PHOTO)}/{photo['version']}-240"
    assert requests.get(f"{good}?{previews['sas']}", timeout=30).status_code == 200
    for url in (
        f"{origin}{gallery.photos_container}/{quote(PHOTO)}?",
        f"{origin}{gallery.photos_container}?restype=container&comp=list&",
        f"{origin}{gallery.previews_container}?restype=container&comp=list&",
        f"{origin.rstrip('/')}?comp=list&",
    ):
        assert requests.get(url + previews["sas"], timeout=30).status_code in {403, 404}, url
    for method in ("PUT", "DELETE"):
        headers = {"x-ms-blob-type": "BlockBlob"}
        assert requests.request(method, f"{good}?{previews['sas']}", headers=headers, timeout=30).status_code == 403


def test_nobody_makes_a_gallery_without_a_key_write_anything(galleries: Callable[[str], Guarded]) -> None:
    """Not even by signing out of a session that was signed with the empty key, as anybody can."""
    gallery = galleries("azure")
    before = gallery.stored()
    headers = {**cookie_of(session("")), "Sec-Fetch-Site": "same-origin"}
    gallery.ask("POST", "/sign-out", headers=headers)
    assert gallery.stored() == before


def sign_in(gallery: Guarded, to: str = "/", key: str = KEY, **headers: str) -> requests.Response:
    return gallery.ask("POST", "/sign-in", data={"key": key, "to": to}, headers={"Accept": HTML, **headers})


def test_the_owner_signs_in_and_is_the_owner(galleries: Callable[[str], Guarded]) -> None:
    """By a cookie that scripts can't read and other sites don't send; back to the page that was asked for."""
    gallery = galleries("private")
    asked_for = "/?album=Rome&before=2026-09"
    page = gallery.ask("GET", asked_for, headers={"Accept": HTML})
    assert page.status_code == 401
    found = re.search(r'name="to" value="([^"]*)"', page.text)
    assert found
    assert found[1].replace("&amp;", "&") == asked_for
    answer = sign_in(gallery, asked_for)
    assert (answer.status_code, answer.headers["Location"]) == (303, asked_for)
    cookie, *attributes = answer.headers["Set-Cookie"].lower().split("; ")
    assert {"httponly", "samesite=strict", "path=/"} <= set(attributes)
    assert "secure" not in attributes  # http, on one's own machine
    assert not [one for one in attributes if one.startswith("domain=") and one != "domain="]
    value = re.search(r"session=([^;]+)", answer.headers["Set-Cookie"])
    assert value
    assert KEY not in str(answer.headers)
    assert cookie.startswith("session=")
    page = gallery.ask("GET", "/trash", headers={"Accept": HTML, **cookie_of(value[1])})
    assert page.status_code == 200
    assert "Sign out" in page.text
    assert KEY not in page.text


def test_in_azure_and_on_https_the_cookie_is_for_https_alone(start: Start) -> None:
    """Whatever the request's own scheme is said to be."""
    gallery = start(OWNER_KEY=KEY, WEBSITE_SITE_NAME="gallery")
    assert "secure" in sign_in(gallery).headers["Set-Cookie"].lower().split("; ")
    assert "secure" in gallery.ask("POST", "/sign-out").headers["Set-Cookie"].lower().split("; ")


@pytest.mark.parametrize(
    "to", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/sign-out"]
)
@pytest.mark.parametrize("key", [KEY, "wrong"])
def test_nobody_is_led_away_after_signing_in(galleries: Callable[[str], Guarded], to: str, key: str) -> None:
    """Nor by the page that says that the key was wrong."""
    answer = sign_in(galleries("private"), to, key)
    if key == KEY:
        assert answer.headers["Location"] == "/"
    assert "evil" not in answer.text + str(answer.headers)
    assert 'value="javascript' not in answer.text


@pytest.mark.parametrize("to", ["/\r\nSet-Cookie: a=b", "/?a\r\nX-Evil: 1", "/?a=\x00", "/?a=ü", "/?" + "x" * 9000])
def test_no_header_can_be_smuggled_in_by_the_way_back(galleries: Callable[[str], Guarded], to: str) -> None:
    """It is one of our addresses, or it is the front page."""
    answer = sign_in(galleries("private"), to)
    assert answer.status_code == 303
    assert answer.headers["Location"] in {"/", to}
    assert "X-Evil" not in answer.headers
    assert answer.headers["Set-Cookie"].startswith("session=")


def test_after_a_wrong_key_one_still_comes_back_to_the_page_that_one_wanted(
    galleries: Callable[[str], Guarded],
) -> None:
    """With the second try."""
    page = sign_in(galleries("private"), "/trash", "wrong")
    assert page.status_code == 401
    assert 'name="to" value="/trash"' in page.text


def test_a_wrong_key_takes_time_and_many_at_once_are_turned_away(galleries: Callable[[str], Guarded]) -> None:
    """Meanwhile the owner gets in at once, and everybody else sees the photos."""
    gallery, many = galleries("public"), MAX_WRONG_AT_ONCE * 3
    with ThreadPoolExecutor(many) as pool:
        tries = [pool.submit(sign_in, gallery, "/", f"wrong {number}") for number in range(many)]
        time.sleep(0.3)
        assert sign_in(gallery).status_code == 303
        assert gallery.ask("GET", "/").status_code == 200
        answers = [one.result() for one in tries]
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {401, 429}
    assert statuses.count(401) <= MAX_WRONG_AT_ONCE * 2
    assert all("Set-Cookie" not in answer.headers for answer in answers)
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers if answer.status_code == 429)
    assert sign_in(gallery, "/", "wrong").status_code == 401


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_can_sign_nobody_in_or_out(galleries: Callable[[str], Guarded], headers: dict[str, str]) -> None:
    """With whatever key it has."""
    gallery = galleries("private")
    assert sign_in(gallery, **headers).status_code == 403
    mine = cookie_of(session())
    assert gallery.ask("POST", "/sign-out", headers={**mine, **headers}).status_code == 403
    assert gallery.ask("GET", "/trash", headers=mine).status_code == 200


def test_signing_out_ends_every_copy_of_the_cookie(galleries: Callable[[str], Guarded]) -> None:
    """And no other session."""
    gallery = galleries("private")
    mine, other = ({**cookie_of(session()), "Sec-Fetch-Site": "same-origin"} for _ in range(2))
    assert gallery.ask("GET", "/trash", headers=mine).status_code == 200
    answer = gallery.ask("POST", "/sign-out", headers=mine)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "max-age=0" in answer.headers["Set-Cookie"].lower()
    copies = kinds()["nobody"]
    for function in every_function():
        if function.needs is Right.OWN:
            for method in function.methods:
                kind = Kind(copies.gallery, mine, owns=False, may_look=False)
                assert asked(gallery, kind, method, sample(function)).status_code == 401, function.name
    assert gallery.ask("GET", "/trash", headers=other).status_code == 200
    assert gallery.ask("POST", "/sign-out").status_code == 303


def test_the_key_is_in_no_page_address_or_log(galleries: Callable[[str], Guarded]) -> None:
    """Whether it was right or wrong."""
    gallery = galleries("private")
    answers = [sign_in(gallery), sign_in(gallery, key=f"{KEY}x"), gallery.ask("GET", "/", as_owner=True)]
    for answer in answers:
        assert KEY not in answer.text + str(answer.headers) + answer.url
    assert KEY not in "\n".join(gallery.log_lines())
    assert gallery.ask("GET", f"/trash?key={KEY}&access_token={KEY}").status_code == 401


def test_search_engines_are_told_to_stay_away_unless_they_are_wanted(
    galleries: Callable[[str], Guarded], start: Start
) -> None:
    """By a header that counts for pictures too."""
    for path in ("/", "/albums", "/api/photos", "/static/pages/page.css", "/none", "/photos/none.jpg"):
        answer = galleries("public").ask("GET", path)
        assert path == "/none" or answer.headers["X-Robots-Tag"] == "noindex"
    indexed = start(OWNER_KEY=KEY, GALLERY_INDEXED="yes")
    assert "X-Robots-Tag" not in indexed.ask("GET", "/").headers


KINDS_OF_ANSWER = {
    "page": ("GET", "/", {"Accept": HTML}, 200),
    "photo page": ("GET", f"/?photo={PHOTO}", {"Accept": HTML}, 200),
    "JSON": ("GET", "/api/photos", {}, 200),
    "redirect to an original": ("GET", f"/photos/{PHOTO}", {}, 302),
    "redirect after signing out": ("POST", "/sign-out", {}, 303),
    "style": ("GET", "/static/pages/page.css", {}, 200),
    "icon": ("GET", "/static/icon.svg", {}, 200),
    "preview": ("GET", f"/previews/240/{PHOTO}", {}, 200),
    "page not found": ("GET", "/?photo=none.jpg", {"Accept": HTML}, 404),
    "problem": ("GET", "/?photo=none.jpg", {}, 404),
    "no such size": ("GET", f"/previews/9/{PHOTO}", {}, 404),
    "bad request": ("GET", "/api/photos?limit=x", {}, 400),
    "sign-in page": ("GET", "/sign-in", {"Accept": HTML}, 200),
    "another site": ("POST", "/sign-out", {"Origin": "https://evil.example"}, 403),
    "too long": ("GET", f"/?photo={'x' * 6001}", {}, 414),
    "health": ("GET", "/health", {}, 200),
}


@pytest.mark.parametrize("kind", list(KINDS_OF_ANSWER))
def test_answers_of_every_kind_have_all_headers_that_protect(galleries: Callable[[str], Guarded], kind: str) -> None:
    """Also without a body, and when nothing has changed."""
    gallery = galleries("public")
    method, path, headers, status = KINDS_OF_ANSWER[kind]
    answer = gallery.ask(method, path, headers=headers, as_owner=True)
    assert answer.status_code == status
    answers = [answer]
    if method == "GET":
        answers.append(gallery.ask("HEAD", path, headers=headers, as_owner=True))
    if "ETag" in answer.headers:
        known = {**headers, "If-None-Match": answer.headers["ETag"]}
        answers.append(gallery.ask("GET", path, headers=known, as_owner=True))
        assert answers[-1].status_code == 304
    for one in answers:
        check_headers(gallery, one)


def check_headers(gallery: Guarded, answer: requests.Response) -> None:
    """As the OWASP Secure Headers Project lists them."""
    account = next(part for part in gallery.connection.split(";") if part.startswith("BlobEndpoint="))
    storage = urlsplit(account.partition("=")[2])
    policy = dict(one.strip().split(" ", 1) for one in answer.headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"'self' {storage.scheme}://{storage.netloc}",
        "connect-src": f"'self' {storage.scheme}://{storage.netloc}",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert re.search("no-cache|no-store|immutable", answer.headers["Cache-Control"])
    if "text/html" in answer.headers["Content-Type"] or "json" in answer.headers["Content-Type"]:
        assert "private" in answer.headers["Cache-Control"] or answer.url.endswith(".json")
        assert {"Cookie", "Authorization", "Accept"} <= set(answer.headers["Vary"].split(", "))


@pytest.mark.parametrize(
    "file",
    [
        'a"; filename=evil.html; x=".jpg',
        "a\r\nX-Evil: 1.jpg",
        "写真 ä 👩‍👩‍👧.jpg",
        "a%0d%0aX-Evil: 1.jpg",
        "a;b='c'\\.jpg",
        "\u202egpj.exe.jpg",
        "x" * 190 + ".jpg",
    ],
)
def test_no_name_gets_into_a_header_as_it_is(galleries: Callable[[str], Guarded], file: str) -> None:
    """Neither of the redirect to an original, nor of the original, nor of the page's way back from a form."""
    gallery, album = galleries("public"), f"H {time.time_ns()}"
    sent = [("photos", (file, jpeg("tan")))]
    back = gallery.ask("POST", "/upload-photos", files=sent, data={"album": f"{album}\r\nX-Evil: 2"}, as_owner=True)
    assert back.status_code == 303
    assert re.fullmatch(r"/\?[!-~]+", back.headers["Location"])
    gallery.put_by_another_tool({f"{album}/{file}": jpeg("navy")})
    shown = [
        photo["name"]
        for document in gallery.ask("GET", "/api/albums").json()["albums"]
        for photo in gallery.ask("GET", "/api/photos", params={"album": document["album"]}).json()["photos"]
        if document["album"].startswith(album)
    ]
    assert len(shown) == (1 if "\\" in file else 2)  # a backslash makes a folder, of which this file is hidden
    for name in shown:
        found = gallery.ask("GET", f"/photos/{quote(name)}", as_owner=True)
        assert found.status_code == 302
        assert re.fullmatch(r"http://[!-~]+", found.headers["Location"])
        original = requests.get(found.headers["Location"], timeout=30)
        assert original.status_code == 200
        for answer in (found, original):
            assert "X-Evil" not in answer.headers
        assert original.headers["Content-Type"] == "image/jpeg"
        shape = r"inline; filename=\"[^\"\\]*\"; filename\*=UTF-8''[\w.%~-]+"
        assert re.fullmatch(shape, original.headers["Content-Disposition"])
