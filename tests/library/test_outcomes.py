"""Outcomes: one per photo or file of a request, and an error rejects only the photo or file it's about."""

import logging
from datetime import UTC, datetime

import pytest

from gallery.errors import NotAPicture, NotFound
from gallery.library.outcomes import DUPLICATE, REJECTED, STORED, TRASHED, Outcome, reject_on_error
from gallery.model.blobs import Blob
from gallery.model.photo_json import public_json
from gallery.model.photos import Photo

PHOTO = Photo(Blob("Rome/a.jpg", 1, "", None, "image/jpeg", datetime(2026, 9, 12, tzinfo=UTC), {}))


def test_an_outcome_with_a_photo_has_the_photo_as_json() -> None:
    """The name is the requested one, which may differ from the photo's."""
    entry = Outcome("b.jpg", DUPLICATE, PHOTO).json("file")
    assert entry == {"file": "b.jpg", "outcome": "duplicate", "photo": public_json(PHOTO)}


def test_a_deleted_photo_has_its_name_in_the_trash() -> None:
    entry = Outcome("Rome/a.jpg", TRASHED, trash=".trash/Rome/a.jpg").json("name")
    assert entry == {"name": "Rome/a.jpg", "outcome": "trashed", "trash": ".trash/Rome/a.jpg"}


def test_a_rejection_has_the_status_and_the_reason() -> None:
    entry = Outcome("x.pdf", REJECTED, error=NotAPicture("x.pdf is a PDF.")).json("file")
    assert entry == {"file": "x.pdf", "outcome": "rejected", "status": 415, "reason": "x.pdf is a PDF."}


def test_without_an_error_the_outcome_of_the_attempt_is_returned() -> None:
    outcome = Outcome("a.jpg", STORED, PHOTO)
    assert reject_on_error("a.jpg", lambda name: outcome if name == "a.jpg" else Outcome(name, REJECTED)) is outcome


def test_an_error_becomes_a_rejection_without_its_traceback() -> None:
    """A traceback would keep the bytes of the upload in memory."""

    def attempt(_: str) -> Outcome:
        raise NotFound("This photo doesn't exist.") from ValueError("the cause")

    outcome = reject_on_error("a.jpg", attempt)
    assert (outcome.name, outcome.outcome, outcome.photo) == ("a.jpg", REJECTED, None)
    assert outcome.error
    assert (outcome.error.status, outcome.error.message) == (404, "This photo doesn't exist.")
    assert (outcome.error.__traceback__, outcome.error.__cause__) == (None, None)


def test_a_bug_is_logged_and_its_details_are_not_in_the_response(caplog: pytest.LogCaptureFixture) -> None:
    def attempt(_: str) -> Outcome:
        raise RuntimeError("internal detail")

    with caplog.at_level(logging.ERROR):
        entry = reject_on_error("a.jpg", attempt).json("file")
    assert (entry["outcome"], entry["status"]) == ("rejected", 500)
    assert "internal detail" not in entry["reason"]
    assert "RuntimeError" in caplog.text
