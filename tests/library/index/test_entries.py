"""Entries: what the catalog keeps of a folder."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.index_photos import FOLDERS, WHENS, make_entry, make_photo

from gallery.library.index import entries
from gallery.library.index.entries import add_totals, digest_listing, summarize
from gallery.library.index.rows import row_of
from gallery.model.folders import album_of_name
from gallery.model.paging import sort_newest_first
from gallery.model.photos import WIDEST

PHOTOS = st.dictionaries(
    st.builds(lambda folder, number: f"{folder}{number}.jpg", st.sampled_from(FOLDERS), st.integers(0, 30)), WHENS
)


@given(PHOTOS)
def test_an_entry_counts_each_photo_once_in_its_month_year_and_album(taken: dict[str, str]) -> None:
    """Albums in one entry can be several, because the folders within a month are listed together."""
    photos = sort_newest_first([make_photo(name, when) for name, when in taken.items()])
    entry = summarize("d", [], photos, 0)
    assert {month: count for month, (count, _) in entry.months.items()} == Counter(photo.month for photo in photos)
    assert set(entry.years) == {photo.when[:4] for photo in photos}
    albums = Counter(album for photo in photos if (album := album_of_name(photo.name)) is not None)
    assert {album: total.photos for album, total in entry.albums.items()} == albums
    for album, total in entry.albums.items():
        assert total.cover == row_of(next(photo for photo in photos if photo.album == album))
    assert (entry.photos, entry.bytes) == (len(photos), sum(photo.blob.length for photo in photos))


def test_an_entry_counts_photos_that_still_need_work() -> None:
    """Those without facts or previews, and files that only their content can tell from photos."""
    assert summarize("d", [], [make_photo("a.jpg"), make_photo("b.jpg", "2026-01-01")], 3).undeveloped == 5


def test_the_sum_of_ratios_limits_a_panorama() -> None:
    """As the rows of the grid do."""
    photos = [make_photo("a.jpg", "2026-01-01", width=200), make_photo("b.jpg", "2026-01-01", width=3)]
    assert summarize("d", [], photos, 0).months == {"2026-01": (2, WIDEST + 1.5)}


@pytest.mark.parametrize("change", ["etag", "name", "removed", "child", "unchecked", "format"])
def test_the_digest_of_a_listing_changes_with_everything_in_it(monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    """ETags, names, subfolders, files that may be photos, and the format of rows."""
    blobs, children, unchecked = [make_photo(name).blob for name in ("a.jpg", "b.jpg")], ["c/"], ["d"]
    before = digest_listing(blobs, children, unchecked)
    if change == "etag":
        blobs[0] = replace(blobs[0], etag='"2"')
    elif change == "name":
        blobs[0] = replace(blobs[0], name="z.jpg")
    elif change == "removed":
        del blobs[0]
    elif change == "child":
        children.append("e/")
    elif change == "unchecked":
        unchecked.clear()
    else:
        monkeypatch.setattr(entries, "ROWS_VERSION", "next")
    assert digest_listing(blobs, children, unchecked) != before


def test_the_digest_of_a_listing_ignores_the_order() -> None:
    """The scan finds subfolders in another order than a listing of one level."""
    blobs = [make_photo(name).blob for name in ("a.jpg", "b.jpg")]
    assert digest_listing(blobs, ["c/", "d/"], []) == digest_listing(blobs[::-1], ["d/", "c/"], [])


@given(st.lists(PHOTOS, max_size=4), PHOTOS)
def test_totals_can_be_subtracted_again(folders: list[dict[str, str]], more: dict[str, str]) -> None:
    """So a page replaces the counts of a folder that it has listed itself."""
    before = add_totals({}, (make_entry(1, photos).months for photos in folders))
    months = make_entry(1, more).months
    after = add_totals(add_totals(before, [months]), [months], -1)
    assert {month: count for month, (count, _) in after.items() if count} == {
        month: count for month, (count, _) in before.items()
    }
    assert all(abs(ratio - before.get(month, (0, 0.0))[1]) < 0.01 for month, (_, ratio) in after.items())
