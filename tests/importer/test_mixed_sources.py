"""Exports, Takeouts and copies of iCloud Photos may be anywhere in a folder, and private albums stay private."""

import json
from pathlib import Path

import pytest
from support.import_sources import albums, reasons, write, write_zip

from importer.manifest import MANIFEST
from importer.plan import make_plan
from importer.sources.reading import read_sources

ONE, TWO = b"one", b"another"
PRIVATE = json.dumps({"visible": "owner", "title": "Us"})
LINE = {"path": "Family/a_.jpg", "name": "Family/a?.jpg", "bytes": 3, "md5": "", "taken": "1999-05-06T07:08:09"}
EXPORTED: dict[str, bytes | str] = {
    MANIFEST: json.dumps({**LINE, "taken_from": "upload"}) + "\n",
    "Family/.album.json": PRIVATE,
    "Family/a_.jpg": ONE,
}
DOCUMENT = json.dumps({"title": "t.jpg", "photoTakenTime": {"timestamp": "1562932805"}, "description": "Sea"})


@pytest.mark.parametrize("zipped", [False, True])
def test_an_export_below_a_folder_is_restored_exactly(tmp_path: Path, zipped: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    files: dict[str, bytes | str] = {f"Photos/{name}": data for name, data in EXPORTED.items()}
    files["Rome/b.jpg"] = TWO
    source = write_zip(tmp_path / "a.zip", files) if zipped else write(tmp_path, files)
    findings = read_sources([source])
    found = {photo.entry.file: (photo.wanted, photo.album, photo.taken) for photo in findings.photos}
    assert found == {"a_.jpg": ("Family/a?.jpg", "", "1999-05-06T07:08:09"), "b.jpg": ("", "Rome", "")}
    assert findings.albums == {"Family": {"visible": "owner", "title": "Us"}}


@pytest.mark.parametrize("album", [None, "", "All"])
@pytest.mark.parametrize("source", ["Backup", "Backup/Family", "Backup/Family/2019", "Backup/Family/2019/a.jpg"])
def test_a_private_album_stays_private_without_the_list_of_an_export(
    tmp_path: Path, source: str, album: str | None
) -> None:
    """Whichever folder in it is named, and with `--album` or `--by-date` too."""
    write(tmp_path, {"Backup/Family/.album.json": PRIVATE, "Backup/Family/2019/a.jpg": ONE})
    findings = read_sources([tmp_path / source], album)
    assert albums(findings) == [("a.jpg", "Family/2019")]
    assert [name for name, settings in findings.albums.items() if settings.get("visible") == "owner"] in (
        ["Family"],
        ["Family/2019"],
    )


def test_a_private_folder_that_stands_for_a_date_becomes_a_private_album(tmp_path: Path) -> None:
    write(tmp_path, {"2019/.album.json": PRIVATE, "2019/a.jpg": ONE, "2019/Rome/b.jpg": TWO})
    findings = read_sources([tmp_path])
    assert albums(findings) == [("a.jpg", "2019 album"), ("b.jpg", "2019/Rome")]
    assert {name: settings["visible"] for name, settings in findings.albums.items()} == {
        "2019 album": "owner",
        "2019/Rome": "owner",
    }


def test_settings_of_ordinary_folders_come_along(tmp_path: Path) -> None:
    write(tmp_path, {"Rome/.album.json": '{"title": "Roma", "sort": "odd"}', "Rome/a.jpg": ONE})
    findings = read_sources([tmp_path])
    assert (findings.albums, albums(findings)) == (
        {"Rome": {"title": "Roma", "sort": "newest"}},
        [("a.jpg", "Rome")],
    )
    assert reasons(findings)[".album.json"] == "read: the settings of an album"


@pytest.mark.parametrize("manifest", [False, True])
@pytest.mark.parametrize("settings", ['{"visible": "ow', "[]", " " * 70_000 + "{}"])
def test_photos_of_an_album_whose_settings_cannot_be_read_are_refused(
    tmp_path: Path, settings: str, *, manifest: bool
) -> None:
    """They may be private, and the next run imports them once the file is repaired."""
    files: dict[str, bytes | str] = {"Family/.album.json": settings, "Family/Kids/a.jpg": ONE, "Rome/b.jpg": TWO}
    findings = read_sources([write(tmp_path, {**files, **({MANIFEST: ""} if manifest else {})})])
    assert [photo.entry.file for photo in findings.photos] == ["b.jpg"]
    refused = {other.entry.file for other in findings.others if other.is_refused}
    assert refused == {".album.json", "a.jpg"}


@pytest.mark.parametrize("visible", ["Owner", "nobody", "", None, 3])
def test_only_what_the_gallery_takes_for_public_is_public(tmp_path: Path, visible: object) -> None:
    write(tmp_path, {"Rome/.album.json": json.dumps({"visible": visible}), "Rome/a.jpg": ONE})
    assert read_sources([tmp_path]).albums == {"Rome": {"visible": "owner"}}


def test_a_photo_that_is_also_in_a_private_album_is_in_its_folder(tmp_path: Path) -> None:
    write(tmp_path, {"Zoo/.album.json": PRIVATE, "Zoo/a.jpg": ONE, "Alps/a.jpg": ONE})
    (item,) = make_plan(read_sources([tmp_path]).photos)
    assert item.albums == ["Zoo", "Alps"]


def test_a_private_album_of_one_source_is_private_although_another_has_it_public(tmp_path: Path) -> None:
    for folder, visible in (("one", "owner"), ("two", "everyone")):
        write(tmp_path / folder, {"Rome/.album.json": json.dumps({"visible": visible}), "Rome/a.jpg": folder})
    assert read_sources([tmp_path / "one", tmp_path / "two"]).albums == {"Rome": {"visible": "owner"}}


def test_a_takeout_below_a_folder_leaves_the_other_folders_alone(tmp_path: Path) -> None:
    year = "old/Takeout/Google Photos/Photos from 2019"
    write(tmp_path, {f"{year}/t.jpg": TWO, f"{year}/t.jpg.json": DOCUMENT})
    write(tmp_path, {"Vacation/a.jpg": ONE, "Vacation/a.jpg.xmp": b"<x/>"})
    findings = read_sources([tmp_path])
    assert albums(findings) == [("a.jpg", "Vacation"), ("t.jpg", "")]
    found = {photo.entry.file: photo for photo in findings.photos}
    assert found["a.jpg"].sidecar
    assert found["t.jpg"].facts.caption == "Sea"


def test_a_takeout_without_its_top_folder_is_recognized_folder_by_folder(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "google/Photos from 2019/t.jpg": TWO,
        "google/Photos from 2019/t.jpg.json": DOCUMENT,
    }
    files |= {"google/Photos from 2020/u.jpg": b"u", "google/Locked Folder/l.jpg": b"l", "Vacation/2020/a.jpg": ONE}
    findings = read_sources([write(tmp_path, files)])
    expected = [("a.jpg", "Vacation/2020"), ("l.jpg", "Hidden"), ("t.jpg", ""), ("u.jpg", "")]
    assert [pair for pair in albums(findings) if pair != ("l.jpg", "")] == expected


@pytest.mark.parametrize("inner", ["", "Google Photos", "Google Photos/Rome"])
def test_any_folder_of_a_takeout_can_be_named(tmp_path: Path, inner: str) -> None:
    folder = "Takeout/Google Photos/Rome"
    write(tmp_path, {f"{folder}/t.jpg": TWO, f"{folder}/t.jpg.json": DOCUMENT})
    findings = read_sources([tmp_path / "Takeout" / inner])
    assert [(found.album, found.facts.caption) for found in findings.photos] == [("Rome", "Sea")]


def test_a_copy_of_icloud_photos_below_a_folder_leaves_the_other_folders_alone(tmp_path: Path) -> None:
    details = "imgName,hidden\ni.jpg,yes\n"
    files: dict[str, bytes | str] = {"apple/Photos/Photo Details.csv": details, "apple/Photos/i.jpg": TWO}
    files |= {"apple/Albums/Zoo.csv": "Images\ni.jpg\n", "apple/Recently Deleted/d.jpg": b"d"}
    files |= {"Vacation/a.jpg": ONE, "Albums/Rome/b.jpg": b"b", "Recently Deleted/c.jpg": b"c"}
    findings = read_sources([write(tmp_path, files)])
    other = [("a.jpg", "Vacation"), ("b.jpg", "Albums/Rome"), ("c.jpg", "Recently Deleted")]
    assert albums(findings) == [*other, ("i.jpg", "Hidden"), ("i.jpg", "Zoo")]
    assert reasons(findings)["d.jpg"] == "deleted in Apple Photos"


def test_a_part_of_a_copy_without_tables_is_read_with_those_of_the_others(tmp_path: Path) -> None:
    details = "imgName,hidden\ni.jpg,yes\n"
    write_zip(tmp_path / "iCloud Photos Part 1 of 2.zip", {"Photos/Photo Details.csv": details})
    write_zip(tmp_path / "iCloud Photos Part 2 of 2.zip", {"Photos/i.jpg": TWO})
    assert albums(read_sources([tmp_path])) == [("i.jpg", "Hidden")]
