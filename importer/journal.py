"""What was imported into a library before, so that running an import again changes nothing there.

A photo in the journal is never sent again: the owner may have edited, moved or deleted it since. It's found by its
path, if the file hasn't changed, and else by its bytes. Lines are only ever appended, so a process that dies loses at
most the last one.
"""

import json
import os
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from importer.entries import Entry

FILE = "journal.jsonl"


@dataclass(frozen=True)
class Record:
    """One photo that was imported."""

    md5: str
    name: str
    """In the gallery, when it was imported."""
    is_done: bool = True
    """Whether its sidecar was sent too."""
    wanted: str = ""
    """The exact name that it was to get; "" if the gallery chose it."""
    albums: tuple[str, ...] = ()
    """Those that it was put into."""


class Journal:
    """The journal of one library. Any thread may use it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._by_file: dict[str, Record] = {}
        self._by_bytes: dict[tuple[str, str], Record] = {}
        self._tokens: dict[tuple[str, str], str] = {}
        path = folder / FILE
        for line in _read_lines(path):
            self._learn(line)
        self._file = path.open("a", encoding="utf-8")
        if path.stat().st_size and not _ends_with_newline(path):
            self._file.write("\n")

    def close(self) -> None:
        """Stop writing."""
        self._file.close()

    def find_file(self, entry: Entry) -> Record | None:
        """Return the record of a file that hasn't changed since."""
        return self._by_file.get(_key_of(entry))

    def find_bytes(self, md5: str, wanted: str = "") -> Record | None:
        """Return the record of these bytes."""
        return self._by_bytes.get((md5, wanted))

    def find_token(self, entry: Entry, name: str) -> str:
        """Return the token of an interrupted upload in pieces; "" if there's none. For `name`, see add_token."""
        return self._tokens.get((_key_of(entry), name), "")

    def add(self, entry: Entry, record: Record) -> None:
        """Remember what happened to a file."""
        self._write({"file": _key_of(entry), **asdict(record)})

    def add_token(self, entry: Entry, token: str, name: str) -> None:
        """Remember an upload in pieces. `name` is the exact one that the photo gets; "" if the gallery chooses it."""
        self._write({"file": _key_of(entry), "token": token, "name": name})

    def _write(self, line: dict[str, Any]) -> None:
        with self._lock:
            self._learn(line)
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def _learn(self, line: dict[str, Any]) -> None:
        fields = dict(line)
        file = fields.pop("file", "")
        if "token" in fields:
            self._tokens[file, fields.get("name", "")] = str(fields["token"])
            return
        record = Record(**{**fields, "albums": tuple(fields.get("albums", ()))})
        self._by_file[file] = self._by_bytes[record.md5, record.wanted] = record


def _key_of(entry: Entry) -> str:
    path = f"{os.path.abspath(entry.source.path)}/{entry.name}"  # noqa: PTH100 - links aren't followed
    return f"{entry.version} {path}" if entry.copy == 1 else f"{entry.version} {path} {entry.copy}"


def _read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a journal. The last one may be cut."""
    if not path.exists():
        return []
    lines = []
    for text in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            lines.append(json.loads(text))
        except ValueError:
            continue
    return lines


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
