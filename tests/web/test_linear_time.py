"""Headers, forms, names and queries of any length take CPU time proportional to their length, and little of it."""

import importlib
import json
import pkgutil
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest
from support.owned_gallery import KEY, session, settings_with_key

import gallery
from gallery.errors import GalleryError
from gallery.library.search.folding import fold
from gallery.library.search.query import parse_query
from gallery.library.timeline import parse_months
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.facts import Facts
from gallery.model.folders import classify_name
from gallery.model.name_dates import date_in_name
from gallery.model.names import check_name, clean_album, clean_file_name, set_number
from gallery.pictures.dates import exif_date, xmp_date
from gallery.pictures.formats import detect_format
from gallery.storage.account import Storage
from gallery.web import api, middleware
from gallery.web.access import Permission
from gallery.web.album_forms import rename_form
from gallery.web.flash import take_flash
from gallery.web.forms import names_form, sign_in_form, upload_form
from gallery.web.middleware import handle_request
from gallery.web.request import MAX_HEADER, read_header
from gallery.web.responses import html_response
from gallery.web.sessions import COOKIE, read_sessions
from gallery.web.static_files import static_file
from gallery.web.urls import safe_return_path

LENGTH = 60_000
CPU_SECONDS = 0.25
"""Everything here takes 30 ms at most on a quiet machine; quadratic time would be minutes."""

PIECES = [
    *("a", "0", " ", ";", ",", "/", ".", "=", "%41", " (1", '\\"', 'a="', '; a="', '",', "gzip;q=0.", "a;b*1="),
    *("2026-09,", "2026/", "{", "[", "<svg", "\u200d", "e\u0301\u0316", "é", "key=", "f.", f"{COOKIE}=a.b.c;"),
]
WRAPPINGS = [("", "x"), ('a="', ""), ("/?", "\n"), ("2026-09-12T10:11:12.", ")")]

OWN_FILES_ONLY = {"gallery.web.static_files", "gallery.web.scripts"}
"""Modules with regexes for the files in static/, which no request data reaches; _VERSION is tested below."""


