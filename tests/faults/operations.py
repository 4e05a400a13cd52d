"""Operations on a gallery whose storage fails, and the invariants that must hold afterwards."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache

import pytest
from azure.core.exceptions import AzureError
from support.gallery_app import new_containers
from support.other_tools import write_in_blocks
from support.pictures import jpeg

from faults.figures import ACKNOWLEDGED, DELAYED_RETRIES, Figures
from gallery.errors import GalleryError
from gallery.library import storing
from gallery.library.albums import list_album_photos, list_albums
from gallery.library.incoming import INCOMING, IncomingUpload, check_piece, finish_upload, start_upload
from gallery.library.moves import move_to_album
from gallery.library.outcomes import DUPLICATE, RENAMED, STORED
from gallery.library.previews import get_preview
from gallery.library.storing import RESERVED, TOKEN, WAITS_FOR
from gallery.library.timeline import Timeline
from gallery.library.trash import delete_forever, list_trash, move_to_trash, restore_from_trash
from gallery.library.uploads import Upload, store_put, store_upload
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
def picture(color: str) -> bytes:
    """Return a picture of one color, always with the same bytes."""
    return jpeg(color)


Act = Callable[[Storage], str]


@dataclass(frozen=True)
class Operation:
    """An operation of a client."""

    name: str
    prepare: Callable[[Storage], object]
    act: Act
    """Returns the outcome in a word. Raises GalleryError."""
    results: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each possible outcome, the photos that must exist then, visible or in the trash (name to color)."""
    before: dict[str, str] = field(default_factory=dict)
    """The photos before the operation, which must still exist after a failure."""
    retry_outcomes: frozenset[str] = frozenset()
    """Further outcomes of a retry, if the first try took effect but its response was lost."""


def read_photos(storage: Storage) -> dict[str, bytes]:
    """Return the bytes of every photo that is visible or in the trash."""
    blobs = storage.photos.list_prefix("")
    return {blob.name: storage.photos.read(blob.name)[1] for blob in blobs if is_photo(blob) or _in_trash(blob.name)}


def list_shown(storage: Storage) -> list[str]:
    """Return the names on the pages, as often as they are shown."""
    albums = [list_album_photos(storage, album.album).photos for album in list_albums(storage)]
    lists = [list(Timeline(storage).older_than(None)), list_album_photos(storage, "").photos, *albums]
    return [photo.name for photos in lists for photo in photos]


def _in_trash(name: str) -> bool:
    return name.startswith(".trash/")


def _upload(storage: Storage) -> str:
    return store_upload(storage, Upload("a.jpg", picture("red")), "Rome").outcome


def _put(storage: Storage) -> str:
    return store_put(storage, NAME, picture("red")).outcome


def _upload_in_pieces(storage: Storage) -> str:
    """Do what function_app and the host do for an upload of one piece."""
    data = picture("red")
    token = start_upload(storage, IncomingUpload("a.jpg", len(data), "Rome"))
    md5 = check_piece(storage, token, "0", data)
    client = storage.service.get_blob_client(storage.photos.container_name, f"{INCOMING}{token}/0")
    try:
        blob_output.write_blob(client, data)
    except AzureError as error:
        raise GalleryError("The host responds with 500.") from error
    return str(finish_upload(storage, token, [md5])["outcome"])


def _fill(*photos: tuple[str, str]) -> Callable[[Storage], object]:
    def prepare(storage: Storage) -> None:
        storage.photos.create_container()
        storage.previews.create_container()
        for name, color in photos:
            folder, _, file = name.rpartition("/")
            store_upload(storage, Upload(file, picture(color)), folder)

    return prepare


def _prepare_trash(storage: Storage) -> None:
    _fill((NAME, "red"), (BESIDE, "blue"))(storage)
    move_to_trash(storage, NAME)


def _delete_forever(storage: Storage) -> str:
    """Delete what's listed, as the page does; if nothing is, the photo may still be there."""
    listed = {photo.name: photo.blob.etag for photo in list_trash(storage)}
    (outcome,) = delete_forever(storage, listed or {f".trash/{NAME}": "unknown"}).outcomes
    if outcome.error:
        raise outcome.error
    return outcome.outcome


def _prepare_blob_of_other_tool(storage: Storage) -> None:
    _fill((BESIDE, "blue"))(storage)
    write_in_blocks(storage, NAME, picture("red"))


def _prepare_reservation_of_dead_process(storage: Storage) -> None:
    _fill((BESIDE, "blue"))(storage)
    storage.photos.put(NAME, RESERVED, {TOKEN: "of a dead upload", WAITS_FOR: md5_of(picture("red")).hex()})


def _develop(storage: Storage) -> str:
    data, photo = get_preview(storage, NAME, 240)
    assert data[8:12] == b"WEBP"
    return "developed" if photo.developed else "not developed"


def _list_all(storage: Storage) -> str:
    names = sorted([*list_shown(storage), *(month.month for month in Timeline(storage).months())])
    return " ".join(names)


def _sign_out(storage: Storage) -> str:
    end_session(storage, SESSION)
    return "ended"


def _check_session(storage: Storage) -> str:
    return "ended" if is_ended(storage, SESSION) else "open"


def _show_flash(storage: Storage) -> str:
    lines = take_flash(storage, store_flash(storage, LINES))
    return "shown" if lines == LINES else f"lost: {lines}"


_RED, _BLUE = {NAME: "red"}, {BESIDE: "blue"}
_BOTH, _TRASHED = {**_RED, **_BLUE}, {f".trash/{NAME}": "red", **_BLUE}
_ALL = {**_BOTH, DATED: "green"}

