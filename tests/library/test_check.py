"""Checking a library finds every problem. Repairing fixes what's safe and changes no photo's bytes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from azure.storage.blob import ContentSettings
from support.library import add_photo, blob_names
from support.other_tools import write_in_blocks
from support.pictures import jpeg
from support.process_kills import kill_at
from support.sidecars import LIGHTROOM, put_sidecar
from support.storage_calls import count_calls

from gallery.library import check as check_module
from gallery.library import incoming, storing
from gallery.library.check import Md5s, find_problems
from gallery.library.edits import Changes, edit_photo
from gallery.library.file_moves import cancel_pending_move
from gallery.library.incoming import IncomingUpload, start_upload
from gallery.library.moves import move_to_album
from gallery.library.previews import get_photo
from gallery.library.sidecars import belongs_to
from gallery.library.trash import move_to_trash
from gallery.model.blobs import Reading
from gallery.model.identities import PIECE_BYTES
from gallery.model.pending_moves import MOVED_FROM
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, preview_name
from gallery.storage import container_reader
from gallery.storage.account import Storage
from gallery.storage.properties import Content, md5_of


def check(storage: Storage) -> list[str]:
    """`name: problem` for each finding."""
    return [f"{finding.name}: {finding.problem}" for finding in find_problems(storage, storage.photos.list_prefix(""))]


def repair(storage: Storage) -> list[str]:
    """Repair what's safe, and return the findings that remain."""
    findings = find_problems(storage, storage.photos.list_prefix(""))
    return [f"{finding.name}: {finding.problem}" for finding in findings if not finding.try_repair()]


def test_a_good_library_has_no_problems(storage: Storage) -> None:
    """With photos in albums and in the trash."""
    add_photo(storage, "Rome/a.jpg")
    move_to_trash(storage, add_photo(storage, "Rome/b.jpg", "red").name)
    assert check(storage) == []


@pytest.mark.parametrize("piece_bytes", [PIECE_BYTES, 100])
def test_a_damaged_photo_is_found_but_not_repaired(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, piece_bytes: int
) -> None:
    """Only a person knows where a good copy is. Large files are read a piece at a time."""
    monkeypatch.setattr(check_module, "PIECE_BYTES", piece_bytes)
    monkeypatch.setattr(container_reader, "PIECE_BYTES", piece_bytes)
    add_photo(storage, "Rome/a.jpg")
    assert check(storage) == []
    client = storage.service.get_blob_client(storage.photos.container_name, "Rome/a.jpg")
    client.set_http_headers(ContentSettings(content_type="image/jpeg", content_md5=bytearray(md5_of(b"others"))))
    problems = repair(storage)
    assert problems[0].startswith("Rome/a.jpg: is damaged: its bytes")
    assert client.download_blob().readall() == jpeg()


def test_a_sidecar_that_nobody_has_read_is_read(storage: Storage) -> None:
    add_photo(storage, "Rome/a.jpg")
    put_sidecar(storage, "Rome/a.jpg.xmp", LIGHTROOM)
    assert check(storage) == ["Rome/a.jpg: has a sidecar that hasn't been read yet"]
    assert repair(storage) == []
    assert get_photo(storage, "Rome/a.jpg").caption == "Sunset"
    assert check(storage) == []


def test_our_sidecars_without_a_photo_are_deleted_after_a_day(storage: Storage) -> None:
    """Others stay: they may belong to files that aren't here."""
    add_photo(storage, "Rome/a.jpg")
    edit_photo(storage, "Rome/a.jpg", Changes({"caption": "A"}))
    put_sidecar(storage, "Rome/raw.xmp", LIGHTROOM)
    storage.photos.delete(storage.photos.get_visible("Rome/a.jpg"))
    assert not any(".xmp" in one for one in check(storage))
    blobs = storage.photos.list_prefix("")
    later = [replace(blob, reading=Reading(blob.last_modified + timedelta(days=2))) for blob in blobs]
    found = [finding for finding in find_problems(storage, later) if ".xmp" in finding.name]
    assert [finding.name for finding in found] == ["Rome/a.jpg.xmp"]
    assert found[0].try_repair()
    assert storage.photos.exists("Rome/raw.xmp")


