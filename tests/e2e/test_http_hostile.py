"""Hostile input over HTTP is refused or stored exactly and quickly. It harms nobody and never reaches the log."""

import json
import random
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from support import corpus
from support.owned_gallery import KEY, OwnedGallery, cookie_of, owned_gallery
from support.pictures import encode, jpeg, png
from support.preview_parts import PICTURE, PROFILE, parts_of

JSON = "application/json"
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
BOUNDARY = "----DevB7f3a"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
CANARY = "canary7c3d"
SECONDS = 10
"""Limit for the response to a hostile request."""

few = settings(max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""The same examples every time; `--full` adds random ones."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory, connection_string: str) -> Iterator[OwnedGallery]:
    """A gallery that must survive all of this."""
    with owned_gallery(tmp_path_factory.mktemp("hostile"), connection_string, OWNER_KEY=KEY) as app:
        yield app


@pytest.fixture
def fresh_gallery(tmp_path_factory: pytest.TempPathFactory, connection_string: str) -> Iterator[OwnedGallery]:
    """A gallery that a single test may break."""
    with owned_gallery(tmp_path_factory.mktemp("own"), connection_string, OWNER_KEY=KEY) as app:
        yield app


@pytest.fixture
def checked_gallery(gallery: OwnedGallery) -> Iterator[OwnedGallery]:
    """The gallery, with a check afterwards that it still stores and shows photos."""
    yield gallery
    name = f"{time.time_ns()}.jpg"
    data = jpeg("#" + name[-10:-4], (9, 9))
    response = send_form(gallery, part("photos", data, name), part("album", b"Still alive"))
    assert response.status_code == 201, response.text
    original = gallery.request("GET", f"/photos/{quote('Still alive/' + name)}", as_owner=True).headers["Location"]
    assert requests.get(original, timeout=30).content == data
    for path in ("/", "/albums", "/api/photos", "/api/albums", "/api/months", "/api/trash", "/trash"):
        assert gallery.request("GET", path, as_owner=True).status_code == 200, path


def part(name: str, value: bytes, file: str | None = None) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode(errors="surrogatepass") + value + b"\r\n"


def multipart(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def send_form(gallery: OwnedGallery, *parts: bytes) -> requests.Response:
    return send(gallery, multipart(*parts))


def send(gallery: OwnedGallery, body: bytes, content_type: str = MULTIPART) -> requests.Response:
    headers = {"Content-Type": content_type, "Accept": JSON}
    return gallery.request("POST", "/upload-photos", data=body, headers=headers, as_owner=True)


def blob_names(gallery: OwnedGallery) -> set[str]:
    """Return every blob in the photos' container except the gallery's own state, with the container's name."""
    with gallery.container(gallery.photos_container) as container:
        names = [blob.name for blob in container.list_blobs()] if container.exists() else []
    return {f"{gallery.photos_container}/{name}" for name in names if not name.startswith(".gallery/")}


def check_outcome(gallery: OwnedGallery, response: requests.Response, before: set[str]) -> None:
    """Check that there is no 5xx, and that new blobs are those the response reports."""
    assert response.status_code < 500, response.text[:500]
    new = blob_names(gallery) - before
    lines = response.json().get("files", []) if response.headers["Content-Type"] == JSON else []
    reported = {f"{gallery.photos_container}/{line['photo']['name']}" for line in lines if "photo" in line}
    assert new <= reported
    assert all(line["status"] < 500 for line in lines if line["outcome"] == "rejected"), lines


def hostile_names() -> list[str]:
    """Those of the corpus and some more."""
    return [
        *(name.decode(errors="replace") for name in corpus.names()),
        "x" * 10_000 + ".jpg",
        "\ufffe.jpg",
        "a\uffff.jpg",
        "\U0001ffff.jpg",
        "\u202egpj.exe",
        "\u200f\u200e.jpg",
        "a\x00b.jpg",
        "%00.jpg",
        "%2e%2e%2fa.jpg",
        "..%5c..%5ca.jpg",
        "a?b#c&d=e.jpg",
        "{name}.jpg",
        "{{7*7}}.jpg",
        "${jndi:ldap://x}.jpg",
        ".trash/a.jpg",
        "a/" * 300 + "a.jpg",
        "...",
        " ",
        "/",
        "\\",
        "CON",
        "aux.jpg",
        "a.jpg.",
        "a.jpg ",
        "é" * 150 + ".jpg",
        "e\u0301.jpg",
        "'; DROP TABLE photos;--.jpg",
        "<script>alert(1)</script>.jpg",
    ]


def test_hostile_names_of_files_and_albums_are_cleaned_or_refused(
    checked_gallery: OwnedGallery, request: pytest.FixtureRequest
) -> None:
    """By form and PUT. Stored photos are in the right album, whose page works. Without --full, every third name."""
    for number, name in enumerate(hostile_names()[:: 1 if request.config.getoption("--full") else 3]):
        data = jpeg(f"#{number:06x}", (8, 8 + number % 5))
        before = blob_names(checked_gallery)
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        as_file = send_form(checked_gallery, part("photos", data, quoted), part("album", b"Files"))
        check_outcome(checked_gallery, as_file, before)
        new = blob_names(checked_gallery) - before
        assert all(one.startswith(f"{checked_gallery.photos_container}/Files/") for one in new), new
        before |= new
        as_album = send_form(checked_gallery, part("photos", data, "a.jpg"), part("album", name.encode()))
        check_outcome(checked_gallery, as_album, before)
        for one in blob_names(checked_gallery) - before:
            assert not any(part.startswith(".") or not part for part in one.split("/")), one
        before = blob_names(checked_gallery)
        target = quote(name, safe="")
        put = checked_gallery.request("PUT", f"/photos/{target}", data=data, as_owner=True)
        assert put.status_code < 500, (name[:50], put.status_code, put.text[:200])
        if put.status_code >= 400:
            assert blob_names(checked_gallery) == before, name
    listed = checked_gallery.request("GET", "/api/albums", as_owner=True).json()["albums"]
    for album in listed:
        page = checked_gallery.request("GET", "/", params={"album": album["album"]}, headers={"Accept": HTML})
        assert page.status_code == 200, album
        assert "<script>alert" not in page.text


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ["", *hostile_names()], ids=lambda name: ascii(name[:12]))
def test_hostile_names_in_addresses_are_no_server_error(gallery: OwnedGallery, name: str) -> None:
    """As photo, album, cursor, month, token or preview; by a visitor and by the owner."""
    quoted = quote(name[:1200], safe="")
    targets = [f"/?{key}={quoted}" for key in ("photo", "album", "before", "after", "month", "report")]
    targets += [f"/api/photos?{key}={quoted}" for key in ("album", "before", "month", "limit")]
    targets += [f"/{route}/{quoted}" for route in ("photos", "previews/240", "previews", "static")]
    targets += [f"/photos/?name={quoted}", f"/previews/480/?name={quoted}", f"/trash?report={quoted}"]
    for as_owner in (True, False):
        for target in targets:
            response = gallery.request("GET", target, as_owner=as_owner)
            assert response.status_code < 500, (target[:200], response.text[:200])
    for method, target, options in (
        ("DELETE", f"/photos/{quoted}", {}),
        ("POST", "/api/trash", {"json": {"names": [name or "x"]}}),
        ("POST", "/api/restore", {"json": {"names": [f".trash/{name}"]}}),
        ("POST", "/api/restore", {"json": {"names": [name or "x"]}}),
    ):
        response = gallery.request(method, target, as_owner=True, **options)
        assert response.status_code < 500, (method, target[:200], response.text[:200])
        statuses = [line.get("status", 0) for line in response.json().get("files", [])] if options else []
        assert all(status < 500 for status in statuses), response.text[:300]


QUERY_KEYS = ("before", "after", "limit", "album", "photo", "month", "report", "v", "name")
QUERY_VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(
        ["2026-13", "0000-00", "9999-12-31", "-1", "0", "1e3", "٣", "9" * 4400, ".", "..", "a/../b", "\uffff"]
    ),
    st.from_regex(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?( .*)?", fullmatch=True),
)


@few
@given(
    query=st.lists(st.tuples(st.sampled_from(QUERY_KEYS), QUERY_VALUES), max_size=4),
    raw=st.text("%=&+;?/\\\"'<>0aF", max_size=30),
    path=st.sampled_from(
        ["/", "/albums", "/trash", "/api/photos", "/static/pages/page.css", "/photos/", "/previews/240/"]
    ),
)
def test_hostile_queries_are_no_server_error(
    gallery: OwnedGallery, query: list[tuple[str, str]], raw: str, path: str
) -> None:
    """Repeated keys, long or odd values, broken escapes."""
    pairs = "&".join(f"{key}={quote(value, safe='')}" for key, value in query)
    for target in (f"{path}?{pairs}", f"{path}?{raw}&{pairs}"):
        response = gallery.request("GET", target, as_owner=True)
        assert response.status_code < 500, (target, response.text[:200])
        assert "Traceback" not in response.text


@pytest.mark.parametrize("key", ["limit", "before", "after", "month", "album", "photo"])
def test_numbers_of_thousands_of_digits_are_no_server_error(gallery: OwnedGallery, key: str) -> None:
    """Python refuses to parse them with a ValueError."""
    for path in ("/", "/api/photos"):
        assert gallery.request("GET", f"{path}?{key}={'9' * 5000}", as_owner=True).status_code < 500


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "name", ["Host", "Origin", "Cookie", "Authorization", "If-None-Match", "Accept", "Content-Type"]
)
@pytest.mark.parametrize("value", ["[", "http://[evil]", "a]b", "x" * 8000, "\xff\xfe", '"', ";;==,,", "http://x:y:z"])
def test_hostile_headers_are_no_server_error(gallery: OwnedGallery, name: str, value: str) -> None:
    headers = {"Accept": JSON, name: value.encode("latin-1")}
    for method, path in (
        ("GET", "/"),
        ("GET", "/static/pages/page.css"),
        ("POST", "/sign-out"),
        ("POST", "/api/trash"),
    ):
        url = f"{gallery.url}{path}"
        prepared = requests.Request(method, url, headers=headers, data=b"{}" if method == "POST" else None).prepare()
        with requests.Session() as session:
            assert session.send(prepared, timeout=60, allow_redirects=False).status_code < 500, path


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "name", ["Accept", "Accept-Encoding", "Authorization", "Cookie", "If-None-Match", "Origin", "Content-Type"]
)
@pytest.mark.parametrize("piece", [" ", '",', "a;q=0.", "gallery-session=a.b.c;"])
def test_headers_as_long_as_the_host_allows_delay_nothing(gallery: OwnedGallery, name: str, piece: str) -> None:
    """The host refuses longer ones."""
    for length, accepted in ((31_000, {200, 401}), (60_000, {431})):
        headers = {"Accept-Encoding": "gzip", name: f"a{piece * (length // len(piece))}a"}
        started = time.monotonic()
        assert gallery.request("GET", "/albums", headers=headers).status_code in accepted
        assert time.monotonic() - started < SECONDS


