"""Selections of the library as pages and JSON: on a day, recently added, at a place. And who may see them."""

import json
import re
from datetime import date
from typing import Any

import pytest
from support.library import create_dated

from gallery.errors import BadRequest, NotSignedIn
from gallery.library.album_settings import change_settings
from gallery.library.duplicates import DuplicateGroup
from gallery.library.places.cities import Place
from gallery.library.visited_places import VisitedCity, VisitedCountry
from gallery.storage.account import Storage
from gallery.web import pages
from gallery.web.access import Caller
from gallery.web.api import library_document, on_this_day_document, photos_document
from gallery.web.duplicate_pages import MAX_SHOWN, duplicates_page, limit_groups
from gallery.web.pages import albums_page, home_page
from gallery.web.place_pages import LARGEST, SMALLEST, draw_dots, places_page

OWNER = Caller(is_owner=True, can_view=True, can_sign_in=True)
VISITOR = Caller(is_owner=False, can_view=True, can_sign_in=True)
ROME = "41.890200,12.492200"
DAY = {"on": "11-28"}
RECENT = {"added": "recent"}
PLACE = {"place": "Rome, Italy"}


@pytest.fixture
def library(storage: Storage) -> Storage:
    create_dated(storage, "2025/11/28/a.jpg", "2025-11-28T10:00:00", location=ROME)
    create_dated(storage, "Trip/b.jpg", "2024-11-28T10:00:00", location=ROME)
    create_dated(storage, "Trip/c.jpg", "2024-03-01")
    return storage


def shown(page: str) -> list[str]:
    return re.findall(r'<a href="/\?[^"]*photo=([^"]*)">', page)


def read_library(page: str) -> dict[str, Any]:
    data = re.search(r'id="library">(.*?)</script>', page, re.DOTALL)
    assert data
    found: dict[str, Any] = json.loads(data[1])
    return found


@pytest.mark.parametrize(
    ("query", "heading", "names"),
    [
        (DAY, "On this day", {"2025/11/28/a.jpg", "Trip/b.jpg"}),
        (PLACE, "Rome, Italy", {"2025/11/28/a.jpg", "Trip/b.jpg"}),
        ({"place": "Italy"}, "Italy", {"2025/11/28/a.jpg", "Trip/b.jpg"}),
        (RECENT, "Recently added", {"2025/11/28/a.jpg", "Trip/b.jpg", "Trip/c.jpg"}),
    ],
)
def test_a_selection_is_a_page_whose_photos_link_to_it(
    library: Storage, query: dict[str, str], heading: str, names: set[str]
) -> None:
    """And its scripts know the query, for further months and photos."""
    page = home_page(library, query, OWNER)
    assert f"<h1>{heading}</h1>" in page
    assert set(shown(page)) == names
    key, value = next(iter(query.items()))
    assert page.count(f'<a href="/?{key}={value.replace(", ", "%2C%20")}&amp;photo=') == len(names)
    data = read_library(page)
    assert (data["album"], data["query"], data["heading"]) == (None, query, heading)
    assert sum(month["count"] for month in data["months"]) == len(names)


@pytest.mark.parametrize("query", [DAY, RECENT, PLACE])
def test_its_months_come_as_json(library: Storage, query: dict[str, str]) -> None:
    months = [month["month"] for month in read_library(home_page(library, query, OWNER))["months"]]
    listed = photos_document(library, {**query, "month": months[0]}, OWNER)["photos"]
    assert {photo["when"][:7] for photo in listed} == {months[0]}
    assert len(photos_document(library, query, OWNER)["photos"]) >= len(listed)


@pytest.mark.parametrize("query", [DAY, RECENT, PLACE])
def test_a_photo_keeps_its_selection(library: Storage, query: dict[str, str]) -> None:
    """Its neighbors are those in it, and closing leads back to it."""
    names = shown(home_page(library, query, OWNER))
    page = home_page(library, {**query, "photo": names[0]}, OWNER)
    key = next(iter(query))
    assert read_library(page)["query"] == query
    assert re.search(rf'rel="next" href="/\?{key}=[^"]*photo={re.escape(names[1])}"', page)
    assert re.search(rf'class="close" href="/\?{key}=[^"&]*"', page)


def test_a_photo_that_is_not_in_the_selection_is_shown_in_the_timeline(library: Storage) -> None:
    page = home_page(library, {**DAY, "photo": "Trip/c.jpg"}, OWNER)
    assert (read_library(page)["query"], read_library(page)["heading"]) == ({}, "")
    assert 'rel="prev" href="/?photo=Trip/b.jpg"' in page


@pytest.mark.parametrize("query", [RECENT, PLACE, {"place": "Nowhere"}])
def test_visitors_get_neither_places_nor_recently_added(library: Storage, query: dict[str, str]) -> None:
    """Not even whether there are any, as a page, a photo's page or JSON."""
    calls: list[Any] = [
        lambda: home_page(library, query, VISITOR),
        lambda: home_page(library, {**query, "photo": "Trip/b.jpg"}, VISITOR),
        lambda: photos_document(library, query, VISITOR),
        lambda: photos_document(library, {**query, "month": "2024-11"}, VISITOR),
    ]
    for call in calls:
        with pytest.raises(NotSignedIn):
            call()


def test_no_page_tells_visitors_about_places_or_totals(library: Storage) -> None:
    shown_pages = [home_page(library, query, VISITOR) for query in ({}, DAY, {"album": "Trip"})]
    for page in [*shown_pages, albums_page(library, VISITOR)]:
        assert not re.search("Rome|Places|Duplicates|Recently|totals|location", page)


