"""What the gallery reads of a request."""

from collections.abc import Mapping
from typing import Protocol


class Request(Protocol):
    """A request as azure.functions.HttpRequest gives it."""

    @property
    def method(self) -> str:
        """In capitals."""
        ...

    @property
    def url(self) -> str:
        """Scheme and host are what the client says; nothing is decided by them alone."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Names ignore case."""
        ...

    @property
    def params(self) -> Mapping[str, str]:
        """The query; values are never empty."""
        ...

    def get_body(self) -> bytes:
        """All of it."""
        ...