def test_names_that_no_photo_can_have_are_a_bad_request(gallery: OwnedGallery) -> None:
    """In a list, only they are refused."""
    for path in ("/api/trash", "/api/restore", "/api/move"):
        body = {"names": ["none.jpg", "x" * 33_000], "album": "x"}
        lines = gallery.request("POST", path, json=body, as_owner=True).json()["files"]
        assert [line["status"] for line in lines] == [404, 400], path
        assert lines[1]["reason"] == "A photo's name can have up to 1,024 characters, not 33,000."
    response = gallery.request("POST", "/api/albums/rename", json={"album": "x" * 15_000, "to": "y"}, as_owner=True)
    assert response.status_code == 400
    assert "can have up to 1,024 characters" in response.json()["detail"]
    for path in ("/photos/", "/api/details/", "/api/photos?album=", "/?photo=", "/previews/240/"):
        assert gallery.request("GET", path + "x" * 5_000, as_owner=True).status_code < 500
    response = gallery.request("POST", "/api/albums/rename", json={"album": "x" * 65_000, "to": "y"}, as_owner=True)
    assert response.status_code == 413
    assert response.json()["detail"] == "This request has 65 kB; the limit is 60 kB."


@pytest.mark.parametrize("path", ["Rome%2Fq.jpg", "Rome%2fq.jpg", "Rome%252Fq.jpg", "%E2%80%8D.trash/q.jpg"])
def test_a_put_cannot_store_a_name_that_means_another_one_elsewhere(gallery: OwnedGallery, path: str) -> None:
    """Azure takes %2F for a slash, and people don't see a joiner."""
    before = blob_names(gallery)
    response = gallery.request("PUT", f"/photos/{path}", data=jpeg("beige"), as_owner=True)
    assert response.status_code == 400, response.text
    assert ("not as %2F" in response.json()["detail"]) == ("%2" in path)
    assert blob_names(gallery) == before


