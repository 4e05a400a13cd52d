"""Pages write dates and numbers in the browser's language, and scripts write what the server would."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from support.gallery_app import App
from support.locale_table import read_locales
from support.owners_page import add_photos, check_accessibility, select_photos, visiting, wait_for_toast

from gallery.web.formatting import format_bytes, format_number
from gallery.web.locales import choose_locale, known_locales, set_locale

PHOTOS = 30
LOCALES = {
    "en-US": "America/Los_Angeles",
    "en-GB": "Europe/London",
    "de-DE": "Europe/Berlin",
    "fr-FR": "Africa/Abidjan",
    "ja-JP": "Asia/Tokyo",
    "ar-EG": "Pacific/Kiritimati",
    "pt-BR": "Pacific/Pago_Pago",
    "fa-IR": "Asia/Tehran",
    "hi-IN": "Asia/Kolkata",
    "zh-TW": "Asia/Taipei",
}
"""With time zones in which a wall clock that's converted shows another day. Iran has another calendar, India other
groups of digits."""

MAX_DIFFERENT = 0.03
"""Another version of Chromium may write a few locales in another way."""

ALBUM = "/?album=Locales"

SHOWN = """() => [...document.querySelectorAll(".photos section")].flatMap((section) => [
    label(section.querySelector("h2")),
    ...[...section.querySelectorAll("li")].map((item) => [
        item.querySelector("a").search, label(item.querySelector("h3")), item.querySelector("img").alt]),
])"""
CREATED = """async () => {
    const {makeCell, makeSection} = await import(`${document.querySelector("link[rel=icon]").href}/../grid/cells.js`);
    const {album, photos, months} = JSON.parse(document.querySelector("#library").textContent);
    return months.flatMap(({month}) => [
        label(makeSection(month).querySelector("h2")),
        ...photos.filter(({when}) => when.startsWith(month)).map((photo) => {
            const {item, link, image} = makeCell(photo, {album});
            return [link.search, label(item.querySelector("h3")), image.alt];
        }),
    ]);
}"""
LABEL = "globalThis.label = (heading) => heading && [heading.textContent, heading.lang];"

NUMBERS = [0, 7, 999, 1_000, 4_321, 9_999, 10_000, 123_456, 1_234_567]
SIZES = [0, 49, 50, 999, 99_949, 99_950, 100_000, 1_250_000, 2_049_999, 2_050_000, 4_000_000, 1_234_567_890]
FORMAT_NUMBERS = """async ([numbers, sizes]) => {
    const {formatNumber} = await import(`${document.querySelector("link[rel=icon]").href}/../ui/locale.js`);
    const {formatSize} = await import(`${document.querySelector("link[rel=icon]").href}/../viewer/facts.js`);
    return [numbers.map(formatNumber), sizes.map((bytes) => formatSize({bytes})[0])];
}"""


@pytest.fixture(scope="module")
def app(shared_app: App) -> App:
    add_photos(shared_app, PHOTOS, album="Locales")
    return shared_app


@pytest.fixture(autouse=True)
def restore_locale() -> Iterator[None]:
    yield
    set_locale("")


def test_the_server_formats_as_chromium_does(browser: Browser) -> None:
    known = known_locales()
    formats = read_locales(browser, sorted(known))
    different = {tag for tag, fields in known.items() if fields != formats[tag]}
    assert len(different) <= len(known) * MAX_DIFFERENT, "Run `dev.py locales`."
    assert not {choose_locale(locale).tag for locale in LOCALES} & different


@pytest.mark.sampled(3)
@pytest.mark.parametrize("locale", LOCALES)
def test_scripts_write_the_same_dates_as_the_server(browser: Browser, app: App, locale: str) -> None:
    """Nothing changes when scripts take over, and what they create later looks like the rest, in any time zone."""
    window: Any = {"locale": locale, "timezone_id": LOCALES[locale]}
    with visiting(browser, app, java_script_enabled=False, **window) as page:
        page.goto(ALBUM)
        page.evaluate(LABEL)
        written = page.evaluate(SHOWN)
    assert len(written) == PHOTOS + 2
    assert {lang for _, lang in labels_in(written)} == {choose_locale(locale).tag}
    with visiting(browser, app, (1280, 3000), **window) as page:
        page.goto(ALBUM, wait_until="networkidle")
        page.evaluate(LABEL)
        assert page.evaluate(SHOWN) == written
        assert page.evaluate(CREATED) == written


def labels_in(written: list[Any]) -> list[tuple[str, str]]:
    """Text and language of the headings of months and days."""
    return [tuple(one if len(one) == 2 else one[1]) for one in written]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("locale", LOCALES)
def test_scripts_write_the_same_numbers_as_the_server(browser: Browser, app: App, locale: str) -> None:
    with visiting(browser, app, locale=locale) as page:
        page.goto("/albums")
        written = page.evaluate(FORMAT_NUMBERS, [NUMBERS, SIZES])
    set_locale(locale)
    assert written == [[format_number(one) for one in NUMBERS], [format_bytes(one) for one in SIZES]]


@pytest.mark.parametrize(
    ("locale", "words", "moment"),
    [
        ("de-DE", ("de", "Aufgenommen"), "11. Oktober 2026 um 12:00"),
        ("da-DK", ("en", "Taken"), "11. oktober 2026 kl. 12.00"),
    ],
)
def test_words_are_in_a_language_that_the_gallery_has_and_dates_in_the_readers(
    browser: Browser, app: App, locale: str, words: tuple[str, str], moment: str
) -> None:
    language, taken = words
    with visiting(browser, app, locale=locale) as page:
        page.goto(ALBUM, wait_until="networkidle")
        page.mouse.move(600, 400)
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.get_by_role("link", name=f"29.jpg, {moment}").click()
        expect(page.get_by_role("dialog").locator(".date")).to_have_text(moment)
        page.keyboard.press("i")
        expect(page.get_by_text(taken, exact=True)).to_be_visible()


def test_arabic_dates_and_numbers_are_accessible(browser: Browser, app: App) -> None:
    with visiting(browser, app, locale="ar-EG") as page:
        page.goto(ALBUM, wait_until="networkidle")
        expect(page.get_by_role("heading", name="سبتمبر ٢٠٢٦")).to_be_visible()
        check_accessibility(page, "main")


def test_the_trash_counts_in_the_browsers_language(browser: Browser, gallery_app: App) -> None:
    add_photos(gallery_app, 3)
    with visiting(browser, gallery_app, locale="ar-EG") as page:
        page.goto("/", wait_until="networkidle")
        page.mouse.move(600, 400)
        select_photos(page, "0.jpg", "1.jpg", "2.jpg")
        page.keyboard.press("Delete")
        wait_for_toast(page, "٣ photos moved to trash.")
        page.goto("/trash", wait_until="networkidle")
        expect(page.locator(".trash .count")).to_have_text("٣ photos")
        title = page.locator("h3").first.get_attribute("title")
        assert title
        assert "٢٠٢" in title
