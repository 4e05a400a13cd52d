"""Corrected dates: they win over the file's, move photos to their days, and never change twice by mistake."""

import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from support.library import add_photo, blob_names, create_dated
from support.process_kills import kill_at, kill_at_call
from support.sidecars import put_sidecar, read_text

from gallery.errors import BadRequest, Changed, EditedSince, NotFound
from gallery.library.edits import NO_SIDECAR, Changes, edit_photo, edit_photos
from gallery.library.index import listed_folders, opening, state, upkeep
from gallery.library.moves import move_to_album
from gallery.library.outcomes import EDITED, REJECTED, UNCHANGED, Outcome
from gallery.library.previews import develop, get_photo
from gallery.library.refresh import refresh
from gallery.library.sidecars import read_sidecar
from gallery.library.timeline import open_timeline
from gallery.model.dates import DateChange
from gallery.storage.account import Storage
from gallery.storage.container import Container
from gallery.storage.properties import Content, md5_of

NAME = "2026/09/12/a.jpg"
EVENING = "2026-09-12T20:11:12"
NIGHT = "2026-09-13T03:11:12"
SHIFT = {"shift_minutes": 7 * 60}
NEXT_DAY = "2026/09/13/a.jpg"

SIDECAR = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:DateTimeOriginal="{}"/>'
    "</rdf:RDF></x:xmpmeta>"
)


def edit(
    storage: Storage, values: dict[str, Any], name: str = NAME, *, key: str = "", version: str = "", **more: Any
) -> Outcome:
    return edit_photo(storage, name, Changes(date=DateChange(values, key), **more), version)


def undo(storage: Storage, outcome: Outcome) -> Outcome:
    """Do what the response to an edit says to take it back."""
    assert outcome.undo
    date = DateChange({"taken": outcome.undo["changes"]["taken"]})
    return edit_photo(storage, outcome.undo["name"], Changes(date=date), outcome.undo["etag"])


def taken(storage: Storage, name: str) -> str | None:
    """Return a photo's date, after checking that the copy is what the sidecar says."""
    photo = get_photo(storage, name)
    assert photo.sidecar.annotations.taken == read_text(storage, name).taken
    return photo.facts.taken if photo.facts else None


@pytest.fixture
def photo(storage: Storage) -> Storage:
    """A gallery with one photo, of an evening."""
    create_dated(storage, NAME, EVENING)
    return storage


def test_a_photo_moves_to_its_new_day_and_back(photo: Storage) -> None:
    """With its sidecar, whose other properties stay. Undo removes the correction too."""
    edit_photo(photo, NAME, Changes({"caption": "Rome"}))
    outcome = edit(photo, SHIFT, key="k")
    assert (outcome.outcome, outcome.photo and outcome.photo.name) == (EDITED, NEXT_DAY)
    assert blob_names(photo) == [NEXT_DAY, f"{NEXT_DAY}.xmp"]
    assert taken(photo, NEXT_DAY) == get_photo(photo, NEXT_DAY).when == NIGHT
    assert get_photo(photo, NEXT_DAY).caption == "Rome"
    undo(photo, outcome)
    assert blob_names(photo) == [NAME, f"{NAME}.xmp"]
    assert (taken(photo, NAME), read_text(photo, NAME).taken) == (EVENING, None)


def test_a_photo_in_an_album_stays_there(storage: Storage) -> None:
    """Only its place in the timeline changes."""
    create_dated(storage, "Rome/a.jpg", EVENING)
    edit(storage, {"day": "2025-01-02"}, "Rome/a.jpg")
    (shown,) = open_timeline(storage, is_owner=True).older_than(None)
    assert (shown.name, shown.when) == ("Rome/a.jpg", "2025-01-02T20:11:12")


def test_a_photo_leaves_an_album_for_its_corrected_day(storage: Storage) -> None:
    create_dated(storage, "Rome/a.jpg", EVENING)
    edit(storage, SHIFT, "Rome/a.jpg", key="k")
    moved = move_to_album(storage, "Rome/a.jpg", "")
    assert moved.photo
    assert (moved.photo.name, taken(storage, NEXT_DAY)) == (NEXT_DAY, NIGHT)


def test_undo_after_someone_elses_edit_is_refused(photo: Storage) -> None:
    outcome = edit(photo, {"offset": "+02:00"})
    edit(photo, {"offset": "+03:00"})
    with pytest.raises(EditedSince):
        undo(photo, outcome)
    assert taken(photo, NAME) == f"{EVENING}+03:00"


def test_another_photo_with_the_name_stays_and_the_moved_one_gets_a_number(photo: Storage) -> None:
    create_dated(photo, NEXT_DAY, NIGHT)
    outcome = edit(photo, SHIFT, key="k")
    assert outcome.photo
    assert outcome.photo.name == "2026/09/13/a (2).jpg"


