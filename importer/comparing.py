"""Proof of an export or a restore: compares every file of a folder with what storage has."""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

from gallery.model.folders import ALBUM_FILE
from importer.client import Client
from importer.entries import Entry, FolderSource
from importer.errors import Refused
from importer.found import may_be_photo
from importer.library import LibraryFile, list_files, list_settings, refresh
from importer.local_files import hash_file
from importer.manifest import Manifest
from importer.progress import ProgressDisplay
from importer.results import FAILED, Line, Result
from importer.sources.album_files import read_settings

IDENTICAL, MISSING, DIFFERENT, EXTRA = "identical", "missing in the folder", "different", "only in the folder"
MAX_SIDECAR_BYTES = 256 * 1024
OF = "{urn:photo-gallery:sidecar/}of"
"""The gallery adds it to sidecars that it stores: which bytes they belong to."""


def compare_library(client: Client, folder: Path, workers: int) -> list[Line]:
    """Return a line for every photo of the gallery or the folder, and for albums that differ. Raises ImportFailed."""
    refresh(client)
    files, manifest = list_files(client), Manifest(folder)
    paths = {name: known.path if (known := manifest.find_name(name)) else name for name in files}
    display = ProgressDisplay("Comparing", len(files))
    lines = list[Line]()
    with display.show(), ThreadPoolExecutor(workers) as pool:
        for line in pool.map(lambda file: _compare_safely(client, file, folder / paths[file.name]), files.values()):
            lines.append(line)
            display.advance(1, line.result.bytes)
    local = [entry for entry in FolderSource(folder).list_entries() if not entry.problem]
    lines += _find_extra(local, {*paths.values()})
    lines += _compare_settings(local, manifest, list_settings(client))
    return lines


def is_identical(lines: list[Line]) -> bool:
    """Return whether the folder has all that the gallery has, and nothing else."""
    return all(line.result.status == IDENTICAL for line in lines)


def summarize(lines: list[Line]) -> str:
    """Return a sentence with the counts."""
    counts = Counter(line.result.status for line in lines)
    return f"{len(lines):,} compared: " + ", ".join(f"{counts[one]:,} {one}" for one in _ORDER if counts[one]) + "."


_ORDER = (IDENTICAL, DIFFERENT, MISSING, EXTRA, FAILED)


def _compare_safely(client: Client, file: LibraryFile, path: Path) -> Line:
    try:
        return _compare(client, file, path)
    except (Refused, OSError) as error:
        if isinstance(error, Refused) and error.status == HTTPStatus.UNAUTHORIZED:
            raise
        return Line(file.name, Result(FAILED, reason=f"it couldn't be compared: {error}"))


def _compare(client: Client, file: LibraryFile, path: Path) -> Line:
    if not path.is_file() or path.is_symlink():
        return Line(file.name, Result(MISSING))
    stored = client.find_stored(file.name)
    own = hash_file(path)
    if not stored:
        return Line(file.name, Result(EXTRA, reason="it was just deleted in the gallery"))
    if not stored.agrees_with(own):
        return Line(file.name, Result(DIFFERENT, "", "other bytes", own.size, own.md5))
    if not _has_same_sidecar(client, file, path.with_name(f"{path.name}.xmp")):
        return Line(file.name, Result(DIFFERENT, "", "another sidecar", own.size, own.md5))
    reason = "" if stored.is_identified else "storage has no MD5 of it: only the length was compared"
    return Line(file.name, Result(IDENTICAL, "", reason, own.size, own.md5, is_verified=stored.is_identified))


def _has_same_sidecar(client: Client, file: LibraryFile, path: Path) -> bool:
    theirs = None if file.has_sidecar is False else client.find_sidecar(file.name)
    if theirs is None and file.has_sidecar:
        raise Refused(HTTPStatus.NOT_FOUND, "the gallery can't read its sidecar")
    own = path.read_bytes()[:MAX_SIDECAR_BYTES] if path.is_file() else None
    if own == theirs or own is None or theirs is None:
        return own == theirs
    try:
        return _properties_of(own) == _properties_of(theirs)
    except ET.ParseError:
        return False


def _properties_of(data: bytes) -> list[tuple[str, str]]:
    """Return everything that a sidecar says, as far as it isn't about the sidecar itself."""
    said = list[tuple[str, str]]()
    for element in ET.fromstring(data).iter():  # noqa: S314 - the owner's own; expat limits the growth of entities
        if element.tag != OF:
            said += [(element.tag, (element.text or "").strip()), *element.attrib.items()]
    return sorted(one for one in said if one[0] != OF)


def _find_extra(local: list[Entry], known: set[str]) -> Iterator[Line]:
    for entry in local:
        if may_be_photo(entry) and entry.name not in known:
            yield Line(entry.name, Result(EXTRA, reason="the gallery has no such photo (any more)"))


def _compare_settings(
    local: list[Entry], manifest: Manifest, settings: Mapping[str, Mapping[str, str]]
) -> Iterator[Line]:
    files = {manifest.name_of_folder(entry.folder): entry for entry in local if entry.file == ALBUM_FILE}
    for album in sorted(settings.keys() | files.keys()):
        own = (read_settings(files[album]) if album in files else None) or {}
        if {key: value for key, value in own.items() if value} != settings.get(album, {}):
            yield Line(f"{album}/{ALBUM_FILE}", Result(DIFFERENT, reason="other settings of the album"))
