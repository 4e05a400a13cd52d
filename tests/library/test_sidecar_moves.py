"""Sidecars move with their photos. Wherever a process dies, text is neither lost nor attached to another photo."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from support.library import blob_names
from support.process_kills import kill_at_call
from support.sidecars import LIGHTROOM, put_sidecar, read_text

from gallery.errors import Changed, NotFound
from gallery.library.album_rename import rename_album
from gallery.library.bulk_moves import find_all
from gallery.library.edits import Changes, edit_photo
from gallery.library.moves import move_to_album
from gallery.library.outcomes import MOVED, RENAMED
from gallery.library.previews import get_photo
from gallery.library.sidecars import read_sidecar
from gallery.library.trash import delete_forever, list_trash, move_to_trash, restore_from_trash
from gallery.model.annotations import OTHER_PHOTO, Annotations
from gallery.model.blobs import Blob
from gallery.storage.account import Storage
from gallery.storage.container import Container
from gallery.storage.properties import Content, md5_of

SAID = {"caption": "Rome at night", "tags": ["Rome"], "rating": 5}
TEXT = Annotations("Rome at night", ("Rome",), 5)
SUNSET = Annotations("Sunset", ("beach",), 3)


def add_photo(storage: Storage, name: str, color: str = "teal") -> None:
    """Add a file that's known to be a photo: nothing here looks at its pixels."""
    facts = {"taken": "2026-09-12", "taken_from": "exif", "width": "3", "height": "2", "colour": "#000000"}
    storage.photos.create(name, color.encode(), "image/jpeg", facts)


def add(storage: Storage, name: str, color: str = "teal") -> None:
    add_photo(storage, name, color)
    edit_photo(storage, name, Changes(SAID))


def add_of_lightroom(storage: Storage, name: str) -> None:
    add_photo(storage, name)
    put_sidecar(storage, f"{name}.xmp", LIGHTROOM)


def move(storage: Storage) -> None:
    move_to_album(storage, "Rome/a.jpg", "Oslo")


def trash(storage: Storage) -> None:
    move_to_trash(storage, "Rome/a.jpg")


def restore(storage: Storage) -> None:
    restore_from_trash(storage, ".trash/Rome/a.jpg")


def rename(storage: Storage) -> None:
    rename_album(storage, "Rome", "Oslo")


MOVES = [
    (move, "Rome/a.jpg", "Oslo/a.jpg"),
    (trash, "Rome/a.jpg", ".trash/Rome/a.jpg"),
    (restore, ".trash/Rome/a.jpg", "Rome/a.jpg"),
    (rename, "Rome/a.jpg", "Oslo/a.jpg"),
]


def prepare(storage: Storage, name: str, add: Callable[[Storage, str], None]) -> None:
    add(storage, "Rome/a.jpg")
    if name.startswith(".trash"):
        trash(storage)


