"""What a visitor gets for private albums: on every route, the same as for names that don't exist."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
import requests
from support.functions import http_functions
from support.owned_gallery import KEY, OwnedGallery, owned_gallery
from support.pictures import jpeg
from support.videos import make_video

from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE

HIDDEN, MISSING = "pqx", "pqy"
"""Part of every private name and title; the same name with MISSING doesn't exist. Nothing else contains either."""

PUBLIC_PHOTOS = ["2026/09/12/day.jpg", "Open/a.jpg", "Open/Sub/b.jpg", "root.jpg"]
PRIVATE = [f"{HIDDEN} a", f"Open/{HIDDEN} b", f"{HIDDEN} c", f"2026/09/{HIDDEN} d", f"{HIDDEN} e"]
"""Albums with settings that hide them. The third can't be read, the last is too large to be ours."""

PRIVATE_PHOTOS = [
    *(f"{album}/h.jpg" for album in PRIVATE),
    f"{HIDDEN} a/Sub/h.jpg",
    f"{HIDDEN} a/Sub/deeper/h.jpg",
    f"2024/05/06/{HIDDEN}.jpg",
    f"{HIDDEN} a/film.mp4",
]
SETTINGS = {
    f"{HIDDEN} a": b'{"visible": "owner", "title": "pqx title"}',
    f"{HIDDEN} a/Sub": b'{"visible": "everyone", "title": "pqx title"}',
    f"Open/{HIDDEN} b": b'{"visible": "owner", "timeline": "yes"}',
    f"{HIDDEN} c": b'{"visible": "everyone", ',
    f"2026/09/{HIDDEN} d": b'{"visible": "somebody"}',
    f"{HIDDEN} e": b'{"visible": "everyone"}' + b" " * 70_000,
    "2024": b'{"visible": "owner"}',
    f"{HIDDEN} empty": b'{"visible": "owner"}',
    f"{HIDDEN} empty and public": b'{"visible": "everyone"}',
}
NOT_ALBUMS = [f"{HIDDEN} empty", f"{HIDDEN} empty and public", f"{HIDDEN} a/Sub/deeper/none"]

JSON = "application/json"
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
LISTS = ["/", "/albums", "/api/photos", "/api/months", "/api/albums", "/api/photos?limit=1", "/?album=Open"]
LISTS += ["/?album=Open/Sub", "/?month=2026-09", "/?month=2024-05", "/?month=2024-04", "/api/photos?album=Open"]
LISTS += ["/api/photos?month=2026-09,2024-05", "/api/photos?album=Open&month=2026-09", "/?before=2027", "/?after=2000"]
LISTS += [f"/{kind}?q={query}" for kind in ("", "api/photos") for query in ("jpg", HIDDEN, "title", "h", "2024", "-x")]
LISTS += ["/?q=jpg&photo=Open/a.jpg", "/?q=jpg&before=2027", "/?q=jpg&after=2000", "/?q=album:a", "/?q=type:jpg"]
LISTS += ["/api/photos?q=jpg&limit=1", "/api/photos?q=jpg&month=2024-05,2026-09", "/?q=is:unsorted", "/?q=-open"]
LISTS += [f"/?photo={PUBLIC_PHOTOS[0]}", "/?photo=Open/a.jpg&album=Open", "/api/details/Open/a.jpg", "/health"]

SPELLINGS = ["{}", "/{}", "./{}", "x/../{}", "{}/", "{}%00", "{}%2F"]
"""Of names in a query."""


@dataclass(frozen=True)
class Library:
    """A gallery, and what a visitor got from it before it had private albums."""

    gallery: OwnedGallery
    before: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, connection_string: str) -> Iterator[Library]:
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("hidden")
        gallery = stack.enter_context(
            owned_gallery(folder, connection_string, OWNER_KEY=KEY, GALLERY_DOWNLOADS="everyone")
        )
        add_photos(gallery, PUBLIC_PHOTOS)
        before = {path: show(gallery, path) for path in LISTS}
        gallery.upload_blobs({f"{album}/.album.json": data for album, data in SETTINGS.items()})
        add_photos(gallery, PRIVATE_PHOTOS)
        yield Library(gallery, before)


