"""Texts in the reader's language, with gettext's catalogs in `languages/`.

Texts in the code are English, and are the keys of the catalogs. A text is translated when it's shown, because some are
written long before that, such as the message of an error.
docs/decisions/40-translate-with-gettext.md has the reasons.
"""

import gettext as catalogs
import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).with_name("languages")
"""A catalog per language. Its name is the language's tag (BCP 47), like `de.po` or `pt-BR.po`."""

ENGLISH = "en"
ENGLISH_PLURALS = "nplurals=2; plural=n != 1;"

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


@dataclass(frozen=True)
class Text:
    """A text that's translated whenever it's shown, with values for its placeholders, like `%(file)s`."""

    english: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    """Texts among them are translated too."""

    def __str__(self) -> str:
        """Return the text in the current language."""
        return fill(gettext(self.english), self.values)

    def __mod__(self, values: Mapping[str, object]) -> "Text":
        """Return the text with more values."""
        return Text(self.english, {**self.values, **values})

    def in_english(self) -> str:
        """Return the text for logs."""
        values = {name: one.in_english() if isinstance(one, Text) else one for name, one in self.values.items()}
        return fill(self.english, values)


class Plural(NamedTuple):
    """The English forms of a text with a number, for ngettext()."""

    one: str
    many: str


lazy_gettext, lazy_ngettext = Text, Plural
"""Mark texts for `dev.py translations`, which knows them as `_` and `_n`."""


def gettext(english: str) -> str:
    """Return a text in the current language, or in English if the catalog lacks it."""
    return translate(english, _current.get())


def translate(english: str, language: str) -> str:
    """Return a text in one of the languages(), or in English if the catalog lacks it."""
    # gettext keeps the catalog's header under "".
    return _catalog(language).texts.gettext(english) if english else ""


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the form of a text for a number in the current language, with values for its placeholders."""
    return fill(_catalog(_current.get()).texts.ngettext(one, many, number), values)


def fill(text: str, values: Mapping[str, object]) -> str:
    """Replace the placeholders that have a value. Unlike `%`, this knows no widths, which could take all memory."""
    if len(values) == 1:  # three times as fast: a page of albums has hundreds
        name, value = next(iter(values.items()))
        return text.replace(f"%({name})s", str(value))
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text) if values else text


def current_language() -> str:
    """Return the tag of the language of the request that this thread is handling, like `de`."""
    return _current.get()


def set_language(language: str) -> None:
    """Choose one of the languages() for the request that this thread starts to handle."""
    _current.set(language)


@cache
def languages() -> tuple[str, ...]:
    """Return the tags of all languages, English first."""
    return (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.po")))


def plural_rule(language: str) -> str:
    """Return which plural form belongs to a number `n`, as an expression in C. JavaScript understands it too."""
    return _catalog(language).plural_rule


def plural_forms(language: str, one: str, many: str) -> list[str]:
    """Return all forms of a text in a language, in the order of its plural rule."""
    return _catalog(language).plurals.get(one, [one, many])


@dataclass(frozen=True)
class _Catalog:
    texts: catalogs.NullTranslations
    plural_rule: str
    plurals: Mapping[str, list[str]]


@cache
def _catalog(language: str) -> _Catalog:
    """Read a catalog, which takes 40 ms. It isn't compiled in advance, so that adding a language takes one file."""
    if language == ENGLISH:
        return _Catalog(catalogs.NullTranslations(), "n != 1", {})
    import polib  # noqa: PLC0415 - it takes 20 ms, which a cold start in English doesn't need

    file = polib.pofile(str(FOLDER / f"{language}.po"))
    plurals = {one.msgid: list(one.msgstr_plural.values()) for one in file.translated_entries() if one.msgid_plural}
    rule = file.metadata.get("Plural-Forms", ENGLISH_PLURALS).partition("plural=")[2].partition(";")[0]
    return _Catalog(catalogs.GNUTranslations(BytesIO(file.to_binary())), rule, plurals)
