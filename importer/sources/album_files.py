"""`.album.json` in folders: the settings that the gallery keeps there, and that its exports bring along."""

from collections.abc import Iterator, Sequence

from gallery.model.album_settings import MAX_ALBUM_FILE, UNREADABLE, AlbumSettings
from gallery.model.folders import ALBUM_FILE
from importer.entries import READ_ERRORS, Entry, FolderSource, Source
from importer.found import is_private, merge_settings

SETTINGS = ("title", "description", "sort", "cover", "visible", "timeline")
REFUSED = f"the settings of its album can't be read, and may say that only you see it: repair {ALBUM_FILE}"


def read_settings(entry: Entry) -> dict[str, str] | None:
    """Return what an album's file says, as the gallery understands it; None if it can't be read."""
    try:
        data = b"" if entry.problem else entry.read(MAX_ALBUM_FILE + 1)
    except READ_ERRORS:
        return None
    settings = AlbumSettings.unpack(data) if len(data) <= MAX_ALBUM_FILE else UNREADABLE
    if settings is UNREADABLE:
        return None
    return {key: value for key, value in settings.json().items() if key in SETTINGS and key in settings.document}


def read_all_settings(entries: Sequence[Entry]) -> dict[str, dict[str, str] | None]:
    """Return the settings in each folder that has some; None if they can't be read. A zip may have several of them."""
    found = dict[str, dict[str, str] | None]()
    for entry in entries:
        if entry.file == ALBUM_FILE:
            known, new = found.get(entry.folder, {}), read_settings(entry)
            found[entry.folder] = None if known is None or new is None else merge_settings(known, new)
    return found


class AlbumFiles:
    """The settings in the folders of a source, by folder, and those in the folders around it."""

    def __init__(self, source: Source, entries: Sequence[Entry]) -> None:
        self.found = read_all_settings(entries)
        self._above = list(_read_above(source))
        names = [name for name, _ in self._above]
        if not names and "" in self.found:
            path = source.path.resolve()
            names = [path.stem if path.is_file() else path.name]
        self.path = "/".join(names)
        """What the source itself is called in the gallery; "" unless it's in an album."""

    def is_readable(self, folder: str) -> bool:
        """Return whether all settings that count for a folder can be read."""
        return None not in self._settings_around(folder)

    def is_private(self, folder: str) -> bool:
        """Return whether only the owner sees a folder, because of its settings or those of a folder around it."""
        return any(is_private(settings or {}) for settings in self._settings_around(folder))

    def name_of(self, folder: str) -> str:
        """Return the whole path of a folder in the gallery."""
        return "/".join(filter(None, (self.path, folder)))

    def _settings_around(self, folder: str) -> list[dict[str, str] | None]:
        return [settings for _, settings in self._above] + [
            self.found[one] for one in folders_around(folder) if one in self.found
        ]


def folders_around(folder: str) -> list[str]:
    """Return a folder and those around it, from the innermost to the top of the source."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:depth]) for depth in range(len(parts), -1, -1)]


def _read_above(source: Source) -> Iterator[tuple[str, dict[str, str] | None]]:
    """Yield names and settings from the outermost private album that a folder or file is in, down to the folder."""
    if not isinstance(source, FolderSource):
        return
    path = source.path.resolve()
    is_inside = False
    for parent in reversed([path, *path.parents] if path.is_dir() else path.parents):
        settings: dict[str, str] | None = {}
        if (parent / ALBUM_FILE).is_file() and parent != path:
            settings = read_settings(next(FolderSource(parent / ALBUM_FILE).list_entries()))
        is_inside = is_inside or settings is None or is_private(settings)
        if is_inside:
            yield parent.name, settings
