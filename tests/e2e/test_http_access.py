"""Every route and method with every kind of caller; signing in and out; the headers of every response."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
from support.functions import HttpFunction, http_functions
from support.owned_gallery import (
    FORMER_KEY,
    KEY,
    OwnedGallery,
    bearer,
    cookie_of,
    old_session,
    owned_gallery,
    session,
    tamper,
)
from support.pictures import KEYWORDS_AND_STARS, jpeg, picture_with_exif
from support.videos import make_video

from gallery.model.shares import Share, share_file
from gallery.web.access import SHARE_PERMISSIONS, Permission
from gallery.web.throttle import BURST, SECONDS_PER_TOKEN

SECRET = "geheim-4711"  # noqa: S105 - not a password
"""Part of every photo's name; no refusal may contain it."""
PHOTO, TRASHED = f"Rome/{SECRET}.jpg", f".trash/Rome/{SECRET}-old.jpg"
VIDEO = f"Rome/{SECRET}-film.mp4"
KEPT = f".trash/Rome/{SECRET}-kept.jpg"
DELETED, BULK = f"Rome/{SECRET}-delete.jpg", f"Rome/{SECRET}-bulk.jpg"
HIDDEN, NO_PICTURE = f".hidden/{SECRET}.jpg", f"Rome/{SECRET}.txt"
STARTED, FINISHED = "5" * 32, "f" * 32
"""Tokens of uploads in pieces."""
INCOMING = {
    f".incoming/{STARTED}/upload.json": {"upload": {"file": f"{SECRET}.jpg", "bytes": 4}},
    f".incoming/{FINISHED}/upload.json": {"outcome": {"file": f"{SECRET}.jpg", "outcome": "duplicate"}},
}
NO_SHARE = f"/s/{'0' * 22}"
"""A link that nobody has shared. Who asks makes no difference there; test_http_shares.py tests links that work."""
SHARES = [Share(letter * 22, datetime.now(UTC), label=SECRET) for letter in "abc"]
SHARE, DELETED_SHARE, REVOKED_SHARE = (share.id for share in SHARES)
SHARE_FILE, *REVOKED_FILES = ({share_file(share.id): share.pack()} for share in SHARES)
JSON = "application/json"
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
SETTINGS = {
    "public": {"OWNER_KEY": KEY},
    "private": {"OWNER_KEY": KEY, "GALLERY_VISIBILITY": "private"},
    "azure": {"WEBSITE_SITE_NAME": "gallery"},
    "home": {},
    "private, wrong key": {"OWNER_KEY": KEY, "GALLERY_VISIBILITY": "private"},
    "public, wrong key": {"OWNER_KEY": KEY},
}
"""Galleries that get wrong keys throttle everyone's, so no other test uses them."""
Start = Callable[..., OwnedGallery]


@dataclass(frozen=True)
class Kind:
    """A kind of caller."""

    gallery: str
    headers: Mapping[str, str] = field(default_factory=dict)
    owns: bool = False
    can_view: bool = True
    from_here: bool = True
    """Whether its writes come from the gallery's own page or from a script."""


def kinds() -> dict[str, Kind]:
    cookie = cookie_of(session())
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    here = {"Sec-Fetch-Site": "same-origin"}
    private = {"owns": False, "can_view": False}
    principal = "X-MS-CLIENT-PRINCIPAL"
    easy_auth = {f"{principal}-ID": "owner", f"{principal}-NAME": "owner", principal: "e30=", f"{principal}-IDP": "aad"}
    return {
        "nobody": Kind("private", {}, **private),
        "visitor": Kind("public"),
        "wrong key": Kind("private, wrong key", bearer("wrong"), **private),
        "visitor with a wrong key": Kind("public, wrong key", bearer("wrong"), **private),
        "expired cookie": Kind("private", {**cookie_of(old_session()), **here}, **private),
        "tamper cookie": Kind("private", {**cookie_of(tamper(session())), **here}, **private),
        "cookie of a former key": Kind("private", {**cookie_of(session(FORMER_KEY)), **here}, **private),
        "easy auth": Kind("private", easy_auth, **private),
        "easy auth without a key": Kind("azure", easy_auth),
        "no key in Azure": Kind("azure"),
        "no key in Azure, as localhost": Kind("azure", {"Host": "localhost"}),
        "no key, by a foreign name": Kind("home", {"Host": "rebound.example"}),
        "no key, another site": Kind("home", elsewhere, from_here=False),
        "no key, at home": Kind("home"),
        "no key, at home, as localhost": Kind("home", {"Host": "localhost"}),
        "owner's cookie from another site": Kind("private", {**cookie, **elsewhere}, owns=True, from_here=False),
        "owner's cookie from nowhere": Kind("private", cookie, owns=True, from_here=False),
        "owner by cookie": Kind("private", {**cookie, **here}, owns=True),
        "owner by Bearer": Kind("private", bearer(), owns=True),
    }


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory, connection_string: str) -> Iterator[Start]:
    """Start galleries with an owner; all end with the test session."""
    with ExitStack() as stack:

        def start_gallery(**settings: str) -> OwnedGallery:
            return stack.enter_context(owned_gallery(tmp_path_factory.mktemp("owned"), connection_string, **settings))

        yield start_gallery


