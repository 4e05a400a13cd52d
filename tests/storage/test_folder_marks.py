"""Dirty marks: every write of a visible blob is announced before it happens, and again if it takes long."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from support.simulated_service import Clock, Process, simulate

from gallery.errors import StorageUnavailable
from gallery.model.blobs import Blob
from gallery.storage import folder_marks
from gallery.storage.account import Storage
from gallery.storage.folder_marks import DIRTY, FOLDER_KEY, FRESH, FolderMarks, mark_name, marked_folder
from gallery.storage.properties import Content, md5_of

NAME = "Rome/a.jpg"
WRITES: dict[str, Callable[[Storage, Blob], object]] = {
    "create": lambda storage, _: storage.photos.create("Rome/new.jpg", b"x", "image/jpeg", {}),
    "put": lambda storage, _: storage.photos.put("Rome/new.jpg", Content(b"x", "", md5_of(b"x")), {}),
    "replace": lambda storage, blob: storage.photos.put(NAME, Content(b"y", "", md5_of(b"y")), {}, replaces=blob),
    "set properties": lambda storage, blob: storage.photos.set_properties(blob, {"a": "b"}, "image/png", md5_of(b"x")),
    "update metadata": lambda storage, blob: storage.photos.update_metadata(blob, {"a": "b"}),
    "copy": lambda storage, blob: storage.photos.copy(blob, "Rome/copy.jpg", {}),
    "complete a move": lambda storage, blob: storage.photos.clear_moved_from(blob),
    "delete": lambda storage, blob: storage.photos.delete(blob),
}
"""Every way to change a photo."""


class FakeTime:
    """Stands for the module `time`. Machines sleep, and clocks are set."""

    def __init__(self) -> None:
        self.monotonic_now = self.wall_now = 1_000.0

    def monotonic(self) -> float:
        return self.monotonic_now

    def time(self) -> float:
        return self.wall_now


@pytest.fixture
def fake_time(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    fake = FakeTime()
    monkeypatch.setattr(folder_marks, "time", fake)
    return fake


def record_marks() -> tuple[FolderMarks, list[str]]:
    """Return marks, and the folders that they are written for."""
    written: list[str] = []
    return FolderMarks(lambda _, metadata: written.append(marked_folder(metadata))), written


def writes_in(process: Process) -> list[str]:
    """Return what was written: `mark` or `blob`."""
    calls = [url for url in process.urls if not url.startswith(("GET", "HEAD"))]
    return ["mark" if DIRTY in url else "blob" for url in calls]


@pytest.mark.parametrize("write", list(WRITES))
def test_every_write_is_preceded_by_a_mark(connection_string: str, write: str) -> None:
    """Also in a process that has never marked this folder before."""
    with simulate(connection_string) as simulation:
        _, other = simulation.start_process()
        blob = other.photos.create(NAME, b"x", "image/jpeg", {})
        process, storage = simulation.start_process()
        WRITES[write](storage, blob)
        assert writes_in(process)[:2] == ["mark", "blob"]
        assert writes_in(process).count("mark") == 1


@pytest.mark.parametrize("write", list(WRITES))
def test_without_a_mark_nothing_is_written(connection_string: str, write: str) -> None:
    """If the mark can't be written, the change doesn't happen: nobody would notice it."""
    with simulate(connection_string) as simulation:
        process, storage = simulation.start_process()
        blob = storage.photos.create(NAME, b"x", "image/jpeg", {})
        simulation.clock.advance(FRESH + 1)
        process.urls.clear()
        storage.photos.marks = FolderMarks(_refuse)
        if write == "complete a move":
            WRITES[write](storage, blob)
        else:
            with pytest.raises(StorageUnavailable):
                WRITES[write](storage, blob)
        assert writes_in(process) == []


def _refuse(*_: object) -> None:
    raise StorageUnavailable("No.")


@pytest.mark.parametrize("name", [".trash/Rome/a.jpg", ".gallery/x", "Rome/.thumbs/a.jpg", "@eaDir/a.jpg"])
def test_hidden_names_are_not_marked(connection_string: str, name: str) -> None:
    """No page shows them."""
    with simulate(connection_string) as simulation:
        process, storage = simulation.start_process()
        storage.photos.create(name, b"x", "", {})
        assert "mark" not in writes_in(process)


def test_previews_are_not_marked(connection_string: str) -> None:
    with simulate(connection_string) as simulation:
        process, storage = simulation.start_process()
        storage.previews.create("a.jpg", b"x", "", {})
        assert "mark" not in writes_in(process)


@pytest.mark.parametrize(
    ("name", "folder"),
    [("a.jpg", ""), (NAME, "Rome/"), ("2026/09/12/a.jpg", "2026/09/"), ("Ünter/ #%?/a.jpg", "Ünter/ #%?/")],
)
def test_a_mark_names_the_folder_that_the_index_lists(storage: Storage, name: str, folder: str) -> None:
    """Whatever characters it has."""
    storage.photos.create(name, b"x", "", {})
    mark = storage.photos.get_properties(mark_name(folder))
    assert (marked_folder(mark.metadata), mark.length) == (folder, 0)


def test_one_mark_covers_the_changes_of_twenty_seconds(fake_time: FakeTime) -> None:
    """Of one folder. Another folder has its own."""
    marks, written = record_marks()
    for _ in range(4):
        with marks.mark(NAME):
            pass
        fake_time.monotonic_now += FRESH / 4
        fake_time.wall_now += FRESH / 4
    assert written == ["Rome/"]
    with marks.mark("Oslo/a.jpg", "Rome/b.jpg"):
        pass
    assert written == ["Rome/", "Oslo/"]
    fake_time.monotonic_now += 1
    with marks.mark(NAME):
        pass
    assert written == ["Rome/", "Oslo/", "Rome/"]


@pytest.mark.parametrize("clock", ["monotonic_now", "wall_now"])
@pytest.mark.parametrize("seconds", [FRESH + 1, -FRESH - 1])
def test_whichever_clock_shows_that_time_has_passed_counts(fake_time: FakeTime, clock: str, seconds: float) -> None:
    """The monotonic clock may stop while a laptop sleeps, and the other one may be set, also back."""
    marks, written = record_marks()
    with marks.mark(NAME):
        pass
    setattr(fake_time, clock, getattr(fake_time, clock) + seconds)
    with marks.mark(NAME):
        pass
    assert len(written) == (1 if clock == "monotonic_now" and seconds < 0 else 2)


def test_a_change_that_took_long_is_marked_again_before_the_response(fake_time: FakeTime) -> None:
    marks, written = record_marks()
    with marks.mark(NAME):
        fake_time.monotonic_now += FRESH + 1
    assert written == ["Rome/", "Rome/"]


def test_a_change_that_failed_late_is_marked_again(fake_time: FakeTime) -> None:
    """Its response may have been lost."""
    marks, written = record_marks()
    with pytest.raises(StorageUnavailable):
        _fail_late(marks, fake_time)
    assert written == ["Rome/", "Rome/"]


def _fail_late(marks: FolderMarks, fake_time: FakeTime) -> None:
    with marks.mark(NAME):
        fake_time.monotonic_now += FRESH + 1
        raise StorageUnavailable("No.")


def test_a_late_change_that_cannot_be_marked_again_is_not_acknowledged(fake_time: FakeTime) -> None:
    outcomes: list[Exception | None] = [None, StorageUnavailable("No.")]

    def write(*_: object) -> None:
        if error := outcomes.pop(0):
            raise error

    with pytest.raises(StorageUnavailable), FolderMarks(write).mark(NAME):
        fake_time.monotonic_now += FRESH + 1


def test_a_mark_counts_from_the_moment_it_was_sent(fake_time: FakeTime) -> None:
    """The service may have written it at once, and only its response may have been slow."""
    written: list[str] = []

    def write_slowly(name: str, _: object) -> None:
        written.append(name)
        fake_time.monotonic_now += FRESH - 5

    marks = FolderMarks(write_slowly)
    with marks.mark(NAME):
        fake_time.monotonic_now += 6
    assert len(written) == 2


def test_a_mark_that_could_not_be_written_does_not_count() -> None:
    """The next change tries again."""
    outcomes: list[Exception | None] = [StorageUnavailable("No."), None]
    attempts: list[str] = []

    def write(name: str, _: object) -> None:
        attempts.append(name)
        if error := outcomes[len(attempts) - 1]:
            raise error

    marks = FolderMarks(write)
    with pytest.raises(StorageUnavailable), marks.mark(NAME):
        raise AssertionError
    with marks.mark(NAME):
        pass
    assert len(attempts) == 2


def test_concurrent_changes_of_a_folder_send_one_mark_and_wait_for_it(connection_string: str) -> None:
    """None of them is written before the mark is there."""
    with simulate(connection_string) as simulation:
        process, storage = simulation.start_process()
        storage.photos.create_container()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: storage.photos.create(f"Rome/{number}.jpg", b"x", "", {}), range(8)))
        assert writes_in(process)[1:] == ["mark", *["blob"] * 8]


def test_another_process_marks_the_folder_again(connection_string: str) -> None:
    """The first one's mark may have been deleted."""
    with simulate(connection_string) as simulation:
        for number in range(2):
            process, storage = simulation.start_process()
            storage.photos.create(f"Rome/{number}.jpg", b"x", "", {})
            assert "mark" in writes_in(process)


