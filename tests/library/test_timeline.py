"""The timeline: every photo once, newest first, whatever folder it's in."""

import pytest
from support.library import find_albums

from gallery.errors import BadRequest
from gallery.library.timeline import MAX_MONTHS, list_photos_of_months, open_timeline, parse_months
from gallery.model.months import Month
from gallery.model.paging import find_neighbors, page_after, page_before
from gallery.model.photos import Photo
from gallery.storage.account import Storage

PHOTOS = {
    "Trips/Rome/d.jpg": "2026-09-12T18:00:00",
    "2026/09/12/b.jpg": "2026-09-12T10:00:00",
    "root.jpg": "2026-09-12T09:00:00",
    "2026/09/12/raw/x.jpg": "2026-09-01T08:00:00",
    "2026/08/31/y.jpg": "2026-08-31",
    "2026/Summer/x.jpg": "2026-07-01",
    "a//b.jpg": "2025-01-01",
    "2024/02/29/leap.jpg": "2024-02-29",
    "2026/02/30/x.jpg": "2001-01-01",
    "1999/12/31/old.jpg": "1999-12-31",
}
"""Newest first, with the time each was taken."""

NAMES = list(PHOTOS)

HIDDEN = [".trash/2026/09/12/z.jpg", "Trips/.thumbs/z.jpg", "@eaDir/a.jpg"]


@pytest.fixture
def library(storage: Storage) -> Storage:
    facts = {"taken_from": "exif", "width": "3", "height": "2", "colour": "#000000"}
    for name, taken in PHOTOS.items():
        storage.photos.create(name, b"x", "image/jpeg", {**facts, "taken": taken})
    for name in HIDDEN:
        storage.photos.create(name, b"x", "image/jpeg", {})
    return storage


def names(photos: tuple[Photo, ...]) -> list[str]:
    return [photo.name for photo in photos]


@pytest.mark.parametrize("is_owner", [True, False])
def test_the_timeline_has_every_photo_newest_first(library: Storage, *, is_owner: bool) -> None:
    """Those filed by date, in albums and in no folder; not those in the trash or in hidden folders."""
    assert [photo.name for photo in open_timeline(library, is_owner=is_owner).older_than(None)] == NAMES


def test_months_are_counted_on_the_first_visit(library: Storage) -> None:
    """By the time photos were taken, not by their folders."""
    months = open_timeline(library, is_owner=False).months()
    assert months[:3] == [Month("2026-09", 4, 6.0), Month("2026-08", 1, 1.5), Month("2026-07", 1, 1.5)]
    assert [month.month for month in months[3:]] == ["2025-01", "2024-02", "2001-01", "1999-12"]


@pytest.mark.parametrize("limit", [1, 3, 9, 10, 11])
def test_paging_shows_every_photo_once_and_leads_back_to_the_first_page(library: Storage, limit: int) -> None:
    page = page_before(open_timeline(library, is_owner=True), None, limit)
    assert page.newer is None
    shown = names(page.photos)
    while page.older:
        page = page_before(open_timeline(library, is_owner=True, cursor=page.older), page.older, limit)
        shown += names(page.photos)
    assert shown == NAMES
    while page.newer:
        page = page_after(open_timeline(library, is_owner=True, cursor=page.newer), page.newer, limit)
    assert names(page.photos) == NAMES[:limit]


def test_neighbors_cross_months_and_years(library: Storage) -> None:
    """The first and the last photo have only one."""
    timeline = open_timeline(library, is_owner=True)
    photos = list(timeline.older_than(None))
    neighbors = [tuple(one and one.name for one in find_neighbors(timeline, photo)) for photo in photos]
    assert neighbors == list(zip([None, *NAMES], [*NAMES[1:], None], strict=False))


@pytest.mark.parametrize("month", ["2026-13", "2026-9", "2026", "2026-09-12", "../../x", "\uff12\uff10\uff12\uff16-09"])
def test_an_invalid_month_is_rejected(library: Storage, month: str) -> None:
    """It must not be used as a prefix."""
    with pytest.raises(BadRequest):
        list_photos_of_months(library, [month], is_owner=True)


@pytest.mark.parametrize("cursor", ["x", "2026", "9999-99", "0", "2026-09-12 ", "\0", "-", "2026-0"])
def test_any_cursor_returns_a_page(library: Storage, cursor: str) -> None:
    """Cursors come from URLs, so they can be any text. A page has the photos that sort before it."""
    timeline = open_timeline(library, is_owner=True, cursor=cursor)
    assert names(page_before(timeline, cursor, 20).photos) == [
        photo.name for photo in timeline.older_than(None) if photo.cursor < cursor
    ]
    assert page_after(timeline, cursor, 2).photos is not None


def test_several_months_are_listed_newest_first_whatever_their_order(library: Storage) -> None:
    """A month that is requested twice is listed once."""
    photos = list_photos_of_months(library, ["2024-02", "2026-09", "2024-02"], is_owner=False).photos
    assert names(tuple(photos)) == [*NAMES[:4], "2024/02/29/leap.jpg"]


def test_too_many_months_in_one_request_are_rejected() -> None:
    assert len(parse_months(",".join(["2026-09"] * MAX_MONTHS))) == MAX_MONTHS
    with pytest.raises(BadRequest, match="at most 36"):
        parse_months(",".join(["2026-09"] * (MAX_MONTHS + 1)))


def test_a_library_entirely_in_albums_has_a_timeline(storage: Storage) -> None:
    """As other tools fill it: without metadata, so photos come by the day of their upload."""
    for album in ("Rome", "Oslo"):
        storage.photos.create(f"{album}/a.jpg", album.encode(), "image/jpeg", {})
    assert len(list(open_timeline(storage, is_owner=False).older_than(None))) == 2
    assert [album.album for album in find_albums(storage)] == ["Oslo", "Rome"]
