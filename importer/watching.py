"""Watching a folder that a phone syncs to: each file is imported once it has stopped growing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from importer.errors import UnreadableZip
from importer.found import Findings, FoundPhoto, OtherFile
from importer.live_photos import common_stem
from importer.report import Report
from importer.results import FAILED
from importer.sources.reading import read_sources

File = TypeVar("File", FoundPhoto, OtherFile)

PAUSE = 5.0
"""Seconds between looks at the folder."""

SETTLED_AFTER = timedelta(seconds=10)
"""A file that's older, and that two looks have found to be the same, is complete."""


class Watch:
    """Looks at sources again and again, and imports what's new and complete."""

    def __init__(
        self,
        paths: Sequence[Path],
        album: str | None,
        run: Callable[[Findings], Report],
        settled_after: timedelta = SETTLED_AFTER,
        warn: Callable[[str], object] = lambda _: None,
    ) -> None:
        """`run` imports what was found; `warn` tells a person about a zip that can't be read."""
        self._paths, self._album, self._run, self._settled_after = paths, album, run, settled_after
        self._last: dict[str, str] = {}
        self._done: set[tuple[str, str]] = set()
        self._warn, self._warning = warn, ""

    def run_forever(self) -> None:
        """Look until Ctrl-C. Raises ImportFailed if the sources can't be read, or the key is wrong."""
        while True:
            self.look()
            time.sleep(PAUSE)

    def look(self) -> Report | None:
        """Look once; return the report on what was imported, if anything was."""
        try:
            findings = read_sources(self._paths, self._album)
        except UnreadableZip as error:  # It may still be arriving.
            self._warn_once(str(error))
            return None
        ready = self._find_settled(findings.photos)
        others = [other for other in self._find_settled(findings.others) if _key(other) not in self._done]
        entries = [found.entry for found in findings.photos] + [other.entry for other in findings.others]
        self._last = {entry.path: entry.version for entry in entries}
        new = [found for found in ready if _key(found) not in self._done]
        if not new and not any(other.is_refused for other in others):
            return None
        # A video that arrives after its picture is stored beside it, so the picture is looked up again.
        stems = {_stem(found) for found in new}
        ready = [found for found in ready if _stem(found) in stems]
        report = self._run(replace(findings, photos=ready, others=others))
        failed = {line.path for line in report.lines if line.result.status == FAILED}
        self._done |= {_key(found) for found in new if found.entry.path not in failed}
        self._done |= {_key(other) for other in others}
        return report

    def _warn_once(self, warning: str) -> None:
        """Give a warning, once in a row."""
        if warning != self._warning:
            self._warn(warning)
        self._warning = warning

    def _find_settled(self, files: Sequence[File]) -> list[File]:
        limit = datetime.now(UTC) - self._settled_after
        return [
            found
            for found in files
            if self._last.get(found.entry.path) == found.entry.version and _is_older(found, limit)
        ]


def _key(found: FoundPhoto | OtherFile) -> tuple[str, str]:
    return found.entry.path, found.entry.version


def _stem(found: FoundPhoto) -> tuple[str, str]:
    return found.entry.folder, common_stem(found.entry.file)


def _is_older(found: FoundPhoto | OtherFile, limit: datetime) -> bool:
    """Whether a file was last changed before. Zips don't grow."""
    modified = found.entry.modified
    return modified is None or modified.tzinfo is None or modified <= limit
