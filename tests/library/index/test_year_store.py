"""Year files in storage: small reads, and writers that don't disturb readers or each other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from support.index_oracle import read_rows
from support.index_photos import make_row
from support.instances import open_another_instance
from support.storage_calls import count_calls

from gallery.errors import Changed, NotFound
from gallery.library.index import year_files, year_store
from gallery.library.index.caches import SizedCache
from gallery.library.index.rows import Row
from gallery.library.index.state import YEARS, read_state
from gallery.library.index.year_files import FolderChange
from gallery.library.index.year_store import YearFile, open_newest_year, open_year, write_year
from gallery.model.blobs import Blob
from gallery.storage.account import Storage

YEAR = "2026"


@pytest.fixture(autouse=True)
def small_members(monkeypatch: pytest.MonkeyPatch, storage: Storage) -> None:
    """Members of two rows, and no caches from other tests."""
    monkeypatch.setattr(year_files, "MEMBER_ROWS", 2)
    monkeypatch.setattr(year_files, "SMALL", 0)
    forget_everything(monkeypatch)
    storage.photos.create_container()


def forget_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read as a new process does."""
    monkeypatch.setattr(year_store, "_members", SizedCache(1_000_000))
    monkeypatch.setattr(year_store, "_files", SizedCache(100))


def change(folder: str, days: range, digest: str = "1") -> dict[str, FolderChange]:
    rows = [make_row(f"{folder}{day:02}.jpg", f"2026-01-{day:02}", digest) for day in days]
    return {folder: FolderChange(digest if rows else None, rows)}


def blob_of(storage: Storage) -> Blob:
    return read_state(storage).years[YEAR]


def read_all(file: YearFile) -> list[Row]:
    return [row for part in file.header.parts for row in file.read(part).rows()]


def test_a_new_file_has_the_rows_of_the_folders(storage: Storage) -> None:
    write_year(storage, YEAR, None, {**change("Rome/", range(1, 6)), **change("Oslo/", range(3, 5), "2")})
    rows = read_rows(storage, YEAR)
    assert [row.name for row in rows][:2] == ["Rome/05.jpg", "Rome/04.jpg"]
    assert len(rows) == 7
    header = open_year(storage, blob_of(storage)).header
    assert {folder: rows.digest for folder, rows in header.folders.items()} == {"Rome/": "1", "Oslo/": "2"}