def test_a_correction_survives_reading_the_file_again(storage: Storage) -> None:
    """And without it, the file's own date counts, under the day that it was filed under."""
    added = add_photo(storage, "a.jpg", taken=datetime.fromisoformat(EVENING))
    outcome = edit(storage, {"taken": "2020-05-06T07:08:09-03:00"}, added.name)
    assert outcome.photo
    assert outcome.photo.name == "2020/05/06/a.jpg"
    develop(storage, outcome.photo)
    assert taken(storage, "2020/05/06/a.jpg") == "2020-05-06T07:08:09-03:00"
    edit(storage, {"taken": None}, "2020/05/06/a.jpg")
    assert (taken(storage, added.name), get_photo(storage, added.name).when) == (EVENING, EVENING)


def test_the_corrected_day_is_not_taken_for_one_that_the_folder_knows(storage: Storage) -> None:
    """Reading the file again, which has no date, doesn't take the correction for a date of its own."""
    added = add_photo(storage, "a.jpg")
    outcome = edit(storage, {"taken": "2020-05-06"}, added.name)
    assert outcome.photo
    assert develop(storage, outcome.photo)[0].own_facts == added.own_facts


def test_without_a_correction_a_photo_returns_to_the_day_that_its_file_does_not_know(storage: Storage) -> None:
    """The folder was the only one to know it."""
    create_dated(storage, NAME, "2020-01-02T03:04:05")
    edit(storage, {"day": "2026-09-13"})
    develop_without_date(storage, NEXT_DAY)
    edit(storage, {"taken": None}, NEXT_DAY)
    assert blob_names(storage) == [NAME, f"{NAME}.xmp"]
    assert get_photo(storage, NAME).when == "2026-09-12"


def develop_without_date(storage: Storage, name: str) -> None:
    """Make the photo one that was uploaded long after it was taken, as far as its metadata says."""
    blob = storage.photos.get_visible(name)
    storage.photos.update_metadata(blob, {"taken": "2026-11-28", "taken_from": "upload"})


def test_a_date_that_is_the_folders_but_not_the_files_can_be_set(storage: Storage) -> None:
    create_dated(storage, NAME, "2020-01-02T03:04:05")
    outcome = edit(storage, {"day": "2020-01-02"})
    assert outcome.photo
    assert (outcome.photo.name, outcome.photo.when) == ("2020/01/02/a.jpg", "2020-01-02T03:04:05")


def test_the_same_date_changes_nothing(photo: Storage) -> None:
    assert edit(photo, {"taken": EVENING}).outcome == UNCHANGED
    assert blob_names(photo) == [NAME]


def test_a_photo_that_nobody_has_read_yet_is_read_before_it_is_shifted(storage: Storage) -> None:
    added = add_photo(storage, "a.jpg", taken=datetime.fromisoformat(EVENING))
    _, data = storage.photos.read(added.name)
    storage.photos.overwrite(added.name, data, "image/jpeg", {})
    edit(storage, SHIFT, added.name, key="k")
    assert taken(storage, NEXT_DAY) == NIGHT


def test_a_repeated_shift_changes_nothing(photo: Storage) -> None:
    """Whether it names the photo as it was, and whatever the photo's version is now. Its outcome can be undone."""
    edit(photo, SHIFT, key="k")
    edit_photo(photo, NEXT_DAY, Changes({"caption": "Rome"}))
    again = edit(photo, SHIFT, key="k", version="none")
    assert again.photo
    assert (again.outcome, again.photo.name, taken(photo, NEXT_DAY)) == (EDITED, NEXT_DAY, NIGHT)
    undo(photo, again)
    assert taken(photo, NAME) == EVENING
    edit(photo, SHIFT, key="k")
    assert taken(photo, NAME) == EVENING, "a late repeat"
    edit(photo, SHIFT, key="another")
    assert taken(photo, NEXT_DAY) == NIGHT


