"""Every route below a shared link with every kind of guest, and what guests can learn about the rest of the gallery."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from support.functions import HttpFunction, http_functions
from support.instances import open_library
from support.owned_gallery import KEY, OwnedGallery, bearer, cookie_of, owned_gallery, session
from support.pictures import jpeg
from support.videos import make_video

from gallery.library.shares.passwords import hash_password
from gallery.library.shares.store import create_share, revoke_share, share_album
from gallery.model.shares import Share
from gallery.storage.account import Storage
from gallery.web.access import SHARE_PERMISSIONS, Permission
from gallery.web.guest_cookies import guest_cookie

SECRET_NAME = "geheim-4711"  # noqa: S105 - not a password
SHARED, OTHER, TRASHED = f"Rome/{SECRET_NAME}.jpg", f"Paris/{SECRET_NAME}.jpg", f".trash/Rome/{SECRET_NAME}.jpg"
PASSWORD = "pizza"  # noqa: S105 - a password of a test
VIDEO = f"Rome/{SECRET_NAME}-film.mp4"

NO_UPLOAD = "0" * 32
"""A token that no upload has; test_http_guest_uploads.py tests those that uploads have."""

HTML = "text/html"
HERE = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Guest:
    """A kind of caller below a share's link."""

    share: Share
    headers: Mapping[str, str] = field(default_factory=dict)
    is_unlocked: bool = True
    """Whether the share has no password, or the guest has entered it."""
    works: bool = True
    """Whether the link leads anywhere."""
    from_here: bool = True
    """Whether the guest's writes come from the share's own page."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory, connection_string: str) -> Iterator[OwnedGallery]:
    """A private gallery with an album of a photo and a video, another album, and a deleted photo."""
    private = {"OWNER_KEY": KEY, "GALLERY_VISIBILITY": "private"}
    with owned_gallery(tmp_path_factory.mktemp("shares"), connection_string, **private) as started:
        started.upload_blobs({SHARED: jpeg("red"), OTHER: jpeg("blue"), TRASHED: jpeg("tan")})
        started.upload_blobs({VIDEO: make_video()})
        for name in (SHARED, OTHER, VIDEO):
            started.request("GET", f"/previews/240/{name}", as_owner=True)
        yield started


@pytest.fixture(scope="module")
def library(gallery: OwnedGallery) -> Iterator[Storage]:
    opened = open_library(gallery)
    yield opened
    opened.service.close()


@pytest.fixture(scope="module")
def guests(library: Storage) -> dict[str, Guest]:
    def share(album: str = "Rome", **choices: Any) -> Share:
        return create_share(library, album=share_album(library, album), **choices)

    password = hash_password(PASSWORD)
    locked, other = share(password=password), share("Paris", password=password)
    expired, revoked = share(expires=datetime.now(UTC) - timedelta(seconds=1)), share()
    revoke_share(library, revoked.id)
    owner = {**bearer(), **cookie_of(session()), **HERE}
    return {
        "viewer": Guest(share()),
        "with all permissions": Guest(share(can_download=True, can_add=True)),
        "owner": Guest(share(), owner),
        "from another site": Guest(
            share(can_download=True, can_add=True),
            {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
            from_here=False,
        ),
        "without the password": Guest(locked, is_unlocked=False),
        "owner without the password": Guest(locked, owner, is_unlocked=False),
        "with the password": Guest(locked, {**cookie_for(locked), **HERE}),
        "with another share's password": Guest(locked, {**cookie_for(other), **HERE}, is_unlocked=False),
        "with a former password": Guest(
            locked, {**cookie_for(replace(locked, password=hash_password(PASSWORD))), **HERE}, is_unlocked=False
        ),
        "expired": Guest(expired, works=False),
        "owner of an expired one": Guest(expired, owner, works=False),
        "revoked": Guest(revoked, works=False),
        "wrong": Guest(replace(revoked, secret="0" * 22), works=False),
        "too long": Guest(replace(revoked, secret="0" * 23), works=False),
    }


def cookie_for(share: Share) -> dict[str, str]:
    return {"Cookie": guest_cookie(share, secure=False).partition(";")[0]}


def sample(function: HttpFunction, guest: Guest) -> tuple[str, int, dict[str, Any]]:
    """Path, status and options of a valid request; a new function needs one too."""
    path, photo = guest.share.path, guest.share.photo_id(SHARED)
    samples: dict[str, tuple[str, int, dict[str, Any]]] = {
        "shared_photos": (path, 200, {}),
        "unlock_share": (path, 303, {"data": {"password": PASSWORD}}),
        "list_shared_photos": (f"{path}/photos", 200, {}),
        "get_shared_details": (f"{path}/details/{photo}", 200, {}),
        "download_shared_photo": (f"{path}/downloads/{photo}", 302, {}),
        "play_shared_video": (f"{path}/videos/{guest.share.photo_id(VIDEO)}", 302, {}),
        "get_share_card": (f"{path}/card.jpg", 200, {}),
        "get_shared_preview": (f"{path}/previews/240/{photo}", 200, {}),
        "upload_shared_photos": (f"{path}/upload-photos", 200, {"files": [("photos", ("a.jpg", jpeg("red")))]}),
        "start_shared_upload": (f"{path}/uploads", 201, {"json": {"file": "a.jpg", "bytes": 4}}),
        "put_shared_piece": (f"{path}/uploads/{NO_UPLOAD}/0", 404, {"data": b"data"}),
        "get_shared_upload": (f"{path}/uploads/{NO_UPLOAD}", 404, {}),
        "finish_shared_upload": (f"{path}/uploads/{NO_UPLOAD}", 404, {"json": {"pieces": [NO_UPLOAD]}}),
        "undo_shared_upload": (f"{path}/undo", 404, {"json": {"undo": f"4-{NO_UPLOAD}-{NO_UPLOAD}"}}),
    }
    return samples[function.name]


def expected_status(function: HttpFunction, method: str, guest: Guest) -> int:
    permission, share = function.permission, guest.share
    if not guest.works:
        return 404
    if permission is not Permission.SHARE and not guest.is_unlocked:
        return 403
    if (permission is Permission.SHARE_DOWNLOAD and not share.can_download) or (
        permission is Permission.SHARE_ADD and not share.can_add
    ):
        return 404
    if method not in {"GET", "HEAD"} and not guest.from_here:
        return 403
    return sample(function, guest)[1]


def share_functions() -> list[HttpFunction]:
    return [function for function in http_functions() if function.permission in SHARE_PERMISSIONS]


NAMES = (
    *("viewer", "with all permissions", "owner", "from another site", "without the password"),
    *("owner without the password", "with the password", "with another share's password", "with a former password"),
    *("expired", "owner of an expired one", "revoked", "wrong", "too long"),
)


def check_reveals_nothing(response: requests.Response) -> None:
    """Check that no refusal says what's there."""
    text = response.text + str(response.headers)
    for secret in ("sig=", "Rome", "Paris", SECRET_NAME, KEY, "Location", "Set-Cookie"):
        assert secret not in text