@pytest.fixture(scope="session")
def galleries(start: Start) -> Callable[[str], OwnedGallery]:
    """Return the gallery with a key of SETTINGS, with photos in it."""
    running: dict[str, OwnedGallery] = {}

    def find_or_start(name: str) -> OwnedGallery:
        if name not in running:
            running[name] = start(**SETTINGS[name])
            running[name].upload_blobs({PHOTO: jpeg("red"), TRASHED: jpeg("blue"), HIDDEN: jpeg("tan")})
            running[name].upload_blobs({VIDEO: make_video()})
            running[name].upload_blobs({KEPT: jpeg("green"), "Oslo/a.jpg": jpeg("olive")})
            running[name].upload_blobs({blob: json.dumps(record).encode() for blob, record in INCOMING.items()})
            running[name].upload_blobs(SHARE_FILE)
            running[name].upload_blobs({NO_PICTURE: b"text"}, {"developed": "no"})
            # Develop and copy the photo and the video, so that reading them changes nothing.
            for route in ("/previews/240/", "/downloads/"):
                for one in (PHOTO, VIDEO):
                    running[name].request("GET", route + quote(one), as_owner=True)
            running[name].request("GET", f"/videos/{quote(VIDEO)}")
        return running[name]

    return find_or_start


@dataclass(frozen=True)
class Sample:
    """A valid request to a function, and the status for a caller with the permission."""

    path: str
    status: int
    options: Mapping[str, Any] = field(default_factory=dict)


def sample(function: HttpFunction) -> Sample:
    """Return the sample of a function; a new function needs one too."""
    names = {"json": {"names": [TRASHED if function.name == "restore_photos" else BULK]}}
    new = jpeg("#" + str(time.time_ns())[-6:], (8, 8))
    return {
        "albums": Sample("/albums", 200),
        "change_album_settings": Sample(
            "/api/albums/settings", 200, {"json": {"album": "Rome", "visible": "everyone"}}
        ),
        "change_one_share": Sample(f"/api/shares/{SHARE}", 200, {"json": {"label": SECRET}}),
        "confirm_empty_trash": Sample("/trash", 200, {"data": {"all": "yes"}}),
        "create_new_album": Sample("/api/albums", 200, {"json": {"album": "Rome"}}),
        "create_new_share": Sample("/api/shares", 201, {"json": {"names": [PHOTO]}}),
        "edit_many": Sample("/api/edit", 200, {"json": {"names": [BULK], "changes": {"caption": SECRET}}}),
        "delete_photo": Sample(f"/photos/{DELETED}", 200),
        "delete_share": Sample(f"/api/shares/{DELETED_SHARE}", 200),
        "download_copy": Sample(f"/downloads/{PHOTO}", 302),
        "empty_trash": Sample("/api/trash/empty", 200, {"json": {"photos": [{"trash": TRASHED, "etag": '"0x0"'}]}}),
        "finish_upload": Sample(f"/api/uploads/{FINISHED}", 200, {"json": {"pieces": []}}),
        "get_details": Sample(f"/api/details/{PHOTO}", 200),
        "get_photo": Sample(f"/photos/{PHOTO}", 302),
        "get_preview": Sample(f"/previews/240/{PHOTO}", 200),
        "get_upload": Sample(f"/api/uploads/{STARTED}", 200),
        "health": Sample("/health", 200),
        "home": Sample("/", 200),
        "duplicates": Sample("/duplicates", 200),
        "get_library": Sample("/api/library", 200),
        "list_albums": Sample("/api/albums", 200),
        "list_all_shares": Sample("/api/shares", 200),
        "list_months": Sample("/api/months", 200),
        "list_on_this_day": Sample("/api/on-this-day", 200),
        "list_photos": Sample("/api/photos?album=Rome", 200),
        "list_trash": Sample("/api/trash", 200),
        "new_share": Sample("/shares/new?album=Oslo", 200),
        "new_share_of_photos": Sample("/shares/new", 200, {"data": {"names": PHOTO}}),
        "places": Sample("/places", 200),
        "play_shared_video": Sample(f"{NO_SHARE}/videos/{'0' * 32}", 404),
        "play_video": Sample(f"/videos/{VIDEO}", 302),
        "move_photos": Sample("/api/move", 200, {"json": {"names": [BULK], "album": "Elsewhere"}}),
        "patch_photo": Sample(f"/api/photos/{PHOTO}", 200, {"json": {"caption": SECRET}}),
        "put_photo": Sample(f"/photos/Put/{SECRET}-{time.time_ns()}.jpg", 201, {"data": new}),
        "read_annotations": Sample(f"/api/photos/{PHOTO}", 200),
        "refresh_index": Sample("/api/refresh", 200),
        "delete_one_album": Sample("/api/albums/delete", 404, {"json": {"album": "Nowhere", "photos": "keep"}}),
        "restore_one_album": Sample("/api/albums/restore", 404, {"json": {"album": "Nowhere", "moves": []}}),
        "rename_one_album": Sample("/api/albums/rename", 200, {"json": {"album": "Rome", "to": "Rome"}}),
        "put_upload_piece": Sample(f"/api/uploads/{STARTED}/0", 202, {"data": b"data"}),
        "restore_photos": Sample("/api/restore", 200, names),
        "shared_photos": Sample(NO_SHARE, 404),
        "unlock_share": Sample(NO_SHARE, 404, {"data": {"password": ""}}),
        "list_shared_photos": Sample(f"{NO_SHARE}/photos", 404),
        "get_shared_details": Sample(f"{NO_SHARE}/details/{'0' * 32}", 404),
        "get_shared_preview": Sample(f"{NO_SHARE}/previews/240/{'0' * 32}", 404),
        "download_shared_photo": Sample(f"{NO_SHARE}/downloads/{'0' * 32}", 404),
        "get_share_card": Sample(f"{NO_SHARE}/card.jpg", 404),
        "upload_shared_photos": Sample(f"{NO_SHARE}/upload-photos", 404, {"files": [("photos", ("a.jpg", b"x"))]}),
        "start_shared_upload": Sample(f"{NO_SHARE}/uploads", 404, {"json": {"file": "a.jpg", "bytes": 4}}),
        "put_shared_piece": Sample(f"{NO_SHARE}/uploads/{STARTED}/0", 404, {"data": b"data"}),
        "get_shared_upload": Sample(f"{NO_SHARE}/uploads/{STARTED}", 404),
        "finish_shared_upload": Sample(f"{NO_SHARE}/uploads/{FINISHED}", 404, {"json": {"pieces": ["0" * 32]}}),
        "undo_shared_upload": Sample(f"{NO_SHARE}/undo", 404, {"json": {"undo": "x"}}),
        "revoke_one_share": Sample(f"/api/shares/{REVOKED_SHARE}/revoke", 200),
        "shares": Sample("/shares", 200),
        "show_qr_code": Sample(f"/shares/{SHARE}/qr", 200),
        "show_share": Sample(f"/shares/{SHARE}", 200),
        "show_sign_in": Sample("/sign-in", 200),
        "start_session": Sample("/sign-in", 401, {"data": {"key": ""}}),
        "start_upload": Sample("/api/uploads", 201, {"json": {"file": f"{SECRET}.jpg", "bytes": 4}}),
        "static": Sample("/static/pages/page.css", 200),
        "stop_session": Sample("/sign-out", 303),
        "trash": Sample("/trash", 200),
        "trash_photos": Sample("/api/trash", 200, names),
        "upload_photos": Sample(
            "/upload-photos",
            201,
            {"files": [("photos", (f"{SECRET}.jpg", new))], "data": {"album": "Up"}, "headers": {"Accept": JSON}},
        ),
        "zz_not_found": Sample("/none", 404),
    }[function.name]


