"""Names and times in zip files, and very large ones, run in the browser."""

import base64
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support.chromium import RunningBrowser
from support.gallery_app import App

PATHS = """async (names) => {
    const {archivePath} = await import("/static/library/archive_path.js");
    const used = new Map();
    return names.map((name) => archivePath(name, used));
}"""
TIMES = """async (whens) => {
    const {zipTime} = await import("/static/library/zip.js");
    return whens.map((when) => {
        const time = zipTime(when);
        return [time.getFullYear(), time.getMonth() + 1, time.getDate(), time.getHours(), time.getMinutes()];
    });
}"""
LARGE_ZIP = """async ([parts, bytes]) => {
    const {makeZip} = await import("/static/vendor/client-zip/index.js");
    const part = new Uint8Array(1 << 20);
    async function* files() {
        yield {name: "large", input: (async function* () { for (let n = 0; n < parts; n++) yield part; })()};
        yield {name: "last.jpg", input: Uint8Array.fromBase64(bytes)};
    }
    let length = 0, end = [];
    for await (const chunk of makeZip(files())) {
        length += chunk.length;
        if (chunk.length < part.length) end.push(chunk);
        else end = [];
    }
    return [length, new Uint8Array(await new Blob(end).arrayBuffer()).toBase64()];
}"""
"""Returns the length of the zip and what follows the last part of the large file."""

MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def page(running_browser: RunningBrowser, shared_app: App) -> Iterator[Page]:
    """A page to run scripts in. They change nothing in it."""
    page = running_browser.get().new_page()
    page.goto(shared_app.url)
    yield page
    page.close()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("IMG_1.jpg", "IMG_1.jpg"),
        ("Rome/zoë 📷.HEIC", "Rome/zoë 📷.HEIC"),
        ("👨‍👩‍👧.jpg", "👨‍👩‍👧.jpg"),
        ("../../etc/a.jpg", "etc/a.jpg"),
        ("/a//b/./c.jpg", "a/b/c.jpg"),
        ("..\\..\\a.jpg", ".._.._a.jpg"),
        ("C:\\a.jpg", "C__a.jpg"),
        ('a<b>c"d|e?f*g.jpg', "a_b_c_d_e_f_g.jpg"),
        ("a\x00b\nc\x7fd\x85e\u2028f.jpg", "a_b_c_d_e_f.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("\u2066a\u2069\u200f.jpg", "a.jpg"),
        ("con", "_con"),
        ("Aux.tar.gz", "_Aux.tar.gz"),
        ("COM1 .jpg", "_COM1 .jpg"),
        ("lpt³.jpg", "_lpt³.jpg"),
        ("a/NUL.png/b", "a/_NUL.png/b"),
        ("CONTACT.jpg", "CONTACT.jpg"),
        ("com10.jpg", "com10.jpg"),
        ("a. . ", "a"),
        ("trip./a.jpg", "trip/a.jpg"),
        (".jpg", ".jpg"),
        ("...", "photo"),
        ("", "photo"),
        ("\u202e", "photo"),
    ],
)
def test_paths_are_safe_on_every_system(page: Page, name: str, path: str) -> None:
    assert page.evaluate(PATHS, [name]) == [path]


def test_paths_that_some_system_considers_equal_are_numbered(page: Page) -> None:
    """Windows and macOS ignore case, and macOS how accents are encoded."""
    names = ["a.jpg", "A.JPG", "a (2).jpg", "a.jpg", "é.jpg", unicodedata.normalize("NFD", "É.jpg"), "a:.jpg", "a_.jpg"]
    paths = page.evaluate(PATHS, names)
    assert paths[:5] == ["a.jpg", "A (2).JPG", "a (2) (2).jpg", "a (3).jpg", "é.jpg"]
    assert unicodedata.normalize("NFC", paths[5]) == "É (2).jpg"
    assert paths[6:] == ["a_.jpg", "a_ (2).jpg"]


def test_long_names_keep_their_extension_and_fit_every_file_system(page: Page) -> None:
    """Linux allows 255 bytes, Windows and macOS 255 UTF-16 code units."""
    paths = page.evaluate(PATHS, [f"{'📷' * 200}.jpg", f"{'📷' * 200}.jpg", "x" * 300, f"a.{'y' * 300}"])
    assert all(len(path.encode()) <= 255 for path in paths)
    assert paths[0].endswith("📷.jpg")
    assert paths[1].endswith("📷 (2).jpg")


def test_many_equal_names_take_little_time(page: Page) -> None:
    """Without remembering the last number, it would be hundreds of millions of comparisons."""
    page.set_default_timeout(20_000)
    paths = page.evaluate(PATHS, ["image.jpg"] * 20_000)
    assert paths[-1] == "image (20000).jpg"
    assert len(set(paths)) == 20_000


def test_times_are_those_that_the_clock_showed_within_what_zips_can_store(browser: Browser, shared_app: App) -> None:
    """Whatever the computer's time zone. Date alone would take a day without a time as UTC."""
    whens = ["2026-09-12T10:11:12", "2026-09-12T10:11:12.345", "2026-09-12", "1920-05-06T07:08:09", "9999-01-01"]
    expected = [[2026, 9, 12, 10, 11], [2026, 9, 12, 10, 11], [2026, 9, 12, 0, 0], [1980, 1, 1, 0, 0]]
    for zone in ("Pacific/Honolulu", "Asia/Kolkata"):
        with browser.new_context(base_url=shared_app.url, timezone_id=zone) as context:
            page = context.new_page()
            page.goto("/")
            assert page.evaluate(TIMES, whens) == [*expected, [2107, 12, 31, 0, 0]]


def test_zips_can_have_more_than_4_gigabytes(page: Page, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With --full; otherwise less. On disk, the large file is a hole: its content is all zeros."""
    page.set_default_timeout(300_000)
    parts = 4100 if request.config.getoption("--full") else 100
    last = b"the last photo"
    length, end = page.evaluate(LARGE_ZIP, [parts, base64.b64encode(last).decode()])
    path, tail = tmp_path / "large.zip", base64.b64decode(end)
    with path.open("wb") as file:
        file.write(b"PK\3\4")
        file.seek(length - len(tail))
        file.write(tail)
    with zipfile.ZipFile(path) as archive:
        assert [one.file_size for one in archive.infolist()] == [parts * MEGABYTE, len(last)]
        assert archive.getinfo("last.jpg").header_offset > parts * MEGABYTE
        assert archive.read("last.jpg") == last