def add_photos(gallery: OwnedGallery, names: list[str]) -> None:
    """Store photos as another tool does, and have the owner view them, so that they have previews."""
    videos = {name: make_video() for name in names if name.endswith(".mp4")}
    gallery.upload_blobs({name: jpeg(f"#{hash(name) & 0xFFFFFF:06x}") for name in names} | videos)
    for name in names:
        for size in (*PREVIEW_SIZES, ZOOM_SIZE):
            response = gallery.request("GET", f"/previews/{size}/{quote(name)}", as_owner=True)
            assert response.status_code == 200
    refreshed = gallery.request("POST", "/api/refresh?scan=yes", as_owner=True)
    assert refreshed.status_code == 200


def show(gallery: OwnedGallery, path: str) -> str:
    """Return what a visitor gets, without SAS tokens, which depend on the time."""
    response = gallery.request("GET", path, headers={"Accept": HTML if path.startswith(("/?", "/albums")) else JSON})
    assert response.status_code == 200, path
    return remove_tokens(response.text)


def remove_tokens(text: str) -> str:
    return re.sub(r'(s[etipvrk]\w*=|"\d+":"|"sas":")[^"&]*', "", text)


def get(gallery: OwnedGallery, path: str, method: str = "GET", accept: str = JSON) -> tuple[int, str, str]:
    """Return the status, headers and body that a visitor gets, with every name as if it were missing."""
    # Compressed, a page that repeats the query has another length with another name.
    response = gallery.request(method, path, headers={"Accept": accept, "Accept-Encoding": "identity"})
    headers = {**response.headers, "Date": "", "ETag": ""}
    return response.status_code, normalize(str(headers)), normalize(remove_tokens(response.text))


def get_same(gallery: OwnedGallery, path: str, accept: str = JSON) -> tuple[int, str, str]:
    """Return what a visitor gets, after checking that it's the same with every name as if it were missing.

    Whether the page is updating can change with each request, so every second time there's one more between the two.
    """
    for attempt in range(6):
        paths = [*([path] * (1 + attempt % 2)), normalize(path)]
        found, *_, missing = (get(gallery, one, accept=accept) for one in paths)
        if found == missing:
            break
    assert found == missing, path
    return found


def normalize(text: str) -> str:
    return text.replace(HIDDEN, MISSING)


def test_lists_are_the_same_as_without_private_albums(library: Library) -> None:
    """Photos, months, counts, albums, covers, and neighbors of a photo."""
    assert {path: show(library.gallery, path) for path in LISTS} == library.before


def test_the_owner_sees_everything(library: Library) -> None:
    """Otherwise these tests would prove nothing."""
    photos = library.gallery.request("GET", "/api/photos?limit=1000", as_owner=True).json()["photos"]
    assert {photo["name"] for photo in photos} == {*PUBLIC_PHOTOS, *PRIVATE_PHOTOS}
    albums = library.gallery.request("GET", "/albums", as_owner=True).text
    # Also two albums in one of them, the empty one, and the folder of a year.
    assert albums.count("Only you can see it") == len(PRIVATE) + 4
    for album in [*PRIVATE, *NOT_ALBUMS[:2]]:
        assert library.gallery.request("GET", f"/?album={quote(album)}", as_owner=True).status_code == 200


def photo_routes() -> list[str]:
    sizes = (*PREVIEW_SIZES, ZOOM_SIZE, 7)
    previews = [f"/previews/{size}/{{}}{redirect}" for size in sizes for redirect in ("", "?redirect=yes")]
    by_name = [f"/previews/{size}/?name={{}}" for size in sizes]
    routes = ["/?photo={}", "/?photo={}&album=Open", "/api/details/{}", "/api/details/?name={}", "/photos/{}"]
    routes += ["/downloads/{}", "/downloads/?name={}", "/videos/{}", "/videos/?name={}"]
    return [*routes, "/photos/?name={}", "/photos/{}?download=yes", "/static/{}", *previews, *by_name]