def test_the_kinds_are_those_of_the_fixture(guests: dict[str, Guest]) -> None:
    assert tuple(guests) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_link_gives_exactly_its_own_permissions(gallery: OwnedGallery, guests: dict[str, Guest], name: str) -> None:
    """On every route and method. The owner's key and cookie change nothing. Refusals reveal nothing."""
    guest = guests[name]
    for function in share_functions():
        for method in function.methods:
            path, _, options = sample(function, guest)
            status = expected_status(function, method, guest)
            response = gallery.request(method, path, headers=guest.headers, **options)
            assert response.status_code == status, (function.name, method, response.text[:300])
            assert response.headers["X-Robots-Tag"] == "noindex"
            assert response.headers["Referrer-Policy"] == "same-origin"
            if status >= 400:
                check_reveals_nothing(response)


@pytest.mark.parametrize("accept", [HTML, "application/json"])
def test_wrong_expired_and_revoked_links_are_the_same(
    gallery: OwnedGallery, guests: dict[str, Guest], accept: str
) -> None:
    """Status, headers and body."""
    responses = [
        gallery.request("GET", guests[name].share.path, headers={"Accept": accept})
        for name in ("expired", "revoked", "wrong", "too long")
    ]
    assert {response.status_code for response in responses} == {404}
    assert len({response.text for response in responses}) == 1
    assert len({str({**response.headers, "Date": ""}) for response in responses}) == 1
    assert "This link may have expired" in responses[0].text


