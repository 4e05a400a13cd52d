"""Links of shares: whole addresses with the name that the browser used, and QR codes of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
import segno

from gallery.errors import BadRequest
from gallery.settings import read_settings
from gallery.web.share_links import QUIET_ZONE, own_origin, qr_code

LOCAL, IN_AZURE = read_settings({}), read_settings({"WEBSITE_SITE_NAME": "gallery"})
LINK = "https://photos.example/s/0123456789abcdefABCDEF"


@dataclass(frozen=True)
class FakeRequest:
    """The parts of a request that a link depends on."""

    headers: Mapping[str, str]
    url: str = "http://other.example/shares"
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)

    def get_body(self) -> bytes:
        return b""


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:7071", "http://localhost:7071"),
        ("127.0.0.1:7071", "http://127.0.0.1:7071"),
        ("[::1]:7071", "http://[::1]:7071"),
        ("Photos.Example", "http://Photos.Example"),
    ],
)
def test_the_link_has_the_requests_host(host: str, origin: str) -> None:
    assert own_origin(FakeRequest({"host": host}), LOCAL) == origin


def test_in_azure_it_has_https_and_the_name_in_the_address_bar() -> None:
    """On your machine, only the client could have sent that header."""
    headers = {"host": "gallery.azurewebsites.net", "disguised-host": "photos.example"}
    assert own_origin(FakeRequest(headers), IN_AZURE) == "https://photos.example"
    assert (
        own_origin(FakeRequest({"host": "gallery.azurewebsites.net"}), IN_AZURE) == "https://gallery.azurewebsites.net"
    )
    assert own_origin(FakeRequest({**headers, "host": "localhost"}), LOCAL) == "http://localhost"


@pytest.mark.parametrize(
    "host", ["", "a/b", "user@evil.example", "a b", "evil.example/x?", "a:b", 'x"y', "x#y", "é.example"]
)
def test_a_host_that_would_change_the_link_is_refused(host: str) -> None:
    with pytest.raises(BadRequest):
        own_origin(FakeRequest({"host": host}), LOCAL)


def test_a_qr_code_is_dark_on_light_with_a_quiet_zone() -> None:
    """Its modules are those of the link's code. It has no style, which the pages' CSP would ignore."""
    svg = qr_code(LINK).decode()
    size = len(segno.make_qr(LINK, error="m").matrix) + 2 * QUIET_ZONE
    assert f'viewBox="0 0 {size} {size}"' in svg
    assert f'fill="#fff" d="M0 0h{size}v{size}h-{size}z"' in svg
    assert "style" not in svg
    assert read_modules(svg) == {
        (x + QUIET_ZONE, y + QUIET_ZONE)
        for y, row in enumerate(segno.make_qr(LINK, error="m").matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    }


def read_modules(svg: str) -> set[tuple[int, int]]:
    """Return the dark modules, from the path's horizontal lines."""
    (path,) = re.findall(r'stroke="#000" d="([^"]+)"', svg)
    x, y, dark = 0.0, 0.0, set[tuple[int, int]]()
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(value) for value in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = values if command == "M" else (x + values[0], y + values[1])
    return dark
