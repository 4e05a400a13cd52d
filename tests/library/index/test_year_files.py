"""Year files: random changes of folders, compared with a plain dictionary of rows."""

import zlib
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from support.index_photos import make_row

from gallery.library.index import year_files
from gallery.library.index.members import Member
from gallery.library.index.rows import Row
from gallery.library.index.year_files import LENGTH_BYTES, FolderChange, Header, Part, update_year
from gallery.model.folders import index_folder

FOLDERS = ("", "Rome/", "Oslo/", "2026/09/", "Trips/a/")
LIMIT = 4
"""Rows of a member in these tests."""

NUMBERS = st.lists(st.tuples(st.integers(1, 28), st.integers(0, 3)), max_size=9, unique=True)
"""A folder's photos: a day, and a number that makes the name unique."""


@pytest.fixture(autouse=True)
def small_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year_files, "MEMBER_ROWS", LIMIT)
    monkeypatch.setattr(year_files, "SMALL", 2)


def rows_of(folder: str, numbers: list[tuple[int, int]]) -> list[Row]:
    inner = "12/" if folder == "2026/09/" else ""
    return [make_row(f"{folder}{inner}{day}-{number}.jpg", f"2026-01-{day:02}") for day, number in numbers]


class File:
    """A year file in memory: what Blob Storage keeps of it."""

    def __init__(self) -> None:
        self.header = Header()
        self.blocks: dict[str, bytes] = {}
        self.read_parts: list[Part] = []

    def update(self, changes: Mapping[str, FolderChange]) -> Mapping[str, bytes]:
        """Apply changes; return the new blocks."""
        self.read_parts.clear()
        update = update_year(self.header, self.read, changes)
        self.header = unpack(update.header.pack())
        available = {**self.blocks, **update.new_blocks}
        self.blocks = {part.block: available[part.block] for part in self.header.parts}
        return update.new_blocks

    def read(self, part: Part) -> list[Row]:
        """Return the rows of a member."""
        self.read_parts.append(part)
        return Member(self.blocks[part.block]).rows()

    def rows(self) -> Iterator[Row]:
        """Return all rows, cut out of the file's bytes as the header says."""
        content = b"".join(self.blocks[part.block] for part in self.header.parts)
        for part in self.header.parts:
            yield from Member(content[part.start : part.start + part.length]).rows()


def unpack(packed: bytes) -> Header:
    length = int.from_bytes(packed[:LENGTH_BYTES], "big")
    assert length == len(packed) - LENGTH_BYTES
    return Header.unpack(packed[LENGTH_BYTES:])


class Machine(RuleBasedStateMachine):
    """Replaces the rows of folders."""

    def __init__(self) -> None:
        super().__init__()
        self.file, self.expected, self.count = File(), dict[str, list[Row]](), 0
        self.digests: dict[str, str] = {}

    @rule(numbers=st.dictionaries(st.sampled_from(FOLDERS), NUMBERS, min_size=1, max_size=3))
    def replace(self, numbers: dict[str, list[tuple[int, int]]]) -> None:
        """Replace all rows of some folders, or remove them."""
        self.count += 1
        changes = {}
        for folder, photos in numbers.items():
            changes[folder] = FolderChange(f"{self.count}" if photos else None, rows_of(folder, photos))
        before = {part.block: set(map(index_folder, self.names(part))) for part in self.file.header.parts}
        new = self.file.update(changes)
        for folder, change in changes.items():
            self.expected[folder] = change.rows
            self.digests = {**self.digests, folder: f"{self.count}"}
            if not change.digest:
                del self.digests[folder]
        self.check_reuse(before, new, changes)

    def names(self, part: Part) -> list[str]:
        """Return the names in a member."""
        return Member(self.file.blocks[part.block]).column("name")

    def check_reuse(
        self, before: Mapping[str, set[str]], new: Mapping[str, bytes], changes: Mapping[str, FolderChange]
    ) -> None:
        """Members without a changed folder and out of the range of new rows stay, unless joined with a small one."""
        assert not [part for part in self.file.header.parts if part.block not in before.keys() | new.keys()]
        assert {part.block for part in self.file.read_parts} <= before.keys()
        assert len(self.file.read_parts) == len({part.block for part in self.file.read_parts})
        if not any(change.rows for change in changes.values()):
            untouched = {block for block, folders in before.items() if not folders & changes.keys()}
            joined = {part.block for part in self.file.read_parts} & untouched
            assert untouched - joined <= {part.block for part in self.file.header.parts}
            assert len(joined) <= len(before) - len(untouched)

    @invariant()
    def has_the_rows_of_a_dictionary(self) -> None:
        """Newest first, in members of limited size."""
        expected = [row for rows in self.expected.values() for row in rows]
        assert list(self.file.rows()) == sorted(expected, key=lambda row: row.cursor, reverse=True)
        assert all(0 < part.rows <= LIMIT for part in self.file.header.parts)

    @invariant()
    def describes_its_members(self) -> None:
        """Position, length, and the newest and oldest row of each."""
        start = 0
        for part in self.file.header.parts:
            rows = Member(self.file.blocks[part.block]).rows()
            assert part == Part(
                part.block, start, len(self.file.blocks[part.block]), len(rows), rows[0].cursor, rows[-1].cursor
            )
            start += part.length

    @invariant()
    def knows_which_members_have_rows_of_each_folder(self) -> None:
        """Exactly, so that a change reads no other."""
        assert {folder: rows.digest for folder, rows in self.file.header.folders.items()} == self.digests
        for folder, rows in self.file.header.folders.items():
            found = [part.block for part in self.file.header.parts if folder in map(index_folder, self.names(part))]
            assert sorted(rows.blocks) == sorted(found)


def test_any_sequence_of_changes_leaves_the_rows_of_a_dictionary() -> None:
    """Newest first, in members of limited size, of which only those that changed are new."""
    run_state_machine_as_test(Machine, settings=settings(max_examples=30, stateful_step_count=12))


def test_a_change_in_one_folder_keeps_the_members_of_others() -> None:
    """One new photo in a large year reads and writes one member."""
    file = File()
    file.update({"Rome/": FolderChange("1", rows_of("Rome/", [(day, 0) for day in range(1, 29)]))})
    before = {part.block for part in file.header.parts}
    new = file.update({"Oslo/": FolderChange("2", rows_of("Oslo/", [(14, 0)]))})
    assert len(before) == 7
    assert (len(file.read_parts), len(new)) == (1, 2)
    assert len(before & {part.block for part in file.header.parts}) == 6


def test_members_that_have_become_small_are_joined() -> None:
    """Files don't fall into pieces when photos are deleted."""
    file = File()
    file.update({f"{number}/": FolderChange("1", rows_of(f"{number}/", [(number, 0)])) for number in range(1, 21)})
    assert len(file.header.parts) == 5
    for number in range(1, 21):
        if number % 4:
            file.update({f"{number}/": FolderChange(None, [])})
    assert len(list(file.rows())) == 5
    assert len(file.header.parts) <= 3


@given(st.binary(max_size=30))
def test_other_bytes_are_no_header(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Header.unpack(data)


@pytest.mark.parametrize(
    "document", [b"1", b"[]", b'["1", [], []]', b'["1", [[1]], {}]', b'["0", [], {}]', b"{", b"\xff"]
)
def test_a_header_in_another_format_is_rejected(document: bytes) -> None:
    """Also that of another version: all its rows are stale."""
    with pytest.raises(ValueError, match=r"."):
        Header.unpack(zlib.compress(document))
