"""Sidecars in both directions with exiftool, the reference for XMP: each shows what the other writes, nothing is lost.

exiftool also writes what digiKam and darktable do: in their namespaces, and with the same names.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support.library import add_photo
from support.pictures import picture_with_exif
from support.sidecars import put_sidecar, read_text

from gallery.library import edits
from gallery.library.edits import Changes, edit_photo
from gallery.library.index import opening, state, upkeep
from gallery.library.index.recording import complete_row_of
from gallery.library.index.rows import photo_of_row
from gallery.library.previews import get_photo
from gallery.library.refresh import refresh
from gallery.library.uploads import Upload, store_upload
from gallery.model.annotations import Annotations
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.api import details_document

NAME = "Rome/a.jpg"
SIDECAR = f"{NAME}.xmp"
OWNER, VISITOR = Caller(is_owner=True, can_view=True), Caller(is_owner=False, can_view=True)

EXIFTOOL = (
    "-XMP-dc:Description=Night",
    "-XMP-dc:Description-de=Nacht",
    "-XMP-dc:Subject=Rome",
    "-XMP-dc:Subject=a, b",
    "-XMP-lr:HierarchicalSubject=Places|Rome",
    "-XMP-xmp:Rating=4",
    "-XMP-photoshop:City=Roma",
    "-XMP-exif:GPSLatitude=41.89",
    "-XMP-mwg-rs:RegionInfo={AppliedToDimensions={W=6,H=4,Unit=pixel},RegionList=[{Name=Anna,Type=Face}]}",
)
DIGIKAM = (
    "-XMP-digiKam:TagsList=Places/Italy/Rome",
    "-XMP-digiKam:TagsList=Cat",
    "-XMP-microsoft:LastKeywordXMP=Places/Italy/Rome",
    "-XMP-microsoft:LastKeywordXMP=Cat",
    "-XMP-lr:HierarchicalSubject=Places|Italy|Rome",
    "-XMP-lr:HierarchicalSubject=Cat",
    '-XMP-acdsee:Categories=<Categories><Category Assigned="1">Cat</Category></Categories>',
    "-XMP-dc:Subject=Rome",
    "-XMP-dc:Subject=Cat",
    "-XMP-digiKam:PickLabel=3",
    "-XMP-xmp:Rating=2",
    "-XMP-microsoft:RatingPercent=25",
)
DARKTABLE = """<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:darktable="http://darktable.sf.net/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
   xmp:Rating="-1" xmpMM:DerivedFrom="a.jpg" darktable:xmp_version="5" darktable:history_end="2"
   darktable:auto_presets_applied="1">
   <dc:subject><rdf:Seq><rdf:li>Rome</rdf:li></rdf:Seq></dc:subject>
   <lr:hierarchicalSubject><rdf:Seq><rdf:li>Places|Rome</rdf:li></rdf:Seq></lr:hierarchicalSubject>
   <darktable:masks_history><rdf:Seq/></darktable:masks_history>
   <darktable:history><rdf:Seq>
     <rdf:li darktable:num="0" darktable:operation="exposure" darktable:enabled="1" darktable:params="gz02eJx"/>
     <rdf:li darktable:num="1" darktable:operation="flip" darktable:enabled="1" darktable:params="ffffffff"/>
   </rdf:Seq></darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>"""


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh may record at once what has just changed."""
    for module in (opening, state, upkeep):
        monkeypatch.setattr(module, "MARGIN", -3600.0)


def exiftool(*arguments: str) -> str:
    return subprocess.run(["exiftool", "-q", *arguments], capture_output=True, check=True, text=True).stdout


def read_all(path: Path) -> dict[str, Any]:
    """Return everything that exiftool finds in a sidecar, except for what's about the file itself."""
    (found,) = json.loads(exiftool("-j", "-G1", "-struct", "-D", "-l", "-XMP:all", str(path)))
    return {key: value["val"] for key, value in found.items() if key.startswith("XMP-")}


def make(folder: Path, *arguments: str) -> Path:
    """Return a sidecar that exiftool wrote."""
    path = folder / "a.jpg.xmp"
    exiftool(*arguments, str(path))
    return path


