"""The traces that broke the first draft of the index's protocol, and what deleting the index costs."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from azure.storage.blob import ContainerClient
from support.index_oracle import find_differences, list_all, list_marks, list_truth
from support.index_photos import facts
from support.simulated_service import Killed, Process, Simulation, simulate

from gallery.library.index import opening
from gallery.library.index import state as state_module
from gallery.library.index.caches import SizedCache
from gallery.library.index.plan import MAX_LISTED
from gallery.library.index.state import CATALOG, KEPT_FOR, MARGIN, YEARS, read_state
from gallery.library.index.upkeep import Upkeep
from gallery.library.moves import move_to_album
from gallery.library.timeline import open_timeline
from gallery.storage import listing
from gallery.storage.account import Storage
from gallery.storage.folder_marks import DIRTY, FRESH, INDEX, mark_name
from gallery.storage.properties import Content, md5_of

SETTLED = MARGIN + 2
"""Seconds after which a listing is known to have seen a change."""

MANY = 30
"""Albums: more than a page lists."""


@dataclass
class Bench:
    """Two instances, another tool, and their clock."""

    simulation: Simulation
    process: Process
    first: Storage
    second: Storage
    tool: ContainerClient

    def add(self, name: str, taken: str = "2026-09-12") -> None:
        """Add a photo through the first instance."""
        self.first.photos.create(name, name.encode(), "image/jpeg", facts(taken))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.simulation.clock.advance(seconds)

    def show(self, *, is_owner: bool = False) -> tuple[list[str], bool]:
        """Return what the second instance shows, and whether it says that it's updating."""
        opened = open_timeline(self.second, is_owner=is_owner)
        names = [photo.name for photo in opened.older_than(None)]
        assert len(names) == sum(month.count for month in opened.months())
        return names, opened.is_updating

    def expect_all(self) -> None:
        """Check that a page shows exactly what is there."""
        assert self.show() == ([name for name, _ in list_truth(self.tool).photos], False)

    def delete(self, prefix: str) -> None:
        """Delete blobs with the other tool."""
        for name in list(self.tool.list_blob_names(name_starts_with=prefix)):
            self.tool.delete_blob(name)

    def settle(self) -> None:
        """View pages until the index is complete."""
        for _ in range(3):
            self.wait(SETTLED)
            self.expect_all()
        assert not find_differences(self.second, list_truth(self.tool))


@pytest.fixture
def bench(connection_string: str) -> Iterator[Bench]:
    with simulate(connection_string) as simulation:
        process, first = simulation.start_process()
        first.photos.create_container()
        yield Bench(simulation, process, first, simulation.start_process()[1], simulation.open_tool())


@pytest.fixture
def library(bench: Bench) -> Bench:
    """Many albums with one photo each, all of them in the index."""
    for number in range(MANY):
        bench.tool.upload_blob(f"{number:02}/{number}.jpg", b"%d" % number, metadata=facts("2026-09-12"))
    bench.settle()
    return bench


def test_a_mark_stays_as_long_as_a_request_may_use_an_older_catalog(bench: Bench) -> None:
    """Deleted earlier, it would be missing when such a request writes what it has listed before the change."""
    bench.add("Rome/a.jpg")
    bench.settle()
    for _ in range(5):
        bench.wait(100)
        bench.expect_all()
        assert list_marks(bench.tool) == [mark_name("Rome/")]
    for _ in range(4):
        bench.wait(KEPT_FOR / 4)
        bench.expect_all()
    assert list_marks(bench.tool) == []


def test_an_old_listing_that_is_written_after_a_change_hides_nothing(bench: Bench) -> None:
    """Even if the catalog is deleted meanwhile, so that there's no later entry."""
    bench.add("Rome/a.jpg")
    bench.settle()
    bench.wait(100)
    process, slow = bench.simulation.start_process()

    def change() -> None:
        bench.add("Rome/b.jpg")
        bench.wait(SETTLED)
        bench.expect_all()
        bench.delete(CATALOG)

    process.watched[f"PUT /devstoreaccount1/{slow.photos.container_name}/{CATALOG}"] = change
    open_timeline(slow, is_owner=True)
    bench.wait(61)
    open_timeline(slow, is_owner=True)
    assert not process.watched
    for _ in range(3):
        bench.expect_all()
        bench.wait(SETTLED)


