"""Leaving: downloads all photos, sidecars and albums' settings as plain files, each compared with storage's MD5."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import requests

from gallery.model.folders import ALBUM_FILE
from importer.client import Client, StoredFile, describe_stored, photo_path
from importer.errors import Refused
from importer.library import LibraryFile, list_files, list_settings, refresh
from importer.local_names import choose_paths
from importer.manifest import Manifest, ManifestLine
from importer.progress import ProgressDisplay
from importer.report import Report
from importer.results import FAILED, PRESENT, STORED, Line, Result

CHUNK = 256 * 1024
MAX_ATTEMPTS = 3
"""For a file whose download breaks off."""

PART = ".part"
"""Ends the name of a file that's being downloaded."""


def export_library(client: Client, folder: Path, workers: int) -> Report:
    """Download what's missing in a folder; return a line for every file of the library. Raises ImportFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    refresh(client)
    files, manifest = list_files(client), Manifest(folder)
    paths = _choose_paths(files, manifest)
    exporter = _Exporter(client, folder, manifest, paths)
    display = ProgressDisplay("Exporting", len(files))
    report = Report()
    with display.show(), ThreadPoolExecutor(workers) as pool:
        for line in pool.map(exporter.download, files.values()):
            report.lines.append(line)
            display.advance(1, line.result.bytes)
    _write_settings(folder, list_settings(client), paths)
    return report


class _Exporter:
    def __init__(self, client: Client, folder: Path, manifest: Manifest, paths: Mapping[str, str]) -> None:
        self._client, self._folder, self._manifest, self._paths = client, folder, manifest, paths

    def download(self, file: LibraryFile) -> Line:
        """Download a file and its sidecar."""
        path = self._paths[file.name]
        result = Result(FAILED, path)
        for _ in range(MAX_ATTEMPTS):
            try:
                result = self._download(file, path)
                if result.status != FAILED:
                    self._download_sidecar(file, self._folder / f"{path}.xmp")
                    break
            except (Refused, OSError) as error:
                result = Result(FAILED, path, str(error))
        return Line(file.name, result)

    def _download(self, file: LibraryFile, path: str) -> Result:
        known = self._manifest.find_name(file.name)
        target = self._folder / path
        if known and known.path == path and target.is_file() and target.stat().st_size == known.bytes:
            stored = self._look_up(file, known)
            if stored and _is_same(known, stored):
                return Result(PRESENT, path, "", known.bytes, known.md5, is_verified=True)
        with self._client.open_stored(file.name) as response:
            if response is None:
                return Result(FAILED, path, "it was moved or deleted while it was being exported: run this again")
            stored, md5, size = describe_stored(response), *_save(response, target)
        if stored.md5 not in {"", md5} or stored.bytes != size:
            target.with_name(target.name + PART).unlink()
            return Result(FAILED, path, "other bytes arrived than storage has: run this again", size, md5)
        target.with_name(target.name + PART).replace(target)
        _set_time(target, file.taken)
        self._manifest.add(ManifestLine(path, file.name, size, md5, file.version, file.taken, file.taken_from))
        return Result(STORED, path, "", size, md5, is_verified=bool(stored.md5))

    def _look_up(self, file: LibraryFile, known: ManifestLine) -> StoredFile | None:
        """Return what storage has, without asking if the list says that nothing has changed."""
        if file.version and file.version == known.version and file.bytes == known.bytes:
            return StoredFile(known.bytes, known.md5, "")
        return self._client.find_stored(file.name)

    def _download_sidecar(self, file: LibraryFile, target: Path) -> None:
        if file.has_sidecar is False:
            target.unlink(missing_ok=True)
            return
        response = self._client.send("GET", photo_path(f"{file.name}.xmp"))
        if response.ok and not response.is_redirect:
            _write_at_once(target, response.content)
        else:
            target.unlink(missing_ok=True)


def _choose_paths(files: Iterable[str], manifest: Manifest) -> dict[str, str]:
    """Return where each file goes: where an earlier export put it, also if other names are new since."""
    known = {name: line.path for name in files if (line := manifest.find_name(name))}
    return {**choose_paths(files, known), **known}


def _save(response: requests.Response, target: Path) -> tuple[str, int]:
    """Write storage's response beside the target; return its MD5 and length."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.md5(usedforsecurity=False), 0
    with target.with_name(target.name + PART).open("wb") as file:
        try:
            for data in response.iter_content(CHUNK):
                file.write(data)
                digest.update(data)
                size += len(data)
        except requests.RequestException as error:
            raise OSError("the connection was lost: run this again") from error
    return digest.hexdigest(), size


def _is_same(known: ManifestLine, stored: StoredFile) -> bool:
    return stored.bytes == known.bytes and stored.md5 == known.md5


def _set_time(path: Path, taken: str) -> None:
    """Give a file the time of its photo, as far as the system can."""
    with suppress(ValueError, OSError, OverflowError):
        seconds = datetime.fromisoformat(taken).timestamp()
        os.utime(path, (seconds, seconds))


def _write_settings(folder: Path, settings: Mapping[str, Mapping[str, str]], paths: Mapping[str, str]) -> None:
    """Write `.album.json` as the gallery keeps it, so that other tools may copy the folder back, too."""
    folders = {}
    for name, path in paths.items():
        parts, local = name.split("/")[:-1], path.split("/")[:-1]
        folders.update({"/".join(parts[:depth]): "/".join(local[:depth]) for depth in range(1, len(parts) + 1)})
    for album, values in settings.items():
        target = folder / folders.get(album, choose_paths([album])[album]) / ALBUM_FILE
        _write_at_once(target, (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode())


def _write_at_once(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + PART)
    part.write_bytes(data)
    part.replace(target)
