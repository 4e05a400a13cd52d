"""What a gallery shows: every photo in the timeline, and those that aren't filed by date in an album too."""

from collections import Counter
from collections.abc import Iterable

from gallery.model.folders import day_of_name


def combine_lists(timeline: Iterable[str], albums: Iterable[str]) -> list[str]:
    """Return the names in the timeline, and again each that's in the albums too often or not often enough."""
    names = list(timeline)
    expected = Counter(name for name in names if not day_of_name(name))
    found = Counter(albums)
    return [*names, *(found - expected).elements(), *(expected - found).elements()]
