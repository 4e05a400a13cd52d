"""Browsers get a redirect to a page with a flash message, scripts get JSON."""

import json
from urllib.parse import parse_qs, urlsplit

import azure.functions as func
import pytest

from gallery.errors import NotAPicture
from gallery.library.outcomes import REJECTED, TRASHED, Outcome
from gallery.storage.account import Storage
from gallery.web.flash import take_flash
from gallery.web.outcome_responses import moves_response, upload_response

FORM = "application/x-www-form-urlencoded"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
MOVES = [Outcome("Rome/a.jpg", TRASHED, trash=".trash/Rome/a.jpg")]


def post(accept: str, content_type: str = FORM) -> func.HttpRequest:
    headers = {"Content-Type": content_type, **({"Accept": accept} if accept else {})}
    return func.HttpRequest("POST", "https://gallery.example/", headers=headers, body=b"")


def test_a_browser_is_redirected_to_a_page_with_a_flash_message(storage: Storage) -> None:
    """To the album of the first photo."""
    response = moves_response(post(BROWSER), storage, MOVES)
    assert (response.status, response.body, response.counts) == (303, b"", {TRASHED: 1})
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    assert query["album"] == ["Rome"]
    assert take_flash(storage, query["report"][0]) == [move.json("name") for move in MOVES]


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "application/problem+json", "image/webp,*/*;q=0.8"])
@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=x", "application/json", ""])
def test_a_script_gets_json_whatever_it_sends(storage: Storage, accept: str, content_type: str) -> None:
    """Only a browser asks for text/html."""
    response = moves_response(post(accept, content_type), storage, MOVES)
    assert (response.status, response.content_type, response.counts) == (200, "application/json", {TRASHED: 1})
    assert json.loads(response.body) == {"files": [move.json("name") for move in MOVES]}


def test_a_script_learns_the_status_of_the_first_refusal_if_nothing_was_stored(storage: Storage) -> None:
    outcomes = [Outcome("a.pdf", REJECTED, error=NotAPicture("a.pdf is a PDF."))]
    assert upload_response(post("*/*"), storage, outcomes, "Rome").status == 415
    assert upload_response(post(BROWSER), storage, outcomes, "Rome").status == 303
