"""Edits: written to the sidecar and shown at once, never over someone else's, and undone exactly."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from support.library import add_photo
from support.pictures import picture_with_exif
from support.process_kills import kill_at
from support.sidecars import LIGHTROOM, put_sidecar, read_text

from gallery.errors import BadRequest, EditedSince, NotFound, SidecarConflict
from gallery.library.bulk_moves import LISTED_FROM
from gallery.library.edits import NO_SIDECAR, Changes, edit_photo, edit_photos
from gallery.library.index import opening, state, upkeep
from gallery.library.moves import move_to_album
from gallery.library.outcomes import EDITED, REJECTED, UNCHANGED, Outcome
from gallery.library.previews import develop, get_photo
from gallery.library.refresh import Progress, refresh
from gallery.library.trash import move_to_trash
from gallery.model.annotations import OTHER_PHOTO, UNREADABLE, Annotations
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.photo_json import owner_json
from gallery.pictures.xmp_sidecar import MAX_SIDECAR_BYTES, XmpSidecar
from gallery.storage.account import Storage

NAME = "Rome/a.jpg"
SAID = {"caption": "Ein Tag\nin Rom 👩‍👧", "tags": ["Rome", "a, b"], "rating": 5, "orientation": None}


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh may record at once what has just changed."""
    for module in (opening, state, upkeep):
        monkeypatch.setattr(module, "MARGIN", -3600.0)


def edit(storage: Storage, values: Mapping[str, Any], version: str = "", **more: Any) -> Outcome:
    return edit_photo(storage, NAME, Changes(values, **more), version)


def refresh_later(storage: Storage) -> Progress:
    """Refresh in another second: of two listings in the same one, the index keeps the first."""
    time.sleep(1.1)
    return refresh(storage, scan=True)


def undo(storage: Storage, outcome: Outcome) -> Outcome:
    """Do what the response to an edit says to take it back."""
    assert outcome.undo
    return edit(storage, outcome.undo["changes"], outcome.undo["etag"])


def said(storage: Storage, name: str = NAME) -> Annotations:
    """Return the copy, after checking that it's what the sidecar says."""
    copy = get_photo(storage, name).sidecar
    assert copy.annotations == read_text(storage, name)
    return copy.annotations


def test_an_edit_is_in_the_sidecar_and_in_the_photos_metadata(storage: Storage) -> None:
    add_photo(storage, NAME)
    outcome = edit(storage, SAID)
    assert outcome.outcome == EDITED
    assert said(storage).json() == SAID
    assert outcome.photo
    assert owner_json(outcome.photo)["caption"] == SAID["caption"]
    assert owner_json(outcome.photo)["favorite"] is True


def test_an_edit_keeps_what_it_does_not_mention(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, SAID)
    edit(storage, {"caption": "New"})
    assert said(storage).json() == {**SAID, "caption": "New"}


def test_the_same_edit_again_writes_nothing(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, SAID)
    before = [(blob.name, blob.etag) for blob in storage.photos.list_prefix("Rome/")]
    assert edit(storage, SAID).outcome == UNCHANGED
    assert [(blob.name, blob.etag) for blob in storage.photos.list_prefix("Rome/")] == before


def test_tags_can_be_added_and_removed(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, {"tags": ["Rome", "Cats"]})
    edit(storage, {}, add_tags=["Sun", "Rome"], remove_tags=["Cats"])
    assert said(storage).tags == ("Rome", "Sun")


def test_adding_a_tag_keeps_those_in_the_file(storage: Storage) -> None:
    """Until someone sets tags, the file's count. Then they're adopted together."""
    add_photo(storage, NAME)
    photo = storage.photos.get_visible(NAME)
    storage.photos.update_metadata(photo, EmbeddedFacts(tags=("Old",), caption="From the camera").metadata())
    edit(storage, {}, add_tags=["New"])
    assert said(storage) == Annotations(tags=("Old", "New"))


