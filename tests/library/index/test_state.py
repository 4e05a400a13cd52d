"""The state of the index: what marks and the catalog together say about each folder."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from azure.storage.blob import ContainerClient
from hypothesis import given
from hypothesis import strategies as st
from support.index_photos import CREATED, make_entry
from support.instances import open_another_instance
from support.storage_calls import count_calls

from gallery.library.index import state as state_module
from gallery.library.index.caches import SizedCache
from gallery.library.index.catalog import Catalog, Scan
from gallery.library.index.catalog_store import update_catalog
from gallery.library.index.state import CATALOG, KEPT_FOR, MARGIN, YEARS, IndexState, read_state
from gallery.model.blobs import Blob
from gallery.storage.account import Storage
from gallery.storage.folder_marks import DIRTY, EVERYTHING, FOLDER_KEY, FRESH, mark_name

MARKED = 1_000_000.0


def make_mark(at: float) -> Blob:
    return Blob("mark", 0, "1", None, "", CREATED, {}, datetime.fromtimestamp(at, UTC))


def tool_of(storage: Storage) -> ContainerClient:
    storage.photos.create_container()
    return storage.service.get_container_client(storage.photos.container_name)


@pytest.mark.parametrize(("after", "is_changed"), [(-5, True), (0, True), (MARGIN, True), (MARGIN + 1, False)])
@pytest.mark.parametrize("everything", [True, False])
def test_a_folder_counts_as_changed_until_it_was_listed_long_enough_after_its_mark(
    after: float, *, is_changed: bool, everything: bool
) -> None:
    """Or after the mark of all folders, whichever is later."""
    catalog = Catalog({"a/": make_entry(MARKED + after)})
    marks = {} if everything else {"a/": make_mark(MARKED)}
    state = IndexState(catalog, marks, MARKED if everything else MARKED - 100)
    assert state.changed_folders() == (["a/"] if is_changed else [])


def test_a_change_always_comes_before_a_listing_that_settles_its_folder() -> None:
    """A mark covers changes for FRESH seconds, and the service's times have whole seconds."""
    assert FRESH + 1 <= MARGIN


def test_a_marked_folder_that_the_catalog_lacks_has_changed() -> None:
    state = IndexState(Catalog({"b/": make_entry(MARKED)}), {"a/": make_mark(0)}, 0)
    assert state.changed_folders() == ["a/"]


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2_000)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2_000)),
    st.integers(0, 2_000),
)
def test_a_mark_is_obsolete_only_if_its_folder_has_not_changed_since(
    listed: dict[str, int], marked: dict[str, int], everything: int
) -> None:
    """And only long after, because of requests that still use an older catalog."""
    catalog = Catalog({folder: make_entry(at) for folder, at in listed.items()})
    marks = {folder: make_mark(at) for folder, at in marked.items()}
    state = IndexState(catalog, marks, everything)
    found = set(map(id, state.obsolete_marks()))
    obsolete = {folder for folder, mark in marks.items() if id(mark) in found}
    assert not obsolete & set(state.changed_folders())
    assert all(listed[folder] > max(marked[folder], everything) + KEPT_FOR for folder in obsolete)


def test_changed_folders_are_sorted_by_their_marks() -> None:
    """The last marked first."""
    state = IndexState(Catalog(), {"a/": make_mark(1), "b/": make_mark(3), "c/": make_mark(2)}, 0)
    assert state.changed_folders() == ["b/", "c/", "a/"]


def test_one_listing_reads_marks_catalog_and_years(storage: Storage) -> None:
    """The catalog is downloaded only if it has changed."""
    storage.photos.create("Rome/a.jpg", b"x", "image/jpeg", {})
    update_catalog(storage, read_state(storage), {"": make_entry(5)}, Scan(1))
    storage.photos.create(f"{YEARS}2026", b"x", "", {})
    read_state(storage)
    with count_calls() as calls:
        state = read_state(storage)
    assert calls == ["GET list"]
    assert state.catalog.folders.keys() == {""}
    assert state.marks.keys() == {"Rome/"}
    assert state.years.keys() == {"2026"}


