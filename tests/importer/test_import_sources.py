"""Readers find photos, albums, sidecars and facts in folders, zips, Takeouts and copies of iCloud Photos."""

import json
import warnings
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.import_sources import albums, reasons, write, write_zip

from importer.entries import BOMB, LINK, UNREADABLE, UNSAFE_NAME, ZipSource
from importer.errors import ImportFailed
from importer.plan import make_plan
from importer.sources.reading import read_sources
from importer.sources.takeout_json import read_facts

PHOTO, OTHER = b"photo", b"another"
DETAILS = (
    "imgName,fileChecksum,favorite,hidden,deleted,originalCreationDate,viewCount,importDate\n"
    'IMG_0001.HEIC,AbC=,yes,no,no,"Saturday January 15,2022 7:31 PM GMT",3,"Sunday January 16,2022 8:00 AM GMT"\n'
    'IMG_2.JPG,AbD=,no,yes,no,"Friday July 5,2019 12:05 AM GMT",0,\n'
    'IMG_3.JPG,AbE=,no,no,yes,"Friday July 5,2019 12:05 PM GMT",0,\n'
)


def test_folders_become_albums_unless_they_stand_for_dates_or_cameras(tmp_path: Path) -> None:
    names = [
        "a.jpg",
        "2019/07/12/b.jpg",
        "2019-07-12/c.jpg",
        "DCIM/100APPLE/d.jpg",
        "Trips/Rome/e.jpg",
        "2019/Rome/f.jpg",
    ]
    write(tmp_path, dict.fromkeys(names, PHOTO))
    by_date = [("a.jpg", ""), ("b.jpg", ""), ("c.jpg", ""), ("d.jpg", "")]
    assert albums(read_sources([tmp_path])) == [*by_date, ("e.jpg", "Trips/Rome"), ("f.jpg", "2019/Rome")]
    assert {album for _, album in albums(read_sources([tmp_path], "All"))} == {"All"}
    assert {album for _, album in albums(read_sources([tmp_path], ""))} == {""}


def test_sidecars_belong_to_photos_as_other_software_names_them(tmp_path: Path) -> None:
    """IMG.jpg.xmp as Immich, digiKam and darktable do, and IMG.xmp as Lightroom and Apple do."""
    names = [
        "a.jpg",
        "a.jpg.xmp",
        "b.CR2",
        "b.JPG",
        "b.xmp",
        "c.jpg",
        "c.XMP",
        "d.HEIC",
        "d.HEIC.xmp",
        "d.HEIC.jpg",
        "e.xmp",
    ]
    findings = read_sources([write(tmp_path, dict.fromkeys(names, PHOTO))])
    found = {photo.entry.file: photo.sidecar and photo.sidecar.file for photo in findings.photos}
    own = {"a.jpg": "a.jpg.xmp", "b.CR2": "b.xmp", "b.JPG": None, "c.jpg": "c.XMP", "d.HEIC": "d.HEIC.xmp"}
    assert found == {**own, "d.HEIC.jpg": None}
    assert reasons(findings)["e.xmp"] == "a sidecar whose photo isn't here"


def test_other_files_are_accounted_for_with_a_reason(tmp_path: Path) -> None:
    names = ["IMG_1.AAE", ".DS_Store", "notes.txt", "more.zip", "IMG_2.jpg~", "Thumbs.db"]
    (tmp_path / "link.jpg").symlink_to(tmp_path / "notes.txt")
    findings = read_sources([write(tmp_path, dict.fromkeys(names, PHOTO))])
    assert findings.photos == []
    assert set(reasons(findings)) == {*names, "link.jpg"}
    assert reasons(findings)["IMG_1.AAE"].startswith("Apple's list of edits")
    assert reasons(findings)["link.jpg"] == LINK


def test_symbolic_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"a.jpg": PHOTO})
    source = write(tmp_path / "source", {"b.jpg": PHOTO})
    (source / "loop").symlink_to(tmp_path)
    assert albums(read_sources([source])) == [("b.jpg", "")]


@pytest.mark.parametrize("name", ["../a.jpg", "/etc/a.jpg", "x/../../a.jpg", "..\\a.jpg", "C:/a.jpg"])
def test_a_name_that_leads_out_of_a_zip_is_refused(tmp_path: Path, name: str) -> None:
    findings = read_sources([write_zip(tmp_path / "a.zip", {name: PHOTO, "b.jpg": PHOTO})])
    assert albums(findings) == [("b.jpg", "")]
    assert [(other.reason, other.is_refused) for other in findings.others] == [(UNSAFE_NAME, True)]


def test_a_zip_bomb_is_refused_without_being_read(tmp_path: Path) -> None:
    bomb = write_zip(tmp_path / "a.zip", {"a.jpg": bytes(20_000_000)}, zipfile.ZIP_DEFLATED)
    assert [other.reason for other in read_sources([bomb]).others] == [BOMB]


