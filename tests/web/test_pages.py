"""What the pages give their scripts to start from."""

import json
import re
from datetime import datetime

import pytest
from support.pictures import jpeg

from gallery.library import previews
from gallery.library.uploads import Upload, store_upload
from gallery.storage.account import Storage
from gallery.web.access import ANONYMOUS
from gallery.web.api import photos_document
from gallery.web.pages import home_page


def fill(storage: Storage, album: str = "") -> None:
    """Three photos of two months."""
    for day, colour in ((12, "red"), (11, "blue"), (40, "green")):
        taken = datetime(2026, 8 + day // 32, day % 31, 12)
        store_upload(storage, Upload(f"{colour}.jpg", jpeg(colour, taken=taken)), album)


def data_of(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="library">(.*?)</script>', page, re.DOTALL)
    assert found
    read: dict[str, object] = json.loads(found[1])
    return read


@pytest.mark.parametrize(("query", "album"), [({}, ""), ({"album": "Trip"}, "Trip")])
def test_a_page_carries_its_photos_and_all_months_as_the_json_interface_gives_them(
    shelves: Storage, query: dict[str, str], album: str
) -> None:
    """So that no script has to ask again for what is in the page."""
    fill(shelves, album)
    data = data_of(home_page(shelves, query, ANONYMOUS))
    document = photos_document(shelves, query)
    assert (data["photos"], data["previews"]) == (document["photos"], document["previews"])
    assert data["months"] == [
        {"month": "2026-09", "count": 1, "ratio_sum": 1.5},
        {"month": "2026-08", "count": 2, "ratio_sum": 3.0},
    ]
    assert (data["album"], data["partial"], data["loose"]) == (album or None, [], [])


def test_a_page_names_the_months_of_which_it_does_not_hold_all(shelves: Storage) -> None:
    """As that of a single photo."""
    fill(shelves)
    name = photos_document(shelves, {})["photos"][1]["name"]
    data = data_of(home_page(shelves, {"photo": name}, ANONYMOUS))
    assert set(data["partial"]) == {"2026-08"}  # type: ignore[call-overload]


def test_file_names_can_not_end_the_data(shelves: Storage) -> None:
    """Whatever another tool has called its folder."""
    album = "</script><script>alert(1)"
    store_upload(shelves, Upload("a.jpg", jpeg()), "x")
    shelves.photos.create(f"{album}/a.jpg", jpeg(), "image/jpeg", {})
    assert data_of(home_page(shelves, {"album": album}, ANONYMOUS))["album"] == album


def test_a_page_of_unknown_files_ends_before_it_costs_too_many_looks(
    shelves: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that another tool has just filled is shown in parts, each file still once."""
    monkeypatch.setattr(previews, "MAX_CHECKS", 2)
    for number in range(5):
        shelves.photos.create(f"Trip/{number}.jpg", b"no picture" if number == 3 else jpeg(), "image/jpeg", {})
    first = photos_document(shelves, {"album": "Trip"})
    assert first["next"]
    names = [photo["name"] for photo in first["photos"]]
    while first["next"]:
        first = photos_document(shelves, {"album": "Trip", "before": first["next"]})
        names += [photo["name"] for photo in first["photos"]]
    assert sorted(names) == [f"Trip/{number}.jpg" for number in (0, 1, 2, 4)]
