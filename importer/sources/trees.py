"""Which parts of a source are what: a Takeout or an export may be anywhere in a folder, beside ordinary folders."""

from collections import defaultdict
from collections.abc import Sequence

from importer.entries import Entry, Source
from importer.manifest import MANIFEST
from importer.sources.album_files import folders_around
from importer.sources.icloud import find_icloud
from importer.sources.takeout import find_takeout

EXPORT, TAKEOUT, ICLOUD, FOLDER = "export", "takeout", "icloud", "folder"


def split_source(source: Source, entries: Sequence[Entry]) -> dict[tuple[str, str], list[Entry]]:
    """Return the entries of a source by kind and, for exports of a gallery, by their folder."""
    exports = {entry.folder for entry in entries if entry.file == MANIFEST}
    trees = defaultdict[tuple[str, str], list[Entry]](list)
    rest = list[Entry]()
    for entry in entries:
        root = next((folder for folder in folders_around(entry.folder) if folder in exports), None)
        if root is None:
            rest.append(entry)
        else:
            trees[EXPORT, root].append(entry)
    takeout = find_takeout(source, rest)
    icloud = find_icloud(source, [entry for entry in rest if entry.name not in takeout])
    for entry in rest:
        kind = TAKEOUT if entry.name in takeout else ICLOUD if entry.name in icloud else FOLDER
        trees[kind, ""].append(entry)
    return trees