def test_adding_a_tag_keeps_those_in_a_file_that_nobody_has_read_yet(storage: Storage) -> None:
    """Another tool has just put it there. Or it has more tags than fit into the metadata."""
    storage.photos.create(NAME, picture_with_exif("JPEG", xmp=keywords(["Old"])), "image/jpeg", {})
    edit(storage, {}, add_tags=["New"])
    assert said(storage) == Annotations(tags=("Old", "New"))
    many = [f"標籤{number}" for number in range(300)]
    storage.photos.create("Rome/b.jpg", picture_with_exif("JPEG", xmp=keywords(many)), "image/jpeg", {})
    develop(storage, get_photo(storage, "Rome/b.jpg"))
    assert get_photo(storage, "Rome/b.jpg").embedded.is_cut
    edit_photo(storage, "Rome/b.jpg", Changes(add_tags=["New"]))
    assert read_text(storage, "Rome/b.jpg").tags == (*many, "New")


def keywords(tags: list[str]) -> bytes:
    """Return XMP with keywords, as it's in files."""
    return XmpSidecar().write(Annotations(tags=tuple(tags)), "")


def test_an_empty_caption_hides_the_one_in_the_file_and_none_shows_it_again(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, {"caption": "", "tags": []})
    assert said(storage) == Annotations(caption="", tags=())
    edit(storage, {"caption": None, "tags": None})
    assert said(storage) == Annotations()


def test_a_blank_form_says_nothing_where_nobody_has_said_anything(storage: Storage) -> None:
    add_photo(storage, NAME)
    assert edit(storage, {"caption": " ", "tags": [""]}, skips_blanks=True).outcome == EDITED
    storage.photos.delete(storage.photos.get_visible(f"{NAME}.xmp"))
    assert edit(storage, {"caption": "", "tags": []}, skips_blanks=True).outcome == UNCHANGED
    edit(storage, {"caption": "A"})
    edit(storage, {"caption": ""}, skips_blanks=True)
    assert said(storage).caption == ""


def test_a_favorite_that_is_taken_back_keeps_other_ratings(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, {"rating": 3})
    edit(storage, {}, favorite=False)
    assert said(storage).rating == 3
    undo(storage, edit(storage, {}, favorite=True))
    assert said(storage).rating == 3
    edit(storage, {}, favorite=True)
    edit(storage, {}, favorite=False)
    assert said(storage).rating == 0


def test_undo_restores_what_was_said_before(storage: Storage) -> None:
    """Also that nothing was."""
    add_photo(storage, NAME)
    first = edit(storage, SAID)
    undo(storage, edit(storage, {"caption": "Other", "tags": [], "rating": None}))
    assert said(storage).json() == SAID
    undo(storage, edit_photo(storage, NAME, Changes({}, add_tags=["x"])))
    assert first.undo
    edit(storage, first.undo["changes"])
    assert said(storage) == Annotations()


def test_undo_after_someone_elses_edit_is_refused_and_changes_nothing(storage: Storage) -> None:
    add_photo(storage, NAME)
    outcome = edit(storage, {"caption": "Mine"})
    edit(storage, {"caption": "Theirs"})
    with pytest.raises(EditedSince):
        undo(storage, outcome)
    assert said(storage).caption == "Theirs"


@pytest.mark.parametrize("has_sidecar", [True, False])
def test_an_edit_whose_response_was_lost_is_not_taken_for_someone_elses(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, *, has_sidecar: bool
) -> None:
    """The client sends the sidecar again, and the storage service refuses it."""
    add_photo(storage, NAME)
    version = str((edit(storage, {"caption": "One"}).undo or {})["etag"]) if has_sidecar else NO_SIDECAR
    send = HTTPAdapter.send

    def lose_response(adapter: HTTPAdapter, request: requests.PreparedRequest, *rest: Any, **named: Any) -> object:
        response = send(adapter, request, *rest, **named)
        if request.method == "PUT" and ".xmp" in str(request.url):
            monkeypatch.setattr(HTTPAdapter, "send", send)
            raise requests.ConnectionError
        return response

    monkeypatch.setattr(HTTPAdapter, "send", lose_response)
    outcome = edit(storage, {"caption": "Two"}, version)
    assert said(storage).caption == "Two"
    assert outcome.undo
    assert outcome.undo["changes"]["caption"] == ("One" if has_sidecar else None)


