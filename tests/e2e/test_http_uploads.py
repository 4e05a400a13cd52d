"""Uploads over HTTP: one result per file, and every photo is stored unchanged."""

import socket
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageChops, ImageStat
from support import corpus
from support.as_owner import BEARER
from support.corpus import Sample
from support.gallery_app import App
from support.pictures import jpeg, png
from support.visitor import HTML, JSON, Visitor, decode_preview, new_album, read_problem

from gallery.pictures.resizing import MAX_LOSSLESS

PREVIEW_SIZES = (240, 480, 2048)
FORMATS = {".jpg": 12, ".heic": 3, ".heif": 3, ".avif": 4, ".png": 4, ".webp": 2, ".gif": 2}
PHOTOGRAPHS = (".jpg", ".heic", ".heif")
"""What the viewer shows as JPEG."""
"""How many of each make up the thirty photos."""


def thirty_photos() -> list[Sample]:
    """Real photos, the largest of each camera or phone first."""
    valid = [
        sample for sample in corpus.samples() if sample.expected == "accept" and sample.path.parent.name == "valid"
    ]
    valid.sort(key=lambda sample: (-bool(sample.taken), sample.path.name))
    return [
        sample
        for ending, wanted in FORMATS.items()
        for sample in [one for one in valid if one.path.suffix.lower() == ending][:wanted]
    ]


def test_a_browser_is_redirected_to_a_page_that_shows_photos_and_results(shared_app: App) -> None:
    """Reloading the page shows the photos without the results."""
    visitor, album = Visitor(shared_app), new_album()
    files = [("first.jpg", jpeg("red")), ("second.png", png("blue")), ("letter.pdf", b"%PDF-1.7 ...")]
    response = visitor.upload(files, album, accept=HTML)
    assert response.status_code == 303
    location = response.headers["Location"]
    assert location.startswith("/?")
    page, again = visitor.get_page(location), visitor.get_page(location)
    for text in ("2 added", "1 couldn&#39;t be added", "letter.pdf", "PDF"):
        assert text in page
        assert text not in again
    for name in (f"{album}/first.jpg", f"{album}/second.png"):
        assert f'alt="{name.rpartition("/")[2]}' in page
        assert f'alt="{name.rpartition("/")[2]}' in again


def test_without_an_album_a_browser_is_redirected_to_the_timeline(shared_app: App) -> None:
    """To `/` with nothing but the token of the flash message."""
    response = Visitor(shared_app).upload([("loose.jpg", jpeg("olive"))], accept=HTML)
    assert response.status_code == 303
    assert urlsplit(response.headers["Location"]).path == "/"
    assert urlsplit(response.headers["Location"]).query.startswith("report=")


def test_a_script_gets_one_result_per_file_in_order(shared_app: App) -> None:
    """Stored, rejected, duplicate, renamed; and 201 because something is new."""
    visitor, album = Visitor(shared_app), new_album()
    visitor.add_photos(album, ("a.jpg", jpeg("red")))
    files = [("a.jpg", jpeg("blue")), ("x.pdf", b"%PDF-1.7 ..."), ("copy.jpg", jpeg("red")), ("b.jpg", jpeg("green"))]
    response = visitor.upload(files, album)
    assert response.status_code == 201
    lines = response.json()["files"]
    assert [(line["file"], line["outcome"]) for line in lines] == [
        ("a.jpg", "renamed"),
        ("x.pdf", "rejected"),
        ("copy.jpg", "duplicate"),
        ("b.jpg", "stored"),
    ]
    kept = [line["photo"]["name"] for line in lines if "photo" in line]
    assert kept == [f"{album}/a (2).jpg", f"{album}/a.jpg", f"{album}/b.jpg"]
    assert lines[1]["status"] == 415
    assert lines[1]["reason"].startswith("x.pdf is a PDF. Supported formats: JPEG")
    assert set(lines[1]) == {"file", "outcome", "status", "reason"}


