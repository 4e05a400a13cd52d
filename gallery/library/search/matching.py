"""Find the photos and albums that match a query.

A search looks at every photo of the library, so matching is arranged to reject most of them with few steps: dates and
types first, then whether the text contains the longest words at all, and only then regexes.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from gallery.library.search.checks import Check, PreparedCheck, compile_criterion
from gallery.library.search.criteria import Between, DateOrWords, InAlbum, Words
from gallery.library.search.folding import fold
from gallery.library.search.phrases import Pattern, Phrase
from gallery.library.search.query import Query
from gallery.library.search.terms import Term
from gallery.library.search.texts import Searchable, read_all_text, read_public_text


class Matcher:
    """A query that's ready to be compared with many photos."""

    def __init__(self, query: Query, *, is_owner: bool) -> None:
        prepared = [_compile_term(term, is_owner=is_owner) for term in query.terms]
        self.read_text = read_all_text if is_owner else read_public_text
        """Returns what the caller may search for."""
        self.needles = sorted({needle for one in prepared for needle in one.needles}, key=len, reverse=True)
        """The text of every photo that matches contains these."""
        self._checks = [one.check for one in sorted(prepared, key=lambda one: one.needs_text)]
        self._years = _limit_years(query.terms)
        self._album_patterns = _compile_album_patterns(query.terms)

    def matches(self, row: Searchable) -> bool:
        """Return whether a photo matches."""
        return self.matches_text(row.name, row.when, self.read_text(row))

    def matches_text(self, name: str, when: str, text: str) -> bool:
        """Return whether a photo matches, with its text from `read_text`."""
        return bool(self.select([name], [when], [text]))

    def select(self, names: Sequence[str], times: Sequence[str], texts: Sequence[str]) -> Sequence[int]:
        """Return the indexes of the photos that match, of which these are the names, times and texts."""
        found: Sequence[int] = range(len(names))
        for needle in self.needles:
            found = [at for at in found if needle in texts[at]]
        for check in self._checks:
            found = [at for at in found if check(names[at], times[at], texts[at])]
        return found

    def years(self) -> range | None:
        """Return the years of all photos that can match, or None for any year.

        Only `before:` and `after:` limit them, because a photo of another year may have the words of a date.
        """
        return self._years

    def matches_album(self, album: str) -> bool:
        """Return whether an album's path matches, for listing albums before photos.

        None do if the query excludes only, or asks for something that albums don't have: a camera, a type, `before:`.
        """
        text = fold(album)
        return bool(self._album_patterns) and all(
            is_excluded != all(pattern.find(text) >= 0 for pattern in patterns)
            for patterns, is_excluded in self._album_patterns
        )


def compile_query(query: Query, *, is_owner: bool) -> Matcher:
    """Return the matcher of a query. Visitors find only what they can see: captions, names, dates and albums."""
    return Matcher(query, is_owner=is_owner)


def _compile_term(term: Term, *, is_owner: bool) -> PreparedCheck:
    prepared = compile_criterion(term.criterion, is_owner=is_owner)
    return PreparedCheck(partial(_fails, prepared.check), prepared.needs_text) if term.is_excluded else prepared


def _fails(check: Check, name: str, when: str, text: str) -> bool:
    return not check(name, when, text)


def _limit_years(terms: tuple[Term, ...]) -> range | None:
    criteria = [term.criterion for term in terms if not term.is_excluded]
    limits = [_years_of(criterion) for criterion in criteria if isinstance(criterion, Between)]
    if not limits:
        return None
    return range(max(years.start for years in limits), min(years.stop for years in limits))


def _years_of(between: Between) -> range:
    return range(between.start.year, (between.end - timedelta(days=1)).year + 1)


def _compile_album_patterns(terms: tuple[Term, ...]) -> list[tuple[list[Pattern], bool]]:
    """Return the patterns of each term, and whether it's excluded. Empty if no album can match."""
    phrases = [_album_phrases(term) for term in terms]
    if not all(phrases) or all(term.is_excluded for term in terms):
        return []
    return [([Pattern(phrase) for phrase in one], term.is_excluded) for one, term in zip(phrases, terms, strict=True)]


def _album_phrases(term: Term) -> tuple[Phrase, ...]:
    """Return the phrases that an album's path must contain. Empty if albums don't have what the term asks for."""
    match term.criterion:
        case Words(phrases) | DateOrWords(words=Words(phrases)):
            return phrases
        case InAlbum(phrase):
            return (phrase,)
        case _:
            return ()
