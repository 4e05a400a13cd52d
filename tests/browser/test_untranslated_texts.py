"""In a pseudo-language with accents on all letters, no page has a text that isn't translated, or one that's cut off."""

from collections.abc import Callable, Iterator

import pytest
import requests
from conftest import RUN
from playwright.sync_api import Browser, Page, expect
from support.gallery_app import App, build_environment, new_containers
from support.owners_page import OVERFLOW, grid_links, visiting
from support.pictures import jpeg
from support.pseudo_language import LANGUAGE, copy_gallery, find_words

PHONE = (360, 740)
ALBUM = "Рим"
FILES = {"кот.jpg": jpeg("teal"), "ёж.jpg": jpeg("navy"), "лев.jpg": jpeg("olive")}

DATA = {
    "jpg",
    "txt",
    "JPEG",
    "kB",
    "MB",
    "GB",
    "type",
    "JPG",
    "dev",
    "py",
    "python",
    "http",
    "localhost",
    "OpenStreetMap",
}
"""Words that are no language: extensions, units, and what people type or click in other software."""

TEXTS = """() => {
    const spoken = ["alt", "aria-label", "placeholder", "title"];
    const texts = [document.title];
    for (const element of document.querySelectorAll("body, body *")) {
        if (element.matches("script, style, code, kbd, input[readonly], .printed-link")) continue;
        texts.push(...spoken.map((name) => element.getAttribute(name) ?? ""));
        texts.push(...[...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data));
    }
    return texts.map((text) => text.trim()).filter(Boolean);
}"""
CUT_OFF = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .filter((one) => !one.closest(".skip") && getComputedStyle(one).clipPath === "none")
    .filter((one) => {
        const style = getComputedStyle(one);
        if (style.overflowX === "visible" || style.textOverflow === "ellipsis") return false;
        const {left, right} = one.getBoundingClientRect();
        const range = document.createRange();
        return [...one.childNodes].filter((node) => node.nodeType === 3 && node.data.trim()).some((node) => {
            range.selectNode(node);
            const text = range.getBoundingClientRect();
            return text.width && (text.left < left - 1 || text.right > right + 1);
        });
    })
    .map((one) => one.outerHTML.slice(0, 200))"""
OPEN_DETAILS = "() => document.querySelectorAll('main details').forEach((one) => (one.open = true))"

PAGES = [
    *("/", f"/?album={ALBUM}", "/albums", "/places", "/?added=recent", "/?on=09-12", "/?q=кот", "/?q=-type:jpg слон"),
    *("/duplicates", "/shares", f"/shares/new?album={ALBUM}", "/trash", "/sign-in", "/nothing"),
]


@pytest.fixture(scope="module")
def app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, connection_string: str
) -> Iterator[App]:
    containers = new_containers()
    settings = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
    environment = build_environment(settings, connection_string)
    folder = tmp_path_factory.mktemp("pseudo")
    copy_gallery(folder)
    with request.config.stash[RUN].start_gallery("bundled", environment, str(folder)) as url:
        files = [("photos", item) for item in FILES.items()]
        requests.post(f"{url}/upload-photos", files=files, data={"album": ALBUM}, timeout=60).raise_for_status()
        yield App(url, connection_string, *containers)


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    with visiting(browser, app, PHONE, locale=LANGUAGE, reduced_motion="reduce") as opened:
        yield opened


def check_texts(page: Page) -> None:
    texts: list[str] = page.evaluate(TEXTS)
    assert len(texts) > 3
    assert {text: words for text in texts if (words := set(find_words(text)) - DATA)} == {}
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_translated(page: Page, path: str) -> None:
    page.goto(path, wait_until="networkidle")
    page.evaluate(OPEN_DETAILS)
    expect(page.locator("html")).to_have_attribute("lang", LANGUAGE)
    check_texts(page)


def open_shortcuts(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def open_viewer(page: Page) -> None:
    grid_links(page).first.click()
    expect(page.get_by_role("dialog").locator(".date")).not_to_be_empty()
    page.keyboard.press("i")
    expect(page.get_by_role("term").first).to_be_visible()


def open_album_dialog(page: Page) -> None:
    open_viewer(page)
    page.keyboard.press("a")
    expect(page.get_by_role("dialog").last.get_by_role("textbox")).to_be_visible()


def select(page: Page) -> None:
    grid_links(page).first.focus()
    page.keyboard.press("Space")
    expect(page.locator(".selection .count")).to_be_visible()


def edit_caption(page: Page) -> None:
    select(page)
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_be_visible()


def delete(page: Page) -> None:
    select(page)
    page.keyboard.press("Delete")
    expect(page.locator(".toasts li")).to_be_visible()


def upload(page: Page) -> None:
    """One photo is there already, one file is refused, and one photo is added."""
    bodies = {**FILES, "слон.txt": b"text", "жираф.jpg": jpeg("gold")}
    chosen = [
        {"name": name, "mimeType": "image/jpeg", "buffer": bodies[name]}
        for name in ("кот.jpg", "слон.txt", "жираф.jpg")
    ]
    page.locator(".upload input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
    expect(page.locator("#upload-rows .rejections")).to_be_visible()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(
    "reach",
    [open_shortcuts, open_viewer, open_album_dialog, select, edit_caption, upload, delete],
    ids=lambda one: one.__name__,
)
def test_what_scripts_show_is_translated(page: Page, reach: Callable[[Page], None]) -> None:
    page.goto(f"/?album={ALBUM}", wait_until="networkidle")
    page.mouse.move(100, 300)
    reach(page)
    check_texts(page)