def save(storage: Storage, folder: Path) -> Path:
    """Return the sidecar as other software gets it."""
    path = folder / "edited.xmp"
    path.write_bytes(storage.photos.read(SIDECAR)[1])
    return path


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the properties that differ, without our own."""
    differ = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return {key for key in differ if not key.startswith("XMP-gallery")}


def test_what_exiftool_writes_is_shown_and_what_we_write_is_read(storage: Storage, tmp_path: Path) -> None:
    add_photo(storage, NAME)
    made = make(tmp_path, *EXIFTOOL)
    put_sidecar(storage, SIDECAR, made.read_bytes())
    refresh(storage, scan=True)
    assert get_photo(storage, NAME).sidecar.annotations == Annotations("Night", ("Rome", "a, b"), 4)
    edit_photo(storage, NAME, Changes({"caption": "Day"}, favorite=True, add_tags=["sun"], remove_tags=["Rome"]))
    before, after = read_all(made), read_all(save(storage, tmp_path))
    said = {
        "XMP-dc:Description": "Day",
        "XMP-dc:Subject": ["a, b", "sun"],
        "XMP-lr:HierarchicalSubject": ["sun"],
        "XMP-xmp:Rating": 5,
    }
    assert {key: after[key] for key in said} == said
    assert after["XMP-dc:Description-de"] == "Nacht"
    assert changed(before, after) <= said.keys()


def test_a_location_in_a_sidecar_counts_more_than_the_files(storage: Storage, tmp_path: Path) -> None:
    """In details and in the index, also after an edit. Visitors never get it."""
    store_upload(storage, Upload("a.jpg", picture_with_exif()), "Rome")
    place = ("-XMP-exif:GPSLatitude=48.8584", "-XMP-exif:GPSLongitude=2.2945")
    put_sidecar(storage, SIDECAR, make(tmp_path, *place).read_bytes())
    refresh(storage, scan=True)
    edit_photo(storage, NAME, Changes({"caption": "Tower"}))
    assert details_document(storage, NAME, OWNER)["location"] == {"latitude": 48.8584, "longitude": 2.2945}
    row = complete_row_of(get_photo(storage, NAME))
    assert (row.place, photo_of_row(row).location) == ("Paris, France", (48.8584, 2.2945))
    assert "48.8" not in json.dumps(details_document(storage, NAME, VISITOR))


def test_a_sidecar_of_exiftool_adds_to_ours(storage: Storage, tmp_path: Path) -> None:
    """As `PUT` does it. What only one of them says stays."""
    add_photo(storage, NAME)
    edit_photo(storage, NAME, Changes({"caption": "Ours"}))
    made = make(tmp_path, "-XMP-dc:Subject=Rome", "-XMP-photoshop:City=Roma")
    edits.put_sidecar(storage, NAME, made.read_bytes())
    found = read_all(save(storage, tmp_path))
    assert (found["XMP-dc:Description"], found["XMP-dc:Subject"]) == ("Ours", ["Rome"])
    assert found["XMP-photoshop:City"] == "Roma"


def test_lists_of_tags_as_digikam_writes_them_follow(storage: Storage, tmp_path: Path) -> None:
    """It prefers them to the plain one. What it says about parents and labels stays."""
    add_photo(storage, NAME)
    made = make(tmp_path, *DIGIKAM)
    put_sidecar(storage, SIDECAR, made.read_bytes())
    edit_photo(storage, NAME, Changes(favorite=True, add_tags=["sun"], remove_tags=["Cat"]))
    before, after = read_all(made), read_all(save(storage, tmp_path))
    said = {
        "XMP-dc:Subject": ["Rome", "sun"],
        "XMP-digiKam:TagsList": ["Places/Italy/Rome", "sun"],
        "XMP-microsoft:LastKeywordXMP": ["Places/Italy/Rome", "sun"],
        "XMP-lr:HierarchicalSubject": ["Places|Italy|Rome", "sun"],
        "XMP-xmp:Rating": 5,
        "XMP-microsoft:RatingPercent": 99,
    }
    assert {key: after[key] for key in said} == said
    assert changed(before, after) <= said.keys()


def test_the_history_of_darktable_stays(storage: Storage, tmp_path: Path) -> None:
    """And the mark of a rejected photo, until it gets a rating."""
    add_photo(storage, NAME)
    path = tmp_path / "a.jpg.xmp"
    path.write_text(DARKTABLE, encoding="utf-8")
    put_sidecar(storage, SIDECAR, path.read_bytes())
    assert read_text(storage, NAME) == Annotations(None, ("Rome",), 0)
    edit_photo(storage, NAME, Changes({"caption": "Day"}, add_tags=["sun"]))
    before, after = read_all(path), read_all(save(storage, tmp_path))
    assert len(before["XMP-darktable:History"]) == 2
    assert changed(before, after) == {"XMP-dc:Description", "XMP-dc:Subject", "XMP-lr:HierarchicalSubject"}
    assert after["XMP-lr:HierarchicalSubject"] == ["Places|Rome", "sun"]
    assert after["XMP-xmp:Rating"] == -1