def test_only_duplicates_are_200_and_only_refusals_have_the_status_of_the_first(shared_app: App) -> None:
    """For scripts that check only the status."""
    visitor, album = Visitor(shared_app), new_album()
    visitor.add_photos(album, ("a.jpg", jpeg()))
    assert visitor.upload([("a.jpg", jpeg())], album).status_code == 200
    assert visitor.upload([("a.jpg", jpeg()[:-200]), ("b.txt", b"hello")], album).status_code == 422
    assert visitor.upload([("b.txt", b"hello"), ("a.jpg", jpeg()[:-200])], album).status_code == 415
    assert len(visitor.list_photos(album=album)) == 1


def test_a_photo_in_json_has_all_its_facts(shared_app: App) -> None:
    """The same in the response to the upload and in the list of the album."""
    visitor, album = Visitor(shared_app), new_album()
    data = jpeg("teal", (60, 40))
    (photo,) = visitor.add_photos(album, ("IMG_20240102_030405.jpg", data))
    assert photo["version"]
    assert photo["colour"].startswith("#")
    assert {key: photo[key] for key in photo if key not in {"version", "colour"}} == {
        "name": f"{album}/IMG_20240102_030405.jpg",
        "file": "IMG_20240102_030405.jpg",
        "album": album,
        "taken": "2024-01-02T03:04:05",
        "taken_from": "name",
        "when": "2024-01-02T03:04:05",
        "width": 60,
        "height": 40,
        "bytes": len(data),
        "developed": True,
        "orientation": 1,
    }
    assert visitor.list_photos(album=album) == [photo]


@corpus.needed
def test_thirty_real_photos_are_listed_in_order_and_stored_unchanged(gallery_app: App) -> None:
    """Half of them by form and half by PUT. No page of the list repeats or skips a photo."""
    visitor, samples = Visitor(gallery_app), thirty_photos()
    assert len(samples) == 30
    by_name = {f"Thirty/{sample.path.name}": sample for sample in samples}
    by_form = visitor.add_photos("Thirty", *[(sample.path.name, sample.path.read_bytes()) for sample in samples[::2]])
    by_put = [visitor.put(f"Thirty/{sample.path.name}", sample.path.read_bytes()) for sample in samples[1::2]]
    assert [response.status_code for response in by_put] == [201] * 15
    put_photos = [response.json()["photo"] for response in by_put]
    uploaded = {photo["name"]: photo for photo in [*by_form, *put_photos]}
    assert sorted(uploaded) == sorted(by_name)

    for name, sample in by_name.items():
        assert visitor.get_original(name).content == sample.path.read_bytes(), name
        for size in PREVIEW_SIZES:
            check_preview(
                visitor.get_preview(name, size), name, size, uploaded[name]["width"], uploaded[name]["height"]
            )

    pages = list(visitor.list_pages(album="Thirty", limit="7"))
    assert [len(page) for page in pages] == [7, 7, 7, 7, 2]
    photos = [photo for page in pages for photo in page]
    assert sorted(photo["name"] for photo in photos) == sorted(by_name)
    assert all(newer["taken"] >= older["taken"] for newer, older in pairwise(photos))
    for photo in photos:
        sample = by_name[photo["name"]]
        assert sample.size in {None, (photo["width"], photo["height"])}, photo
        assert (photo["taken"] == sample.taken) or (not sample.taken and photo["taken_from"] in {"name", "upload"})
        assert photo == uploaded[photo["name"]]


@corpus.needed
def test_the_timeline_lists_each_photo_once_newest_first(gallery_app: App) -> None:
    """Across days, months and years, with pages that end in the middle of them."""
    visitor = Visitor(gallery_app)
    samples = [sample for sample in corpus.samples() if sample.expected == "accept" and sample.taken][:30]
    assert samples
    response = visitor.upload([(sample.path.name, sample.path.read_bytes()) for sample in samples])
    lines = response.json()["files"]
    names = {line["photo"]["name"] for line in lines}
    assert {line["photo"]["taken"] for line in lines} == {sample.taken for sample in samples}
    photos = visitor.list_photos(limit="4")
    assert sorted(photo["name"] for photo in photos) == sorted(names)
    assert all(newer["taken"] >= older["taken"] for newer, older in pairwise(photos))
    assert all(photo["name"].startswith(photo["taken"][:10].replace("-", "/") + "/") for photo in photos)
    months = [month["month"] for month in visitor.get_json("/api/months")["months"]]
    assert months == sorted({photo["taken"][:7] for photo in photos}, reverse=True)
    by_month = [photo for month in months for photo in visitor.list_photos(month=month, limit="500")]
    assert by_month == photos
    assert visitor.list_photos(month=",".join(reversed(months[:3])), limit="5000") == visitor.list_photos(
        month=months[0]
    ) + [photo for month in months[1:3] for photo in visitor.list_photos(month=month)]


