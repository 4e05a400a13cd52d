"""`verify` prints a line for each problem, and its exit code says whether any remain."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.library import add_photo
from support.other_tools import write_in_blocks
from support.pictures import jpeg

from gallery.library.trash import move_to_trash
from gallery.storage.account import Storage
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
    assert run_report(storage, capsys) == (0, ["1 photos checked, no problems left."])


def test_the_exit_code_is_1_until_all_problems_are_repaired(
    storage: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    write_in_blocks(storage, "Rome/a.jpg", jpeg())
    problem = "Rome/a.jpg: isn't developed yet"
    assert run_report(storage, capsys) == (1, [problem, "1 photos checked, 1 problem left."])
    repaired = [f"{problem} - repaired", "1 photos checked, no problems left."]
    assert run_report(storage, capsys, repair=True) == (0, repaired)
    assert run_report(storage, capsys) == (0, ["1 photos checked, no problems left."])


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
    assert (result.returncode, result.stdout) == (0, "1 photos checked, no problems left.\n")


def test_unreachable_storage_is_reported_in_one_sentence() -> None:
    """Without a stack trace."""
    result = run_command({"PhotoStorage": UNREACHABLE})
    assert result.returncode == 1
    assert result.stderr == (
        "The library can't be checked: The photo storage isn't responding. Try again in a moment.\n"
    )
