"""Texts about searching."""

from gallery.web.formatting import format_number

SEARCH = "Search"

TERMS = "Search terms"
REMOVE = "Remove %(term)s"
CUT = "This search is too long, so its end was ignored."

HOW_WORDS_MATCH = "Check the spelling, or try fewer words. Words match from their start."
VISITORS_FIELDS = "They can be in file names, captions, albums and dates, like 2019 or July 2019."
OWNERS_FIELDS = (
    "They can be in file names, captions, albums, tags, cameras, lenses, places and dates, like 2019 or July 2019."
)

ALBUMS_SHOWN = 12
"""Albums above the photos. The others are in a list that people open."""


def describe_search(query: str) -> str:
    """What the page of a search is called: `Search: beach`."""
    return f"{SEARCH}: {_isolate(query)}"


def explain_nothing_found(query: str) -> str:
    return f"Nothing found for “{_isolate(query)}”."


def format_more_albums(count: int) -> str:
    return f"{format_number(count)} more {'album' if count == 1 else 'albums'}"


def _isolate(query: str) -> str:
    """Keep a query in any script from changing the direction of the text around it (Unicode, UAX 9)."""
    return f"\u2068{query}\u2069"