def expected_status(function: HttpFunction, method: str, kind: Kind) -> int:
    """The status this caller must get."""
    if kind.gallery == "home" and kind.headers.get("Host") == "rebound.example":
        return 421
    if function.permission in SHARE_PERMISSIONS:
        return 404
    if kind.headers.get("Authorization") == "Bearer wrong" and function.permission is not Permission.ANYONE:
        return 401
    writes = method not in {"GET", "HEAD"}
    refusals = {
        Permission.ANYONE: 0,
        Permission.VIEW: 0 if kind.can_view or kind.owns else 401,
        Permission.VIEW_OR_NOT_FOUND: 0 if kind.can_view or kind.owns else 404,
        Permission.DOWNLOAD_OR_NOT_FOUND: 0 if kind.owns else 404,
        Permission.OWNER: 0 if kind.owns else 401,
        Permission.OWNER_OR_NOT_FOUND: 0 if kind.owns else 404,
        Permission.NOBODY: 401,
        Permission.NOWHERE: 404,
    }
    if refusal := refusals[function.permission]:
        return refusal
    if writes and not kind.from_here:
        return 403
    return sample(function).status


def send(gallery: OwnedGallery, kind: Kind, method: str, good: Sample, accept: str = "") -> requests.Response:
    options = dict(good.options)
    accepted = {"Accept": accept} if accept else {}
    headers = {**options.pop("headers", {}), **kind.headers, **accepted}
    return gallery.request(method, good.path, headers=headers, **options)


def check_function(gallery: OwnedGallery, kind: Kind, function: HttpFunction, method: str) -> None:
    """Check that the caller is admitted or refused."""
    good, status = sample(function), expected_status(function, method, kind)
    for accept in ("", HTML) if status in {401, 403, 404} and "Authorization" not in kind.headers else ("",):
        response = send(gallery, kind, method, good, accept)
        while response.status_code == 429 and "wrong" in kind.gallery:
            time.sleep(int(response.headers["Retry-After"]))
            response = send(gallery, kind, method, good, accept)
        assert response.status_code == status, (function.name, method, accept, response.text[:300])
        if status in {401, 403, 404, 421} and function.name != "start_session":
            check_refusal(response)
        if status == 401:
            assert response.headers["WWW-Authenticate"] == "Bearer"


