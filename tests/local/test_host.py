"""The bundled host from a client's view: routing, requests and responses, as observed on the real host."""

import base64
import json
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from support.local_app.host_process import APP, Response, RunningHost, read_response, run_host

from local.host.routes import parse_route

LIMIT = 1_000_000


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHost]:
    with run_host(
        APP,
        tmp_path_factory.mktemp("host"),
        FUNCTIONS_REQUEST_BODY_SIZE_LIMIT=str(LIMIT),
        AzureWebJobsDisableHomepage="",
    ) as running:
        yield running


def request_response(host: RunningHost, method: str = "GET", **spec: Any) -> Response:
    return host.request(method, "/respond", f"spec: {json.dumps(spec)}")


# Routing


def test_functions_match_in_name_order(host: RunningHost) -> None:
    """Neither how specific a route is nor the order in the file matters."""
    assert host.get("/greedy/hello").body == b"greedy"


def test_name_order_ignores_case_and_sorts_underscores_after_letters(host: RunningHost) -> None:
    assert [host.request(method, "/order/x").body for method in ("GET", "PUT", "DELETE")] == [
        b"ordera",
        b"orderZ",
        b"order_",
    ]


def test_unlisted_method_falls_through_to_the_next_function(host: RunningHost) -> None:
    assert host.request("PUT", "/greedy/hello").body == b"greedy_hello"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "FROB"])
def test_unlisted_method_is_404(host: RunningHost, method: str) -> None:
    response = host.request(method, "/last/x")
    assert (response.status, response.body) == (404, b"")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_function_without_methods_accepts_every_method(host: RunningHost, method: str) -> None:
    assert host.request(method, "/echo/x").status == 200


@pytest.mark.parametrize("path", ["/LAST/x", "/last/x/", "/last/x?y", "http://localhost/last/x"])
def test_routes_ignore_case_one_trailing_slash_and_the_query(host: RunningHost, path: str) -> None:
    assert host.get(path).body == b"x"


@pytest.mark.parametrize(
    "path", ["/last", "/last/", "/last/x//", "/last//x", "//last/x", "/last/x/y", "/unknown", "//"]
)
def test_paths_with_missing_or_extra_segments_are_404(host: RunningHost, path: str) -> None:
    assert host.get(path).status == 404


def test_catch_all_matches_slashes_and_keeps_the_trailing_one(host: RunningHost) -> None:
    assert host.get("/echo/a/b/").json()["route_params"] == {"rest": "a/b/"}
    assert host.get("/echo/a//b").json()["route_params"] == {"rest": "a//b"}
    assert host.get("/echo").json()["route_params"] == {}


def test_catch_all_can_require_a_value() -> None:
    assert parse_route("echo/{*rest:required}").match("/echo/a/b") == {"rest": "a/b"}
    assert parse_route("echo/{*rest:required}").match("/echo") is None


def test_route_matches_only_if_its_constraints_do(host: RunningHost) -> None:
    assert host.get("/size/240/a.b.webp").json() == {"size": "240", "file": "a.b", "type": "webp"}
    assert host.get("/size/large/a.webp").status == 404
    assert host.get("/size/3000000000/a.webp").status == 404
    assert host.get("/size/240/a.jpegs").status == 404


def test_root_can_have_a_function(host: RunningHost) -> None:
    assert host.get("/").body == b"home {}"
    assert host.get("/?x=1").body == b"home {}"


def test_method_unlisted_for_the_root_gets_the_home_page(host: RunningHost) -> None:
    response = host.request("POST", "/")
    assert (response.status, response.header("Content-Type")) == (200, "text/html")
    assert b"up and running" in response.body


def test_function_with_a_reserved_route_is_skipped_and_others_work(host: RunningHost) -> None:
    assert host.get("/administration").status == 404
    host.wait_for_log("Skipping the function administration")