def test_a_change_sends_only_the_members_that_it_changes(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """And reads only those: one of ten here, and the start."""
    monkeypatch.setattr(year_store, "FIRST_READ", 100)
    write_year(storage, YEAR, None, change("Rome/", range(1, 21)))
    blob = blob_of(storage)
    forget_everything(monkeypatch)
    with count_calls() as calls:
        write_year(storage, YEAR, blob, change("Oslo/", range(7, 8)))
    assert sorted(calls) == ["GET", "GET", "GET", *["PUT block"] * 3, "PUT blocklist"]
    assert len(read_rows(storage, YEAR)) == 21


@pytest.mark.parametrize("first_read", [16, 65_536])
def test_a_reader_finishes_although_the_file_is_written_meanwhile(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, first_read: int
) -> None:
    """Perhaps by the same request. Members that stayed are found in the new file."""
    monkeypatch.setattr(year_store, "FIRST_READ", first_read)
    write_year(storage, YEAR, None, change("Rome/", range(1, 10)))
    expected = read_rows(storage, YEAR)
    forget_everything(monkeypatch)
    blob = blob_of(storage)
    file = open_year(storage, blob)
    write_year(storage, YEAR, blob, change("Oslo/", range(20, 25)))
    assert read_all(file) == expected
    assert len(read_all(open_newest_year(storage, blob))) == 14


def test_a_member_that_is_gone_is_reported(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Because another instance has replaced it, or another tool has deleted the file."""
    monkeypatch.setattr(year_store, "FIRST_READ", 16)
    write_year(storage, YEAR, None, change("Rome/", range(1, 3)))
    file = open_year(storage, blob_of(storage))
    write_year(storage, YEAR, blob_of(storage), change("Rome/", range(1, 3), "2"))
    monkeypatch.setattr(year_store, "_members", SizedCache(1))
    with pytest.raises(Changed):
        read_all(file)
    storage.photos.delete(blob_of(storage))
    with pytest.raises(NotFound):
        read_all(file)


def test_writers_of_different_folders_keep_each_other_s_rows(storage: Storage, connection_string: str) -> None:
    """The second one starts again from the file of the first."""
    other = open_another_instance(storage, connection_string)
    write_year(storage, YEAR, None, change("Rome/", range(1, 8)))
    before = blob_of(storage)
    write_year(other, YEAR, before, change("Oslo/", range(1, 4)))
    write_year(storage, YEAR, before, change("Bern/", range(2, 3)))
    write_year(storage, YEAR, None, change("Rome/", range(2, 9), "2"))
    assert sorted({row.name.partition("/")[0] for row in read_rows(storage, YEAR)}) == ["Bern", "Oslo", "Rome"]
    assert len(read_rows(storage, YEAR)) == 11


def test_many_concurrent_writers_never_damage_the_file(storage: Storage, connection_string: str) -> None:
    """Some give up, because others keep writing. Every state in between can be read."""
    instances = [storage, *(open_another_instance(storage, connection_string) for _ in range(3))]
    write_year(storage, YEAR, None, change("Rome/", range(1, 10)))
    blob = blob_of(storage)

    def write(number: int) -> set[str]:
        try:
            write_year(instances[number % 4], YEAR, blob, change(f"{number}/", range(1, 6)))
        except Changed:
            return set()
        read_rows(instances[number % 4], YEAR)
        return {f"{number}/"}

    with ThreadPoolExecutor(4) as pool:
        written = {"Rome/"}.union(*pool.map(write, range(12)))
    header = open_newest_year(storage, blob).header
    assert header.folders.keys() == written
    rows = read_rows(storage, YEAR)
    assert len(rows) == 9 + 5 * (len(written) - 1)
    assert rows == sorted(rows, key=lambda row: row.cursor, reverse=True)


@pytest.mark.parametrize(
    "garbage", [b"", b"x", b"hello world", b"\0\0\0\x03abc", b"\0\0\0\0", b"\xff" * 200, b"\0\0\0\x01" + b"x" * 99]
)
def test_a_file_that_another_tool_wrote_is_ignored_and_replaced(storage: Storage, garbage: bytes) -> None:
    """Including empty ones, and a length that the file doesn't have."""
    storage.service.get_blob_client(storage.photos.container_name, YEARS + YEAR).upload_blob(garbage)
    blob = blob_of(storage)
    with pytest.raises(ValueError, match=r"."):
        open_year(storage, blob)
    write_year(storage, YEAR, blob, change("Rome/", range(1, 4)))
    assert len(read_rows(storage, YEAR)) == 3


def test_a_damaged_member_is_replaced_with_its_file(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the rows of all other folders are stale, and come from listings."""
    write_year(storage, YEAR, None, {**change("Rome/", range(1, 2)), **change("Oslo/", range(2, 4))})
    data = bytearray(storage.photos.read(YEARS + YEAR)[1])
    data[-40:] = b"x" * 40
    client = storage.service.get_blob_client(storage.photos.container_name, YEARS + YEAR)
    client.upload_blob(bytes(data), overwrite=True)
    forget_everything(monkeypatch)
    write_year(storage, YEAR, blob_of(storage), change("Rome/", range(1, 3), "2"))
    assert {folder: rows.digest for folder, rows in open_year(storage, blob_of(storage)).header.folders.items()} == {
        "Rome/": "2"
    }
    assert len(read_rows(storage, YEAR)) == 2


def test_a_page_of_an_old_month_reads_one_member(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one small request, and none the second time."""
    write_year(storage, YEAR, None, change("Rome/", range(1, 29)))
    monkeypatch.setattr(year_store, "FIRST_READ", 16)
    forget_everything(monkeypatch)
    file = open_year(storage, blob_of(storage))
    with count_calls() as calls:
        assert len(file.read(file.header.parts[7]).rows()) == 2
        file.read(file.header.parts[7])
    assert calls == ["GET"]
