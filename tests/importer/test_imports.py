"""Imports into a real gallery: nothing is lost, nothing is overwritten, and nothing comes back."""

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from support import as_owner
from support.gallery_app import App
from support.imports import Importer, importing_to
from support.large_videos import make_large_video
from support.live_photos import live_picture, live_video
from support.pictures import jpeg
from support.sidecars import LIGHTROOM
from support.videos import make_video
from support.visitor import Visitor

from importer import client, command_line, uploads
from importer.errors import ImportFailed, Refused, Unreachable
from importer.found import Findings
from importer.importing import import_all
from importer.journal import FILE, Journal
from importer.plan import Item
from importer.report import Report
from importer.sending import Sender
from importer.watching import Watch
from local.dev.errors import CommandError

TAKEN = datetime(2019, 7, 12, 18, 30, 5)


@pytest.fixture(scope="module")
def app(start_gallery: Callable[[], App]) -> App:
    """One gallery for the tests of this module, which use different albums and days."""
    return start_gallery()


@pytest.fixture
def importer(app: App, tmp_path: Path) -> Iterator[Importer]:
    with importing_to(app, tmp_path) as importer:
        yield importer


def photo(number: int, taken: datetime | None = None) -> bytes:
    """A picture that differs from those with other numbers."""
    return jpeg(f"#{number * 67 % 256:02x}{number * 149 % 256:02x}{number * 211 % 256:02x}", taken=taken)


def write(folder: Path, **files: bytes) -> Path:
    """Write files; in names, two underscores stand for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


def test_a_folder_with_sidecars_and_a_live_photo(importer: Importer, tmp_path: Path) -> None:
    """A file that's no picture is rejected with the gallery's reason, and the exit code says so."""
    folder = write(tmp_path / "source/Sea", a__jpg=photo(1, taken=TAKEN), a__xmp=LIGHTROOM, bad__jpg=b"no")
    write(folder, IMG_1__HEIC__txt=b"x", IMG_1__jpg=live_picture(), IMG_1__MOV=live_video())
    imported = importer.run(tmp_path / "source")
    assert imported.code == 3
    assert imported.line("bad.jpg")["status"] == "rejected"
    assert "bad.jpg" in imported.line("bad.jpg")["reason"]
    photos = importer.photos()
    assert photos["Sea/a.jpg"]["caption"] == "Sunset"
    assert photos["Sea/IMG_1.jpg"]["live"]["name"] == "Sea/IMG_1.MOV"
    assert "Sea/IMG_1.MOV" not in photos


def test_the_video_of_a_live_photo_goes_where_its_picture_is(importer: Importer, tmp_path: Path) -> None:
    """Although another photo of that day has the name, and the video says another day."""
    Visitor(importer.app).add_photos("", ("IMG_7.jpg", photo(2, taken=TAKEN)))
    picture = photo(3, taken=TAKEN)
    folder = write(tmp_path / "2019", IMG_7__jpg=picture, IMG_7__mp4=make_video(".mp4", seconds=1))
    names = importer.run(folder).names()
    assert names == {"IMG_7.jpg": "2019/07/12/IMG_7 (2).jpg", "IMG_7.mp4": "2019/07/12/IMG_7 (2).mp4"}


def test_a_companion_that_goes_in_pieces_goes_there_too(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large raw files do."""
    monkeypatch.setattr(uploads, "MAX_FORM_BYTES", 5_000)
    folder = write(tmp_path / "2019", IMG_8__jpg=photo(85, taken=TAKEN), IMG_8__mp4=make_video(".mp4", seconds=1))
    assert importer.run(folder).names() == {"IMG_8.jpg": "2019/07/12/IMG_8.jpg", "IMG_8.mp4": "2019/07/12/IMG_8.mp4"}