def test_nothing_else_accepts_a_guest(gallery: OwnedGallery, guests: dict[str, Guest]) -> None:
    """A guest of a private gallery sees nothing outside the share, with or without its cookie."""
    headers = guests["with the password"].headers
    for path in ("/", "/albums", "/api/photos", "/api/albums", f"/previews/240/{SHARED}", f"/photos/{SHARED}"):
        assert gallery.request("GET", path, headers=headers).status_code in {401, 404}


def test_a_guest_finds_no_photo_outside_the_share(gallery: OwnedGallery, guests: dict[str, Guest]) -> None:
    """By no id, name or spelling."""
    share = guests["with all permissions"].share
    other = guests["viewer"].share.photo_id(SHARED)
    for photo in (share.photo_id(OTHER), share.photo_id(TRASHED), other, SHARED, OTHER, "..%2F..%2Fphotos"):
        for path in (
            f"{share.path}/details/{photo}",
            f"{share.path}/previews/240/{photo}",
            f"{share.path}?photo={photo}",
        ):
            response = gallery.request("GET", path)
            assert response.status_code == 404, path
            assert SECRET_NAME not in response.text.replace(photo, "")


def test_what_guests_get_contains_no_names_of_the_container(gallery: OwnedGallery, guests: dict[str, Guest]) -> None:
    """Except for the file's own name if they may download it."""
    for name in ("viewer", "with all permissions"):
        share = guests[name].share
        photo = share.photo_id(SHARED)
        paths = ("", f"?photo={photo}", "/photos", f"/details/{photo}", f"/previews/240/{photo}")
        responses = [gallery.request("GET", share.path + path) for path in paths]
        responses.append(gallery.request("GET", f"{share.path}/previews/2048/{photo}?redirect=yes"))
        assert [response.status_code for response in responses] == [200] * 5 + [302]
        text = "".join(response.text + str(response.headers) for response in responses[:4] + responses[5:])
        assert f"Rome/{SECRET_NAME}" not in text
        assert (f"{SECRET_NAME}.jpg" in text) == share.can_download
        assert "Paris" not in text


def test_every_preview_of_a_guest_has_a_token_of_its_own(gallery: OwnedGallery, guests: dict[str, Guest]) -> None:
    """It opens that preview, no other one, and no listing."""
    share = guests["viewer"].share
    document = gallery.request("GET", f"{share.path}/photos").json()
    photo, previews = document["photos"][0], document["previews"]
    token = previews["sas"] + photo["signatures"]["240"]
    preview = f"{previews['url']}/{photo['version']}-240"
    assert requests.get(f"{preview}?{token}", timeout=60).status_code == 200
    assert requests.get(f"{preview.replace('-240', '-480')}?{token}", timeout=60).status_code == 403
    assert requests.get(f"{previews['url']}?restype=container&comp=list&{token}", timeout=60).status_code in {403, 404}


def test_a_password_lets_a_guest_in(gallery: OwnedGallery, guests: dict[str, Guest]) -> None:
    """A wrong one doesn't, and neither is in a URL or a cookie that works elsewhere."""
    share = guests["without the password"].share
    wrong = gallery.request("POST", share.path, data={"password": "pasta"}, headers={"Accept": HTML})
    assert (wrong.status_code, "Set-Cookie" in wrong.headers) == (403, False)
    assert "Wrong password." in wrong.text
    right = gallery.request("POST", share.path, data={"password": PASSWORD})
    assert (right.status_code, right.headers["Location"]) == (303, share.path)
    cookie = right.headers["Set-Cookie"]
    # The host writes attributes in its own order.
    assert {f"path={share.path}", "httponly", "samesite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert PASSWORD not in cookie
    page = gallery.request("GET", share.path, headers={"Cookie": cookie.partition(";")[0]})
    assert share.photo_id(SHARED) in page.text


def test_secrets_and_passwords_are_not_logged(gallery: OwnedGallery, guests: dict[str, Guest]) -> None:
    """By the app and the bundled host; SECURITY.md says what remains elsewhere."""
    share = guests["with the password"].share
    gallery.request("GET", f"{share.path}/photos")
    gallery.request("POST", share.path, data={"password": PASSWORD})
    lines = "\n".join(gallery.log_lines())
    assert "list_shared_photos" in lines
    assert share.secret not in lines
    assert PASSWORD not in lines
