"""Responses to the request that finishes an upload in pieces."""

import json
from typing import Any

import azure.functions as func
import pytest

from gallery.errors import MissingPieces, StillStoring
from gallery.web.incoming import finish_with
from gallery.web.responses import Response

MD5 = "0" * 32


def finish(outcome: dict[str, Any] | Exception) -> Response:
    """Finish an upload that has this outcome."""

    def respond(_: list[str]) -> dict[str, Any]:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    body = json.dumps({"pieces": [MD5]}).encode()
    headers = {"Content-Length": str(len(body))}
    return finish_with(func.HttpRequest("POST", "http://localhost/", headers=headers, body=body), respond)


@pytest.mark.parametrize(
    ("outcome", "status", "document"),
    [
        (StillStoring(120, 500), 202, {"progress": {"stored": 120, "of": 500}}),
        (MissingPieces([3, 7]), 409, {"detail": "Send these pieces again: 3, 7.", "missing": [3, 7]}),
        ({"outcome": "stored"}, 201, {"outcome": "stored"}),
        ({"outcome": "duplicate"}, 200, {"outcome": "duplicate"}),
    ],
)
def test_a_response_says_what_comes_next(
    outcome: dict[str, Any] | Exception, status: int, document: dict[str, Any]
) -> None:
    """A large file is finished by sending the request again, and missing pieces by sending those."""
    response = finish(outcome)
    assert response.status == status
    assert json.loads(response.body) == document
