"""Videos in pieces are stored a piece at a time, over several requests, whatever is lost or repeated on the way."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from support.instances import open_another_instance
from support.large_videos import make_large_video
from support.library import blob_names
from support.other_tools import write_in_blocks
from support.pictures import jpeg
from support.process_kills import kill_at_call
from support.service_clock import wait_for_service
from support.storage_calls import count_calls

from gallery.errors import GalleryError, MissingPieces, NotAPicture, StillStoring, StorageUnavailable, TooLarge
from gallery.library import incoming, large_files, pieces
from gallery.library.incoming import INCOMING, IncomingUpload, check_piece, finish_upload, start_upload
from gallery.library.large_files import LargeFile
from gallery.library.pieces import AT_A_TIME
from gallery.library.previews import get_preview
from gallery.library.refresh import refresh
from gallery.library.storing import is_reservation
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.library.uploads import store_put
from gallery.model.blobs import Blob
from gallery.storage import container_reader
from gallery.storage.account import Storage
from gallery.storage.blocks import commit_blocks, list_staged
from gallery.storage.properties import md5_of

PIECE = 20_000
"""Bytes of a piece in these tests."""

NAME = "Rome/a.mp4"


Send = Callable[[Storage, bytes], str]


@cache
def video(size: int = 170_000) -> bytes:
    """A video of nine pieces."""
    return make_large_video(size)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "PIECE_BYTES", PIECE)
    monkeypatch.setattr(container_reader, "PIECE_BYTES", PIECE)


@pytest.fixture
def _no_md5(monkeypatch: pytest.MonkeyPatch) -> None:
    """Identify every file by its pieces, as those over 256 MB."""
    for module in (pieces, large_files, container_reader):
        monkeypatch.setattr(module, "MAX_MD5_BYTES", 1_000)


@pytest.fixture
def _no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each request store only the few pieces that it reads at a time."""
    monkeypatch.setattr(incoming, "WORK_SECONDS", 0)


@pytest.fixture(params=["with an MD5", "without an MD5"])
def _both_identities(request: pytest.FixtureRequest) -> None:
    if request.param == "without an MD5":
        request.getfixturevalue("_no_md5")


def split(data: bytes) -> list[bytes]:
    return [data[start : start + PIECE] for start in range(0, len(data), PIECE)]


def md5s_of(data: bytes) -> list[str]:
    return [md5_of(piece).hex() for piece in split(data)]


def send(storage: Storage, data: bytes, file: str = "a.mp4", album: str = "Rome", modified: str | None = None) -> str:
    """Do what the function and the output binding do; return the upload's token."""
    return send_announced(storage, data, IncomingUpload(file, len(data), album, modified))


def send_exactly(storage: Storage, data: bytes) -> str:
    """The same, for a video that gets exactly this name."""
    return send_announced(storage, data, IncomingUpload(NAME, len(data), is_exact=True))


def send_announced(storage: Storage, data: bytes, upload: IncomingUpload) -> str:
    token = start_upload(storage, upload)
    for number, piece in enumerate(split(data)):
        check_piece(storage, token, str(number), piece)
        write_in_blocks(storage, f"{INCOMING}{token}/{number}", piece)
    return token


both_ways = pytest.mark.parametrize("send", [send, send_exactly])


def finish(storage: Storage, token: str, data: bytes) -> dict[str, Any]:
    """Send the last request until the file is stored."""
    while True:
        with suppress(StillStoring):
            return finish_upload(storage, token, md5s_of(data))


def die(*_: object) -> None:
    raise KeyboardInterrupt


def fail(*_: object, **__: object) -> None:
    raise StorageUnavailable("The photo storage isn't responding. Try again in a moment.")


def stored(storage: Storage) -> list[str]:
    return [name for name in blob_names(storage) if not name.startswith(INCOMING)]


@both_ways
@pytest.mark.usefixtures("_both_identities")
def test_a_video_is_stored_byte_for_byte_with_facts_and_previews(storage: Storage, send: Send) -> None:
    """And of the pieces only the record with the outcome is left."""
    token = send(storage, video())
    outcome = finish(storage, token, video())
    photo = outcome["photo"]
    assert (outcome["outcome"], photo["name"], photo["kind"]) == ("stored", NAME, "video")
    assert (photo["width"], photo["developed"]) == (64, True)
    blob, data = storage.photos.read(NAME)
    assert data == video()
    assert blob.content_type == "video/mp4"
    assert blob.md5 in {None, md5_of(video())}
    assert blob.identity == storage.photos.compute_identity(blob)
    assert get_preview(storage, NAME, 480)[0]
    assert blob_names(storage) == [f"{INCOMING}{token}/upload.json", NAME]


