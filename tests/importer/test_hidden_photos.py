"""What was hidden, locked or deleted elsewhere stays so. In doubt a photo is hidden, and never skipped."""

import json
from pathlib import Path

import pytest
from support.import_sources import albums, reasons, write, write_zip

from importer.importing import _needed_settings, preview_import
from importer.plan import make_plan
from importer.sources.reading import read_sources

ONE, TWO = b"one", b"another"
HEADER = "imgName,favorite,hidden,deleted,originalCreationDate\n"
DATE = '"Friday July 5,2019 12:05 AM GMT"'
PARTS = [f"iCloud Photos Part {number} of 2" for number in (1, 2)]


def write_parts(folder: Path, first: str, second: str, *, zipped: bool) -> Path:
    """Write two parts of a copy of iCloud Photos, each with an IMG_0001.JPG of its own and a row about it."""
    for part, row, photo in zip(PARTS, (first, second), (ONE, TWO), strict=True):
        table = f"{HEADER}IMG_0001.JPG,{row},{DATE}\n" if row else HEADER
        files: dict[str, bytes | str] = {"Photos/Photo Details.csv": table, "Photos/IMG_0001.JPG": photo}
        if zipped:
            write_zip(folder / f"{part}.zip", files)
        else:
            write(folder / part, files)
    return folder


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("order", [1, -1])
def test_a_row_is_about_the_photo_in_its_own_part(tmp_path: Path, order: int, zipped: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    """Cameras number from 1 again. Neither is skipped or shown because of the other's row."""
    findings = read_sources([write_parts(tmp_path, *["no,yes,no", "no,no,yes"][::order], zipped=zipped)])
    assert albums(findings) == [("IMG_0001.JPG", "Hidden")]
    assert findings.photos[0].entry.read(9) == (ONE, TWO)[::order][0]
    assert reasons(findings)["IMG_0001.JPG"] == "deleted in Apple Photos"
    assert findings.problems == []


def test_a_photo_whose_row_is_missing_is_not_deleted_but_hidden_like_another_of_that_name(tmp_path: Path) -> None:
    findings = read_sources([write_parts(tmp_path, "no,yes,yes", "", zipped=True)])
    assert [(found.entry.read(9), found.album) for found in findings.photos] == [(TWO, "Hidden")]
    (problem,) = findings.problems
    assert problem.startswith("Hidden, because a photo with its name is hidden in Apple Photos: ")
    assert problem.endswith(f"{PARTS[1]}.zip/Photos/IMG_0001.JPG")


def test_a_table_in_another_part_counts_if_there_is_no_other_photo_of_that_name(tmp_path: Path) -> None:
    details = f"{HEADER}a.JPG,yes,no,no,{DATE}\nb.JPG,no,yes,no,{DATE}\nc.JPG,no,no,yes,{DATE}\n"
    write_zip(tmp_path / f"{PARTS[0]}.zip", {"Photos/Photo Details.csv": details})
    files: dict[str, bytes | str] = {"Photos/Photo Details-1.csv": HEADER}
    write_zip(tmp_path / f"{PARTS[1]}.zip", {**files, **{f"Photos/{name}.JPG": name for name in "abc"}})
    findings = read_sources([tmp_path])
    assert albums(findings) == [("a.JPG", ""), ("b.JPG", "Hidden")]
    assert findings.photos[0].facts.is_favorite
    assert (reasons(findings)["c.JPG"], findings.problems) == ("deleted in Apple Photos", [])


def test_contradicting_rows_in_one_folder_hide_a_photo_and_keep_it(tmp_path: Path) -> None:
    details = f"{HEADER}a.JPG,yes,yes,no,{DATE}\na.JPG,no,no,yes,\n"
    findings = read_sources([write(tmp_path, {"Photos/Photo Details.csv": details, "Photos/a.JPG": ONE})])
    assert albums(findings) == [("a.JPG", "Hidden")]
    assert findings.photos[0].facts.taken is None
    assert len(findings.problems) == 2


def takeout_json(file: str, **facts: bool) -> str:
    return json.dumps({"title": file, "photoTakenTime": {"timestamp": "1562932805"}, **facts})


def test_photos_in_googles_locked_folder_are_hidden(tmp_path: Path) -> None:
    """Also the edited one, one in another album, and those without a JSON in the Locked Folder itself."""
    root = "Takeout/Google Photos/"
    locked = dict.fromkeys([f"{root}{name}.json" for name in ("Photos from 2019/a.jpg", "Verrouillé/d.jpg")], "")
    files: dict[str, bytes | str] = {name: takeout_json(name[-10:-5], inLockedFolder=True) for name in locked}
    names = ["Photos from 2019/a.jpg", "Photos from 2019/a-edited.jpg", "Photos from 2019/b.jpg"]
    names += ["Rome/a.jpg", "Locked Folder/c.jpg", "Verrouillé/d.jpg", "Verrouillé/e.jpg"]
    files |= {f"{root}{name}": name.rpartition("/")[2] for name in names}
    items = make_plan(read_sources([write_zip(tmp_path / "takeout-1.zip", files)]).photos)
    where = {item.entry.file: (item.album, item.album_tags) for item in items}
    alone: dict[str, tuple[str, list[str]]] = dict.fromkeys(["a-edited.jpg", "c.jpg", "d.jpg", "e.jpg"], ("Hidden", []))
    assert where == {"a.jpg": ("Hidden", ["album:Rome"]), "b.jpg": ("", []), **alone}


def test_photos_without_a_json_in_googles_trash_are_hidden_and_reported(tmp_path: Path) -> None:
    root = "Takeout/Google Photos/"
    files: dict[str, bytes | str] = {f"{root}Trash/a.jpg": ONE, f"{root}Bin day/b.jpg": TWO}
    files |= {f"{root}Eltávolított/{name}.jpg": name for name in "cd"}
    files[f"{root}Eltávolított/c.jpg.json"] = takeout_json("c.jpg", trashed=True)
    findings = read_sources([write_zip(tmp_path / "takeout-1.zip", files)])
    assert {found.entry.file: found.album for found in findings.photos if found.album} == {
        "a.jpg": "Hidden",
        "d.jpg": "Hidden",
        "b.jpg": "Bin day",
    }
    assert reasons(findings)["c.jpg"] == "in the trash of Google Photos"
    (problem,) = preview_import(findings).problems
    assert problem.startswith("Hidden, because ")


def test_what_is_both_archived_and_hidden_is_in_the_hidden_folder(tmp_path: Path) -> None:
    """A tag alone would show it to everyone."""
    files = {"Takeout/Google Photos/Photos from 2019/a.jpg": ONE}
    document = takeout_json("a.jpg", archived=True, inLockedFolder=True)
    path = write_zip(
        tmp_path / "takeout-1.zip", {**files, "Takeout/Google Photos/Photos from 2019/a.jpg.json": document}
    )
    (item,) = make_plan(read_sources([path]).photos)
    assert item.albums == ["Hidden", "Archive"]


def test_ordinary_folders_called_hidden_and_archive_get_no_settings(tmp_path: Path) -> None:
    """Otherwise their photos would disappear from the timeline."""
    write(tmp_path, {"Hidden/a.jpg": ONE, "Archive/b.jpg": TWO})
    assert _needed_settings(make_plan(read_sources([tmp_path]).photos)) == {}


def damage(path: Path, text: bytes) -> Path:
    """Change a byte in a zip, so that a file in it can't be read."""
    data = path.read_bytes()
    assert data.count(text) == 1
    path.write_bytes(data.replace(text, text[:-1] + b"?"))
    return path


def test_photos_beside_a_table_that_cannot_be_read_are_hidden(tmp_path: Path) -> None:
    """Those in other parts, and those in other tables, aren't."""
    write_zip(tmp_path / f"{PARTS[0]}.zip", {"Photos/Photo Details.csv": HEADER, "Photos/a.JPG": b"a"})
    table = f"{HEADER}b.JPG,no,no,no,damaged\n"
    files: dict[str, bytes | str] = {"Photos/Photo Details.csv": table, "Photos/c.JPG": ONE, "Photos/d.JPG": TWO}
    files["Photos/Photo Details-1.csv"] = f"{HEADER}d.JPG,yes,no,no,{DATE}\n"
    damage(write_zip(tmp_path / "iCloud Photos Part 3 of 3.zip", files), b"damaged")
    findings = read_sources([tmp_path])
    assert albums(findings) == [("a.JPG", ""), ("c.JPG", "Hidden"), ("d.JPG", "")]
    (problem,) = findings.problems
    assert problem.startswith("Hidden, because its table can't be read: ")


def test_a_photo_whose_json_cannot_be_read_is_hidden(tmp_path: Path) -> None:
    year = "Takeout/Google Photos/Photos from 2019"
    files: dict[str, bytes | str] = {f"{year}/{name}.jpg": name for name in "ab"}
    files |= {f"{year}/{name}.jpg.json": takeout_json(f"{name}.jpg", **{f"damaged{name}": True}) for name in "ab"}
    path = damage(write_zip(tmp_path / "takeout-1.zip", files), b"damageda")
    assert [pair for pair in albums(read_sources([path])) if pair[1]] == [("a.jpg", "Hidden")]
