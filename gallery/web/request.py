"""The parts of a request that the gallery reads."""

from collections.abc import Mapping
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


def is_from_browser(request: Request) -> bool:
    """Whether a page is the best response. Browsers ask for text/html, also when they send a form; scripts don't."""
    return "text/html" in request.headers.get("accept", "")
