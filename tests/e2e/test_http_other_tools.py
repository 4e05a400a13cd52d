"""Files uploaded by other tools are shown, developed and kept unchanged, whatever their names."""

import re
from urllib.parse import quote

from support import corpus
from support.gallery_app import App
from support.pictures import jpeg
from support.visitor import Visitor, other_tool, read_blob, upload_blobs

OLD_APP = {
    "IMG_5195.HEIC": "exifsamples__IMG_5195.HEIC",
    "cyclamen.jpg": "immich__cyclamen_persicum.jpg",
    "upright.jpg": "recurser__Landscape_6.jpg",
    "DENALI.WEBP": "immich__denali.webp",
}
"""Names at the root of the old container, and the corpus's file that lies there."""

NAMES = (
    "at the root.jpg",
    "Größe ñ 日本.jpg",
    "Ümläute/Ü.jpg",
    "Emoji 🏔️/👨‍👩‍👧.jpg",
    "100%.jpg",
    "Per%20cent/50%25 off.jpg",
    "a+b/c+d.jpg",
    "Nr #1/photo #2.jpg",
    "What?/is this?.jpg",
    "Tom & Jerry/x=1&y=2.jpg",
    '"Quoted"/it\'s.jpg',
    "<b>Bold</b>/<script>alert(1)</script>.jpg",
    "a/b/c/d/e/f.jpg",
    "/leading slash.jpg",
    "double//slash.jpg",
    "2026/Summer/x.jpg",
    "2026/09/12/raw/x.jpg",
    "2026/09/12/dated.jpg",
    "2026/02/31/no such day.jpg",
    "2026/13/01/no such month.jpg",
    "2026/09/in a month.jpg",
    "0000/00/00/zero.jpg",
    "NoExtension",
    "Rome/UPPER.JPG",
    "rome/upper.jpg",
    " spaces / around .jpg",
)


def has_app_preview(name: str, page: str) -> bool:
    """Whether the page loads a preview of any size from the app, which develops the photo."""
    return bool(re.search(rf"/previews/\d+/{re.escape(quote(name))}", page))


@corpus.needed
def test_photos_of_the_old_app_are_shown_and_developed_when_viewed(gallery_app: App) -> None:
    """Files in the root without metadata or type are on `/` immediately, and get EXIF dates with the first preview."""
    files = {name: (corpus.FOLDER / "valid" / file).read_bytes() for name, file in OLD_APP.items()}
    visitor = Visitor(gallery_app)
    with other_tool(gallery_app) as container:
        upload_blobs(container, files)
        page = visitor.get_page()
        for name in files:
            assert has_app_preview(name, page)
        assert {photo["developed"] for photo in visitor.list_photos(album=".")} == {False}
        for name in files:
            assert visitor.get_preview(name, 240).height <= 240
        photos = {photo["name"]: photo for photo in visitor.list_photos(album=".")}
        facts = {sample.path.name: sample for sample in corpus.samples()}
        for name, data in files.items():
            sample, photo = facts[OLD_APP[name]], photos[name]
            assert photo["developed"]
            assert (photo["width"], photo["height"]) == sample.size
            assert (photo["taken"] == sample.taken) if sample.taken else (photo["taken_from"] == "upload")
            assert read_blob(container, name) == data
            assert container.get_blob_client(name).get_blob_properties().content_settings.content_type != (
                "application/octet-stream"
            )
        developed = visitor.get_page()
        assert not [name for name in files if has_app_preview(name, developed)]


