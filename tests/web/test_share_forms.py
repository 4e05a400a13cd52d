"""Choices about shares in forms and JSON: read exactly, or refused with a sentence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from gallery.errors import BadRequest
from gallery.library.shares.expiry import last_day
from gallery.web.share_forms import new_share_form, share_changes


@dataclass(frozen=True)
class FakeRequest:
    """A request from the host."""

    body: bytes
    headers: Mapping[str, str]
    method: str = "POST"
    url: str = "https://gallery.example/"
    params: Mapping[str, str] = field(default_factory=dict)

    def get_body(self) -> bytes:
        return self.body


def post(body: bytes, content_type: str) -> FakeRequest:
    return FakeRequest(body, {"content-type": content_type, "content-length": str(len(body))})


def script(document: object) -> FakeRequest:
    return post(json.dumps(document).encode(), "application/json")


def form(**fields: Any) -> FakeRequest:
    return post(urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded")


def test_a_script_chooses_only_what_it_names() -> None:
    read = new_share_form(script({"album": "Trips/Rome", "download": True, "files": 3, "gigabytes": 0.5}))
    assert (read.album, read.names) == ("Trips/Rome", [])
    assert read.choices == {"can_download": True, "files": 3, "bytes": 500_000_000}
    assert new_share_form(script({"names": ["a.jpg", "b.jpg"]})).names == ["a.jpg", "b.jpg"]


def test_a_form_sends_a_field_for_each_switch() -> None:
    """`no` follows each checkbox, so that one that isn't checked is a choice too."""
    fields = {"download": ["yes", "no"], "location": "no", "add": ["yes", "no"], "sub_albums": "no"}
    others = {
        "files": "1000",
        "gigabytes": "20",
        "days": "never",
        "expires": "",
        "password": "",
        "label": "  For\tAnna ",
    }
    assert share_changes(form(**fields, **others)) == {
        "can_download": True,
        "keeps_location": False,
        "can_add": True,
        "has_sub_albums": False,
        "files": 1000,
        "bytes": 20_000_000_000,
        "expires": None,
        "label": "For Anna",
    }


def test_an_empty_label_removes_it_and_an_empty_password_changes_nothing() -> None:
    assert share_changes(form(label="", password="", days="keep")) == {"label": ""}
    assert share_changes(form(remove_password="yes")) == {"password": ""}  # noqa: S106 - a checkbox
    assert share_changes(script({"password": None})) == {"password": ""}
    assert share_changes(script({"password": " open "})) == {"password": " open "}
    assert share_changes(script({})) == {}


def test_a_link_expires_after_days_on_a_day_at_a_time_or_never() -> None:
    today = datetime.now(UTC).date()
    for days in ("7", 7):
        assert last_day(share_changes(script({"days": days}))["expires"]) - today <= timedelta(days=7)
    chosen = share_changes(form(days="date", expires="2100-12-24"))["expires"]
    assert last_day(chosen) == date(2100, 12, 24)
    assert share_changes(script({"expires": "2100-12-24"}))["expires"] == chosen
    time = share_changes(script({"expires": "2100-12-24T18:00:00+01:00"}))["expires"]
    assert time == datetime(2100, 12, 24, 17, tzinfo=UTC)
    assert share_changes(script({"expires": "2100-12-24T18:00"}))["expires"] == time + timedelta(hours=1)
    assert share_changes(script({"expires": None})) == {"expires": None}
    # A form always sends the day, even if another choice hides it.
    assert share_changes(form(days="never", expires="2100-12-24"))["expires"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"download": "maybe"},
        {"add": 1},
        {"location": None},
        {"days": 0},
        {"days": -1},
        {"days": "soon"},
        {"days": 36_501},
        {"days": True},
        {"days": [7]},
        {"days": "9" * 5_000},
        {"days": "date"},
        {"days": "date", "expires": ""},
        {"expires": "2020-01-01"},
        {"expires": "9999-12-31"},
        {"expires": "2026-13-01"},
        {"expires": "tomorrow"},
        {"expires": 20301224},
        {"files": 0.5},
        {"files": "many"},
        {"files": 100_001},
        {"gigabytes": -1},
        {"gigabytes": "nan"},
        {"gigabytes": "inf"},
        {"gigabytes": "1e999"},
        {"password": "x" * 201},
        {"password": 7},
        {"label": "x" * 101},
        {"label": ["x"]},
        {"label": "\ud800"},
    ],
)
def test_other_choices_are_refused(wrong: Mapping[str, object]) -> None:
    with pytest.raises(BadRequest):
        share_changes(script(wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"album": "Rome", "names": ["Rome/a.jpg"]},
        {"album": 7},
        {"names": "Rome/a.jpg"},
        {"names": [""]},
        {"names": [7]},
        {"names": ["\ud800"]},
    ],
)
def test_what_to_share_is_an_album_or_names(wrong: Mapping[str, object]) -> None:
    with pytest.raises(BadRequest):
        new_share_form(script(wrong))
