"""What every answer has in common: HEAD, types, caching, refusals, and what happens when storage does not."""

import re
from pathlib import Path

import pytest
import requests
from conftest import StartApp
from support.gallery_app import App
from support.local_app.storage_proxy import recording
from support.pictures import jpeg
from support.visitor import HTML, JSON, PROBLEM, Visitor, new_album, previews_container, problem

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
    """A photo to ask for."""
    return str(Visitor(shared_app).stored(new_album(), ("a.jpg", jpeg("tan")))[0]["name"])


@pytest.mark.parametrize("path", PATHS)
def test_head_is_answered_like_get_without_the_body(shared_app: App, photo_name: str, path: str) -> None:
    """The same status and headers, the length among them."""
    visitor = Visitor(shared_app)
    address = path.format(name=photo_name, album=photo_name.partition("/")[0])
    visitor.ask("GET", address)
    got, head = visitor.ask("GET", address, stream=True), visitor.ask("HEAD", address)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert {**head.headers, "Date": ""} == {**got.headers, "Date": ""}
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
def test_a_method_or_path_that_is_not_offered_is_not_found(shared_app: App, method: str, path: str) -> None:
    """The host's own rule: never 405, and nothing happens."""
    assert Visitor(shared_app).ask(method, path).status_code == 404


@pytest.mark.parametrize(
    ("file", "content_type"),
    [
        ("pages/page.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("openapi.json", "application/json"),
    ],
)
def test_a_static_file_has_its_type_and_is_asked_for_once(shared_app: App, file: str, content_type: str) -> None:
    """An ETag, 304 for who has it, and no sniffing."""
    visitor = Visitor(shared_app)
    answer = visitor.ask("GET", f"/static/{file}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" not in answer.headers["Cache-Control"]
    known = {"If-None-Match": answer.headers["ETag"]}
    again = visitor.ask("GET", f"/static/{file}", headers=known)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    assert visitor.ask("GET", f"/static/{file}", headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/albums", "/trash", "/api/photos", "/api/months", "/api/albums", "/api/trash"])
def test_a_page_or_document_that_the_client_has_is_not_sent_again(shared_app: App, photo_name: str, path: str) -> None:
    """304 by its ETag in every coding, until something there has changed."""
    visitor = Visitor(shared_app)
    visitor.ask("GET", path)
    tag = visitor.ask("GET", path, headers={"Accept-Encoding": "br"}).headers["ETag"]
    for coding in ("br", "gzip", "identity"):
        known = {"Accept-Encoding": coding, "If-None-Match": tag}
        again = visitor.ask("GET", path, headers=known)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag), photo_name
        assert again.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_page_arrives_in_the_coding_that_was_asked_for(shared_app: App, coding: str) -> None:
    """Also a file of ours; and it is the same in each."""
    visitor = Visitor(shared_app)
    for path in ("/", "/static/pages/page.css"):
        answer = visitor.ask("GET", path, headers={"Accept-Encoding": coding})
        assert answer.headers.get("Content-Encoding", "identity") == coding
        assert answer.content == visitor.ask("GET", path, headers={"Accept-Encoding": "identity"}).content


@pytest.mark.parametrize("path", ["/", "/albums", "/trash", "/sign-in", "/?photo=", "/?album=."])
def test_whatever_a_page_loads_is_there_and_kept_for_ever(shared_app: App, photo_name: str, path: str) -> None:
    """By addresses with the version of today; another version, as between two deployments, must not stick."""
    visitor = Visitor(shared_app)
    page = visitor.ask("GET", f"{path}{photo_name}" if path.endswith("=") else path).text
    files = re.findall(r'(?:href|src)="(/static/[^"]*)"', page)
    assert any(file.endswith("/page.css") for file in files)
    for file in files:
        answer = visitor.ask("GET", file)
        assert answer.status_code == 200, file
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for version in ("", "v-0123456789ab/"):
        assert "immutable" not in visitor.ask("GET", f"/static/{version}pages/page.css").headers["Cache-Control"]


@pytest.mark.parametrize("target", OUTSIDE)
def test_no_address_leads_out_of_the_folder_of_static_files(shared_app: App, target: str) -> None:
    """Refused, and not a byte of what lies outside."""
    status, body = Visitor(shared_app).ask_raw("GET", target)
    assert status in {400, 404}
    for secret in (b"import azure", b"root:", b"routePrefix", b"[core]"):
        assert secret not in body


@pytest.mark.parametrize("path", ["/photos/none.jpg", "/previews/240/none.jpg", "/?photo=none.jpg"])
def test_an_unknown_photo_is_a_page_for_people_and_a_problem_for_scripts(shared_app: App, path: str) -> None:
    """404 for both, in words."""
    visitor = Visitor(shared_app)
    page = visitor.ask("GET", path, headers={"Accept": HTML})
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert '<a class="button" href="/">' in page.text
    for headers in ({}, {"Accept": JSON}, {"Accept": PROBLEM}, {"Accept": "image/avif,image/webp,*/*;q=0.8"}):
        status, sentence = problem(visitor.ask("GET", path, headers=headers))
        assert (status, sentence.endswith(".")) == (404, True)


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
        f"/?photo={'x' * 2000}",
    ],
)
def test_a_name_that_no_photo_can_have_is_an_unknown_photo(shared_app: App, path: str) -> None:
    """Storage is never asked for it: on the way there, dots would lead out of the container."""
    assert problem(Visitor(shared_app).ask("GET", path))[0] == 404