# Paths


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("a%20b", "a b"),
        ("gr%C3%BCn", "grün"),
        ("%F0%9F%90%88", "🐈"),
        ("a%3Fb%23c", "a?b#c"),
        ("a%0Ab", "a\nb"),
        ("a+b", "a+b"),
        ("a%5Cb", "a\\b"),
        ("a%2Fb", "a%2Fb"),
        ("a%2fb", "a%2fb"),
        ("a%252Fb", "a%2Fb"),
        ("a%25b", "a%b"),
        ("a%FFb", "a%FFb"),
        ("a%C3%28b", "a%C3(b"),
        ("%C3%BC%FF%C3%BC", "ü%FFü"),
        ("a%ZZb", "a%ZZb"),
        ("a%", "a%"),
        ("x/../a", "a"),
        ("x/%2E%2e/a", "a"),
        ("./a", "a"),
        ("...", "..."),
    ],
)
def test_route_parameters_are_decoded_once(host: RunningHost, sent: str, seen: str) -> None:
    """Escaped slashes, invalid UTF-8 and invalid escapes stay unchanged; dot segments are resolved first."""
    assert host.get(f"/last/{sent}").body.decode() == seen
    assert host.get(f"/echo/{sent}").json()["route_params"]["rest"] == seen


def test_dot_segments_cannot_leave_the_root(host: RunningHost) -> None:
    assert host.get("/../../last/x/.").body == b"x"
    assert host.get("/echo/..").body == b"home {}"


@pytest.mark.parametrize(
    "path",
    [
        *(b"/last/%00", b"/last/a b", b"/last/gr\xc3\xbcn", b"/last/\x01", b"last/x", b"*"),
        *(b"http://[::1/last/x", b"http://[x]/last/x", b"ftp://localhost/last/x", b"http:///last/\x00"),
    ],
)
def test_invalid_paths_are_400(host: RunningHost, path: bytes) -> None:
    response = host.send(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (response.status, response.body) == (400, b"")


# Requests


def test_url_has_the_host_header_and_the_escaped_path(host: RunningHost) -> None:
    assert host.get("/echo/a%20b%2Fc%253Fd?x=%20").json()["url"] == "http://localhost:1234/echo/a%20b%2Fc%3Fd?x=%20"


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("a=1&b=2", {"a": "1", "b": "2"}),
        ("a=1&A=2&a=3", {"a": "1,2,3"}),
        ("a=&b&c=1&=2", {"c": "1", "": "2"}),
        ("a=&a=1", {"a": "1"}),
        ("a+b=c+d%2Be%2F", {"a b": "c d+e/"}),
        ("a=gr%C3%BCn%FF", {"a": "grün%FF"}),
        ("a=b=c;d", {"a": "b=c;d"}),
        ("", {}),
    ],
)
def test_repeated_query_keys_are_joined_and_empty_values_dropped(
    host: RunningHost, query: str, seen: dict[str, str]
) -> None:
    assert host.get(f"/echo/x?{query}").json()["params"] == seen


def test_headers_arrive_unchanged_and_repeated_ones_are_joined(host: RunningHost) -> None:
    headers = host.get("/echo/x", "X-MS-CLIENT-PRINCIPAL: me", "X-A: 1", "X-a: 2", "Cookie: a=1", "Cookie: b=2").json()[
        "headers"
    ]
    assert headers["x-ms-client-principal"] == "me"
    assert (headers["x-a"], headers["cookie"]) == ("1,2", "a=1; b=2")


def test_body_arrives_unchanged(host: RunningHost) -> None:
    body = bytes(range(256)) * 100
    assert base64.b64decode(host.request("PUT", "/echo/x", body=body).json()["body"]) == body


def test_body_at_the_limit_is_accepted(host: RunningHost) -> None:
    assert host.request("PUT", "/echo/x", body=b"x" * LIMIT).status == 200


def test_body_over_the_limit_is_an_empty_500_and_runs_no_function(host: RunningHost) -> None:
    before = host.get("/runs-of-echo").body
    response = host.request("PUT", "/echo/x", body=b"x" * 20 * LIMIT)
    assert (response.status, response.body) == (500, b"")
    assert host.get("/runs-of-echo").body == before


def test_chunked_request_has_an_empty_body(host: RunningHost) -> None:
    response = host.send(
        b"PUT /echo/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        b"5\r\nhello\r\n0\r\n\r\n"
    )
    assert (response.status, response.json()["body"]) == (200, "")