def test_a_video_without_a_date_is_filed_under_the_day_it_was_last_written(storage: Storage) -> None:
    """Like a photo."""
    token = send(storage, video(), album="", modified="2025-09-12T10:11:12")
    assert finish(storage, token, video())["photo"]["name"] == "2025/09/12/a.mp4"


@both_ways
@pytest.mark.usefixtures("_no_time", "_both_identities")
def test_a_request_that_takes_long_stops_and_the_next_one_continues(storage: Storage, send: Send) -> None:
    """It sends only pieces that storage doesn't have."""
    token = send(storage, video())
    progress = []
    for _ in range(2):
        with pytest.raises(StillStoring) as error:
            finish_upload(storage, token, md5s_of(video()))
        progress.append((error.value.stored, error.value.of))
    assert progress == [(AT_A_TIME, 9), (2 * AT_A_TIME, 9)]
    assert is_reservation(storage.photos.get_properties(NAME))
    assert finish_upload(storage, token, md5s_of(video()))["outcome"] == "stored"
    assert storage.photos.read(NAME)[1] == video()


@pytest.mark.sampled(16)
@both_ways
@pytest.mark.usefixtures("_no_time", "_no_md5")
@pytest.mark.parametrize("is_sent", [False, True])
@pytest.mark.parametrize("number", range(1, 90, 2))
def test_an_upload_whose_process_dies_at_any_call_is_continued(
    storage: Storage,
    send: Send,
    number: int,
    is_sent: bool,  # noqa: FBT001 - a parameter
) -> None:
    """The video is stored once, and reported as stored."""
    token = send(storage, video())
    kill_at_call(number, lambda: finish(storage, token, video()), is_sent=is_sent)
    assert finish(storage, token, video())["outcome"] == "stored"
    assert stored(storage) == [NAME]
    assert storage.photos.read(NAME)[1] == video()