CHANGES = ("/api/trash", "/api/restore", "/api/move", "/api/trash/empty", "/api/edit")
"""Routes that take names in JSON."""

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(), max_size=20),
    lambda some: st.lists(some, max_size=4) | st.dictionaries(st.text(max_size=5), some, max_size=3),
    max_leaves=8,
)


@few
@given(
    document=DOCUMENTS,
    path=st.sampled_from(CHANGES),
)
def test_json_of_any_shape_is_no_server_error(gallery: OwnedGallery, document: Any, path: str) -> None:
    """As the document, the names, a name or the album: 4xx, or a result for each name."""
    for body in (
        document,
        {"names": document, "album": "x"},
        {"names": [document], "album": "x"},
        {"names": ["x"], "album": document},
        {"names": ["x"], "changes": document},
        {"names": document, "changes": {"\ud800": document}},
        {"photos": [{"name": "x", "changes": {"caption": document, "tags": [document]}}]},
        {"photos": document},
        {"photos": [document]},
        {"photos": [{"trash": document, "etag": document}]},
        {"photos": json.dumps(document, default=str)},
    ):
        response = gallery.request(
            "POST", path, data=json.dumps(body).encode(), headers={"Content-Type": JSON}, as_owner=True
        )
        assert response.status_code < 500, (body, response.text[:200])
        if response.status_code < 300:
            assert all(line.get("status", 0) < 500 for line in response.json()["files"]), (body, response.text)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 900_000,
        b'{"names":' * 100_000,
        b'{"names": [' + b"9" * 900_000 + b"]}",
        b'{"names": ["\\ud800"]}',
        b'{"names": ["\\u0000"]}',
        b'{"names": ["' + b"x" * 900_000 + b'"]}',
        b'{"names": ["' + b"a/" * 400_000 + b'"]}',
        b"\xff\xfe",
        b"\x00" * 1000,
        b'{"photos": "' + b"[" * 900_000 + b'"}',
    ],
    ids=range(10),
)
@pytest.mark.parametrize("path", [*CHANGES, "/trash"])
def test_deep_huge_or_broken_lists_of_names_are_refused_quickly(gallery: OwnedGallery, path: str, body: bytes) -> None:
    """Also half a surrogate pair."""
    started = time.monotonic()
    response = gallery.request("POST", path, data=body, headers={"Content-Type": JSON}, as_owner=True)
    assert response.status_code < 500, response.text[:200]
    assert time.monotonic() - started < SECONDS


