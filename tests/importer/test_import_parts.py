"""Small parts: sidecars, names on disk, reports, the journal, durations and multi-part forms."""

import csv
import io
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.live_photos import live_video

from gallery.model.identities import identity_of_pieces
from gallery.pictures.xmp_sidecar import XmpSidecar
from gallery.storage.properties import md5_of
from importer import file_hashes
from importer.entries import Entry, FolderSource
from importer.file_hashes import FileHash
from importer.journal import FILE, Journal, Record
from importer.live_photos import read_duration
from importer.local_names import choose_paths
from importer.manifest import MANIFEST, Manifest, ManifestLine
from importer.report import Report
from importer.results import FAILED, PRESENT, REJECTED, SKIPPED, STORED, Line, Result
from importer.source_facts import SourceFacts
from importer.xmp import write_xmp


def test_a_sidecar_says_what_the_source_said() -> None:
    facts = SourceFacts(caption='Löwe <1> & "2"\n\x00', is_favorite=True, people=("Anna", "Ben & Co"))
    data = write_xmp(facts, "2019-07-12T14:00:05+02:00", ["album:Zoo & more"])
    assert data
    said = XmpSidecar(data).read()
    assert (said.caption, said.tags) == ('Löwe <1> & "2"', ("Anna", "Ben & Co", "album:Zoo & more"))
    assert (said.rating, said.taken) == (5, "2019-07-12T14:00:05+02:00")


def test_a_place_is_in_the_sidecar_unless_the_file_has_it() -> None:
    data = write_xmp(SourceFacts(latitude=-33.5, longitude=151.25), None, [])
    assert data
    assert b"<exif:GPSLatitude>33,30.000000S</exif:GPSLatitude>" in data
    assert b"<exif:GPSLongitude>151,15.000000E</exif:GPSLongitude>" in data
    assert write_xmp(SourceFacts(latitude=1.0, longitude=2.0, is_own_place=True), None, []) is None


def test_names_on_disk_suit_every_system() -> None:
    names = ["a/b.jpg", "A/c.jpg", "a/B.JPG", "a/x:y?.jpg", "a/x_y_.jpg", "nul/con.jpg", "trailing. /d.jpg"]
    paths = choose_paths(names)
    assert len({path.casefold() for path in paths.values()}) == len(names)
    assert paths["A/c.jpg"] == "A/c.jpg"
    assert (paths["a/B.JPG"], paths["a/b.jpg"]) == ("a (2)/B.JPG", "a (2)/b (2).jpg")
    assert paths["nul/con.jpg"] == "_nul/_con.jpg"
    assert paths["trailing. /d.jpg"] == "trailing_/d.jpg"


def test_names_that_an_earlier_export_chose_stay_taken() -> None:
    assert choose_paths(["a.jpg", "A.JPG"], {"a.jpg": "a.jpg"}) == {"A.JPG": "A (2).JPG", "a.jpg": "a.jpg"}


def test_a_report_has_a_line_for_every_file_and_no_formulas(tmp_path: Path) -> None:
    lines = [
        Line("=cmd()/a.jpg", Result(STORED, "@Rome/a.jpg", is_verified=True)),
        Line("b\x1b[31m.jpg", Result(REJECTED, reason="-1")),
        Line("c.txt", Result(SKIPPED, reason="not a picture or video")),
    ]
    report = Report(lines)
    report.write(tmp_path)
    rows = list(csv.reader(io.StringIO((tmp_path / "report.csv").read_text())))
    assert [row[0] for row in rows[1:]] == ["'=cmd()/a.jpg", "b\x1b[31m.jpg", "c.txt"]
    assert (rows[1][2], rows[2][3]) == ("'@Rome/a.jpg", "'-1")
    assert "\x1b" not in (tmp_path / "report.txt").read_text()
    assert json.loads((tmp_path / "report.json").read_text())["summary"] == {STORED: 1, REJECTED: 1, SKIPPED: 1}
    assert report.summary()[0] == "3 files in, 3 accounted for: 1 stored, 1 skipped, 1 rejected."


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([Result(STORED, is_verified=True), Result(SKIPPED), Result(PRESENT)], 0),
        ([Result(STORED, is_verified=True), Result(REJECTED)], 3),
        ([Result(PRESENT, reason="what's said about it was refused", is_problem=True)], 3),
        ([Result(STORED)], 1),
        ([Result(FAILED), Result(REJECTED)], 1),
    ],
)
def test_the_exit_code_says_whether_everything_has_arrived(results: list[Result], code: int) -> None:
    assert Report([Line("a", result) for result in results]).exit_code == code


