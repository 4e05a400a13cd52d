"""The language of the page and the locale of its dates and numbers, chosen by Accept-Language."""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from gallery.settings import default_language
from gallery.translations import ENGLISH, languages, set_language

DEFAULT = "en-GB"

TABLE = Path(__file__).with_name("locales.json")
"""Made from Chromium's `Intl` by `dev.py locales`. A locale that equals another one refers to it."""

MAX_SUBTAGS = 3
"""Language, script and region. The rest of a tag doesn't matter here."""

_current: ContextVar["Locale | None"] = ContextVar("locale", default=None)


@dataclass(frozen=True, eq=False)  # there's one of each
class Locale:
    """How a locale writes dates and numbers. Templates are for str.format, with d, y and m for day, year and minute."""

    tag: str
    months: list[str]
    """Templates of a month and year, from January."""
    dates: list[str]
    """Templates of a full date, from January."""
    weekdays: list[str]
    """Templates of a weekday and day, from Monday."""
    hours: list[str]
    """Templates of a time, from midnight."""
    moment: str
    """Template with `date` and `time`."""
    digits: str
    decimal: str
    group: str
    short: bool
    """Whether numbers of four digits have a group."""
    size: int
    """Digits per group, except for the last one, which has three."""


def current_locale() -> Locale:
    """Return the locale of the request that this thread is handling."""
    return _current.get() or choose_locale("")


def set_locale(accept_language: str) -> None:
    """Choose the locale and the language of the request that this thread starts to handle."""
    language, locale = choose_language(accept_language, default_language())
    set_language(language)
    _current.set(locale)


@lru_cache(maxsize=256)
def choose_language(accept_language: str, default: str) -> tuple[str, Locale]:
    """Return the best language that the gallery is translated to, and the reader's locale for it.

    Readers who list none of them get the default language, with dates and numbers in their own.
    """
    for tag in _accepted_tags(accept_language):
        language = default if tag == "*" else _find(tag, _languages())
        if language:
            return language, _load(_find(tag, _tags()) or _default_locale(language))
    return default, choose_locale(accept_language, _default_locale(default))


@lru_cache(maxsize=256)
def choose_locale(accept_language: str, default: str = DEFAULT) -> Locale:
    """Return the best locale (RFC 9110, 12.5.4; lookup by RFC 4647, 3.4), or the default if we know none of them."""
    found = (default if tag == "*" else _find(tag, _tags()) for tag in _accepted_tags(accept_language))
    return _load(next(filter(None, found), default))


def known_locales() -> dict[str, dict[str, Any]]:
    """Return the fields of every locale by its tag."""
    table = _table()
    return {tag: table[row] if isinstance(row, str) else row for tag, row in table.items()}


def _accepted_tags(accept_language: str) -> list[str]:
    """Return the tags that a header accepts, the best ones first."""
    accepted = parse_accept_header(accept_language, LanguageAccept)
    # werkzeug puts `*` last, whatever its quality.
    return [tag for tag, quality in sorted(accepted, key=lambda one: -one[1]) if quality > 0]


def _find(tag: str, known: Mapping[str, str]) -> str | None:
    """Look up a tag, or else a shorter one, among those known in lower case."""
    subtags = tag.lower().split("-")[:MAX_SUBTAGS]
    shorter = ("-".join(subtags[:length]) for length in range(len(subtags), 0, -1))
    return next((known[one] for one in shorter if one in known), None)


def _default_locale(language: str) -> str:
    return DEFAULT if language == ENGLISH else _find(language, _tags()) or DEFAULT


@cache
def _load(tag: str) -> Locale:
    return Locale(tag, **known_locales()[tag])


@cache
def _languages() -> dict[str, str]:
    return {tag.lower(): tag for tag in languages()}


@cache
def _tags() -> dict[str, str]:
    return {tag.lower(): tag for tag in _table()}


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    del table[""]  # where it's from
    return table