@corpus.needed
def test_previews_are_upright(shared_app: App) -> None:
    """The eight EXIF orientations of one picture have the same preview."""
    visitor, album = Visitor(shared_app), new_album()
    files = [(path.name, path.read_bytes()) for path in corpus.files("recurser__Landscape_*.jpg")]
    photos = visitor.add_photos(album, *files)
    assert len(photos) == 8
    upright = visitor.get_preview(photos[0]["name"], 240).convert("RGB")
    for photo in photos[1:]:
        preview = visitor.get_preview(photo["name"], 240).convert("RGB")
        assert preview.size == upright.size, photo["file"]
        assert max(ImageStat.Stat(ImageChops.difference(preview, upright)).mean) < 12, photo["file"]


def test_previews_are_stored_where_the_page_loads_them(shared_app: App) -> None:
    """Storage serves them with the page's SAS token."""
    visitor, album = Visitor(shared_app), new_album()
    (photo,) = visitor.add_photos(album, ("ä ö #1.jpg", jpeg("maroon", (300, 200))))
    for size in PREVIEW_SIZES:
        response = visitor.get_stored_preview(photo, size)
        check_preview(decode_preview(response), photo["name"], size, 300, 200)


def test_stored_previews_are_immutable(shared_app: App) -> None:
    """Their address changes with the photo's bytes."""
    visitor, album = Visitor(shared_app), new_album()
    (photo,) = visitor.add_photos(album, ("a.jpg", jpeg("maroon")))
    assert visitor.get_stored_preview(photo, 240).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_an_original_has_its_content_type_and_file_name(shared_app: App) -> None:
    """For viewing and for saving."""
    visitor, album = Visitor(shared_app), new_album()
    visitor.add_photos(album, ("Größe.png", png("maroon")))
    response = visitor.get_original(f"{album}/Größe.png")
    assert response.content == png("maroon")
    assert response.headers["Content-Type"] == "image/png"
    assert "filename*=UTF-8''Gr%C3%B6%C3%9Fe.png" in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        pytest.param("multipart/form-data", b"--x\r\n\r\n", id="no boundary"),
        pytest.param("multipart/form-data; boundary=x", b"", id="empty"),
        pytest.param("text/plain", b"hello", id="no form"),
        pytest.param("application/x-www-form-urlencoded", b"photos=a.jpg", id="another form"),
        pytest.param("multipart/form-data; boundary=x", b"--x--\r\n", id="no part"),
    ],
)
def test_everything_but_a_form_with_photos_is_a_bad_request(shared_app: App, content_type: str, body: bytes) -> None:
    """With a message for scripts and for people."""
    visitor = Visitor(shared_app)
    response = visitor.request("POST", "/upload-photos", data=body, headers={"Content-Type": content_type})
    assert read_problem(response)[0] == 400
    headers = {"Content-Type": content_type, "Accept": HTML}
    page = visitor.request("POST", "/upload-photos", data=body, headers=headers)
    assert (page.status_code, page.headers["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_a_form_without_a_file_or_with_another_field_is_a_bad_request(shared_app: App) -> None:
    """An empty file input has an empty file name."""
    visitor = Visitor(shared_app)
    for field, file in (("photos", ""), ("pictures", "a.jpg")):
        body = f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="{file}"\r\n\r\n'.encode()
        body += (jpeg("lime") if file else b"") + b"\r\n--x--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        assert read_problem(visitor.request("POST", "/upload-photos", data=body, headers=headers))[0] == 400


def test_a_chunked_form_is_refused(shared_app: App) -> None:
    """The host would drop its body."""
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = Visitor(shared_app).request("POST", "/upload-photos", data=iter([b"--x--\r\n"]), headers=headers)
    assert read_problem(response)[0] == 411


@corpus.needed
def test_hostile_and_broken_forms_are_refused_and_store_nothing(gallery_app: App) -> None:
    """As the corpus's index expects: cut, mislabeled, too many files. 4xx, or no response if the body never ends."""
    visitor = Visitor(gallery_app)
    index = (corpus.FOLDER / "multipart" / "INDEX.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert index
    for line in index:
        file, content_type, length, expected, note = line.split("\t")
        original = (corpus.FOLDER / "multipart" / file).read_bytes()
        body = original.replace(b'name="file"', b'name="photos"')
        announced = int(length) + len(body) - len(original) if length else len(body)
        before = visitor.list_all_names()
        status = status_of_form(gallery_app, content_type, announced, body)
        after = visitor.list_all_names()
        if expected == "reject":
            assert 400 <= status < 500 or (status == 0 and announced > len(body)), (file, note, status)
            assert after == before, (file, note)
        else:
            assert status in {200, 201}, (file, note, status)


@corpus.needed
def test_hostile_file_names_are_cleaned_or_refused(gallery_app: App) -> None:
    """The corpus's file names, byte for byte. Each photo stays in its album and keeps its bytes."""
    visitor, album = Visitor(gallery_app), "Names"
    names = corpus.names()
    assert names
    for number, name in enumerate(names):
        data = jpeg(f"#{number:06x}", (8 + number % 7, 8))
        quoted = name.replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
        body = b'--x\r\nContent-Disposition: form-data; name="album"\r\n\r\n' + album.encode() + b"\r\n--x\r\n"
        body += b'Content-Disposition: form-data; name="photos"; filename="' + quoted + b'"\r\n\r\n' + data
        headers = {"Content-Type": "multipart/form-data; boundary=x", "Accept": JSON}
        response = visitor.request("POST", "/upload-photos", data=body + b"\r\n--x--\r\n", headers=headers)
        assert response.status_code < 500, name
        if response.status_code < 400:
            photo = response.json()["files"][0]["photo"]
            assert photo["album"] == album, name
            assert photo["file"].isprintable() or "\u200d" in photo["file"] or "\u200c" in photo["file"], name
            assert visitor.get_original(photo["name"]).content == data, name
    stored = visitor.list_photos(album=album, limit="500")
    assert len(stored) >= len(names) / 2
    assert set(visitor.list_all_names()) == {photo["name"] for photo in stored}
    assert visitor.get_page(album=album)


def check_preview(preview: Image.Image, name: str, size: int, width: int, height: int) -> None:
    """Check format, size and shape, and that no metadata of the original is left."""
    longest = 2048 if size == 2048 else size * preview.width / preview.height
    scale = viewer_scale(max(width, height)) if size == 2048 else min(1, size / height)
    is_tiny = preview.width * preview.height <= MAX_LOSSLESS
    is_jpeg = size == 2048 and name.lower().endswith(PHOTOGRAPHS) and not is_tiny
    assert preview.format == ("JPEG" if is_jpeg else "WEBP"), name
    assert max(preview.size) <= max(longest, size) + 1
    assert abs(preview.width - width * scale) <= 1.5
    assert abs(preview.height - height * scale) <= 1.5
    assert not {"exif", "xmp"} & set(preview.info)


def viewer_scale(long_edge: int) -> float:
    """Scale to 2048 pixels, or to what the decoder can produce directly if that is nearly as large."""
    parts = [1 / part for part in (2, 4, 8) if 1920 <= long_edge // part <= 2048]
    return parts[0] if parts else min(1, 2048 / long_edge)


def status_of_form(app: App, content_type: str, announced: int, body: bytes) -> int:
    """Return the status for a form whose announced length may be wrong, or 0 if the host closes the connection."""
    url = urlsplit(app.url)
    head = (
        f"POST /upload-photos HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: close\r\nAccept: {JSON}\r\n"
        f"Authorization: {BEARER['Authorization']}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {announced}\r\n\r\n"
    )
    with socket.create_connection((str(url.hostname), url.port or 80), timeout=30) as connection:
        connection.sendall(head.encode() + body)
        if announced > len(body):
            connection.shutdown(socket.SHUT_WR)  # the host takes it for a disconnect
        response = connection.makefile("rb").readline()
    return int(response.split()[1]) if response else 0
