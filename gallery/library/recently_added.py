"""The photos that were added last, in the order in which they were added."""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from heapq import nlargest

from gallery.library.index.filtered import Filter, find_rows
from gallery.library.index.view import IndexView
from gallery.model.paging import PhotoList, sort_newest_first
from gallery.model.photos import Photo

MAX_PHOTOS = 1_000
"""More than people look through. All are in the page's data, because their order isn't that of the index."""

MAX_AGE = timedelta(days=90)


class AddedPhoto(Photo):
    """A photo that lists sort by the time it was added."""

    @cached_property
    def when(self) -> str:
        """When the blob was created (UTC)."""
        return self.blob.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def list_recently_added(index: IndexView, now: datetime | None = None) -> PhotoList:
    """Return the photos added in the last 90 days, or the last 1,000 of them, most recently added first.

    A moved photo counts as added when it was moved, because its blob was created then.
    """
    since = int(((now or datetime.now(UTC)) - MAX_AGE).timestamp())
    added = Filter(("created",), lambda created: int(created) >= since, is_everywhere=True)
    latest = nlargest(MAX_PHOTOS, find_rows(index, added), key=lambda one: (int(one.values[0]), one.cursor))
    photos = sort_newest_first([AddedPhoto(one.photo.blob) for one in latest])
    return PhotoList(photos, is_updating=index.is_updating)
