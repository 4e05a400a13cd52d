"""Albums with the photos that tags show in them. Only the months of these photos are read."""

from gallery.library.index.filtered import Filter, find_rows
from gallery.library.index.view import IndexView
from gallery.model.album_tags import album_tag, albums_of_tags
from gallery.model.embedded_facts import decode_tags, encode_value
from gallery.model.folders import ROOT, album_of_name
from gallery.model.paging import PhotoList, sort_newest_first
from gallery.model.photos import Photo


def list_album(index: IndexView, album: str) -> PhotoList:
    """Return the photos of an album, whose folder the request has listed, and those that tags show in it."""
    own, tagged = index.photos_of(album), list_tagged(index, album)
    photos = sort_newest_first([*own.photos, *tagged]) if tagged else own.photos
    # A folder that was left out may have photos with the tag. None names photos in no folder.
    return PhotoList(photos, is_updating=index.is_updating and album != ROOT)


def list_tagged(index: IndexView, album: str) -> list[Photo]:
    """Return the photos that tags show in an album, and that the caller may see, newest first."""
    months = {month for total in index.tagged_in(album).values() for month in total.months}
    if not months:
        return []
    needle = encode_value(album_tag(album))

    def is_wanted(name: str, tags: str) -> bool:
        if needle not in tags or album_of_name(name) == album:
            return False
        return album in albums_of_tags(decode_tags(tags))

    wanted = Filter(("name", "tags"), is_wanted, is_everywhere=True).within(months)
    return [found.photo for found in find_rows(index, wanted)]