def test_marks_are_listed_before_the_catalog_is_read() -> None:
    """An older catalog with newer marks is safe; the other way round, a change could be missed. Listings are sorted."""
    assert sorted([CATALOG, YEARS, EVERYTHING, mark_name("")])[-2:] == [CATALOG, YEARS]


def test_a_catalog_that_is_written_after_the_listing_counts(
    storage: Storage, connection_string: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It's newer than the marks."""
    update_catalog(storage, read_state(storage), {"": make_entry(5)})
    other, before = open_another_instance(storage, connection_string), read_state(storage)
    monkeypatch.setattr(state_module, "_catalogs", SizedCache(4))
    load = state_module._load_catalog  # noqa: SLF001 - the moment between the two requests

    def write_first(*arguments: Any) -> Catalog:
        update_catalog(storage, before, {"": make_entry(6)})
        return load(*arguments)

    with patch.object(state_module, "_load_catalog", write_first):
        assert read_state(other).catalog.folders[""].listed == 6


def test_a_missing_mark_of_all_folders_is_written_again(storage: Storage) -> None:
    """Someone who deletes it may delete others too, so all folders count as changed for a while."""
    tool = tool_of(storage)
    first = read_state(storage)
    assert read_state(storage).everything_marked == first.everything_marked
    tool.delete_blob(EVERYTHING)
    assert read_state(storage).everything_marked >= first.everything_marked
    assert EVERYTHING in set(tool.list_blob_names())


def test_reading_the_state_of_a_missing_container_does_not_create_it(storage: Storage) -> None:
    assert read_state(storage).catalog == Catalog()
    assert not storage.photos.ping()


@pytest.mark.parametrize("folder", [{}, {FOLDER_KEY: ""}, {FOLDER_KEY: "?"}, {FOLDER_KEY: "//8="}, {FOLDER_KEY: "YQ"}])
def test_a_mark_that_another_tool_wrote_is_ignored(storage: Storage, folder: dict[str, str]) -> None:
    tool = tool_of(storage)
    tool.upload_blob(f"{DIRTY}x", b"x", metadata=folder)
    assert read_state(storage).marks.keys() <= {""}


def test_a_catalog_that_another_tool_wrote_is_ignored_and_replaced(storage: Storage) -> None:
    tool_of(storage).upload_blob(CATALOG, b"\x1f\x8b\x08 not a catalog")
    state = read_state(storage)
    assert state.catalog == Catalog()
    assert update_catalog(storage, state, {"": make_entry(5)})
    assert read_state(storage).catalog.folders.keys() == {""}


def test_instances_that_write_the_catalog_at_the_same_time_merge_it(storage: Storage, connection_string: str) -> None:
    """Neither loses what the other has listed, and the later listing counts."""
    other = open_another_instance(storage, connection_string)
    before = read_state(storage)
    update_catalog(other, read_state(other), {"": make_entry(9), "a/": make_entry(5)})
    merged = update_catalog(storage, before, {"": make_entry(7), "b/": make_entry(6)})
    expected = {"": 9, "a/": 5, "b/": 6}
    assert merged
    for catalog in (merged, read_state(storage).catalog, read_state(other).catalog):
        assert {folder: entry.listed for folder, entry in catalog.folders.items()} == expected


def test_a_catalog_is_not_written_without_a_change(storage: Storage) -> None:
    update_catalog(storage, read_state(storage), {"": make_entry(5)})
    state = read_state(storage)
    with count_calls() as calls:
        assert update_catalog(storage, state, {"": make_entry(5)}) == state.catalog
    assert calls == []


def test_the_catalog_is_given_up_if_others_keep_writing_it(storage: Storage, connection_string: str) -> None:
    """The next page tries again."""
    other, put = open_another_instance(storage, connection_string), type(storage.photos).put
    count = 0

    def write_first(*arguments: object, **named: object) -> Blob:
        nonlocal count
        count += 1
        if arguments[0] is storage.photos:
            update_catalog(other, read_state(other), {"": make_entry(count)})
        return put(*arguments, **named)  # type: ignore[arg-type]  # passed on unchanged

    state = read_state(storage)
    with patch.object(type(storage.photos), "put", write_first):
        assert update_catalog(storage, state, {"a/": make_entry(5)}) is None
