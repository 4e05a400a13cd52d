"""Texts about searching."""

from gallery.translations import lazy_gettext as _
from gallery.web.formatting import format_plural

SEARCH = _("Search")
SEARCH_FOR = _("Search: %(query)s")
NOTHING_FOUND = _("Nothing found for “%(query)s”.")

TERMS = _("Search terms")
REMOVE = _("Remove %(term)s")
CUT = _("This search is too long, so its end was ignored.")

HOW_WORDS_MATCH = _("Check the spelling, or try fewer words. Words match from their start.")
VISITORS_FIELDS = _("They can be in file names, captions, albums and dates, like 2019 or July 2019.")
OWNERS_FIELDS = _(
    "They can be in file names, captions, albums, tags, cameras, lenses, places and dates, like 2019 or July 2019."
)

ALBUMS_SHOWN = 12
"""Albums above the photos. The others are in a list that people open."""


def describe_search(query: str) -> str:
    """What the page of a search is called: `Search: beach`."""
    return str(SEARCH_FOR % {"query": _isolate(query)})


def explain_nothing_found(query: str) -> str:
    return str(NOTHING_FOUND % {"query": _isolate(query)})


def format_more_albums(count: int) -> str:
    return format_plural("%(count)s more album", "%(count)s more albums", count)


def _isolate(query: str) -> str:
    """Keep a query in any script from changing the direction of the text around it (Unicode, UAX 9)."""
    return f"\u2068{query}\u2069"