def repair_sidecars_later(storage: Storage) -> None:
    """Repair everything as if nothing had changed for two days."""
    blobs = storage.photos.list_prefix("")
    later = [replace(blob, reading=Reading(blob.last_modified + timedelta(days=2))) for blob in blobs]
    for finding in find_problems(storage, later):
        finding.try_repair()


def test_a_sidecar_that_a_canceled_move_marked_as_ours_stays(storage: Storage) -> None:
    """Lightroom's name for it doesn't contain the photo's extension."""
    add_photo(storage, "Rome/a.jpg")
    put_sidecar(storage, "Rome/a.xmp", LIGHTROOM)
    kill_at(storage, "delete", lambda: move_to_album(storage, "Rome/a.jpg", "Oslo"))
    cancel_pending_move(storage, storage.photos.get_visible("Rome/a.jpg"))
    assert belongs_to(storage.photos.get_visible("Rome/a.xmp"))
    repair_sidecars_later(storage)
    assert storage.photos.read("Rome/a.xmp")[1] == LIGHTROOM


def test_the_sidecar_of_a_move_that_is_completed_stays(storage: Storage) -> None:
    """The listing has it, but not the copy of the photo, which is hidden until then."""
    add_photo(storage, "Rome/a.jpg")
    edit_photo(storage, "Rome/a.jpg", Changes({"caption": "A"}))
    kill_at(storage, "delete", lambda: move_to_album(storage, "Rome/a.jpg", "Oslo"))
    repair_sidecars_later(storage)
    assert blob_names(storage) == ["Oslo/a.jpg", "Oslo/a.jpg.xmp"]


def test_lightrooms_sidecar_of_a_photo_that_moved_stays(storage: Storage) -> None:
    """The photo took its text along in the gallery's own sidecar."""
    add_photo(storage, "Rome/a.jpg")
    put_sidecar(storage, "Rome/a.xmp", LIGHTROOM)
    edit_photo(storage, "Rome/a.jpg", Changes({"rating": 5}))
    move_to_album(storage, "Rome/a.jpg", "Oslo")
    repair_sidecars_later(storage)
    assert blob_names(storage) == ["Oslo/a.jpg", "Oslo/a.jpg.xmp", "Rome/a.xmp"]


def test_an_unfinished_move_is_completed(storage: Storage) -> None:
    add_photo(storage, "Rome/a.jpg")
    kill_at(storage, "delete", lambda: move_to_trash(storage, "Rome/a.jpg"))
    assert check(storage)[0] == "Rome/a.jpg: has an unfinished move to .trash/Rome/a.jpg"
    assert repair(storage) == []
    assert check(storage) == []
    assert blob_names(storage) == [".trash/Rome/a.jpg"]


