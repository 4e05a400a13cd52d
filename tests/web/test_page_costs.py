"""Storage calls, blobs and bytes per page depend on what it shows, not on the size of the library."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from support.fake_listing import FakeAccount, dated_names, fake_account

from gallery.errors import NotFound
from gallery.library.albums import MAX_SUB_ALBUMS
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from gallery.web.access import Caller
from gallery.web.api import months_document, photos_document
from gallery.web.pages import albums_page, home_page
from gallery.web.responses import compress_response, html_response, json_response

OWNER = Caller(is_owner=True, can_view=True)

HUNDRED = [f"2026/12/{number % 28 + 1:02}/IMG_{number:05}.jpg" for number in range(101)]
A_MONTH = 278
HUNDRED_THOUSAND = dated_names(years=30, photos_a_month=A_MONTH)

View = Callable[[Storage], object]


def home(storage: Storage) -> str:
    return home_page(storage, {}, OWNER)


def albums(storage: Storage) -> str:
    return albums_page(storage, OWNER)


@contextmanager
def library(names: list[str]) -> Iterator[FakeAccount]:
    """A library that was viewed before, so it has hints."""
    with fake_account(names) as account:
        for view in (home, albums):
            cost(account, view)
        yield account


@pytest.fixture(scope="module")
def small() -> Iterator[FakeAccount]:
    with library(HUNDRED) as account:
        yield account


@pytest.fixture(scope="module")
def large() -> Iterator[FakeAccount]:
    assert len(HUNDRED_THOUSAND) > 100_000
    with library(HUNDRED_THOUSAND) as account:
        yield account


def cost(account: FakeAccount, *views: View) -> tuple[int, int]:
    """Return the storage calls and listed blobs of the last view, in a process that has just started."""
    settings = read_settings({PHOTO_STORAGE: account.connection})
    opened = open_storage(settings)
    for view in views:
        account.forget_calls()
        view(opened)
    opened.service.close()
    return len(account.calls), account.blobs_listed


def test_first_page_of_100_000_photos_needs_two_more_calls_than_one_of_100(
    small: FakeAccount, large: FakeAccount
) -> None:
    """Root folder, newest year, its newest month, hints, generation of previews, and two years that are rechecked. It
    lists one month of photos and the hints.
    """
    assert cost(small, home)[0] == 5
    calls, blobs = cost(large, home)
    assert calls <= 5 + 2
    assert blobs <= A_MONTH + 30
    assert cost(large, home, home, home)[0] <= 5 + 2


def test_index_of_months_lists_no_month(large: FakeAccount) -> None:
    """Root folder, hints, and two years that are rechecked."""
    assert cost(large, months_document)[0] <= 2 + 2


def test_one_month_needs_its_listing_the_hints_and_the_generation(large: FakeAccount) -> None:
    for month in ("2026-12", "1997-01"):
        assert cost(large, lambda opened, month=month: photos_document(opened, {"month": month}, OWNER))[0] == 3  # type: ignore[misc]


def test_several_months_need_one_call_each(large: FakeAccount) -> None:
    """Scrolling requests them together."""
    months = ",".join(f"2010-{month:02}" for month in range(1, 13))
    assert cost(large, lambda opened: photos_document(opened, {"month": months}, OWNER))[0] == 12 + 2


def test_a_photo_in_the_middle_needs_only_its_neighbors(large: FakeAccount) -> None:
    """Its month, its year, and where its neighbors may be."""
    # The fake account has no originals, so this is what the page of a photo reads from the timeline.
    query = {"before": "2011-06-15T10:11:12 2011/06/15/IMG_00014.jpg", "limit": "1"}
    assert cost(large, lambda opened: photos_document(opened, query, OWNER))[0] == 5


def test_index_of_albums_skips_months_known_to_have_none(large: FakeAccount) -> None:
    """Except for four years and four months that are rechecked."""
    calls, blobs = cost(large, albums)
    assert calls <= 4 + 4 + 4
    assert blobs <= 4 * A_MONTH + 30


def test_a_library_with_one_photo_a_month_needs_few_calls() -> None:
    """One for each month on the page, and at most 16 that were prefetched in vain."""
    with library(dated_names(years=30, photos_a_month=1)) as account:
        calls, _ = cost(account, home)
    years = 100 // 12 + 1
    assert calls <= 101 + 16 + 2 * years + 5


def test_an_album_of_20_000_photos_needs_five_calls() -> None:
    """Four pages of 5,000 photos, and the generation."""
    with fake_account(f"Trip/IMG_{number:05}.jpg" for number in range(20_000)) as account:
        assert cost(account, lambda opened: home_page(opened, {"album": "Trip"}, OWNER)) == (5, 20_000)


def test_an_album_of_many_albums_needs_a_call_for_each_cover_up_to_a_limit() -> None:
    """Its own listing, the generation, and those of the albums shown; each of these hides more albums."""
    names = [f"Trips/{trip:03}/IMG_{n}.jpg" for trip in range(200) for n in range(3)]
    nested = [f"Trips/{trip:03}/Day {day}/IMG.jpg" for trip in range(200) for day in range(20)]
    with fake_account(sorted(names + nested)) as account:
        assert cost(account, lambda opened: home_page(opened, {"album": "Trips"}, OWNER))[0] == 2 + MAX_SUB_ALBUMS
    with fake_account(sorted(f"Trips/{trip:03}/a/b/c/IMG.jpg" for trip in range(50))) as account:
        assert cost(account, lambda opened: home_page(opened, {"album": "Trips"}, OWNER))[0] == 2 + 50 * 4
    with fake_account(f"Trips/x{'/x' * depth}/IMG.jpg" for depth in range(20, 21)) as account, pytest.raises(NotFound):
        cost(account, lambda opened: home_page(opened, {"album": "Trips"}, OWNER))


def test_a_page_of_100_photos_is_small_when_compressed(large: FakeAccount) -> None:
    """With the data for its scripts, for 360 months; and so is the JSON of as many photos."""
    opened = open_storage(read_settings({PHOTO_STORAGE: large.connection}))
    page, document = html_response(home(opened)), json_response(photos_document(opened, {}, OWNER))
    opened.service.close()
    assert len(compress_response(page, "br").body) < 12_000
    assert len(compress_response(page, "gzip").body) < 15_000
    assert len(compress_response(document, "br").body) < 6_000