def test_an_edit_for_a_photo_without_a_sidecar_is_refused_once_it_has_one(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, {"caption": "Mine"}, NO_SIDECAR)
    with pytest.raises(EditedSince):
        edit(storage, {"caption": "Again"}, NO_SIDECAR)


@pytest.mark.parametrize(
    "values", [{"caption": "x" * 10_001}, {"tags": list(map(str, range(501)))}, {"tags": ["x" * 201]}]
)
def test_too_much_text_is_refused(storage: Storage, values: dict[str, Any]) -> None:
    add_photo(storage, NAME)
    with pytest.raises(BadRequest):
        edit(storage, values)
    assert not storage.photos.exists(f"{NAME}.xmp")


def test_a_long_text_is_whole_in_the_sidecar_and_cut_in_the_copy(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, {"caption": "界" * 3_000, "tags": [f"標籤{number}" for number in range(400)]})
    copy = get_photo(storage, NAME).sidecar
    assert copy.is_cut
    assert 0 < len(copy.annotations.caption or "") < 3_000
    assert len(read_text(storage, NAME).caption or "") == 3_000
    assert len(read_text(storage, NAME).tags or ()) == 400
    assert sum(len(key) + len(value) for key, value in storage.photos.get_visible(NAME).metadata.items()) <= 8_000


def test_a_lightroom_sidecar_is_read_and_its_content_goes_into_ours(storage: Storage) -> None:
    """Lightroom's file stays as it is."""
    add_photo(storage, NAME)
    put_sidecar(storage, "Rome/a.xmp", LIGHTROOM)
    edit(storage, {"rating": 5})
    assert said(storage) == Annotations("Sunset", ("beach",), 5)
    assert b"crs:Exposure2012" in storage.photos.read(f"{NAME}.xmp")[1]
    assert storage.photos.read("Rome/a.xmp")[1] == LIGHTROOM


def test_a_sidecar_of_a_raw_file_is_not_that_of_its_jpeg(storage: Storage) -> None:
    add_photo(storage, NAME)
    put_sidecar(storage, "Rome/a.xmp", LIGHTROOM)
    storage.photos.create("Rome/a.CR3", b"raw", "image/x-canon-cr3", {})
    edit(storage, {"rating": 1})
    assert said(storage) == Annotations(rating=1)


@pytest.mark.parametrize(
    "data", [b"not xml", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b" " * MAX_SIDECAR_BYTES * 2]
)
def test_a_sidecar_that_cannot_be_read_is_not_replaced(storage: Storage, data: bytes) -> None:
    add_photo(storage, NAME)
    put_sidecar(storage, f"{NAME}.xmp", data)
    with pytest.raises(SidecarConflict, match=r"Rome/a\.jpg\.xmp can't be read"):
        edit(storage, SAID)
    assert storage.photos.read(f"{NAME}.xmp")[1] == data
    refresh(storage, scan=True)
    assert get_photo(storage, NAME).sidecar.problem == UNREADABLE


def test_a_photo_that_replaced_another_one_does_not_get_its_text(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, SAID)
    storage.photos.delete(storage.photos.get_visible(NAME))
    add_photo(storage, NAME, "red")
    refresh(storage, scan=True)
    photo = get_photo(storage, NAME)
    assert (photo.sidecar.problem, photo.caption) == (OTHER_PHOTO, "")
    with pytest.raises(SidecarConflict):
        edit(storage, {"caption": "Red"})
    assert read_text(storage, NAME).json() == SAID


def test_the_text_of_a_photo_that_was_replaced_can_be_kept(storage: Storage) -> None:
    """For example because the new one is an edited version."""
    add_photo(storage, NAME)
    edit(storage, SAID)
    storage.photos.delete(storage.photos.get_visible(NAME))
    add_photo(storage, NAME, "red")
    outcome = edit(storage, {"rating": 1}, keep_sidecar=True)
    assert (outcome.outcome, outcome.undo) == (EDITED, None)
    assert said(storage).json() == {**SAID, "rating": 1}
    assert edit(storage, {}, keep_sidecar=True).outcome == UNCHANGED


def test_the_same_photo_uploaded_again_gets_its_text_back(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, SAID)
    storage.photos.delete(storage.photos.get_visible(NAME))
    add_photo(storage, NAME)
    refresh(storage, scan=True)
    assert said(storage).json() == SAID


