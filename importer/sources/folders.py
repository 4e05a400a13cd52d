"""Folders of photos, perhaps with XMP sidecars: their own folders become albums, unless they stand for dates."""

import re
from collections import defaultdict
from collections.abc import Sequence

from gallery.model.file_classes import has_image_extension, has_raw_extension
from gallery.model.folders import ALBUM_FILE
from importer.entries import UNREADABLE, Entry, Source
from importer.found import Findings, FoundPhoto, describe_other, extension_of, may_be_photo, stem_of
from importer.sources.album_files import REFUSED, AlbumFiles
from importer.sources.dated_folders import is_dated

SUFFIX = ".xmp"

_CAMERA = re.compile(
    r"DCIM|Camera|Camera Roll|Camera Uploads?|Pictures|Photos"
    r"|\d{3}(?:APPLE|_?CANON|ND\w+|NIKON|MSDCF|_PANA|OLYMP|_FUJI|MEDIA|GOPRO)",
    re.IGNORECASE,
)
"""Folders that cameras and phones make."""


def read_folder(source: Source, entries: Sequence[Entry], album: str | None = None) -> Findings:
    """Find the photos in a folder or a zip. All go to `album`; "" files them by date, None keeps folders as albums.

    Folders whose `.album.json` says that only the owner sees them stay albums in any case.
    """
    findings, photos, sidecars = Findings(), list[Entry](), list[Entry]()
    albums = AlbumFiles(source, entries)
    for entry in entries:
        if entry.file == ALBUM_FILE:
            _note_album(entry, albums, findings)
        elif entry.problem:
            findings.skip_unreadable(entry)
        elif extension_of(entry.file) == SUFFIX and not entry.file.startswith("."):
            sidecars.append(entry)
        elif may_be_photo(entry):
            photos.append(entry)
        else:
            findings.skip([entry], describe_other(entry))
    found = match_sidecars(photos, sidecars)
    used = {sidecar.name for sidecar in found.values()}
    for entry in photos:
        if not albums.is_readable(entry.folder):
            findings.refuse([entry], REFUSED)
            continue
        is_private = albums.is_private(entry.folder)
        where = albums.name_of(entry.folder) if is_private else album
        where = _album_of(albums.name_of(entry.folder)) if where is None else where
        findings.photos.append(FoundPhoto(entry, where, sidecar=found.get(entry.name), is_private=is_private))
    for sidecar in sidecars:
        is_used = sidecar.name in used
        findings.skip([sidecar], "read: the sidecar of a photo" if is_used else "a sidecar whose photo isn't here")
    return findings


def _note_album(entry: Entry, albums: AlbumFiles, findings: Findings) -> None:
    settings = albums.found[entry.folder]
    if settings is None:
        findings.refuse([entry], UNREADABLE)
    else:
        findings.albums[albums.name_of(entry.folder)] = settings
        findings.skip([entry], "read: the settings of an album")


def match_sidecars(photos: Sequence[Entry], sidecars: Sequence[Entry]) -> dict[str, Entry]:
    """Return the sidecar of each photo that has one, by the photo's name.

    `IMG.jpg.xmp`, as Immich, digiKam and darktable write it, is that of `IMG.jpg`. `IMG.xmp`, as Lightroom and Apple
    write it, is that of the raw file with this stem, else of every other file with it. See docs/container-layout.md.
    """
    by_name = {photo.name.casefold(): photo for photo in photos}
    by_stem = defaultdict[str, list[Entry]](list)
    for photo in photos:
        by_stem[_without_extension(photo.name).casefold()].append(photo)
    found, shared = dict[str, Entry](), list[Entry]()
    for sidecar in sidecars:
        owner = by_name.get(_without_extension(sidecar.name).casefold())
        if owner:
            found[owner.name] = sidecar
        elif not has_image_extension(_without_extension(sidecar.name)):
            shared.append(sidecar)
    for sidecar in shared:
        candidates = by_stem.get(_without_extension(sidecar.name).casefold(), [])
        raw = [photo for photo in candidates if has_raw_extension(photo.name)]
        for photo in raw or candidates:
            found.setdefault(photo.name, sidecar)
    return found


def _album_of(folder: str) -> str:
    """Return the album for a folder; "" if all of its parts stand for dates, or are what cameras call theirs."""
    parts = [part for part in folder.split("/") if part]
    return "" if all(is_dated(part) or _CAMERA.fullmatch(part) for part in parts) else "/".join(parts)


def _without_extension(name: str) -> str:
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}{stem_of(file)}"