@pytest.mark.parametrize(
    "query", ["album=%00", "album=..", "album=../x", f"album={'x' * 2000}", "before=%00", "after=%00"]
)
def test_a_place_that_cannot_be_is_empty_or_unknown(shared_app: App, query: str) -> None:
    """And no reason to blame storage."""
    visitor = Visitor(shared_app)
    for path in ("/", "/api/photos"):
        assert visitor.ask("GET", f"{path}?{query}").status_code in {200, 400, 404}


@pytest.mark.parametrize("size", ["0", "241", "99999", "x", "-240", "240.0"])
def test_there_are_no_previews_of_other_sizes(shared_app: App, photo_name: str, size: str) -> None:
    """Nobody can make the gallery compute what it does not keep."""
    assert problem(Visitor(shared_app).ask("GET", f"/previews/{size}/{photo_name}"))[0] == 404


def test_a_preview_that_the_browser_has_is_not_sent_again(shared_app: App, photo_name: str) -> None:
    """304 by its ETag, which differs from size to size."""
    visitor = Visitor(shared_app)
    tag = visitor.ask("GET", f"/previews/240/{photo_name}").headers["ETag"]
    again = visitor.ask("GET", f"/previews/240/{photo_name}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.ask("GET", f"/previews/480/{photo_name}", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=5001", "limit=x", "limit=-1", "limit=1.5", "month=2026-13", "month=x", "month=2026-09,"]
)
def test_a_query_that_makes_no_sense_is_a_bad_request(shared_app: App, query: str) -> None:
    """Rather than some other page than the one that was asked for."""
    assert problem(Visitor(shared_app).ask("GET", f"/api/photos?{query}"))[0] == 400


def test_when_the_previews_are_deleted_everything_goes_on_and_they_come_back(gallery_app: App) -> None:
    """The container is a cache: every page works without it, and a look at a photo makes its previews again."""
    visitor, album = Visitor(gallery_app), "Rome"
    (photo,) = visitor.stored(album, ("a.jpg", jpeg("red", (300, 200))))
    for path in ("/", "/?album=Rome", "/albums", "/trash", "/api/photos", "/api/months", "/api/albums", "/api/trash"):
        with previews_container(gallery_app) as container:
            container.delete_container()
        assert visitor.ask("GET", path).status_code == 200, path
        with previews_container(gallery_app) as container:
            if not container.exists():
                container.create_container()
    with previews_container(gallery_app) as container:
        container.delete_container()
    assert visitor.preview(photo["name"], 480).size == (300, 200)
    assert [visitor.preview_in_storage(photo, size).status_code for size in (240, 480, 2048)] == [200] * 3
    with previews_container(gallery_app) as container:
        container.delete_container()
    location = visitor.upload([("b.jpg", jpeg("blue"))], album, accept=HTML).headers["Location"]
    assert "1 added" in visitor.page(location)


def test_health_says_that_all_is_well(app_url: str) -> None:
    """For monitors: 200 as long as storage answers."""
    answer = requests.get(f"{app_url}/health", timeout=30)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_when_storage_is_gone_every_answer_is_a_plain_sentence(storage: str, start_app: StartApp) -> None:
    """503 with a time to try again, soon, and without an address or a key of the account."""

    def hang_up() -> None:
        raise ConnectionAbortedError

    with recording(storage) as (connection, recorder):
        url = start_app({"PhotoStorage": connection, "PHOTO_CONTAINER": "photos-gone"})
        # The port is closed below; the connections that the gallery still has open end here.
        recorder.before[""] = hang_up
        assert requests.get(f"{url}/health", timeout=30).status_code == 503
    for path in ("/health", "/api/photos", "/photos/a.jpg"):
        answer = requests.get(url + path, timeout=30)
        status, sentence = problem(answer)
        assert (status, int(answer.headers["Retry-After"]) > 0) == (503, True)
        assert sentence == "The photo storage does not answer at the moment. Please try again."
    page = requests.get(url, headers={"Accept": HTML}, timeout=30)
    assert (page.status_code, "The photo storage does not answer" in page.text) == (503, True)
