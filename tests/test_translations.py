"""Texts in the reader's language: catalogs, plural forms, and texts that are translated when they're shown."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from babel.messages.catalog import Message

from gallery import translations
from gallery.errors import BadRequest, GalleryError, NotAPicture
from gallery.pictures.formats import detect_format
from gallery.translations import FOLDER, Text, fill, gettext, languages, ngettext, set_language
from gallery.web.translated_scripts import translate_script
from local.dev.translations import ERRORS, extract_texts

ROOT = Path(__file__).parents[1]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
TRANSLATED = [language for language in languages() if language != "en"]

POLISH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

msgid "%(count)s photo"
msgid_plural "%(count)s photos"
msgstr[0] "%(count)s zdjęcie"
msgstr[1] "%(count)s zdjęcia"
msgstr[2] "%(count)s zdjęć"

msgid "%(file)s is %(what)s."
msgstr "%(file)s to %(what)s."

msgid "a PDF"
msgstr "plik PDF"
"""


@pytest.fixture(autouse=True)
def restore_language() -> Iterator[None]:
    yield
    set_language("en")


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fifth language, which takes one file."""
    (tmp_path / "pl.po").write_text(POLISH, encoding="utf-8")
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    clear_caches()
    set_language("pl")
    yield
    clear_caches()


def clear_caches() -> None:
    translations.languages.cache_clear()
    translations._catalog.cache_clear()  # noqa: SLF001 - the catalogs never change while the app runs


@pytest.fixture(scope="module")
def texts() -> dict[str, Message]:
    """All texts in the code, by their (first) English form."""
    return {key_of(message): message for message in extract_texts() if message.id}


def key_of(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_no_translation_is_left_over(language: str, texts: dict[str, Message]) -> None:
    """If this fails, run `dev.py translations` and translate what's new."""
    catalog = polib.pofile(str(FOLDER / f"{language}.po"))
    assert {one.msgid for one in catalog if one.translated()} == texts.keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_placeholders_of_the_text(language: str) -> None:
    """Only the singular may leave out the number, as English does."""
    wrong = []
    for one in polib.pofile(str(FOLDER / f"{language}.po")):
        english = [one.msgid, one.msgid_plural] if one.msgid_plural else [one.msgid]
        translated = list(one.msgstr_plural.values()) if one.msgid_plural else [one.msgstr]
        expected = [set(PLACEHOLDER.findall(text)) for text in english]
        wrong += [text for text in translated if set(PLACEHOLDER.findall(text)) not in expected]
    assert wrong == []


def test_messages_of_errors_are_texts_that_can_be_translated() -> None:
    """An f-string would be another text for each file."""
    wrong = []
    for path in (ROOT / "gallery").rglob("*.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        errors = (call for call in calls if ast.unparse(call.func) in ERRORS and call.args)
        wrong += [f"{path.name}: {ast.unparse(one)}" for one in errors if isinstance(one.args[0], ast.JoinedStr)]
    assert wrong == []


@pytest.mark.usefixtures("polish")
@pytest.mark.parametrize(("count", "text"), [(1, "1 zdjęcie"), (3, "3 zdjęcia"), (5, "5 zdjęć"), (22, "22 zdjęcia")])
def test_plural_forms_follow_the_catalogs_rule(count: int, text: str) -> None:
    assert ngettext("%(count)s photo", "%(count)s photos", count, count=count) == text


@pytest.mark.usefixtures("polish")
def test_texts_are_translated_when_they_are_shown() -> None:
    text = Text("%(file)s is %(what)s.", {"file": "a.jpg", "what": Text("a PDF")})
    assert (str(text), text.in_english()) == ("a.jpg to plik PDF.", "a.jpg is a PDF.")
    set_language("en")
    assert str(text) == "a.jpg is a PDF."


@pytest.mark.usefixtures("polish")
def test_texts_that_a_catalog_lacks_are_english() -> None:
    assert gettext("No albums yet.") == "No albums yet."
    assert ngettext("%(count)s album", "%(count)s albums", 2, count=2) == "2 albums"


@pytest.mark.usefixtures("polish")
def test_scripts_get_the_forms_and_the_plural_rule_of_their_language() -> None:
    script = '_n("%(count)s photo", "%(count)s photos"); const form = Number(n != 1); _("Undo")'
    assert translate_script(script, "pl") == (
        '["%(count)s zdjęcie","%(count)s zdjęcia","%(count)s zdjęć"]; '
        'const form = Number((n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)); "Undo"'
    )


def test_wrapped_and_quoted_texts_of_scripts_are_replaced() -> None:
    assert (
        translate_script('f(_(\n  "a \\"b\\" (c)",\n), _n(\n  "d",\n  "e",\n))', "en")
        == 'f("a \\"b\\" (c)", ["d","e"])'
    )


@pytest.mark.parametrize("language", languages())
def test_no_marker_is_left_in_delivered_scripts(language: str) -> None:
    """Browsers don't have these functions."""
    scripts = (ROOT / "static" / "text").glob("*.js")
    left = [path.name for path in scripts if re.search(r"\b_n?\(", translate_script(path.read_text("utf-8"), language))]
    assert left == []


def test_errors_keep_their_text_apart_from_its_values() -> None:
    with pytest.raises(NotAPicture) as caught:
        detect_format(b"%PDF-1.7", "a.jpg")
    assert str(caught.value).startswith("a.jpg is a PDF. Supported formats: JPEG,")
    set_language("de")
    assert caught.value.message.startswith("a.jpg ist ")
    assert "JPEG" in caught.value.message


def test_an_error_within_another_is_translated_too() -> None:
    inner = BadRequest("The upload is incomplete. Send it again.")
    outer = GalleryError("This sidecar can't be read. %(reason)s", reason=inner.text)
    assert str(outer) == "This sidecar can't be read. The upload is incomplete. Send it again."
    set_language("de")
    assert "incomplete" not in outer.message


@pytest.mark.parametrize("text", ["%(a)1000000000s", "%(missing)s", "100%", "%s", "%"])
def test_only_placeholders_with_a_value_are_replaced(text: str) -> None:
    """A width could take all memory, and file names may contain anything."""
    assert fill(text, {"a": "b"}) == text
    assert fill("%(a)s %(b)s", {"a": "%(b)s", "b": "c"}) == "%(b)s c"
