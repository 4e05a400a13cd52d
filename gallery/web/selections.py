"""Selections of the whole library that the main page shows: `/?q=`, `/?on=11-28`, `/?added=recent`, `/?place=`."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from gallery.errors import BadRequest
from gallery.library.index.opening import open_index
from gallery.library.index.view import IndexView
from gallery.library.on_this_day import find_day
from gallery.library.recently_added import AddedPhoto, list_recently_added
from gallery.library.search import results
from gallery.library.search.query import Query, parse_query
from gallery.library.visited_places import find_photos_at
from gallery.model.paging import PhotoList, PhotoSequence
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.web.access import Caller, require_owner
from gallery.web.text import search, views


class SelectedPhotos(PhotoSequence, Protocol):
    """What a selection contains."""

    def has(self, cursor: str) -> bool:
        """Return whether the photo with this cursor is among them."""

    def within(self, months: Collection[str]) -> PhotoList:
        """Return the photos of these months."""


RECENT = "recent"
"""The value of `added`."""

SEARCH = "q"
"""The parameter of a search."""

FOR_ALL = {SEARCH, "on"}
"""What visitors may select by: only what they see anyway."""


@dataclass(frozen=True)
class Selection:
    """Which photos a query selects: a parameter of it, and its value."""

    parameter: str
    value: str

    @property
    def query(self) -> dict[str, str]:
        """The part of a URL that says so."""
        return {self.parameter: self.value}

    @property
    def heading(self) -> str:
        """What the page is called."""
        if self.parameter == SEARCH:
            return search.describe_search(self.value)
        headings = {"on": views.ON_THIS_DAY, "added": views.RECENTLY_ADDED}
        return str(headings.get(self.parameter, self.value))

    @property
    def hint(self) -> str:
        """What the page says about its photos."""
        return views.explain_recently_added() if self.parameter == "added" else ""

    @property
    def no_photos(self) -> str:
        """What the page says instead of photos."""
        if self.parameter == SEARCH:
            return search.explain_nothing_found(self.value)
        if self.parameter == "added":
            return views.explain_none_added()
        return str(views.NONE_ON_THIS_DAY if self.parameter == "on" else views.NONE_AT_PLACE)

    def open(self, storage: Storage, caller: Caller) -> SelectedPhotos:
        """Return the photos. Raises BadRequest, and NotSignedIn for visitors, who see only what dates say."""
        if self.parameter not in FOR_ALL:
            require_owner(caller)
        return _FINDERS[self.parameter](open_index(storage, is_owner=caller.is_owner), self.value)

    def open_months(self, storage: Storage, caller: Caller, months: Collection[str]) -> PhotoList:
        """Return the photos of these months. See open."""
        if self.parameter != SEARCH:
            return self.open(storage, caller).within(months)
        index = open_index(storage, is_owner=caller.is_owner)
        return _search(index, self.value, months).within(months)

    def find(self, sequence: SelectedPhotos, photo: Photo) -> Photo | None:
        """Return a photo as the sequence has it, or None if it isn't in there."""
        shown = AddedPhoto(photo.blob) if self.parameter == "added" else photo
        return shown if sequence.has(shown.cursor) else None


def requested_selection(query: Mapping[str, str]) -> Selection | None:
    """Return the selection of a query, unless it asks for an album or the timeline."""
    return next((Selection(name, query[name]) for name in _FINDERS if _selects(query, name)), None)


def read_search(selection: Selection | None, caller: Caller) -> Query | None:
    """Return what a selection searches for, or None if it isn't a search."""
    is_search = selection and selection.parameter == SEARCH
    return parse_query(selection.value, is_owner=caller.is_owner) if selection and is_search else None


def _selects(query: Mapping[str, str], name: str) -> bool:
    """Return whether a query has the parameter. A search for nothing, like `-`, is none."""
    return name in query and (name != SEARCH or bool(parse_query(query[name]).terms))


def _search(index: IndexView, text: str, months: Collection[str] | None = None) -> results.SearchResults:
    query = parse_query(text, is_owner=index.is_owner)
    return results.search(index, query, is_owner=index.is_owner, months=months)


def _find_recent(index: IndexView, value: str) -> SelectedPhotos:
    if value != RECENT:
        raise BadRequest("added must be %(recent)s.", recent=RECENT)
    return list_recently_added(index)


_FINDERS: Mapping[str, Callable[[IndexView, str], SelectedPhotos]] = {
    SEARCH: _search,
    "on": find_day,
    "added": _find_recent,
    "place": find_photos_at,
}