@pytest.mark.parametrize("length", [0, 1, 99, 100, 101, 250, 300])
@pytest.mark.parametrize("step", [1, 99, 100, 101, 1_000])
def test_a_file_is_hashed_in_the_gallerys_pieces_however_it_is_read(
    monkeypatch: pytest.MonkeyPatch, length: int, step: int
) -> None:
    monkeypatch.setattr(file_hashes, "PIECE_BYTES", 100)
    data, file = random.Random(1).randbytes(length), FileHash()
    for start in range(0, length, step):
        file.update(data[start : start + step])
    md5s = [md5_of(data[start : start + 100]) for start in range(0, length, 100)]
    assert (file.size, file.md5) == (length, md5_of(data).hex())
    assert file.identity == f"{length}-{identity_of_pieces(length, md5s).hex()}"


def entry(folder: Path, name: str, version: str) -> Entry:
    return Entry(FolderSource(folder), name, 1, version)


def test_a_journal_remembers_files_and_bytes(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add(entry(tmp_path, "a\udcff\u2028.jpg", "1"), Record("md5", "Rome/a.jpg"))
    journal.add_token(entry(tmp_path, "b.mp4", "1"), "token", "")
    journal.add_token(entry(tmp_path, "b.mp4", "1"), "exact token", "Rome/b.mp4")
    journal.close()
    again = Journal(tmp_path)
    assert again.find_file(entry(tmp_path, "a\udcff\u2028.jpg", "1")) == Record("md5", "Rome/a.jpg")
    assert again.find_file(entry(tmp_path, "a\udcff\u2028.jpg", "2")) is None
    assert again.find_bytes("md5") == Record("md5", "Rome/a.jpg")
    assert again.find_bytes("md5", "exactly/this.jpg") is None
    assert again.find_token(entry(tmp_path, "b.mp4", "1"), "") == "token"
    assert again.find_token(entry(tmp_path, "b.mp4", "1"), "Rome/b.mp4") == "exact token"
    assert again.find_token(entry(tmp_path, "b.mp4", "1"), "Oslo/b.mp4") == ""
    again.close()


def test_a_journal_whose_last_line_was_cut_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add(entry(tmp_path, "a.jpg", "1"), Record("one", "a.jpg"))
    journal.close()
    path = tmp_path / FILE
    path.write_text(path.read_text() + '{"file": "1 /x", "md')
    again = Journal(tmp_path)
    again.add(entry(tmp_path, "b.jpg", "1"), Record("two", "b.jpg"))
    again.close()
    last = Journal(tmp_path)
    assert [last.find_bytes(md5) is not None for md5 in ("one", "two")] == [True, True]
    last.close()


@pytest.mark.parametrize("extension", [".mov", ".mp4"])
def test_the_duration_of_a_video_is_read(extension: str) -> None:
    assert read_duration(io.BytesIO(live_video(extension=extension))) == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize(
    "data", [b"", b"not a video", bytes(100), b"\0\0\0\1moov" + b"\xff" * 8, b"\0\0\0\x10moov\0\0\0\x08mvhd"]
)
def test_the_duration_of_something_else_is_unknown(data: bytes) -> None:
    assert read_duration(io.BytesIO(data)) is None


def test_facts_of_two_folders_complete_each_other() -> None:
    taken = datetime(2019, 7, 12, tzinfo=UTC)
    merged = SourceFacts(caption="One").add_missing(SourceFacts(taken, caption="Two", latitude=1.0, longitude=2.0))
    assert merged == SourceFacts(taken, latitude=1.0, longitude=2.0, caption="One")


@pytest.mark.parametrize(
    "path", ["../a.jpg", "/etc/a.jpg", "b/../../a.jpg", "c:/a.jpg", "b\\a.jpg", "b//a.jpg", ".ssh/a", 5]
)
def test_a_list_of_an_export_leads_nowhere_outside_its_folder(tmp_path: Path, path: object) -> None:
    good = {"path": "Rome/a.jpg", "name": "Rome/a?.jpg", "bytes": 1, "md5": ""}
    lines = [json.dumps(good), json.dumps({**good, "path": path, "name": "b.jpg"})]
    (tmp_path / MANIFEST).write_text("\n".join(lines))
    manifest = Manifest(tmp_path)
    assert manifest.find_name("Rome/a?.jpg") == ManifestLine("Rome/a.jpg", "Rome/a?.jpg", 1, "")
    assert manifest.find_name("b.jpg") is None
