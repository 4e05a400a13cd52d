"""Imports and exports by the real commands, in the test's process."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from importer import command_line
from support import as_owner
from support.gallery_app import App
from support.visitor import Document, Visitor


@dataclass(frozen=True)
class Imported:
    """What one run of `import` said."""

    code: int
    files: list[dict[str, Any]]
    """The lines of its report."""

    def statuses(self) -> dict[str, str]:
        """Return the status of each file, by the end of its path."""
        return {line["path"].rpartition("/")[2]: line["status"] for line in self.files}

    def line(self, file: str) -> dict[str, Any]:
        """Return the only line about a file of this name."""
        (found,) = [line for line in self.files if line["path"].endswith(f"/{file}")]
        return found

    def names(self) -> dict[str, str]:
        """Return what each stored file is called in the gallery."""
        return {line["path"].rpartition("/")[2]: line["name"] for line in self.files if line["name"]}


@dataclass(frozen=True)
class Importer:
    """Runs the commands against one gallery, with a journal of its own."""

    app: App
    folder: Path

    def run(self, *sources: Path, options: Sequence[str] = ()) -> Imported:
        """Import some sources."""
        report = self.folder / "report"
        code = command_line.run(["import", *map(str, sources), "--to", self.app.url, "--report", str(report), *options])
        return Imported(code, json.loads((report / "report.json").read_text())["files"])

    def export(self, folder: Path) -> int:
        """Export the gallery."""
        return command_line.run(["export", str(folder), "--from", self.app.url])

    def verify(self, folder: Path) -> int:
        """Compare the gallery with a folder."""
        return command_line.run(["verify", "--against", str(folder), "--from", self.app.url])

    def photos(self) -> dict[str, Document]:
        """Return what the gallery's lists say about each photo, also of albums off the timeline."""
        visitor = Visitor(self.app)
        albums = [album["album"] for album in visitor.get_json("/api/albums")["albums"]]
        found = [visitor.list_photos(), *(visitor.list_photos(album=album) for album in albums)]
        return {photo["name"]: photo for page in found for photo in page}


@contextmanager
def importing_to(app: App, folder: Path) -> Iterator[Importer]:
    """Prepare an importer whose journals are in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command_line, "IMPORTS", folder / "journals")
        patch.setenv("OWNER_KEY", as_owner.KEY)
        yield Importer(app, folder)
