"""The locale of a request, by its Accept-Language."""

from collections.abc import Iterator

import azure.functions as func
import pytest

from gallery.web.access import Permission
from gallery.web.formatting import format_bytes, format_day, format_month, format_number, format_time
from gallery.web.locales import DEFAULT, choose_locale, current_locale, set_locale
from gallery.web.middleware import handle_request
from gallery.web.request import MAX_HEADER
from gallery.web.responses import Response, html_response, json_response


@pytest.fixture(autouse=True)
def restore_locale() -> Iterator[None]:
    yield
    set_locale("")


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("de-AT", "de-AT"),
        ("DE-at", "de-AT"),
        ("de-DE-1996-u-co-phonebk", "de"),
        ("fr;q=0.5, ja;q=0.8", "ja"),
        ("fr;q=0, pl;q=0.1", "pl"),
        ("is-IS, is;q=0.9, da;q=0.5", "da"),
        ("zh-TW", "zh-TW"),
        ("zh-Hant-TW", "zh-Hant"),
        ("zh-Hans-CN", "zh"),
        ("en-US", "en"),
        ("*, de;q=0.5", DEFAULT),
        ("de, *;q=0.5", "de"),
    ],
)
def test_the_best_known_language_is_chosen(header: str, tag: str) -> None:
    """RFC 9110, 12.5.4, and RFC 4647, 3.4."""
    assert choose_locale(header).tag == tag


INVALID = ["x", "-", "de;q=nonsense", "i-klingon", ";;,,=", "\x00", "é", "../../de", '"', "a-" * 2000]


@pytest.mark.parametrize("header", ["", "*", "tlh", "de;q=0", *INVALID])
def test_unknown_and_invalid_languages_mean_english(header: str) -> None:
    assert choose_locale(header).tag == DEFAULT


def test_headers_longer_than_any_browser_sends_mean_english() -> None:
    assert tag_of_request("de" + ", fr;q=0.1" * 20) == "de"
    assert tag_of_request("de" + ", fr;q=0.1" * MAX_HEADER) == DEFAULT


def test_a_request_without_a_language_gets_english_after_one_in_german() -> None:
    """Requests share threads."""
    assert [tag_of_request(header) for header in ("de", None, "garbage")] == ["de", DEFAULT, DEFAULT]


LOCAL_TEXTS = {
    "en-GB": ["September 2026", "Sat 5", "5 September 2026 at 08:03", "5,000", "1,234,567", "2.4 MB", "20 kB"],
    "en-US": ["September 2026", "5 Sat", "September 5, 2026 at 8:03 AM", "5,000", "1,234,567", "2.4 MB", "20 kB"],
    "de-DE": ["September 2026", "Sa., 5.", "5. September 2026 um 08:03", "5.000", "1.234.567", "2,4 MB", "20 kB"],
    "pl": ["wrzesień 2026", "sob., 5", "5 września 2026 08:03", "5000", "1 234 567", "2,4 MB", "20 kB"],
    "fr-FR": ["septembre 2026", "sam. 5", "5 septembre 2026 à 08:03", "5 000", "1 234 567", "2,4 Mo", "20 ko"],
    "hi-IN": ["सितंबर 2026", "शनि 5", "5 सितंबर 2026 को 8:03 am बजे", "5,000", "12,34,567", "2.4 MB", "20 kB"],
    "ar-EG": ["سبتمبر ٢٠٢٦", "السبت، ٥", "٥ سبتمبر ٢٠٢٦ في ٨:٠٣ ص", "٥٬٠٠٠", "١٬٢٣٤٬٥٦٧", "٢٫٤ MB", "٢٠ kB"],  # noqa: RUF001 - Arabic digits
}


@pytest.mark.parametrize("language", LOCAL_TEXTS)
def test_dates_and_numbers_follow_the_locale(language: str) -> None:
    set_locale(language)
    texts = [
        format_month("2026-09"),
        format_day("2026-09-05"),
        format_time("2026-09-05T08:03:12.5+02:00"),
        format_number(5_000),
        format_number(1_234_567),
        format_bytes(2_350_000),  # a half, rounded up as browsers do
        format_bytes(20_000),
    ]
    assert [text.replace("\u00a0", " ").replace("\u202f", " ") for text in texts] == LOCAL_TEXTS[language]


def test_pages_and_documents_vary_by_language() -> None:
    """Documents contain messages for people."""
    page, document = (respond(response) for response in (html_response("page"), json_response({})))
    assert all("Accept-Language" in one.headers["Vary"].split(", ") for one in (page, document))
    unchanged = respond(html_response("page"), if_none_match=page.headers["ETag"])
    assert (unchanged.status, unchanged.headers["Vary"]) == (304, page.headers["Vary"])


def tag_of_request(language: str | None) -> str:
    headers = {} if language is None else {"accept_language": language}
    tags: list[str] = []
    respond(html_response(""), tags, **headers)
    return tags[0]


def respond(response: Response, tags: list[str] | None = None, **headers: str) -> Response:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def handle() -> Response:
        if tags is not None:
            tags.append(current_locale().tag)
        return response

    request = func.HttpRequest("GET", "http://localhost/", headers={"Host": "localhost", **headers}, body=b"")
    return handle_request(request, "test", Permission.ANYONE, handle)
