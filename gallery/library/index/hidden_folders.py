"""Folders whose photos a caller doesn't see."""

from collections.abc import Iterable

from gallery.model.folders import folders_around


class HiddenFolders:
    """Some folders, with everything in them."""

    def __init__(self, folders: Iterable[str]) -> None:
        self.folders = frozenset(folders)
        self._known: dict[str, bool] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is hidden."""
        return not self.folders

    def with_others(self, folders: Iterable[str]) -> "HiddenFolders":
        """Return these and other folders."""
        return HiddenFolders((*self.folders, *folders))

    def has(self, name: str) -> bool:
        """Return whether a photo or a folder, whose name ends with a slash, is in one of them."""
        if not self.folders:
            return False
        folder = name[: name.rfind("/") + 1]
        if folder not in self._known:
            self._known[folder] = bool(self.find(folder))
        return self._known[folder]

    def find(self, folder: str) -> str | None:
        """Return the outermost of these folders that contains a folder, or is it."""
        return next((outer for outer in folders_around(folder) if outer in self.folders), None)
