"""Albums in other orders than the newest first: pages without scripts, and JSON."""

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from support.library import create_dated

from gallery.errors import BadRequest
from gallery.library.album_settings import change_settings
from gallery.model.sort_orders import SortOrder
from gallery.storage.account import Storage
from gallery.web import grid_pages
from gallery.web.access import ANONYMOUS, Caller
from gallery.web.api import albums_document, photos_document
from gallery.web.pages import albums_page, home_page

OWNER = Caller(is_owner=True, can_view=True)

BY_ORDER = {
    "newest": ["IMG_9.jpg", "IMG_10.jpg", "b.jpg", "IMG_2.jpg", "a.jpg"],
    "oldest": ["a.jpg", "IMG_2.jpg", "b.jpg", "IMG_10.jpg", "IMG_9.jpg"],
    "name": ["a.jpg", "b.jpg", "IMG_2.jpg", "IMG_9.jpg", "IMG_10.jpg"],
}


@pytest.fixture
def library(storage: Storage) -> Storage:
    for day, file in enumerate(BY_ORDER["oldest"], 28):
        create_dated(storage, f"Zoo/{file}", datetime(2026, 8 + day // 32, day % 32 + day // 32).date().isoformat())
    return storage


def files_on(page: str) -> list[str]:
    return re.findall(r'<li class="r.*?photo=Zoo/([^"&]+)"', page, re.DOTALL)


def link(page: str, rel: str) -> dict[str, str]:
    """Return the query of a link to another page."""
    found = re.search(rf'rel="{rel}" href="/\?([^"]+)"', page)
    return dict(pair.split("=", 1) for pair in unescape(found[1]).replace("%20", " ").split("&")) if found else {}


def files_of(document: dict[str, Any]) -> list[str]:
    return [photo["file"] for photo in document["photos"]]


@pytest.mark.parametrize("order", BY_ORDER)
def test_an_albums_order_is_the_same_for_everyone_and_everywhere(library: Storage, order: str) -> None:
    change_settings(library, "Zoo", sort=SortOrder(order))
    for caller in (OWNER, ANONYMOUS):
        assert files_on(home_page(library, {"album": "Zoo"}, caller)) == BY_ORDER[order]
        assert files_of(photos_document(library, {"album": "Zoo"}, caller)) == BY_ORDER[order]
    months = photos_document(library, {"album": "Zoo", "month": "2026-09,2026-08"}, OWNER)
    assert files_of(months) == BY_ORDER[order]


@pytest.mark.parametrize("order", BY_ORDER)
def test_an_address_can_ask_for_any_order(library: Storage, order: str) -> None:
    """Whatever the album's own is. Its links keep it."""
    change_settings(library, "Zoo", sort=SortOrder.OLDEST)
    query = {"album": "Zoo", "sort": order}
    page = home_page(library, query, ANONYMOUS)
    assert files_on(page) == files_of(photos_document(library, query, ANONYMOUS)) == BY_ORDER[order]
    assert page.count(f"/?album=Zoo&amp;sort={order}&amp;photo=") == 5
    for wrong in ("", "random"):
        with pytest.raises(BadRequest):
            photos_document(library, {"album": "Zoo", "sort": wrong}, ANONYMOUS)


@pytest.mark.parametrize("order", BY_ORDER)
def test_pages_and_neighbors_follow_the_order(library: Storage, order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid_pages, "PAGE_PHOTOS", 2)
    change_settings(library, "Zoo", sort=SortOrder(order))
    page = home_page(library, {"album": "Zoo"}, ANONYMOUS)
    found, pages = files_on(page), 1
    while query := link(page, "next"):
        page = home_page(library, query, ANONYMOUS)
        found += files_on(page)
        pages += 1
    assert (found, pages) == (BY_ORDER[order], 3)
    assert files_on(home_page(library, link(page, "prev"), ANONYMOUS)) == BY_ORDER[order][2:4]
    listed, query = [], {"album": "Zoo", "limit": "2"}
    while True:
        document = photos_document(library, query, ANONYMOUS)
        listed += files_of(document)
        if not document["next"]:
            break
        query["before"] = document["next"]
    assert listed == BY_ORDER[order]
    photo = home_page(library, {"album": "Zoo", "photo": f"Zoo/{BY_ORDER[order][2]}"}, ANONYMOUS)
    neighbors = [link(photo, rel)["photo"] for rel in ("prev", "next")]
    assert neighbors == [f"Zoo/{BY_ORDER[order][1]}", f"Zoo/{BY_ORDER[order][3]}"]


def test_links_say_which_photos_come_next(library: Storage) -> None:
    for order, word in {"newest": "Older photo: ", "oldest": "Newer photo: ", "name": "Next photo: "}.items():
        query = {"album": "Zoo", "sort": order, "photo": f"Zoo/{BY_ORDER[order][0]}"}
        assert word in home_page(library, query, ANONYMOUS)


def test_a_month_of_an_album_begins_with_its_first_photo(library: Storage) -> None:
    first = {"newest": ("IMG_10.jpg", "IMG_9.jpg"), "oldest": ("a.jpg", "IMG_9.jpg"), "name": ("a.jpg", "a.jpg")}
    for order, files in first.items():
        for month, file in zip(("2026-08", "2026-09"), files, strict=True):
            page = home_page(library, {"album": "Zoo", "sort": order, "month": month}, ANONYMOUS)
            assert files_on(page)[0] == file


def test_an_album_by_name_has_neither_months_nor_days(library: Storage) -> None:
    by_name, newest = (home_page(library, {"album": "Zoo", "sort": sort}, OWNER) for sort in ("name", "newest"))
    assert "September 2026</h2>" in newest
    assert "<h3" in newest
    assert "2026</h2>" not in by_name
    assert "<h3" not in by_name
    assert '"months":[{"month":"","count":5,' in by_name


def test_a_description_is_text_on_pages_and_in_json(library: Storage) -> None:
    text = "Lions & <tigers>\nand bears"
    change_settings(library, "Zoo", description=text)
    for page in (home_page(library, {"album": "Zoo"}, ANONYMOUS), albums_page(library, ANONYMOUS)):
        assert "Lions &amp; &lt;tigers&gt;\nand bears" in page
    assert [album["description"] for album in albums_document(library, ANONYMOUS)["albums"]] == [text]
    change_settings(library, "Zoo", is_public=False)
    assert "Lions" not in albums_page(library, ANONYMOUS)
