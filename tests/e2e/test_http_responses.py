"""What all responses have in common: HEAD, content types, caching, refusals, and what happens when storage fails."""

import io
import re
from pathlib import Path

import pytest
import requests
from conftest import StartApp
from PIL import Image
from support.gallery_app import App
from support.local_app.storage_proxy import record_requests
from support.pictures import jpeg
from support.visitor import HTML, JSON, PROBLEM, Visitor, new_album, previews_container, read_problem

PATHS = (
    "/",
    "/?photo={name}",
    "/?album={album}",
    "/albums",
    "/trash",
    "/static/pages/page.css",
    "/static/icon.svg",
    "/photos/{name}",
    "/previews/240/{name}",
    "/api/photos",
    "/api/photos?album={album}",
    "/api/months",
    "/api/albums",
    "/api/trash",
    "/health",
    "/photos/none.jpg",
    "/static/none.css",
)

PROJECT = Path(__file__).parents[2]
OUTSIDE = (
    f"/static/{PROJECT}/host.json",
    "/static/v-0123456789ab/../function_app.py",
    "/static/v-0123456789ab/..%2f..%2fhost.json",
    "/static/v-0123456789ab//etc/passwd",
    "/static//home/site/wwwroot/host.json",
    "/static/..%5chost.json",
    "/static/../function_app.py",
    "/static/../../etc/passwd",
    "/static/%2e%2e/function_app.py",
    "/static/%2e%2e%2ffunction_app.py",
    "/static/..%2ffunction_app.py",
    "/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/static/..%5cfunction_app.py",
    "/static/%252e%252e%252ffunction_app.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/C:%5cWindows%5cwin.ini",
    "/static/pages/page.css/../../../host.json",
    "/static/pages/page.css%00.svg",
    "/static/",
    "/static/.",
    "/static/vendor",
    "/local.settings.json",
    "/function_app.py",
    "/host.json",
    "/.git/config",
)


@pytest.fixture(scope="session")
def photo_name(shared_app: App) -> str:
    """The name of a stored photo."""
    return str(Visitor(shared_app).add_photos(new_album(), ("a.jpg", jpeg("tan")))[0]["name"])


@pytest.mark.parametrize("path", PATHS)
def test_head_returns_the_headers_of_get(shared_app: App, photo_name: str, path: str) -> None:
    """The same status and headers, including Content-Length. Ages on a page may change between two requests."""
    visitor = Visitor(shared_app)
    address = path.format(name=photo_name, album=photo_name.partition("/")[0])
    visitor.request("GET", address)
    got, head = visitor.request("GET", address, stream=True), visitor.request("HEAD", address)
    after = visitor.request("GET", address)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert {**head.headers, "Date": ""} in [{**one.headers, "Date": ""} for one in (got, after)]
    assert int(got.headers["Content-Length"]) == len(got.raw.read(decode_content=False))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/upload-photos"),
        ("PUT", "/upload-photos"),
        ("POST", "/photos/a.jpg"),
        ("PATCH", "/photos/a.jpg"),
        ("POST", "/previews/240/a.jpg"),
        ("POST", "/api/photos"),
        ("DELETE", "/api/trash"),
        ("GET", "/api/restore"),
        ("POST", "/static/pages/page.css"),
        ("POST", "/health"),
        ("OPTIONS", "/api/photos"),
        ("GET", "/none"),
    ],
)
def test_unlisted_methods_and_paths_are_not_found(shared_app: App, method: str, path: str) -> None:
    """As everywhere on the Functions host: 404, never 405. With the gallery's page, or the details for scripts."""
    visitor = Visitor(shared_app)
    assert read_problem(visitor.request(method, path)) == (404, "This page doesn't exist.")
    page = visitor.request(method, path, headers={"Accept": HTML})
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert '<a class="button" href="/">' in page.text


