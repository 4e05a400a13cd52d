"""Two instances and another tool change a container in any order, crash, and delete the index: pages stay true.

The periods of the protocol are the real ones. The clock is simulated, see support/simulated_service.py.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContentSettings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from support.index_oracle import Seen, Truth, find_differences, group_by_file, list_marks, list_truth
from support.simulated_service import Killed, Process, Simulation, simulate

from gallery.errors import GalleryError
from gallery.library import timeline
from gallery.library.album_settings import change_settings
from gallery.library.albums import list_albums, sort_album
from gallery.library.index import opening, plan, view, year_files, year_store
from gallery.library.index.opening import open_index
from gallery.library.index.view import IndexView
from gallery.library.moves import move_to_album
from gallery.library.previews import get_photo
from gallery.library.storing import NewPhoto, store_under_free_name
from gallery.library.timeline import list_photos_of_months, open_timeline
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.model.annotations import Annotations, SidecarCopy
from gallery.model.folders import ALBUM_FILE, ROOT, ROOT_QUERY, TRASH
from gallery.model.photos import Photo
from gallery.storage import listing
from gallery.storage.account import Storage
from gallery.storage.folder_marks import DIRTY, INDEX
from gallery.storage.properties import Content, md5_of

FOLDERS = ("", "Rome/", "Trips/", "Trips/Oslo/", "a//", "2026/09/12/", "2025/01/05/", "2026/Party/")
ALBUMS = ("", ROOT_QUERY, "Rome", "Trips", "Trips/Oslo", "2026/Party")
TAGGED = ("Rome", "Trips", "Elsewhere")
"""Albums that tags show photos in; the last one has no folder."""

TIMES = ("2026-09-12T10:00:00", "2026-09-30T23:59:59", "2025-01-05T08:00:00", "2019-07-01")
PARTS = (INDEX, DIRTY, f"{INDEX}folders", f"{INDEX}years/")
"""What is deleted of the index."""

WAITS = (1, 15, 25, 31, 61, 605)
MANY_PAGES = 60
"""More than it takes to list every folder in turn, twice."""

CRASH, CRASH_AFTER, STALL, OTHER = "crash", "crash after", "stall", "other"


@dataclass(frozen=True)
class Fault:
    """Something that happens before the request with this number."""

    kind: str
    call: int
    seconds: int
    other: int
    """Which action of the other instance comes in between."""


FAULTS = st.lists(
    st.builds(
        Fault,
        st.sampled_from((CRASH, CRASH_AFTER, STALL, OTHER, OTHER)),
        st.integers(1, 14),
        st.sampled_from((5, 25, 40)),
        st.integers(0, 99),
    ),
    max_size=2,
    unique_by=lambda fault: fault.call,
)
SOME_FAULTS = st.one_of(st.just(list[Fault]()), FAULTS)
INSTANCE = st.integers(0, 1)
PICK = st.integers(0, 99)

Action = Callable[[Storage], object]


@dataclass
class Instance:
    """One process of the gallery; another one takes its place when it dies."""

    process: Process
    storage: Storage


@dataclass(frozen=True)
class Look:
    """The container at one moment."""

    truth: Truth
    """What the viewer may see."""
    hidden: frozenset[str]
    changes: dict[str, int]
    """How often each file was changed."""
    uncertain: set[str]
    """Files of which pages needn't be right."""


@dataclass
class ShownPage:
    """What a page shows."""

    index: IndexView | None = None
    photos: list[Seen] | None = None
    months: dict[str, int] | None = None
    albums: dict[str, int] | None = None