@pytest.mark.parametrize(("act", "old", "new"), MOVES, ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.parametrize("adding", [add, add_of_lightroom])
def test_a_sidecar_moves_with_its_photo(
    storage: Storage, act: Callable[[Storage], None], old: str, new: str, adding: Callable[[Storage, str], None]
) -> None:
    prepare(storage, old, adding)
    act(storage)
    assert blob_names(storage) == [new, f"{new}.xmp"]
    assert read_text(storage, new) == (TEXT if adding is add else SUNSET)
    if adding is add:
        assert storage.photos.get_visible(new).metadata["caption"] == "Rome%20at%20night"


@pytest.mark.parametrize("adding", [add, add_of_lightroom])
@pytest.mark.parametrize(("act", "old", "new"), MOVES, ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.parametrize(
    "is_sent",
    [
        pytest.param(False, id="before", marks=pytest.mark.sampled(6)),
        # Unless calls overlap, it's the same as before the next one.
        pytest.param(True, id="after", marks=pytest.mark.sampled(12)),
    ],
)
def test_wherever_a_move_dies_the_photo_keeps_its_text_and_no_other_photo_gets_it(  # noqa: PLR0913 - parameters of pytest
    storage: Storage,
    act: Callable[[Storage], None],
    old: str,
    new: str,
    adding: Callable[[Storage, str], None],
    *,
    is_sent: bool,
) -> None:
    """Before or after each of its calls to storage."""
    expected = TEXT if adding is add else SUNSET
    prepare(storage, old, adding)
    prepared = copy_of(storage)
    for call in range(1, 60):
        replace_blobs(storage, prepared)
        died = kill_at_call(call, lambda: act(storage), is_sent=is_sent)
        (name,) = photos(storage)
        assert name in {old, new}, f"call {call}"
        assert read_text(storage, name) == expected, f"call {call}"
        check_another_photo_gets_nothing(storage, {old, new} - {name}, expected)
        if not died:
            assert call > 5
            return
        with suppress(NotFound):
            act(storage)
        (name,) = photos(storage)
        assert (name, read_text(storage, name)) == (new, expected), f"after a retry of call {call}"
    pytest.fail("It has too many calls.")


def photos(storage: Storage) -> list[str]:
    return [name for name in blob_names(storage) if not name.endswith(".xmp")]


def copy_of(storage: Storage) -> list[tuple[Blob, bytes]]:
    """Return all blobs, so that the next round needn't prepare them again."""
    return [storage.photos.read(name) for name in blob_names(storage)]


def replace_blobs(storage: Storage, blobs: list[tuple[Blob, bytes]]) -> None:
    """Replace whatever is there."""
    for blob in storage.photos.list_prefix(""):
        if not blob.name.startswith(".gallery/"):
            storage.photos.delete(blob)
    for blob, data in blobs:
        storage.photos.put(blob.name, Content(data, blob.content_type, md5_of(data)), blob.metadata)


def check_another_photo_gets_nothing(storage: Storage, names: set[str], text: Annotations) -> None:
    """A photo with other bytes takes the name that the moved one had, or will have."""
    for name in names:
        with suppress(Exception):
            storage.photos.put(name, Content(b"red", "image/jpeg", md5_of(b"red")), {})
        red = storage.photos.get_properties(name)
        if red.md5 == md5_of(b"red"):
            assert read_sidecar(storage, red).annotations != text, f"{name} got the text"
            storage.photos.delete(red)


def test_a_photo_next_to_another_ones_leftover_sidecar_gets_a_number(storage: Storage) -> None:
    """Neither text is lost."""
    add(storage, "Oslo/a.jpg", "red")
    storage.photos.delete(storage.photos.get_visible("Oslo/a.jpg"))
    add_of_lightroom(storage, "Rome/a.jpg")
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == RENAMED
    assert blob_names(storage) == ["Oslo/a (2).jpg", "Oslo/a (2).jpg.xmp", "Oslo/a.jpg.xmp"]
    assert read_text(storage, "Oslo/a (2).jpg") == SUNSET


def test_a_photo_next_to_a_sidecar_of_other_software_gets_a_number(storage: Storage) -> None:
    """Neither says which photo it belongs to."""
    add_photo(storage, "Rome/a.jpg")
    add_photo(storage, "Rome/a.png", "red")
    put_sidecar(storage, "Rome/a.xmp", LIGHTROOM)
    other = LIGHTROOM.replace(b"Sunset", b"Sunrise")
    put_sidecar(storage, "Oslo/a.jpg.xmp", other)
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == RENAMED
    assert storage.photos.read("Oslo/a.jpg.xmp")[1] == other
    assert read_text(storage, "Oslo/a (2).jpg") == SUNSET


def test_a_photo_and_its_duplicate_stay_two_if_their_texts_differ(storage: Storage) -> None:
    add(storage, "Oslo/a.jpg")
    add_of_lightroom(storage, "Rome/a.jpg")
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == RENAMED
    assert read_text(storage, "Oslo/a.jpg") == TEXT
    assert read_text(storage, "Oslo/a (2).jpg") == SUNSET


def test_a_photo_and_a_duplicate_with_text_in_lightrooms_sidecar_stay_two(storage: Storage) -> None:
    add(storage, "Rome/a.jpg")
    add_photo(storage, "Oslo/a.jpg")
    put_sidecar(storage, "Oslo/a.xmp", LIGHTROOM)
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == RENAMED
    assert read_text(storage, "Oslo/a.jpg") == SUNSET
    assert read_text(storage, "Oslo/a (2).jpg") == TEXT


def test_a_duplicate_that_gets_a_photos_text_keeps_none_of_its_former_text(storage: Storage) -> None:
    """Other software has deleted the duplicate's sidecar, and no refresh has noticed yet."""
    add(storage, "Oslo/a.jpg")
    storage.photos.delete(storage.photos.get_visible("Oslo/a.jpg.xmp"))
    add_photo(storage, "Rome/a.jpg")
    edit_photo(storage, "Rome/a.jpg", Changes({"rating": 1}))
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == MOVED
    assert get_photo(storage, "Oslo/a.jpg").sidecar.annotations == Annotations(rating=1)


def test_a_photo_brings_its_text_to_a_duplicate_without_any(storage: Storage) -> None:
    add(storage, "Rome/a.jpg")
    add_photo(storage, "Oslo/a.jpg")
    assert move_to_album(storage, "Rome/a.jpg", "Oslo").outcome == MOVED
    assert blob_names(storage) == ["Oslo/a.jpg", "Oslo/a.jpg.xmp"]
    assert get_photo(storage, "Oslo/a.jpg").sidecar.annotations == TEXT


def test_a_photo_takes_along_the_text_of_the_one_it_replaced(storage: Storage) -> None:
    """It may be an edited version of that one, so the owner may want to keep the text."""
    add(storage, "Rome/a.jpg", "red")
    storage.photos.delete(storage.photos.get_visible("Rome/a.jpg"))
    add_photo(storage, "Rome/a.jpg")
    move(storage)
    assert blob_names(storage) == ["Oslo/a.jpg", "Oslo/a.jpg.xmp"]
    assert read_sidecar(storage, storage.photos.get_visible("Oslo/a.jpg")).copy.problem == OTHER_PHOTO
    edit_photo(storage, "Oslo/a.jpg", Changes(keep_sidecar=True))
    assert get_photo(storage, "Oslo/a.jpg").sidecar.annotations == TEXT


def test_a_shared_sidecar_stays_while_one_of_its_files_does(storage: Storage) -> None:
    for name in ("a.jpg", "a.png"):
        add_photo(storage, f"Rome/{name}", "red" if name == "a.png" else "teal")
    put_sidecar(storage, "Rome/a.xmp", LIGHTROOM)
    left = [name for name in photos(storage) if name.startswith("Rome/")]
    for number, name in enumerate(left, 1):
        move_to_album(storage, name, "Oslo")
        assert storage.photos.exists("Rome/a.xmp") == (number < len(left))
    assert all(read_text(storage, name) == SUNSET for name in photos(storage))


@pytest.mark.parametrize(
    ("moved", "left", "sidecar", "is_shared"),
    [
        ("a.HEIC.jpg", "a.HEIC", "a.HEIC.xmp", False),
        ("a.HEIC", "a.HEIC.jpg", "a.HEIC.xmp", None),
        ("a", "a.jpg", "a.xmp", True),
        ("a.jpg", "a", "a.xmp", True),
    ],
)
def test_a_photo_whose_name_is_another_ones_stem_keeps_its_sidecar(
    storage: Storage, moved: str, left: str, sidecar: str, *, is_shared: bool | None
) -> None:
    """And the other one doesn't show its text, unless it could be that of both."""
    add_photo(storage, f"Rome/{moved}")
    add_photo(storage, f"Rome/{left}", "red")
    put_sidecar(storage, f"Rome/{sidecar}", LIGHTROOM)
    move_to_trash(storage, f"Rome/{moved}")
    assert read_text(storage, f".trash/Rome/{moved}") == (Annotations() if is_shared is False else SUNSET)
    assert read_text(storage, f"Rome/{left}") == (Annotations() if is_shared is None else SUNSET)


def test_deleting_a_photo_forever_keeps_a_sidecar_that_another_one_uses(storage: Storage) -> None:
    for name in ("a", "a.jpg"):
        add_photo(storage, f".trash/Rome/{name}", name)
    put_sidecar(storage, ".trash/Rome/a.xmp", LIGHTROOM)
    delete_forever(storage, {".trash/Rome/a": storage.photos.get_visible(".trash/Rome/a").etag})
    assert blob_names(storage) == [".trash/Rome/a.jpg", ".trash/Rome/a.xmp"]


@pytest.mark.parametrize("former", ["a.xmp", "a.XMP", "a.jpg.XMP"])
def test_the_next_photo_of_a_name_does_not_get_text_that_our_sidecar_hid(storage: Storage, former: str) -> None:
    add_photo(storage, "Rome/a.jpg")
    put_sidecar(storage, f"Rome/{former}", LIGHTROOM)
    edit_photo(storage, "Rome/a.jpg", Changes({"rating": 5}))
    move(storage)
    add_photo(storage, "Rome/a.jpg", "red")
    assert read_sidecar(storage, storage.photos.get_visible("Rome/a.jpg")).annotations == Annotations()
    assert storage.photos.read(f"Rome/{former}")[1] == LIGHTROOM


def test_the_shared_sidecar_of_two_photos_that_move_at_once_goes(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sees the other one before that's gone."""
    for name in ("a.jpg", "a.png"):
        add_photo(storage, f"Rome/{name}", name)
    put_sidecar(storage, "Rome/a.xmp", LIGHTROOM)
    delete = Container.delete

    def delete_after_other(container: Container, blob: Blob) -> None:
        if blob.name == "Rome/a.jpg":
            monkeypatch.setattr(Container, "delete", delete)
            move_to_album(storage, "Rome/a.png", "Oslo")
        delete(container, blob)

    monkeypatch.setattr(Container, "delete", delete_after_other)
    move(storage)
    assert blob_names(storage) == ["Oslo/a.jpg", "Oslo/a.jpg.xmp", "Oslo/a.png", "Oslo/a.png.xmp"]


def test_a_sidecar_that_changes_during_the_move_is_copied_again(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(storage, "Rome/a.jpg")
    delete = Container.delete

    def delete_after_change(container: Container, blob: Blob) -> None:
        if blob.name == "Rome/a.jpg.xmp":
            monkeypatch.setattr(Container, "delete", delete)
            put_sidecar(storage, blob.name, LIGHTROOM)
        delete(container, blob)

    monkeypatch.setattr(Container, "delete", delete_after_change)
    move(storage)
    assert blob_names(storage) == ["Oslo/a.jpg", "Oslo/a.jpg.xmp"]
    assert read_text(storage, "Oslo/a.jpg") == SUNSET


def test_a_late_move_does_not_replace_newer_text(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process completes the move, and the photo is edited, just before this one copies the sidecar."""
    add(storage, "Rome/a.jpg")
    copy = Container.copy

    def copy_after_other(container: Container, blob: Blob, name: str, metadata: dict[str, str]) -> Blob:
        if name == "Oslo/a.jpg.xmp":
            monkeypatch.setattr(Container, "copy", copy)
            move(storage)
            edit_photo(storage, "Oslo/a.jpg", Changes({"caption": "Newer"}))
        return copy(container, blob, name, metadata)

    monkeypatch.setattr(Container, "copy", copy_after_other)
    with suppress(Changed, NotFound):
        move(storage)
    assert read_text(storage, "Oslo/a.jpg").caption == "Newer"


def test_an_edit_during_a_move_is_refused_or_carried(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The photo moves between the two writes of the edit."""
    add_photo(storage, "Rome/a.jpg")
    update = Container.update_metadata

    def update_after_move(container: Container, blob: Blob, *rest: object, **named: object) -> Blob:
        monkeypatch.setattr(Container, "update_metadata", update)
        move(storage)
        return update(container, blob, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Container, "update_metadata", update_after_move)
    with pytest.raises(NotFound):
        edit_photo(storage, "Rome/a.jpg", Changes(SAID))
    assert photos(storage) == ["Oslo/a.jpg"]
    assert not storage.photos.exists("Rome/a.jpg.xmp")


def test_a_move_by_listing_carries_sidecars_too(storage: Storage) -> None:
    names = [f"Rome/{number}.jpg" for number in range(20)]
    for number, name in enumerate(names):
        add_photo(storage, name, f"#{10 * number:02x}4080")
    edit_photo(storage, names[3], Changes(SAID))
    find = find_all(storage, names)
    move_to_album(storage, names[3], "Oslo", find)
    assert read_text(storage, "Oslo/3.jpg") == TEXT
    assert not storage.photos.exists("Rome/3.jpg.xmp")


def test_deleting_a_photo_forever_deletes_its_sidecar(storage: Storage) -> None:
    add(storage, "Rome/a.jpg")
    trash(storage)
    delete_forever(storage, {photo.name: photo.blob.etag for photo in list_trash(storage)})
    assert blob_names(storage) == []
