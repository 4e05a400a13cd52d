"""Leaving is as easy as arriving: export, wipe, import, verify. The gallery is the same as before."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from azure.storage.blob import BlobBlock
from support.gallery_app import App
from support.import_sources import write
from support.imports import Importer, importing_to
from support.large_videos import make_large_video
from support.live_photos import live_picture, live_video
from support.pictures import jpeg, png
from support.sidecars import LIGHTROOM
from support.visitor import Document, Visitor, other_tool, upload_blobs

from importer import uploads
from importer.client import Client, photo_path
from importer.errors import Refused
from importer.file_hashes import FileHash
from importer.manifest import MANIFEST
from importer.stored_files import describe_stored

TAKEN = datetime(2019, 7, 12, 18, 30, 5)
SETTINGS = {"title": "Norway", "visible": "owner", "timeline": "no", "sort": "oldest", "description": "Four\ndays"}
DATED_BY_FOLDER = ["1999/05/06/day.jpg", "1985/03/04/day.jpg"]
LARGE = ["large at the root.mp4", "1999/05/06/large.mp4", "Trips/Oslo/large.mp4"]
EDIT = {"caption": "Löwe <1>", "add_tags": ["album:Zoo"], "favorite": True, "taken": "2001-02-03T04:05:06+01:00"}


@pytest.fixture(scope="module")
def app(start_gallery: Callable[[], App]) -> App:
    """A gallery with photos of every kind."""
    app = start_gallery()
    fill(app)
    return app


@pytest.fixture
def importer(app: App, tmp_path: Path) -> Iterator[Importer]:
    with importing_to(app, tmp_path / "old") as importer:
        yield importer


def fill(app: App) -> None:
    """Add photos of every kind, also as other tools do."""
    visitor = Visitor(app)
    visitor.request("POST", "/api/albums", json={"album": "Trips/Oslo"})
    visitor.request("POST", "/api/albums/settings", json={"album": "Trips/Oslo", **SETTINGS})
    visitor.add_photos("Trips/Oslo", ("a.jpg", jpeg("red", taken=TAKEN)), ("b.jpg", jpeg("blue")))
    visitor.request("POST", "/api/albums/settings", json={"album": "Trips/Oslo", "cover": "b.jpg"})
    visitor.add_photos("", ("IMG_1.jpg", live_picture()), ("IMG_1.mov", live_video()))
    visitor.add_photos("Family/Kids", ("k.jpg", jpeg("navy")))
    visitor.request("POST", "/api/albums/settings", json={"album": "Family", "visible": "owner"})
    for number, name in enumerate(LARGE):
        data, dated = make_large_video(60_000, number), {"modified": "1999-05-06T07:08:09"}
        assert visitor.request("PUT", photo_path(name), data=data, params=dated).status_code == 201
    scan = {"photos": ("scan.png", png()), "modified": (None, "1999-05-06T07:08:09")}
    assert visitor.request("POST", "/upload-photos", files=scan).status_code == 201
    for name in DATED_BY_FOLDER:
        assert visitor.request("PUT", photo_path(name), data=jpeg("gray")).status_code == 201
    with other_tool(app) as container:
        names = ["at the root.jpg", "Trips/Oslo/A.JPG", "Odd: “name”?/x|y.jpg"]
        upload_blobs(container, {name: jpeg(f"#10{number:02x}30") for number, name in enumerate(names, 10)})
        upload_blobs(container, {"Trips/Oslo/A.JPG.xmp": LIGHTROOM})
    assert visitor.request("PATCH", "/api/photos/Trips/Oslo/a.jpg", json=EDIT).status_code == 200


def snapshot(importer: Importer) -> tuple[dict[str, Document], list[Any]]:
    """What the gallery says about photos and albums, except for what it derives, and from where it knows a date."""
    derived = {"version", "developed", "colour", "orientation", "width", "height", "taken_from"}
    photos = {
        name: {key: value for key, value in photo.items() if key not in derived}
        for name, photo in importer.photos().items()
    }
    albums = Visitor(importer.app).get_json("/api/albums")["albums"]
    return photos, [
        {key: album.get(key) for key in ("album", "title", "description", "settings", "total")} for album in albums
    ]


def test_an_exported_gallery_is_the_same_after_it_was_imported_into_an_empty_one(
    importer: Importer,
    start_gallery: Callable[[], App],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With captions, corrected dates, dates that only the gallery knew, live photos, and albums with their settings.

    A private album whose photos are all in albums within it stays private too. Videos that go in pieces get the names
    they had, in albums and outside.
    """
    monkeypatch.setattr(uploads, "MAX_FORM_BYTES", 50_000)
    export = tmp_path / "export"
    assert importer.export(export) == 0
    before = snapshot(importer)
    with importing_to(start_gallery(), tmp_path / "new") as restored:
        assert restored.run(export).code == 0
        assert snapshot(restored) == before
        assert set(LARGE) <= restored.photos().keys()
        assert {restored.photos()[name]["taken_from"] for name in DATED_BY_FOLDER} == {"name"}
        assert restored.verify(export) == 0
        anonymous = requests.get(f"{restored.app.url}/api/photos", headers={"Authorization": ""}, timeout=30).json()[
            "photos"
        ]
        assert not {"Family/Kids/k.jpg", "Trips/Oslo/a.jpg"} & {photo["name"] for photo in anonymous}
    assert "14 compared: 14 identical." in capsys.readouterr().out
    assert json.loads((export / "Trips/Oslo/.album.json").read_text())["visible"] == "owner"
    assert (export / "Odd_ “name”_/x_y.jpg").is_file()


