"""Recording: what a request writes into the index, in which order, and what it leaves for later."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from azure.storage.blob import ContainerClient
from support.index_oracle import find_differences, list_truth, read_rows
from support.index_photos import facts
from support.simulated_service import Killed, Process, Simulation, simulate

from gallery.errors import StorageUnavailable
from gallery.library.index import opening, plan, recording
from gallery.library.index.listed_folders import list_index_folder
from gallery.library.index.opening import open_index
from gallery.library.index.recording import record, record_rows
from gallery.library.index.state import CATALOG, KEPT_FOR, MARGIN, YEARS, read_state
from gallery.library.index.touches import touches_of
from gallery.library.storing import RESERVED, TOKEN, WAITS_FOR
from gallery.library.timeline import open_timeline
from gallery.model.folders import ROOT
from gallery.storage import listing
from gallery.storage.account import Storage
from gallery.storage.folder_marks import INDEX

SETTLED = MARGIN + 2


@dataclass
class Bench:
    """A process of the gallery, and another tool."""

    simulation: Simulation
    process: Process
    storage: Storage
    tool: ContainerClient

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.simulation.clock.advance(seconds)

    def add(self, name: str, taken: str = "2026-09-12") -> None:
        """Add a photo."""
        self.storage.photos.create(name, name.encode(), "image/jpeg", facts(taken))

    def view(self) -> list[str]:
        """View the timeline; return what was written for it, as the last part of each name."""
        self.process.urls.clear()
        list(open_timeline(self.storage, is_owner=True).older_than(None))
        writes = [url.partition("?")[0] for url in self.process.urls if url.startswith(("PUT", "DELETE"))]
        return [url.rpartition("/")[2] for url in writes]

    def listed(self, folder: str) -> float:
        """Return when a folder was listed, as the catalog says."""
        return read_state(self.storage).catalog.folders[folder].listed


@pytest.fixture
def bench(connection_string: str) -> Iterator[Bench]:
    """A library with two albums, whose index is complete."""
    with simulate(connection_string) as simulation:
        bench = Bench(simulation, *simulation.start_process(), simulation.open_tool())
        for name in ("Rome/a.jpg", "Oslo/b.jpg"):
            bench.add(name)
        for _ in range(3):
            bench.view()
            bench.wait(SETTLED)
        yield bench


def test_a_change_is_written_once_a_listing_is_sure_to_have_seen_it(bench: Bench) -> None:
    """Until then pages list its folder anyway. The catalog is written before the year file."""
    bench.add("Rome/c.jpg")
    for wait in (0, MARGIN - 5):
        bench.wait(wait)
        assert "2026" not in bench.view()
        assert read_state(bench.storage).catalog.folders["Rome/"].photos == 1
    bench.wait(7)
    assert list(dict.fromkeys(bench.view())) == ["folders.json.gz", "2026"]
    assert [row.name for row in read_rows(bench.storage, "2026")] == ["Rome/c.jpg", "Rome/a.jpg", "Oslo/b.jpg"]


def test_a_folder_that_the_catalog_lacks_is_written_at_once(bench: Bench) -> None:
    """So the next page needn't look for it. It still counts as changed."""
    bench.add("Bern/c.jpg")
    assert "folders.json.gz" in bench.view()
    state = read_state(bench.storage)
    assert state.catalog.folders["Bern/"].photos == 1
    assert state.changed_folders() == ["Bern/"]


def test_a_mark_without_a_change_is_settled_by_one_listing(bench: Bench) -> None:
    """For example of an upload that failed: otherwise pages would list the folder again and again."""
    bench.wait(100)
    with pytest.raises(StorageUnavailable), bench.storage.photos.marks.mark("Rome/x.jpg"):
        raise StorageUnavailable("No.")
    bench.wait(SETTLED)
    assert read_state(bench.storage).changed_folders() == ["Rome/"]
    bench.view()
    assert read_state(bench.storage).changed_folders() == []


def test_the_time_of_a_listing_without_news_is_written_once_a_minute(bench: Bench) -> None:
    """So every folder gets its turn, and few pages write."""
    bench.wait(recording.TOUCHED_AFTER * 2)
    before = bench.listed("Rome/")
    written = []
    for _ in range(20):
        written += bench.view()
        bench.wait(10)
    assert bench.listed("Rome/") > before
    assert set(written) == {"folders.json.gz"}
    assert len(written) <= 4


@pytest.mark.parametrize("age", [0, 500, 700])
@pytest.mark.parametrize("metadata", [{WAITS_FOR: "0"}, {TOKEN: "0", WAITS_FOR: "0"}])
def test_a_folder_with_an_upload_under_way_is_shown_but_not_written(
    bench: Bench, age: float, metadata: dict[str, str]
) -> None:
    """For ten minutes: after that, the upload is abandoned."""
    bench.wait(100)
    bench.storage.photos.put("Rome/x.jpg", RESERVED, metadata)
    bench.add("Rome/c.jpg")
    bench.wait(max(age, SETTLED))
    opened = open_timeline(bench.storage, is_owner=True)
    assert "Rome/c.jpg" in [photo.name for photo in opened.older_than(None)]
    bench.view()
    assert (read_state(bench.storage).catalog.folders["Rome/"].photos == 2) == (age == 700)


