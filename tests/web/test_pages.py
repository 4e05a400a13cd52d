"""What the pages contain for their scripts."""

import json
import re
from datetime import datetime

import pytest
from support.index_photos import facts
from support.pictures import jpeg
from support.simulated_service import simulate

from gallery.library import content_checks
from gallery.library.album_settings import change_settings
from gallery.library.index import plan
from gallery.library.timeline import Timeline
from gallery.library.uploads import Upload, store_upload
from gallery.storage.account import Storage
from gallery.web.access import ANONYMOUS, Caller
from gallery.web.api import photos_document
from gallery.web.pages import albums_page, home_page

OWNER = Caller(is_owner=True, can_view=True)


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
    assert (data["album"], data["partial"]) == (album or None, [])


def test_a_page_names_the_months_it_shows_only_in_part(storage: Storage) -> None:
    """Such as the page of a single photo."""
    fill(storage)
    name = photos_document(storage, {}, ANONYMOUS)["photos"][1]["name"]
    data = read_library(home_page(storage, {"photo": name}, ANONYMOUS))
    assert set(data["partial"]) == {"2026-08"}  # type: ignore[call-overload]


@pytest.mark.parametrize(("query", "album"), [({}, None), ({"album": "Trip"}, "Trip"), ({"album": "Rome"}, None)])
def test_a_photo_is_shown_in_the_timeline_or_in_its_album(
    storage: Storage, query: dict[str, str], album: str | None
) -> None:
    """As the URL says, with its neighbors there; an album that it isn't in doesn't count."""
    fill(storage, "Trip")
    store_upload(storage, Upload("dated.jpg", jpeg("navy", taken=datetime(2026, 8, 12, 9))), "")
    store_upload(storage, Upload("a.jpg", jpeg("pink", taken=datetime(2026, 8, 12, 10))), "Rome")
    page = home_page(storage, {"photo": "Trip/red.jpg", **query}, ANONYMOUS)
    context = "album=Trip&amp;" if album else ""
    older = "photo=Trip/blue.jpg" if album else "photo=Rome/a.jpg"
    assert read_library(page)["album"] == album
    assert f'rel="prev" href="/?{context}photo=Trip/green.jpg"' in page
    assert f'rel="next" href="/?{context}{older}"' in page
    assert f'class="close" href="/?{"album=Trip" if album else "month=2026-08"}"' in page


def test_photos_link_to_the_page_that_shows_them(storage: Storage) -> None:
    fill(storage, "Trip")
    storage.photos.create("a b.jpg", jpeg(), "image/jpeg", {})
    links = {album: photo_links(home_page(storage, query, ANONYMOUS)) for album, query in CONTEXTS.items()}
    trip = ["Trip/green.jpg", "Trip/red.jpg", "Trip/blue.jpg"]
    assert links["Trip"] == [f"/?album=Trip&amp;photo={name}" for name in trip]
    assert links["."] == ["/?album=.&amp;photo=a%20b.jpg"]
    assert sorted(links[""]) == sorted(f"/?photo={name}" for name in ["a%20b.jpg", *trip])


CONTEXTS: dict[str, dict[str, str]] = {"": {}, "Trip": {"album": "Trip"}, ".": {"album": "."}}


def photo_links(page: str) -> list[str]:
    """Return the links of the grid."""
    return re.findall(r'<a href="(/\?[^"]*photo=[^"]*)">', page)


def test_photos_in_no_folder_have_a_page_and_a_card_once_there_are_any(storage: Storage) -> None:
    """Called Unsorted."""
    fill(storage, "Trip")
    assert "Unsorted" not in albums_page(storage, ANONYMOUS)
    assert "No unsorted photos." in home_page(storage, {"album": "."}, ANONYMOUS)
    storage.photos.create("a.jpg", jpeg(), "image/jpeg", {})
    assert '<span class="name">Unsorted</span>' in albums_page(storage, ANONYMOUS)
    assert "<h1>Unsorted</h1>" in home_page(storage, {"album": "."}, ANONYMOUS)


def test_a_page_says_while_folders_are_updated(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Because some of their photos may be missing. Otherwise it says nothing."""
    fill(storage)
    assert "Updating" not in home_page(storage, {}, ANONYMOUS)
    monkeypatch.setattr(Timeline, "is_updating", True)
    assert UPDATING in home_page(storage, {}, ANONYMOUS)


UPDATING = '<p class="updating hint" role="status">Updating… Some photos may be missing for a moment.</p>'


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


@pytest.mark.parametrize("query", [{}, {"month": "2026-09"}, {"on": "09-12"}, {"on": "09-12", "month": "2026-09"}])
def test_photos_say_whether_some_may_be_missing(
    connection_string: str, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    """Because more folders have changed than one request lists."""
    monkeypatch.setattr(plan, "MAX_LISTED", 1)
    with simulate(connection_string) as simulation:
        _, storage = simulation.start_process()
        for number in range(4):
            storage.photos.create(f"Many/{number}/a.jpg", b"a", "image/jpeg", facts("2026-09-12"))
        for seconds in (0, 40, 40):
            simulation.clock.advance(seconds)
            document = photos_document(storage, query, ANONYMOUS)
        assert (len(document["photos"]), document["updating"]) == (4, False)
        for number in range(4):
            storage.photos.create(f"Many/{number}/b.jpg", b"b", "image/jpeg", facts("2026-09-12"))
        document = photos_document(storage, query, ANONYMOUS)
        assert len(document["photos"]) < 8
        assert document["updating"]
        assert 'class="updating' in home_page(storage, {"album": "Many"}, ANONYMOUS)
        assert 'class="updating' not in home_page(storage, {"album": "."}, ANONYMOUS)


def test_visitors_do_not_learn_of_changes_in_private_albums(
    connection_string: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MAX_LISTED", 1)
    with simulate(connection_string) as simulation:
        _, storage = simulation.start_process()
        change_settings(storage, "Many", is_public=False)
        for number in range(4):
            storage.photos.create(f"Many/{number}/a.jpg", b"a", "image/jpeg", facts("2026-09-12"))
        for _ in range(6):
            simulation.clock.advance(40)
            assert photos_document(storage, {}, ANONYMOUS)["photos"] == []
        assert not photos_document(storage, {}, OWNER)["updating"]
        for number in range(4):
            storage.photos.create(f"Many/{number}/b.jpg", b"b", "image/jpeg", facts("2026-09-12"))
        assert not photos_document(storage, {}, ANONYMOUS)["updating"]
        assert 'class="updating' not in home_page(storage, {}, ANONYMOUS)
        assert photos_document(storage, {}, OWNER)["updating"]
