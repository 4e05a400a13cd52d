"""Compile criteria into checks of single photos, written for speed: a search calls them for every photo."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gallery.library.search.criteria import (
    Between,
    Criterion,
    DateOrWords,
    Favorite,
    InAlbum,
    OfType,
    Unsorted,
    WithCamera,
    WithTag,
    Words,
)
from gallery.library.search.phrases import FIELD_SEPARATOR, Pattern
from gallery.library.search.texts import (
    FAVORITE_MARK,
    is_favorite,
    read_album,
    read_camera,
    read_tagged_albums,
    read_tags,
)

Check = Callable[[str, str, str], bool]
"""Whether a photo with this name, time and folded text matches. The text is "" if the check doesn't need it."""


@dataclass(frozen=True)
class PreparedCheck:
    """A check, and what's worth knowing before calling it."""

    check: Check
    needs_text: bool = True
    needles: tuple[str, ...] = ()
    """The text of every photo that passes contains these."""


def compile_criterion(criterion: Criterion, *, is_owner: bool) -> PreparedCheck:
    """Return the check of a criterion. No photo passes one that only the owner may use, if it's for a visitor."""
    if isinstance(criterion, WithCamera | WithTag | Favorite) and not is_owner:
        return PreparedCheck(_is_never, needs_text=False)
    if isinstance(criterion, Words | InAlbum | DateOrWords | WithCamera | WithTag | Favorite):
        return _compile_text_criterion(criterion, is_owner=is_owner)
    return PreparedCheck(_compile_check(criterion), needs_text=False)


def _compile_text_criterion(
    criterion: Words | InAlbum | DateOrWords | WithCamera | WithTag | Favorite, *, is_owner: bool
) -> PreparedCheck:
    match criterion:
        case Words(phrases):
            patterns = [Pattern(phrase) for phrase in phrases]
            check = partial(_has_phrase, patterns[0]) if len(patterns) == 1 else partial(_has_phrases, patterns)
            return PreparedCheck(check, needles=tuple(pattern.needle for pattern in patterns))
        case InAlbum(phrase):
            pattern = Pattern(phrase)
            # Visitors must not learn from it that there's an album that they may not see.
            check = partial(_is_shown_in_album if is_owner else _is_in_album, pattern)
            return PreparedCheck(check, needles=(pattern.needle,))
        case WithCamera(phrase):
            pattern = Pattern(phrase)
            return PreparedCheck(partial(_has_camera, pattern), needles=(pattern.needle,))
        case WithTag(phrase):
            pattern = Pattern(phrase)
            return PreparedCheck(partial(_has_tag, pattern), needles=(pattern.needle,))
        case Favorite():
            return PreparedCheck(_is_favorite, needles=(FAVORITE_MARK,))
        case DateOrWords(between, words):
            return PreparedCheck(_compile_date_or_words(between, words))


def _compile_check(criterion: Between | OfType | Unsorted) -> Check:
    match criterion:
        case Between():
            return _compile_dates(criterion)
        case OfType(extensions):
            return lambda name, _, __: name.lower().endswith(extensions)
        case Unsorted():
            return lambda name, _, __: "/" not in name


def _compile_dates(between: Between) -> Check:
    """Dates and times in ISO 8601 can be compared as text."""
    start, end = between.start.isoformat(), between.end.isoformat()
    return lambda _, when, __: start <= when < end


def _compile_date_or_words(between: Between, words: Words) -> Check:
    start, end = between.start.isoformat(), between.end.isoformat()
    patterns = [Pattern(phrase) for phrase in words.phrases]
    return lambda name, when, text: start <= when < end or _has_phrases(patterns, name, when, text)


def _has_phrases(patterns: list[Pattern], _: str, __: str, text: str) -> bool:
    for pattern in patterns:  # noqa: SIM110 - creating a generator for every photo would be slower
        if pattern.needle not in text or pattern.find(text) < 0:
            return False
    return True


def _has_phrase(pattern: Pattern, _: str, __: str, text: str) -> bool:
    return pattern.find(text) >= 0


def _is_in_album(pattern: Pattern, name: str, _: str, text: str) -> bool:
    folder_end = text.rfind("/", 0, text.index(FIELD_SEPARATOR))
    if folder_end < 0 or text.find(pattern.needle, 0, folder_end) < 0:
        return False
    return pattern.find(read_album(name)) >= 0


def _is_shown_in_album(pattern: Pattern, name: str, when: str, text: str) -> bool:
    is_shown = any(pattern.find(album) >= 0 for album in read_tagged_albums(text))
    return is_shown or _is_in_album(pattern, name, when, text)


def _has_camera(pattern: Pattern, _: str, __: str, text: str) -> bool:
    return pattern.find(read_camera(text)) >= 0


def _has_tag(pattern: Pattern, _: str, __: str, text: str) -> bool:
    return pattern.find(read_tags(text)) >= 0


def _is_favorite(_: str, __: str, text: str) -> bool:
    return is_favorite(text)


def _is_never(_: str, __: str, ___: str) -> bool:
    return False