@pytest.mark.parametrize("route", photo_routes())
def test_a_private_photo_looks_like_a_missing_one(library: Library, route: str) -> None:
    """The same status, headers and body, also for HEAD and for browsers."""
    for name in PRIVATE_PHOTOS:
        missing = normalize(name)
        kinds = [("GET", JSON), ("GET", HTML), ("HEAD", JSON)]
        for method, accept in kinds if name == PRIVATE_PHOTOS[0] else kinds[:1]:
            found = get(library.gallery, route.format(quote(name)), method, accept)
            assert found == get(library.gallery, route.format(quote(missing)), method, accept), (name, method)
            assert found[0] == 404
    in_private_album, in_no_album = (f"{album}/none.jpg" for album in (PRIVATE[0], normalize(PRIVATE[0])))
    found = get(library.gallery, route.format(quote(in_private_album)))
    assert found == get(library.gallery, route.format(quote(in_no_album)))


def test_visitors_download_copies_of_what_they_see(library: Library) -> None:
    """Never originals, deleted photos or other blobs."""
    found = library.gallery.request("GET", "/downloads/Open/a.jpg")
    assert (found.status_code, "/.gallery/copies/" in found.headers["Location"]) == (302, True)
    assert requests.get(found.headers["Location"], timeout=10).headers["Content-Disposition"].startswith("attachment")
    library.gallery.upload_blobs({".trash/Open/deleted.jpg": jpeg("red")})
    copy = urlsplit(found.headers["Location"]).path.partition(f"/{library.gallery.photos_container}/")[2]
    for name in ("Open/none.jpg", ".trash/Open/deleted.jpg", copy, "Open/.album.json"):
        assert library.gallery.request("GET", f"/downloads/{name}").status_code == 404
    assert library.gallery.request("GET", "/photos/Open/a.jpg").status_code == 404
    page = library.gallery.request("GET", "/?album=Open", headers={"Accept": HTML})
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(found.headers["Location"]))
    assert f"connect-src 'self' {origin};" in page.headers["Content-Security-Policy"]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_a_name_shows_a_private_photo_or_album(library: Library, spelling: str) -> None:
    routes = ["/?photo={}", "/api/details/?name={}", "/previews/240/?name={}", "/downloads/?name={}"]
    routes += ["/videos/?name={}", "/?album={}", "/api/photos?album={}"]
    for route in routes:
        for name in (PRIVATE_PHOTOS[1], f"{PRIVATE[0]}/Sub"):
            for slash in ("/", "%5C", "%2F", "%252F", "%255C", "/./", "//"):
                path = route.format(spelling.format(quote(name).replace("/", slash)))
                found = get_same(library.gallery, path)
                assert "h.jpg" not in found[2].replace(path, "")


ALBUM_ROUTES = ["/?album={}", "/?album={}&report=0", "/?album={}&month=2026-09", "/?album={}&before=2027"]
ALBUM_ROUTES += ["/api/photos?album={}", "/api/photos?album={}&month=2026-09", "/api/photos?album={}&before=2027"]
ALBUM_ROUTES += ["/api/photos?album={}&sort=x", "/api/photos?album={}&sort=x&month=2026-09", "/?album={}&sort=x"]
ALBUM_ROUTES += ["/api/photos?album={}&limit=1", "/?album={}&photo=Open/a.jpg", "/?album={}&after=2000"]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("route", ALBUM_ROUTES)
def test_a_private_album_looks_like_a_missing_one(library: Library, route: str) -> None:
    """So do albums in it, empty albums, and their titles."""
    albums = [*PRIVATE, *NOT_ALBUMS, f"{PRIVATE[0]}/Sub", f"{PRIVATE[0]}/Sub/deeper", f"{PRIVATE[0]}/none"]
    for album in albums:
        for accept in (JSON, HTML):
            path = route.format(quote(album))
            found = get_same(library.gallery, path, accept)
            assert f"{MISSING} title" not in found[2]


