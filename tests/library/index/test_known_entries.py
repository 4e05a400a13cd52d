"""What a request knows of all folders: the stored sums and what it has listed give what the photos say."""

from collections import Counter
from collections.abc import Iterable, Mapping

from hypothesis import example, given
from hypothesis import strategies as st
from support.index_photos import make_entry, make_photo

from gallery.library.index.catalog import Catalog
from gallery.library.index.entries import Entry, MonthTotal
from gallery.library.index.hidden_folders import HiddenFolders
from gallery.library.index.known_entries import NOTHING, KnownEntries
from gallery.library.index.listed_folders import ListedFolder
from gallery.model.folders import album_of_name, index_folder

NAMES = (
    *("a.jpg", "Rome/b.jpg", "Trips/c.jpg", "Trips/Oslo/d.jpg", "2026/Party/e.jpg"),
    *("2026/09/12/f.jpg", "2026/09/Fair/g.jpg", "2026/09/Fair/Day 2/h.jpg", "2026/08/Alone/i.jpg"),
)
FOLDERS = sorted({index_folder(name) for name in NAMES})
HIDDEN = st.sets(
    st.sampled_from(["Rome/", "Trips/", "Trips/Oslo/", "2026/", "2026/09/", "2026/09/Fair/", "2026/08/Alone/", "No/"])
)
PHOTOS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["2026-09-12", "2026-08-01", "2025-01-01"]))
SOME = st.sets(st.sampled_from(FOLDERS))


def make_entries(photos: Mapping[str, str], folders: Iterable[str]) -> dict[str, Entry]:
    return {
        folder: make_entry(1, {name: when for name, when in photos.items() if index_folder(name) == folder})
        for folder in folders
    }


def make_known(
    stored: Mapping[str, str], found: Mapping[str, str], listed: set[str], excluded: set[str]
) -> KnownEntries:
    """Return what a request knows that reads a catalog of `stored`, and finds other photos in the folders it lists."""
    catalog = Catalog.unpack(Catalog(make_entries(stored, FOLDERS)).pack())
    folders = {
        folder: ListedFolder(
            folder, entry, is_unchanged=False, is_recordable=True, reservations=[], orphans=[], load=list
        )
        for folder, entry in make_entries(found, listed).items()
    }
    return KnownEntries(catalog, folders, excluded)


def count(months: Mapping[str, MonthTotal]) -> dict[str, int]:
    return {month: number for month, (number, _) in months.items() if number}


@given(PHOTOS, PHOTOS, SOME, SOME, HIDDEN)
@example({"2026/08/Alone/i.jpg": "2026-08-01"}, {}, set(), set(), {"2026/08/Alone/"})
def test_counts_are_those_of_the_photos_that_the_request_knows(
    stored: dict[str, str], found: dict[str, str], listed: set[str], excluded: set[str], hidden: set[str]
) -> None:
    """Folders that it has listed are as they were found, and those that it excluded are empty."""
    excluded -= listed
    known = make_known(stored, found, listed, excluded)
    shown = {name: when for name, when in stored.items() if index_folder(name) not in {*listed, *excluded}}
    shown |= {name: when for name, when in found.items() if index_folder(name) in listed}
    # The day of a photo's folder counts more than when it was taken.
    photos = {name: make_photo(name, when).month for name, when in shown.items()}
    assert count(known.months()) == Counter(photos.values())
    assert known.years() == {month[:4] for month in photos.values()}
    albums = {album_of_name(name) for name in photos} - {None, ""}
    assert known.totals() == (len(photos), 7 * len(photos), len(albums))
    outside = Counter(month for name, month in photos.items() if not name.startswith(tuple(hidden)))
    assert count(known.months_outside(HiddenFolders(hidden))) == outside


def test_an_excluded_folder_has_nothing() -> None:
    known = make_known({"Rome/b.jpg": "2026-09-12"}, {}, set(), {"Rome/"})
    assert known.get("Rome/") == known.get("Unknown/") == NOTHING
    assert all(entry.photos == 0 for entry in known.values())
