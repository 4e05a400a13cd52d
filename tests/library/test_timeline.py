"""The timeline: every dated photo once, newest first. Reading it costs only the months it passes."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from gallery.library.hints import Hints, read_hints

from gallery.errors import BadRequest
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
def library(storage: Storage) -> Storage:
    for name in NAMES + NOT_DATED:
        storage.photos.create(name, b"x", "image/jpeg", {})
    return storage


def names(photos: tuple[Photo, ...]) -> list[str]:
    return [photo.name for photo in photos]


def test_the_timeline_has_every_dated_photo_newest_first(library: Storage) -> None:
    """Photos in albums, in no folder, or in the trash aren't in it."""
    assert [photo.name for photo in Timeline(library).older_than(None)] == NAMES


@pytest.mark.parametrize("limit", [1, 2, 4, 6, 7])
def test_paging_shows_every_photo_once_and_leads_back_to_the_first_page(library: Storage, limit: int) -> None:
    page = page_before(Timeline(library), None, limit)
    assert page.newer is None
    shown = names(page.photos)
    while page.older:
        page = page_before(Timeline(library), page.older, limit)
        shown += names(page.photos)
    assert shown == NAMES
    while page.newer:
        page = page_after(Timeline(library), page.newer, limit)
    assert names(page.photos) == NAMES[:limit]


def test_neighbors_cross_months_and_years(library: Storage) -> None:
    """The first and the last photo have only one."""
    photos = list(Timeline(library).older_than(None))
    neighbors = [tuple(one and one.name for one in find_neighbors(Timeline(library), photo)) for photo in photos]
    assert neighbors == list(zip([None, *NAMES], [*NAMES[1:], None], strict=False))


def test_a_page_lists_only_the_months_it_shows(library: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    list_prefix = library.photos.list_prefix

    def record_and_list(prefix: str) -> list[Blob]:
        listed.append(prefix)
        return list_prefix(prefix)

    monkeypatch.setattr(library.photos, "list_prefix", record_and_list)
    page_before(Timeline(library), None, 1)
    assert listed == ["2026/09/"]


def test_a_month_has_a_count_once_it_has_been_listed(library: Storage) -> None:
    """Until then its count is unknown, not wrong."""
    months = ["2026-09", "2026-08", "2026-02", "2024-02", "1999-12"]
    assert Timeline(library).months() == [Month(month) for month in months]
    list_photos_of_months(library, ["2026-09"])
    list_photos_of_months(library, ["2026-02"])
    assert Timeline(library).months()[:3] == [Month("2026-09", 3, 4.0), Month("2026-08"), Month("2024-02")]


def test_a_request_that_waits_for_storage_does_not_block_others(library: Storage) -> None:
    """Each request works out which years to list without a lock that others need."""
    slow, quick, hints = Timeline(library), Timeline(library), Future[Hints]()
    slow._hints = hints  # noqa: SLF001 - stands for a slow response of storage
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(slow.months)
        try:
            assert pool.submit(quick.months).result(10)
        finally:
            hints.set_result(read_hints(library))
        assert waiting.result(10) == quick.months()


@pytest.mark.parametrize("month", ["2026-13", "2026-9", "2026", "2026-09-12", "../../x", "\uff12\uff10\uff12\uff16-09"])
def test_an_invalid_month_is_rejected(library: Storage, month: str) -> None:
    """It must not be used as a prefix."""
    with pytest.raises(BadRequest):
        list_photos_of_months(library, [month])


@pytest.mark.parametrize("cursor", ["x", "2026", "9999-99", "0", "2026-09-12 ", "\0", "-", "2026-0"])
def test_any_cursor_returns_a_page(library: Storage, cursor: str) -> None:
    """Cursors come from URLs, so they can be any text. A page has the photos that sort before it."""
    shown = page_before(Timeline(library), cursor, 10).photos
    assert all(photo.cursor < cursor for photo in shown)
    assert page_after(Timeline(library), cursor, 2).photos is not None


def test_several_months_are_listed_newest_first_whatever_their_order(library: Storage) -> None:
    """A month that is requested twice is listed once."""
    photos = list_photos_of_months(library, ["2024-02", "2026-09", "2024-02"]).photos
    assert names(tuple(photos)) == [*NAMES[:3], NAMES[4]]


def test_too_many_months_in_one_request_are_rejected() -> None:
    """Each costs a listing."""
    assert len(parse_months(",".join(["2026-09"] * MAX_MONTHS))) == MAX_MONTHS
    with pytest.raises(BadRequest, match="at most 36"):
        parse_months(",".join(["2026-09"] * (MAX_MONTHS + 1)))
