"""The language of pages, scripts and messages, by Accept-Language and GALLERY_LANGUAGE."""

import re

import pytest
import requests
from conftest import StartApp
from support.pictures import jpeg

GERMAN, JAPANESE = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}, {"Accept-Language": "ja"}
JSON = {"Accept": "application/json"}


def get(url: str, headers: dict[str, str]) -> requests.Response:
    return requests.get(url, headers={"Accept": "text/html", **headers}, timeout=30)


def read_script(url: str, page: str, name: str) -> str:
    """Return a script of static/text as the page loads it."""
    folder = re.search(r'"(/static/v-[^/"]+)/', page)
    assert folder
    return requests.get(f"{url}{folder[1]}/text/{name}", timeout=30).content.decode()


@pytest.mark.parametrize(
    ("language", "albums", "undo"),
    [
        ("en-US", "Albums", "Undo"),
        ("de-AT,de;q=0.9,en;q=0.5", "Alben", "Rückgängig"),
        ("fr-CA", "Albums", "Annuler"),
        ("es-MX", "Álbumes", "Deshacer"),
        ("ja,es;q=0.8", "Álbumes", "Deshacer"),
    ],
)
def test_pages_and_their_scripts_have_the_language_that_the_browser_prefers(
    app_url: str, language: str, albums: str, undo: str
) -> None:
    page = get(f"{app_url}/albums", {"Accept-Language": language}).text
    assert f"<h1>{albums}</h1>" in page
    assert f'export const UNDO = "{undo}";' in read_script(app_url, page, "photos.js")


def test_readers_of_other_languages_get_the_words_of_the_setting_and_their_own_dates(start_app: StartApp) -> None:
    url = start_app({"GALLERY_LANGUAGE": "fr"})
    page = get(f"{url}/albums", JAPANESE).text
    assert '<html lang="fr" data-locale="ja">' in page
    assert '<html lang="de" data-locale="de-AT">' in get(f"{url}/albums", GERMAN).text


def test_messages_in_json_are_translated_and_outcomes_are_not(app_url: str) -> None:
    """Scripts of pages show them. Programs send no Accept-Language."""
    files = [("photos", ("a.pdf", b"%PDF-1.7 a")), ("photos", ("b.jpg", jpeg("peru")))]
    german = requests.post(f"{app_url}/upload-photos", files=files, headers={**JSON, **GERMAN}, timeout=30).json()
    refused, stored = german["files"]
    assert (refused["outcome"], stored["outcome"]) == ("rejected", "stored")
    assert refused["reason"].startswith("a.pdf ist eine PDF-Datei")
    english = requests.post(f"{app_url}/upload-photos", files=files[:1], headers=JSON, timeout=30).json()
    assert english["files"][0]["reason"].startswith("a.pdf is a PDF")


def test_problem_details_are_translated(app_url: str) -> None:
    response = requests.get(f"{app_url}/photos/none.jpg", headers={**JSON, **GERMAN}, timeout=30)
    assert "Accept-Language" in response.headers["Vary"]
    assert (response.json()["status"], response.json()["title"]) == (404, "Nicht gefunden")


def test_search_understands_months_in_the_readers_language(app_url: str) -> None:
    """And says so in the chip, while English names stay valid."""
    for query in ("21. Juli 2019", "21 July 2019"):
        page = get(f"{app_url}/?q={query}", GERMAN).text
        assert page.count("21. Juli 2019 entfernen") == 1
