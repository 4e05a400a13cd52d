"""The log has one line of JSON per request, which contains nothing that a client sent."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from support.owned_gallery import KEY, settings_with_key
from support.pictures import jpeg

from gallery.errors import NotFound
from gallery.library.outcomes import REJECTED
from gallery.library.uploads import Upload, store_uploads
from gallery.logs import log_exception, log_request
from gallery.storage.account import Storage
from gallery.web import middleware
from gallery.web.access import Permission
from gallery.web.middleware import handle_request
from gallery.web.responses import Response, json_response

CANARY = "canary-3b1f"
BREAK = '\r\n22:00:00 INFO {"function": "forged"}\n'


@dataclass(frozen=True)
class HostileRequest:
    """A request whose every part is hostile."""

    method: str = "GET"
    url: str = f"https://gallery.example/{CANARY}?photo={CANARY}"
    headers: Mapping[str, str] = field(
        default_factory=lambda: {
            "host": "gallery.example",
            "cookie": f"session={CANARY}{BREAK}",
            "user-agent": f"{CANARY}{BREAK}",
            "accept": CANARY,
        }
    )
    params: Mapping[str, str] = field(default_factory=lambda: {"photo": f"{CANARY}{BREAK}"})

    def get_body(self) -> bytes:
        return b""


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> "Log":
    """The gallery's log."""
    caplog.set_level(logging.DEBUG, "gallery")
    return Log(caplog)


@dataclass(frozen=True)
class Log:
    caplog: pytest.LogCaptureFixture

    def lines(self) -> list[str]:
        records = [record for record in self.caplog.records if record.name.split(".")[0] == "gallery"]
        return "\n".join(logging.Formatter("%(message)s").format(record) for record in records).splitlines()


@pytest.fixture
def configured_middleware(monkeypatch: pytest.MonkeyPatch, storage: Storage) -> None:
    """Middleware of a gallery with an owner."""
    monkeypatch.setattr(middleware, "settings", settings_with_key)
    monkeypatch.setattr(middleware, "storage", lambda: storage)


def test_line_of_a_request_has_function_status_duration_and_counts(log: Log) -> None:
    log_request("upload_photos", "POST", 201, 1.2345, {"stored": 2, "rejected": 1})
    (line,) = map(json.loads, log.lines())
    assert line == {
        "function": "upload_photos",
        "method": "POST",
        "status": 201,
        "ms": 1234,
        "stored": 2,
        "rejected": 1,
    }


@pytest.mark.usefixtures("configured_middleware")
def test_every_request_is_logged_as_one_line_without_anything_the_client_sent(log: Log) -> None:
    """Whether it's allowed, denied or not found."""

    def missing() -> Response:
        raise NotFound(f"There is no {CANARY}{BREAK}.")

    handle_request(HostileRequest(), "list_photos", Permission.VIEW, lambda: json_response({"photos": [CANARY]}))
    handle_request(HostileRequest(), "home", Permission.VIEW, missing)
    handle_request(HostileRequest(), "trash", Permission.OWNER, missing)
    lines = log.lines()
    assert [(line["function"], line["status"]) for line in map(json.loads, lines)] == [
        ("list_photos", 200),
        ("home", 404),
        ("trash", 401),
    ]
    assert CANARY not in "".join(lines)


@pytest.mark.usefixtures("configured_middleware")
def test_unexpected_exception_is_logged_as_one_line_and_hidden_from_the_client(log: Log) -> None:
    """Even if its message has line breaks."""

    def fail() -> Response:
        raise RuntimeError(f"secret of ours{BREAK}")

    response = handle_request(HostileRequest(), "home", Permission.VIEW, fail)
    assert response.status == 500
    assert b"secret of ours" not in response.body
    assert b"Traceback" not in response.body
    error, request = map(json.loads, log.lines())
    assert (error["function"], request["status"]) == ("home", 500)
    assert "RuntimeError: secret of ours" in error["exception"]


def test_log_exception_writes_one_line(log: Log) -> None:
    try:
        int(BREAK)
    except ValueError:
        log_exception("home")
    assert len(log.lines()) == 1


def test_exception_with_one_of_several_files_is_logged_as_json(storage: Storage, log: Log) -> None:
    """The outcomes of the other files stay."""
    metadata_cannot_hold = Upload("a.jpg", jpeg("red"), "2020-01-01Ā")
    outcomes = store_uploads(storage, [metadata_cannot_hold, Upload("b.jpg", jpeg("blue"))], "Rome")
    assert outcomes[0].outcome == REJECTED
    assert outcomes[1].photo
    lines = log.lines()
    assert lines
    assert all(line.startswith("{") and json.loads(line) for line in lines)


def test_storage_sdk_does_not_log_every_request() -> None:
    """Its lines contain names of photos, and storing them costs money."""
    assert not logging.getLogger("azure.core.pipeline.policies.http_logging_policy").isEnabledFor(logging.INFO)


def test_repr_of_settings_contains_no_key() -> None:
    """They may be printed in a stack trace or while debugging."""
    settings = settings_with_key(PhotoStorage="AccountName=a;AccountKey=c2VjcmV0;")
    assert KEY not in repr(settings)
    assert "c2VjcmV0" not in repr(settings)
