"""Uploads in pieces: pieces are received, checked, and stored like every other upload."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from support.library import add_photo, blob_names
from support.other_tools import write_in_blocks
from support.pictures import jpeg
from support.process_kills import kill_at

from gallery.errors import BadRequest, MissingPieces, NameReserved, NotFound, PhotoExists, TooLarge
from gallery.library import incoming, storing
from gallery.library.incoming import (
    INCOMING,
    IncomingUpload,
    check_piece,
    finish_upload,
    list_received,
    start_upload,
)
from gallery.library.outcomes import Outcome
from gallery.library.storing import RESERVED, WAITS_FOR
from gallery.library.uploads import store_upload
from gallery.storage.account import Storage
from gallery.storage.properties import Content, md5_of

DATA = jpeg("red", (300, 200))
PIECE = 700
"""Bytes of a piece in these tests, so that the picture has several."""


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "PIECE_BYTES", PIECE)


def pieces(data: bytes = DATA) -> list[bytes]:
    return [data[start : start + PIECE] for start in range(0, len(data), PIECE)]


def start(storage: Storage, data: bytes = DATA, file: str = "a.jpg") -> str:
    return start_upload(storage, IncomingUpload(file, len(data), "Rome"))


def start_exact(storage: Storage, name: str = "Rome/a.jpg") -> str:
    return start_upload(storage, IncomingUpload(name, len(DATA), is_exact=True))


def receive(storage: Storage, token: str, numbers: Sequence[int] | None = None, data: bytes = DATA) -> list[str]:
    """Do what the function and the output binding do; return the MD5s of all pieces."""
    for number, piece in enumerate(pieces(data)):
        if numbers is None or number in numbers:
            check_piece(storage, token, str(number), piece)
            write_in_blocks(storage, f"{INCOMING}{token}/{number}", piece)
    return [md5_of(piece).hex() for piece in pieces(data)]


def test_a_file_in_pieces_is_stored_byte_for_byte(storage: Storage) -> None:
    """And of the pieces only the record with the outcome is left."""
    assert len(pieces()) > 2
    token = start(storage)
    outcome = finish_upload(storage, token, receive(storage, token))
    assert (outcome["outcome"], outcome["photo"]["name"]) == ("stored", "Rome/a.jpg")
    assert storage.photos.read("Rome/a.jpg")[1] == DATA
    assert blob_names(storage) == [f"{INCOMING}{token}/upload.json", "Rome/a.jpg"]


def test_finishing_again_returns_the_same_outcome(storage: Storage) -> None:
    """Because the first response may have been lost."""
    token = start(storage)
    md5s = receive(storage, token)
    assert finish_upload(storage, token, md5s) == finish_upload(storage, token, md5s)
    assert [name for name in blob_names(storage) if name.startswith("Rome/")] == ["Rome/a.jpg"]


@pytest.mark.parametrize("step", ["put", "read", "get_visible", "delete", "list_folder"])
def test_an_upload_whose_process_dies_while_finishing_can_be_finished(storage: Storage, step: str) -> None:
    """The photo is stored once."""
    token = start(storage)
    md5s = receive(storage, token)
    kill_at(storage, step, lambda: finish_upload(storage, token, md5s))
    assert finish_upload(storage, token, md5s)["outcome"] in {"stored", "duplicate"}
    assert [name for name in blob_names(storage) if name.startswith("Rome/")] == ["Rome/a.jpg"]
    assert storage.photos.read("Rome/a.jpg")[1] == DATA


def test_a_record_that_changes_while_the_photo_is_stored_gets_the_outcome(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does one whose ETag storage reported wrongly."""
    token = start(storage)
    record = f"{INCOMING}{token}/upload.json"
    store = store_upload

    def touch_and_store(*arguments: Any) -> Outcome:
        write_in_blocks(storage, record, storage.photos.read(record)[1])
        return store(*arguments)

    monkeypatch.setattr(incoming, "store_upload", touch_and_store)
    outcome = finish_upload(storage, token, receive(storage, token))
    assert outcome["outcome"] == "stored"
    assert finish_upload(storage, token, []) == outcome