def test_a_refresh_notices_what_other_software_changed_added_or_deleted(storage: Storage) -> None:
    add_photo(storage, NAME)
    refresh_later(storage)
    put_sidecar(storage, f"{NAME}.xmp", LIGHTROOM)
    refresh_later(storage)
    assert said(storage) == Annotations("Sunset", ("beach",), 3)
    put_sidecar(storage, f"{NAME}.xmp", LIGHTROOM.replace(b"Sunset", b"Sunrise"))
    refresh_later(storage)
    assert said(storage).caption == "Sunrise"
    storage.photos.delete(storage.photos.get_visible(f"{NAME}.xmp"))
    progress = refresh_later(storage)
    assert said(storage) == Annotations()
    assert progress.undeveloped <= 1
    assert refresh_later(storage).undeveloped == 0


def test_developing_a_photo_keeps_what_people_said(storage: Storage) -> None:
    photo = add_photo(storage, NAME)
    edit(storage, SAID)
    develop(storage, photo)
    assert said(storage).json() == SAID


@pytest.mark.parametrize("step", ["put", "update_metadata"])
def test_after_an_edit_died_repeating_it_completes_it(storage: Storage, step: str) -> None:
    add_photo(storage, NAME)
    edit(storage, {"caption": "Before"})
    kill_at(storage, step, lambda: edit(storage, SAID))
    assert edit(storage, SAID).outcome in {EDITED, UNCHANGED}
    assert said(storage).json() == SAID


def test_after_an_edit_died_a_refresh_shows_what_it_wrote(storage: Storage) -> None:
    add_photo(storage, NAME)
    kill_at(storage, "update_metadata", lambda: edit(storage, SAID))
    refresh(storage, scan=True)
    assert said(storage).json() == SAID


def test_a_photo_whose_move_died_is_edited_where_it_was_going(storage: Storage) -> None:
    add_photo(storage, NAME)
    kill_at(storage, "delete", lambda: move_to_album(storage, NAME, "Oslo"))
    outcome = edit(storage, SAID)
    assert outcome.photo
    assert outcome.photo.name == "Oslo/a.jpg"
    assert said(storage, "Oslo/a.jpg").json() == SAID


def test_editing_a_photo_whose_deletion_died_keeps_it(storage: Storage) -> None:
    """Also what people said about it before."""
    add_photo(storage, NAME)
    edit(storage, {"caption": "Before"})
    kill_at(storage, "delete", lambda: move_to_trash(storage, NAME))
    edit(storage, {}, favorite=True)
    assert said(storage) == Annotations("Before", rating=5)
    assert [blob.name for blob in storage.photos.list_prefix(".trash/")] == []


def test_a_missing_photo_cannot_be_edited(storage: Storage) -> None:
    storage.photos.create("Rome/letter.pdf", b"%PDF", "application/pdf", {})
    with pytest.raises(NotFound):
        edit_photo(storage, "Rome/letter.pdf", Changes(SAID))


@pytest.mark.parametrize("count", [2, LISTED_FROM])
def test_many_photos_are_edited_and_one_that_is_missing_stops_none(storage: Storage, count: int) -> None:
    names = [add_photo(storage, f"Rome/{number}.jpg", f"#{10 * number:02x}4080").name for number in range(count)]
    edit_photo(storage, names[0], Changes({"tags": ["first"]}))
    changes = Changes({"caption": "All"}, add_tags=["more"])
    outcomes = edit_photos(storage, [(name, changes, "") for name in [*names, "Rome/none.jpg"]])
    assert [outcome.outcome for outcome in outcomes] == [*[EDITED] * count, REJECTED]
    assert said(storage, names[0]) == Annotations("All", ("first", "more"))
    assert said(storage, names[1]) == Annotations("All", ("more",))


def test_edits_that_name_a_photo_twice_change_nothing(storage: Storage) -> None:
    add_photo(storage, NAME)
    first, second = Changes({"caption": "First"}), Changes({"tags": ["second"]})
    with pytest.raises(BadRequest, match="once"):
        edit_photos(storage, [(NAME, first, ""), (NAME, second, "")])
    assert said(storage) == Annotations()