OPERATIONS = (
    Operation("upload", _fill((BESIDE, "blue")), _upload, {STORED: _BOTH}, _BLUE, frozenset({DUPLICATE})),
    Operation(
        "upload with a name that is taken",
        _fill((NAME, "blue")),
        _upload,
        {RENAMED: {NAME: "blue", "Rome/a (2).jpg": "red"}},
        {NAME: "blue"},
        frozenset({DUPLICATE}),
    ),
    Operation("put", _fill((BESIDE, "blue")), _put, {STORED: _BOTH}, _BLUE, frozenset({DUPLICATE})),
    Operation(
        "upload in pieces", _fill((BESIDE, "blue")), _upload_in_pieces, {STORED: _BOTH}, _BLUE, frozenset({DUPLICATE})
    ),
    Operation(
        "put after a killed put",
        _prepare_reservation_of_dead_process,
        _put,
        {STORED: _BOTH},
        _BLUE,
        frozenset({DUPLICATE}),
    ),
    Operation(
        "delete",
        _fill((NAME, "red"), (BESIDE, "blue")),
        lambda s: move_to_trash(s, NAME).outcome,
        {"trashed": _TRASHED},
        _BOTH,
    ),
    Operation(
        "restore",
        _prepare_trash,
        lambda s: restore_from_trash(s, f".trash/{NAME}").outcome,
        {"restored": _BOTH},
        _TRASHED,
    ),
    Operation(
        "delete forever",
        _prepare_trash,
        _delete_forever,
        {"deleted": _BLUE, "gone": _BLUE},
        _BLUE,
    ),
    Operation(
        "move to an album",
        _fill((NAME, "red"), (BESIDE, "blue")),
        lambda s: move_to_album(s, NAME, "Oslo").outcome,
        {"moved": {"Oslo/a.jpg": "red", **_BLUE}},
        _BOTH,
    ),
    Operation("develop", _prepare_blob_of_other_tool, _develop, {"developed": _BOTH, "not developed": _BOTH}, _BOTH),
    Operation(
        "list",
        _fill((NAME, "red"), (BESIDE, "blue"), (DATED, "green")),
        _list_all,
        {f"2026-09 {DATED} {NAME} {BESIDE}": _ALL},
        _ALL,
    ),
    Operation("sign out", _fill((NAME, "red")), _sign_out, {"ended": _RED}, _RED),
    Operation(
        "check a session", lambda s: (_fill((NAME, "red"))(s), _sign_out(s)), _check_session, {"ended": _RED}, _RED
    ),
    Operation("show a flash message", _fill((NAME, "red")), _show_flash, {"shown": _RED}, _RED),
)


def find_operation(name: str) -> Operation:
    """Return one of OPERATIONS."""
    return next(operation for operation in OPERATIONS if operation.name == name)


@contextmanager
def open_storages(*connections: str) -> Iterator[list[Storage]]:
    """Open the same new containers with each of these connection strings."""
    names = new_containers()
    containers = {"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews, "DECODERS": "1"}
    storages = [open_storage(read_settings({PHOTO_STORAGE: one, **containers})) for one in connections[:1]]
    with pytest.MonkeyPatch.context() as patch:
        # Only the first connection is to fail; the others have the normal timeout even in a test with short ones.
        patch.setattr(transport, "READ_TIMEOUT", 20)
        storages += [open_storage(read_settings({PHOTO_STORAGE: one, **containers})) for one in connections[1:]]
    try:
        yield storages
    finally:
        for container in names if connections[1:] else ():
            # Azurite gets slow with thousands of containers.
            with suppress(AzureError):
                storages[-1].service.delete_container(container)
        for one in storages:
            one.service.close()


def attempt(operation: Operation, storage: Storage) -> str | None:
    """Return the outcome, or None if the gallery reported a failure."""
    with suppress(GalleryError):
        return operation.act(storage)
    return None


def colors(storage: Storage) -> dict[str, str]:
    """Return the color of every whole photo, or `broken` for bytes that no client has sent."""
    known = {picture(color): color for color in ("red", "blue", "green")}
    return {name: known.get(data, "broken") for name, data in read_photos(storage).items()}


def check(operation: Operation, outcome: str | None, direct: Storage, what: str, figures: Figures) -> None:
    """Check the invariants after an operation, and after a retry if it failed. `what` describes what was broken."""
    found = colors(direct)
    figures.add(ACKNOWLEDGED, len(operation.before) + (outcome in {STORED, RENAMED}))
    assert set(operation.before.values()) <= set(found.values()), f"lost after {what}"
    assert sorted(list_shown(direct)) == sorted(name for name in found if not _in_trash(name)), f"shown after {what}"
    if outcome:
        assert outcome in operation.results, f"false outcome: {what}"
        assert found == operation.results[outcome], f"not as reported: {what}"
    else:
        assert max(Counter(found.values()).values()) == 1, f"duplicated after {what}"
        _check_retry(operation, direct, what, figures)


def _check_retry(operation: Operation, direct: Storage, what: str, figures: Figures) -> None:
    outcome = attempt(operation, direct)
    if outcome is None and any(not blob.length for blob in direct.photos.list_prefix("Rome/")):
        figures.add(DELAYED_RETRIES)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(storing, "ABANDONED_AFTER", storing.ABANDONED_AFTER * 0)
            outcome = attempt(operation, direct)
    assert outcome in {*operation.results, *operation.retry_outcomes, None}, f"retry {outcome} after {what}"
    # A photo that has already been moved isn't found (None), so the photos decide.
    assert colors(direct) == next(iter(operation.results.values())), f"after a retry: {what}"
