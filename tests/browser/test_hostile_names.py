"""Scripts in file names, album names and metadata are text in a real browser, and never run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page
from support import corpus
from support.chromium import RunningBrowser
from support.owned_gallery import KEY, OwnedGallery, owned_gallery
from support.pictures import jpeg

NAMES = (
    "<img src=x onerror=alert(1)>.jpg",
    '"><script>alert(1)<!script>.jpg',
    "' onmouseover='alert(1)' x='.jpg",
    '" autofocus onfocus="alert(1).jpg',
    "javascript:alert(1).jpg",
    "{{constructor.constructor('alert(1)')()}}.jpg",
    "${alert(1)}.jpg",
    "<svg onload=alert(1)>.jpg",
    "&lt;b&gt;&quot;.jpg",
    "--><script>alert(1)<!script>.jpg",
    "a\r\nb<br>.jpg",
)
ALBUM = "<b onclick=alert(1)>\"'&amp;<script>alert(1)<!script>"
"""With `!` instead of a slash, which would create a folder."""


@dataclass
class WatchedPage:
    """A page and what ran or was blocked on it."""

    page: Page
    events: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Call before opening the first URL."""
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.events.append(f"error {error}"))
        self.page.on("console", self._console)
        self.page.add_init_script("""
            window.violations = [];
            addEventListener("securitypolicyviolation", (event) =>
                violations.push(event.violatedDirective + " " + event.blockedURI));
        """)

    def _console(self, message: ConsoleMessage) -> None:
        if "Security Policy" in message.text:
            self.events.append(message.text)

    def _dialog(self, dialog: Dialog) -> None:
        self.events.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def check(self, what: str) -> None:
        """Check that nothing ran and nothing had to be blocked."""
        self.page.wait_for_load_state("networkidle")
        assert self.events == [], what
        assert self.page.evaluate("window.violations ?? []") == [], what
        foreign = self.page.evaluate(
            "[...document.querySelectorAll('*')].filter((one) =>"
            " [...one.attributes].some((a) => a.name.startsWith('on')) ||"
            " (one.href?.baseVal ?? one.href ?? '').startsWith?.('javascript:') ||"
            " (one.localName === 'script' && !one.src && one.type !== 'application/json')).map((one) => one.outerHTML)"
        )
        assert foreign == [], what


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory, connection_string: str) -> Iterator[OwnedGallery]:
    """A gallery with names from another tool."""
    with owned_gallery(tmp_path_factory.mktemp("names"), connection_string, OWNER_KEY=KEY) as app:
        for number, name in enumerate(NAMES):
            data = jpeg(f"#{number * 20:06x}", (60, 40))
            app.upload_blobs({f"2026/09/12/{name}": data, f"{ALBUM}/{name}": data, name: data})
            app.upload_blobs({f".trash/{ALBUM}/{name}": data})
        yield app


@pytest.fixture(scope="module")
def signed_in(gallery: OwnedGallery, running_browser: RunningBrowser) -> Iterator[BrowserContext]:
    """A browser signed in as the owner."""
    context = running_browser.get().new_context()
    _sign_in(context, gallery)
    yield context
    context.close()


@pytest.fixture(scope="module")
def signed_in_without_scripts(gallery: OwnedGallery, running_browser: RunningBrowser) -> Iterator[BrowserContext]:
    """The same without JavaScript."""
    context = running_browser.get().new_context(java_script_enabled=False)
    _sign_in(context, gallery)
    yield context
    context.close()


def _sign_in(context: BrowserContext, gallery: OwnedGallery) -> None:
    page = context.new_page()
    page.goto(f"{gallery.url}/sign-in")
    page.fill("input[name=key]", KEY)
    page.click("main button[type=submit]")
    page.wait_for_selector("text=Sign out", state="attached")
    page.close()


@pytest.fixture
def watched(signed_in: BrowserContext) -> Iterator[WatchedPage]:
    """A page in that browser."""
    yield from _watched(signed_in)


@pytest.fixture
def plain(signed_in_without_scripts: BrowserContext) -> Iterator[WatchedPage]:
    """A page without JavaScript."""
    yield from _watched(signed_in_without_scripts)