def test_chunked_body_over_the_limit_is_an_empty_500(host: RunningHost) -> None:
    chunks = b"%x\r\n%s\r\n" % (LIMIT, b"x" * LIMIT) * 2 + b"0\r\n\r\n"
    response = host.send(b"PUT /echo/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert (response.status, response.body) == (500, b"")


@pytest.mark.parametrize("disconnect", [socket.SHUT_WR, socket.SHUT_RDWR])
def test_client_that_disconnects_during_the_body_gets_no_response_and_runs_no_function(
    host: RunningHost, disconnect: int
) -> None:
    before = host.get("/runs-of-echo").body
    with host.connect() as connection:
        connection.sendall(b"PUT /echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        connection.shutdown(disconnect)
        assert connection.recv(100) == b""
    assert host.get("/runs-of-echo").body == before


def test_client_that_closes_its_sending_side_gets_no_response(host: RunningHost) -> None:
    """The real host takes it for a disconnect, even after a complete request. The function still runs."""
    with host.connect() as connection:
        connection.sendall(b"GET /slow/0.3 HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    host.wait_for_log("GET /slow/0.3 200")


def test_body_slower_than_240_bytes_per_second_is_an_empty_500(host: RunningHost) -> None:
    before = host.get("/runs-of-echo").body
    with host.connect() as connection:
        connection.sendall(b"PUT /echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nslow")
        response = read_response(connection)
    assert (response.status, response.body) == (500, b"")
    assert host.get("/runs-of-echo").body == before


def test_client_that_expects_100_continue_gets_it(host: RunningHost) -> None:
    with host.connect() as connection:
        connection.sendall(
            b"PUT /echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"hello")
        assert base64.b64decode(read_response(connection).json()["body"]) == b"hello"


def test_empty_host_header_is_500_and_a_missing_one_is_400(host: RunningHost) -> None:
    assert host.send(b"GET /last/x HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n").status == 500
    assert host.send(b"GET /last/x HTTP/1.1\r\nConnection: close\r\n\r\n").status == 400


def test_request_lines_and_headers_have_the_real_hosts_limits(host: RunningHost) -> None:
    assert host.get("/last/" + "x" * 8000).status == 200
    assert host.get("/last/" + "x" * 8200).status == 414
    assert host.get("/last/x", "X-A: " + "x" * 32_000).status == 200
    assert host.get("/last/x", "X-A: " + "x" * 33_000).status == 431
    assert host.get("/last/x", "X-A: " + "x" * 300_000).status == 431
    assert host.get("/last/x", *(f"X-{n}: 1" for n in range(90))).status == 200
    assert host.get("/last/x", *(f"X-{n}: 1" for n in range(101))).status == 431


@pytest.mark.parametrize(
    "raw", [b"\x16\x03\x01\x02\x00 TLS\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n"]
)
def test_invalid_http_is_400(host: RunningHost, raw: bytes) -> None:
    assert host.send(raw).status == 400


def test_one_connection_serves_many_requests(host: RunningHost) -> None:
    """As browsers do when they load a page's pictures."""
    request = b"GET /last/%d HTTP/1.1\r\nHost: x\r\n\r\n"
    with host.connect() as connection:
        for number in range(50):
            connection.sendall(request % number)
            assert read_response(connection).body == str(number).encode()


def test_pipelined_requests_get_responses_in_order(host: RunningHost) -> None:
    with host.connect() as connection:
        ends = (b"", b"", b"Connection: close\r\n")
        requests = (b"GET /last/%d HTTP/1.1\r\nHost: x\r\n%s\r\n" % (number, end) for number, end in enumerate(ends))
        connection.sendall(b"".join(requests))
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert [received.count(b"\r\n1\r\n%d\r\n0\r\n" % number) for number in range(3)] == [1, 1, 1]


def test_http_1_0_works(host: RunningHost) -> None:
    assert host.send(b"GET /last/x HTTP/1.0\r\nHost: x\r\n\r\n").body == b"x"


# Responses


def test_response_is_chunked_unless_it_has_a_content_length(host: RunningHost) -> None:
    chunked = request_response(host, body="grün")
    assert (chunked.body.decode(), chunked.header("Transfer-Encoding")) == ("grün", "chunked")
    counted = request_response(host, body="hello", headers=[["Content-Length", "5"]])
    assert (counted.body, counted.header("Transfer-Encoding"), counted.header("Content-Length")) == (
        b"hello",
        None,
        "5",
    )


def test_wrong_content_length_is_500(host: RunningHost) -> None:
    assert request_response(host, body="hello", headers=[["Content-Length", "4"]]).status == 500


def test_head_keeps_content_length_and_etag_and_drops_the_body(host: RunningHost) -> None:
    response = request_response(host, "HEAD", body="hello", headers=[["Content-Length", "5000"], ["ETag", '"x"']])
    assert (response.header("Content-Length"), response.header("ETag"), response.body) == ("5000", '"x"', b"")


def test_304_keeps_the_etag_and_drops_the_body(host: RunningHost) -> None:
    response = request_response(host, status=304, body="hello", headers=[["ETag", '"x"']])
    assert (response.status, response.header("ETag"), response.body) == (304, '"x"', b"")


def test_last_of_repeated_headers_wins_except_for_cookies(host: RunningHost) -> None:
    pairs = [["X-A", "1"], ["x-a", "2"], ["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]]
    response = request_response(host, headers=pairs)
    assert response.header("X-A") == "2"
    assert response.header("Set-Cookie") == "a=1; domain=, b=2; domain="


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("s=aZ09-._~; Path=/; HttpOnly; SameSite=Strict", "s=aZ09-._~; domain=; path=/; samesite=strict; httponly"),
        ("s=a%2Fb/c=; Secure; Max-Age=60", "s=a%252Fb%2Fc%3D; max-age=60; domain=; secure"),
        ("s=1; Domain=example.org", "s=1; domain=example.org"),
        ("s=1; Expires=Sun, 22 Nov 2026 21:00:00 GMT", "s=1; expires=Sun, 22 Nov 2026 21:00:00 GMT; domain="),
        ("s=a b", None),
    ],
)
def test_cookies_are_rewritten(host: RunningHost, given: str, sent: str | None) -> None:
    """Values are escaped again, an empty domain is added, and invalid cookies vanish."""
    assert request_response(host, headers=[["Set-Cookie", given]]).header("Set-Cookie") == sent


@pytest.mark.parametrize(
    "header", [["X-A", "grün"], ["X-A", "a\nb"], ["X-A", "a\x00b"], ["X A", "b"], ["Set-Cookie", "s=1; Expires=soon"]]
)
def test_invalid_response_header_is_an_empty_500(host: RunningHost, header: list[str]) -> None:
    response = request_response(host, body="hello", headers=[header])
    assert (response.status, response.body) == (500, b"")


def test_missing_response_is_an_empty_500(host: RunningHost) -> None:
    response = host.get("/nothing")
    assert (response.status, response.body) == (500, b"")


def test_exception_is_an_empty_500_with_a_traceback_in_the_log(host: RunningHost) -> None:
    response = host.get("/broken?key=secret")
    assert (response.status, response.body) == (500, b"")
    host.wait_for_log("ValueError: broken at GET")


def test_response_headers_and_statuses_arrive_unchanged(host: RunningHost) -> None:
    pairs = [
        ["Content-Type", "application/problem+json"],
        ["Cache-Control", "public, max-age=31536000, immutable"],
        ["Content-Security-Policy", "default-src 'none'; img-src 'self'"],
        ["Link", "</static/x.js>; rel=preload"],
        ["Vary", "Accept-Encoding"],
        ["Retry-After", "5"],
        ["Location", "https://x.example/a?sig=a%2Fb%3D"],
    ]
    for status in (303, 307, 409, 503):
        response = request_response(host, status=status, body="{}", headers=pairs)
        assert (response.status, response.body) == (status, b"{}")
        assert [response.header(name) for name, _ in pairs] == [value for _, value in pairs]


# The worker


def test_async_functions_and_the_context_argument_work(host: RunningHost) -> None:
    assert host.get("/later").body == b"later 36"


def test_azure_loggers_are_at_info_as_on_the_real_host(host: RunningHost) -> None:
    """So developers notice here if the app forgets to silence the storage SDK."""
    assert host.get("/quiet-sdk").body == b"INFO"
    host.wait_for_log("a request of the storage SDK")


def test_log_has_one_line_per_request_without_its_query(host: RunningHost) -> None:
    host.get("/last/a%20b?key=secret")
    host.wait_for_log("GET /last/a%20b 200 ")
    assert re.search(r"^\d\d:\d\d:\d\d INFO    GET /last/a%20b 200 \d+ ms$", host.read_log(), re.MULTILINE)
    assert "secret" not in host.read_log()