def test_a_damaged_zip_stops_the_import(tmp_path: Path) -> None:
    """Otherwise nobody would know what was in it."""
    write(tmp_path, {"takeout-001.zip": b"PK but not really"})
    with pytest.raises(ImportFailed, match="can't be read as a zip"):
        read_sources([tmp_path])


def test_a_damaged_file_in_a_zip_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    folder = "Takeout/Google Photos/Photos from 2019/"
    document = json.dumps({"title": "a.jpg", "photoTakenTime": {"timestamp": "1562932805"}, "description": "Sea"})
    files = {f"{folder}{name}.jpg.json": document.replace("Sea", name) for name in ("one", "two")}
    path = write_zip(
        tmp_path / "takeout-1.zip", {**files, **dict.fromkeys([f"{folder}one.jpg", f"{folder}two.jpg"], PHOTO)}
    )
    path.write_bytes(path.read_bytes().replace(b'"description": "one"', b'"description": "o?e"'))
    findings = read_sources([path])
    assert {found.entry.file: found.facts.caption for found in findings.photos} == {"one.jpg": "", "two.jpg": "two"}
    assert [(other.entry.file, other.is_refused) for other in findings.others if other.reason == UNREADABLE] == [
        ("one.jpg.json", True)
    ]


def test_a_json_may_be_in_another_zip_than_its_photo(tmp_path: Path) -> None:
    folder = "Takeout/Google Photos/Photos from 2019/"
    document = {"title": "a.jpg", "photoTakenTime": {"timestamp": "1562932805"}, "description": "Sea"}
    write_zip(tmp_path / "takeout-1-001.zip", {f"{folder}a.jpg": PHOTO})
    write_zip(tmp_path / "takeout-1-002.zip", {f"{folder}a.jpg.supplemental-metadata.json": json.dumps(document)})
    (found,) = read_sources([tmp_path]).photos
    assert (found.facts.caption, found.facts.taken) == ("Sea", datetime(2019, 7, 12, 12, 0, 5, tzinfo=UTC))


def test_the_export_of_another_account_is_another_tree(tmp_path: Path) -> None:
    """Both have an album and a photo of the same name, and one has lost a JSON."""
    album = "Takeout/Google Photos/Rome/"
    document = {"title": "a.jpg", "photoTakenTime": {"timestamp": "1562932805"}, "description": "Anna's"}
    anna: dict[str, bytes | str] = {f"{album}a.jpg": PHOTO, f"{album}a.jpg.json": json.dumps(document)}
    write_zip(tmp_path / "takeout-20260101T000000Z-001.zip", anna)
    write_zip(tmp_path / "takeout-20260202T000000Z-001.zip", {f"{album}a.jpg": OTHER})
    captions = {found.entry.source.path.name[8:16]: found.facts.caption for found in read_sources([tmp_path]).photos}
    assert captions == {"20260101": "Anna's", "20260202": ""}


def test_zips_that_were_unpacked_beside_each_other_are_one_export(tmp_path: Path) -> None:
    document = {"title": "a.jpg", "photoTakenTime": {"timestamp": "1562932805"}, "description": "Sea"}
    folder = "Google Photos/Photos from 2019"
    write(tmp_path, {f"Takeout/{folder}/a.jpg": PHOTO, f"Takeout 2/{folder}/a.jpg.json": json.dumps(document)})
    (found,) = read_sources([tmp_path]).photos
    assert (found.facts.caption, found.album) == ("Sea", "")


def test_a_photo_in_several_albums_is_one_item_with_tags(tmp_path: Path) -> None:
    root = "Takeout/Google Photos/"
    names = [f"{root}{folder}/a.jpg" for folder in ("Photos from 2019", "Zoo", "Alps", "Sea")]
    findings = read_sources([write_zip(tmp_path / "takeout-1.zip", dict.fromkeys(names, PHOTO))])
    (item,) = make_plan(findings.photos)
    assert (item.album, item.album_tags, len(item.entries)) == ("Alps", ["album:Sea", "album:Zoo"], 4)


def test_equal_files_are_found_across_folders_and_zips(tmp_path: Path) -> None:
    write(tmp_path / "folder", {"Rome/a.jpg": PHOTO, "Oslo/b.jpg": PHOTO, "c.jpg": OTHER})
    zipped = write_zip(tmp_path / "more.zip", {"d.jpg": PHOTO, "e.jpg": b"ohotp"})
    items = make_plan(read_sources([tmp_path / "folder", zipped]).photos)
    assert sorted(sorted(entry.file for entry in item.entries) for item in items) == [
        ["a.jpg", "b.jpg", "d.jpg"],
        ["c.jpg"],
        ["e.jpg"],
    ]


