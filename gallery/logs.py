"""One line of JSON for every request: what, status, milliseconds, counts. Nothing that a client sent is in it."""

import json
import logging
import traceback
from collections.abc import Mapping

# The Storage SDK logs every request with its headers at INFO, and the host would pass that on to a paid service.
logging.getLogger("azure").setLevel(logging.WARNING)

log = logging.getLogger("gallery")


def log_request(function: str, method: str, status: int, seconds: float, counts: Mapping[str, int]) -> None:
    """After every answer. `function` is the route's name, never its address; `seconds` are those it took."""
    line = {"function": function, "method": method, "status": status, "ms": round(seconds * 1000), **counts}
    log.info(json.dumps(line))


def log_exception(function: str) -> None:
    """Within an except clause, for what should not have happened; as JSON, a name with a line break breaks no line."""
    log.error(json.dumps({"function": function, "fault": traceback.format_exc()}))


def log_operator_warning(sentence: str) -> None:
    """For what whoever runs the gallery has to mend, in our own words."""
    log.warning(json.dumps({"trouble": sentence}))
