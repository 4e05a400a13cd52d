"""Sidecars uploaded together with photos: each goes to its own photos, and has a result."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from support.gallery_app import App
from support.owners_page import visiting
from support.pictures import jpeg
from support.sidecars import LIGHTROOM
from support.visitor import Visitor, new_album

LINK = """async (names) => {
    const {linkSidecars} = await import("/static/upload/sidecars.js");
    const items = names.map((name) => ({file: new File([], name.split("/").at(-1)),
        folder: name.split("/").slice(0, -1).join("/"), state: "waiting", reason: "", name}));
    linkSidecars(items);
    const found = items.filter(({photos}) => photos);
    return Object.fromEntries(found.map(({name, photos, state, reason}) =>
        [name, state === "failed" ? reason : photos.map(({name}) => name)]));
}"""


@pytest.fixture
def visitor(shared_app: App) -> Visitor:
    return Visitor(shared_app)


@pytest.fixture
def album(visitor: Visitor) -> str:
    """A new album."""
    album = new_album()
    visitor.request("POST", "/api/albums", json={"album": album})
    return album


@pytest.fixture
def page(browser: Browser, shared_app: App, album: str) -> Iterator[Page]:
    with visiting(browser, shared_app) as visited:
        visited.goto(f"/?album={album}")
        yield visited


def payload(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "" if name.endswith(".xmp") else "image/jpeg", "buffer": data}


def choose(page: Page, **files: bytes) -> None:
    """Choose files with the button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add photos").click()
    chooser.value.set_files([payload(name, data) for name, data in files.items()])


def sidecar(caption: str, tag: str = "beach") -> bytes:
    return LIGHTROOM.replace(b"Sunset", caption.encode()).replace(b"beach", tag.encode())


def check_summary(page: Page, text: str) -> None:
    expect(page.locator(".upload-panel .toggle")).to_have_text(text, timeout=20_000)


def status_of(page: Page, name: str) -> str:
    return page.locator("#upload-rows li", has_text=re.compile(f"^{re.escape(name)}")).locator(".status").inner_text()


def texts(visitor: Visitor, album: str) -> dict[str, tuple[Any, ...]]:
    """Return caption, tags and whether it's a favorite, for each photo that has a caption."""
    photos = visitor.list_photos(album=album)
    return {one["file"]: (one["caption"], one.get("tags")) for one in photos if "caption" in one}


def test_sidecars_go_to_their_photos_and_each_has_a_result(page: Page, visitor: Visitor, album: str) -> None:
    """`a.jpg.xmp`, as we write it, `b.xmp`, as Lightroom does, one without a photo, and one that's damaged."""
    files = {
        "a.jpg.xmp": sidecar("A"),
        "a.jpg": jpeg("#a00001"),
        "b.xmp": sidecar("B"),
        "b.jpg": jpeg("#b00001"),
        "c.jpg": jpeg("#c00001"),
        "c.jpg.XMP": b"text",
        "none.jpg.xmp": sidecar("None"),
    }
    choose(page, **files)
    check_summary(page, "3 added, 2 sidecars added, 2 couldn't be added")
    assert texts(visitor, album) == {"a.jpg": ("A", ["beach"]), "b.jpg": ("B", ["beach"])}
    assert [status_of(page, name) for name in ("a.jpg.xmp", "b.xmp")] == ["Added to its photo"] * 2
    rejections = page.locator("#upload-rows .rejections")
    expect(rejections.filter(has_text="none.jpg.xmp")).to_contain_text("This sidecar's photo wasn't chosen.")
    expect(rejections.filter(has_text="c.jpg.XMP")).to_contain_text("This sidecar can't be read.")
    expect(page.get_by_role("img", name="A", exact=True)).to_have_count(1)


def test_sidecars_follow_photos_that_got_numbers_and_keep_the_text_of_known_ones(
    page: Page, visitor: Visitor, album: str
) -> None:
    (known,) = visitor.add_photos(album, ("a.jpg", jpeg("#a00002")))
    visitor.request("PATCH", f"/api/photos/{known['name']}", json={"caption": "Mine"})
    choose(page, **{"a.jpg": jpeg("#b00002"), "a.jpg.xmp": sidecar("Blue")})
    check_summary(page, "1 added, 1 sidecar added")
    assert texts(visitor, album) == {"a.jpg": ("Mine", None), "a (2).jpg": ("Blue", ["beach"])}
    choose(page, **{"a.jpg": jpeg("#a00002"), "a.jpg.xmp": sidecar("Theirs", "sun")})
    check_summary(page, "1 sidecar added, 1 already in your gallery")
    assert "stays" in status_of(page, "a.jpg.xmp")
    assert texts(visitor, album)["a.jpg"] == ("Mine", ["sun"])


def test_sidecars_in_folders_belong_to_the_photos_beside_them(
    page: Page, visitor: Visitor, album: str, tmp_path: Path
) -> None:
    """Also when the photos move to albums of these folders later."""
    for folder, color in (("1", "#a00003"), ("2", "#b00003")):
        (tmp_path / album / folder).mkdir(parents=True)
        (tmp_path / album / folder / "a.jpg").write_bytes(jpeg(color))
        (tmp_path / album / folder / "a.jpg.xmp").write_bytes(sidecar(f"In {folder}"))
    data = {"items": [], "files": [str(tmp_path / album)], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 200, "y": 200, "data": data})
    check_summary(page, "2 added, 2 sidecars added")
    page.get_by_label("Create albums from these 2 folders").check()
    for folder in ("1", "2"):
        expect(page.locator(f"#upload-rows a[href*='/{folder}/']")).to_have_count(1)
        assert list(texts(visitor, f"{album}/{folder}").values()) == [(f"In {folder}", ["beach"])]


def test_retrying_a_photo_takes_its_sidecar_along(page: Page, visitor: Visitor, album: str) -> None:
    page.route("**/upload-photos", lambda route: route.fulfill(status=500, body="{}"), times=1)
    choose(page, **{"a.jpg": jpeg("#a00004"), "a.jpg.xmp": sidecar("A")})
    check_summary(page, "2 couldn't be added")
    expect(page.locator("#upload-rows")).to_contain_text("This sidecar's photo wasn't added.")
    page.get_by_role("button", name="Retry a.jpg", exact=True).click()
    check_summary(page, "1 added, 1 sidecar added")
    assert texts(visitor, album) == {"a.jpg": ("A", ["beach"])}


def test_a_sidecar_belongs_to_the_photo_in_its_name_else_to_those_with_its_stem(page: Page) -> None:
    """Unless it isn't clear which photo it's for: single files of different folders can have the same name."""
    names = ["IMG.JPG", "img.jpg.xmp", "img.XMP", "IMG.CR2", "R/x.jpg", "R/x.png", "R/x.xmp", "x.jpg.xmp", "x.jpg.png"]
    names += ["R/y.jpg", "R/y.Nef", "R/y.xmp"]
    assert page.evaluate(LINK, names) == {
        "img.jpg.xmp": ["IMG.JPG"],
        "img.XMP": ["IMG.CR2"],
        "R/x.xmp": ["R/x.jpg", "R/x.png"],
        "R/y.xmp": ["R/y.Nef"],
        "x.jpg.xmp": "This sidecar's photo wasn't chosen. Choose both together.",
    }
    found = page.evaluate(LINK, ["a.jpg", "a.jpg", "a.jpg.xmp", "b.jpg", "b.jpg.xmp", "b.xmp"])
    assert found["a.jpg.xmp"].startswith("Several photos have the name")
    assert found["b.xmp"] == "This sidecar wasn't needed: b.jpg has one of its own."
