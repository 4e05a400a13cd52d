"""Covers: what pages show of an album or a city. Made here, because templates take three times as long."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gallery.library.albums import Album
from gallery.library.visited_places import VisitedCity
from gallery.model.folders import ROOT
from gallery.model.photos import Photo
from gallery.web.grid import cover_size
from gallery.web.preview_urls import PreviewUrls
from gallery.web.text.albums import UNSORTED, format_contents
from gallery.web.text.photos import format_count
from gallery.web.urls import album_url, names_within, page_url


class Cover(NamedTuple):
    """A picture with a link and a few words."""

    url: str
    src: str
    """URL of the picture; "" if there's no photo."""
    name: str
    contents: str
    """What there is: `12 photos`."""
    parent: str = ""
    """Names of the albums around an album."""
    is_private: bool = False
    description: str = ""


def album_covers(
    albums: Iterable[Album], previews: PreviewUrls, titles: Mapping[str, str], within: str = ""
) -> list[Cover]:
    """Return the covers of albums on the page of the album `within`, or of all albums."""
    return [_cover_album(album, previews, names_within(album.album, within, titles)) for album in albums]


def _cover_album(album: Album, previews: PreviewUrls, names: Sequence[str]) -> Cover:
    return Cover(
        album_url(album.album),
        _src(album.cover, previews),
        names[-1],
        format_contents(album.count, album.sub_albums, album.total),
        " / ".join(names[:-1]),
        not album.is_public,
        album.description,
    )


def unsorted_covers(photos: Sequence[Photo], previews: PreviewUrls) -> list[Cover]:
    """Return the cover of photos in no folder, if there are any."""
    return (
        [Cover(album_url(ROOT), _src(photos[0], previews), str(UNSORTED), format_count(len(photos)))] if photos else []
    )


def city_covers(cities: Iterable[VisitedCity], previews: PreviewUrls) -> list[Cover]:
    """Return the covers of cities."""
    return [
        Cover(page_url(place=city.name), _src(city.cover, previews), city.place.city, format_count(city.count))
        for city in cities
    ]


def _src(photo: Photo | None, previews: PreviewUrls) -> str:
    return previews.src(photo, cover_size(photo)) if photo else ""