def test_marks_are_read_before_the_catalog(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog that was read first could lack a change whose mark has been deleted by the time marks are read."""
    bench.add("Rome/a.jpg")
    bench.settle()
    process, late = bench.simulation.start_process()
    monkeypatch.setattr(state_module, "_catalogs", SizedCache(4))

    def change() -> None:
        bench.add("Rome/b.jpg")
        for _ in range(4):
            bench.wait(KEPT_FOR / 2)
            bench.show()
        assert list_marks(bench.tool) == []

    process.watched[f"GET /devstoreaccount1/{late.photos.container_name}/{CATALOG}"] = change
    state = read_state(late)
    calls = [url for url in process.urls if url.startswith("GET")]
    assert "comp=list" in calls[0]
    assert not process.watched
    assert state.catalog.folders["Rome/"].photos == 2


def test_moves_between_more_folders_than_a_page_lists(library: Bench) -> None:
    """A page shows each photo once, or says that it's updating and leaves out what may have moved."""
    for number in range(0, MANY, 2):
        move_to_album(library.first, f"{number:02}/{number}.jpg", f"{number + 1:02}")
    names, is_updating = library.show()
    assert is_updating
    files = [name.rpartition("/")[2] for name in names]
    assert len(files) == len(set(files))
    assert set(names) <= {name for name, _ in list_truth(library.tool).photos}
    library.wait(SETTLED)
    for _ in range(3):
        library.show()
    library.expect_all()
    library.settle()


@pytest.fixture
def short_scans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scans that a request can't finish, and no luck with folders in turn, as in a large library."""
    monkeypatch.setattr(opening, "RECHECKED", 0)
    monkeypatch.setattr(listing, "PAGE", 1)
    monkeypatch.setattr(opening, "SCAN_SECONDS", 0)


@pytest.mark.usefixtures("short_scans")
@pytest.mark.parametrize("stall", [0, FRESH + 1])
@pytest.mark.parametrize("wait", [0, 10, SETTLED])
def test_marks_are_deleted_while_a_change_is_under_way(bench: Bench, stall: float, wait: float) -> None:
    """The mark of all folders stands in for them."""
    bench.add("Rome/a.jpg")
    bench.settle()
    bench.wait(FRESH + 1)

    def delete_marks() -> None:
        bench.delete(DIRTY)
        bench.show()
        bench.wait(stall)

    bench.process.watched["Rome/b.jpg"] = delete_marks
    bench.add("Rome/b.jpg")
    bench.wait(wait)
    bench.expect_all()
    bench.settle()


@pytest.mark.usefixtures("short_scans")
def test_marks_are_deleted_between_changes_that_one_mark_covers(bench: Bench) -> None:
    """A process doesn't notice that its mark is gone, and doesn't send another one for twenty seconds."""
    bench.add("Rome/a.jpg")
    bench.settle()
    bench.add("Rome/b.jpg")
    bench.delete(DIRTY)
    bench.show()
    bench.wait(FRESH - 2)
    bench.add("Rome/c.jpg")
    assert list_marks(bench.tool) == []
    for wait in (0, MARGIN - FRESH, 3, SETTLED):
        bench.wait(wait)
        bench.expect_all()


def die_after_delete(process: Process) -> None:
    process.watched["DELETE"] = process.die_after_request


def die_before_delete(process: Process) -> None:
    process.watched["DELETE"] = process.die


@pytest.mark.parametrize("die", [die_after_delete, die_before_delete])
@pytest.mark.parametrize("last_mark", [None, FRESH - 1])
@pytest.mark.parametrize("wait", [0, SETTLED, 700])
def test_a_mover_dies_around_its_delete(
    bench: Bench, die: Callable[[Process], None], last_mark: float | None, wait: float
) -> None:
    """The photo shows once: where it was until its deletion, and where it goes from then on."""
    bench.add("Rome/a.jpg")
    bench.add("Oslo/b.jpg")
    bench.settle()
    bench.wait(FRESH + 1)
    if last_mark:
        bench.add("Rome/c.jpg")
        bench.add("Oslo/c.jpg")
        bench.wait(last_mark)
    die(bench.process)
    with pytest.raises(Killed):
        move_to_album(bench.first, "Rome/a.jpg", "Oslo")
    bench.wait(wait)
    bench.expect_all()
    bench.wait(700)  # Until then, the move may still be completed, so what it leaves behind isn't recorded.
    bench.settle()
    moved = {"Oslo/a.jpg"} if die is die_after_delete else {"Rome/a.jpg"}
    assert {name for name, _ in list_truth(bench.tool).photos if name.endswith("/a.jpg")} == moved


def test_a_refresh_finds_what_another_tool_has_just_done(library: Bench) -> None:
    """In folders that were listed a minute ago, without viewing a page for each."""
    library.wait(61)
    library.tool.delete_blob("07/7.jpg")
    library.tool.upload_blob("20/new.jpg", b"new", metadata=facts("2019-07-01"))
    library.tool.upload_blob("29/29.jpg", b"overwritten", overwrite=True, metadata=facts("2025-01-05"))
    assert Upkeep(library.second, read_state(library.second), time.monotonic() + 60).list_oldest()
    assert not find_differences(library.second, list_truth(library.tool))
    library.expect_all()


def test_changes_by_other_tools_in_known_folders_appear(library: Bench) -> None:
    """Within as many pages as it takes to list all folders, two on each."""
    library.tool.upload_blob("07/new.jpg", b"new", metadata=facts("2001-01-01"))
    library.tool.upload_blob("23/23.jpg", b"other", overwrite=True, metadata=facts("1999-12-31"))
    library.tool.delete_blob("28/28.jpg")
    library.wait(61)
    for _ in range(MANY // 2 + 3):
        library.show()
        library.wait(5)
    library.expect_all()
    library.settle()


@pytest.mark.parametrize("pattern", ["{:02}/{}.jpg", "20{:02}/01/01/{}.jpg"])
def test_a_page_leaves_out_what_may_have_changed_beyond_its_limit(bench: Bench, pattern: str) -> None:
    """Visitors don't see it, because it may have been deleted; the owner sees what the index says. Both are told."""
    library, gone = bench, {pattern.format(number, number) for number in range(20)}
    for name in gone:
        library.tool.upload_blob(name, name.encode(), metadata=facts("2026-09-12"))
    library.tool.upload_blob("Stays/a.jpg", b"a", metadata=facts("2026-09-12"))
    library.settle()
    library.wait(700)
    for name in gone:
        library.first.photos.delete(library.first.photos.get_properties(name))
    names, is_updating = library.show()
    assert is_updating
    assert not gone & set(names)
    names, is_updating = library.show(is_owner=True)
    assert is_updating
    assert len(gone & set(names)) <= 20 - MAX_LISTED
    library.wait(SETTLED)
    library.show()
    library.show()
    library.expect_all()


def put_text(storage: Storage, name: str, data: bytes) -> None:
    storage.photos.put(name, Content(data, "text/plain", md5_of(data)), {})


def test_a_private_year_is_hidden_from_visitors_while_its_folder_is_left_out(bench: Bench) -> None:
    """Its settings are in a folder of their own, which may have changed, so they aren't known at that moment."""
    library = bench
    for number in range(20):
        library.add(f"{number:02}/a.jpg", "2026-09-12")
    library.add("2025/01/02/a.jpg", "2025-01-02")
    library.add("2024/05/06/private.jpg", "2024-05-06")
    library.settle()
    put_text(library.first, "2024/.album.json", b'{"visible": "owner"}')
    for wait in (SETTLED, 10, 700):
        library.wait(wait)
        assert "2024/05/06/private.jpg" not in library.show()[0]
    put_text(library.first, "2024/notes.txt", b"x")
    for number in range(20):
        library.wait(2)
        library.first.photos.delete(library.first.photos.get_properties(f"{number:02}/a.jpg"))
    names, is_updating = library.show()
    assert is_updating
    assert "2024/05/06/private.jpg" not in names


@pytest.mark.parametrize("prefix", [INDEX, DIRTY, CATALOG, YEARS])
def test_deleting_the_index_costs_a_scan_and_nothing_else(library: Bench, prefix: str) -> None:
    """Every page shows everything. Photos aren't read or written, and half a minute later pages cost what they did."""
    process, storage = library.simulation.start_process()

    def view() -> list[str]:
        process.urls.clear()
        opened = open_timeline(storage, is_owner=False)
        names = [photo.name for photo in opened.older_than(None)]
        assert names == [name for name, _ in list_truth(library.tool).photos]
        assert not opened.is_updating
        return [
            url.partition("?")[0].removeprefix(f"GET /devstoreaccount1/{storage.photos.container_name}")
            if "comp=list" not in url
            else "list"
            for url in process.urls
        ]

    library.wait(700)
    view()
    usual = view()
    photos = {blob.name: blob.etag for blob in list_all(library.tool) if not blob.name.startswith(INDEX)}
    library.delete(prefix)
    written = []
    for wait in (0, 5, 20, 10, 61, 10):
        library.wait(wait)
        written += [call for call in view() if call != "list"]
    assert all(INDEX in call for call in written)
    assert {blob.name: blob.etag for blob in list_all(library.tool) if not blob.name.startswith(INDEX)} == photos
    assert len(view()) <= len(usual) + 1
    assert not find_differences(library.second, list_truth(library.tool))


def test_a_deleted_year_file_is_written_again(library: Bench) -> None:
    """By pages that say that they're updating, and show no photo twice."""
    library.add("Old/a.jpg", "2019-07-01")
    library.settle()
    library.wait(700)
    library.delete(f"{YEARS}2026")
    for _ in range(MANY):
        names, is_updating = library.show()
        assert len(names) == len(set(names))
        library.wait(5)
        if not is_updating:
            break
    library.settle()