def check_refusal(response: requests.Response) -> None:
    """Check that a refusal reveals nothing."""
    text = response.text + "".join(f"{name}: {value}\n" for name, value in response.headers.items())
    assert "sig=" not in text
    assert KEY not in text
    assert "Location" not in response.headers
    assert "Set-Cookie" not in response.headers
    assert SECRET not in text
    assert "Rome" not in text
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", list(kinds()))
def test_every_function_admits_only_callers_with_its_permission(
    galleries: Callable[[str], OwnedGallery], request: pytest.FixtureRequest, name: str
) -> None:
    """With each of its methods. A refusal reveals nothing and changes nothing.

    A wrong key takes a second, so without --full it tries one method of every third function. tests/web/test_access.py
    tries them all.
    """
    kind = kinds()[name]
    gallery = galleries(kind.gallery)
    writes = kind.owns and kind.from_here
    if writes:
        gallery.upload_blobs({DELETED: jpeg("pink"), BULK: jpeg("lime")})
        for files in REVOKED_FILES:
            gallery.upload_blobs(files)
    before = gallery.blob_etags()
    # The session ends last.
    functions = sorted(http_functions(), key=lambda function: function.name == "stop_session")
    is_slow = "wrong" in kind.gallery and not request.config.getoption("--full")
    for function in functions[::3] if is_slow else functions:
        for method in function.methods[-1:] if is_slow else function.methods:
            check_function(gallery, kind, function, method)
    if not writes:
        assert gallery.blob_etags() == before


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", list(kinds()))
def test_unlisted_methods_are_not_found_for_anyone(galleries: Callable[[str], OwnedGallery], name: str) -> None:
    """Nor through a header that some frameworks obey."""
    kind = kinds()[name]
    gallery = galleries(kind.gallery)
    before = gallery.blob_etags()
    offered = {(function.route, method) for function in http_functions() for method in function.methods}
    for function in http_functions():
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            if (function.route, method) not in offered:
                path = sample(function).path
                response = gallery.request(method, path, headers={**kind.headers, "X-HTTP-Method-Override": "DELETE"})
                expected = 421 if kind.headers.get("Host") == "rebound.example" else 404
                assert response.status_code == expected, (function.route, method)
                assert SECRET not in response.text
    assert gallery.blob_etags() == before


@pytest.mark.parametrize("name", [name for name in kinds() if "wrong" not in name])
def test_only_the_owner_starts_an_upload_under_an_exact_name(
    galleries: Callable[[str], OwnedGallery], name: str
) -> None:
    """Nobody else learns whether a photo, one in the trash, or a hidden file has it."""
    kind = kinds()[name]
    gallery = galleries(kind.gallery)
    before = gallery.blob_etags()
    (function,) = (one for one in http_functions() if one.name == "start_upload")
    refusal = expected_status(function, "POST", kind)
    is_allowed = kind.owns and kind.from_here
    for one, status in {PHOTO: 409, TRASHED: 400, HIDDEN: 400}.items():
        response = gallery.request("POST", "/api/uploads", headers=kind.headers, json={"name": one, "bytes": 1})
        assert response.status_code == (status if is_allowed else refusal)
        if not is_allowed:
            check_refusal(response)
    assert gallery.blob_etags() == before


@pytest.mark.parametrize("name", [name for name, kind in kinds().items() if not kind.owns and "wrong" not in name])
def test_a_forbidden_photo_looks_like_one_that_does_not_exist(
    galleries: Callable[[str], OwnedGallery], name: str
) -> None:
    """The same status, headers and body for a photo in the gallery, one in the trash, and an unknown name."""
    kind = kinds()[name]
    gallery = galleries(kind.gallery)
    routes = ["/photos/{}", "/photos/?name={}"]
    if not kind.can_view:
        routes += ["/previews/240/{}", "/previews/240/?name={}", "/previews/4096/{}", "/previews/7/{}"]
        routes += ["/?photo={}", "/?album={}"]
    hidden = [f".trash/{SECRET}-none.jpg", TRASHED, HIDDEN, f".hidden/{SECRET}-none.jpg", NO_PICTURE, "Rome/none.txt"]
    tried = [(route, [f"Rome/none-{SECRET}.jpg", PHOTO, *hidden]) for route in routes]
    for route, names in [*tried, *((path, hidden) for path in ("/previews/240/{}", "/previews/4096/{}", "/?photo={}"))]:
        for accept in ("application/json", HTML):
            headers = {**kind.headers, "Accept": accept}
            responses = [gallery.request("GET", route.format(one), headers=headers) for one in names]
            # The sign-in page contains the return path.
            pairs = zip(names, responses, strict=True)
            bodies = {response.text.replace(quote(one), "").replace(one, "") for one, response in pairs}
            assert len(bodies) == 1, (route, accept)
            assert {response.status_code for response in responses} <= {401, 404, 421}
            assert len({str({**response.headers, "Date": "", "Content-Length": ""}) for response in responses}) == 1