def test_a_form_with_very_many_names_is_refused_quickly(gallery: OwnedGallery) -> None:
    """Each needs at least one call to storage, and the platform ends a request after 230 seconds."""
    started = time.monotonic()
    body = json.dumps({"names": ["a"] * 150_000}).encode()
    try:
        response = requests.post(
            f"{gallery.url}/api/trash", data=body, headers={"Authorization": f"Bearer {KEY}"}, timeout=15
        )
    except requests.Timeout:
        pytest.fail("There is no response after 15 s.")
    assert 400 <= response.status_code < 500
    assert time.monotonic() - started < SECONDS


def test_a_form_never_redirects_to_an_invalid_address(gallery: OwnedGallery) -> None:
    """The next page has the album of the first photo, which a form can make up."""
    for names in ("x" * 300_000 + "/a.jpg", "ä" * 3_000 + "/a.jpg", "a\r\nX-Evil: 1/a.jpg", "//evil.example/a.jpg"):
        for path in ("/api/trash", "/api/restore", "/api/move", "/api/edit"):
            data = {"names": names, "album": "x", "caption": "x"}
            response = gallery.request("POST", path, data=data, headers={"Accept": HTML}, as_owner=True)
            assert response.status_code in {303, 400, 404, 413}, (path, response.status_code)
            assert re.fullmatch(r"(/([?][!-~]*)?)?", response.headers.get("Location", ""))
            assert len(response.headers.get("Location", "")) < 8000
            assert "X-Evil" not in response.headers


