"""What is done to a gallery while its storage fails, and what has to hold afterwards."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache

import pytest
from azure.core.exceptions import AzureError
from azure.storage.blob import BlobClient
from support.gallery_app import new_containers
from support.other_tools import write_in_blocks
from support.pictures import jpeg

from faults.figures import Figures
from gallery.errors import GalleryError
from gallery.library import reservations
from gallery.library.albums import list_album_photos, list_albums
from gallery.library.moves import move_to_album
from gallery.library.previews import preview
from gallery.library.reservations import TOKEN, WAITS_FOR
from gallery.library.timeline import Timeline
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.library.uploads import DUPLICATE, RENAMED, RESERVED, STORED, Upload, accept, reserve
from gallery.model.photos import is_photo
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage import transport
from gallery.storage.account import Storage, open_storage
from gallery.storage.properties import md5_of
from gallery.web.flash import store_flash, take_flash
from gallery.web.sessions import end_session, is_ended
from local.host import blob_output

NAME = "Rome/a.jpg"
BESIDE = "Rome/b.jpg"
DATED = "2026/09/12/c.jpg"
SESSION = "0123456789abcdef"
LINES = [{"file": "a.jpg", "outcome": "stored"}]


@cache
def picture(colour: str) -> bytes:
    """Always the same bytes of one colour."""
    return jpeg(colour)


@cache
def dead_token() -> str:
    """That of an upload whose process is no more."""
    says = "from gallery.library.reservations import new_token; print(new_token())"
    return subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True).stdout.strip()


Act = Callable[[Storage], str]


@dataclass(frozen=True)
class Operation:
    """One thing that a client asks for."""

    name: str
    prepare: Callable[[Storage], object]
    act: Act
    """Its answer in a word. Raises GalleryError."""
    truths: dict[str, dict[str, str]] = field(default_factory=dict)
    """For every answer that may be given, all visible and trashed photos (name to colour) that must be there then."""
    before: dict[str, str] = field(default_factory=dict)
    """What is there before, to stay wherever the operation fails."""
    again: frozenset[str] = frozenset()
    """What a second try may answer when the first was complete but could not say so."""


def whole(storage: Storage) -> dict[str, bytes]:
    """Every photo that is visible or in the trash, with its bytes."""
    blobs = storage.photos.list_prefix("")
    return {blob.name: storage.photos.read(blob.name)[1] for blob in blobs if is_photo(blob) or _in_trash(blob.name)}


def listed(storage: Storage) -> list[str]:
    """What the pages show, as often as they show it."""
    albums = [list_album_photos(storage, album.album).photos for album in list_albums(storage)]
    shelves = [list(Timeline(storage).older_than(None)), list_album_photos(storage, "").photos, *albums]
    return [photo.name for shelf in shelves for photo in shelf]


def _in_trash(name: str) -> bool:
    return name.startswith(".trash/")


def _upload(storage: Storage) -> str:
    return accept(storage, Upload("a.jpg", picture("red")), "Rome").outcome


def _put(storage: Storage) -> str:
    """As function_app and the host do it."""
    data = picture("red")
    outcome = reserve(storage, NAME, data).outcome
    if outcome == STORED:
        client = storage.service.get_blob_client(storage.photos.container_name, NAME)
        _bind(client, data)
    return outcome


def _bind(client: BlobClient, data: bytes) -> None:
    try:
        blob_output._write(client, data)  # noqa: SLF001 - the host's own sequence of writes
    except AzureError as error:
        raise GalleryError("The host answers with 500.") from error


def _fill(*photos: tuple[str, str]) -> Callable[[Storage], object]:
    def prepare(storage: Storage) -> None:
        storage.photos.list_folder("")
        storage.previews.list_folder("")
        for name, colour in photos:
            folder, _, file = name.rpartition("/")
            accept(storage, Upload(file, picture(colour)), folder)

    return prepare


def _trashed(storage: Storage) -> None:
    _fill((NAME, "red"), (BESIDE, "blue"))(storage)
    move_to_trash(storage, NAME)


def _dropped(storage: Storage) -> None:
    _fill((BESIDE, "blue"))(storage)
    write_in_blocks(storage, NAME, picture("red"))


def _reserved_by_the_dead(storage: Storage) -> None:
    _fill((BESIDE, "blue"))(storage)
    waits = {TOKEN: dead_token(), WAITS_FOR: md5_of(picture("red")).hex()}
    storage.photos.create(NAME, b"", RESERVED, waits)


def _develop(storage: Storage) -> str:
    data, photo = preview(storage, NAME, 240)
    assert data[8:12] == b"WEBP"
    return "developed" if photo.developed else "not developed"


def _list_all(storage: Storage) -> str:
    names = sorted([*listed(storage), *(month.month for month in Timeline(storage).months())])
    return " ".join(names)


def _sign_out(storage: Storage) -> str:
    end_session(storage, SESSION)
    return "ended"


def _ask_ended(storage: Storage) -> str:
    return "ended" if is_ended(storage, SESSION) else "open"


def _report(storage: Storage) -> str:
    lines = take_flash(storage, store_flash(storage, LINES))
    return "shown" if lines == LINES else f"lost: {lines}"


_RED, _BLUE = {NAME: "red"}, {BESIDE: "blue"}
_BOTH, _TRASHED = {**_RED, **_BLUE}, {f".trash/{NAME}": "red", **_BLUE}
_ALL = {**_BOTH, DATED: "green"}

OPERATIONS = (
    Operation("upload", _fill((BESIDE, "blue")), _upload, {STORED: _BOTH}, _BLUE, frozenset({DUPLICATE})),
    Operation(
        "upload beside another of its name",
        _fill((NAME, "blue")),
        _upload,
        {RENAMED: {NAME: "blue", "Rome/a (2).jpg": "red"}},
        {NAME: "blue"},
        frozenset({DUPLICATE}),
    ),
    Operation("put", _fill((BESIDE, "blue")), _put, {STORED: _BOTH}, _BLUE, frozenset({DUPLICATE})),
    Operation("put again", _reserved_by_the_dead, _put, {STORED: _BOTH}, _BLUE, frozenset({DUPLICATE})),
    Operation(
        "delete",
        _fill((NAME, "red"), (BESIDE, "blue")),
        lambda s: move_to_trash(s, NAME).outcome,
        {"trashed": _TRASHED},
        _BOTH,
    ),
    Operation(
        "restore", _trashed, lambda s: restore_from_trash(s, f".trash/{NAME}").outcome, {"restored": _BOTH}, _TRASHED
    ),
    Operation(
        "move to an album",
        _fill((NAME, "red"), (BESIDE, "blue")),
        lambda s: move_to_album(s, NAME, "Oslo").outcome,
        {"moved": {"Oslo/a.jpg": "red", **_BLUE}},
        _BOTH,
    ),
    Operation("develop", _dropped, _develop, {"developed": _BOTH, "not developed": _BOTH}, _BOTH),
    Operation(
        "list",
        _fill((NAME, "red"), (BESIDE, "blue"), (DATED, "green")),
        _list_all,
        {f"2026-09 {DATED} {NAME} {BESIDE}": _ALL},
        _ALL,
    ),
    Operation("sign out", _fill((NAME, "red")), _sign_out, {"ended": _RED}, _RED),
    Operation(
        "ask for a session", lambda s: (_fill((NAME, "red"))(s), _sign_out(s)), _ask_ended, {"ended": _RED}, _RED
    ),
    Operation("report", _fill((NAME, "red")), _report, {"shown": _RED}, _RED),
)


def operation_named(name: str) -> Operation:
    """One of OPERATIONS."""
    return next(operation for operation in OPERATIONS if operation.name == name)


@contextmanager
def opened(*connections: str) -> Iterator[list[Storage]]:
    """The same fresh containers by each of these ways."""
    names = new_containers()
    containers = {"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews, "DECODERS": "1"}
    storages = [open_storage(read_settings({PHOTO_STORAGE: one, **containers})) for one in connections[:1]]
    with pytest.MonkeyPatch.context() as patient:
        # What is not to fail may take its time, also where the others are quick.
        patient.setattr(transport, "READ_TIMEOUT", 20)
        storages += [open_storage(read_settings({PHOTO_STORAGE: one, **containers})) for one in connections[1:]]
    try:
        yield storages
    finally:
        for container in names if connections[1:] else ():
            # Thousands of containers would make Azurite slow.
            with suppress(AzureError):
                storages[-1].service.delete_container(container)
        for one in storages:
            one.service.close()


def attempt(operation: Operation, storage: Storage) -> str | None:
    """The answer, None when the gallery said that it failed."""
    with suppress(GalleryError):
        return operation.act(storage)
    return None


def colours(storage: Storage) -> dict[str, str]:
    """All whole photos by name; one with bytes that nobody sent is an error."""
    known = {picture(colour): colour for colour in ("red", "blue", "green")}
    return {name: known.get(data, "broken") for name, data in whole(storage).items()}


def check(operation: Operation, answer: str | None, direct: Storage, what: str, figures: Figures) -> None:
    """The invariants, then those after a second try."""
    now = colours(direct)
    figures.add("photos acknowledged", len(operation.before) + (answer in {STORED, RENAMED}))
    assert set(operation.before.values()) <= set(now.values()), f"lost after {what}"
    shown = listed(direct)
    assert sorted(shown) == sorted(name for name in now if not _in_trash(name)), f"shown after {what}"
    if answer:
        assert answer in operation.truths, f"false answer: {what}"
        assert now == operation.truths[answer], f"not as it was said: {what}"
    else:
        assert max(Counter(now.values()).values()) == 1, f"doubled after {what}"
        _check_second_try(operation, direct, what, figures)


def _check_second_try(operation: Operation, direct: Storage, what: str, figures: Figures) -> None:
    again = attempt(operation, direct)
    if again is None and any(not blob.length for blob in direct.photos.list_prefix("Rome/")):
        figures.add("second tries of a PUT that had to wait for five minutes")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reservations, "UNFINISHED_AFTER", reservations.UNFINISHED_AFTER * 0)
            again = attempt(operation, direct)
    assert again in {*operation.truths, *operation.again, None}, f"second try {again} after {what}"
    # None is a 404 for what was moved already, so the place of every photo decides.
    assert colours(direct) == next(iter(operation.truths.values())), f"after a second try: {what}"