@pytest.mark.parametrize(
    "name",
    [".trash%5C{}", ".trash%2F{}", "%2Etrash/{}", ".TRASH/{}", "x/../.trash/{}", "x%5C..%5C.trash%5C{}", "/.trash/{}"],
)
def test_no_spelling_of_a_name_shows_a_visitor_the_trash(galleries: Callable[[str], OwnedGallery], name: str) -> None:
    """In the path or the query."""
    gallery = galleries("public")
    path = name.format(TRASHED.removeprefix(".trash/"))
    for route in ("/previews/240/", "/previews/240/?name=", "/?photo=", "/photos/"):
        response = gallery.request("GET", route + path)
        assert response.status_code in {400, 404}, (route, response.status_code, response.text[:200])
        assert response.headers.get("Content-Type") != "image/webp"
    assert SECRET not in gallery.request("GET", "/?album=.trash/Rome").text.replace(quote(f"{SECRET}.jpg"), "")
    for album in (".trash", ".trash/Rome"):
        assert gallery.request("GET", f"/api/photos?album={album}").json()["photos"] == []


def test_a_gallery_without_a_key_explains_why_it_is_read_only(galleries: Callable[[str], OwnedGallery]) -> None:
    """It has no form but the search, and no sign-in, in Azure or on your machine."""
    for name in ("azure", "home"):
        one = galleries(name).request("GET", "/", headers={"Accept": HTML}).text
        assert "This gallery is read-only. To add and delete photos, set OWNER_KEY" in one
        assert all("search" in form for form in re.findall(r"<form[^>]*>", one))
        assert "/sign-in" not in one
        assert 'href="/trash"' not in one


def test_a_visitors_pages_contain_nothing_for_the_owner(galleries: Callable[[str], OwnedGallery]) -> None:
    """No originals, no forms but the search, no trash; and a SAS token for a preview opens nothing else."""
    gallery = galleries("public")
    text = ""
    for path in ("/", "/?album=Rome", f"/?photo={PHOTO}", "/albums", "/api/photos?album=Rome", "/api/albums"):
        text += gallery.request("GET", path, headers={"Accept": HTML}).text
    assert "/photos/" not in re.sub(r"/api/photos", "", text)
    assert f"/{gallery.photos_container}/" not in text
    assert all("search" in form for form in re.findall(r"<form[^>]*>", text))
    assert 'href="/trash"' not in text
    assert SECRET in text
    listing = gallery.request("GET", "/api/photos?album=Rome").json()
    previews, photo = listing["previews"], listing["photos"][0]
    sas = previews["sas"] + photo["signatures"]["240"]
    rights = dict(one.split("=", 1) for one in sas.split("&"))
    assert (rights["sp"], rights["sr"]) == ("r", "b")
    assert "st" not in rights
    origin = previews["url"].removesuffix(gallery.previews_container)
    good = f"{previews['url']}/{photo['version']}-240"
    assert requests.get(f"{good}?{sas}", timeout=30).status_code == 200
    for url in (
        f"{previews['url']}/{photo['version']}-480?",
        f"{previews['url']}/.generation?",
        f"{origin}{gallery.photos_container}/{quote(PHOTO)}?",
        f"{origin}{gallery.photos_container}?restype=container&comp=list&",
        f"{origin}{gallery.previews_container}?restype=container&comp=list&",
        f"{origin.rstrip('/')}?comp=list&",
    ):
        assert requests.get(url + sas, timeout=30).status_code in {403, 404}, url
    for method in ("PUT", "DELETE"):
        headers = {"x-ms-blob-type": "BlockBlob"}
        assert requests.request(method, f"{good}?{sas}", headers=headers, timeout=30).status_code == 403


IN_KATHMANDU = datetime(2026, 9, 12, 12, tzinfo=timezone(timedelta(hours=5, minutes=45)))


def test_only_the_owner_learns_the_utc_offset_of_a_photo(start: Start) -> None:
    """It reveals roughly where the photo was taken."""
    gallery = start(OWNER_KEY=KEY)
    gallery.upload_blobs({"Rome/a.jpg": jpeg("red", taken=IN_KATHMANDU)})
    paths = ["/", "/?album=Rome", "/?photo=Rome/a.jpg", "/albums", "/api/photos", "/api/photos?album=Rome"]
    paths += ["/api/albums", "/api/months", "/api/details/Rome/a.jpg", "/previews/240/Rome/a.jpg?redirect=yes"]
    for path in paths:
        response = gallery.request("GET", path, headers={"Accept": HTML})
        assert response.status_code in {200, 302}, path
        assert "05:45" not in f"{response.text}{response.headers}".replace("%3A", ":"), path
    owned = gallery.request("GET", "/api/details/Rome/a.jpg", as_owner=True).json()
    assert owned["photo"]["taken"].endswith("+05:45")


def test_only_the_owner_learns_what_a_file_says_about_a_photo(start: Start) -> None:
    """Its blob's metadata has camera, coordinates, caption and tags. Previews have none, in storage either."""
    gallery = start(OWNER_KEY=KEY)
    stored = gallery.request("PUT", "/photos/Rome/a.jpg", as_owner=True, data=picture_with_exif(xmp=KEYWORDS_AND_STARS))
    assert stored.status_code == 201
    with gallery.container(gallery.photos_container) as container:
        metadata = container.get_blob_client("Rome/a.jpg").get_blob_properties().metadata
    words = ["Canon", "41.9", "12.45", "aube", "Roma", "marble", "embedded_"]
    assert [word for word in words if word not in str(metadata)] == []
    paths = ["/", "/?album=Rome", "/?photo=Rome/a.jpg", "/albums", "/api/photos", "/api/photos?album=Rome"]
    paths += ["/api/albums", "/api/months", "/api/details/Rome/a.jpg", "/photos/Rome/a.jpg"]
    responses = [gallery.request("GET", path, headers={"Accept": HTML}) for path in paths]
    for size in (240, 2048):
        responses.append(gallery.request("GET", f"/previews/{size}/Rome/a.jpg?redirect=yes"))
        responses.append(requests.get(responses[-1].headers["Location"], timeout=30))
    assert {response.status_code for response in responses} == {200, 302, 404}
    for response in responses:
        shown = f"{response.content!r}{response.headers}"
        assert [word for word in (*words, "x-ms-meta", "latitude") if word in shown] == [], response.url