MUTATIONS = st.lists(
    st.tuples(
        st.floats(0, 1), st.integers(0, 40), st.binary(max_size=20) | st.sampled_from([b"\r\n", b"\r\n\r\n", b"--"])
    ),
    min_size=1,
    max_size=4,
)


def mutate(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for where, gone, new in changes:
        at = int(where * len(data))
        data = data[:at] + new + data[at + gone :]
    return data


@few
@given(changes=MUTATIONS)
def test_damaged_forms_are_read_or_refused(gallery: OwnedGallery, changes: list[tuple[float, int, bytes]]) -> None:
    """Nothing is stored that the response does not report."""
    before = blob_names(gallery)
    good = multipart(
        part("album", b"Mutated"), part("photos", jpeg("teal"), "a.jpg"), part("photos", png("teal"), "b.png")
    )
    response = send(gallery, mutate(good, changes))
    check_outcome(gallery, response, before)


def small_pictures() -> list[bytes]:
    rows = [path for kind in ("jpg", "png", "gif", "webp", "heic", "avif") for path in corpus.files(f"*.{kind}")]
    small = [path for path in rows if path.stat().st_size < 30_000]
    return [path.read_bytes() for path in random.Random(5).sample(small, 20)]


def damage(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    if chance.random() < 0.2:
        del changed[chance.randrange(len(changed)) :]
    return bytes(changed)


@corpus.needed
def test_damaged_pictures_are_stored_or_refused_quickly(
    checked_gallery: OwnedGallery, request: pytest.FixtureRequest
) -> None:
    """Real files in all formats, with flipped bits and cut ends."""
    chance, pictures = random.Random(7), small_pictures()
    for _ in range(600 if request.config.getoption("--full") else 25):
        before, started = blob_names(checked_gallery), time.monotonic()
        parts = [part("photos", damage(chance.choice(pictures), chance), f"{number}.jpg") for number in range(4)]
        response = send_form(checked_gallery, *parts, part("album", b"Damaged"))
        assert time.monotonic() - started < 4 * SECONDS
        check_outcome(checked_gallery, response, before)


@corpus.needed
def test_forms_of_the_corpus_are_read_or_refused(checked_gallery: OwnedGallery) -> None:
    """As its index expects. Wrong lengths are tested elsewhere."""
    for line in (corpus.FOLDER / "multipart" / "INDEX.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        file, content_type, length, expected, note = line.split("\t")
        body = (corpus.FOLDER / "multipart" / file).read_bytes().replace(b'name="file"', b'name="photos"')
        if length:
            continue
        before, started = blob_names(checked_gallery), time.monotonic()
        response = send(checked_gallery, body, content_type)
        assert time.monotonic() - started < SECONDS, note
        check_outcome(checked_gallery, response, before)
        if expected != "either":
            assert (response.status_code < 300) == (expected == "accept"), (note, response.text[:300])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(multipart(*[part("photos", b"", "a.jpg")] * 10_000), id="10,000 files"),
        pytest.param(multipart(*[part("x", b"")] * 10_000), id="10,000 fields"),
        pytest.param(multipart(part("photos", b"x", "x" * 5_000_000)), id="giant name"),
        pytest.param(multipart(part("x" * 5_000_000, b"x", "a.jpg")), id="giant field"),
        pytest.param((f"--{BOUNDARY}\r\n" + "X-A: b\r\n" * 300_000).encode(), id="endless headers"),
        pytest.param(
            (f"--{BOUNDARY}\r\nContent-Disposition: form-data" + "; a=b" * 300_000).encode(),
            id="endless parameters",
        ),
        pytest.param((f"\r\n--{BOUNDARY[:-1]}" * 200_000).encode(), id="almost boundaries"),
        pytest.param(f"--{BOUNDARY}\r\n".encode() * 200_000, id="boundaries alone"),
        pytest.param(b"\r\n" * 2_500_000, id="empty lines"),
        pytest.param(b"\r" * 5_000_000, id="carriage returns"),
        pytest.param(part("photos", b"\r\n" * 2_500_000, "a.jpg"), id="empty lines in a file"),
        pytest.param(multipart(part("photos", b"\n--" * 1_500_000, "a.jpg")), id="dashes in a file"),
        pytest.param(multipart(part("album", b"/" * 3_000_000), part("photos", jpeg(), "a.jpg")), id="endless album"),
        pytest.param(multipart(part("modified", b"9" * 5000), part("photos", b"", "a.jpg")), id="endless time"),
    ],
)
def test_expensive_forms_are_refused_quickly(gallery: OwnedGallery, body: bytes) -> None:
    """And nothing is stored."""
    before, started = blob_names(gallery), time.monotonic()
    response = send(gallery, body)
    assert time.monotonic() - started < SECONDS
    assert 400 <= response.status_code < 500, response.text[:300]
    assert blob_names(gallery) == before


@corpus.needed
def test_time_bombs_are_refused_quickly_and_do_not_delay_others(checked_gallery: OwnedGallery) -> None:
    """Each within ten seconds, and every good photo is stored."""
    bombs = [sample for sample in corpus.samples() if sample.path.name.startswith("gen_bomb_")]
    assert bombs

    def explode(bomb: corpus.Sample) -> str:
        started = time.monotonic()
        response = send_form(
            checked_gallery, part("photos", bomb.path.read_bytes(), bomb.path.name), part("album", b"Bombs")
        )
        took = time.monotonic() - started
        refused = 400 <= response.status_code < 500
        fine = took < SECONDS and (refused or (bomb.expected == "either" and response.status_code == 201))
        return "" if fine else f"{bomb.path.name}: {response.status_code} after {took:.0f} s {response.text[:200]}"

    def good(number: int) -> int:
        time.sleep(number * 0.3)
        data = jpeg(f"#{number * 700_000 + 99:06x}", (300, 200))
        return send_form(
            checked_gallery, part("photos", data, f"{number}.jpg"), part("album", b"Meanwhile")
        ).status_code

    with ThreadPoolExecutor(2) as bombers, ThreadPoolExecutor(2) as people:
        exploded, uploaded = bombers.map(explode, bombs), people.map(good, range(20))
        assert [complaint for complaint in exploded if complaint] == []
        assert list(uploaded) == [201] * 20


def test_made_up_facts_break_no_page(fresh_gallery: OwnedGallery) -> None:
    """A photo with impossible dates or sizes in its metadata is shown as if it had none."""
    facts = {
        "taken_from": "exif",
        "width": "60",
        "height": "40",
        "colour": "#aabbcc",
        "previews": "1",
        "taken": "2026-01-01",
    }
    wrong: list[Mapping[str, str]] = [
        {"taken": "2026-13-45"},
        {"taken": "0000-00-00"},
        {"taken": "2026-01-01T99:99:99"},
        {"taken": "2026-01-01T10:10:10+99:99"},
        {"width": "9999999", "height": "1"},
        {"taken_from": "<script>"},
        {"colour": "#aabbcc;x"},
        {"previews": "1-0123456789abcdef"},
    ]
    for number, one in enumerate(wrong):
        fresh_gallery.upload_blobs({f"Made up/{number}.jpg": jpeg("gray", (60, 40))}, {**facts, **one})
        fresh_gallery.upload_blobs({f"2026/01/02/{number}.jpg": jpeg("gray", (60, 40))}, {**facts, **one})
        for target in ("/?album=Made%20up", "/", "/albums", "/api/photos", "/api/months"):
            assert fresh_gallery.request("GET", target, as_owner=True).status_code == 200, (one, target)
        for folder in ("Made%20up", "2026/01/02"):
            assert fresh_gallery.request("GET", f"/?photo={folder}/{number}.jpg").status_code == 200, one
            assert fresh_gallery.request("GET", f"/previews/240/{folder}/{number}.jpg").status_code == 200, one


SIGNATURE = re.compile(r"(?:[\w+/]|%2[BF]){43}(?:=|%3D)")
"""A SAS token's signature: its 43 base64 characters can be anything, "GPS" included."""

METADATA_TAGS = re.compile(
    r"^(EXIF|XMP|IPTC|GPS|Photoshop|MakerNotes|Composite:GPS|IFD\d|ExifIFD|InteropIFD|XMP-.*)", re.IGNORECASE
)


def private_pictures() -> dict[str, bytes]:
    """Pictures whose metadata reveals where, when, by whom and with what they were taken."""
    exif = Image.Exif()
    exif[0x010E], exif[0x010F], exif[0x9C9C], exif[0x8298] = CANARY, CANARY, CANARY.encode("utf-16le"), CANARY
    exif.get_ifd(0x8769)[0xA431] = f"{CANARY}-serial"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 15.0), 3: "E", 4: (11.0, 34.0, 31.0)})
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{CANARY}</a></x:xmpmeta>'.encode()
    text = PngInfo()
    text.add_itxt("Comment", CANARY)
    image = Image.new("RGB", (64, 48), "plum")
    made = {
        "made.jpg": encode(image, "JPEG", exif=exif, comment=CANARY.encode(), xmp=xmp),
        "made.png": encode(image, "PNG", exif=exif, pnginfo=text),
        "made.webp": encode(image, "WEBP", exif=exif.tobytes(), xmp=xmp),
    }
    patterns = (
        "gen_gps_*",
        "exifsamples__DSCN0010.jpg",
        "immich__IMG_2682.heic",
        "immich__thompson-springs.jpg",
        "*Nokia*",
    )
    return made | {path.name: path.read_bytes() for pattern in patterns for path in corpus.files(pattern)}


