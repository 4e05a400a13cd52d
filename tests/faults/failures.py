"""The ways in which a call to storage can fail."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from faults import lies


class Failure(Enum):
    """How a call can fail."""

    REFUSED = "connection reset before a byte was read"
    RESET_BEFORE = "reset before the service acted"
    RESET_AFTER = "reset after the service acted"
    ERROR_500 = "500"
    BUSY_503 = "503 ServerBusy"
    LIMITED_429 = "429"
    DENIED_403 = "403 AuthenticationFailed"
    CUT = "response cut in its body"
    CUT_HEAD = "response cut in its headers"
    STALLED = "no response"
    SLOW = "response sent a byte at a time"
    CORRUPT_REQUEST = "wrong bytes reach the service"
    CORRUPT_RESPONSE = "wrong bytes reach the gallery"
    DUPLICATE = "response sent twice on a connection that stays open"
    REPEATED = "request sent to the service twice, second response returned"
    WRONG_ETAG = "wrong ETag"
    PARTIAL = "206 for 200"
    FALSE_404 = "false 404"
    FALSE_404_AFTER = "404 although the service acted"
    FALSE_409 = "false 409 BlobAlreadyExists"
    FALSE_412 = "false 412"
    FALSE_412_AFTER = "412 although the service acted"
    OTHER_REQUEST = "response to another request, then the one to this request"
    LONG = "Content-Length too large"
    SHORT = "Content-Length too small"
    REPEATED_ENTRIES = "entries of a listing twice"
    LOOP = "marker of a listing that doesn't advance"
    EMPTY_PAGE = "empty page before a listing's first"


STATUS = {Failure.ERROR_500: 500, Failure.BUSY_503: 503, Failure.LIMITED_429: 429, Failure.DENIED_403: 403}
FALSE_STATUS = {
    Failure.FALSE_404: 404,
    Failure.FALSE_404_AFTER: 404,
    Failure.FALSE_409: 409,
    Failure.FALSE_412: 412,
    Failure.FALSE_412_AFTER: 412,
}
LISTINGS = {Failure.REPEATED_ENTRIES: lies.repeat_entries, Failure.LOOP: lies.loop, Failure.EMPTY_PAGE: lies.empty}
ONCE = {*FALSE_STATUS, Failure.OTHER_REQUEST, Failure.LONG, Failure.SHORT, *LISTINGS}
"""Failures from which nothing could protect the gallery if they never ended."""
LASTING = {failure: (False,) if failure in ONCE else (False, True) for failure in Failure}
"""Whether a failure may also break all later calls."""

BEFORE = {Failure.RESET_BEFORE, Failure.STALLED, *STATUS, Failure.FALSE_404, Failure.FALSE_409, Failure.FALSE_412}
"""Failures of calls that never reach the service."""


@dataclass(frozen=True)
class Fault:
    """Breaks the call with this number, counted from 1, and with `lasting` also all later ones."""

    call: int
    failure: Failure | None
    lasting: bool = False
    before: Callable[[], object] | None = None
    """Called instead of passing the call on to the service."""
    after: Callable[[], object] | None = None
    """Called when the service has acted, before its response is passed on."""

    is_kept: bool = False
    """Whether the proxy keeps writes, to deliver them late: again, or for the first time if they're in BEFORE."""

    def hits(self, number: int) -> bool:
        """Whether it breaks the call with this number."""
        return number == self.call or (self.lasting and number > self.call)