def test_nobody_can_write_to_a_gallery_without_a_key(galleries: Callable[[str], OwnedGallery]) -> None:
    """Not even by signing out of a session signed with the empty key, which anyone can make."""
    gallery = galleries("azure")
    before = gallery.blob_etags()
    headers = {**cookie_of(session("")), "Sec-Fetch-Site": "same-origin"}
    gallery.request("POST", "/sign-out", headers=headers)
    assert gallery.blob_etags() == before


def sign_in(gallery: OwnedGallery, to: str = "/", key: str = KEY, **headers: str) -> requests.Response:
    return gallery.request("POST", "/sign-in", data={"key": key, "to": to}, headers={"Accept": HTML, **headers})


def test_the_owner_can_sign_in(galleries: Callable[[str], OwnedGallery]) -> None:
    """The cookie is hidden from scripts and other sites, and the browser returns to the page it asked for."""
    gallery = galleries("private")
    asked_for = "/?album=Rome&before=2026-09"
    page = gallery.request("GET", asked_for, headers={"Accept": HTML})
    assert page.status_code == 401
    found = re.search(r'name="to" value="([^"]*)"', page.text)
    assert found
    assert found[1].replace("&amp;", "&") == asked_for
    response = sign_in(gallery, asked_for)
    assert (response.status_code, response.headers["Location"]) == (303, asked_for)
    cookie, *attributes = response.headers["Set-Cookie"].lower().split("; ")
    assert {"httponly", "samesite=strict", "path=/"} <= set(attributes)
    assert "secure" not in attributes  # http, on a developer's machine
    assert not [one for one in attributes if one.startswith("domain=") and one != "domain="]
    value = re.fullmatch(r"gallery-session=([^;]+);.*", response.headers["Set-Cookie"])
    assert value
    assert KEY not in str(response.headers)
    assert cookie.startswith("gallery-session=")
    page = gallery.request("GET", "/trash", headers={"Accept": HTML, **cookie_of(value[1])})
    assert page.status_code == 200
    assert "Sign out" in page.text
    assert KEY not in page.text


def test_in_azure_the_cookie_is_secure_and_browsers_stay_with_https(start: Start) -> None:
    """Whatever the scheme of the request seems to be."""
    gallery = start(OWNER_KEY=KEY, WEBSITE_SITE_NAME="gallery")
    for response in (sign_in(gallery), gallery.request("POST", "/sign-out")):
        assert response.headers["Set-Cookie"].startswith("__Host-gallery-session=")
        assert "secure" in response.headers["Set-Cookie"].lower().split("; ")
    for path in ("/", "/none", "/photos/none.jpg", "/static/pages/page.css", "/trash"):
        response = gallery.request("GET", path)
        assert path == "/none" or response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_over_http_there_is_no_hsts(galleries: Callable[[str], OwnedGallery]) -> None:
    """Browsers ignore it, and localhost has no https."""
    assert "Strict-Transport-Security" not in galleries("public").request("GET", "/").headers


def test_browsers_keep_nothing_that_only_the_owner_may_see(galleries: Callable[[str], OwnedGallery]) -> None:
    """After signing out, Back must not show it. Visitors' pages of a public gallery and static files may be kept."""
    paths = ["/", "/?album=Rome", "/albums", "/trash", "/api/photos", "/api/trash", f"/api/details/{PHOTO}"]
    paths += [f"/photos/{PHOTO}", f"/previews/240/{PHOTO}", "/?photo=none.jpg", "/api/photos?limit=x"]
    for name in ("public", "private"):
        for path in paths:
            for accept in (JSON, HTML):
                response = galleries(name).request("GET", path, as_owner=True, headers={"Accept": accept})
                assert response.headers["Cache-Control"] == "private, no-store", (name, path)
    for path in paths:
        assert galleries("private").request("GET", path).headers["Cache-Control"] == "private, no-store", path
    assert galleries("public").request("GET", "/").headers["Cache-Control"] == "private, no-cache"
    style = galleries("private").request("GET", "/static/pages/page.css", as_owner=True)
    assert style.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("host", ["rebound.example", "192.168.1.5:7071", "localhost.evil.example"])
