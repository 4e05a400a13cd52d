"""The scan: it finds every folder, whatever it's interrupted by, and drops what's gone."""

import pytest
from support.process_kills import kill_at
from support.simulated_service import simulate

from gallery.library.index.catalog import NO_SCAN, Catalog
from gallery.library.index.listed_folders import list_index_folder
from gallery.library.index.opening import open_index
from gallery.library.index.scan import continue_scan
from gallery.library.index.state import IndexState, read_state
from gallery.library.moves import move_to_album
from gallery.library.storing import RESERVED, WAITS_FOR
from gallery.library.timeline import open_timeline
from gallery.model.folders import ROOT
from gallery.storage import listing
from gallery.storage.account import Storage
from gallery.storage.folder_marks import EVERYTHING

FOLDERS = ("", "/", "A/", "A/B/", "A/B/C/", "A b/", "a//", "2026/", "2026/09/12/", "2026/09/13/raw/")
HIDDEN = (".trash/A/", "A/.thumbs/", "@eaDir/")


def create(storage: Storage, name: str) -> None:
    facts = {"taken": "2026-09-12", "taken_from": "exif", "width": "3", "height": "2", "colour": "#000000"}
    storage.photos.create(name, name.encode(), "image/jpeg", facts)


def scan_all(storage: Storage) -> tuple[set[str], int]:
    """Scan one page per step. Check that each folder of a step is complete. Return all, and the number of photos."""
    found, scan = dict(Catalog().folders), NO_SCAN
    while not scan.is_finished:
        step = continue_scan(storage, IndexState(Catalog(found, scan)), scan, 0)
        for folder, one in step.listed.items():
            listed = list_index_folder(storage, folder, None).entry
            assert one.entry._replace(listed=0) == listed._replace(listed=0), folder
            found[folder] = one.entry
        scan = step.scan
    return set(found), scan.scanned


@pytest.mark.parametrize("page", [2, 3, 5_000])
def test_a_scan_interrupted_after_every_page_finds_what_listing_each_folder_finds(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    """Each folder once, complete, and nothing hidden; whether pages end in a folder, between two, or in the trash."""
    for folder in (*FOLDERS, *HIDDEN):
        for number in range(2):
            create(storage, f"{folder}{number}.jpg")
    create(storage, "Deep/In/Here/x.jpg")
    monkeypatch.setattr(listing, "PAGE", page)
    found, photos = scan_all(storage)
    expected = {"", "/", "A/", "A/B/", "A/B/C/", "A b/", "a/", "a//", "2026/", "2026/09/"}
    expected |= {"Deep/", "Deep/In/", "Deep/In/Here/"}
    assert found == expected
    assert photos == 2 * len(FOLDERS) + 1


@pytest.mark.parametrize("waits", [[0, 10, 10, 11, 1], [0, 31, 1, 1], [0, 25, 25, 25], [61, 1, 29, 1, 31, 1]])
def test_no_page_leaves_anything_out_while_and_after_the_container_is_scanned(
    connection_string: str, waits: list[int]
) -> None:
    """More folders than a page may list. Their entries aren't written while they may be changing, and then at once."""
    with simulate(connection_string) as simulation:
        _, storage = simulation.start_process()
        for number in range(30):
            create(storage, f"{number}/a.jpg")
        for wait in waits:
            simulation.clock.advance(wait)
            opened = open_timeline(storage, is_owner=False)
            assert len(list(opened.older_than(None))) == 30
            assert not opened.is_updating
            assert sum(entry.photos for entry in read_state(storage).catalog.folders.values()) == 30


def test_a_folder_in_which_an_upload_is_under_way_stays_in_the_index_when_a_scan_ends(connection_string: str) -> None:
    with simulate(connection_string) as simulation:
        _, storage = simulation.start_process()
        create(storage, "A/a.jpg")
        simulation.clock.advance(31)
        open_index(storage, is_owner=True, listed=[ROOT])
        storage.photos.put("A/b.jpg", RESERVED, {WAITS_FOR: "0"})
        simulation.open_tool().delete_blob(EVERYTHING)
        for _ in range(3):
            simulation.clock.advance(31)
            open_index(storage, is_owner=True, listed=[ROOT])
            assert read_state(storage).catalog.folders["A/"].photos == 1


def test_a_scan_drops_folders_that_another_tool_has_deleted(connection_string: str) -> None:
    """With all folders in them."""
    with simulate(connection_string) as simulation:
        _, storage = simulation.start_process()
        tool = simulation.open_tool()
        tool.create_container()
        for name in ("A/B/C/a.jpg", "D/a.jpg"):
            tool.upload_blob(name, b"x")
        simulation.clock.advance(31)
        open_index(storage, is_owner=True, listed=[ROOT])
        assert read_state(storage).catalog.folders.keys() == {"", "A/", "A/B/", "A/B/C/", "D/"}
        tool.delete_blob("A/B/C/a.jpg")
        tool.delete_blob(EVERYTHING)
        for _ in range(2):
            simulation.clock.advance(31)
            open_index(storage, is_owner=True, listed=[ROOT])
        assert read_state(storage).catalog.folders.keys() == {"", "D/"}


def test_a_hidden_copy_at_the_end_of_a_page_does_not_hide_the_photos_after_it(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy of a photo whose move was never completed is the first file of its folder, and the last of a page."""
    for name in ("A/a.jpg", "C/c.jpg"):
        create(storage, name)
    kill_at(storage, "delete", lambda: move_to_album(storage, "C/c.jpg", "B"))
    create(storage, "B/d.jpg")
    assert [blob.name for blob in storage.photos.list_folder("B/").copies] == ["B/c.jpg"]
    for page in range(1, 8):
        monkeypatch.setattr(listing, "PAGE", page)
        assert scan_all(storage) == ({"", "A/", "B/", "C/"}, 3)
