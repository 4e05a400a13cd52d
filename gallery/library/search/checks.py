"""Compile criteria into checks of single photos, written for speed: a search calls them for every photo."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gallery.library.search.criteria import (
    Between,
    Criterion,
    DateOrWords,
    InAlbum,
    OfType,
    Unsorted,
    WithCamera,
    Words,
)
from gallery.library.search.folding import fold
from gallery.library.search.phrases import FIELD_SEPARATOR, Pattern
from gallery.library.search.texts import Searchable, read_album
from gallery.model.folders import day_of_name

DAY_FOLDER_LENGTH = len("2026/09/12/")

Check = Callable[[Searchable, str], bool]
"""Whether a photo matches. The second argument is its folded text, or "" if the check doesn't need it."""


@dataclass(frozen=True)
class PreparedCheck:
    """A check, and what's worth knowing before calling it."""

    check: Check
    needs_text: bool = True
    needles: tuple[str, ...] = ()
    """The text of every photo that passes contains these."""


def compile_criterion(criterion: Criterion, *, is_owner: bool) -> PreparedCheck:
    """Return the check of a criterion. No photo passes one that only the owner may use, if it's for a visitor."""
    if isinstance(criterion, Words | InAlbum | DateOrWords):
        return _compile_text_criterion(criterion)
    return PreparedCheck(_compile_check(criterion, is_owner=is_owner), needs_text=False)


def _compile_text_criterion(criterion: Words | InAlbum | DateOrWords) -> PreparedCheck:
    match criterion:
        case Words(phrases):
            patterns = [Pattern(phrase) for phrase in phrases]
            check = partial(_has_phrase, patterns[0]) if len(patterns) == 1 else partial(_has_phrases, patterns)
            return PreparedCheck(check, needles=tuple(pattern.needle for pattern in patterns))
        case InAlbum(phrase):
            pattern = Pattern(phrase)
            return PreparedCheck(partial(_is_in_album, pattern), needles=(pattern.needle,))
        case DateOrWords(between, words):
            return PreparedCheck(_compile_date_or_words(between, words))


def _compile_check(criterion: Between | WithCamera | OfType | Unsorted, *, is_owner: bool) -> Check:
    match criterion:
        case Between():
            return _compile_dates(criterion)
        case WithCamera(phrase):
            return partial(_has_camera, Pattern(phrase)) if is_owner else _is_never
        case OfType(extensions):
            return lambda row, _: row.name.lower().endswith(extensions)
        case Unsorted():
            return lambda row, _: "/" not in row.name


def _compile_dates(between: Between) -> Check:
    """Dates and times in ISO 8601 can be compared as text."""
    start, end = between.start.isoformat(), between.end.isoformat()
    return lambda row, _: start <= row.when < end


def _compile_date_or_words(between: Between, words: Words) -> Check:
    start, end = between.start.isoformat(), between.end.isoformat()
    patterns = [Pattern(phrase) for phrase in words.phrases]
    return lambda row, text: start <= row.when < end or _has_phrases(patterns, row, text)


def _has_phrases(patterns: list[Pattern], row: Searchable, text: str) -> bool:
    for pattern in patterns:  # noqa: SIM110 - creating a generator for every photo would be slower
        if pattern.needle not in text or not _has_phrase(pattern, row, text):
            return False
    return True


def _has_phrase(pattern: Pattern, row: Searchable, text: str) -> bool:
    """Return whether the text has a phrase, apart from the folders of its date: `12` doesn't find every 12th."""
    at = pattern.find(text)
    if at < 0 or at >= DAY_FOLDER_LENGTH or day_of_name(row.name) is None:
        return at >= 0
    return pattern.find(text, DAY_FOLDER_LENGTH) >= 0


def _is_in_album(pattern: Pattern, row: Searchable, text: str) -> bool:
    folder_end = text.rfind("/", 0, text.index(FIELD_SEPARATOR))
    if folder_end < 0 or text.find(pattern.needle, 0, folder_end) < 0:
        return False
    return pattern.find(read_album(row)) >= 0


def _has_camera(pattern: Pattern, row: Searchable, _: str) -> bool:
    return pattern.find(fold(row.camera)) >= 0


def _is_never(_: Searchable, __: str) -> bool:
    return False