def test_a_local_gallery_responds_only_to_its_own_names(galleries: Callable[[str], OwnedGallery], host: str) -> None:
    """Another name may be a website's that points here (DNS rebinding)."""
    for path in ("/", "/health", "/static/pages/page.css", "/sign-in", "/api/photos"):
        response = galleries("home").request("GET", path, headers={"Host": host})
        assert response.status_code == 421, path
        assert "photos" not in response.text
    for ours in ("localhost:7071", "127.0.0.1", "[::1]:7071"):
        assert galleries("home").request("GET", "/", headers={"Host": ours}).status_code == 200
    assert galleries("azure").request("GET", "/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "to", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/sign-out"]
)
@pytest.mark.parametrize("key", [KEY, "wrong"])
def test_sign_in_never_redirects_to_another_site(galleries: Callable[[str], OwnedGallery], to: str, key: str) -> None:
    """Nor does the page after a wrong key lead there."""
    response = sign_in(galleries("private"), to, key)
    if key == KEY:
        assert response.headers["Location"] == "/"
    assert "evil" not in response.text + str(response.headers)
    assert 'value="javascript' not in response.text


@pytest.mark.parametrize("to", ["/\r\nSet-Cookie: a=b", "/?a\r\nX-Evil: 1", "/?a=\x00", "/?a=ü", "/?" + "x" * 9000])
def test_the_return_path_cannot_inject_headers(galleries: Callable[[str], OwnedGallery], to: str) -> None:
    """It's a page of the gallery, or the front page."""
    response = sign_in(galleries("private"), to)
    assert response.status_code == 303
    assert response.headers["Location"] in {"/", to}
    assert "X-Evil" not in response.headers
    assert response.headers["Set-Cookie"].startswith("gallery-session=")


def test_the_return_path_survives_a_wrong_key(
    galleries: Callable[[str], OwnedGallery],
) -> None:
    page = sign_in(galleries("private"), "/trash", "wrong")
    assert page.status_code == 401
    assert 'name="to" value="/trash"' in page.text


def test_guessing_keys_is_slow_and_tells_nothing(start: Start) -> None:
    """By form and Bearer together. Meanwhile, the right key gets the same response, and sessions and visitors work."""
    gallery, guesses = start(OWNER_KEY=KEY), 60
    mine = {**cookie_of(session()), "Sec-Fetch-Site": "same-origin"}

    def guess(number: int) -> requests.Response:
        if number % 2:
            return sign_in(gallery, "/", f"wrong {number}")
        return gallery.request("GET", "/", headers=bearer(f"wrong {number}"))

    started = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        responses = list(pool.map(guess, range(guesses)))
    right = [sign_in(gallery), gallery.request("GET", "/", headers={**bearer(), "Accept": HTML})]
    wrong = [sign_in(gallery, "/", "wrong"), gallery.request("GET", "/", headers={**bearer("wrong"), "Accept": HTML})]
    seconds = time.monotonic() - started
    statuses = [response.status_code for response in responses]
    assert set(statuses) == {401, 429}
    assert statuses.count(401) <= BURST + seconds + 1
    assert all(int(response.headers["Retry-After"]) > 0 for response in responses if response.status_code == 429)
    assert all("Set-Cookie" not in response.headers for response in responses)
    if seconds < 1:  # otherwise an attempt has become free again
        for one, other in zip(right, wrong, strict=True):
            assert (one.status_code, other.status_code, one.text) == (429, 429, other.text)
    assert gallery.request("GET", "/").status_code == 200
    assert gallery.request("GET", "/trash", headers=mine).status_code == 200
    time.sleep(2)
    assert sign_in(gallery).status_code == 303


def test_wrong_bearer_tokens_are_refused_at_once(start: Start) -> None:
    """On public pages too; they hold no thread."""
    gallery = start(OWNER_KEY=KEY)
    responses = [gallery.request("GET", "/", headers=bearer("wrong")) for _ in range(5)]
    assert {response.status_code for response in responses} == {401}
    assert min(response.elapsed.total_seconds() for response in responses) < SECONDS_PER_TOKEN


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_sign_anyone_in_or_out(
    galleries: Callable[[str], OwnedGallery], headers: dict[str, str]
) -> None:
    """Even with the right key."""
    gallery = galleries("private")
    assert sign_in(gallery, **headers).status_code == 403
    mine = cookie_of(session())
    assert gallery.request("POST", "/sign-out", headers={**mine, **headers}).status_code == 403
    assert gallery.request("GET", "/trash", headers=mine).status_code == 200


def test_signing_out_ends_every_copy_of_the_cookie(galleries: Callable[[str], OwnedGallery]) -> None:
    """And no other session."""
    gallery = galleries("private")
    mine, other = ({**cookie_of(session()), "Sec-Fetch-Site": "same-origin"} for _ in range(2))
    assert gallery.request("GET", "/trash", headers=mine).status_code == 200
    response = gallery.request("POST", "/sign-out", headers=mine)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert "max-age=0" in response.headers["Set-Cookie"].lower()
    assert response.headers["Clear-Site-Data"] == '"cache"'
    copies = kinds()["nobody"]
    for function in http_functions():
        if function.permission is Permission.OWNER:
            for method in function.methods:
                kind = Kind(copies.gallery, mine, owns=False, can_view=False)
                assert send(gallery, kind, method, sample(function)).status_code == 401, function.name
    assert gallery.request("GET", "/trash", headers=other).status_code == 200
    assert gallery.request("POST", "/sign-out").status_code == 303


