"""Browsers get a redirect to a page with a flash message, scripts get JSON."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import azure.functions as func
import pytest

from gallery.errors import NotAPicture, PhotoLocked
from gallery.library.album_deletion import AlbumDeletion
from gallery.library.outcomes import DELETED, REJECTED, TRASHED, Outcome
from gallery.library.trash import Emptying
from gallery.storage.account import Storage
from gallery.web.access import ANONYMOUS
from gallery.web.flash import store_flash, take_flash
from gallery.web.forms import emptying_form
from gallery.web.outcome_responses import deletion_response, emptying_response, moves_response, upload_response
from gallery.web.trash_pages import trash_page

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


def test_photos_that_a_request_did_not_get_to_are_in_the_flash_message(storage: Storage) -> None:
    """With their ETags, so that the form that continues deletes nothing else."""
    emptying = Emptying([Outcome(".trash/a.jpg", DELETED)], {".trash/b.jpg": '"0x1"'})
    response = emptying_response(post(BROWSER), storage, emptying)
    location = urlsplit(response.headers["Location"])
    assert (response.status, location.path, response.counts) == (303, "/trash", {DELETED: 1})
    flash = take_flash(storage, parse_qs(location.query)["report"][0])
    assert flash[0] == {"name": ".trash/a.jpg", "outcome": DELETED}
    assert flash[1]["photos"] == [{"trash": ".trash/b.jpg", "etag": '"0x1"'}]
    page = trash_page(storage, {"report": store_flash(storage, flash)}, ANONYMOUS)
    value = unescape(re.findall(r'name="photos" value="([^"]*)"', page)[0])
    assert emptying_form(form_with(photos=value)) == emptying.remaining


def test_a_deletion_that_some_photos_refuse_can_be_undone_without_scripts(storage: Storage) -> None:
    """The album stays, and the others have been moved."""
    refused = Outcome("Rome/b.jpg", REJECTED, error=PhotoLocked("Rome/b.jpg is locked."))
    deletion = AlbumDeletion("Rome", keeps_photos=False, moves=[*MOVES, refused], remaining=0)
    location = urlsplit(deletion_response(post(BROWSER), storage, deletion, []).headers["Location"])
    page = trash_page(storage, {"report": parse_qs(location.query)["report"][0]}, ANONYMOUS)
    value = unescape(re.findall(r'action="/api/albums/restore".*?name="moves" value="([^"]*)"', page, re.DOTALL)[0])
    assert json.loads(value) == [{"name": ".trash/Rome/a.jpg", "to": "Rome/a.jpg"}]
    assert "Rome/b.jpg is locked." in page
    assert 'action="/api/restore"' not in page


def form_with(**fields: str) -> func.HttpRequest:
    body = urlencode(fields).encode()
    headers = {"Content-Type": FORM, "Content-Length": str(len(body))}
    return func.HttpRequest("POST", "https://gallery.example/", headers=headers, body=body)