def test_an_album_that_would_be_a_year_of_the_timeline_gets_another_name(tmp_path: Path) -> None:
    folder = "Takeout/Google Photos/2019/"
    files: dict[str, bytes | str] = {f"{folder}a.jpg": PHOTO, f"{folder}metadata.json": json.dumps({"title": "2019"})}
    assert albums(read_sources([write_zip(tmp_path / "takeout-1.zip", files)])) == [("a.jpg", "2019 album")]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"photoTakenTime": None, "geoData": [], "people": 3, "description": None},
        {"photoTakenTime": {"timestamp": "soon"}, "geoData": {"latitude": "x", "longitude": 1}},
        {"photoTakenTime": {"timestamp": "9" * 30}, "geoData": {"latitude": 1e9, "longitude": 0}, "people": [None]},
        {"photoTakenTime": {"timestamp": "0"}, "geoData": {"latitude": 0.0, "longitude": 0.0}},
    ],
)
def test_a_strange_json_says_nothing(document: dict[str, object]) -> None:
    assert read_facts(document).is_empty


def test_a_json_about_a_photo_before_1970_is_read() -> None:
    taken = read_facts({"photoTakenTime": {"timestamp": "-1000000000"}}).taken
    assert taken == datetime(1938, 4, 24, 22, 13, 20, tzinfo=UTC)


def test_a_copy_of_icloud_photos_has_dates_favorites_hidden_photos_and_albums(tmp_path: Path) -> None:
    """Edited versions and the videos of live photos have the original's facts. Deleted photos aren't imported."""
    files: dict[str, bytes | str] = {
        "iCloud Photos/Photos/Photo Details.csv": DETAILS,
        **dict.fromkeys(
            [f"iCloud Photos/Photos/IMG_{one}" for one in ("0001.HEIC", "0001.MOV", "2.JPG", "3.JPG")], PHOTO
        ),
        "iCloud Photos/Photos/IMG_E0001.JPG": OTHER,
        "iCloud Photos/Albums/Alps.csv": "Images\nIMG_0001.HEIC\n",
        "iCloud Photos/Albums/Zoo.csv": "imgName\nIMG_0001.HEIC\nIMG_2.JPG\n",
        "iCloud Photos/Memories/Summer.csv": "imageName\nIMG_0001.HEIC\n",
        "iCloud Photos/Recently Deleted/IMG_4.JPG": PHOTO,
        "iCloud Photos/Photos/IMG_1.AAE": "<plist/>",
    }
    findings = read_sources([write_zip(tmp_path / "iCloud Photos Part 1 of 2.zip", files)])
    expected = [
        ("IMG_0001.HEIC", "Alps"),
        ("IMG_0001.HEIC", "Zoo"),
        ("IMG_0001.MOV", ""),
        ("IMG_2.JPG", "Hidden"),
        ("IMG_2.JPG", "Zoo"),
    ]
    assert albums(findings) == [*expected, ("IMG_E0001.JPG", "")]
    facts = {photo.entry.file: photo.facts for photo in findings.photos}
    assert facts["IMG_0001.HEIC"].taken == datetime(2022, 1, 15, 19, 31, tzinfo=UTC)
    assert facts["IMG_2.JPG"].taken == datetime(2019, 7, 5, 0, 5, tzinfo=UTC)
    assert facts["IMG_0001.MOV"].is_favorite
    assert facts["IMG_E0001.JPG"] == facts["IMG_0001.HEIC"]
    deleted = {file for file, reason in reasons(findings).items() if reason == "deleted in Apple Photos"}
    assert deleted == {"IMG_3.JPG", "IMG_4.JPG"}


def test_folders_whose_names_only_start_like_dates_are_albums(tmp_path: Path) -> None:
    dated = ["2019", "2019-07", "20190712", "07", "07 - July", "7_Juli", "03 mars", "12.Dec", "08 août"]
    named = ["01_Paris", "10_Mallorca", "12 Monkeys", "07 - June", "13 May", "05 Ma", "2019 Rome"]
    write(tmp_path, {f"{name}/{number}.jpg": PHOTO for number, name in enumerate(dated + named)})
    assert {album for _, album in albums(read_sources([tmp_path]))} == {"", *named}


def test_files_of_the_same_name_in_a_zip_are_all_read(tmp_path: Path) -> None:
    """Although an archive that's unpacked would have the last one only."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings(action="ignore"):
        for data in (PHOTO, OTHER, OTHER[::-1]):
            archive.writestr("Rome/a.jpg", data)
    items = make_plan(read_sources([path]).photos)
    assert [item.entry.read(9) for item in items] == [PHOTO, OTHER, b"rehtona"]
    assert [item.entry.path for item in items] == [
        f"{path}/Rome/a.jpg",
        f"{path}/Rome/a.jpg (2. in the zip)",
        f"{path}/Rome/a.jpg (3. in the zip)",
    ]


def test_zips_are_read_by_several_threads(tmp_path: Path) -> None:
    """Each entry's bytes are its own."""
    source = ZipSource(
        write_zip(tmp_path / "a.zip", {f"{number}.jpg": bytes([number]) * 100_000 for number in range(20)})
    )
    entries = list(source.list_entries())
    with ThreadPoolExecutor(8) as pool:
        for entry, data in zip(entries, pool.map(lambda entry: entry.read(200_000), entries), strict=True):
            assert data == bytes([int(entry.file.removesuffix(".jpg"))]) * 100_000