def test_pages_addresses_and_logs_never_contain_the_key(galleries: Callable[[str], OwnedGallery]) -> None:
    """Whether it was right or wrong."""
    gallery = galleries("private")
    responses = [sign_in(gallery), sign_in(gallery, key=f"{KEY}x"), gallery.request("GET", "/", as_owner=True)]
    for response in responses:
        assert KEY not in response.text + str(response.headers) + response.url
    assert KEY not in "\n".join(gallery.log_lines())
    assert gallery.request("GET", f"/trash?key={KEY}&access_token={KEY}").status_code == 401


def test_search_engines_may_index_the_gallery_only_if_a_setting_says_so(
    galleries: Callable[[str], OwnedGallery], start: Start
) -> None:
    """By a header, which applies to pictures too."""
    for path in ("/", "/albums", "/api/photos", "/static/pages/page.css", "/none", "/photos/none.jpg"):
        response = galleries("public").request("GET", path)
        assert path == "/none" or response.headers["X-Robots-Tag"] == "noindex"
    indexed = start(OWNER_KEY=KEY, GALLERY_INDEXED="yes")
    assert "X-Robots-Tag" not in indexed.request("GET", "/").headers


KINDS_OF_RESPONSE = {
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
SAME_FOR_EVERYONE = {
    *("redirect after signing out", "style", "icon", "sign-in page", "another site", "too long", "health")
}
"""Kinds of responses that don't depend on who asks."""


@pytest.mark.parametrize("kind", list(KINDS_OF_RESPONSE))
def test_all_kinds_of_responses_have_the_security_headers(galleries: Callable[[str], OwnedGallery], kind: str) -> None:
    """Also HEAD and 304."""
    gallery = galleries("public")
    method, path, headers, status = KINDS_OF_RESPONSE[kind]
    response = gallery.request(method, path, headers=headers, as_owner=True)
    assert response.status_code == status
    responses = [response]
    if method == "GET":
        responses.append(gallery.request("HEAD", path, headers=headers, as_owner=True))
    if "ETag" in response.headers:
        known = {**headers, "If-None-Match": response.headers["ETag"]}
        responses.append(gallery.request("GET", path, headers=known, as_owner=True))
        assert responses[-1].status_code == 304
    for one in responses:
        check_headers(gallery, one, is_owner=kind not in SAME_FOR_EVERYONE)
    if method == "GET":
        check_headers(gallery, gallery.request("GET", path, headers=headers), is_owner=False)


def check_headers(gallery: OwnedGallery, response: requests.Response, *, is_owner: bool) -> None:
    """Check the headers that the OWASP Secure Headers Project lists. Only the owner's scripts read from storage."""
    account = next(part for part in gallery.connection.split(";") if part.startswith("BlobEndpoint="))
    storage = urlsplit(account.partition("=")[2])
    policy = dict(one.strip().split(" ", 1) for one in response.headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"'self' {storage.scheme}://{storage.netloc}",
        "media-src": f"'self' {storage.scheme}://{storage.netloc}",
        "connect-src": f"'self' {storage.scheme}://{storage.netloc}" if is_owner else "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in response.headers
    assert re.search("no-cache|no-store|immutable", response.headers["Cache-Control"])
    if "text/html" in response.headers["Content-Type"] or "json" in response.headers["Content-Type"]:
        assert "private" in response.headers["Cache-Control"] or response.url.endswith(".json")
        assert {"Cookie", "Authorization", "Accept"} <= set(response.headers["Vary"].split(", "))


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
def test_names_are_encoded_in_every_header(galleries: Callable[[str], OwnedGallery], file: str) -> None:
    """In the redirects to an original and after a form, and in the response with the original."""
    gallery, album = galleries("public"), f"H {time.time_ns()}"
    sent = [("photos", (file, jpeg("tan")))]
    form = {"files": sent, "data": {"album": f"{album}\r\nX-Evil: 2"}, "headers": {"Accept": HTML}}
    redirect = gallery.request("POST", "/upload-photos", as_owner=True, **form)
    assert redirect.status_code == 303
    assert re.fullmatch(r"/\?[!-~]+", redirect.headers["Location"])
    gallery.upload_blobs({f"{album}/{file}": jpeg("navy")})
    shown = [
        photo["name"]
        for document in gallery.request("GET", "/api/albums").json()["albums"]
        for photo in gallery.request("GET", "/api/photos", params={"album": document["album"]}).json()["photos"]
        if document["album"].startswith(album)
    ]
    assert len(shown) == (1 if "\\" in file else 2)  # a backslash makes a folder, which hides this file
    for name in shown:
        found = gallery.request("GET", f"/photos/{quote(name)}", as_owner=True)
        assert found.status_code == 302
        assert re.fullmatch(r"http://[!-~]+", found.headers["Location"])
        original = requests.get(found.headers["Location"], timeout=30)
        assert original.status_code == 200
        for response in (found, original):
            assert "X-Evil" not in response.headers
        assert original.headers["Content-Type"] == "image/jpeg"
        shape = r"inline; filename=\"[^\"\\]*\"; filename\*=UTF-8''[\w.%~-]+"
        assert re.fullmatch(shape, original.headers["Content-Disposition"])
