"""Headers as long as the host allows are parsed in time proportional to their length."""

import time

import pytest
from support.owned_gallery import session, settings_with_key

from gallery.web.compression import choose_encoding
from gallery.web.responses import html_response, revalidate
from gallery.web.sessions import read_session

BYTES = 30_000
CPU_SECONDS = 1.0
"""They take milliseconds; quadratic parsing takes ten seconds."""

PARTS = [
    "a=",
    " ",
    "\t",
    ";",
    ",",
    '"',
    '\\"',
    'a="',
    "=",
    "gzip;q=0.",
    "9",
    "W/",
    'W/"',
    '",',
    "a;b*1=",
    "*",
    ";q=",
    "x, ",
]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("start", "end"), [("", ""), ("a=", '"'), ('"', "x"), ("gzip;", "x"), ('W/"', ",")])
def test_long_headers_are_parsed_quickly(start: str, part: str, end: str) -> None:
    header = start + part * (BYTES // len(part)) + end
    started = time.process_time()
    assert choose_encoding(header) in {"", "br", "gzip"}
    assert revalidate(html_response("page"), header).status == 200
    assert read_session(header, settings_with_key()) is None
    assert time.process_time() - started < CPU_SECONDS


def test_a_session_after_a_long_cookie_of_another_app_is_found() -> None:
    header = f'a={" " * BYTES}"; session={session()}'
    started = time.process_time()
    assert read_session(header, settings_with_key())
    assert time.process_time() - started < CPU_SECONDS