def test_a_shift_that_meets_another_write_is_made_once(photo: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key too: the request starts over after its sidecar is written."""
    update, failures = Container.update_metadata, iter([Changed("It's being moved.")])

    def fail_once(container: Container, *values: Any, **named: Any) -> object:
        for error in failures:
            raise error
        return update(container, *values, **named)

    monkeypatch.setattr(Container, "update_metadata", fail_once)
    edit(photo, SHIFT, version=NO_SIDECAR)
    assert taken(photo, NEXT_DAY) == NIGHT


def test_a_repeated_shift_finds_photos_that_took_each_others_names(storage: Storage) -> None:
    """Both photos move by a day, so the first has the name that the second had."""
    names = [NAME, NEXT_DAY]
    for name, when in zip(names, (EVENING, "2026-09-13T20:11:12"), strict=True):
        create_dated(storage, name, when)
    change = Changes(date=DateChange({"shift_minutes": 24 * 60}, "k"))
    for order in (names, names[::-1], names):
        outcomes = edit_photos(storage, [(name, change, "") for name in reversed(order)])
        assert {one.outcome for one in outcomes} == {EDITED}
        assert {one.name: one.photo and one.photo.name for one in outcomes} == {
            NAME: NEXT_DAY,
            NEXT_DAY: "2026/09/14/a.jpg",
        }
    assert taken(storage, NEXT_DAY) == "2026-09-13T20:11:12"


def test_a_photo_that_is_gone_is_reported(photo: Storage) -> None:
    photo.photos.delete(photo.photos.get_visible(NAME))
    create_dated(photo, NEXT_DAY, EVENING)
    with pytest.raises(NotFound):
        edit(photo, SHIFT, key="k")
    assert taken(photo, NEXT_DAY) == EVENING


def test_a_day_without_a_time_is_not_shifted_by_hours(storage: Storage) -> None:
    create_dated(storage, NAME, "2026-09-12")
    (outcome,) = edit_photos(storage, [(NAME, Changes(date=DateChange(SHIFT, "k")), "")])
    assert outcome.outcome == REJECTED
    with pytest.raises(BadRequest):
        edit(storage, SHIFT, key="k")
    assert blob_names(storage) == [NAME]


@pytest.mark.sampled(12)
@pytest.mark.parametrize("is_sent", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(1, 25))
def test_wherever_a_shift_dies_repeating_it_shifts_once(photo: Storage, call: int, *, is_sent: bool) -> None:
    """And no other photo ever has the text."""
    edit_photo(photo, NAME, Changes({"caption": "Rome"}))
    kill_at_call(call, lambda: edit(photo, SHIFT, key="k"), is_sent=is_sent)
    (name,) = (one for one in blob_names(photo) if not one.endswith(".xmp"))
    assert name in {NAME, NEXT_DAY}
    assert (read_text(photo, name).caption, read_text(photo, name).taken in {None, NIGHT}) == ("Rome", True)
    check_another_photo_gets_nothing(photo, *{NAME, NEXT_DAY} - {name})
    outcome = edit(photo, SHIFT, key="k")
    assert outcome.photo
    assert (outcome.photo.name, taken(photo, NEXT_DAY)) == (NEXT_DAY, NIGHT)
    assert [one for one in blob_names(photo) if not one.endswith(".xmp")] == [NEXT_DAY]
    undo(photo, outcome)
    assert taken(photo, NAME) == EVENING


def check_another_photo_gets_nothing(storage: Storage, name: str) -> None:
    """A photo with other bytes takes the name that the shifted one had, or will have."""
    with suppress(Exception):
        storage.photos.put(name, Content(b"red", "image/jpeg", md5_of(b"red")), {})
    red = storage.photos.get_properties(name)
    if red.md5 == md5_of(b"red"):
        assert read_sidecar(storage, red).annotations.caption is None
        storage.photos.delete(red)


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh may record at once what has just changed."""
    for module in (opening, state, upkeep):
        monkeypatch.setattr(module, "MARGIN", -3600.0)


def refresh_later(storage: Storage) -> None:
    """Refresh in another second: of two listings in the same one, the index keeps the first."""
    time.sleep(1.1)
    refresh(storage, scan=True)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("step", ["update_metadata", "copy"])
@pytest.mark.parametrize("values", [SHIFT, {"taken": None}], ids=["shift", "reset"])
def test_a_refresh_completes_what_an_edit_could_not(
    storage: Storage, step: str, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It died before the copy in the metadata was written, or, ten minutes ago, before the photo moved."""
    monkeypatch.setattr(listed_folders, "ABANDONED_AFTER", timedelta(0))
    added = add_photo(storage, "a.jpg", taken=datetime.fromisoformat(EVENING))
    start, end = added.name, NEXT_DAY
    if values != SHIFT:
        edit(storage, SHIFT, added.name, key="k")
        start, end = NEXT_DAY, added.name
    kill_at(storage, step, lambda: edit(storage, values, start, key="k2"))
    refresh_later(storage)
    assert taken(storage, end) == (NIGHT if values == SHIFT else EVENING)


@pytest.mark.usefixtures("settled")
def test_a_date_of_other_software_counts_with_the_next_refresh(storage: Storage) -> None:
    """As darktable and as Lightroom write it. One that's already the file's moves nothing."""
    dated = add_photo(storage, "a.jpg", taken=datetime.fromisoformat(EVENING))
    other = add_photo(storage, "Rome/b.jpg", "red", taken=datetime.fromisoformat(EVENING))
    refresh_later(storage)
    put_sidecar(storage, f"{dated.name}.xmp", SIDECAR.format("2026:09:13 03:11:12.000").encode())
    put_sidecar(storage, f"{other.name}.xmp", SIDECAR.format("2025-01-02T03:04:05.12+01:00").encode())
    refresh_later(storage)
    assert (taken(storage, NEXT_DAY), get_photo(storage, other.name).when) == (f"{NIGHT}.000", "2025-01-02T03:04:05.12")


@pytest.mark.usefixtures("settled")
def test_a_sidecar_that_repeats_the_files_date_leaves_the_folder_its_day(storage: Storage) -> None:
    added = add_photo(storage, "a.jpg", taken=datetime.fromisoformat(EVENING))
    _, data = storage.photos.read(added.name)
    storage.photos.create("2020/01/02/a.jpg", data, "image/jpeg", {})
    put_sidecar(storage, "2020/01/02/a.jpg.xmp", SIDECAR.format(EVENING).encode())
    refresh(storage, scan=True)
    photo = get_photo(storage, "2020/01/02/a.jpg")
    assert photo.facts
    assert (photo.facts.taken_from, photo.when) == ("exif", "2020-01-02")