def test_an_upload_that_was_stored_before_its_process_died_is_reported_as_stored(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as a duplicate of itself."""
    token = send(storage, video())
    with monkeypatch.context() as patch:
        patch.setattr(incoming, "_record_outcome", die)
        with pytest.raises(KeyboardInterrupt):
            finish(storage, token, video())
    assert finish(storage, token, video())["outcome"] == "stored"


def test_pieces_that_another_request_has_used_are_not_missing(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has stored the video, and deleted them."""
    token = send(storage, video())

    def find_none(*_: object) -> None:
        monkeypatch.undo()
        monkeypatch.setattr(incoming, "PIECE_BYTES", PIECE)
        assert finish(storage, token, video())["outcome"] == "stored"
        raise MissingPieces([0])

    monkeypatch.setattr(incoming, "store_upload", find_none)
    assert finish(storage, token, video())["outcome"] == "stored"


def test_blocks_stay_when_storage_fails_at_the_end(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next request sends nothing again."""
    token = send(storage, video())
    with monkeypatch.context() as patch:
        patch.setattr(large_files, "commit_blocks", fail)
        with pytest.raises(StorageUnavailable):
            finish(storage, token, video())
    # Azurite keeps the blocks of a blob that's deleted, unlike the service.
    assert is_reservation(storage.photos.get_properties(NAME))
    with count_calls() as calls:
        assert finish(storage, token, video())["outcome"] == "stored"
    assert "PUT block" not in calls


@both_ways
@pytest.mark.usefixtures("_no_time", "_both_identities")
def test_two_requests_at_once_store_it_once(storage: Storage, connection_string: str, send: Send) -> None:
    """Also on two instances, each of which continues what the other one has sent."""
    token = send(storage, video())
    instances = [storage, open_another_instance(storage, connection_string)]
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(lambda instance: finish(instance, token, video()), instances * 2))
    assert {outcome["outcome"] for outcome in outcomes} == {"stored"}
    assert stored(storage) == [NAME]
    assert storage.photos.read(NAME)[1] == video()


@pytest.mark.usefixtures("_no_time", "_no_md5")
def test_a_reservation_stays_while_its_file_is_being_stored(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long that takes in all: each request renews it, so nothing takes it for an abandoned one."""
    token, etags = send(storage, video(230_000)), []
    for minutes in (0, 0, 9):
        with monkeypatch.context() as patch:
            wait_for_service(patch)(timedelta(minutes=minutes))
            with pytest.raises(StillStoring):
                finish_upload(storage, token, md5s_of(video(230_000)))
        etags.append(storage.photos.get_properties(NAME).etag)
    assert etags[0] == etags[1] != etags[2]
    assert len(list_staged(storage.photos, NAME)) == 3 * AT_A_TIME
    assert finish_upload(storage, token, md5s_of(video(230_000)))["outcome"] == "stored"


@both_ways
def test_a_reservation_that_another_request_renews_at_the_end_is_filled(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, send: Send
) -> None:
    """It isn't a reason to reject the file, whose pieces would be deleted then."""
    token, commit, renewed = send(storage, video()), LargeFile.commit, list[Blob]()

    def renew_and_commit(self: LargeFile, reservation: Blob, metadata: Mapping[str, str]) -> None:
        if not renewed:
            renewed.append(storage.photos.update_metadata(reservation, {}))
        commit(self, reservation, metadata)

    monkeypatch.setattr(LargeFile, "commit", renew_and_commit)
    assert finish(storage, token, video())["outcome"] == "stored"
    assert renewed[0].name == NAME
    assert stored(storage) == [NAME]


@both_ways
@pytest.mark.usefixtures("_no_time", "_no_md5")
def test_an_upload_continues_after_its_reservation_was_deleted(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, send: Send
) -> None:
    """Its sender was away for long."""
    token, wait = send(storage, video()), wait_for_service(monkeypatch)
    with pytest.raises(StillStoring):
        finish_upload(storage, token, md5s_of(video()))
    wait(timedelta(minutes=11))
    refresh(storage)
    assert stored(storage) == []
    assert finish(storage, token, video())["outcome"] == "stored"
    assert storage.photos.read(NAME)[1] == video()


@pytest.mark.usefixtures("_both_identities")
def test_missing_and_different_pieces_are_named(storage: Storage) -> None:
    """Also if the decoder doesn't need them. Nothing but a reservation is there until they arrive."""
    token = send(storage, video())
    for number in (5, 7):
        write_in_blocks(storage, f"{INCOMING}{token}/{number}", b"x" * PIECE)
    different: list[int] = []
    while len(different) < 2:
        with pytest.raises(MissingPieces) as error:
            finish(storage, token, video())
        different += error.value.numbers
        for number in error.value.numbers:
            write_in_blocks(storage, f"{INCOMING}{token}/{number}", split(video())[number])
    assert different == [5, 7]
    assert all(is_reservation(storage.photos.get_properties(name)) for name in stored(storage))
    storage.photos.delete(storage.photos.get_properties(f"{INCOMING}{token}/8"))
    with pytest.raises(MissingPieces) as error:
        finish(storage, token, video())
    assert error.value.numbers == [8]
    write_in_blocks(storage, f"{INCOMING}{token}/8", split(video())[8])
    assert finish(storage, token, video())["outcome"] == "stored"


@pytest.mark.usefixtures("_no_md5")
def test_a_different_piece_that_the_decoder_needs_does_not_make_it_a_broken_video(storage: Storage) -> None:
    token = send(storage, video())
    write_in_blocks(storage, f"{INCOMING}{token}/0", b"x" * PIECE)
    with pytest.raises(MissingPieces) as error:
        finish(storage, token, video())
    assert error.value.numbers == [0]


@pytest.mark.usefixtures("_both_identities")
def test_a_duplicate_is_found(storage: Storage) -> None:
    """Also if it was stored under another name, or by another request of the same upload."""
    finish(storage, send(storage, video()), video())
    outcome = finish(storage, send(storage, video(), "b.mp4"), video())
    assert (outcome["outcome"], outcome["photo"]["name"]) == ("duplicate", NAME)
    assert stored(storage) == [NAME]


def test_a_video_that_another_route_has_stored_is_a_duplicate(storage: Storage) -> None:
    """Up to 256 MB, what identifies it is its MD5."""
    store_put(storage, "Rome/b.mp4", video())
    assert finish(storage, send(storage, video()), video())["outcome"] == "duplicate"


@pytest.mark.usefixtures("_no_md5")
def test_the_bytes_of_a_file_without_an_identity_are_compared(storage: Storage) -> None:
    """Another tool has stored it, and noted nothing."""
    write_in_blocks(storage, "Rome/b.mp4", video())
    assert finish(storage, send(storage, video()), video())["outcome"] == "duplicate"


def test_another_file_of_the_same_name_stays(storage: Storage) -> None:
    other = video(150_000)
    finish(storage, send(storage, other), other)
    outcome = finish(storage, send(storage, video()), video())
    assert (outcome["outcome"], outcome["photo"]["name"]) == ("renamed", "Rome/a (2).mp4")
    assert storage.photos.read(NAME)[1] == other


@pytest.mark.usefixtures("_no_time", "_no_md5")
def test_another_upload_of_the_same_file_uses_what_was_sent(storage: Storage) -> None:
    """The first one was given up."""
    with pytest.raises(StillStoring):
        finish_upload(storage, send(storage, video()), md5s_of(video()))
    token = send(storage, video())
    with count_calls() as calls:
        assert finish(storage, token, video())["outcome"] == "stored"
    assert calls.count("PUT block") == 9 - AT_A_TIME
    assert stored(storage) == [NAME]


@pytest.mark.usefixtures("_both_identities")
def test_moves_and_previews_know_it_by_its_identity(storage: Storage) -> None:
    photo = finish(storage, send(storage, video()), video())["photo"]
    trashed = move_to_trash(storage, NAME).trash
    restored = restore_from_trash(storage, str(trashed)).photo
    assert restored
    assert (restored.name, restored.version) == (NAME, photo["version"])
    assert storage.photos.read(NAME)[1] == video()


def test_blocks_in_another_order_are_not_confirmed(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sees such a file, and sending the request again stores the right one."""
    token = send(storage, video())
    with monkeypatch.context() as patch:
        patch.setattr(
            large_files,
            "commit_blocks",
            lambda container, reservation, names, *rest, **named: commit_blocks(
                container, reservation, [names[1], names[0], *names[2:]], *rest, **named
            ),
        )
        with pytest.raises(StorageUnavailable):
            finish(storage, token, video())
    assert finish(storage, token, video())["outcome"] == "stored"
    assert storage.photos.read(NAME)[1] == video()


def test_a_photo_over_its_limit_that_was_announced_as_a_video_is_rejected(storage: Storage) -> None:
    """Without reading more of it than its first piece. Its pieces are deleted."""
    data = jpeg(size=(400, 400)) + bytes(PIECE)
    small = replace(storage, settings=replace(storage.settings, max_photo_bytes=PIECE))
    token = send(storage, data)
    with count_calls() as calls:
        outcome = finish(small, token, data)
    assert (outcome["outcome"], outcome["status"]) == ("rejected", 413)
    assert "a.mp4 has 2" in outcome["reason"]
    assert calls.count("GET") == 2  # the record and the first piece
    assert blob_names(storage) == [f"{INCOMING}{token}/upload.json"]


@pytest.mark.parametrize(("data", "expected"), [(b"%PDF-1.7 ", NotAPicture), (jpeg(), TooLarge)])
def test_a_file_that_only_a_video_may_be_as_large_as_is_refused_with_its_first_piece(
    storage: Storage, data: bytes, expected: type[GalleryError]
) -> None:
    """The others needn't be sent."""
    small = replace(storage, settings=replace(storage.settings, max_photo_bytes=PIECE))
    token = start_upload(storage, IncomingUpload("a.mp4", 2 * PIECE))
    with pytest.raises(expected):
        check_piece(small, token, "0", data.ljust(PIECE, b"\0"))
    check_piece(small, start_upload(storage, IncomingUpload("a.mp4", len(video()))), "0", split(video())[0])


def test_a_video_over_the_limit_is_refused_before_it_is_sent(storage: Storage) -> None:
    with pytest.raises(TooLarge, match=r"a\.mp4 has 4\.1 GB\. Videos may have up to 4 GB"):
        start_upload(storage, IncomingUpload("a.mp4", 4_100_000_000))
    assert blob_names(storage) == []


@pytest.mark.usefixtures("_both_identities")
def test_an_exact_name_that_another_file_has_is_rejected(storage: Storage) -> None:
    """Also one of the same length. The other file stays, and no number is chosen."""
    other = video()[:-1] + b"x"
    finish(storage, send(storage, other), other)
    outcome = finish(storage, send_exactly(storage, video()), video())
    assert (outcome["outcome"], outcome["status"]) == ("rejected", 409)
    assert stored(storage) == [NAME]
    assert storage.photos.read(NAME)[1] == other


@pytest.mark.usefixtures("_both_identities")
def test_an_exact_name_that_the_same_file_has_is_a_duplicate(storage: Storage) -> None:
    """Under another name, it's stored again, as with a PUT: an import gives each photo the name it had."""
    finish(storage, send(storage, video()), video())
    assert finish(storage, send_exactly(storage, video()), video())["outcome"] == "duplicate"
    other = IncomingUpload("Rome/b.mp4", len(video()), is_exact=True)
    assert finish(storage, send_announced(storage, video(), other), video())["outcome"] == "stored"
    assert stored(storage) == [NAME, "Rome/b.mp4"]


@pytest.mark.usefixtures("_both_identities")
def test_an_exact_name_is_free_once_its_photo_is_in_the_trash(storage: Storage) -> None:
    """The photo in the trash stays there."""
    finish(storage, send(storage, video()), video())
    trashed = move_to_trash(storage, NAME).trash
    assert finish(storage, send_exactly(storage, video()), video())["outcome"] == "stored"
    assert stored(storage) == [trashed, NAME]