def test_a_record_that_expires_while_the_photo_is_stored_is_not_needed(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The upload took a week, and a refresh has just deleted its record. Still, the photo is stored."""
    token = start(storage)
    store = store_upload

    def store_and_expire(*arguments: Any) -> Outcome:
        storage.photos.delete(storage.photos.get_properties(f"{INCOMING}{token}/upload.json"))
        return store(*arguments)

    monkeypatch.setattr(incoming, "store_upload", store_and_expire)
    assert finish_upload(storage, token, receive(storage, token))["outcome"] == "stored"
    assert blob_names(storage) == ["Rome/a.jpg"]


def test_missing_and_different_pieces_are_named(storage: Storage) -> None:
    """Nothing is stored until they arrive; then nothing else has to be sent again."""
    token = start(storage)
    md5s = receive(storage, token, [0])
    write_in_blocks(storage, f"{INCOMING}{token}/1", b"x" * PIECE)
    assert list_received(storage, token) == [0, 1]
    with pytest.raises(MissingPieces) as error:
        finish_upload(storage, token, md5s)
    assert error.value.numbers == list(range(1, len(pieces())))
    assert not [name for name in blob_names(storage) if not name.startswith(INCOMING)]
    receive(storage, token, error.value.numbers)
    assert finish_upload(storage, token, md5s)["outcome"] == "stored"


def test_an_upload_that_was_finished_needs_no_more_pieces(storage: Storage) -> None:
    """Its sender, who may have lost the response, sends the last request again."""
    token = start(storage)
    finish_upload(storage, token, receive(storage, token))
    assert list_received(storage, token) == list(range(len(pieces())))


def test_a_duplicate_is_found(storage: Storage) -> None:
    add_photo(storage, "Rome/b.jpg")
    token = start(storage, jpeg())
    outcome = finish_upload(storage, token, receive(storage, token, data=jpeg()))
    assert (outcome["outcome"], outcome["photo"]["name"]) == ("duplicate", "Rome/b.jpg")


def test_a_file_that_is_not_a_picture_is_rejected_with_the_reason(storage: Storage) -> None:
    """The outcome is recorded, and the pieces are deleted."""
    data = b"%PDF-1.7 " + bytes(2 * PIECE)
    token = start(storage, data, "letter.jpg")
    outcome = finish_upload(storage, token, receive(storage, token, data=data))
    assert (outcome["outcome"], outcome["status"]) == ("rejected", 415)
    assert "letter.jpg is a PDF" in outcome["reason"]
    assert blob_names(storage) == [f"{INCOMING}{token}/upload.json"]


@pytest.mark.parametrize("number", ["-1", "007", "00", "99", "1.", "x", "", "\N{FULLWIDTH DIGIT ONE}", "0/../../x"])
def test_a_piece_the_file_does_not_have_is_not_found(storage: Storage, number: str) -> None:
    """Only one spelling of each number is accepted: the binding writes to the route's own text."""
    with pytest.raises(NotFound):
        check_piece(storage, start(storage), number, bytes(PIECE))


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE + 1])
def test_a_piece_must_have_its_exact_length(storage: Storage, length: int) -> None:
    with pytest.raises(BadRequest, match=f"must have {PIECE} bytes, but has {length}"):
        check_piece(storage, start(storage), "0", bytes(length))


@pytest.mark.parametrize("token", ["", "x", "0" * 31, "0" * 32, "../../photos", "A" * 32])
def test_an_unknown_token_is_not_found(storage: Storage, token: str) -> None:
    with pytest.raises(NotFound, match="Start it again"):
        list_received(storage, token)
    with pytest.raises(NotFound, match="Start it again"):
        check_piece(storage, token, "0", bytes(PIECE))
    with pytest.raises(NotFound, match="Start it again"):
        finish_upload(storage, token, [])


