"""The parts of a request that the gallery reads."""

from collections.abc import Container, Mapping
from typing import Protocol


class Request(Protocol):
    """Matches azure.functions.HttpRequest."""

    @property
    def method(self) -> str:
        """In upper case."""

    @property
    def url(self) -> str:
        """The client chooses scheme and host, so never base security on them alone."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Names ignore case."""

    @property
    def params(self) -> Mapping[str, str]:
        """The query, without empty values."""

    def get_body(self) -> bytes:
        """The whole body."""


MAX_HEADER = 4_096
"""Characters of a header that we parse: several times what browsers and tools send."""

MAX_CREDENTIALS = 32_768
"""Characters of `Cookie` and `Authorization`: as much as the host allows, because other apps set cookies too."""


def read_header(request: Request, name: str, limit: int = MAX_HEADER) -> str:
    """Return a header, or "" if it's missing or longer than the limit, so that no parser gets more."""
    value = request.headers.get(name, "")
    return value if len(value) <= limit else ""


def cookie_values(header: str, names: Container[str]) -> list[str]:
    """Return the values of a Cookie header's cookies with these names. Other apps on the same host can set them too."""
    # Any app on the same host can set malformed cookies. SimpleCookie drops all cookies then, werkzeug those up to
    # the next quote, and 30 kB of blanks keep werkzeug busy for ten seconds.
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return [value for name, _, value in pairs if name in names]


def is_from_browser(request: Request) -> bool:
    """Whether a page is the best response. Browsers ask for text/html, also when they send a form; scripts don't."""
    return "text/html" in read_header(request, "accept")