def test_a_request_that_dies_between_catalog_and_year_file_is_completed_by_the_next(bench: Bench) -> None:
    """Its digests differ, so readers list the folder and write its rows."""
    bench.add("Rome/c.jpg", "2024-05-05")
    bench.add("Rome/d.jpg")
    bench.wait(SETTLED)
    bench.process.watched[YEARS] = bench.process.die
    with pytest.raises(Killed):
        bench.view()
    storage = bench.simulation.start_process()[1]
    truth = list_truth(bench.tool)
    opened = open_timeline(storage, is_owner=False)
    assert [photo.name for photo in opened.older_than(None)] == [name for name, _ in truth.photos]
    for year in ("2026", "2024"):
        list(open_index(storage, is_owner=False).year(year).older_than(None))
    assert not find_differences(storage, truth)


@pytest.mark.parametrize("text", [CATALOG, YEARS])
def test_a_page_does_not_fail_if_the_index_cannot_be_written(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """The next request tries again."""
    bench.add("Rome/c.jpg")
    bench.wait(SETTLED)

    def refuse(*_: object, **__: object) -> None:
        raise StorageUnavailable("No.")

    with monkeypatch.context() as patch:
        patch.setattr(recording, "update_catalog" if text == CATALOG else "write_year", refuse)
        opened = open_timeline(bench.storage, is_owner=True)
        assert [photo.name for photo in opened.older_than(None)] == ["Rome/c.jpg", "Rome/a.jpg", "Oslo/b.jpg"]
    bench.view()
    index = open_index(bench.storage, is_owner=True)
    assert len(list(index.year("2026").older_than(None))) == 3
    assert not find_differences(bench.storage, list_truth(bench.tool))


def test_rows_of_an_outdated_listing_are_not_written(bench: Bench) -> None:
    """Another instance has listed the folder since, and the catalog has what it found."""
    bench.wait(100)
    before = list_index_folder(bench.storage, "Rome/", None)
    state = read_state(bench.storage)
    bench.add("Rome/c.jpg")
    bench.wait(SETTLED)
    bench.view()
    rows = read_rows(bench.storage, "2026")
    record(bench.storage, state, {"Rome/": before})
    record_rows(bench.storage, state, read_state(bench.storage).catalog, "2026", {"Rome/": before})
    assert read_rows(bench.storage, "2026") == rows
    assert not find_differences(bench.storage, list_truth(bench.tool))


def test_postponed_times_do_not_bring_back_what_a_deleted_catalog_had(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was idle for an hour may remember listings from before changes whose marks are gone by now."""
    while touches_of(bench.storage.photos).is_empty:
        bench.wait(100)
        bench.view()
    other = bench.simulation.start_process()[1]
    other.photos.create("Rome/new.jpg", b"new", "image/jpeg", facts("2026-10-10"))
    for _ in range(6):
        bench.wait(KEPT_FOR / 3)
        list(open_timeline(other, is_owner=True).older_than(None))
    bench.tool.delete_blob(CATALOG)
    for module in (opening, plan):
        monkeypatch.setattr(module, "MAX_LISTED", 0)
        monkeypatch.setattr(module, "RECHECKED", 0)
    monkeypatch.setattr(listing, "PAGE", 1)
    monkeypatch.setattr(opening, "SCAN_SECONDS", 0)
    deleted_at = bench.simulation.clock.now
    for _ in range(3):
        open_index(bench.storage, is_owner=True, listed=[ROOT])
        bench.wait(61)
        for folder, entry in read_state(bench.storage).catalog.folders.items():
            assert entry.listed >= int(deleted_at), folder


def test_the_index_contains_nothing_but_marks_catalog_and_years(bench: Bench) -> None:
    """All of it may be deleted."""
    names = [name.removeprefix(INDEX) for name in bench.tool.list_blob_names(name_starts_with=INDEX)]
    assert {name.partition("/")[0] for name in names} == {"dirty", "folders.json.gz", "years"}


def test_a_folder_with_an_abandoned_upload_is_parsed_even_if_nothing_has_changed(bench: Bench) -> None:
    """Its names and ETags alone don't show the upload, which a refresh deletes."""
    bench.storage.photos.put("Rome/new.jpg", RESERVED, {WAITS_FOR: "0" * 32})
    known = list_index_folder(bench.storage, "Rome/", None).entry
    again = list_index_folder(bench.storage, "Rome/", known)
    assert (again.is_unchanged, [blob.name for blob in again.reservations]) == (True, ["Rome/new.jpg"])