def test_a_file_that_is_not_a_picture_is_not_shown_and_not_changed(gallery_app: App) -> None:
    """Except for one mark with the reason, if its extension is a picture's, so that it is not checked again."""
    files = {"notes.txt": b"milk, bread", "fake.jpg": b"<html>not a photo", "Rome/movie.avi": b"RIFF\0\0\0\0AVI "}
    visitor = Visitor(gallery_app)
    with other_tool(gallery_app) as container:
        upload_blobs(container, {**files, "real.jpg": jpeg()})
        assert [photo["name"] for photo in visitor.list_photos(album=".")] == ["real.jpg"]
        assert visitor.list_photos(album="Rome") == []
        page = visitor.get_page()
        assert "real.jpg" in page
        assert not [name for name in files if name in page]
        before = [container.get_blob_client(name).get_blob_properties() for name in files]
        visitor.get_page()
        assert visitor.request("GET", "/?album=Rome").status_code == 404
        for blob in before:
            again = container.get_blob_client(blob.name).get_blob_properties()
            assert again.etag == blob.etag, blob.name
            is_marked = blob.name == "fake.jpg"
            assert set(again.metadata) == ({"developed", "reason"} if is_marked else set())
            assert again.metadata.get("developed") == ("no" if is_marked else None)
            assert again.content_settings.content_type == "application/octet-stream"
            assert read_blob(container, blob.name) == files[blob.name]
    for name in files:
        assert visitor.request("GET", f"/photos/{name}").status_code == 404
        assert visitor.request("GET", f"/previews/240/{name}").status_code == 404
        assert visitor.request("GET", "/", params={"photo": name}).status_code == 404
        assert visitor.delete(name).status_code == 404


def test_a_damaged_photo_disappears_from_the_page_after_its_first_preview(gallery_app: App) -> None:
    """Only decoding reveals the damage. The file stays in the container."""
    visitor, half = Visitor(gallery_app), jpeg(size=(400, 400))[:-600]
    with other_tool(gallery_app) as container:
        upload_blobs(container, {"half.jpg": half})
        assert visitor.request("GET", "/previews/240/half.jpg").status_code == 404
        assert "half.jpg" not in visitor.get_page()
        assert read_blob(container, "half.jpg") == half


def test_hidden_and_unfinished_blobs_are_never_shown(gallery_app: App) -> None:
    """Names with a part that starts with a dot, empty blobs, and folder markers."""
    visitor = Visitor(gallery_app)
    hidden = (".DS_Store.jpg", "Rome/.thumb.jpg", ".cache/a.jpg", "Rome/.git/a.jpg")
    with other_tool(gallery_app) as container:
        upload_blobs(container, {name: jpeg() for name in hidden})
        upload_blobs(container, {"empty.jpg": b"", "Rome/": b"", "Rome/seen.jpg": jpeg("red")})
    assert visitor.list_all_names() == ["Rome/seen.jpg"]
    for name in (*hidden, "empty.jpg"):
        assert visitor.request("GET", f"/photos/{name}").status_code == 404
        assert visitor.request("GET", f"/previews/240/{name}").status_code == 404


def test_photos_with_any_name_can_be_viewed_deleted_and_restored(gallery_app: App) -> None:
    """The page links to each of them, and every address leads to the right photo."""
    files = {name: jpeg(f"#{number:02x}8040") for number, name in enumerate(NAMES)}
    visitor = Visitor(gallery_app)
    with other_tool(gallery_app) as container:
        upload_blobs(container, files)
        there = sorted(container.list_blob_names())
    assert there == sorted(NAMES)
    assert sorted(visitor.list_all_names()) == there
    wrong = {name: what for name, data in files.items() if (what := find_mistake(visitor, name, data))}
    assert wrong == {}
    assert sorted(visitor.list_all_names()) == there


def find_mistake(visitor: Visitor, name: str, data: bytes) -> str:
    """Return what does not work with a photo's name, or ""."""
    # Not every host takes a path with two slashes, so the pages put such a name into the query.
    address, query = ("/", {"name": name}) if name.startswith("/") else (f"/{quote(name)}", {})
    page = visitor.request("GET", "/", params={"photo": name})
    preview = visitor.request("GET", f"/previews/240{address}", params=query)
    original = visitor.request("GET", f"/photos{address}", params=query)
    deleted = visitor.request("DELETE", f"/photos{address}", params=query)
    steps = {"page": page, "preview": preview, "original": original, "delete": deleted}
    failed = [f"{step}: {response.status_code}" for step, response in steps.items() if response.status_code >= 400]
    if failed:
        return ", ".join(failed)
    if preview.headers["Content-Type"] != "image/webp" or "<script>alert" in page.text:
        return "preview or page"
    if visitor.request("GET", "/", params={"photo": name}).status_code != 404:
        return "deleted and still there"
    restored = visitor.restore(deleted.json()["trash"]).json()["files"][0]
    if restored["outcome"] != "restored" or restored["photo"]["name"] != name:
        return str(restored)
    found = visitor.request("GET", f"/photos{address}", params=query)
    return "" if visitor.follow(found).content == data else "other bytes"