def test_a_file_over_the_limit_is_refused_before_it_is_sent(storage: Storage) -> None:
    with pytest.raises(TooLarge, match=r"huge\.jpg has 51 MB\. Photos may have up to 50 MB"):
        start_upload(storage, IncomingUpload("huge.jpg", 51_000_000))
    assert blob_names(storage) == []


@pytest.mark.parametrize("name", ["a.jpg", "2001/02/03/a.jpg", "Rome/Trevi/a.jpg"])
def test_an_upload_under_an_exact_name_gets_it(storage: Storage, name: str) -> None:
    """Wherever that is, and although its folder has the same bytes under another name, as with a PUT."""
    storage.photos.put(f"{name.removesuffix('a.jpg')}b.jpg", Content(DATA, "image/jpeg", md5_of(DATA)), {})
    token = start_exact(storage, name)
    md5s = receive(storage, token)
    outcome = finish_upload(storage, token, md5s)
    assert (outcome["outcome"], outcome["file"], outcome["photo"]["name"]) == ("stored", name, name)
    assert finish_upload(storage, token, md5s) == outcome
    assert storage.photos.read(name)[1] == DATA


def test_an_exact_name_that_the_same_photo_has_is_a_duplicate(storage: Storage) -> None:
    storage.photos.put("Rome/a.jpg", Content(DATA, "image/jpeg", md5_of(DATA)), {})
    token = start_exact(storage)
    assert finish_upload(storage, token, receive(storage, token))["outcome"] == "duplicate"
    assert storage.photos.read("Rome/a.jpg")[1] == DATA


def test_an_exact_name_that_another_photo_gets_meanwhile_is_rejected(storage: Storage) -> None:
    """The other photo stays, and nothing is stored under another name."""
    token = start_exact(storage)
    md5s = receive(storage, token)
    add_photo(storage, "Rome/a.jpg")
    outcome = finish_upload(storage, token, md5s)
    assert (outcome["outcome"], outcome["status"]) == ("rejected", 409)
    assert storage.photos.read("Rome/a.jpg")[1] == jpeg()
    assert blob_names(storage) == [f"{INCOMING}{token}/upload.json", "Rome/a.jpg"]


def test_an_exact_name_that_is_obviously_taken_is_refused_before_anything_is_sent(storage: Storage) -> None:
    """By a photo of another length. One of the same length may be the same photo."""
    add_photo(storage, "Rome/a.jpg")
    with pytest.raises(PhotoExists, match=r"Rome/a\.jpg"):
        start_exact(storage)
    assert blob_names(storage) == ["Rome/a.jpg"]
    storage.photos.put("Rome/b.jpg", Content(bytes(len(DATA)), "image/jpeg", md5_of(bytes(len(DATA)))), {})
    assert start_exact(storage, "Rome/b.jpg")


def test_the_pieces_stay_while_another_upload_holds_the_exact_name(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once that's given up, nothing has to be sent again."""
    storage.photos.put("Rome/a.jpg", RESERVED, {WAITS_FOR: md5_of(b"other").hex()})
    token = start_exact(storage)
    md5s = receive(storage, token)
    with pytest.raises(NameReserved):
        finish_upload(storage, token, md5s)
    monkeypatch.setattr(storing, "ABANDONED_AFTER", timedelta(0))
    assert finish_upload(storage, token, md5s)["outcome"] == "stored"
    assert storage.photos.read("Rome/a.jpg")[1] == DATA


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".trash/a.jpg",
        "Rome/.a.jpg",
        "/a.jpg",
        "Rome//a.jpg",
        "Rome\\a.jpg",
        "Rome/../a.jpg",
        "Rome/a.jpg.xmp",
        "a.XMP",
    ],
)
def test_an_exact_name_that_no_photo_may_have_is_refused(storage: Storage, name: str) -> None:
    """It isn't cleaned. Nor can anything but the photo itself, such as a sidecar or hidden state, be written."""
    with pytest.raises(BadRequest):
        start_exact(storage, name)
    assert blob_names(storage) == []
