"""Which months there are, by hints that may be wrong, gone, or behind what other tools and other instances do."""

import pytest

from gallery import sightings
from gallery.albums import all_albums
from gallery.months import HINTS, Hints, Year, read_hints
from gallery.pagination import Month
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage import Storage, open_storage
from gallery.timeline import RECHECKED, Timeline

NAMES = [f"{year}/0{month}/01/x.jpg" for year in range(2015, 2025) for month in (3, 5)]


@pytest.fixture
def library(shelves: Storage) -> Storage:
    """Ten years, all of whose hints are written."""
    fill(shelves, *NAMES)
    index(shelves)
    all_albums(shelves)
    return shelves


@pytest.fixture
def other(library: Storage, storage: str) -> Storage:
    """The same containers as another instance, or another tool, sees them."""
    names = {
        "PHOTO_CONTAINER": library.photos.container_name,
        "PREVIEW_CONTAINER": library.previews.container_name,
    }
    return open_storage(read_settings({PHOTO_STORAGE: storage, **names}))


def fill(shelves: Storage, *names: str) -> None:
    for name in names:
        shelves.photos.create(name, b"x", "image/jpeg", {})


def index(shelves: Storage) -> list[str]:
    return [month.month for month in Timeline(shelves).months()]


def albums(shelves: Storage) -> list[str]:
    return [album.album for album in all_albums(shelves)]


def test_the_index_is_the_same_without_hints_with_wrong_ones_and_with_right_ones(library: Storage) -> None:
    """They save calls, and nothing else."""
    months = sorted({name[:7].replace("/", "-") for name in NAMES}, reverse=True)
    assert index(library) == months
    for blob in library.previews.under(HINTS):
        library.previews.replace(blob.name, b"", "x/y", {"months": "no", "count": "many"})
    assert index(library) == months
    for blob in library.previews.under(HINTS):
        library.previews.delete(blob)
    assert index(library) == months
    assert read_hints(library).year("2015") == Year(("2015-03", "2015-05"), has_albums=False)


def test_what_this_instance_has_just_stored_or_deleted_is_in_its_index_at_once(library: Storage) -> None:
    """In whatever year, and whatever the hints say; also an album within a day's folder."""
    new = [f"{year}/11/30/new.jpg" for year in range(2015, 2025)]
    fill(library, *new, "2016/03/01/raw/x.jpg", "2018/Summer/x.jpg")
    assert {f"{name[:4]}-11" for name in new} <= set(index(library))
    assert albums(library) == ["2016/03/01/raw", "2018/Summer"]
    library.photos.delete(library.photos.get("2017/11/30/new.jpg"))
    library.photos.delete(library.photos.get("2016/03/01/raw/x.jpg"))
    assert "2017-11" not in index(library)
    assert albums(library) == ["2018/Summer"]


def test_what_another_tool_has_put_into_a_past_year_is_found_within_a_few_views(
    library: Storage, other: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every view of an index looks again at some of what it has not seen for longest."""
    monkeypatch.setattr(sightings, "FRESH", 0)
    fill(other, "2017/11/30/new.jpg", "2016/03/01/raw/x.jpg", "2018/Summer/x.jpg")
    views = [index(library) for _ in range(10 // RECHECKED)]
    assert "2017-11" in views[-1]
    views = [albums(library) for _ in range(len(NAMES))]
    assert views[-1] == ["2016/03/01/raw", "2018/Summer"]
    other.service.close()


def test_a_new_year_is_there_at_once_whoever_made_it(library: Storage, other: Storage) -> None:
    """The years themselves are listed for every index."""
    fill(other, "1999/12/31/old.jpg")
    assert index(library)[-1] == "1999-12"
    other.service.close()


def test_walking_the_timeline_believes_no_hint(library: Storage, other: Storage) -> None:
    """What another tool has put there is on its page, and from then on in the index."""
    fill(other, "2017/11/30/new.jpg")
    assert "2017/11/30/new.jpg" in [photo.name for photo in Timeline(library).older_than("2018")]
    assert "2017-11" in index(library)
    other.service.close()


@pytest.mark.parametrize(
    "metadata", [{}, {"months": ""}, {"months": "1"}, {"months": "2" * 12}, {"months": "1" * 13}, {"albums": "no"}]
)
def test_a_hint_that_cannot_be_read_is_none(metadata: dict[str, str]) -> None:
    """Any tool may write there."""
    hints = Hints({"2026": metadata, "2026-09": metadata})
    assert (hints.year("2026"), hints.month("2026-09")) == (None, Month("2026-09"))


def test_a_hint_that_is_right_is_not_written_again(library: Storage) -> None:
    """Looking costs no writes."""
    before = {blob.name: blob.etag for blob in library.previews.under(HINTS)}
    list(Timeline(library).older_than(None))
    index(library)
    all_albums(library)
    assert {blob.name: blob.etag for blob in library.previews.under(HINTS)} == before
