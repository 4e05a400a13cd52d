"""Log one line of JSON per request: function, status, milliseconds, counts. It contains nothing that a client sent."""

import json
import logging
import traceback
from collections.abc import Mapping

# The Storage SDK logs every request with its headers at INFO, and the host would pass that on to a paid service.
logging.getLogger("azure").setLevel(logging.WARNING)

log = logging.getLogger("gallery")


def log_request(function: str, method: str, status: int, seconds: float, counts: Mapping[str, int]) -> None:
    """Log a completed request. `function` is the route's name, not its address; `seconds` is how long it took."""
    line = {"function": function, "method": method, "status": status, "ms": round(seconds * 1000), **counts}
    log.info(json.dumps(line))


def log_exception(function: str) -> None:
    """Log the unexpected exception being handled. In JSON, line breaks in its text can't forge log lines."""
    log.error(json.dumps({"function": function, "exception": traceback.format_exc()}))


def log_operator_warning(sentence: str) -> None:
    """Log a problem that the gallery's operator has to fix, in our own words."""
    log.warning(json.dumps({"warning": sentence}))
