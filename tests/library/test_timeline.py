"""The timeline: every dated photo once, newest first, at the cost of the months it passes."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from gallery.errors import BadRequest
from gallery.library.hints import HINTS, Hints, read_hints
from gallery.library.timeline import MAX_MONTHS, Timeline, list_photos_of_months, parse_months
from gallery.model.blobs import Blob
from gallery.model.months import Month
from gallery.model.paging import find_neighbors, page_after, page_before
from gallery.model.photos import Photo
from gallery.storage.account import Storage

NAMES = [
    "2026/09/12/b.jpg",
    "2026/09/12/a.jpg",
    "2026/09/01/x.jpg",
    "2026/08/31/y.jpg",
    "2024/02/29/leap.jpg",
    "1999/12/31/old.jpg",
]
"""Newest first."""

NOT_DATED = [
    "2026/09/12/raw/x.jpg",
    "2026/Summer/x.jpg",
    "2026/02/30/x.jpg",
    "2026/13/01/x.jpg",
    "x.jpg",
    ".trash/2026/09/12/z.jpg",
    "Trip/x.jpg",
]


@pytest.fixture
def library(shelves: Storage) -> Storage:
    for name in NAMES + NOT_DATED:
        shelves.photos.create(name, b"x", "image/jpeg", {})
    return shelves


def names(photos: tuple[Photo, ...]) -> list[str]:
    return [photo.name for photo in photos]


def test_the_timeline_is_every_dated_photo_newest_first(library: Storage) -> None:
    """And nothing that lies in an album, at the root, or in the trash."""
    assert [photo.name for photo in Timeline(library).older_than(None)] == NAMES


@pytest.mark.parametrize("limit", [1, 2, 4, 6, 7])
def test_turning_pages_shows_every_photo_once_both_ways(library: Storage, limit: int) -> None:
    """Older to the end, and newer back to the first page."""
    page = page_before(Timeline(library), None, limit)
    assert page.newer is None
    seen = names(page.photos)
    while page.older:
        page = page_before(Timeline(library), page.older, limit)
        seen += names(page.photos)
    assert seen == NAMES
    while page.newer:
        page = page_after(Timeline(library), page.newer, limit)
    assert names(page.photos) == NAMES[:limit]


def test_a_photo_knows_the_ones_beside_it(library: Storage) -> None:
    """Across months and years; none at either end."""
    photos = list(Timeline(library).older_than(None))
    beside = [tuple(one and one.name for one in find_neighbors(Timeline(library), photo)) for photo in photos]
    assert beside == list(zip([None, *NAMES], [*NAMES[1:], None], strict=False))


def test_a_page_lists_only_the_months_it_shows(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page of one photo looks into one month of the four."""
    listed: list[str] = []
    under = library.photos.list_prefix

    def noted(prefix: str) -> list[Blob]:
        listed.append(prefix)
        return under(prefix)

    monkeypatch.setattr(library.photos, "list_prefix", noted)
    page_before(Timeline(library), None, 1)
    assert listed == ["2026/09/"]


def test_months_are_counted_once_somebody_has_looked(library: Storage) -> None:
    """Before that their figures are unknown, not wrong."""
    months = ["2026-09", "2026-08", "2026-02", "2024-02", "1999-12"]
    assert Timeline(library).months() == [Month(month) for month in months]
    list_photos_of_months(library, ["2026-09"])
    list_photos_of_months(library, ["2026-02"])
    assert Timeline(library).months()[:3] == [Month("2026-09", 3, 4.0), Month("2026-08"), Month("2024-02")]


def test_who_waits_for_storage_keeps_nobody_else_waiting(library: Storage) -> None:
    """Each request finds out by itself which years it has to list."""
    slow, quick, hints = Timeline(library), Timeline(library), Future[Hints]()
    slow._hints = hints  # noqa: SLF001 - the answer that is slow to come
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(slow.months)
        try:
            assert pool.submit(quick.months).result(10)
        finally:
            hints.set_result(read_hints(library))
        assert waiting.result(10) == quick.months()


def test_a_wrong_hint_is_corrected_by_whoever_lists_the_month(library: Storage) -> None:
    """Also one that can't be read at all."""
    for metadata in ({"m09": "99 1.0 no"}, {"m09": "many"}, {}):
        library.previews.overwrite(f"{HINTS}2026", b"", "x/y", metadata)
        list_photos_of_months(library, ["2026-09"])
        assert Timeline(library).months()[0] == Month("2026-09", 3, 4.0)


@pytest.mark.parametrize("month", ["2026-13", "2026-9", "2026", "2026-09-12", "../../x", "\uff12\uff10\uff12\uff16-09"])
def test_what_is_no_month_is_refused(library: Storage, month: str) -> None:
    """Rather than taken for a prefix."""
    with pytest.raises(BadRequest):
        list_photos_of_months(library, [month])


@pytest.mark.parametrize("cursor", ["x", "2026", "9999-99", "0", "2026-09-12 ", "\0", "-", "2026-0"])
def test_any_cursor_gives_a_page(library: Storage, cursor: str) -> None:
    """Cursors come from addresses, so they may be anything; photos are those before it in plain text order."""
    shown = page_before(Timeline(library), cursor, 10).photos
    assert all(photo.cursor < cursor for photo in shown)
    assert page_after(Timeline(library), cursor, 2).photos is not None


def test_some_months_are_listed_together_newest_first(library: Storage) -> None:
    """However they were named: what a page shows between two months comes in one answer."""
    shelf = list_photos_of_months(library, ["2024-02", "2026-09", "2024-02"])
    assert names(tuple(shelf.photos)) == [*NAMES[:3], NAMES[4]]


def test_too_many_months_at_once_are_refused() -> None:
    """Each is a listing of its own."""
    assert len(parse_months(",".join(["2026-09"] * MAX_MONTHS))) == MAX_MONTHS
    with pytest.raises(BadRequest, match="at most 36"):
        parse_months(",".join(["2026-09"] * (MAX_MONTHS + 1)))
