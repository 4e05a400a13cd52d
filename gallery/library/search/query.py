"""Parse what people type into the search box.

Terms can be in any order, and a photo must match all of them:

- `rome beach`: words or their beginnings, ignoring case and accents.
- `"summer in rome"`: exactly these words, in this order.
- `2019`, `2019-07`, `2019-07-21`, `July 2019`, `21 July 2019`: photos taken then, or with these words.
- `before:2019-07`, `after:2019`: photos taken before it began, or after it ended. Words don't matter here.
- `album:rome`, `album:"Trips/Rome"`: photos in albums whose path contains these words, sub-albums included.
- `camera:canon` (owner only), `type:heic`, `is:unsorted`.
- `-beach`, `-album:rome`: not those.
"""

import re
from dataclasses import dataclass

from gallery.library.search.terms import Term, read_terms

MAX_CHARACTERS = 300
MAX_TERMS = 20

_CONTROLS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\ud800-\udfff]")
"""Control characters, and halves of characters, which can't be part of a URL."""

_TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "„": '"', "\uff02": '"', "\uff1a": ":"})
"""What phones and keyboards type for quotes and colons."""


@dataclass(frozen=True)
class Chip:
    """A term as it's shown below the search box."""

    label: str
    query: str
    """The query without this term."""


@dataclass(frozen=True)
class Query:
    """A query as it was understood."""

    text: str
    """What was read of it."""
    terms: tuple[Term, ...]
    """Empty if nothing was asked for. Then all photos match."""
    is_cut: bool
    """Whether it was too long, and the rest was ignored."""
    is_owner: bool = True
    """Whether the owner's operators were known."""

    @property
    def chips(self) -> tuple[Chip, ...]:
        """One for each term, in their order."""
        return tuple(Chip(term.label, self._text_without(term)) for term in self.terms)

    def _text_without(self, removed: Term) -> str:
        rest = [term for term in self.terms if term is not removed]
        text = _join(rest)
        # Without `cat`, `july cat 2019` would be one date. `2019 july` isn't.
        return text if read_terms(text, is_owner=self.is_owner) == rest else _join(sorted(rest, key=_is_no_date))


def parse_query(text: str, *, is_owner: bool = True) -> Query:
    """Return what a text asks for. Every text is a query.

    Operators that only the owner may use are plain words for everyone else.
    """
    cleaned = _CONTROLS.sub(" ", text).translate(_TYPOGRAPHY).strip()
    read = cleaned[:MAX_CHARACTERS].rstrip()
    terms = read_terms(read, is_owner=is_owner)
    is_cut = len(cleaned) > MAX_CHARACTERS or len(terms) > MAX_TERMS
    return Query(read, tuple(terms[:MAX_TERMS]), is_cut, is_owner)


def _join(terms: list[Term]) -> str:
    return " ".join(term.source for term in terms)


def _is_no_date(term: Term) -> bool:
    return not term.is_date