@corpus.needed
def test_previews_contain_no_metadata(gallery: OwnedGallery, tmp_path: Path) -> None:
    """No location, serial number, comment or text: checked with exiftool if it is installed, and by their parts."""
    pictures = private_pictures()
    assert len(pictures) >= 9
    parts = [part("photos", data, name) for name, data in pictures.items()]
    response = send_form(gallery, *parts, part("album", b"Private"))
    photos = [line["photo"] for line in response.json()["files"] if line["outcome"] == "stored"]
    assert len(photos) >= 9
    for photo in photos:
        for size in (240, 480, 2048):
            preview = gallery.request("GET", f"/previews/{size}/{quote(photo['name'])}")
            assert parts_of(preview.content) <= PICTURE | PROFILE, photo["name"]
            assert CANARY.encode() not in preview.content
            extension = preview.headers["Content-Type"].removeprefix("image/")
            (tmp_path / f"{quote(photo['name'], safe='')}-{size}.{extension}").write_bytes(preview.content)
    for path in ("/?album=Private", "/api/photos?album=Private", f"/?photo={quote(photos[0]['name'])}", "/api/albums"):
        text = gallery.request("GET", path).text
        assert CANARY not in text
        assert "GPS" not in SIGNATURE.sub("", text).upper().replace("GEN_GPS", "")
        assert f"/{gallery.photos_container}/" not in text
    for tag in exiftool(tmp_path):
        assert not METADATA_TAGS.match(tag), tag
        assert not re.search("gps|serial|comment|latitude|owner|thumbnail", tag, re.IGNORECASE), tag