def test_cursors_of_private_photos_reveal_nothing(library: Library) -> None:
    """They only say where to continue."""
    photos = library.gallery.request("GET", "/api/photos?limit=1000", as_owner=True).json()["photos"]
    hidden = [photo for photo in photos if photo["name"] in PRIVATE_PHOTOS]
    assert len(hidden) == len(PRIVATE_PHOTOS)
    for photo in hidden:
        cursor = quote(f"{photo['when']} {photo['name']}")
        for path in (f"/?before={cursor}", f"/?after={cursor}", f"/api/photos?before={cursor}"):
            assert get(library.gallery, path, accept=HTML) == get(library.gallery, normalize(path), accept=HTML)


def test_a_month_with_private_photos_alone_looks_like_one_without_photos(library: Library) -> None:
    for path in ("/?month={}", "/api/photos?month={}", "/?month={}&album=Open"):
        hidden, empty = (get(library.gallery, path.format(month), accept=HTML) for month in ("2024-05", "2024-04"))
        assert [text.replace("2024-05", "2024-04") for text in map(str, hidden)] == [*map(str, empty)]


@pytest.mark.parametrize("words", [HIDDEN, f"{HIDDEN} title", f'"{HIDDEN} a"', f"album:{HIDDEN}", f"{HIDDEN} h.jpg"])
def test_a_search_for_private_names_finds_nothing(library: Library, words: str) -> None:
    """As for names that don't exist."""
    for route in ("/?q={}", "/api/photos?q={}", "/api/photos?q={}&month=2026-09"):
        for accept in (JSON, HTML):
            get_same(library.gallery, route.format(quote(words)), accept)
    assert library.gallery.request("GET", "/api/photos", params={"q": words}).json()["photos"] == []


def test_days_with_private_photos_look_like_days_without_photos(library: Library) -> None:
    years = library.gallery.request("GET", "/api/on-this-day?date=2026-05-06").json()["years"]
    assert years == []
    photos = library.gallery.request("GET", "/api/photos?on=05-06").json()["photos"]
    assert photos == []


def test_every_route_for_visitors_is_tested_here() -> None:
    """A new one needs a test like these. Those of shares are in test_http_shares.py."""
    tested = {"home", "albums", "static", "get_photo", "get_preview", "list_photos", "get_details", "list_months"}
    tested |= {"download_copy", "play_video"}
    others = {"list_albums", "list_on_this_day", "health", "show_sign_in", "zz_not_found"}
    readable = {function.name for function in http_functions() if not function.methods or "GET" in function.methods}
    others_only = ("OWNER", "SHARE")
    for_visitors = {one.name for one in http_functions() if not one.permission.name.startswith(others_only)}
    assert readable & for_visitors <= tested | others


def test_albums_made_private_disappear_at_once(library: Library) -> None:
    """Also from the pages of visitors who knew them."""
    gallery = library.gallery
    change(gallery, "Open", "owner")
    try:
        for path in ("/", "/albums", "/api/photos", "/api/albums", "/?month=2026-09", "/api/photos?album=Open"):
            assert "Open" not in show(gallery, path).replace(quote("album=Open"), "")
        for path in (
            "/?album=Open",
            "/?photo=Open/a.jpg",
            "/?photo=Open/Sub/b.jpg",
            "/previews/240/Open/Sub/b.jpg",
            "/downloads/Open/a.jpg",
        ):
            assert gallery.request("GET", path).status_code == 404
        assert sum(month["count"] for month in gallery.request("GET", "/api/months").json()["months"]) == 2
    finally:
        change(gallery, "Open", "everyone")
    assert gallery.request("GET", "/?album=Open").status_code == 200


def change(gallery: OwnedGallery, album: str, visible: str) -> None:
    body = {"album": album, "visible": visible}
    response = gallery.request("POST", "/api/albums/settings", json=body, as_owner=True)
    assert response.status_code == 200
