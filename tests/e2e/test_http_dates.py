"""Corrected dates over HTTP: by scripts, which may repeat requests, and by the form of the photo page."""

from datetime import datetime
from typing import Any

import pytest
from support.as_owner import KEY, set_key
from support.gallery_app import App
from support.pictures import jpeg
from support.visitor import HTML, Visitor, new_album

EVENING = datetime(2026, 9, 12, 20, 11, 12)


@pytest.fixture
def visitor(shared_app: App) -> Visitor:
    return Visitor(shared_app)


@pytest.fixture
def name(visitor: Visitor) -> str:
    """A photo in an album of its own, with an EXIF date."""
    added: str = visitor.add_photos(new_album(), ("a.jpg", jpeg("red", taken=EVENING)))[0]["name"]
    return added


def patch(visitor: Visitor, name: str, changes: Any, **headers: str) -> dict[str, Any]:
    response = visitor.request("PATCH", f"/api/photos/{name}", json=changes, headers=headers)
    return {"status": response.status_code, **response.json()}


def shown(visitor: Visitor, name: str) -> tuple[Any, ...]:
    photo = visitor.get_json(f"/api/details/{name}")["photo"]
    return photo["taken"], photo["taken_from"], photo["when"]


def test_a_date_is_corrected_and_the_files_own_date_counts_again(visitor: Visitor, name: str) -> None:
    outcome = patch(visitor, name, {"taken": "2026-09-13T03:11:12+02:00"})
    assert outcome["photo"]["taken_from"] == "sidecar"
    assert shown(visitor, name) == ("2026-09-13T03:11:12+02:00", "sidecar", "2026-09-13T03:11:12")
    said = visitor.get_json(f"/api/photos/{name}")
    assert (said["taken"], said["embedded"]["taken"]) == ("2026-09-13T03:11:12+02:00", "2026-09-12T20:11:12")
    assert "UTC+02:00" in visitor.get_page(photo=name)
    patch(visitor, name, {"taken": None})
    assert shown(visitor, name) == ("2026-09-12T20:11:12", "exif", "2026-09-12T20:11:12")


def test_others_see_the_date_without_offset_and_not_that_it_was_corrected(visitor: Visitor, name: str) -> None:
    patch(visitor, name, {"taken": "2026-09-13T03:11:12+02:00"})
    set_key(visitor.app.url, "")
    try:
        assert shown(visitor, name) == ("2026-09-13T03:11:12", None, "2026-09-13T03:11:12")
        page = visitor.get_page(photo=name)
    finally:
        set_key(visitor.app.url, KEY)
    assert "corrected" not in page
    assert "02:00" not in page


def test_a_shift_is_repeated_safely_or_refused(visitor: Visitor, name: str) -> None:
    shift = {"names": [name], "changes": {"shift_minutes": 420}}
    assert visitor.request("POST", "/api/edit", json=shift).status_code == 400
    for _ in range(2):
        response = visitor.request("POST", "/api/edit", json=shift, headers={"Idempotency-Key": '"seven hours"'})
        assert response.json()["files"][0]["outcome"] == "edited"
        assert shown(visitor, name)[0] == "2026-09-13T03:11:12"


@pytest.mark.parametrize(
    "changes",
    [
        {"taken": ""},
        {"taken": 5},
        {"taken": "yesterday"},
        {"taken": "2026-09-12", "day": "2026-09-12"},
        {"day": None},
        {"day": "2026-09-12T10:11:12"},
        {"shift_minutes": 1.5},
        {"shift_minutes": True},
        {"shift_minutes": 10**12},
        {"offset": "2"},
        {"offset": "+02:00Z"},
    ],
)
def test_what_is_not_a_date_is_refused(visitor: Visitor, name: str, changes: Any) -> None:
    assert patch(visitor, name, changes, **{"Idempotency-Key": "k"})["status"] == 400
    assert visitor.get_json(f"/api/photos/{name}")["etag"] == "none"


def test_a_form_corrects_the_date_and_clears_that_again(visitor: Visitor, name: str) -> None:
    """Its fields show the date as it is, and change nothing if they stay."""
    form = {"names": name, "date": "2026-09-12", "time": "20:11:12", "offset": ""}
    for changes, expected in (
        ({}, "2026-09-12T20:11:12"),
        ({"date": "2025-01-02", "time": "03:04", "offset": "+01:00"}, "2025-01-02T03:04:00+01:00"),
        ({"reset_date": "yes"}, "2026-09-12T20:11:12"),
    ):
        fields = {**form, **changes, "etag": visitor.get_json(f"/api/photos/{name}")["etag"]}
        headers = {"Accept": HTML, "Origin": visitor.app.url}
        response = visitor.request("POST", "/api/edit", data=fields, headers=headers)
        assert response.status_code == 303
        assert shown(visitor, name)[0] == expected
    assert "Save date" in visitor.get_page(photo=name)
