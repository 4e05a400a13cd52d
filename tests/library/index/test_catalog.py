"""The catalog: whatever order instances write it in, the latest listing of each folder counts."""

import gzip
import json
import zlib
from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from support.index_photos import make_entry

from gallery.library.index.catalog import FORMAT, GZIP, NO_SCAN, Catalog, Scan
from gallery.library.index.chunks import CHUNK_LINES, pack_lines
from gallery.library.index.entries import AlbumTotal, Entry
from gallery.library.index.listed_settings import ListedSettings
from gallery.library.index.packed_entries import UNREADABLE, PackedEntry
from gallery.library.index.rows import Row
from gallery.library.index.sums import Sums

START = (
    b'{"format":%d,"scan":[],"sums":[{},0,0,[],[],{}],"folders":%%s,"listed":[],"photos":[],"digests":[],'
    b'"chunks":[],"checksum":0}' % FORMAT
)
"""The first line of a catalog without entries."""

FOLDERS = ("", "A/", "A/B/", "2026/", "2026/09/")
LISTED = st.integers(1, 40).map(float)


CONTENTS = [
    make_entry(0, photos)
    for photos in (
        {},
        {"A/a.jpg": "2026-09-12"},
        {"A/a.jpg": "2026-09-12", "A/B/b.jpg": "2025-01-01T10:00:00"},
        {"c.jpg": "2025-01-01"},
    )
]
ENTRIES = st.builds(
    lambda content, listed, children: content._replace(
        listed=listed, children=tuple(children), digest=f"{content.digest} {children}"
    ),
    st.sampled_from(CONTENTS),
    LISTED,
    st.lists(st.sampled_from(FOLDERS[1:]), max_size=3, unique=True),
)
FOUND = st.dictionaries(st.sampled_from(FOLDERS), ENTRIES)
SCANS = st.builds(Scan, LISTED, st.sampled_from(["", "m"]), st.sampled_from(["", "a", "b"]), st.integers(0, 9))
CATALOGS = st.builds(Catalog, FOUND, st.one_of(st.just(NO_SCAN), SCANS))


def rewrite(catalog: Catalog, rest: bytes | None = None, **members: object) -> bytes:
    """Return the content of a catalog with another chunk, or with other members in its first line."""
    first = zlib.decompressobj(GZIP)
    start = json.loads(first.decompress(catalog.pack()))
    rest = first.unused_data if rest is None else rest
    start |= {"chunks": [len(rest)], "checksum": zlib.crc32(rest), **members}
    return gzip.compress(json.dumps(start).encode()) + rest


def listed_differ(*found: dict[str, Entry]) -> bool:
    """Whether no folder was listed twice in the same second."""
    times = [(folder, entry.listed) for entries in found for folder, entry in entries.items()]
    return len(times) == len(set(times))


@given(CATALOGS)
def test_a_catalog_survives_being_written_and_read(catalog: Catalog) -> None:
    """Including the covers of albums, which are rows."""
    read = Catalog.unpack(catalog.pack())
    assert read.scan == catalog.scan
    assert read.pack() == catalog.pack()
    assert dict(read.folders) == dict(catalog.folders)
    assert read.sums == catalog.sums


@given(st.binary(max_size=60))
@example(b"")
@example(gzip.compress(b"[]"))
@example(gzip.compress(b'{"format": 3}'))
@example(gzip.compress(b'{"format": 3, "scan": [], "folders": {"a": [1]}}'))
@example(gzip.compress(START % b'["a"]'))
@example(gzip.compress(START % b"[]")[:-9])
def test_a_file_that_another_tool_wrote_is_an_empty_catalog(data: bytes) -> None:
    """So the container is scanned again."""
    assert Catalog.unpack(data) == Catalog()