def test_an_abandoned_reservation_is_deleted(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before it's older than any request can be."""
    storage.photos.create("Rome/dead.jpg", b"", "image/jpeg", {})
    assert check(storage) == []
    monkeypatch.setattr("gallery.library.leftovers.ABANDONED_AFTER", storing.ABANDONED_AFTER * 0)
    assert check(storage) == ["Rome/dead.jpg: is an abandoned upload: 0 bytes"]
    assert repair(storage) == []
    assert blob_names(storage) == []


def test_expired_pieces_of_uploads_are_deleted(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """With their record, after a week. Before that, the sender can still finish."""
    token = start_upload(storage, IncomingUpload("a.jpg", 3))
    storage.photos.put(f".incoming/{token}/0", Content(b"abc", "application/octet-stream", md5_of(b"abc")), {})
    assert check(storage) == []
    monkeypatch.setattr("gallery.library.leftovers.EXPIRES_AFTER", incoming.EXPIRES_AFTER * 0)
    assert len(check(storage)) == 2
    assert repair(storage) == []
    assert blob_names(storage) == []


def test_an_undeveloped_photo_is_developed(storage: Storage) -> None:
    write_in_blocks(storage, "Rome/dropped.jpg", jpeg())
    assert check(storage)[0] == "Rome/dropped.jpg: isn't developed yet"
    assert repair(storage) == []
    blob, data = storage.photos.read("Rome/dropped.jpg")
    assert (Photo(blob).developed, data) == (True, jpeg())
    assert check(storage) == []


def test_a_file_that_is_not_a_picture_is_found_with_the_reason_and_left_alone(storage: Storage) -> None:
    """A person stored it, so a person has to decide."""
    write_in_blocks(storage, "Rome/notes.jpg", b"%PDF-1.7 ...")
    repair(storage)
    problems = repair(storage)
    assert "isn't a picture the gallery shows" in problems[0]
    assert "PDF" in problems[0]
    assert storage.photos.read("Rome/notes.jpg")[1] == b"%PDF-1.7 ..."


def test_lost_previews_are_made_again_and_orphaned_ones_deleted(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before they're a day old: an upload in progress may have written them."""
    photo = add_photo(storage, "Rome/a.jpg")
    assert photo.version
    storage.previews.delete(storage.previews.get_visible(preview_name(photo.version, PREVIEW_SIZES[0])))
    orphans = ["Rome/a.jpg/0123456789abcdef-240", "Rome/a.jpg/0123456789abcdef-240.webp", preview_name("f" * 32, 240)]
    for name in orphans:
        storage.previews.overwrite(name, b"preview", "image/webp", {})
    assert check(storage) == ["Rome/a.jpg: has no previews"]
    monkeypatch.setattr("gallery.library.check.ORPHAN_AFTER", timedelta())
    problems = [f"{name}: is a preview that no photo has" for name in orphans]
    assert sorted(check(storage)) == sorted(["Rome/a.jpg: has no previews", *problems])
    assert repair(storage) == []
    assert check(storage) == []


def test_a_photo_that_exists_twice_is_found(storage: Storage) -> None:
    """Under two numbers, which uploads and moves avoid. Under two names it may be on purpose."""
    for file in ("a.jpg", "a (2).jpg", "copy.jpg"):
        storage.photos.create(f"Rome/{file}", jpeg(), "image/jpeg", {})
    twice = [problem for problem in check(storage) if "same bytes" in problem]
    assert twice == ["Rome/a.jpg: has the same bytes as Rome/a (2).jpg"]


def test_a_photo_visible_at_both_ends_of_a_move_becomes_one(storage: Storage) -> None:
    """The copy lost its mark, so nothing hides it any more."""
    add_photo(storage, "Rome/a.jpg")
    kill_at(storage, "delete", lambda: move_to_album(storage, "Rome/a.jpg", "Oslo"))
    storage.photos.update_metadata(storage.photos.get_properties("Oslo/a.jpg"), {}, without=MOVED_FROM)
    assert check(storage) == ["Rome/a.jpg: exists twice, also as Oslo/a.jpg"]
    assert repair(storage) == []
    assert blob_names(storage) == ["Oslo/a.jpg"]
    assert check(storage) == []


def test_a_file_without_an_extension_is_checked_if_it_is_a_picture(storage: Storage) -> None:
    write_in_blocks(storage, "Rome/IMG_1", jpeg())
    write_in_blocks(storage, "Rome/README", b"text")
    assert check(storage) == ["Rome/IMG_1: isn't developed yet"]
    assert repair(storage) == []
    assert check(storage) == []


def test_photos_that_were_read_before_are_not_read_again(storage: Storage) -> None:
    add_photo(storage, "Rome/a.jpg")
    md5s: Md5s = {}
    for expected in (1, 0):
        with count_calls() as calls:
            assert list(find_problems(storage, storage.photos.list_prefix(""), md5s)) == []
        assert calls.count("GET") - 1 == expected  # One reads the generation of the previews.


@pytest.mark.parametrize(
    ("first", "other", "difference"), [("a.jpg", "A.JPG", "case"), ("\u00fc.jpg", "u\u0308.jpg", "Unicode form")]
)
def test_names_that_are_the_same_on_other_systems_are_found(
    storage: Storage, first: str, other: str, difference: str
) -> None:
    """A backup to a Windows or macOS disk would keep only one of the two."""
    for file, color in ((first, "red"), (other, "blue")):
        write_in_blocks(storage, f"Rome/{file}", jpeg(color))
    assert any(f"only in {difference}" in problem for problem in repair(storage))


def test_a_photo_over_the_size_limit_is_checked_but_cannot_be_developed(storage: Storage) -> None:
    write_in_blocks(storage, "Rome/big.jpg", jpeg(size=(300, 300)))
    small_limit = replace(storage, settings=replace(storage.settings, max_photo_bytes=100))
    assert repair(small_limit) == ["Rome/big.jpg: isn't developed yet"]
