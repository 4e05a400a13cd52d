"""Split a query into terms, and find out what each of them means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gallery.library.search.criteria import Between, Criterion, DateOrWords, Words
from gallery.library.search.operators import Reading, read_operator
from gallery.library.search.periods import MAX_WORDS, parse_period
from gallery.library.search.phrases import Phrase, read_phrase
from gallery.translations import lazy_gettext as _

_TOKEN = re.compile(
    r"""
    (?P<minus>-?)
    (?:(?P<operator>[^\s":]+):)?
    (?:"(?P<quoted>[^"]*)"? | (?P<bare>[^\s"]\S*))    # a quote that isn't closed ends with the query
    """,
    re.VERBOSE,
)


NOT = _("Not %(label)s")
QUOTED = _("“%(words)s”")


@dataclass(frozen=True)
class Term:
    """A part of a query that photos must match, or must not."""

    criterion: Criterion
    is_excluded: bool
    label: str
    """How it was understood, for people: `Album: Rome`."""
    source: str
    """How it was typed: `album:rome`."""

    @property
    def is_date(self) -> bool:
        """Whether it's a date without an operator."""
        return isinstance(self.criterion, DateOrWords)


@dataclass(frozen=True)
class _Token:
    """A part of a query up to the next space outside of quotes."""

    source: str
    is_excluded: bool
    operator: str
    """"" if there's none."""
    value: str
    is_quoted: bool

    @property
    def text(self) -> str:
        """The token without its minus."""
        return self.source.removeprefix("-") if self.is_excluded else self.source

    @property
    def is_plain(self) -> bool:
        """Whether it has neither operator nor quotes."""
        return not (self.operator or self.is_quoted)


def read_terms(text: str, *, is_owner: bool) -> list[Term]:
    """Return the terms of a query in their order, each once. Punctuation on its own isn't a term."""
    found: dict[tuple[Criterion, bool], Term] = {}
    for token in _merge_dates(_split(text)):
        term = _read_term(token, is_owner=is_owner)
        if term:
            found.setdefault((term.criterion, term.is_excluded), term)
    return list(found.values())


def _split(text: str) -> list[_Token]:
    return [
        _Token(
            source=match[0],
            is_excluded=bool(match["minus"]),
            operator=match["operator"] or "",
            value=match["bare"] or match["quoted"] or "",
            is_quoted=match["bare"] is None,
        )
        for match in _TOKEN.finditer(text)
    ]


def _merge_dates(tokens: list[_Token]) -> Iterator[_Token]:
    """Yield `July 2019` as one token."""
    position = 0
    while position < len(tokens):
        candidates = [tokens[position : position + length] for length in range(MAX_WORDS, 1, -1)]
        merged = next((some for some in candidates if _is_date(some)), [tokens[position]])
        yield _merge(merged)
        position += len(merged)


def _is_date(tokens: list[_Token]) -> bool:
    return all(token.is_plain for token in tokens) and parse_period(_merge(tokens).text) is not None


def _merge(tokens: list[_Token]) -> _Token:
    return replace(tokens[0], source=" ".join(token.source for token in tokens))


def _read_term(token: _Token, *, is_owner: bool) -> Term | None:
    """Return the term, or None if the token has no words."""
    reading = _read_date(token) or read_operator(token.operator, token.value, is_owner=is_owner) or _read_words(token)
    if reading is None:
        return None
    label = reading.excluded_label if token.is_excluded else reading.label
    return Term(reading.criterion, token.is_excluded, label, token.source)


def _read_date(token: _Token) -> Reading | None:
    period = parse_period(token.text) if token.is_plain else None
    if period is None:
        return None
    criterion = DateOrWords(Between(period.start, period.end), Words(_read_phrases(*token.text.split())))
    return _read_as(criterion, period.label)


def _read_words(token: _Token) -> Reading | None:
    """Read what's quoted, or the words before and after an unknown operator's colon.

    Words with other punctuation stay together, so `IMG_1234.jpg` and `f/2.8` find just that.
    """
    value = read_phrase(token.value, is_whole=token.is_quoted)
    phrases = (*_read_phrases(token.operator), *([value] if value else []))
    label = str(QUOTED % {"words": token.value.strip()}) if token.is_quoted and not token.operator else token.text
    return _read_as(Words(phrases), label) if phrases else None


def _read_as(criterion: Criterion, label: str) -> Reading:
    return Reading(criterion, label, str(NOT % {"label": label}))


def _read_phrases(*texts: str) -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in map(read_phrase, texts) if phrase)
