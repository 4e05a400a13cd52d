"""A gallery on your machine responds only to names that no website can own."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from support.owned_gallery import settings_with_key

from gallery.errors import Misconfigured, StorageDenied, WrongHost
from gallery.settings import read_local_hosts
from gallery.storage.account import Storage
from gallery.web import hosts, middleware
from gallery.web.access import Permission
from gallery.web.hosts import check_host, is_local_request
from gallery.web.middleware import handle_request
from gallery.web.responses import html_response

DEVELOPMENT = {"AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
OURS = ["localhost", "localhost:7071", "LOCALHOST", "127.0.0.1:7071", "127.1.2.3", "[::1]:7071", "a.localhost"]
OTHERS = [
    *("evil.example", "evil.example:7071", "localhost.evil.example", "127.0.0.1.nip.io", "xlocalhost", ""),
    *("localhost@evil.example", "evil.example#localhost", "[", "[evil]", "a]b", "\uff0f", "x" * 60_000, "%00"),
    *("192.168.1.5:7071", "0.0.0.0:7071", "[2001:db8::1]:7071"),
]


class FakeRequest(NamedTuple):
    """The parts of a request that middleware reads."""

    headers: Mapping[str, str]
    method: str = "GET"
    url: str = "http://x/"
    params: Mapping[str, str] = {}

    def get_body(self) -> bytes:
        return b""


def request_to(host: str, **headers: str) -> FakeRequest:
    return FakeRequest({"host": host, **headers})


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The gallery's environment variables: at first, those on a developer's machine."""
    variables = dict(DEVELOPMENT)
    monkeypatch.setattr(hosts, "local_hosts", lambda: read_local_hosts(variables))
    return variables


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("host", OURS)
def test_loopback_names_are_ours(host: str) -> None:
    check_host(request_to(host))


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("host", OTHERS)
def test_any_other_name_is_refused(host: str) -> None:
    with pytest.raises(WrongHost, match="http://localhost"):
        check_host(request_to(host))


def test_a_setting_adds_names(environment: dict[str, str]) -> None:
    environment["GALLERY_HOSTS"] = " Laptop.local, 192.168.1.5,"
    check_host(request_to("laptop.local:7071"))
    check_host(request_to("192.168.1.5:7071"))
    for host in ("evil.example", "", "local", "192.168.1.55"):
        with pytest.raises(WrongHost):
            check_host(request_to(host))


@pytest.mark.parametrize("elsewhere", [{"WEBSITE_SITE_NAME": "gallery"}, {"AZURE_FUNCTIONS_ENVIRONMENT": "Production"}])
def test_elsewhere_every_name_is_ours(environment: dict[str, str], elsewhere: Mapping[str, str]) -> None:
    """Custom domains, which the app doesn't know."""
    environment.update(elsewhere)
    for host in [*OURS, *OTHERS]:
        check_host(request_to(host))
        assert not is_local_request(request_to(host))


@pytest.mark.usefixtures("environment")
def test_a_proxy_or_tunnel_is_not_a_local_request() -> None:
    assert is_local_request(request_to("localhost:7071"))
    for name in ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-original-host", "via"):
        assert not is_local_request(request_to("localhost:7071", **{name: "x"}))


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize(
    ("error", "public"),
    [
        (Misconfigured("The setting GALLERY_TITLE is 'secret'."), "Its owner has to correct a setting."),
        (StorageDenied("Check the setting GALLERY_TITLE, which is 'secret'."), "The photo storage is unavailable."),
    ],
)
def test_only_the_log_and_local_requests_reveal_what_is_wrong_with_the_settings(  # noqa: PLR0913, PLR0917 - fixtures
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    storage: Storage,
    caplog: pytest.LogCaptureFixture,
    accept: str,
    error: Exception,
    public: str,
) -> None:
    """Nobody else sees the setting's name or value."""
    monkeypatch.setattr(middleware, "settings", settings_with_key)
    monkeypatch.setattr(middleware, "storage", lambda: storage)

    def ask(host: str, **headers: str) -> str:
        def fail() -> None:
            raise type(error)(str(error))

        request = request_to(host, accept=accept, **headers)
        response = handle_request(request, "test", Permission.ANYONE, fail)  # type: ignore[arg-type]
        assert response.status == 503
        return response.body.decode()

    assert "GALLERY_TITLE" in ask("localhost:7071")
    tunneled = ask("localhost:7071", via="1.1 tunnel")
    environment["WEBSITE_SITE_NAME"] = "gallery"
    for text in (tunneled, ask("localhost"), ask("gallery.example")):
        assert public in text
        assert "GALLERY_TITLE" not in text
        assert "secret" not in text
    if isinstance(error, Misconfigured):  # storage's own is logged where it's translated
        assert "GALLERY_TITLE" in caplog.text


@pytest.mark.usefixtures("environment")
def test_a_wrong_name_is_refused_before_anything_else(monkeypatch: pytest.MonkeyPatch, storage: Storage) -> None:
    """Also where no permission is needed."""
    monkeypatch.setattr(middleware, "settings", settings_with_key)
    monkeypatch.setattr(middleware, "storage", lambda: storage)
    response = handle_request(request_to("evil.example"), "test", Permission.ANYONE, lambda: html_response("secret"))
    assert response.status == 421
    assert b"secret" not in response.body
