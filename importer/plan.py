"""What to send: each file once, however often the sources have it, and pictures together with their companions."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

from gallery.model.album_tags import album_tag
from importer.entries import READ_ERRORS, Entry, ZipSource
from importer.found import FoundPhoto
from importer.live_photos import common_stem, is_companion, is_picture
from importer.source_facts import SourceFacts

READ_BYTES = 1024 * 1024


@dataclass
class Item:
    """Bytes to store once."""

    found: list[FoundPhoto]
    """Everywhere in the sources where they are. The first is sent."""
    companions: list["Item"] = field(default_factory=list)
    """Files that are one photo with it."""

    @property
    def entry(self) -> Entry:
        """The file that's sent."""
        return self.found[0].entry

    @property
    def entries(self) -> list[Entry]:
        """All files with these bytes, each once."""
        return list({found.entry.path: found.entry for found in self.found}.values())

    @property
    def album(self) -> str:
        """The album whose folder gets it; "" to file it by date."""
        return self.albums[0] if self.albums else ""

    @property
    def album_tags(self) -> list[str]:
        """Tags that show it in its other albums."""
        return [album_tag(album) for album in self.albums[1:]]

    @property
    def facts(self) -> SourceFacts:
        """What the sources say about it, taken together."""
        return reduce(SourceFacts.add_missing, (found.facts for found in self.found))

    @property
    def sidecar(self) -> Entry | None:
        """A sidecar of other software."""
        return next((found.sidecar for found in self.found if found.sidecar), None)

    @property
    def wanted(self) -> str:
        """See FoundPhoto."""
        return self.found[0].wanted

    @property
    def albums(self) -> list[str]:
        """All albums that it's in, that of its folder first: only a folder's settings hide a photo."""
        found = sorted(self.found, key=lambda one: (one.rank, one.album.casefold(), one.album))
        return list(dict.fromkeys(one.album for one in found if one.album))


def make_plan(photos: Sequence[FoundPhoto], on_read: Callable[[int], object] = lambda _: None) -> list[Item]:
    """Return what to send, in the order of the sources. Companions are in their picture's item only.

    Only files of the same size are read. `on_read` is called with the number of bytes.
    """
    items = _join_same_bytes(photos, on_read)
    items += [Item([photo]) for photo in photos if photo.wanted]
    return _attach_companions(items)


def _join_same_bytes(photos: Iterable[FoundPhoto], on_read: Callable[[int], object]) -> list[Item]:
    """Photos with exact names stay apart: they were two photos in the gallery they're from."""
    by_file, by_size = defaultdict[str, list[FoundPhoto]](list), defaultdict[int, list[list[FoundPhoto]]](list)
    for photo in photos:
        if not photo.wanted:
            by_file[photo.entry.path].append(photo)
    for found in by_file.values():
        by_size[found[0].entry.size].append(found)
    items = dict[tuple[int, str], Item]()
    for size, same_size in by_size.items():
        digests = _distinguish([found[0].entry for found in same_size], on_read)
        for found, digest in zip(same_size, digests, strict=True):
            items.setdefault((size, digest), Item([])).found.extend(found)
    return list(items.values())


def _distinguish(entries: Sequence[Entry], on_read: Callable[[int], object]) -> list[str]:
    """Return something for each of some files of the same size that's equal for the same bytes only."""
    if len(entries) == 1:
        return [""]
    if all(isinstance(entry.source, ZipSource) for entry in entries):
        counts = defaultdict[str, int](int)
        for entry in entries:
            counts[entry.version] += 1
        # Different CRCs mean different bytes; the same CRC doesn't mean the same bytes.
        return [_hash(entry, on_read) if counts[entry.version] > 1 else entry.version for entry in entries]
    return [_hash(entry, on_read) for entry in entries]


def _hash(entry: Entry, on_read: Callable[[int], object]) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    try:
        with entry.open() as file:
            while data := file.read(READ_BYTES):
                digest.update(data)
                on_read(len(data))
    except READ_ERRORS:  # Sending it will say why it can't be read.
        return entry.path
    return digest.hexdigest()


def _attach_companions(items: Sequence[Item]) -> list[Item]:
    pictures = {key: item for item in items if is_picture(item.entry) for key in _keys(item)}
    alone = []
    for item in items:
        picture = next((pictures[key] for key in _keys(item) if key in pictures), None)
        if picture and picture is not item and not is_picture(item.entry) and is_companion(item.entry):
            picture.companions.append(item)
        else:
            alone.append(item)
    return alone


def _keys(item: Item) -> list[tuple[str, str]]:
    """Return what a picture and its companions have in common: folder and name without extension."""
    keys = []
    for found in item.found:
        place = found.place or f"{found.entry.source.label}/{found.entry.folder}"
        keys.append((place, common_stem(found.entry.file)))
    return keys