class Machine(RuleBasedStateMachine):
    """Changes the container and views pages."""

    def __init__(self, connection: str) -> None:
        super().__init__()
        self._context = simulate(connection)
        self._simulation: Simulation = self._context.__enter__()
        self._tool = self._simulation.open_tool()
        self._tool.create_container()
        self._instances = [Instance(*self._simulation.start_process()) for _ in range(2)]
        self._count, self._changes = 0, Counter[str]()
        self._by_tools: set[str] = set()
        """Files that other tools have changed, or whose change died without a new mark."""
        self._log: list[str] = []
        self._under_way: list[str] = []
        """Files that requests are changing at this moment."""
        self._patch = pytest.MonkeyPatch()

    @initialize(
        cap=st.sampled_from((2, 4, 12)), page=st.sampled_from((3, 5_000)), member=st.sampled_from((2, 4, 4_096))
    )
    def begin(self, cap: int, page: int, member: int) -> None:
        """Use limits so small that a few photos exceed them."""
        for module in (opening, plan, view):
            self._patch.setattr(module, "MAX_LISTED", cap)
        self._patch.setattr(listing, "PAGE", page)
        self._patch.setattr(opening, "SCAN_SECONDS", 0 if page == 3 else 2)
        self._patch.setattr(year_files, "MEMBER_ROWS", member)
        self._patch.setattr(year_files, "SMALL", member // 2)
        self._patch.setattr(year_store, "FIRST_READ", 32 if page == 3 else 65_536)

    def teardown(self) -> None:
        """Check that the index becomes what the container holds."""
        try:
            self.settle()
        finally:
            self._patch.undo()
            self._context.__exit__(None, None, None)

    @rule(number=INSTANCE, folder=st.sampled_from(FOLDERS), taken=st.sampled_from(TIMES), faults=SOME_FAULTS)
    def upload(self, number: int, folder: str, taken: str, faults: list[Fault]) -> None:
        """Upload a new file."""
        file = self._new_file()
        self._change(number, file, lambda storage: _upload(storage, folder + file, taken), faults)

    @rule(number=INSTANCE, pick=PICK, album=st.sampled_from(ALBUMS), faults=SOME_FAULTS)
    def move(self, number: int, pick: int, album: str, faults: list[Fault]) -> None:
        """Move a photo into an album, to its date, or out of all folders."""
        if name := self._pick(pick):
            self._change(number, _file(name), lambda storage: move_to_album(storage, name, album), faults)

    @rule(number=INSTANCE, pick=PICK, faults=SOME_FAULTS)
    def delete(self, number: int, pick: int, faults: list[Fault]) -> None:
        """Move a photo to the trash."""
        if name := self._pick(pick):
            self._change(number, _file(name), lambda storage: move_to_trash(storage, name), faults)

    @rule(number=INSTANCE, pick=PICK, faults=SOME_FAULTS)
    def restore(self, number: int, pick: int, faults: list[Fault]) -> None:
        """Restore a photo from the trash."""
        names = sorted(self._tool.list_blob_names(name_starts_with=TRASH))
        if names:
            name = names[pick % len(names)]
            self._change(number, _file(name), lambda storage: restore_from_trash(storage, name), faults)

    @rule(number=INSTANCE, pick=PICK, taken=st.sampled_from(TIMES), faults=SOME_FAULTS)
    def edit(self, number: int, pick: int, taken: str, faults: list[Fault]) -> None:
        """Change what a photo's metadata says, as developing it does."""
        if name := self._pick(pick):
            self._change(number, _file(name), lambda storage: _edit(storage, name, taken), faults)

    @rule(number=INSTANCE, pick=PICK, albums=st.sets(st.sampled_from(TAGGED), max_size=2), faults=SOME_FAULTS)
    def tag(self, number: int, pick: int, albums: set[str], faults: list[Fault]) -> None:
        """Show a photo in other albums too, or no longer."""
        if name := self._pick(pick):
            self._change(number, _file(name), lambda storage: _tag(storage, name, albums), faults)

    @rule(number=INSTANCE, album=st.sampled_from(("Rome", "Trips")), is_public=st.booleans(), faults=SOME_FAULTS)
    def set_visibility(self, number: int, album: str, faults: list[Fault], *, is_public: bool) -> None:
        """Hide an album and those in it from visitors, or show them again."""
        self._change(number, ALBUM_FILE, lambda storage: change_settings(storage, album, is_public=is_public), faults)

    @rule(folder=st.sampled_from(FOLDERS), taken=st.sampled_from(TIMES))
    def write_with_tool(self, folder: str, taken: str) -> None:
        """Add a photo without the gallery."""
        self._write_with_tool(folder + self._new_file(), taken)

    @rule(pick=PICK, taken=st.sampled_from(TIMES))
    def overwrite_with_tool(self, pick: int, taken: str) -> None:
        """Overwrite a photo without the gallery."""
        if name := self._pick(pick):
            self._write_with_tool(name, taken)

    @rule(pick=PICK)
    def delete_with_tool(self, pick: int) -> None:
        """Delete a photo without the gallery."""
        if name := self._pick(pick):
            self._by_tools.add(_file(name))
            self._tool.delete_blob(name)

    @rule(part=st.sampled_from(PARTS))
    def wipe(self, part: str) -> None:
        """Delete a part of the index, or all of it."""
        for name in list(self._tool.list_blob_names(name_starts_with=part)):
            with suppress(ResourceNotFoundError):
                self._tool.delete_blob(name)

    @rule(seconds=st.sampled_from(WAITS))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self._simulation.clock.advance(seconds)

    @rule(number=INSTANCE, is_owner=st.booleans(), faults=SOME_FAULTS)
    def view_timeline(self, number: int, faults: list[Fault], *, is_owner: bool) -> None:
        """View all of the timeline."""
        with self._faults(number, faults):
            self._view_timeline(number, is_owner=is_owner)

    @rule(number=INSTANCE, is_owner=st.booleans(), day=st.sampled_from(TIMES), faults=SOME_FAULTS)
    def view_page(self, number: int, day: str, faults: list[Fault], *, is_owner: bool) -> None:
        """View what is older and newer than a time."""
        with self._faults(number, faults):
            self._view_page(number, day, is_owner=is_owner)

    @rule(number=INSTANCE, is_owner=st.booleans(), faults=SOME_FAULTS)
    def view_months(self, number: int, faults: list[Fault], *, is_owner: bool) -> None:
        """View some months, as scrolling does."""
        with self._faults(number, faults):
            self._view_months(number, is_owner=is_owner)

    @rule(number=INSTANCE, is_owner=st.booleans(), faults=SOME_FAULTS)
    def view_albums(self, number: int, faults: list[Fault], *, is_owner: bool) -> None:
        """View the albums and their counts."""
        with self._faults(number, faults):
            self._view_albums(number, is_owner=is_owner)

    @rule(number=INSTANCE, is_owner=st.booleans(), album=st.sampled_from(TAGGED), faults=SOME_FAULTS)
    def view_album(self, number: int, album: str, faults: list[Fault], *, is_owner: bool) -> None:
        """View an album, with the photos of other folders."""
        with self._faults(number, faults):
            self._view_album(number, album, is_owner=is_owner)

    @rule()
    def settle(self) -> None:
        """Check that pages alone make the index equal to the container, and delete the marks."""
        self._simulation.clock.advance(700)
        differences = ["not viewed yet"]
        for number in range(MANY_PAGES):
            self._simulation.clock.advance(31)
            storage = self._instances[number % 2].storage
            list(open_timeline(storage, is_owner=number % 3 == 0).older_than(None))
            _read_every_year(storage)
            differences = [*find_differences(storage, list_truth(self._tool)), *list_marks(self._tool)]
            if not differences:
                break
        assert not differences, differences
        self._by_tools.clear()
        self._view_timeline(1, is_owner=False)
        self._view_albums(0, is_owner=False)
        for album in TAGGED:
            self._view_album(1, album, is_owner=False)

    def _change(self, number: int, file: str, action: Action, faults: list[Fault]) -> None:
        """Carry out an action of the gallery. While it runs, and if it stalls and dies, pages needn't know of it."""
        self._under_way.append(file)
        self._changes[file] += 1
        try:
            with self._faults(number, faults), suppress(GalleryError):
                action(self._instances[number].storage)
            if self._instances[number].process.is_dead and any(fault.kind == STALL for fault in faults):
                self._by_tools.add(file)
        finally:
            self._under_way.remove(file)

    @contextmanager
    def _faults(self, number: int, faults: Sequence[Fault]) -> Iterator[None]:
        """Run the block with faults. If its process dies, another one takes its place."""
        instance = self._instances[number]
        instance.process.plan(dict(self._events(number, faults)))
        try:
            yield
        except Killed:
            self._log.append(f"instance {number} died")
        finally:
            instance.process.plan({})
            if instance.process.is_dead:
                self._instances[number] = Instance(*self._simulation.start_process())

    def _events(self, number: int, faults: Sequence[Fault]) -> Iterator[tuple[int, Callable[[], None]]]:
        process = self._instances[number].process
        for fault in faults:
            if fault.kind == CRASH:
                yield fault.call, process.die
            elif fault.kind == CRASH_AFTER:
                yield fault.call, process.die_after_request
            elif fault.kind == STALL:
                yield fault.call, lambda fault=fault: self._simulation.clock.advance(fault.seconds)  # type: ignore[misc]
            else:
                yield fault.call, lambda fault=fault: self._act_meanwhile(1 - number, fault)  # type: ignore[misc]

    def _act_meanwhile(self, number: int, fault: Fault) -> None:
        """Let the other instance act while a request of the first one is under way."""
        if self._instances[number].process.is_dead:
            return
        pick, taken = fault.other, TIMES[fault.other % len(TIMES)]
        actions: Sequence[Callable[[], None]] = (
            lambda: self._view_timeline(number, is_owner=False),
            lambda: self.upload(number, FOLDERS[pick % len(FOLDERS)], taken, []),
            lambda: self._view_timeline(number, is_owner=True),
            lambda: self.move(number, pick, ALBUMS[pick % len(ALBUMS)], []),
            lambda: self._view_months(number, is_owner=False),
            lambda: self.delete(number, pick, []),
            lambda: self.edit(number, pick, taken, []),
            lambda: self.wipe(PARTS[pick % len(PARTS)]),
            lambda: self.set_visibility(number, "Rome", [], is_public=pick % 2 == 0),
        )
        action = actions[fault.other % len(actions)]
        self._log.append(f"meanwhile, instance {number}: action {fault.other % len(actions)}")
        action()

    def _view_timeline(self, number: int, *, is_owner: bool) -> None:
        with self._compare(is_owner=is_owner) as page:
            opened = open_timeline(self._instances[number].storage, is_owner=is_owner)
            page.photos = _seen(opened.older_than(None))
            page.months = {month.month: month.count for month in opened.months()}

    def _view_page(self, number: int, day: str, *, is_owner: bool) -> None:
        with self._compare(is_owner=is_owner) as page:
            opened = open_timeline(self._instances[number].storage, is_owner=is_owner, cursor=day)
            older, newer = _seen(opened.older_than(day)), _seen(opened.newer_than(day))
            assert all(_cursor(photo) < day for photo in older)
            assert all(_cursor(photo) > day for photo in newer)
            page.photos = [*reversed(newer), *older]

    def _view_months(self, number: int, *, is_owner: bool) -> None:
        months = {time[:7] for time in TIMES}
        with self._compare(is_owner=is_owner) as page:
            listed = list_photos_of_months(self._instances[number].storage, months, is_owner=is_owner)
            page.photos = _seen(listed.photos)

    def _view_albums(self, number: int, *, is_owner: bool) -> None:
        with self._compare(is_owner=is_owner) as page:
            index = page.index = open_index(self._instances[number].storage, is_owner=is_owner, listed=[ROOT])
            page.albums = {album.album: album.count for album in list_albums(index) if album.count}

    def _view_album(self, number: int, album: str, *, is_owner: bool) -> None:
        with self._compare(is_owner=is_owner, album=album) as page:
            index = page.index = open_index(self._instances[number].storage, is_owner=is_owner, listed=[f"{album}/"])
            page.photos = _seen(sort_album(index, album).photos)

    @contextmanager
    def _compare(self, *, is_owner: bool, album: str = "") -> Iterator[ShownPage]:
        """Compare what a page shows with what is there."""
        page, before = ShownPage(), self._look(is_owner=is_owner, album=album)

        def open_and_keep(*arguments: Any, **named: Any) -> IndexView:
            page.index = open_index(*arguments, **named)
            return page.index

        with patch.object(timeline, "open_index", open_and_keep):
            yield page
        after = self._look(is_owner=is_owner, album=album)
        if not is_owner and (ALBUM_FILE in before.uncertain | after.uncertain or before.hidden != after.hidden):
            return
        is_complete = page.index is not None and not page.index.is_updating
        if is_complete or not is_owner:
            _check_photos(page, before, after, is_complete=is_complete)
        if is_complete and before == after and not before.uncertain:
            assert page.months in (None, after.truth.months())
            assert page.albums in (None, after.truth.albums())

    def _look(self, *, is_owner: bool, album: str = "") -> Look:
        truth = list_truth(self._tool)
        uncertain, seen = {*self._by_tools, *self._under_way}, truth if is_owner else truth.for_visitors()
        return Look(seen.of_album(album) if album else seen, truth.private, dict(self._changes), uncertain)

    def _write_with_tool(self, name: str, taken: str) -> None:
        self._by_tools.add(_file(name))
        content = ContentSettings(content_type="image/jpeg")
        self._tool.upload_blob(
            name, f"tool {self._count}", overwrite=True, metadata=_facts(taken), content_settings=content
        )

    def _new_file(self) -> str:
        self._count += 1
        return f"p{self._count}.jpg"

    def _pick(self, pick: int) -> str | None:
        names = sorted(name for name, _ in list_truth(self._tool).photos)
        return names[pick % len(names)] if names else None


def _check_photos(page: ShownPage, before: Look, after: Look, *, is_complete: bool) -> None:
    """Check a page's photos: those that didn't change meanwhile are shown once, and no deleted or hidden ones.

    A page that says that it's updating may leave some out.
    """
    if page.photos is None:
        return
    assert page.photos == sorted(page.photos, key=_cursor, reverse=True)
    shown, old, new = group_by_file(page.photos), before.truth.by_file(), after.truth.by_file()
    for file in {*shown, *old, *new} - before.uncertain - after.uncertain:
        if before.changes.get(file) == after.changes.get(file):
            found = shown.get(file, new.get(file) if not is_complete else None)
            assert found == new.get(file), f"{file} is {new.get(file)}, shown as {found}"


def _upload(storage: Storage, name: str, taken: str) -> None:
    data = name.encode()
    store_under_free_name(storage, name, NewPhoto(Content(data, "image/jpeg", md5_of(data)), lambda: _facts(taken)))


def _read_every_year(storage: Storage) -> None:
    """Read the year files of all years, which a page does only as far as it doesn't list their folders anyway."""
    index = open_index(storage, is_owner=True)
    for year in index.years():
        list(index.year(year).older_than(None))


def _edit(storage: Storage, name: str, taken: str) -> None:
    storage.photos.update_metadata(get_photo(storage, name).blob, _facts(taken))


def _tag(storage: Storage, name: str, albums: set[str]) -> None:
    copy = SidecarCopy(Annotations(tags=tuple(f"album:{album}" for album in sorted(albums))))
    storage.photos.update_metadata(get_photo(storage, name).blob, copy.metadata(), without="" if albums else "tags")


def _facts(taken: str) -> dict[str, str]:
    return {"taken": taken, "taken_from": "exif", "width": "3", "height": "2", "colour": "#000000"}


def _seen(photos: Iterable[Photo]) -> list[Seen]:
    return [(photo.name, photo.when) for photo in photos]


def _cursor(photo: Seen) -> str:
    return f"{photo[1]} {photo[0]}"


def _file(name: str) -> str:
    return name.rpartition("/")[2]


def test_pages_are_true_whatever_happens_in_between(connection_string: str, request: pytest.FixtureRequest) -> None:
    """A page shows each photo once and no deleted one, unless it says that it's updating.

    Once changes end, pages alone make the index what the container holds. The same examples in every run without
    --full.
    """
    is_full = bool(request.config.getoption("--full"))
    run_state_machine_as_test(
        lambda: Machine(connection_string),  # type: ignore[arg-type]  # a factory is fine (Hypothesis docs)
        settings=settings(
            max_examples=120 if is_full else 10,
            stateful_step_count=40 if is_full else 25,
            derandomize=not is_full,
            database=None,
            # Finding a smaller example takes minutes. The failing one is short enough.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
