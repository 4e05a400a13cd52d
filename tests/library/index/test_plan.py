"""The plan of a page: what may have changed comes first, then what it shows, then folders in turn."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from support.index_photos import CREATED, make_entry

from gallery.library.index import plan
from gallery.library.index.catalog import Catalog
from gallery.library.index.plan import MAX_LISTED, RECHECKED, plan_listing
from gallery.library.index.state import KEPT_FOR, MARGIN, IndexState
from gallery.model.blobs import Blob
from gallery.model.folders import ROOT

NOW = 10_000.0
NAMES = [f"{number:02}/" for number in range(20)]


def make_mark(at: float) -> Blob:
    return Blob("mark", 0, "1", None, "", CREATED, {}, datetime.fromtimestamp(at, UTC))


def make_state(listed: dict[str, float], marks: dict[str, float]) -> IndexState:
    """Return a state with folders that were listed and marked at these times."""
    folders = {folder: make_entry(at) for folder, at in {ROOT: NOW, **listed}.items()}
    return IndexState(Catalog(folders), {folder: make_mark(at) for folder, at in marks.items()}, 0)


TIMES = st.integers(1, 20).map(lambda number: NOW - 100 * number)
STATES = st.builds(
    make_state,
    st.dictionaries(st.sampled_from(NAMES), TIMES),
    st.dictionaries(st.sampled_from(NAMES), TIMES),
)


@given(
    STATES, st.lists(st.sampled_from(NAMES), unique=True), st.sets(st.sampled_from(NAMES)), st.integers(0, RECHECKED)
)
def test_a_changed_folder_is_listed_or_left_out(
    state: IndexState, shown: list[str], listed: set[str], rechecked: int
) -> None:
    """Never forgotten, and never more of them than a page may list. No folder is listed twice."""
    planned = plan_listing(state, listed, shown, rechecked)
    changed = {*state.changed_folders(), *state.catalog.sums.unknown_children} - listed
    assert changed <= {*planned.folders, *planned.left_out}
    assert len(planned.folders) == len(set(planned.folders))
    assert not listed & set(planned.folders)
    assert not set(planned.folders) & set(planned.left_out)
    assert len(planned.folders) <= MAX_LISTED + rechecked
    assert set(planned.left_out) <= changed
    assert not planned.left_out or changed >= set(planned.folders[:MAX_LISTED])


def test_folders_that_changed_last_come_first() -> None:
    """Beyond the limit, those whose marks are oldest are left out. What's shown has to wait."""
    state = make_state({}, {name: NOW + number for number, name in enumerate(NAMES)})
    planned = plan_listing(state, [], ["x/"], 0)
    assert planned.folders == NAMES[::-1][:MAX_LISTED]
    assert planned.left_out == NAMES[::-1][MAX_LISTED:]


def test_shown_folders_fill_the_space_that_changed_ones_leave() -> None:
    state = make_state(dict.fromkeys(NAMES, NOW), {"a/": NOW})
    planned = plan_listing(state, [], NAMES, 0)
    assert planned.folders == ["a/", *NAMES[: MAX_LISTED - 1]]
    assert planned.left_out == []


def test_folders_take_turns_by_the_time_they_were_listed() -> None:
    """Other tools don't mark what they change."""
    state = make_state({name: NOW + number for number, name in enumerate(NAMES)}, {})
    assert plan_listing(state, [ROOT, NAMES[0]], [NAMES[1]], 2).folders == NAMES[1:4]


def test_a_folder_whose_mark_is_about_to_be_deleted_comes_before_its_turn() -> None:
    """Otherwise its mark would stay until its turn comes."""
    marked = NOW - KEPT_FOR
    state = make_state(dict.fromkeys(NAMES, marked), {"19/": marked - MARGIN - 1})
    assert not state.changed_folders()
    assert plan_listing(state, [ROOT], [], 1).folders == ["19/"]


def test_a_large_folder_is_not_listed_in_turn() -> None:
    """It could cost several requests; a scan finds its changes."""
    photos = {f"{number}.jpg": "2026-01-01" for number in range(plan.MAX_RECHECKED_PHOTOS + 1)}
    state = IndexState(Catalog({ROOT: make_entry(NOW, photos), "a/": make_entry(NOW + 1)}), {}, 0)
    assert plan_listing(state, [], [], 1).folders == ["a/"]


def test_children_that_nobody_has_listed_are_listed() -> None:
    state = IndexState(Catalog({ROOT: make_entry(NOW, children=("a/", "b/"))}), {}, 0)
    assert plan_listing(state, ["a/"], [], 0).folders == ["b/"]


def test_without_the_root_in_the_index_the_root_is_listed() -> None:
    """All other folders are found from there, whatever page is the first one after the index was deleted."""
    assert plan_listing(IndexState(Catalog()), [], [], 0).folders == [ROOT]
    state = replace(make_state({}, {}), catalog=Catalog({"a/": make_entry(NOW)}))
    assert plan_listing(state, [ROOT], [], 0).folders == []