def exiftool(folder: Path) -> set[str]:
    """Return every tag of every file, or nothing if exiftool is not installed."""
    try:
        done = subprocess.run(["exiftool", "-j", "-G1", "-r", str(folder)], capture_output=True, check=True)
    except FileNotFoundError:
        return set()
    return {
        tag
        for file in json.loads(done.stdout)
        for tag in file
        if not tag.startswith(("System:", "File:", "SourceFile", "ExifTool:"))
    }


def test_the_log_contains_nothing_a_client_sent(
    tmp_path_factory: pytest.TempPathFactory, connection_string: str
) -> None:
    """One line of JSON per request, which a client cannot forge."""
    line_break = f'\r\n22:00:00 INFO    {{"function": "{CANARY}"}}'
    hostile = [CANARY, f"{CANARY}{line_break}", f"\ud800{CANARY}", f"{CANARY}\x00", f"[{CANARY}", f"../{CANARY}"]
    with owned_gallery(tmp_path_factory.mktemp("logged"), connection_string, OWNER_KEY=KEY) as gallery:
        sent = 0
        for text in hostile:
            quoted = quote(text.encode(errors="replace"), safe="")
            # Clients cannot send a line break in a header.
            header = text.split("\r", maxsplit=1)[0].replace("\x00", "").encode(errors="replace").decode()
            headers: dict[str, str] = {
                "Accept": JSON,
                "User-Agent": header,
                "X-Forwarded-For": header,
                "Referer": header,
            }
            bad = {"Authorization": f"Bearer {KEY}"}
            hostile_requests: list[tuple[str, str, dict[str, Any]]] = [
                ("GET", f"/?photo={quoted}", {"headers": headers}),
                ("GET", f"/api/photos?before={quoted}&album={quoted}", {"headers": headers}),
                ("GET", f"/api/photos?limit={'9' * 5000}&x={quoted}", {"headers": headers}),
                ("GET", "/trash", {"headers": {**headers, **cookie_of(header)}}),
                ("GET", "/trash", {"headers": {**headers, "Authorization": f"Bearer {header}"}}),
                ("GET", "/", {"headers": {**headers, "Host": header}}),
                ("POST", "/sign-out", {"headers": {**headers, "Origin": f"http://{header}"}}),
                (
                    "POST",
                    "/sign-in",
                    {"headers": headers, "data": {"key": text.encode(errors="replace"), "to": CANARY}},
                ),
                ("POST", "/api/trash", {"headers": {**headers, **bad}, "data": json.dumps({"names": [text]})}),
                (
                    "POST",
                    "/api/restore",
                    {"headers": {**headers, **bad}, "data": json.dumps({"names": [f".trash/{text}"]})},
                ),
                (
                    "POST",
                    "/api/move",
                    {"headers": {**headers, **bad}, "data": json.dumps({"names": [text], "album": text})},
                ),
                (
                    "POST",
                    "/upload-photos",
                    {"headers": {**headers, **bad, "Content-Type": MULTIPART}, "data": form_of(text)},
                ),
            ]
            for method, target, options in hostile_requests:
                gallery.request(method, target, **options)
                sent += 1
        time.sleep(0.5)
        lines = gallery.app_lines()
        assert len([line for line in lines if "status" in line and line["function"] != "health"]) == sent
        leaks = [line for line in gallery.log_lines() if CANARY in line]
        assert leaks == []
        assert KEY not in "\n".join(gallery.log_lines())
        assert [line for line in lines if "exception" in line] == []


def form_of(text: str) -> bytes:
    safe = text.encode(errors="replace").decode().replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    return multipart(part("album", safe.encode()), part("photos", jpeg(), f"{safe}.jpg"), part("photos", b"x", safe))