def test_the_video_that_google_adds_to_a_motion_photo_is_part_of_it(importer: Importer, tmp_path: Path) -> None:
    folder = write(tmp_path / "2018", PXL_1__MP__jpg=photo(8, TAKEN), PXL_1__MP=make_video(".mp4", seconds=1))
    assert importer.run(folder).code == 0
    assert importer.photos()["2019/07/12/PXL_1.MP.jpg"]["live"]["name"] == "2019/07/12/PXL_1.MP.mp4"


def test_running_it_again_keeps_edits_and_deleted_photos_deleted(importer: Importer, tmp_path: Path) -> None:
    folder = write(tmp_path / "source/Again", a__jpg=photo(4), a__jpg__xmp=LIGHTROOM, b__jpg=photo(5))
    visitor = Visitor(importer.app)
    assert importer.run(tmp_path / "source").code == 0
    visitor.request("PATCH", "/api/photos/Again/a.jpg", json={"caption": "Mine", "tags": []})
    visitor.delete("Again/b.jpg")
    (folder / "b.jpg").rename(folder / "c.jpg")
    again = importer.run(tmp_path / "source")
    assert again.code == 0
    assert again.line("a.jpg")["status"] == again.line("c.jpg")["status"] == "already there"
    assert "deleted in the gallery since" in again.line("c.jpg")["reason"]
    photos = importer.photos()
    assert photos["Again/a.jpg"]["caption"] == "Mine"
    assert not {"Again/b.jpg", "Again/c.jpg"} & photos.keys()


def test_a_photo_that_the_gallery_had_before_keeps_its_words_and_gets_the_others(
    importer: Importer, tmp_path: Path
) -> None:
    visitor, data = Visitor(importer.app), photo(6, taken=TAKEN)
    visitor.add_photos("Known", ("a.jpg", data))
    visitor.request("PATCH", "/api/photos/Known/a.jpg", json={"caption": "Mine"})
    write(tmp_path / "source/Known", a__jpg=data, a__jpg__xmp=LIGHTROOM)
    write(tmp_path / "source/Other", b__jpg=data)
    assert importer.run(tmp_path / "source").line("a.jpg")["status"] == "already there"
    known = importer.photos()["Known/a.jpg"]
    assert (known["caption"], set(known["tags"])) == ("Mine", {"beach", "album:Other"})


@pytest.mark.parametrize("lines", [0, 1])
def test_an_import_that_died_is_completed(importer: Importer, tmp_path: Path, lines: int) -> None:
    """Before the journal said that the bytes were stored, or before it said that the sidecar was."""
    write(tmp_path / f"source/Died {lines}", a__jpg=photo(10 + lines), a__jpg__xmp=LIGHTROOM)
    assert importer.run(tmp_path / "source").code == 0
    (journal,) = (tmp_path / "journals").glob(f"*/{FILE}")
    kept = journal.read_text().splitlines(keepends=True)[:lines]
    journal.write_text("".join(kept))
    again = importer.run(tmp_path / "source")
    assert (again.code, again.line("a.jpg")["status"]) == (0, "already there")
    assert importer.photos()[f"Died {lines}/a.jpg"]["caption"] == "Sunset"
    assert len(journal.read_text().splitlines()) == 2


def test_a_photo_whose_corrected_date_has_moved_it_is_found_after_a_crash(importer: Importer, tmp_path: Path) -> None:
    """It isn't stored a second time on the day that its file says."""
    document = b'{"title": "c.jpg", "photoTakenTime": {"timestamp": "1000000000"}}'
    files = {"c__jpg": photo(90, TAKEN), "c__jpg__json": document}
    write(tmp_path / "Takeout/Google Photos/Photos from 2001", **files)
    assert importer.run(tmp_path).line("c.jpg")["name"] == "2001/09/09/c.jpg"
    (journal,) = (tmp_path / "journals").glob(f"*/{FILE}")
    journal.write_text(journal.read_text().splitlines(keepends=True)[0])
    again = importer.run(tmp_path / "Takeout").line("c.jpg")
    assert (again["name"], again["status"], again["verified"]) == ("2001/09/09/c.jpg", "already there", True)
    assert "2019/07/12/c.jpg" not in importer.photos()