def _watched(context: BrowserContext) -> Iterator[WatchedPage]:
    watched = WatchedPage(context.new_page())
    watched.watch()
    yield watched
    watched.page.close()


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "address",
    ["/", "/albums", "/trash", f"/?album={quote(ALBUM)}", "/?album=.", "/?month=2026-09"],
    ids=["timeline", "albums", "trash", "album", "no album", "month"],
)
def test_markup_in_names_is_text_on_pages_of_many_photos(
    gallery: OwnedGallery, watched: WatchedPage, address: str
) -> None:
    """Shown literally, and nothing of it runs."""
    watched.page.goto(gallery.url + address)
    watched.check(address)
    text = watched.page.inner_text("body") + " ".join(
        str(alt) for alt in watched.page.locator("img").evaluate_all("all => all.map((one) => one.alt)")
    )
    assert "onclick=alert(1)" in text or "onerror=alert(1)" in text


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_markup_in_a_name_is_text_on_the_photos_own_page(gallery: OwnedGallery, plain: WatchedPage, name: str) -> None:
    """In its title, heading and alternative text."""
    plain.page.goto(f"{gallery.url}/?photo={quote(f'{ALBUM}/{name}')}")
    plain.check(name)
    assert " ".join(name.split()) in " ".join(plain.page.title().split())
    assert ALBUM in plain.page.inner_text("body")
    heading = plain.page.locator("h1").first.text_content() or ""
    assert " ".join(name.split()) == " ".join(heading.split())
    plain.page.hover(".stage img")
    plain.check(name)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_markup_in_a_name_is_text_in_the_viewer(gallery: OwnedGallery, watched: WatchedPage, name: str) -> None:
    """In its label, title and information."""
    watched.page.goto(f"{gallery.url}/?photo={quote(f'{ALBUM}/{name}')}")
    viewer = watched.page.get_by_role("dialog")
    viewer.wait_for()
    watched.check(name)
    assert " ".join(name.split()) == " ".join((viewer.get_attribute("aria-label") or "").split())
    watched.page.keyboard.press("i")
    viewer.get_by_text("Size", exact=True).wait_for()
    watched.check(name)
    assert ALBUM in viewer.inner_text()


def test_markup_in_names_is_text_in_flash_messages_of_delete_and_undo(
    gallery: OwnedGallery, plain: WatchedPage
) -> None:
    """Including names that pass through a form."""
    name = f"2026/09/12/{NAMES[0]}"
    plain.page.goto(f"{gallery.url}/?photo={quote(name)}")
    plain.page.click("form[action='/api/trash'] button")
    plain.page.wait_for_selector(".flash")
    plain.check("deleted")
    assert NAMES[0] in plain.page.inner_text(".flash")
    plain.page.click(".flash form[action='/api/restore'] button")
    plain.page.wait_for_selector(".flash .restored")
    plain.check("restored")
    assert NAMES[0] in plain.page.inner_text(".flash")


def test_markup_in_names_is_text_in_flash_messages_of_an_upload(gallery: OwnedGallery, watched: WatchedPage) -> None:
    """For added photos and rejected files, with an album's name that people type."""
    files = [
        ("photos", (NAMES[0], jpeg("gold"))),
        ("photos", (NAMES[3], b"<script>alert(1)</script>")),
        ("photos", (NAMES[7], b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
    ]
    response = gallery.request(
        "POST", "/upload-photos", files=files, data={"album": ALBUM}, headers={"Accept": "text/html"}, as_owner=True
    )
    assert response.status_code == 303
    watched.page.goto(gallery.url + response.headers["Location"])
    watched.check("uploaded")
    text = watched.page.inner_text(".flash")
    assert "onfocus=" in text
    assert "svg onload" in text


@corpus.needed
def test_scripts_in_metadata_appear_on_no_page(gallery: OwnedGallery, watched: WatchedPage) -> None:
    """In EXIF and XMP titles, cameras and authors, and in a picture that's also HTML."""
    hostile = [sample.path for sample in corpus.samples() if sample.path.name.startswith(("gen_meta_", "gen_poly_"))]
    assert hostile
    for path in hostile:
        files = [("photos", (path.name, path.read_bytes()))]
        response = gallery.request("POST", "/upload-photos", files=files, data={"album": "Metadata"}, as_owner=True)
        assert response.status_code < 500
    watched.page.goto(f"{gallery.url}/?album=Metadata")
    watched.check("album")
    links = watched.page.locator("ul.grid a").evaluate_all("all => all.map((one) => one.href)")
    assert links
    for link in links:
        watched.page.goto(link)
        watched.check(link)
        assert "alert(" not in watched.page.content()
        assert "CANARY" not in watched.page.content()


def test_error_pages_repeat_nothing_that_runs(gallery: OwnedGallery, watched: WatchedPage) -> None:
    """For hostile URLs."""
    for query in ("photo", "album", "before", "after", "month", "report"):
        for text in NAMES[:3]:
            watched.page.goto(f"{gallery.url}/?{query}={quote(text)}")
            watched.check(f"{query} {text}")