def test_verify_finds_what_differs(importer: Importer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "export"
    assert importer.export(export) == 0
    (export / "Trips/Oslo/b.jpg").write_bytes(jpeg("green"))
    (export / "Trips/Oslo/a (2).jpg.xmp").write_bytes(LIGHTROOM)
    (export / "at the root.jpg").unlink()
    (export / "new.jpg").write_bytes(jpeg("pink"))
    (export / "Trips/Oslo/.album.json").write_text("{}")
    capsys.readouterr()
    assert importer.verify(export) == 1
    lines = capsys.readouterr().out.splitlines()
    assert sorted(lines[:3]) + lines[3:] == [
        "Trips/Oslo/a.jpg: different: another sidecar",
        "Trips/Oslo/b.jpg: different: other bytes",
        "at the root.jpg: missing in the folder",
        "new.jpg: only in the folder: the gallery has no such photo (any more)",
        "Trips/Oslo/.album.json: different: other settings of the album",
        "16 compared: 11 identical, 3 different, 1 missing in the folder, 1 only in the folder.",
    ]


def test_an_export_continues_and_follows_changes(importer: Importer, tmp_path: Path) -> None:
    """Without downloading what's there, and without deleting what's gone."""
    visitor, export = Visitor(importer.app), tmp_path / "export"
    visitor.add_photos("Rome", ("a.jpg", jpeg("red")), ("b.jpg", jpeg("blue")))
    assert importer.export(export) == 0
    (export / "Rome/a.jpg").unlink()
    untouched = (export / "Rome/b.jpg").stat().st_ino
    visitor.add_photos("Rome", ("c.jpg", jpeg("green")))
    visitor.request("PATCH", "/api/photos/Rome/b.jpg", json={"caption": "Two"})
    assert importer.export(export) == 0
    assert (export / "Rome/b.jpg").stat().st_ino == untouched
    assert {path.name for path in (export / "Rome").iterdir()} == {"a.jpg", "b.jpg", "b.jpg.xmp", "c.jpg"}
    visitor.delete("Rome/c.jpg")
    assert importer.export(export) == 0
    assert (export / "Rome/c.jpg").is_file()
    assert importer.verify(export) == 1


def test_an_export_keeps_files_that_it_did_not_write(
    importer: Importer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Own photos, and the edits that other software adds to exported ones. It says so, unless nothing is missing."""
    visitor, export = Visitor(importer.app), tmp_path / "export"
    visitor.add_photos("Own", ("a.jpg", jpeg("red")), ("b.jpg", jpeg("blue")), ("c.jpg", jpeg("teal")))
    visitor.request("PATCH", "/api/photos/Own/b.jpg", json={"caption": "Two"})
    visitor.request("PATCH", "/api/photos/Own/c.jpg", json={"caption": "Three"})
    (export / "Own").mkdir(parents=True)
    (export / "Own/a.jpg").write_bytes(jpeg("black"))
    assert importer.export(export) == 3
    assert "Own/a.jpg is another file here, which is kept" in capsys.readouterr().out
    assert (export / "Own/a.jpg").read_bytes() == jpeg("black")
    assert (export / "Own/a (2).jpg").read_bytes() == jpeg("red")
    for edited in ("a (2).jpg.xmp", "b.jpg.xmp"):
        (export / "Own" / edited).write_bytes(LIGHTROOM)
    visitor.request("PATCH", "/api/photos/Own/c.jpg", json={"caption": "Other"})
    assert importer.export(export) == 3
    assert {(export / "Own" / name).read_bytes() for name in ("a (2).jpg.xmp", "b.jpg.xmp")} == {LIGHTROOM}
    assert b"Other" in (export / "Own/c.jpg.xmp").read_bytes()
    out = capsys.readouterr().out
    assert "Own/b.jpg.xmp isn't as the export wrote it" in out
    assert "a (2).jpg.xmp" not in out


def test_a_video_that_storage_knows_by_its_pieces_is_verified(
    start_gallery: Callable[[], App], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As those over 256 MB are, which have no MD5 there. The same length isn't enough."""
    data, file = make_large_video(9_000_000), FileHash()
    file.update(data)
    with importing_to(start_gallery(), tmp_path / "own") as importer, other_tool(importer.app) as container:
        blob = container.get_blob_client("film.mp4")
        blob.stage_block("1", data)
        blob.commit_block_list([BlobBlock("1")], metadata={"content": file.identity})
        export = tmp_path / "export"
        assert importer.export(export) == importer.verify(export) == 0
        assert "only the length was compared" not in capsys.readouterr().out
        (export / "film.mp4").write_bytes(data[:-1] + b"x")
        assert importer.verify(export) == 1
        assert "film.mp4: different: other bytes" in capsys.readouterr().out
        blob.set_blob_metadata({"content": f"{len(data)}-{'0' * 32}"})
        assert importer.export(tmp_path / "again") == 1
        assert "other bytes arrived than storage has" in capsys.readouterr().out


@pytest.mark.parametrize(("length", "is_identified"), [(5, True), (6, False)])
def test_what_storage_says_about_other_bytes_does_not_count(length: int, *, is_identified: bool) -> None:
    """Another tool has replaced a large video and kept its metadata. It can be exported, but it isn't verified."""
    file, response = FileHash(), requests.Response()
    file.update(b"x" * length)
    known = FileHash()
    known.update(b"x" * 5)
    response.headers.update({"Content-Length": str(length), "x-ms-meta-content": known.identity})
    stored = describe_stored(response)
    assert (stored.agrees_with(file), stored.is_identified) == (True, is_identified)


def test_a_private_album_stays_private_if_the_gallery_does_not_allow_its_name(
    start_gallery: Callable[[], App], tmp_path: Path
) -> None:
    """Its photos get another name, in an album that others don't see either."""
    odd = unicodedata.normalize("NFD", "Größe")
    photo, settings = f"{odd}/a.jpg", json.dumps({"visible": "owner", "title": "Mine"})
    export = write(tmp_path / "export", {MANIFEST: "", f"{odd}/.album.json": settings, photo: jpeg("olive")})
    with importing_to(start_gallery(), tmp_path / "own") as importer:
        assert importer.run(export).code == 3
        assert [*importer.photos()] == ["Größe/a.jpg"]
        albums = Visitor(importer.app).get_json("/api/albums")["albums"]
        assert [(album["album"], album["title"], album["settings"]["visible"]) for album in albums] == [
            ("Größe", "Mine", "owner")
        ]
        anonymous = requests.get(f"{importer.app.url}/api/photos", headers={"Authorization": ""}, timeout=30)
        assert anonymous.json()["photos"] == []


def test_a_sidecar_that_the_gallery_cannot_send_now_stays(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the export nor the comparison says that all is well."""
    export = tmp_path / "export"
    assert importer.export(export) == 0
    request = Client.request

    def refuse(self: Client, method: str, path: str, **options: Any) -> object:
        if path.endswith(".xmp"):
            raise Refused(500, "It failed.")
        return request(self, method, path, **options)

    monkeypatch.setattr(Client, "request", refuse)
    assert importer.export(export) == 1
    assert importer.verify(export) == 1
    assert b"Zoo" in (export / "Trips/Oslo/a (2).jpg.xmp").read_bytes()