@cache
def hostile_texts(length: int) -> tuple[str, ...]:
    return tuple(start + piece * (length // len(piece)) + end for start, end in WRAPPINGS for piece in PIECES)


def cpu_seconds(parse: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    with suppress(GalleryError):
        parse(text)
    return time.process_time() - started


def best_seconds(parse: Callable[[str], object], part: str, full: str) -> tuple[float, float]:
    """The least CPU time for each text, measured in turns so that a busy machine slows both alike."""
    times = [(cpu_seconds(parse, part), cpu_seconds(parse, full)) for _ in range(6)]
    parts, wholes = zip(*times, strict=True)
    return min(parts), min(wholes)


def check_linear(parse: Callable[[str], object]) -> None:
    """Check that no text takes long, nor much more than four times as long as a quarter of it.

    Quadratic time would be 16 times as long; on a busy machine, linear time can look like six times.
    """
    for quarter, full in zip(hostile_texts(LENGTH // 4), hostile_texts(LENGTH), strict=True):
        seconds = cpu_seconds(parse, full)
        if seconds > CPU_SECONDS / 5:  # others are too short to compare
            shorter, seconds = best_seconds(parse, quarter, full)
            assert seconds < 8 * shorter, (full[:30], full[-5:], shorter, seconds)
        assert seconds < CPU_SECONDS, (full[:30], full[-5:], seconds)


def patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from patterns_in(one)


def regexes() -> Mapping[str, re.Pattern[Any]]:
    """Every compiled regex of the gallery's modules, except those for its own files."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in pkgutil.walk_packages(gallery.__path__, "gallery."):
        if module.name not in OWN_FILES_ONLY:
            for name, value in vars(importlib.import_module(module.name)).items():
                found |= {f"{module.name}:{name}:{number}": one for number, one in enumerate(patterns_in(value))}
    return found


def methods_used(name: str) -> set[str]:
    """The methods that the code calls on this regex; an expression may be slow with others."""
    sources = [path.read_text("utf-8") for path in Path(gallery.__path__[0]).rglob("*.py")]
    called = {method for source in sources for method in re.findall(rf"\b{name}\.(\w+)\(", source)}
    return called & {"fullmatch", "match", "search", "sub", "finditer"} or {"search"}


@pytest.mark.parametrize("name", list(regexes()))
def test_every_regex_takes_linear_time(name: str) -> None:
    pattern, methods = regexes()[name], methods_used(name.split(":")[1])

    def use(text: str) -> None:
        given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
        for method in methods:
            if method == "sub":
                pattern.sub(given[:0], given)
            elif method == "finditer":
                list(pattern.finditer(given))
            else:
                getattr(pattern, method)(given)

    check_linear(use)


def test_all_regexes_are_found() -> None:
    """A few of those that the code had when this test was written."""
    assert {"gallery.web.urls:_PAGE:0", "gallery.web.api:LIMIT:0", "gallery.model.months:MONTH:0"} <= set(regexes())


PARSERS: dict[str, Callable[[str], object]] = {
    "album": clean_album,
    "file name": clean_file_name,
    "name to check": check_name,
    "name to number": lambda text: set_number(text, 2),
    "name to classify": classify_name,
    "months": parse_months,
    "search": lambda text: parse_query(text).chips,
    "text to search": fold,
    "limit": lambda text: api.read_limit({"limit": text}),
    "return path": safe_return_path,
    "cookie": lambda text: read_sessions(text, settings_with_key()),
    "static file": static_file,
    "date in a file name": date_in_name,
    "EXIF date": lambda text: exif_date(text, text, text),
    "XMP date": xmp_date,
    "picture": lambda text: detect_format(text.encode(), "a.jpg"),
    "embedded facts": lambda text: EmbeddedFacts.read(
        dict.fromkeys(("camera", "location", "embedded_tags", "embedded_rating"), text)
    ),
    "embedded facts to store": lambda text: EmbeddedFacts(text, text, caption=text, tags=(text,)).metadata(),
    "facts": lambda text: Facts.read(dict.fromkeys(("taken", "taken_from", "width", "height", "colour"), text)),
}


@pytest.mark.parametrize("name", list(PARSERS))
def test_every_parser_of_names_and_queries_takes_linear_time(name: str) -> None:
    check_linear(PARSERS[name])


def test_an_unknown_flash_message_is_found_out_quickly(storage: Storage) -> None:
    check_linear(lambda text: take_flash(storage, text))


def request_with(body: bytes = b"", method: str = "POST", **headers: str) -> func.HttpRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return func.HttpRequest(method, "http://localhost/", headers={"Content-Length": str(len(body)), **named}, body=body)


def multipart_of(*heads: str, value: str = "x") -> bytes:
    parts = "".join(f"--b\r\n{head}\r\n\r\n{value}\r\n" for head in heads)
    return f"{parts}--b--\r\n".encode(errors="replace")


MULTIPART = "multipart/form-data; boundary=b"
URLENCODED = "application/x-www-form-urlencoded"
DISPOSITION = 'Content-Disposition: form-data; name="photos"; filename'
FORMS: dict[str, Callable[[str], object]] = {
    "sign-in": lambda text: sign_in_form(request_with(text[:9_000].encode(errors="replace"))),
    "names": lambda text: names_form(request_with(text.encode(errors="replace"), content_type=URLENCODED)),
    "names as JSON": lambda text: names_form(request_with(json.dumps({"names": [text], "album": text}).encode())),
    "broken JSON": lambda text: names_form(request_with(text.encode(errors="replace"))),
    "new album name": lambda text: rename_form(request_with(json.dumps({"album": text, "to": text}).encode())),
    "file name": lambda text: upload_form(
        request_with(multipart_of(f'{DISPOSITION}="{text[:16_000]}"'), content_type=MULTIPART), 10**8
    ),
    "parameters of a file": lambda text: upload_form(
        request_with(multipart_of(f"{DISPOSITION}={text[:16_000]}"), content_type=MULTIPART), 10**8
    ),
    "boundary": lambda text: upload_form(request_with(b"x", content_type=f"multipart/form-data; boundary={text}"), 10),
    "content type": lambda text: names_form(request_with(b"{}", content_type=text)),
    "time and album": lambda text: upload_form(
        request_with(
            multipart_of(
                f'{DISPOSITION}="a"',
                'Content-Disposition: form-data; name="modified"',
                'Content-Disposition: form-data; name="album"',
                value=text,
            ),
            content_type=MULTIPART,
        ),
        10**8,
    ),
}


@pytest.mark.parametrize("name", list(FORMS))
def test_every_form_takes_linear_time(name: str) -> None:
    check_linear(FORMS[name])


HEADERS = [
    *("Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Length", "Content-Type", "Cookie"),
    *("Disguised-Host", "Host", "If-None-Match", "Origin", "Sec-Fetch-Site"),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", [*HEADERS, "all"])
def test_requests_with_long_headers_take_little_time(
    monkeypatch: pytest.MonkeyPatch, storage: Storage, name: str, method: str
) -> None:
    """From the access check to the compressed response."""
    monkeypatch.setattr(middleware, "settings", settings_with_key)
    monkeypatch.setattr(middleware, "storage", lambda: storage)

    def handle(text: str) -> None:
        long = {one: f"Bearer {text}" if one == "Authorization" else text for one in HEADERS if name in {one, "all"}}
        request = func.HttpRequest(method, "http://localhost/", headers={"Host": "localhost", **long}, body=b"{}")
        handle_request(request, "test", Permission.VIEW, lambda: html_response(names_form(request).names[0]))
        handle_request(request, "test", Permission.ANYONE, lambda: html_response("page " * 1000))

    check_linear(handle)


def test_parsers_get_no_header_that_is_longer_than_any_client_sends() -> None:
    for name in ("accept-encoding", "content-type"):
        for length, kept in ((MAX_HEADER, MAX_HEADER), (MAX_HEADER + 1, 0), (60_000, 0)):
            request = func.HttpRequest("GET", "/", headers={name: "x" * length}, body=b"")
            assert len(read_header(request, name)) == kept


def test_a_session_after_a_long_cookie_of_another_app_is_found() -> None:
    header = f'a={" " * 30_000}"; {COOKIE}={session(KEY)}'
    assert cpu_seconds(lambda text: read_sessions(text, settings_with_key()), header) < CPU_SECONDS
    assert read_sessions(header, settings_with_key())


def test_endless_albums_and_file_names_are_refused_or_cut_quickly() -> None:
    for text in ("/" * 3_000_000, "a/" * 1_500_000, "e\u0301\u0316" * 1_000_000):
        assert cpu_seconds(clean_album, text) < CPU_SECONDS
        assert cpu_seconds(clean_file_name, text) < CPU_SECONDS
