"""Folders whose photos a caller doesn't see."""

from collections.abc import Iterable


class HiddenFolders:
    """Some folders, with everything in them."""

    def __init__(self, folders: Iterable[str]) -> None:
        self._folders = frozenset(folders)
        self._known: dict[str, bool] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is hidden."""
        return not self._folders

    def with_others(self, folders: Iterable[str]) -> "HiddenFolders":
        """Return these and other folders."""
        return HiddenFolders((*self._folders, *folders))

    def has(self, name: str) -> bool:
        """Return whether a photo or a folder, whose name ends with a slash, is in one of them."""
        if not self._folders:
            return False
        folder = name[: name.rfind("/") + 1]
        if folder not in self._known:
            ends = (end + 1 for end, character in enumerate(folder) if character == "/")
            self._known[folder] = any(folder[:end] in self._folders for end in ends)
        return self._known[folder]
