"""URLs of pages and photos."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from gallery.model.folders import ROOT_QUERY

TIMELINE_FOLDER = re.compile(r"\d{4}(/\d{2}){0,2}", re.ASCII)


def photo_path(route: str, name: str) -> str:
    """URL of a photo below a route. A name that starts with a slash, which no route matches, goes into the query."""
    return f"{route}?name={quote(name)}" if name.startswith("/") else route + quote(name)


def page_url(**query: str | None) -> str:
    """URL of the main page with a query; parameters that are None are left out."""
    given = {key: value for key, value in query.items() if value is not None}
    return "/?" + urlencode(given, safe="/", quote_via=quote) if given else "/"


def album_url(album: str, **query: str | None) -> str:
    """URL of an album, or of the photos in no album for ROOT."""
    return page_url(album=album or ROOT_QUERY, **query)


def album_trail(album: str, titles: Mapping[str, str]) -> list[tuple[str, str]]:
    """The albums that contain an album, and itself: the name and URL of each; "" if it's a folder of the timeline.

    An album's name is its title, or else that of its folder.
    """
    if album.startswith("/"):
        return [(titles.get(album, album), album_url(album))]
    parts = album.split("/")
    paths = [(part, "/".join(parts[:count])) for count, part in enumerate(parts, 1) if part]
    return [
        (titles.get(path, part), "" if TIMELINE_FOLDER.fullmatch(path) else album_url(path)) for part, path in paths
    ]


def names_within(album: str, parent: str, titles: Mapping[str, str]) -> list[str]:
    """The names of the albums from one in `parent`, or any if that's "", down to an album."""
    names = [name for name, _ in album_trail(album, titles)]
    return names[len(album_trail(parent, titles)) if parent else 0 :] or [album]


def list_query(album: str | None) -> dict[str, str]:
    """The part of a URL that says which photos a page shows: those of an album, or for None the timeline."""
    return {} if album is None else {"album": album or ROOT_QUERY}


def query_url(query: Mapping[str, str], **more: str | None) -> str:
    """URL of the main page with the query of a list, and more of it."""
    return page_url(**query, **more)


def list_url(album: str | None, **query: str | None) -> str:
    """URL of an album, or of the timeline for None."""
    return page_url(**query) if album is None else album_url(album, **query)