def test_the_time_of_a_mark_is_when_it_was_last_sent(connection_string: str) -> None:
    """By the service's clock."""
    with simulate(connection_string) as simulation:
        _, storage = simulation.start_process()
        for _ in range(3):
            simulation.clock.advance(FRESH + 1)
            before = simulation.clock.now
            storage.photos.create(f"Rome/{before}.jpg", b"x", "", {})
            mark = storage.photos.get_properties(mark_name("Rome/"))
            assert mark.last_modified >= datetime.fromtimestamp(int(before), UTC)


@pytest.mark.parametrize("metadata", [{}, {FOLDER_KEY: "Rome/"}, {FOLDER_KEY: "//8="}, {FOLDER_KEY: "YQ"}])
def test_a_mark_that_names_no_folder_is_rejected(metadata: dict[str, str]) -> None:
    """Another tool wrote it."""
    with pytest.raises(ValueError, match=r"."):
        marked_folder(metadata)


def test_the_longest_folder_fits_into_a_mark(storage: Storage) -> None:
    """Names have up to 1,024 characters, which percent-encoding could make too long for a blob's metadata."""
    folder = "/".join(["ü" * 200] * 5) + "/"
    storage.photos.create(f"{folder}a.jpg", b"x", "", {})
    assert marked_folder(storage.photos.get_properties(mark_name(folder)).metadata) == folder


def test_the_clock_of_a_simulation_only_moves_when_told(connection_string: str) -> None:
    """And with each request, so that tests can rely on it."""
    with simulate(connection_string) as simulation:
        _, storage = simulation.start_process()
        clock: Clock = simulation.clock
        created = storage.photos.create("a.jpg", b"x", "", {})
        clock.advance(1_000)
        listed = storage.photos.list_folder("").blobs[0]
        assert listed.last_modified == created.last_modified
        assert 999 <= listed.age.total_seconds() <= 1_002
