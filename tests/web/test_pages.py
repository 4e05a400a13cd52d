"""What the pages contain for their scripts."""

import json
import re
from datetime import datetime

import pytest
from support.pictures import jpeg

from gallery.library import content_checks
from gallery.library.uploads import Upload, store_upload
from gallery.storage.account import Storage
from gallery.web.access import ANONYMOUS
from gallery.web.api import photos_document
from gallery.web.pages import home_page


def fill(storage: Storage, album: str = "") -> None:
    """Three photos in two months."""
    for day, color in ((12, "red"), (11, "blue"), (40, "green")):
        taken = datetime(2026, 8 + day // 32, day % 31, 12)
        store_upload(storage, Upload(f"{color}.jpg", jpeg(color, taken=taken)), album)


def read_library(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="library">(.*?)</script>', page, re.DOTALL)
    assert found
    read: dict[str, object] = json.loads(found[1])
    return read


@pytest.mark.parametrize(("query", "album"), [({}, ""), ({"album": "Trip"}, "Trip")])
def test_a_page_contains_its_photos_and_all_months_as_in_the_json_interface(
    storage: Storage, query: dict[str, str], album: str
) -> None:
    """Scripts need no request for what the page shows."""
    fill(storage, album)
    data = read_library(home_page(storage, query, ANONYMOUS))
    document = photos_document(storage, query, ANONYMOUS)
    assert (data["photos"], data["previews"]) == (document["photos"], document["previews"])
    assert data["months"] == [
        {"month": "2026-09", "count": 1, "ratio_sum": 1.5},
        {"month": "2026-08", "count": 2, "ratio_sum": 3.0},
    ]
    assert (data["album"], data["partial"], data["loose"]) == (album or None, [], [])


def test_a_page_names_the_months_it_shows_only_in_part(storage: Storage) -> None:
    """Such as the page of a single photo."""
    fill(storage)
    name = photos_document(storage, {}, ANONYMOUS)["photos"][1]["name"]
    data = read_library(home_page(storage, {"photo": name}, ANONYMOUS))
    assert set(data["partial"]) == {"2026-08"}  # type: ignore[call-overload]


def test_file_names_cannot_end_the_script_element(storage: Storage) -> None:
    album = "</script><script>alert(1)"
    store_upload(storage, Upload("a.jpg", jpeg()), "x")
    storage.photos.create(f"{album}/a.jpg", jpeg(), "image/jpeg", {})
    assert read_library(home_page(storage, {"album": album}, ANONYMOUS))["album"] == album


def test_a_page_of_unchecked_files_ends_early(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """An album that another tool has just filled is shown in parts, each photo once."""
    monkeypatch.setattr(content_checks, "MAX_CHECKS", 2)
    for number in range(5):
        storage.photos.create(f"Trip/{number}.jpg", b"no picture" if number == 3 else jpeg(), "image/jpeg", {})
    first = photos_document(storage, {"album": "Trip"}, ANONYMOUS)
    assert first["next"]
    names = [photo["name"] for photo in first["photos"]]
    while first["next"]:
        first = photos_document(storage, {"album": "Trip", "before": first["next"]}, ANONYMOUS)
        names += [photo["name"] for photo in first["photos"]]
    assert sorted(names) == [f"Trip/{number}.jpg" for number in (0, 1, 2, 4)]