@given(CATALOGS, st.data())
def test_a_damaged_catalog_is_an_empty_one(catalog: Catalog, data: st.DataObject) -> None:
    """Whichever bit of its compressed content is wrong, and wherever it's cut."""
    packed = bytearray(catalog.pack())
    cut = data.draw(st.integers(0, len(packed) - 1))
    assert Catalog.unpack(bytes(packed[:cut])) == Catalog()
    packed[data.draw(st.integers(10, len(packed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with suppress(OSError, EOFError, zlib.error):  # A few bits between the content and its checksum mean nothing.
        assume(gzip.decompress(bytes(packed)) != gzip.decompress(catalog.pack()))
    assert Catalog.unpack(bytes(packed)) == Catalog()


def test_a_catalog_of_another_format_is_ignored() -> None:
    """After an update, the container is scanned again."""
    catalog = Catalog({"": make_entry(1)})
    assert Catalog.unpack(rewrite(catalog)).folders.keys() == {""}
    assert Catalog.unpack(rewrite(catalog, format=FORMAT - 1)) == Catalog()


LINES = ["", "{", "[]", "[1,2,3,4,5,6,7,8,9]", '["d",[],{},{"a":1},0,0,0,{},{}]']


@pytest.mark.parametrize("chunk", [*(pack_lines([line])[0] for line in LINES), b"", b"x"])
def test_an_unreadable_entry_counts_as_one_of_long_ago(chunk: bytes) -> None:
    """Only another tool can have written it. The next listing of its folder replaces it, and no page fails."""
    read = Catalog.unpack(rewrite(Catalog({"A/": make_entry(1, {"A/a.jpg": "2026-09-12"})}), chunk))
    assert read.folders["A/"] == UNREADABLE
    assert Catalog.unpack(read.pack()).folders["A/"] == UNREADABLE
    assert read.merge({"A/": make_entry(2)}).folders["A/"] == make_entry(2)


def test_a_catalog_with_unreadable_settings_is_ignored() -> None:
    """One of the albums may be private, and nothing would say so."""
    private = ListedSettings("1", "", "", "", "newest", "", is_public=False, in_timeline=True)
    entry = make_entry(1, {"A/a.jpg": "2026-09-12"})._replace(settings={"A": private})
    assert Catalog.unpack(rewrite(Catalog({"A/": entry}))).folders["A/"] == entry
    assert Catalog.unpack(rewrite(Catalog({"A/": entry}), gzip.compress(b"{"))) == Catalog()


def test_a_catalog_without_a_chunk_is_an_empty_one() -> None:
    assert Catalog.unpack(rewrite(Catalog({"A/": make_entry(1)}), chunks=[])) == Catalog()


@pytest.mark.parametrize("count", [1, CHUNK_LINES, 2 * CHUNK_LINES + 1])
def test_each_folder_has_its_own_entry_whichever_chunk_it_is_in(count: int) -> None:
    entries = {f"{number}/": make_entry(number, {f"{number}/a.jpg": "2026-09-12"}) for number in range(count)}
    assert dict(Catalog.unpack(Catalog(entries).pack()).folders) == entries
    changed = {**entries, "0/": make_entry(count)}
    assert dict(Catalog.unpack(Catalog.unpack(Catalog(entries).pack()).merge(changed).pack()).folders) == changed


def test_the_format_changes_with_its_fields() -> None:
    """Otherwise an update would find entries that it can't read. Change FORMAT first, then this."""
    fields = [FORMAT, *Entry._fields, *AlbumTotal._fields, *ListedSettings._fields, *Row._fields, *Sums._fields]
    assert sha256(" ".join(map(str, fields)).encode()).hexdigest()[:12] == "8031deabdc05"


@given(CATALOGS, FOUND, FOUND)
def test_the_order_of_merges_does_not_matter(
    catalog: Catalog, first: dict[str, Entry], second: dict[str, Entry]
) -> None:
    """As long as no folder was listed twice in the same second."""
    if listed_differ(first, second, dict(catalog.folders)):
        assert catalog.merge(first).merge(second) == catalog.merge(second).merge(first)


@given(CATALOGS, FOUND, st.one_of(st.none(), SCANS))
def test_merging_twice_is_the_same_as_once(catalog: Catalog, found: dict[str, Entry], scan: Scan | None) -> None:
    """A request whose response was lost may be repeated. Only folders that a scan had dropped come back."""
    once = catalog.merge(found, scan)
    again = once.merge({folder: entry for folder, entry in found.items() if folder in once.folders}, scan)
    assert again == once


@given(CATALOGS, FOUND)
def test_an_entry_is_never_replaced_by_an_earlier_one(catalog: Catalog, found: dict[str, Entry]) -> None:
    """And no folder is lost."""
    merged = catalog.merge(found)
    assert merged.folders.keys() == {*catalog.folders, *found}
    for folder, entry in merged.folders.items():
        candidates = [one for one in (catalog.folders.get(folder), found.get(folder)) if one]
        assert entry in candidates
        assert entry.listed == max(one.listed for one in candidates)


@given(CATALOGS, SCANS, SCANS)
def test_of_two_scans_the_one_that_has_come_further_counts(catalog: Catalog, first: Scan, second: Scan) -> None:
    """In whatever order two instances write. A later start counts more, and a scan never falls back."""
    merged = catalog.merge({}, first).merge({}, second).scan
    assert merged[:1] == max(catalog.scan, first, second)[:1]
    later = [scan for scan in (catalog.scan, first, second) if scan.started == merged.started]
    assert merged.is_finished == any(scan.is_finished for scan in later)
    if not merged.is_finished:
        assert merged.after == max(scan.after for scan in later)


@pytest.mark.parametrize(("started", "kept"), [(5, {"", "A/", "A/B/", "D/"}), (6, {"", "A/", "A/B/"})])
def test_a_finished_scan_drops_old_folders_that_no_folder_contains(started: float, kept: set[str]) -> None:
    """Folders that it found but could not write stay, because other folders contain them."""
    folders = {"": make_entry(9, children=("A/",)), "A/": make_entry(1, children=("A/B/",))}
    folders |= {"A/B/": make_entry(1), "C/": make_entry(1, children=("C/E/",)), "C/E/": make_entry(1)}
    folders |= {"D/": make_entry(5)}
    merged = Catalog(folders).merge({}, Scan(started, "", "", 1))
    assert merged.folders.keys() == kept
    assert Catalog(folders).merge({}, Scan(started, "more", "x", 1)).folders == folders


def test_a_finished_scan_drops_nothing_while_the_root_is_unknown() -> None:
    """For example because an upload to it is under way: then nothing says which folders there are."""
    assert Catalog({"A/": make_entry(1)}).merge({}, Scan(5)).folders.keys() == {"A/"}


@given(CATALOGS)
def test_totals_and_digests_are_those_of_all_folders(catalog: Catalog) -> None:
    for month in ("2026-09", "2025-01"):
        expected = sum(entry.months.get(month, (0, 0))[0] for entry in catalog.folders.values())
        assert catalog.sums.months.get(month, (0, 0.0))[0] == expected
    for year in ("2026", "2025", "1900"):
        digests = {folder: entry.years[year] for folder, entry in catalog.folders.items() if year in entry.years}
        assert catalog.digests_of(year) == digests


def test_only_entries_that_are_read_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages need something of all folders, but most of it of few."""
    catalog = Catalog({"A/": make_entry(1, {"A/a.jpg": "2026-09-12"}), "B/": make_entry(1)})
    read = Catalog.unpack(catalog.pack())
    monkeypatch.setattr(PackedEntry, "unpack", lambda _: pytest.fail("An entry was parsed."))
    assert (read.sums, list(read.folders)) == (catalog.sums, ["A/", "B/"])
    assert [(one.listed, one.photos) for one in read.packed.values()] == [(1, 1), (1, 0)]
    assert read.digests_of("2026") == catalog.digests_of("2026")
    assert read.merge({"B/": make_entry(2)}).folders["B/"] == make_entry(2)


@given(CATALOGS)
def test_children_that_were_never_listed_are_unknown(catalog: Catalog) -> None:
    children = {child for entry in catalog.folders.values() for child in entry.children}
    assert set(catalog.sums.unknown_children) == children - catalog.folders.keys()
