"""The orders of an album's photos, and cursors that are the same in all of them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.index_photos import make_photo

from gallery.model.paging import PhotoList, find_neighbors, page_after, page_before
from gallery.model.photos import Photo
from gallery.model.sort_orders import SortOrder

NAMES = [*(f"Zoo/{file}.jpg" for file in ("IMG_10", "img_9", "IMG_2", "a", "A", "b 1 2", "b 1 10"))]


def in_order(order: SortOrder, taken: dict[str, str]) -> PhotoList:
    return PhotoList(order.sort([make_photo(name, day) for name, day in taken.items()]), order)


def names_of(photos: Sequence[Photo]) -> list[str]:
    return [photo.file for photo in photos]


def test_names_are_sorted_with_their_numbers_and_without_case() -> None:
    photos = in_order(SortOrder.NAME, dict.fromkeys(NAMES, "2026-09-12")).photos
    assert names_of(photos) == ["A.jpg", "a.jpg", "b 1 2.jpg", "b 1 10.jpg", "IMG_2.jpg", "img_9.jpg", "IMG_10.jpg"]


def test_the_oldest_first_is_the_reverse_of_the_newest_first() -> None:
    taken = {"Zoo/a.jpg": "2026-09-12", "Zoo/b.jpg": "2025-01-01", "Zoo/c.jpg": "2026-09-12"}
    newest, oldest = (names_of(in_order(order, taken).photos) for order in (SortOrder.NEWEST, SortOrder.OLDEST))
    assert newest == ["c.jpg", "a.jpg", "b.jpg"]
    assert oldest == newest[::-1]


def test_months_follow_the_order_and_a_list_by_name_has_none() -> None:
    taken = {"Zoo/a.jpg": "2026-09-12", "Zoo/b.jpg": "2025-01-01", "Zoo/c.jpg": "2026-09-12"}
    months = {order: [(one.month, one.count) for one in in_order(order, taken).months()] for order in SortOrder}
    assert months == {
        SortOrder.NEWEST: [("2026-09", 2), ("2025-01", 1)],
        SortOrder.OLDEST: [("2025-01", 1), ("2026-09", 2)],
        SortOrder.NAME: [("", 3)],
    }


@pytest.mark.parametrize("order", SortOrder)
@given(numbers=st.lists(st.integers(0, 120), min_size=1, max_size=20, unique=True), limit=st.integers(1, 5))
def test_pages_contain_every_photo_once_in_both_directions(order: SortOrder, numbers: list[int], limit: int) -> None:
    photos = in_order(order, {f"Zoo/IMG_{n}.jpg": f"2026-09-{n % 7 + 1:02}" for n in numbers})
    found, page = list[Photo](), page_before(photos, None, limit)
    found += page.photos
    while page.older:
        page = page_before(photos, page.older, limit)
        found += page.photos
    assert found == photos.photos
    while page.newer:
        page = page_after(photos, page.newer, limit)
    assert list(page.photos) == found[:limit]
    for before, photo, after in zip([None, *found], found, [*found[1:], None], strict=False):
        assert find_neighbors(photos, photo) == (before, after)


@pytest.mark.parametrize("order", SortOrder)
def test_a_cursor_keeps_its_position_after_its_photo_is_gone(order: SortOrder) -> None:
    photos = in_order(order, {f"Zoo/IMG_{n}.jpg": f"2026-09-{n:02}" for n in range(8, 13)})
    cursor, rest = photos.photos[2].cursor, photos.photos[3:]
    without = PhotoList([photo for photo in photos.photos if photo.cursor != cursor], order)
    assert list(without.older_than(cursor)) == rest