def test_visitors_see_a_day_without_hidden_albums(library: Storage) -> None:
    change_settings(library, "Trip", is_public=False)
    assert shown(home_page(library, DAY, VISITOR)) == ["2025/11/28/a.jpg"]
    years = on_this_day_document(library, {"date": "2026-11-28"}, VISITOR)["years"]
    assert [(one["year"], one["count"]) for one in years] == [(2025, 1)]
    assert "Trip" not in json.dumps(years)


def test_earlier_years_of_a_date(library: Storage) -> None:
    document = on_this_day_document(library, {"date": "2025-11-28"}, OWNER)
    assert [(one["year"], one["count"], one["cover"]["name"]) for one in document["years"]] == [(2024, 1, "Trip/b.jpg")]
    assert on_this_day_document(library, {}, OWNER)["date"].startswith("20")
    with pytest.raises(BadRequest):
        on_this_day_document(library, {"date": "11-28"}, OWNER)


def test_only_the_first_page_of_the_timeline_offers_earlier_years(
    library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without scripts, as a link; scripts show a row in its place. And only if earlier years have photos this month."""
    monkeypatch.setattr(pages, "today", lambda: date(2026, 11, 27))
    for caller in (OWNER, VISITOR):
        page = home_page(library, {}, caller)
        assert '<noscript><p><a href="/?on=11-27">On this day</a></p></noscript>' in page
        for query in (DAY, {"album": "Trip"}, {"before": "2025-01"}, {"month": "2024-03"}):
            assert "<noscript><p>" not in home_page(library, query, caller)
    monkeypatch.setattr(pages, "today", lambda: date(2026, 6, 15))
    assert "<noscript><p>" not in home_page(library, {}, OWNER)


@pytest.mark.parametrize(("query", "text"), [({"on": "01-01"}, "on this day"), ({"place": "X"}, "taken there")])
def test_an_empty_selection_says_so(library: Storage, query: dict[str, str], text: str) -> None:
    assert text in home_page(library, query, OWNER)


@pytest.mark.parametrize("query", [{"on": "11-31"}, {"added": "first"}])
def test_other_values_are_refused(library: Storage, query: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        home_page(library, query, OWNER)


def test_totals_count_the_whole_library(library: Storage) -> None:
    """Hidden albums included. Pages that read the index anyway have them in the menu."""
    change_settings(library, "Trip", is_public=False, in_timeline=False)
    size = sum(len(name) for name in ("2025/11/28/a.jpg", "Trip/b.jpg", "Trip/c.jpg"))
    totals = {key: value for key, value in library_document(library).items() if key != "id"}
    assert totals == {"photos": 3, "bytes": size, "albums": 1, "new_from_guests": 0}
    for page in (
        home_page(library, {}, OWNER),
        home_page(library, {"album": "Trip"}, OWNER),
        albums_page(library, OWNER),
    ):
        assert '<p class="totals hint">3 photos, 0 kB</p>' in page
        # The script for pages that don't; some pages import it for what guests have added.
        assert not re.search(r"<script[^>]*ui/menu\.js", page)


def test_places_have_a_map_with_a_link_for_each_city(library: Storage) -> None:
    page = places_page(library, OWNER)
    assert '<a href="/?place=Rome%2C%20Italy" aria-label="Rome, Italy: 2 photos"><title>' in page
    assert '<a href="/?place=Italy">Italy</a> <span class="hint">2 photos</span>' in page
    assert "GeoNames, CC BY 4.0" in page
    assert len(re.findall("<path", page.partition("<main")[2])) == 1


def test_without_places_the_page_has_no_map(storage: Storage) -> None:
    page = places_page(storage, OWNER)
    assert "No places yet." in page
    assert 'class="map"' not in page


def test_larger_dots_are_drawn_first() -> None:
    photo: Any = None
    place = Place("Rome", "IT", "Italy", 41.9, 12.5)
    cities = [VisitedCity(place, count, photo) for count in (1, 10**6, 8)]
    dots = draw_dots([VisitedCountry("Italy", 9, cities)])
    assert [(dot.city.count, dot.radius) for dot in dots] == [(10**6, LARGEST), (8, SMALLEST + 3), (1, SMALLEST)]


def test_duplicates_are_a_form_that_keeps_one_of_each(storage: Storage) -> None:
    for name in ("2025/11/28/a.jpg", "Trip/a.jpg", "b.jpg"):
        storage.photos.create(name, b"same", "image/jpeg", {})
    page = duplicates_page(storage, {}, OWNER)
    boxes = re.findall(r'name="names" value="([^"]*)"[^>]*?( checked)?>', page)
    assert boxes[0] == ("Trip/a.jpg", "")
    assert sorted(boxes[1:]) == [("2025/11/28/a.jpg", " checked"), ("b.jpg", " checked")]
    assert "2 more photos than needed" in page


def test_a_page_of_duplicates_has_whole_groups_up_to_a_limit() -> None:
    photo: Any = None

    def group(count: int) -> DuplicateGroup:
        return DuplicateGroup([photo] * count)

    assert [len(one.photos) for one in limit_groups([group(2), group(MAX_SHOWN - 2), group(2)])] == [2, MAX_SHOWN - 2]
    assert [len(one.photos) for one in limit_groups([group(MAX_SHOWN + 1), group(2)])] == [MAX_SHOWN]
    assert limit_groups([]) == []
