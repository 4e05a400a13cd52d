"""Leaving: downloads all photos, sidecars and albums' settings as plain files, each compared with storage's MD5."""

import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

import requests

from gallery.model.folders import ALBUM_FILE
from gallery.model.names import set_number
from importer.client import Client
from importer.errors import Refused
from importer.file_hashes import FileHash
from importer.library import LibraryFile, list_files, list_settings, refresh
from importer.local_files import has_md5, hash_bytes, part_of, replace_own
from importer.local_names import choose_paths, fold_path
from importer.manifest import Manifest, ManifestLine
from importer.progress import ProgressDisplay
from importer.report import Report
from importer.results import FAILED, PRESENT, STORED, Line, Result
from importer.stored_files import StoredFile, describe_stored

CHUNK = 256 * 1024
MAX_ATTEMPTS = 3
"""For a file whose download breaks off."""


def export_library(client: Client, folder: Path, workers: int) -> Report:
    """Download what's missing in a folder; return a line for every file of the library. Raises ImportFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    refresh(client)
    files, manifest = list_files(client), Manifest(folder)
    paths = _choose_paths(files, manifest)
    exporter = _Exporter(client, folder, manifest, paths)
    # Before the photos: without them, private albums of an export that dies would be public after an import.
    report = Report(problems=exporter.write_settings(list_settings(client)))
    display = ProgressDisplay("Exporting", len(files))
    with display.show(), ThreadPoolExecutor(workers) as pool:
        for line in pool.map(exporter.download, files.values()):
            report.lines.append(line)
            display.advance(1, line.result.bytes)
    return report


class _Exporter:
    """Replaces and deletes only files that are as it wrote them. The manifest knows their MD5s."""

    def __init__(self, client: Client, folder: Path, manifest: Manifest, paths: Mapping[str, str]) -> None:
        self._client, self._folder, self._manifest, self._paths = client, folder, manifest, paths
        self._taken, self._lock = {fold_path(path) for path in paths.values()}, threading.Lock()

    def write_settings(self, settings: Mapping[str, Mapping[str, str]]) -> list[str]:
        """Write `.album.json` as the gallery keeps it, so that other tools may copy the folder back, too.

        Returns what went wrong.
        """
        folders, problems = _local_folders(self._paths), list[str]()
        for album, values in settings.items():
            path = f"{folders.get(album) or choose_paths([album])[album]}/{ALBUM_FILE}"
            data = (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()
            line = ManifestLine(path, f"{album}/{ALBUM_FILE}", len(data), hash_bytes(data))
            try:
                known = self._manifest.find(path)
                if not replace_own(self._folder / path, data, known.md5 if known else ""):
                    problems.append(f"{path} isn't as an export wrote it, so it's kept.")
                elif known != line:
                    self._manifest.add(line)
            except OSError as error:
                problems.append(f"{path} can't be written: {error}")
        return problems

    def download(self, file: LibraryFile) -> Line:
        """Download a file and its sidecar."""
        path = self._paths[file.name]
        result = _attempt(path, lambda: self._download(file, path))
        if result.status != FAILED:
            result = _attempt(path, lambda: self._download_sidecar(file, result))
        return Line(file.name, result)

    def _download(self, file: LibraryFile, path: str) -> Result:
        known, target = self._manifest.find_name(file.name), self._folder / path
        if known and target.is_file() and target.stat().st_size == known.bytes:
            stored = self._look_up(file, known)
            if stored and _is_same(known, stored):
                return Result(PRESENT, path, "", known.bytes, known.md5)
        with self._client.open_stored(file.name) as response:
            if response is None:
                return Result(FAILED, path, "it was moved or deleted while it was being exported: run this again")
            stored, arrived = describe_stored(response), _save(response, part_of(target))
        size, md5 = arrived.size, arrived.md5
        if not stored.agrees_with(arrived):
            part_of(target).unlink()
            return Result(FAILED, path, "other bytes arrived than storage has: run this again", size, md5)
        own = self._put(path, known.md5 if known else "", md5)
        _set_time(self._folder / own, file.taken)
        sidecar = known.sidecar if known and known.path == own else ""
        self._manifest.add(ManifestLine(own, file.name, size, md5, file.version, file.taken, file.taken_from, sidecar))
        reason = "" if own == path else f"{path} is another file here, which is kept"
        return Result(STORED, own, reason, size, md5, stored.is_identified, is_problem=bool(reason))

    def _put(self, path: str, old_md5: str, md5: str) -> str:
        """Put a file that has arrived in its place, or under a free name if another file is there; return its path."""
        target = self._folder / path
        if has_md5(target, md5):
            part_of(target).unlink()
        elif not os.path.lexists(target) or has_md5(target, old_md5):
            part_of(target).replace(target)
        else:
            path = self._choose_free(path)
            part_of(target).replace(self._folder / path)
        return path

    def _choose_free(self, path: str) -> str:
        number = 2
        with self._lock:
            while fold_path(free := set_number(path, number)) in self._taken or os.path.lexists(self._folder / free):
                number += 1
            self._taken.add(fold_path(free))
        return free

    def _look_up(self, file: LibraryFile, known: ManifestLine) -> StoredFile | None:
        """Return what storage has, without asking if the list says that nothing has changed."""
        if file.version and file.version == known.version and file.bytes == known.bytes:
            return StoredFile(known.bytes, known.md5, "")
        return self._client.find_stored(file.name)

    def _download_sidecar(self, file: LibraryFile, result: Result) -> Result:
        data = None if file.has_sidecar is False else self._client.find_sidecar(file.name)
        if data is None and file.has_sidecar:
            raise Refused(HTTPStatus.NOT_FOUND, "the gallery can't read its sidecar")
        known, path = self._manifest.find_name(file.name), f"{result.name}.xmp"
        written = known.sidecar if known else ""
        if not replace_own(self._folder / path, data, written):
            # Other software may add sidecars to photos that have none in the gallery.
            is_problem = result.is_problem or data is not None or bool(written)
            reason = f"{path} isn't as the export wrote it, so it's kept"
            return replace(result, reason="; ".join(filter(None, (result.reason, reason))), is_problem=is_problem)
        if known and written != hash_bytes(data):
            self._manifest.add(replace(known, sidecar=hash_bytes(data)))
        return result


def _attempt(path: str, step: Callable[[], Result]) -> Result:
    """Try a step of a download again if it fails."""
    for _ in range(MAX_ATTEMPTS):
        try:
            result = step()
        except (Refused, OSError) as error:
            result = Result(FAILED, path, str(error))
        if result.status != FAILED:
            break
    return result


def _choose_paths(files: Iterable[str], manifest: Manifest) -> dict[str, str]:
    """Return where each file goes: where an earlier export put it, also if other names are new since."""
    known = {name: line.path for name in files if (line := manifest.find_name(name))}
    return {**choose_paths(files, known), **known}


def _save(response: requests.Response, part: Path) -> FileHash:
    """Write storage's response to a file; return its hash."""
    part.parent.mkdir(parents=True, exist_ok=True)
    arrived = FileHash()
    with part.open("wb") as file:
        try:
            for data in response.iter_content(CHUNK):
                file.write(data)
                arrived.update(data)
        except requests.RequestException as error:
            raise OSError("the connection was lost: run this again") from error
    return arrived


def _is_same(known: ManifestLine, stored: StoredFile) -> bool:
    return stored.bytes == known.bytes and stored.md5 == known.md5


def _set_time(path: Path, taken: str) -> None:
    """Give a file the time of its photo, as far as the system can."""
    with suppress(ValueError, OSError, OverflowError):
        seconds = datetime.fromisoformat(taken).timestamp()
        os.utime(path, (seconds, seconds))


def _local_folders(paths: Mapping[str, str]) -> dict[str, str]:
    """Return where each folder of the gallery is here."""
    folders = dict[str, str]()
    for name, path in paths.items():
        parts, local = name.split("/")[:-1], path.split("/")[:-1]
        folders.update({"/".join(parts[:depth]): "/".join(local[:depth]) for depth in range(1, len(parts) + 1)})
    return folders
