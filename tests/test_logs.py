"""The log: a line of JSON for every request, and nothing in it that a client sent."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from support.owned_gallery import KEY, settings_with_key
from support.pictures import jpeg

from gallery.errors import NotFound
from gallery.library.uploads import REJECTED, Upload, store_uploads
from gallery.logs import log_exception, log_request
from gallery.storage.account import Storage
from gallery.web import middleware
from gallery.web.access import Permission
from gallery.web.middleware import handle_request
from gallery.web.responses import Response, json_response

CANARY = "canary-3b1f"
BREAK = '\r\n22:00:00 INFO {"function": "forged"}\n'


@dataclass(frozen=True)
class Asked:
    """A request in which everything is hostile."""

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
def lines(caplog: pytest.LogCaptureFixture) -> "Lines":
    """What the gallery logs, as a handler writes it."""
    caplog.set_level(logging.DEBUG, "gallery")
    return Lines(caplog)


@dataclass(frozen=True)
class Lines:
    caplog: pytest.LogCaptureFixture

    def written(self) -> list[str]:
        records = [record for record in self.caplog.records if record.name.split(".")[0] == "gallery"]
        return "\n".join(logging.Formatter("%(message)s").format(record) for record in records).splitlines()


@pytest.fixture
def at_the_door(monkeypatch: pytest.MonkeyPatch, shelves: Storage) -> None:
    """The front door of a gallery with an owner."""
    monkeypatch.setattr(middleware, "settings", settings_with_key)
    monkeypatch.setattr(middleware, "storage", lambda: shelves)


def test_a_line_says_what_was_asked_how_it_went_and_how_long_it_took(lines: Lines) -> None:
    """With the counts of a form."""
    log_request("upload_photos", "POST", 201, 1.2345, {"stored": 2, "rejected": 1})
    (line,) = map(json.loads, lines.written())
    assert line == {
        "function": "upload_photos",
        "method": "POST",
        "status": 201,
        "ms": 1234,
        "stored": 2,
        "rejected": 1,
    }


@pytest.mark.usefixtures("at_the_door")
def test_every_request_has_one_line_and_nothing_of_the_client_in_it(lines: Lines) -> None:
    """Allowed, refused or not found."""

    def missing() -> Response:
        raise NotFound(f"There is no {CANARY}{BREAK}.")

    handle_request(Asked(), "list_photos", Permission.VIEW, lambda: json_response({"photos": [CANARY]}))
    handle_request(Asked(), "home", Permission.VIEW, missing)
    handle_request(Asked(), "trash", Permission.OWNER, missing)
    written = lines.written()
    assert [(line["function"], line["status"]) for line in map(json.loads, written)] == [
        ("list_photos", 200),
        ("home", 404),
        ("trash", 401),
    ]
    assert CANARY not in "".join(written)


@pytest.mark.usefixtures("at_the_door")
def test_a_fault_is_one_line_whatever_is_in_it_and_the_client_learns_nothing(lines: Lines) -> None:
    """The stack is for whoever runs the gallery; a line break in it breaks no line."""

    def fail() -> Response:
        raise RuntimeError(f"secret of ours{BREAK}")

    answer = handle_request(Asked(), "home", Permission.VIEW, fail)
    assert answer.status == 500
    assert b"secret of ours" not in answer.body
    assert b"Traceback" not in answer.body
    fault, request = map(json.loads, lines.written())
    assert (fault["function"], request["status"]) == ("home", 500)
    assert "RuntimeError: secret of ours" in fault["fault"]


def test_a_fault_outside_of_an_answer_is_one_line_too(lines: Lines) -> None:
    """By itself."""
    try:
        int(BREAK)
    except ValueError:
        log_exception("home")
    assert len(lines.written()) == 1


def test_a_fault_with_one_of_several_files_is_one_line_of_json(shelves: Storage, lines: Lines) -> None:
    """The answers for the others are kept, and the log keeps its form."""
    metadata_cannot_hold = Upload("a.jpg", jpeg("red"), "2020-01-01Ā")
    outcomes = store_uploads(shelves, [metadata_cannot_hold, Upload("b.jpg", jpeg("blue"))], "Rome")
    assert outcomes[0].outcome == REJECTED
    assert outcomes[1].photo
    written = lines.written()
    assert written
    assert all(line.startswith("{") and json.loads(line) for line in written)


def test_the_storage_sdk_is_kept_from_logging_every_request() -> None:
    """Its lines hold addresses with names in them, and cost money where they are kept."""
    assert not logging.getLogger("azure.core.pipeline.policies.http_logging_policy").isEnabledFor(logging.INFO)


def test_settings_never_show_a_key() -> None:
    """Where they are printed, as in a stack or by a person who looks for a mistake."""
    settings = settings_with_key(PhotoStorage="AccountName=a;AccountKey=c2VjcmV0;")
    assert KEY not in repr(settings)
    assert "c2VjcmV0" not in repr(settings)
