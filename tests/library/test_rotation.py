"""Rotation: new previews and sizes at once, the same however often it's repeated, and the file stays as it is."""

import io
import time
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image
from support.library import add_photo
from support.pictures import encode
from support.process_kills import kill_at_call
from support.sidecars import LIGHTROOM, put_sidecar

from gallery.errors import BrokenPicture, EditedSince
from gallery.library import rotation
from gallery.library.edits import Changes, edit_photo, edit_photos
from gallery.library.edits import put_sidecar as store_sidecar
from gallery.library.index import opening, state, upkeep
from gallery.library.index.opening import open_index
from gallery.library.moves import move_to_album
from gallery.library.outcomes import REJECTED, UNCHANGED, Outcome
from gallery.library.previews import container_generation, get_photo, get_preview
from gallery.library.refresh import refresh
from gallery.library.uploads import Upload, store_upload
from gallery.model.photo_json import owner_json
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.storage.account import Storage

NAME = "Rome/a.jpg"


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh may record at once what has just changed."""
    for module in (opening, state, upkeep):
        monkeypatch.setattr(module, "MARGIN", -3600.0)


def edit(storage: Storage, values: Mapping[str, Any], version: str = "", name: str = NAME, rotate: int = 0) -> Outcome:
    return edit_photo(storage, name, Changes(values, rotate=rotate), version)


def is_high(storage: Storage, name: str = NAME) -> bool:
    """Return whether the photo is shown upright, after checking that everything about it says the same."""
    photo = get_photo(storage, name)
    assert photo.facts
    assert photo.has_previews(container_generation(storage))
    high = photo.facts.height > photo.facts.width
    for size in PREVIEW_SIZES:
        preview = Image.open(io.BytesIO(storage.previews.read(photo.preview_name(size))[1]))
        assert (preview.height > preview.width) == high
    return high


def other_software(orientation: int, caption: str = "Sunset") -> bytes:
    """Return a sidecar of Lightroom's with an orientation."""
    tiff = f'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{orientation}" xmp:Rating'
    return LIGHTROOM.replace(b"xmp:Rating", tiff.encode()).replace(b"Sunset", caption.encode())


def add_picture(storage: Storage, file: str, orientation: int = 1) -> Photo:
    """Upload a wide picture whose file says how to turn it."""
    exif = Image.Exif()
    exif[274] = orientation
    data = encode(Image.new("RGB", (60, 40), "teal"), "AVIF" if file.endswith("avif") else "JPEG", exif=exif)
    photo = store_upload(storage, Upload(file, data), "Rome").photo
    assert photo
    return photo


def test_a_rotated_photo_has_other_previews_and_its_size_and_the_same_bytes(storage: Storage) -> None:
    photo = add_photo(storage, NAME)
    original = storage.photos.read(NAME)[1]
    outcome = edit(storage, {"orientation": 6})
    assert outcome.photo
    shown = owner_json(outcome.photo)
    assert (shown["width"], shown["height"], shown["orientation"]) == (40, 60, 6)
    assert shown["version"] != photo.version
    assert is_high(storage)
    assert storage.photos.read(NAME)[1] == original
    assert b'tiff:Orientation="6"' in storage.photos.read(f"{NAME}.xmp")[1]


def test_undo_shows_the_former_previews_and_is_refused_after_someone_elses_edit(storage: Storage) -> None:
    photo = add_photo(storage, NAME)
    undo = edit(storage, {"orientation": 6}).undo or {}
    edit(storage, undo["changes"], undo["etag"])
    assert get_photo(storage, NAME).version == photo.version
    assert not is_high(storage)
    undo = edit(storage, {"orientation": 8}).undo or {}
    edit(storage, {"caption": "Theirs"})
    with pytest.raises(EditedSince):
        edit(storage, undo["changes"], undo["etag"])
    assert is_high(storage)


def test_an_orientation_replaces_that_of_the_file(storage: Storage) -> None:
    """The file's own in a sidecar changes nothing, and needs no previews of its own."""
    photo = add_picture(storage, "a.jpg", 6)
    assert is_high(storage)
    assert edit(storage, {"orientation": 6}).photo
    assert get_photo(storage, NAME).version == photo.version
    edit(storage, {"orientation": 1})
    assert not is_high(storage)
    assert edit(storage, {"orientation": 1}).outcome == UNCHANGED


