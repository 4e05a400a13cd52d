"""The list that an export keeps in its folder: which file is which photo, and what it was when it was downloaded."""

import json
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from gallery.model.folders import ALBUM_FILE
from importer.local_names import clean_part

MANIFEST = ".gallery-export.jsonl"
OTHER_SOURCES = frozenset({"file", "upload", "name"})
"""Values of `taken_from` that mean the bytes don't say when a photo was taken."""


@dataclass(frozen=True)
class ManifestLine:
    """One file: a photo, a companion of one, or the settings of an album."""

    path: str
    """Within the folder, with slashes."""
    name: str
    """In the gallery."""
    bytes: int
    md5: str
    """Of what was downloaded, in hex."""
    version: str = ""
    """The gallery's, which changes with the photo."""
    taken: str = ""
    taken_from: str = ""
    """As in `GET /api/photos`."""
    sidecar: str = ""
    """The MD5 of the sidecar that was written beside it; "" if there was none."""

    @property
    def other_date(self) -> str:
        """The date that the photo's bytes don't say; "" if they do."""
        return self.taken if self.taken_from in OTHER_SOURCES else ""


class Manifest:
    """The list in a folder. Later lines about a photo replace earlier ones."""

    def __init__(self, folder: Path, text: str | None = None) -> None:
        """`text` is the list itself, if it's in a zip."""
        self._path, self._lock = folder / MANIFEST, threading.Lock()
        self._by_path: dict[str, ManifestLine] = {}
        self._by_name: dict[str, ManifestLine] = {}
        if text is None:
            text = self._path.read_text(encoding="utf-8") if self._path.is_file() else ""
        for line in text.split("\n"):
            self._learn(line)

    def find(self, path: str) -> ManifestLine | None:
        """Return the line about a file."""
        return self._by_path.get(path)

    def find_name(self, name: str) -> ManifestLine | None:
        """Return the line about a photo."""
        return self._by_name.get(name)

    def names(self) -> set[str]:
        """Return the names of all photos."""
        return {*self._by_name}

    def name_of_folder(self, path: str) -> str:
        """Return what a folder is called in the gallery."""
        depth = path.count("/") + 1
        inside = (line for line in self._by_path.values() if line.path.startswith(f"{path}/"))
        return next(("/".join(line.name.split("/")[:depth]) for line in inside), path)

    def add(self, line: ManifestLine) -> None:
        """Add a line."""
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(line)) + "\n")
            self._by_path[line.path] = self._by_name[line.name] = line

    def _learn(self, text: str) -> None:
        try:
            line = ManifestLine(**json.loads(text))
        except (ValueError, TypeError):  # The last line may be cut.
            return
        if not _is_written_here(line.path) or not isinstance(line.name, str):
            return
        self._by_path[line.path] = self._by_name[line.name] = line


def _is_written_here(path: object) -> bool:
    """Whether an export can have written this path. Others would lead outside the folder, or to hidden files."""
    if not isinstance(path, str):
        return False
    *folders, file = path.split("/")
    return all(clean_part(part) == part for part in folders) and file in {ALBUM_FILE, clean_part(file)}