@pytest.mark.parametrize(
    ("file", "content_type"),
    [
        ("pages/page.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("openapi.json", "application/json"),
    ],
)
def test_static_files_have_their_type_and_an_etag(shared_app: App, file: str, content_type: str) -> None:
    """And browsers must not guess another type."""
    visitor = Visitor(shared_app)
    response = visitor.request("GET", f"/static/{file}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" not in response.headers["Cache-Control"]
    known = {"If-None-Match": response.headers["ETag"]}
    again = visitor.request("GET", f"/static/{file}", headers=known)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", response.headers["ETag"])
    assert visitor.request("GET", f"/static/{file}", headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/albums", "/trash", "/api/photos", "/api/months", "/api/albums", "/api/trash"])
def test_a_known_page_or_document_is_not_sent_again(shared_app: App, photo_name: str, path: str) -> None:
    """The ETag is the same in every encoding, until the content changes: the trash's page tells the time in seconds."""
    visitor = Visitor(shared_app)
    visitor.request("GET", path)
    for coding in ("br", "gzip", "identity"):
        tag, tag_after = read_tag(visitor, path), ""
        while tag != tag_after:
            tag = tag_after or tag
            again = visitor.request("GET", path, headers={"Accept-Encoding": coding, "If-None-Match": tag})
            tag_after = read_tag(visitor, path)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag), photo_name
        assert again.headers["Cache-Control"] == "private, no-store"


def read_tag(visitor: Visitor, path: str) -> str:
    """The ETag of a page or document."""
    return visitor.request("GET", path, headers={"Accept-Encoding": "br"}).headers["ETag"]


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_pages_and_files_use_the_requested_encoding(shared_app: App, coding: str) -> None:
    """The content is the same in each."""
    visitor = Visitor(shared_app)
    for path in ("/", "/static/pages/page.css"):
        response = visitor.request("GET", path, headers={"Accept-Encoding": coding})
        assert response.headers.get("Content-Encoding", "identity") == coding
        assert response.content == visitor.request("GET", path, headers={"Accept-Encoding": "identity"}).content


@pytest.mark.parametrize("path", ["/", "/albums", "/trash", "/sign-in", "/?photo=", "/?album=."])
def test_everything_a_page_loads_exists_and_is_immutable(shared_app: App, photo_name: str, path: str) -> None:
    """Its address contains the current version. Other versions, requested during a deployment, are not immutable."""
    visitor = Visitor(shared_app)
    page = visitor.request("GET", f"{path}{photo_name}" if path.endswith("=") else path).text
    files = re.findall(r'(?:href|src)="(/static/[^"]*)"', page)
    assert any(file.endswith("/page.css") for file in files)
    for file in files:
        response = visitor.request("GET", file)
        assert response.status_code == 200, file
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for version in ("", "v-0123456789ab/"):
        assert "immutable" not in visitor.request("GET", f"/static/{version}pages/page.css").headers["Cache-Control"]


@pytest.mark.parametrize("target", OUTSIDE)
def test_no_address_leads_out_of_the_static_folder(shared_app: App, target: str) -> None:
    status, body = Visitor(shared_app).request_raw("GET", target)
    assert status in {400, 404}
    for secret in (b"import azure", b"root:", b"routePrefix", b"[core]"):
        assert secret not in body


@pytest.mark.parametrize("path", ["/photos/none.jpg", "/previews/240/none.jpg", "/?photo=none.jpg"])
def test_an_unknown_photo_is_a_page_for_browsers_and_a_problem_for_scripts(shared_app: App, path: str) -> None:
    visitor = Visitor(shared_app)
    page = visitor.request("GET", path, headers={"Accept": HTML})
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert '<a class="button" href="/">' in page.text
    for headers in ({}, {"Accept": JSON}, {"Accept": PROBLEM}, {"Accept": "image/avif,image/webp,*/*;q=0.8"}):
        status, message = read_problem(visitor.request("GET", path, headers=headers))
        assert (status, message.endswith(".")) == (404, True)


@pytest.mark.parametrize(
    "path",
    [
        "/?photo=.",
        "/?photo=../a.jpg",
        "/?photo=Rome/../../a.jpg",
        "/?photo=.trash/../a.jpg",
        "/photos/?name=../a.jpg",
        "/previews/240/?name=../a.jpg",
        "/?photo=%00",
        "/?photo=a%5Cb.jpg",
    ],
)
def test_impossible_photo_names_are_not_found(shared_app: App, path: str) -> None:
    """Storage never gets them: dots would lead out of the container."""
    assert read_problem(Visitor(shared_app).request("GET", path))[0] == 404


def test_a_name_longer_than_any_blob_name_is_an_invalid_request(shared_app: App) -> None:
    """The error says so, instead of that the photo doesn't exist."""
    status, detail = read_problem(Visitor(shared_app).request("GET", f"/?photo={'x' * 2000}"))
    assert status == 400
    assert "1,024 characters" in detail


@pytest.mark.parametrize(
    "query", ["album=%00", "album=..", "album=../x", f"album={'x' * 2000}", "before=%00", "after=%00"]
)
def test_impossible_albums_and_cursors_are_no_server_error(shared_app: App, query: str) -> None:
    visitor = Visitor(shared_app)
    for path in ("/", "/api/photos"):
        assert visitor.request("GET", f"{path}?{query}").status_code in {200, 400, 404}


@pytest.mark.parametrize("size", ["0", "241", "99999", "x", "-240", "240.0"])
def test_previews_of_other_sizes_are_not_found(shared_app: App, photo_name: str, size: str) -> None:
    """Nobody can make the gallery compute what it does not store."""
    assert read_problem(Visitor(shared_app).request("GET", f"/previews/{size}/{photo_name}"))[0] == 404


def test_a_known_preview_is_not_sent_again(shared_app: App, photo_name: str) -> None:
    """Each size has its own ETag."""
    visitor = Visitor(shared_app)
    tag = visitor.request("GET", f"/previews/240/{photo_name}").headers["ETag"]
    again = visitor.request("GET", f"/previews/240/{photo_name}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.request("GET", f"/previews/480/{photo_name}", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("size", [240, 480, 2048])
def test_a_preview_redirects_to_storage_on_request(shared_app: App, photo_name: str, size: int) -> None:
    """It's the same preview."""
    visitor, path = Visitor(shared_app), f"/previews/{size}/{photo_name}"
    redirect = visitor.request("GET", f"{path}?redirect=yes")
    assert redirect.status_code == 302
    assert redirect.headers["Cache-Control"] == "private, no-store"
    assert visitor.follow(redirect).content == visitor.request("GET", path).content


def test_a_preview_for_zooming_in_is_made_on_request(shared_app: App) -> None:
    """It's as large as the photo, but no larger than 4096 pixels, and has no metadata."""
    visitor = Visitor(shared_app)
    files = [(f"{size}.jpg", jpeg("gold", (size, 200))) for size in (60, 3000, 6000)]
    for photo, width in zip(visitor.add_photos("Zoomed", *files), (60, 3000, 4096), strict=True):
        redirect = visitor.request("GET", f"/previews/4096/{photo['name']}?redirect=yes")
        stored = 4096 if width > 2048 else 2048
        assert redirect.headers["Location"].partition("?")[0].endswith(f"/{photo['version']}-{stored}")
        preview = visitor.follow(redirect)
        image = Image.open(io.BytesIO(preview.content))
        assert (image.width, dict(image.getexif())) == (width, {})
        assert visitor.request("GET", f"/previews/4096/{photo['name']}").content == preview.content
        assert visitor.get_stored_preview(photo, 4096).status_code == (200 if width > 2048 else 404)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=5001", "limit=x", "limit=-1", "limit=1.5", "month=2026-13", "month=x", "month=2026-09,"]
)
def test_an_invalid_query_is_a_bad_request(shared_app: App, query: str) -> None:
    assert read_problem(Visitor(shared_app).request("GET", f"/api/photos?{query}"))[0] == 400


def test_deleted_previews_are_created_again(gallery_app: App) -> None:
    """The container is a cache. Every page works without it, and requesting a preview creates all sizes."""
    visitor, album = Visitor(gallery_app), "Rome"
    (photo,) = visitor.add_photos(album, ("a.jpg", jpeg("red", (300, 200))))
    for path in ("/", "/?album=Rome", "/albums", "/trash", "/api/photos", "/api/months", "/api/albums", "/api/trash"):
        with previews_container(gallery_app) as container:
            container.delete_container()
        assert visitor.request("GET", path).status_code == 200, path
        with previews_container(gallery_app) as container:
            if not container.exists():
                container.create_container()
    with previews_container(gallery_app) as container:
        container.delete_container()
    assert visitor.get_preview(photo["name"], 480).size == (300, 200)
    assert [visitor.get_stored_preview(photo, size).status_code for size in (240, 480, 2048)] == [200] * 3
    with previews_container(gallery_app) as container:
        container.delete_container()
    location = visitor.upload([("b.jpg", jpeg("blue"))], album, accept=HTML).headers["Location"]
    assert "1 added" in visitor.get_page(location)


def test_health_is_200_while_storage_is_reachable(app_url: str) -> None:
    requests.post(f"{app_url}/upload-photos", files={"photos": ("a.jpg", jpeg("red"))}, timeout=60)
    response = requests.get(f"{app_url}/health", timeout=30)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_without_storage_every_response_is_a_503_with_a_message(connection_string: str, start_app: StartApp) -> None:
    """It has a Retry-After, and neither an address nor a key of the account."""

    def hang_up() -> None:
        raise ConnectionAbortedError

    with record_requests(connection_string) as (connection, recorder):
        url = start_app({"PhotoStorage": connection, "PHOTO_CONTAINER": "photos-gone"})
        # The port is closed below; connections that are still open end here.
        recorder.before[""] = hang_up
        assert requests.get(f"{url}/health", timeout=30).status_code == 503
    for path in ("/health", "/api/photos", "/photos/a.jpg"):
        response = requests.get(url + path, timeout=30)
        status, message = read_problem(response)
        assert (status, int(response.headers["Retry-After"]) > 0) == (503, True)
        assert message == "The photo storage isn't responding. Try again in a moment."
    page = requests.get(url, headers={"Accept": HTML}, timeout=30)
    assert (page.status_code, "The photo storage isn&#39;t responding" in page.text) == (503, True)