def test_degrees_turn_a_photo_from_how_it_is_shown(storage: Storage) -> None:
    """Once per version of the sidecar."""
    add_picture(storage, "a.jpg", 6)
    version = str((edit(storage, {}, rotate=90).undo or {})["etag"])
    assert get_photo(storage, NAME).orientation == 3
    edit(storage, {}, version, rotate=-90)
    assert get_photo(storage, NAME).orientation == 6
    with pytest.raises(EditedSince):
        edit(storage, {}, version, rotate=-90)


def test_a_photo_that_cannot_be_decoded_stays_as_it_was(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    add_photo(storage, NAME)
    before = get_photo(storage, NAME).blob.etag

    def fail(*_: object, **__: object) -> None:
        raise BrokenPicture("a.jpg takes too long.")

    monkeypatch.setattr(rotation, "decode", fail)
    (outcome,) = edit_photos(storage, [(NAME, Changes({"orientation": 6}), "")])
    assert (outcome.outcome, str(outcome.error)) == (REJECTED, "a.jpg takes too long.")
    assert get_photo(storage, NAME).blob.etag == before
    assert not storage.photos.exists(f"{NAME}.xmp")


def test_a_rotation_that_was_killed_anywhere_is_completed_by_repeating_it(storage: Storage) -> None:
    """Until then, the photo is shown one way or the other, or waits for its previews."""
    for number in range(1, 40):
        name = f"Trip {number}/a.jpg"
        add_photo(storage, name)
        was_killed = kill_at_call(number, lambda name=name: edit(storage, {"orientation": 6}, name=name), is_sent=True)  # type: ignore[misc]
        get_preview(storage, name, 240)
        is_high(storage, name)
        edit(storage, {"orientation": 6}, name=name)
        assert is_high(storage, name)
        if not was_killed:
            break
    assert not was_killed


def test_a_refresh_shows_what_other_software_turned(storage: Storage) -> None:
    """And the index has the new shape."""
    photo = add_photo(storage, NAME)
    refresh(storage, scan=True)
    put_sidecar(storage, f"{NAME}.xmp", other_software(6))
    time.sleep(1.1)  # Of two listings in the same second, the index keeps the first.
    refresh(storage, scan=True)
    assert is_high(storage)
    assert get_photo(storage, NAME).version != photo.version
    time.sleep(1.1)
    refresh(storage, scan=True)
    assert open_index(storage, is_owner=True).months()[0].ratio_sum == pytest.approx(40 / 60, abs=0.01)


def test_a_sidecar_that_repeats_the_files_orientation_makes_no_previews(storage: Storage) -> None:
    """As Lightroom and digiKam write it for every photo."""
    photo = add_picture(storage, "a.jpg", 6)
    put_sidecar(storage, f"{NAME}.xmp", other_software(6))
    refresh(storage, scan=True)
    assert get_photo(storage, NAME).caption == "Sunset"
    assert get_photo(storage, NAME).version == photo.version


def test_a_sidecar_that_is_put_turns_the_photo(storage: Storage) -> None:
    add_photo(storage, NAME)
    outcome = store_sidecar(storage, NAME, other_software(8))
    assert outcome.photo
    assert outcome.photo.developed
    assert is_high(storage)


def test_other_softwares_orientation_of_an_avif_does_not_count_and_ours_does(storage: Storage) -> None:
    """Decoders turn these already. What the gallery writes comes back with its sidecar."""
    name = add_picture(storage, "a.avif").name
    store_sidecar(storage, name, other_software(6))
    assert not is_high(storage, name)
    edit(storage, {"caption": "Mine"}, name=name)
    assert b'tiff:Orientation="6"' in storage.photos.read(f"{name}.xmp")[1]
    edit(storage, {"orientation": 8}, name=name)
    assert is_high(storage, name)
    sidecar = storage.photos.read(f"{name}.xmp")[1]
    edit(storage, {"orientation": None}, name=name)
    assert not is_high(storage, name)
    store_sidecar(storage, name, sidecar)
    assert is_high(storage, name)


def test_a_moved_photo_stays_turned(storage: Storage) -> None:
    add_photo(storage, NAME)
    edit(storage, {"orientation": 6})
    version = get_photo(storage, NAME).version
    move_to_album(storage, NAME, "Oslo")
    assert is_high(storage, "Oslo/a.jpg")
    assert get_photo(storage, "Oslo/a.jpg").version == version
