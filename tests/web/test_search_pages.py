"""Searching: the page of results, the same photos in the JSON interface, and what visitors can't find out."""

import html
import json
import re
from typing import Any
from urllib.parse import unquote

import pytest

from gallery.library.album_settings import change_settings, create_album
from gallery.library.index.opening import open_index
from gallery.library.search.query import parse_query
from gallery.library.search.results import search
from gallery.library.timeline import PAGE_PHOTOS
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.api import photos_document
from gallery.web.pages import home_page
from gallery.web.responses import html_response, json_response, revalidate
from gallery.web.text.search import ALBUMS_SHOWN

OWNER, VISITOR = Caller(is_owner=True, can_view=True), Caller(is_owner=False, can_view=True)
FACTS = {"taken_from": "exif", "width": "3", "height": "2", "colour": "#000000", "facts": "4"}
SECRETS = {
    "camera": "Canon%20EOS",
    "lens": "RF50mm",
    "location": "41.890200,12.492200",
    "embedded_caption": "At%20Trevi",
    "embedded_tags": "anna,Old%20town",
}


def add(storage: Storage, name: str, taken: str = "2019-07-21T10:00:00", **metadata: str) -> None:
    storage.photos.create(name, name.encode(), "image/jpeg", {**FACTS, "taken": taken, **metadata})


@pytest.fixture
def library(storage: Storage) -> Storage:
    add(storage, "Trips/Rome/forum.jpg", **SECRETS)
    add(storage, "Trips/Rome/beach.jpg", "2019-07-20T10:00:00")
    add(storage, "2019/06/01/beach.jpg", "2019-06-01T10:00:00")
    add(storage, "Secret/beach.jpg", "2018-01-01T10:00:00")
    change_settings(storage, create_album(storage, "Secret"), is_public=False, title="Beach party")
    return storage


