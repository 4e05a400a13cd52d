"""One odd file, name or response doesn't end an import, or go unnoticed."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import requests
from support.import_sources import albums, write, write_zip

from importer import uploads
from importer.client import Client
from importer.dates import to_local
from importer.entries import READ_ERRORS, Entry, FolderSource, ZipSource, _local_time_of
from importer.found import Findings
from importer.importing import plan_import
from importer.report import Report
from importer.source_facts import NOTHING
from importer.sources.reading import read_sources
from importer.uploads import Content, Outcome, PieceUpload
from importer.watching import Watch
from local.dev.paths import ROOT

TITLE = b'{"title": "b.jpg", "photoTakenTime": {"timestamp": "1000000000"}}'


class Scripted(Client):
    """A gallery that always responds the same."""

    def __init__(self, document: object) -> None:
        super().__init__(urlsplit("http://127.0.0.1:1"), "key")
        self.document, self.sent = document, 0

    def send(self, *_: object, **__: object) -> requests.Response:
        self.sent += 1
        response = requests.Response()
        response.status_code, response._content = 200, json.dumps(self.document).encode()  # noqa: SLF001 - requests has no other way to set a body
        return response

    request = send


@pytest.mark.parametrize("seconds", [1e12, -1e12, 1e300])
def test_a_file_that_was_changed_in_no_year_that_there_is_has_no_time(seconds: float) -> None:
    """Few file systems can store such a time, so the function that reads it is called."""
    assert _local_time_of(seconds) is None
    assert _local_time_of(0) == datetime.fromtimestamp(0, UTC)


def test_the_last_moment_that_there_is_stays_in_utc() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert to_local(last, NOTHING, ZoneInfo("Asia/Tokyo")) == last


def test_what_damaged_lzma_data_raises_is_a_read_error(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.jpg": b"photo" * 100}, zipfile.ZIP_LZMA)
    data = bytearray(path.read_bytes())
    start = 30 + len("a.jpg")
    data[start + 4 : start + 12] = b"\xff" * 8
    path.write_bytes(data)
    (entry,) = ZipSource(path).list_entries()
    with pytest.raises(READ_ERRORS):
        entry.read(1000)


def test_a_name_that_the_console_cannot_show_is_escaped_and_the_report_is_written(tmp_path: Path) -> None:
    write(tmp_path / "source", {"写真/a.jpg": b"photo"})
    command = [sys.executable, "-m", "importer", "import", str(tmp_path / "source"), "--dry-run"]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    run = subprocess.run(
        [*command, "--report", str(tmp_path / "report")], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert rb"to album \u5199\u771f" in run.stdout
    assert (tmp_path / "report/report.txt").is_file()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="its names are always Unicode")
def test_a_folder_whose_name_is_not_utf_8_keeps_a_sign_for_each_odd_byte(tmp_path: Path) -> None:
    write(tmp_path, {os.fsdecode(b"R\xf6m/a.jpg"): b"photo"})
    assert albums(read_sources([tmp_path])) == [("a.jpg", "R\ufffdm")]


def test_json_without_its_photo_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "Takeout/Google Photos/Photos from 2001"
    write(folder, {"a.jpg": b"photo", "b.jpg.json": TITLE})
    report = plan_import(read_sources([tmp_path]))[1]
    assert report.problems == ["1 JSON files describe photos that aren't here. Is a zip missing?"]
    assert report.exit_code == 3


def test_a_watched_zip_that_is_still_arriving_is_tried_again(tmp_path: Path) -> None:
    """What was refused in a folder is reported, too, once."""
    warnings, runs = list[str](), list[Findings]()

    def run(findings: Findings) -> Report:
        runs.append(findings)
        return Report()

    write(tmp_path, {"a.jpg": b"photo", "takeout-1.zip": b"PK half"})
    watch = Watch([tmp_path], None, run, timedelta(), warnings.append)
    assert watch.look() is None
    assert watch.look() is None
    (warning,) = warnings
    assert "can't be read as a zip" in warning
    write_zip(tmp_path / "takeout-1.zip", {"../b.jpg": b"another"})
    watch.look()
    assert watch.look()
    assert watch.look() is None
    (findings,) = runs
    assert [found.entry.file for found in findings.photos] == ["a.jpg"]
    assert [other.entry.file for other in findings.others] == ["b.jpg"]


@pytest.mark.parametrize("document", [{"missing": [0]}, {"progress": {"stored": 1, "of": 9}}])
def test_a_gallery_that_never_finishes_an_upload_does_not_keep_the_import_waiting(
    tmp_path: Path, document: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PAUSE", 0)
    source = FolderSource(write(tmp_path, {"a.mp4": b"film"}))
    upload = PieceUpload(Scripted(document), Content(Entry(source, "a.mp4", 4), 4, ""), 8)
    outcome: Outcome = upload._finish([""])  # noqa: SLF001 - the step that waits
    assert outcome.is_temporary
    assert upload.client.sent <= 2 * uploads.MAX_SAME_REPORTS + 2  # type: ignore[attr-defined]
