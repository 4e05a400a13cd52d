"""Reads everything that a person named, each kind of source with its own reader."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from gallery.errors import GalleryError
from gallery.model.album_settings import OWNER
from gallery.model.folders import folder_of_album, is_timeline_folder
from gallery.model.names import clean_album
from importer.entries import Entry, FolderSource, Source, ZipSource, is_zip, open_source
from importer.errors import ImportFailed
from importer.found import Findings, is_private, merge_settings
from importer.sources import trees
from importer.sources.album_files import folders_around
from importer.sources.folders import read_folder
from importer.sources.gallery_exports import read_export
from importer.sources.icloud import read_icloud
from importer.sources.takeout import read_takeout
from importer.sources.trees import split_source

_UNDECODABLE = re.compile("[\ud800-\udfff]")
"""What Python has for each byte of a folder's name that isn't UTF-8. The gallery would leave them out."""

_SERVICE_ZIP = re.compile(r"takeout-.*\.zip|icloud.*\.zip", re.IGNORECASE)
"""Zips as Google and Apple name them. In a folder, they're opened too."""


def read_sources(paths: Sequence[Path], album: str | None = None) -> Findings:
    """Find the photos in folders, zips and files. `album` is for folders: see read_folder. Raises ImportFailed."""
    findings, takeout, icloud = Findings(), list[Entry](), list[Entry]()
    for source, everything in _open_all(paths):
        for (kind, root), entries in split_source(source, everything).items():
            match kind:
                case trees.EXPORT:
                    findings.add(read_export(source, root, entries))
                case trees.TAKEOUT:
                    takeout += entries
                case trees.ICLOUD:
                    icloud += entries
                case _:
                    findings.add(_clean(read_folder(source, entries, album)))
    findings.add(_clean(read_takeout(takeout)))
    findings.add(_clean(read_icloud(icloud)))
    return findings


def _clean(findings: Findings) -> Findings:
    """Give albums the names that the gallery has for them. Private ones stay private, whatever they're called then."""
    photos = [replace(found, album=_clean_album(found.album)) for found in findings.photos]
    names = {folder for found in photos for folder in folders_around(found.album) if folder}
    albums = {name: settings for album, settings in findings.albums.items() if (name := _clean_album(album)) in names}
    for found in photos:
        if found.is_private and not any(is_private(albums.get(name, {})) for name in folders_around(found.album)):
            albums[found.album] = merge_settings(albums.get(found.album, {}), {"visible": OWNER})
    return replace(findings, photos=photos, albums=albums)


def _clean_album(album: str) -> str:
    """Return an album's name as the gallery has it. One that's a year or a month there gets a word more."""
    try:
        cleaned = clean_album(_UNDECODABLE.sub("\ufffd", album))
    except GalleryError as error:
        raise ImportFailed(f"{album[:200]}: {error.message}") from error
    return f"{cleaned} album" if cleaned and is_timeline_folder(folder_of_album(cleaned)) else cleaned


def _open_all(paths: Sequence[Path]) -> list[tuple[Source, list[Entry]]]:
    """Open the sources, and the zips by Google and Apple in them, in the order of their names."""
    opened, seen = list[tuple[Source, list[Entry]]](), set[Path]()
    waiting = [open_source(path) for path in paths]
    while waiting:
        source = waiting.pop(0)
        if source.path.absolute() in seen:  # `import ~/Downloads ~/Downloads/takeout-001.zip`
            continue
        seen.add(source.path.absolute())
        entries = list(source.list_entries())
        if isinstance(source, FolderSource) and source.path.is_dir():
            zips = [entry for entry in entries if _is_service_zip(entry)]
            waiting += [ZipSource(source.path / entry.name) for entry in zips]
            entries = [entry for entry in entries if entry not in zips]
        opened.append((source, entries))
    return opened


def _is_service_zip(entry: Entry) -> bool:
    return is_zip(entry.file) and bool(_SERVICE_ZIP.fullmatch(entry.file)) and not entry.problem