def read_library(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="library">(.*?)</script>', page, re.DOTALL)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def names(document: dict[str, Any]) -> list[str]:
    return [photo["name"] for photo in document["photos"]]


def text_of(page: str) -> str:
    body = re.sub(r"<(script|template|title).*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("caller", [OWNER, VISITOR])
def test_results_are_the_same_on_the_page_and_in_the_json_interface(library: Storage, caller: Caller) -> None:
    page, document = home_page(library, {"q": "beach"}, caller), photos_document(library, {"q": "beach"}, caller)
    data = read_library(page)
    assert data["photos"] == document["photos"]
    assert names(document) == [
        "Trips/Rome/beach.jpg",
        "2019/06/01/beach.jpg",
        *(["Secret/beach.jpg"] if caller.is_owner else []),
    ]
    assert [month["month"] for month in data["months"]] == ["2019-07", "2019-06", *["2018-01"] * caller.is_owner]
    assert (data["query"], data["heading"]) == ({"q": "beach"}, "Search: \u2068beach\u2069")


def test_some_months_of_the_results(library: Storage) -> None:
    document = photos_document(library, {"q": "beach", "month": "2019-06,2018-01"}, VISITOR)
    assert (names(document), document["next"]) == (["2019/06/01/beach.jpg"], None)


def test_results_have_pages(library: Storage) -> None:
    document = photos_document(library, {"q": "beach", "limit": "1"}, VISITOR)
    assert names(document) == ["Trips/Rome/beach.jpg"]
    document = photos_document(library, {"q": "beach", "limit": "1", "before": document["next"]}, VISITOR)
    assert (names(document), document["next"]) == (["2019/06/01/beach.jpg"], None)


def test_pages_keep_the_search(storage: Storage) -> None:
    for number in range(PAGE_PHOTOS + 1):
        add(storage, f"a/{number:03}.jpg")
    first = home_page(storage, {"q": "jpg a"}, VISITOR)
    found = re.search(r'rel="next" href="/\?q=jpg%20a&amp;before=([^"]*)"', first)
    assert found
    second = home_page(storage, {"q": "jpg a", "before": unquote(found[1])}, VISITOR)
    assert 'rel="prev" href="/?q=jpg%20a&amp;after=' in second
    assert 'class="covers"' not in second


def test_matching_albums_come_first(library: Storage) -> None:
    page = home_page(library, {"q": "rome"}, VISITOR)
    assert page.index('href="/?album=Trips/Rome"') < page.index('href="/?q=rome&amp;photo=Trips/Rome/forum.jpg"')
    assert 'href="/?album=Secret"' in home_page(library, {"q": "party"}, OWNER)


def test_many_albums_leave_room_for_photos(storage: Storage) -> None:
    """The others are in a list that opens without scripts."""
    for number in range(ALBUMS_SHOWN + 2):
        add(storage, f"Rome {number:02}/a.jpg")
    page = home_page(storage, {"q": "rome"}, VISITOR)
    assert "<summary>2 more albums</summary>" in page
    assert page.count('href="/?album=Rome') == ALBUMS_SHOWN + 2


def test_the_page_says_what_it_searched_for(library: Storage) -> None:
    page = home_page(library, {"q": 'july 2019 album:rome "beach"'}, VISITOR)
    assert "<title>Search: \u2068july 2019 album:rome &#34;beach&#34;\u2069 · " in page
    assert 'name="q" value="july 2019 album:rome &#34;beach&#34;"' in page
    links = re.findall(r'<bdi>(.*?)</bdi><a href="(.*?)" aria-label="(.*?)">', page)
    assert links == [
        ("July 2019", "/?q=album%3Arome%20%22beach%22", "Remove July 2019"),
        ("Album: rome", "/?q=july%202019%20%22beach%22", "Remove Album: rome"),
        ("“beach”", "/?q=july%202019%20album%3Arome", "Remove “beach”"),
    ]


def test_removing_the_last_term_leads_to_the_timeline(library: Storage) -> None:
    assert '<bdi>beach</bdi><a href="/" ' in home_page(library, {"q": "beach"}, VISITOR)


@pytest.mark.parametrize("q", ["-", "…", " "])
def test_a_search_for_nothing_is_the_timeline(library: Storage, q: str) -> None:
    data = read_library(home_page(library, {"q": q}, VISITOR))
    assert (data["query"], data["heading"]) == ({}, "")
    assert names(photos_document(library, {"q": q}, VISITOR)) == names(photos_document(library, {}, VISITOR))


@pytest.mark.parametrize(
    ("caller", "fields"), [(OWNER, "tags, cameras, lenses, places"), (VISITOR, "captions, albums and")]
)
def test_nothing_found(library: Storage, caller: Caller, fields: str) -> None:
    shown = text_of(home_page(library, {"q": "xyz"}, caller))
    assert "Nothing found for “\u2068xyz\u2069”. Check the spelling" in shown
    assert fields in shown


def test_a_query_is_text_on_the_page(library: Storage) -> None:
    page = home_page(library, {"q": '"><script>alert(1)</script>'}, VISITOR)
    assert "<script>alert" not in page


def test_a_long_query_is_cut(library: Storage) -> None:
    assert "so its end was ignored" in home_page(library, {"q": "a" * 400}, VISITOR)


def test_a_photo_is_shown_among_the_results(library: Storage) -> None:
    page = home_page(library, {"q": "beach", "photo": "Trips/Rome/beach.jpg"}, VISITOR)
    assert 'rel="next" href="/?q=beach&amp;photo=2019/06/01/beach.jpg"' in page
    assert 'rel="prev"' not in page
    assert 'class="close" href="/?q=beach"' in page
    assert sum(month["count"] for month in read_library(page)["months"]) == 2


def test_a_photo_that_does_not_match_is_shown_in_the_timeline(library: Storage) -> None:
    page = home_page(library, {"q": "beach", "photo": "Trips/Rome/forum.jpg"}, VISITOR)
    assert (read_library(page)["query"], read_library(page)["heading"]) == ({}, "")
    assert 'rel="next" href="/?photo=Trips/Rome/beach.jpg"' in page


@pytest.mark.parametrize("address", [{}, {"album": "Trips/Rome"}, {"photo": "Trips/Rome/beach.jpg"}, {"on": "07-20"}])
def test_every_page_has_a_search_box(library: Storage, address: dict[str, str]) -> None:
    assert '<input type="search" name="q" value=""' in home_page(library, address, VISITOR)


def test_only_the_owner_sees_where_a_photo_was_taken(library: Storage) -> None:
    address = {"photo": "Trips/Rome/forum.jpg"}
    assert "<dt>Place</dt><dd>Rome, Italy</dd>" in home_page(library, address, OWNER)
    assert "Italy" not in home_page(library, address, VISITOR)


QUERIES = [
    *("beach", "secret", "2018", "party", "rome", "italy", "canon", "camera:canon", "trevi", "anna", "town", "rf50mm"),
    *("jpg", "type:jpg", "album:secret", "-album:secret", "-canon", "-rome", "-italy", "before:2019"),
]


def strip(document: str) -> str:
    """Without SAS tokens, which change with time, not with the search."""
    return re.sub(r"s[a-z]{1,2}=[^&\"]*", "", document)


def responses(storage: Storage, query: dict[str, str]) -> list[object]:
    """The page and the document that a visitor gets, and their ETags."""
    page = strip(home_page(storage, query, VISITOR))
    document = json.loads(strip(json.dumps(photos_document(storage, query, VISITOR))))
    etags = [revalidate(one, "").headers["ETag"] for one in (html_response(page), json_response(document))]
    return [page, document, *etags]


def test_visitors_get_the_same_as_if_hidden_albums_and_owners_facts_did_not_exist(
    storage: Storage, request: pytest.FixtureRequest
) -> None:
    """Results, counts, albums, neighbors and ETags, for searches of a list: with --full, all pairs with two others."""
    add(storage, "Trips/Rome/forum.jpg")
    add(storage, "2019/06/01/beach.jpg", "2019-06-01T10:00:00")
    pairs = [f"{one} {other}" for one in QUERIES for other in ("beach", "-canon")]
    queries = [*QUERIES, *(pairs if request.config.getoption("--full") else pairs[::3])]
    before = {query: responses(storage, {"q": query}) for query in queries}
    shown = {query: responses(storage, {"q": query, "photo": "2019/06/01/beach.jpg"}) for query in QUERIES}
    forum = storage.photos.get_properties("Trips/Rome/forum.jpg")
    storage.photos.update_metadata(forum, SECRETS)
    add(storage, "Secret/beach.jpg", "2018-01-01T10:00:00", **SECRETS)
    add(storage, "Secret/Rome/beach.jpg", "2019-06-02T10:00:00", **SECRETS)
    change_settings(storage, create_album(storage, "Secret"), is_public=False, title="Beach party")
    assert {query: responses(storage, {"q": query}) for query in queries} == before
    assert {query: responses(storage, {"q": query, "photo": "2019/06/01/beach.jpg"}) for query in QUERIES} == shown
    owners = search(open_index(storage, is_owner=True), parse_query("canon"), is_owner=True)
    assert len(list(owners.older_than(None))) == 3
