"""Operations on a gallery whose storage fails."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field

from azure.core.exceptions import AzureError
from support.other_tools import write_in_blocks

from faults.storages import FILM, film, list_shown, picture
from gallery.errors import GalleryError
from gallery.library.edits import Changes, edit_photo
from gallery.library.incoming import INCOMING, IncomingUpload, check_piece, finish_upload, start_upload
from gallery.library.moves import move_to_album
from gallery.library.outcomes import DUPLICATE, RENAMED, STORED
from gallery.library.previews import get_preview
from gallery.library.storing import RESERVED, TOKEN, WAITS_FOR
from gallery.library.timeline import open_timeline
from gallery.library.trash import delete_forever, list_trash, move_to_trash, restore_from_trash
from gallery.library.uploads import Upload, store_put, store_upload
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of
from gallery.web.flash import store_flash, take_flash
from gallery.web.sessions import end_session, is_ended
from local.host import blob_output

NAME = "Rome/a.jpg"
BESIDE = "Rome/b.jpg"
DATED = "2026/09/12/c.jpg"
RECEIVED = "5" * 32
"""Token of an upload in pieces."""
SESSION = "0123456789abcdef"
TEXT = "Rome at night"
LINES = [{"file": "a.jpg", "outcome": "stored"}]

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
    text: str = ""
    """The caption of the red photo once the operation has succeeded."""
    has_text: bool = False
    """Whether it had that caption before, so that it must have it after a failure, too."""


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


def _prepare_piece(storage: Storage, name: str, data: bytes) -> None:
    """Everything has arrived, and only the last request is missing."""
    _fill((BESIDE, "blue"))(storage)
    record = json.dumps({"upload": asdict(IncomingUpload(name, len(data), "Rome"))}).encode()
    storage.photos.create(f"{INCOMING}{RECEIVED}/upload.json", record, "application/json", {})
    write_in_blocks(storage, f"{INCOMING}{RECEIVED}/0", data)


def _finish(storage: Storage, data: bytes) -> str:
    return str(finish_upload(storage, RECEIVED, [md5_of(data).hex()])["outcome"])


def _fill(*photos: tuple[str, str]) -> Callable[[Storage], object]:
    def prepare(storage: Storage) -> None:
        storage.photos.create_container()
        storage.previews.create_container()
        for name, color in photos:
            folder, _, file = name.rpartition("/")
            store_upload(storage, Upload(file, picture(color)), folder)

    return prepare


def _prepare_text(storage: Storage) -> None:
    _fill((NAME, "red"), (BESIDE, "blue"))(storage)
    _edit(storage)


def _edit(storage: Storage) -> str:
    return edit_photo(storage, NAME, Changes({"caption": TEXT})).outcome


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
    names, months = sorted(list_shown(storage)), open_timeline(storage, is_owner=True).months()
    return f"{sum(month.count for month in months)}: {' '.join(names)}"


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
        "finish an upload in pieces",
        lambda s: _prepare_piece(s, "a.jpg", picture("red")),
        lambda s: _finish(s, picture("red")),
        {STORED: _BOTH},
        _BLUE,
        frozenset({DUPLICATE}),
    ),
    Operation(
        "finish a video in pieces",
        lambda s: _prepare_piece(s, "a.mp4", film()),
        lambda s: _finish(s, film()),
        {STORED: {"Rome/a.mp4": FILM, **_BLUE}},
        _BLUE,
        frozenset({DUPLICATE}),
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
    Operation(
        "edit",
        _fill((NAME, "red"), (BESIDE, "blue")),
        _edit,
        {"edited": _BOTH, "unchanged": _BOTH},
        _BOTH,
        text=TEXT,
    ),
    Operation(
        "move with a sidecar",
        _prepare_text,
        lambda s: move_to_album(s, NAME, "Oslo").outcome,
        {"moved": {"Oslo/a.jpg": "red", **_BLUE}},
        _BOTH,
        text=TEXT,
        has_text=True,
    ),
    Operation("develop", _prepare_blob_of_other_tool, _develop, {"developed": _BOTH, "not developed": _BOTH}, _BOTH),
    Operation(
        "list",
        _fill((NAME, "red"), (BESIDE, "blue"), (DATED, "green")),
        _list_all,
        {f"3: {DATED} {NAME} {BESIDE}": _ALL},
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


def attempt(operation: Operation, storage: Storage) -> str | None:
    """Return the outcome, or None if the gallery reported a failure."""
    with suppress(GalleryError):
        return operation.act(storage)
    return None