@pytest.mark.parametrize("kept", [1, 2])
def test_after_a_crash_a_photo_that_was_moved_and_numbered_is_found(
    importer: Importer, tmp_path: Path, kept: int
) -> None:
    """Its video is stored beside it. The process died before, or after, the journal had its new name."""
    document = b'{"title": "n.jpg", "photoTakenTime": {"timestamp": "1100000000"}}'
    day, number = "2004/11/09", 2 * kept
    Visitor(importer.app).add_photos("", ("n.jpg", photo(90 + kept, datetime(2004, 11, 9, 1))))
    files = {"n__jpg": photo(92 + kept, TAKEN), "n__jpg__json": document}
    folder = write(tmp_path / "Takeout/Google Photos/Photos from 2004", **files)
    first = importer.run(tmp_path).line("n.jpg")["name"]
    assert first in {f"{day}/n ({number}).jpg", f"{day}/n (2).jpg", f"{day}/n (3).jpg"}
    (journal,) = (tmp_path / "journals").glob(f"*/{FILE}")
    lines = journal.read_text().splitlines(keepends=True)
    assert len(lines) == 3
    journal.write_text("".join(lines[:kept]))
    write(folder, n__mp4=make_video(".mp4", seconds=kept))
    again = importer.run(tmp_path / "Takeout")
    line = again.line("n.jpg")
    assert (line["name"], line["status"], line["verified"], again.code) == (first, "already there", True, 0)
    assert again.line("n.mp4")["name"] == first.replace(".jpg", ".mp4")


def test_a_photo_whose_import_died_and_that_is_gone_is_reported(importer: Importer, tmp_path: Path) -> None:
    """Not as done: its sidecar and albums were never sent."""
    write(tmp_path / "source/Lost", a__jpg=photo(95))
    assert importer.run(tmp_path / "source").code == 0
    (journal,) = (tmp_path / "journals").glob(f"*/{FILE}")
    journal.write_text(journal.read_text().splitlines(keepends=True)[0])
    Visitor(importer.app).delete("Lost/a.jpg")
    for _ in range(2):
        again = importer.run(tmp_path / "source")
        assert (again.code, again.line("a.jpg")["status"]) == (3, "already there")
        assert "an import that died" in again.line("a.jpg")["reason"]


