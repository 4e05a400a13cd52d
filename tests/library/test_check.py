"""Checking a library: it finds what is wrong, touches no photo, and repairs what is safe."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from azure.storage.blob import ContentSettings
from support.other_tools import write_in_blocks
from support.pictures import jpeg
from support.process_kills import kill_at

from gallery.library import reservations
from gallery.library.trash import move_to_trash
from gallery.library.uploads import Upload, store_upload
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, preview_name
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of
from local.dev.verify import report

ROOT = Path(__file__).parents[2]
DEAD = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:9/a;"


def lines_of(storage: Storage, capsys: pytest.CaptureFixture[str], *, repair: bool = False) -> tuple[int, list[str]]:
    code = report(storage, repair=repair)
    return code, capsys.readouterr().out.splitlines()


def stored(storage: Storage, file: str = "a.jpg", colour: str = "teal") -> Photo:
    photo = store_upload(storage, Upload(file, jpeg(colour)), "Rome").photo
    assert photo
    return photo


def test_a_good_library_has_no_problems(shelves: Storage, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor does its trash."""
    stored(shelves)
    move_to_trash(shelves, stored(shelves, "b.jpg", "red").name)
    assert lines_of(shelves, capsys) == (0, ["1 photos checked, no problems left."])


def test_bytes_that_do_not_have_their_checksum_are_found_and_left(
    shelves: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only a person can say where the good copy is."""
    photo = stored(shelves)
    client = shelves.service.get_blob_client(shelves.photos.container_name, photo.name)
    client.set_http_headers(ContentSettings(content_type="image/jpeg", content_md5=bytearray(md5_of(b"others"))))
    code, lines = lines_of(shelves, capsys, repair=True)
    assert code == 1
    assert lines[0].startswith("Rome/a.jpg: is damaged: its bytes")
    assert client.download_blob().readall() == jpeg()


def test_a_move_that_died_is_found_and_carried_out(shelves: Storage, capsys: pytest.CaptureFixture[str]) -> None:
    """It does not matter who does it."""
    photo = stored(shelves)
    kill_at(shelves, "delete", lambda: move_to_trash(shelves, photo.name))
    assert lines_of(shelves, capsys)[1][0] == "Rome/a.jpg: has an unfinished move to .trash/Rome/a.jpg"
    assert lines_of(shelves, capsys, repair=True)[0] == 0
    assert lines_of(shelves, capsys) == (0, ["0 photos checked, no problems left."])
    assert [blob.name for blob in shelves.photos.list_prefix("")] == [".trash/Rome/a.jpg"]


def test_an_upload_that_died_is_found_and_its_empty_blob_removed(
    shelves: Storage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it can't be alive any more, and not before."""
    shelves.photos.create("Rome/dead.jpg", b"", "image/jpeg", {})
    assert lines_of(shelves, capsys)[0] == 0
    monkeypatch.setattr("gallery.library.check.UNFINISHED_AFTER", reservations.UNFINISHED_AFTER * 0)
    assert lines_of(shelves, capsys) == (
        1,
        ["Rome/dead.jpg: is an abandoned upload: 0 bytes", "0 photos checked, 1 problem left."],
    )
    assert lines_of(shelves, capsys, repair=True)[0] == 0
    assert shelves.photos.list_prefix("") == []


def test_a_photo_that_nobody_has_developed_is_found_and_developed(
    shelves: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its bytes stay."""
    write_in_blocks(shelves, "Rome/dropped.jpg", jpeg())
    assert lines_of(shelves, capsys)[1][0] == "Rome/dropped.jpg: isn't developed yet"
    assert lines_of(shelves, capsys, repair=True)[0] == 0
    blob, data = shelves.photos.read("Rome/dropped.jpg")
    assert (Photo(blob).developed, data) == (True, jpeg())
    assert lines_of(shelves, capsys)[0] == 0


def test_what_is_no_picture_is_named_with_the_reason_and_left(
    shelves: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is somebody's file."""
    write_in_blocks(shelves, "Rome/notes.jpg", b"%PDF-1.7 ...")
    lines_of(shelves, capsys, repair=True)
    code, lines = lines_of(shelves, capsys, repair=True)
    assert code == 1
    assert "isn't a picture the gallery shows" in lines[0]
    assert "PDF" in lines[0]
    assert shelves.photos.read("Rome/notes.jpg")[1] == b"%PDF-1.7 ..."


def test_lost_previews_are_made_again_and_those_of_no_photo_removed(
    shelves: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both are caches."""
    photo = stored(shelves)
    assert photo.version
    shelves.previews.delete(shelves.previews.get_visible(preview_name(photo.name, photo.version, PREVIEW_SIZES[0])))
    orphan, old = preview_name("Rome/gone.jpg", photo.version, 240), f"Rome/a.jpg/{photo.version}-240.webp"
    for name in (orphan, old):
        shelves.previews.overwrite(name, b"preview", "image/webp", {})
    assert lines_of(shelves, capsys)[1][:3] == [
        "Rome/a.jpg: has no previews",
        f"{old}: is a preview of an older release",
        f"{orphan}: is a preview of no photo",
    ]
    assert lines_of(shelves, capsys, repair=True)[0] == 0
    assert lines_of(shelves, capsys)[0] == 0


@pytest.mark.parametrize(("other", "how"), [("A.JPG", "case"), ("u\u0308.jpg", "Unicode form")])
def test_names_that_are_one_on_other_systems_are_found(
    shelves: Storage, capsys: pytest.CaptureFixture[str], other: str, how: str
) -> None:
    """A backup to such a disk would keep one of the two."""
    first = "a.jpg" if how == "case" else "\u00fc.jpg"
    for name, colour in ((first, "red"), (other, "blue")):
        write_in_blocks(shelves, f"Rome/{name}", jpeg(colour))
    code, lines = lines_of(shelves, capsys, repair=True)
    assert code == 1
    assert any(f"only in {how}" in line for line in lines)


def test_a_library_of_any_account_is_checked_from_the_terminal(shelves: Storage, storage: str) -> None:
    """By the settings of the gallery."""
    stored(shelves)
    containers = {
        "PHOTO_CONTAINER": shelves.photos.container_name,
        "PREVIEW_CONTAINER": shelves.previews.container_name,
    }
    done = verified({"PhotoStorage": storage, **containers})
    assert (done.returncode, done.stdout) == (0, "1 photos checked, no problems left.\n")


def test_storage_that_does_not_answer_is_one_sentence() -> None:
    """Not a stack trace."""
    done = verified({"PhotoStorage": DEAD})
    assert done.returncode == 1
    assert done.stderr == ("The library can't be checked: The photo storage isn't responding. Try again in a moment.\n")


def test_only_whole_photos_are_read_to_the_end(shelves: Storage, capsys: pytest.CaptureFixture[str]) -> None:
    """A photo over the limit of size is checked too, and not developed."""
    write_in_blocks(shelves, "Rome/big.jpg", jpeg(size=(300, 300)))
    small = replace(shelves, settings=replace(shelves.settings, max_photo_bytes=100))
    assert lines_of(small, capsys, repair=True)[0] == 1


def verified(settings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "local.dev.verify"]
    environment = {"PATH": os.environ["PATH"], **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
