"""`verify` prints a line for each problem, and its exit code says whether any remain."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from azure.storage.blob import ContentSettings
from support.library import add_photo
from support.other_tools import write_in_blocks
from support.pictures import jpeg
from support.process_kills import kill_at

from gallery.library import check
from gallery.library.moves import move_to_album
from gallery.library.trash import move_to_trash
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of
from local.dev.verify import report

ROOT = Path(__file__).parents[2]
UNREACHABLE = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:9/a;"


def run_report(storage: Storage, capsys: pytest.CaptureFixture[str], *, repair: bool = False) -> tuple[int, list[str]]:
    """The exit code and the printed lines."""
    code = report(storage, repair=repair)
    return code, capsys.readouterr().out.splitlines()


def run_command(settings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "local.dev.verify"]
    environment = {"PATH": os.environ["PATH"], **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_report_counts_photos_without_the_trash(storage: Storage, capsys: pytest.CaptureFixture[str]) -> None:
    add_photo(storage, "Rome/a.jpg")
    move_to_trash(storage, add_photo(storage, "Rome/b.jpg", "red").name)
    assert run_report(storage, capsys) == (0, ["1 photo checked, no problems left."])


def test_an_upload_and_moves_without_any_fault_leave_nothing_to_report(
    storage: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Although the moved photos have no previews under their new names yet, and the old previews still exist."""
    for file, color in (("a.jpg", "red"), ("b.jpg", "blue"), ("a.jpg", "green")):
        add_photo(storage, f"Rome/{file}", color)
        move_to_album(storage, f"Rome/{file}", "Oslo")
    move_to_trash(storage, "Oslo/b.jpg")
    for repair in (False, True, False):
        assert run_report(storage, capsys, repair=repair) == (0, ["2 photos checked, no problems left."])


def test_previews_of_no_photo_are_problems_after_a_day(
    storage: Storage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_photo(storage, "Rome/a.jpg")
    storage.photos.delete(add_photo(storage, "Rome/b.jpg", "red").blob)
    monkeypatch.setattr(check, "ORPHAN_AFTER", timedelta())
    code, lines = run_report(storage, capsys)
    assert (code, lines[-1]) == (3, "1 photo checked, 3 problems left.")
    code, lines = run_report(storage, capsys, repair=True)
    assert (code, lines[-1]) == (0, "1 photo checked, no problems left.")
    assert run_report(storage, capsys) == (0, ["1 photo checked, no problems left."])


def test_no_problems_are_left_only_if_the_next_run_finds_none(
    storage: Storage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A move has to be completed, and one file turns out not to be a picture."""
    monkeypatch.setattr(check, "ORPHAN_AFTER", timedelta())
    add_photo(storage, "Rome/a.jpg")
    kill_at(storage, "delete", lambda: move_to_album(storage, "Rome/a.jpg", "Oslo"))
    code, lines = run_report(storage, capsys, repair=True)
    assert (code, lines[-1]) == (0, "1 photo checked, no problems left.")
    assert run_report(storage, capsys) == (0, ["1 photo checked, no problems left."])
    write_in_blocks(storage, "Rome/half.jpg", jpeg(size=(400, 400))[:-600])
    code, lines = run_report(storage, capsys, repair=True)
    assert (code, lines[-1]) == (1, "1 photo checked, 1 problem left.")
    assert run_report(storage, capsys) == (1, lines[-2:])


def test_the_exit_code_is_1_if_a_photo_is_damaged_although_derived_data_is_missing_too(
    storage: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    write_in_blocks(storage, "Rome/a.jpg", jpeg())
    photo = add_photo(storage, "Rome/b.jpg", "red")
    client = storage.service.get_blob_client(storage.photos.container_name, photo.name)
    client.set_http_headers(ContentSettings(content_type="image/jpeg", content_md5=bytearray(md5_of(b"others"))))
    assert run_report(storage, capsys)[0] == 1
    assert run_report(storage, capsys, repair=True)[0] == 1


def test_other_files_are_counted_and_names_that_clash_elsewhere_are_noted(
    storage: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither is a problem of this gallery."""
    add_photo(storage, "Rome/a.jpg", "red")
    add_photo(storage, "Rome/A.JPG", "blue")
    for name in ("Rome/notes.txt", "@eaDir/a.jpg", "Rome/b.jpg.part"):
        write_in_blocks(storage, name, jpeg())
    assert run_report(storage, capsys) == (
        0,
        [
            "Rome/a.jpg: differs from Rome/A.JPG only in case",
            "2 photos checked, no problems left.",
            "3 other files in the container, which the gallery never shows.",
        ],
    )


def test_the_exit_code_is_3_until_all_problems_are_repaired(
    storage: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    """If only derived data is missing."""
    write_in_blocks(storage, "Rome/a.jpg", jpeg())
    problem = "Rome/a.jpg: isn't developed yet"
    assert run_report(storage, capsys) == (3, [problem, "1 photo checked, 1 problem left."])
    repaired = [f"{problem} - repaired", "1 photo checked, no problems left."]
    assert run_report(storage, capsys, repair=True) == (0, repaired)
    assert run_report(storage, capsys) == (0, ["1 photo checked, no problems left."])


def test_the_exit_code_is_1_after_a_repair_that_leaves_a_problem(
    storage: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unprintable characters are escaped, so that a name can't change how the terminal shows the line."""
    write_in_blocks(storage, "Rome/notes\u202e.jpg", b"%PDF-1.7 ...")
    code, lines = run_report(storage, capsys, repair=True)
    assert code == 1
    assert lines[0] == r"Rome/notes\u202e.jpg: isn't developed yet"


def test_the_command_checks_the_library_in_the_settings(storage: Storage, connection_string: str) -> None:
    add_photo(storage, "Rome/a.jpg")
    containers = {
        "PHOTO_CONTAINER": storage.photos.container_name,
        "PREVIEW_CONTAINER": storage.previews.container_name,
    }
    result = run_command({"PhotoStorage": connection_string, **containers})
    assert (result.returncode, result.stdout) == (0, "1 photo checked, no problems left.\n")


def test_unreachable_storage_is_reported_in_one_sentence() -> None:
    """Without a stack trace."""
    result = run_command({"PhotoStorage": UNREACHABLE})
    assert result.returncode == 1
    assert result.stderr == (
        "The library can't be checked: The photo storage isn't responding. Try again in a moment.\n"
    )