def test_a_photo_of_an_export_that_cannot_get_its_name_is_a_problem(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a restore would look exact without being it. Another photo has the name, also of a large video."""
    monkeypatch.setattr(uploads, "MAX_FORM_BYTES", 50_000)
    visitor, film, other = Visitor(importer.app), make_large_video(60_000), make_large_video(60_000, seed=1)
    visitor.put("root.jpg", photo(97))
    visitor.put("2001/02/03/film.mp4", other)
    write(tmp_path / "export", **{"__gallery-export__jsonl": b"", "root__jpg": photo(98, TAKEN)})
    write(tmp_path / "export/2001/02/03", film__mp4=film)
    imported = importer.run(tmp_path / "export")
    assert (imported.code, imported.line("root.jpg")["name"]) == (3, "2019/07/12/root.jpg")
    assert imported.line("root.jpg")["reason"] == "it couldn't get the name it had, root.jpg"
    assert imported.line("film.mp4")["reason"] == "it couldn't get the name it had, 2001/02/03/film.mp4"
    assert imported.line("film.mp4")["verified"]
    assert visitor.get_original("2001/02/03/film.mp4").content == other


def test_large_files_go_in_pieces_and_continue_where_they_stopped(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_FORM_BYTES", 1_000)
    data = make_video(".mp4", seconds=1) + (17_000_000).to_bytes(4, "big") + b"free" + bytes(17_000_000 - 8)
    write(tmp_path / "source/Large", film__mp4=data)
    sent: list[str] = []
    request = client.Client.request

    def break_off(self: client.Client, method: str, path: str, **options: object) -> object:
        if method == "PUT":
            sent.append(path.rpartition("/")[2])
            if len(sent) == 2:
                raise Unreachable("The connection failed.")
        return request(self, method, path, **options)

    monkeypatch.setattr(client.Client, "request", break_off)
    assert importer.run(tmp_path / "source").code == 1
    imported = importer.run(tmp_path / "source")
    assert imported.code == 0
    assert sent == ["0", "1", "1", "2"]
    assert imported.line("film.mp4")["verified"]


def test_a_request_that_a_setting_does_not_allow_goes_in_pieces(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a photo of an export, which gets its name back."""
    refusal = uploads.Outcome(uploads.REJECTED, reason="This request has too many bytes.", status=413)
    for send in ("send_form", "send_exactly"):
        monkeypatch.setattr(f"importer.sending.{send}", lambda *_: refusal)
    imported = importer.run(write(tmp_path / "source/Limited", a__jpg=photo(95)).parent)
    assert (imported.code, imported.line("a.jpg")["name"]) == (0, "Limited/a.jpg")
    exported = {"__gallery-export__jsonl": b"", "limited__jpg": photo(96, TAKEN)}
    imported = importer.run(write(tmp_path / "export", **exported))
    assert (imported.code, imported.line("limited.jpg")["name"]) == (0, "limited.jpg")


def test_if_the_gallery_stops_responding_every_file_is_still_in_the_report(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "source/Down"
    write(folder, **{f"{number}__jpg": photo(number) for number in range(20, 40)})
    send = Sender.send

    def fail(self: Sender, item: Item) -> object:
        if item.entry.file == "22.jpg":
            raise Unreachable("The gallery doesn't respond.")
        return send(self, item)

    monkeypatch.setattr(Sender, "send", fail)
    imported = importer.run(tmp_path / "source")
    assert imported.code == 1
    assert len(imported.files) == 20
    assert imported.line("22.jpg")["reason"] == imported.line("39.jpg")["reason"] == "The gallery doesn't respond."


def test_a_newer_export_adds_albums_but_not_those_that_were_removed(importer: Importer, tmp_path: Path) -> None:
    visitor, data = Visitor(importer.app), photo(70)
    write(tmp_path / "one/Zoo", a__jpg=data)
    write(tmp_path / "one/Animals", a__jpg=data)
    assert importer.run(tmp_path / "one").line("Animals/a.jpg")["name"] == "Animals/a.jpg"
    visitor.request("PATCH", "/api/photos/Animals/a.jpg", json={"remove_tags": ["album:Zoo"]})
    for album in ("Zoo", "Animals", "Lions"):
        write(tmp_path / "two" / album, a__jpg=data)
    for _ in range(2):
        assert importer.run(tmp_path / "two").code == 0
        assert importer.photos()["Animals/a.jpg"]["tags"] == ["album:Lions"]


def test_a_dry_run_sends_nothing_and_needs_no_gallery(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_line, "IMPORTS", tmp_path)
    write(tmp_path / "source/Rome", a__jpg=jpeg())
    assert command_line.run(["import", str(tmp_path / "source"), "--dry-run", "--to", "http://127.0.0.1:9"]) == 0
    out = capsys.readouterr().out
    assert "1 file to album Rome" in out
    assert "1 file in, 1 accounted for" in out


def test_a_wrong_key_stops_at_once(importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNER_KEY", "not-the-key-of-this-gallery")
    with pytest.raises(Refused, match="doesn't accept this key"):
        importer.run(write(tmp_path / "source", a__jpg=jpeg()))


@pytest.mark.parametrize(
    "url", ["http://gallery.example", "https://me@gallery.example", "https://gallery.example/?key=1"]
)
def test_the_key_goes_to_safe_addresses_only(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OWNER_KEY", as_owner.KEY)
    with pytest.raises(CommandError):
        command_line.run(["import", str(tmp_path), "--to", url])


@contextmanager
def serve(respond: Callable[[http.server.BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Run a server that isn't a gallery."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            respond(self)

        do_HEAD = do_POST = do_GET  # noqa: N815 - names of http.server

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("body", "reason"), [("<html>", "isn't a gallery"), ("{}", "too old"), ('{"id": "../../x"}', "too old")]
)
def test_something_else_than_a_gallery_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str, reason: str
) -> None:
    monkeypatch.setenv("OWNER_KEY", "the-secret")

    def respond(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(body.encode())

    with serve(respond) as url, pytest.raises(ImportFailed, match=reason):
        command_line.run(["import", str(tmp_path), "--to", url])


def test_a_redirect_to_another_place_never_gets_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OWNER_KEY", "the-secret")
    seen: list[str | None] = []

    def listen(request: http.server.BaseHTTPRequestHandler) -> None:
        seen.append(request.headers["Authorization"])
        request.send_response(404)
        request.end_headers()

    with serve(listen) as elsewhere:

        def redirect(request: http.server.BaseHTTPRequestHandler) -> None:
            request.send_response(302)
            request.send_header("Location", f"{elsewhere}{request.path}")
            request.end_headers()

        with serve(redirect) as url:
            with pytest.raises(ImportFailed):
                command_line.run(["import", str(tmp_path), "--to", url])
            assert seen == []
            asked = client.Client(urlsplit(url), "the-secret")
            with pytest.raises(ImportFailed):
                asked.find_stored("Rome/a.jpg")
    assert seen == [None]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (503, '{"files": [{"outcome": "rejected", "status": 503, "reason": "Too slow."}]}', 3),
        (503, '{"detail": "Storage is down."}', client.MAX_ATTEMPTS),
        (500, "", client.MAX_ATTEMPTS),
        (429, "", client.MAX_ATTEMPTS),
        (404, "{}", 1),
    ],
)
def test_what_may_pass_is_repeated_but_less_often_if_it_is_about_one_file(
    monkeypatch: pytest.MonkeyPatch, status: int, body: str, expected: int
) -> None:
    """A picture that takes too long to decode must not stop the import of all others."""
    monkeypatch.setattr(client.Client, "_wait", lambda *_: None)
    count = 0

    def respond(request: http.server.BaseHTTPRequestHandler) -> None:
        nonlocal count
        count += 1
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body.encode())

    with serve(respond) as url:
        asked = client.Client(urlsplit(url), "the-secret")
        with suppress(Unreachable):
            asked.send("POST", "/upload-photos")
    assert count == expected


def test_a_file_that_the_gallery_cannot_cope_with_does_not_stop_the_others(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "source/Slow", slow__jpg=photo(80), z__jpg=photo(81))
    upload = Sender._upload  # noqa: SLF001 - the step that fails

    def fail(self: Sender, item: Item, *others: Any) -> object:
        if item.entry.file == "slow.jpg":
            raise Unreachable("It took too long.")
        return upload(self, item, *others)

    monkeypatch.setattr(Sender, "_upload", fail)
    imported = importer.run(tmp_path / "source", options=["--workers", "1"])
    assert imported.statuses() == {"slow.jpg": "failed", "z.jpg": "stored"}


def test_a_watched_folder_is_imported_once_its_files_have_settled(importer: Importer, tmp_path: Path) -> None:
    """A video that arrives after its picture becomes part of it, and nothing is imported twice."""
    gallery = client.Client(urlsplit(importer.app.url), as_owner.KEY)
    journal = Journal(tmp_path / "journal")
    sender = Sender(gallery, journal, ZoneInfo("UTC"))

    def run(findings: Findings) -> Report:
        return import_all(findings, gallery, sender, 2)

    folder = write(tmp_path / "phone/Synced", IMG_9__jpg=live_picture("9" * 8))
    watch = Watch([tmp_path / "phone"], None, run, timedelta())
    assert watch.look() is None
    assert watch.look() is not None
    with (folder / "IMG_9.mov").open("wb") as file:
        video = live_video("9" * 8)
        file.write(video[:1000])
        file.flush()
        assert watch.look() is None
        file.write(video[1000:])
    assert watch.look() is None
    report = watch.look()
    assert report
    assert {line.result.status for line in report.lines} == {"stored", "already there"}
    assert watch.look() is None
    assert importer.photos()["Synced/IMG_9.jpg"]["live"]["name"] == "Synced/IMG_9.mov"
    journal.close()


def test_a_photo_that_is_hidden_only_in_a_newer_export_is_reported(importer: Importer, tmp_path: Path) -> None:
    """It stays where the owner has it, and its new tag wouldn't hide it."""
    write(tmp_path / "one/Seen", s__jpg=photo(62))
    assert importer.run(tmp_path / "one").code == 0
    details = b"imgName,hidden\ns.jpg,yes\n"
    write(tmp_path / "icloud/Photos", **{"Photo Details__csv": details, "s__jpg": photo(62)})
    for _ in range(2):
        imported = importer.run(tmp_path / "icloud")
        assert (imported.code, imported.line("s.jpg")["name"]) == (3, "Seen/s.jpg")
        assert imported.line("s.jpg")["reason"].startswith("hidden in the source")
    assert importer.photos()["Seen/s.jpg"].get("tags", []) == []


def test_a_photo_that_the_gallery_shows_but_a_private_folder_has_is_reported(
    importer: Importer, tmp_path: Path
) -> None:
    write(tmp_path / "before/Shown", p__jpg=photo(64))
    assert importer.run(tmp_path / "before").code == 0
    write(tmp_path / "source/Ours", __album__json=b'{"visible": "owner"}', p__jpg=photo(64))
    write(tmp_path / "source/Ours", q__jpg=photo(65))
    imported = importer.run(tmp_path / "source")
    assert (imported.code, imported.line("p.jpg")["name"], imported.line("q.jpg")["name"]) == (
        3,
        "Shown/p.jpg",
        "Ours/q.jpg",
    )
    assert "move it to Ours" in imported.line("p.jpg")["reason"]
    albums = {album["album"]: album for album in Visitor(importer.app).get_json("/api/albums")["albums"]}
    assert albums["Ours"]["settings"]["visible"] == "owner"


def test_hidden_photos_stay_private_and_what_was_set_for_albums_stays(importer: Importer, tmp_path: Path) -> None:
    """If an album of that name is public, nothing is sent at all."""
    details = b'imgName,hidden,originalCreationDate\nh.jpg,yes,"Friday July 5,2019 12:05 AM GMT"\n'
    folder = write(tmp_path / "icloud/Photos", **{"Photo Details__csv": details, "h__jpg": photo(60)})
    visitor = Visitor(importer.app)
    assert importer.run(tmp_path / "icloud").code == 0
    hidden = {"sort": "newest", "cover": "", "visible": "owner", "timeline": "no"}
    albums = {album["album"]: album for album in visitor.get_json("/api/albums")["albums"]}
    assert albums["Hidden"]["settings"] == hidden
    visitor.request("POST", "/api/albums/settings", json={"album": "Hidden", "timeline": "yes"})
    assert importer.run(tmp_path / "icloud").code == 0
    albums = {album["album"]: album for album in visitor.get_json("/api/albums")["albums"]}
    assert albums["Hidden"]["settings"] == {**hidden, "timeline": "yes"}
    visitor.request("POST", "/api/albums/settings", json={"album": "Hidden", "visible": "everyone", "title": "Mine"})
    write(folder, h__jpg=photo(61))
    with pytest.raises(ImportFailed, match="isn't private"):
        importer.run(tmp_path / "icloud")
