"""What `dev.py export` wrote: the photos go back under exactly the names they had."""

from collections.abc import Sequence
from contextlib import suppress

from gallery.errors import BadRequest
from gallery.model.folders import ALBUM_FILE
from gallery.model.names import clean_album
from importer.entries import READ_ERRORS, UNREADABLE, Entry, Source
from importer.found import Findings, FoundPhoto, describe_other, may_be_photo
from importer.manifest import MANIFEST, Manifest
from importer.sources.album_files import REFUSED, folders_around, read_all_settings
from importer.sources.folders import SUFFIX, match_sidecars

MAX_MANIFEST_BYTES = 2_000_000_000


def read_export(source: Source, root: str, entries: Sequence[Entry]) -> Findings:
    """Find the photos of an export in a folder of a source, and the settings of its albums."""
    findings, manifest = Findings(), _read_manifest(source, root, entries)
    unreadable = _read_albums(root, entries, manifest, findings)
    photos = [entry for entry in entries if may_be_photo(entry) and not entry.problem]
    sidecars = [entry for entry in entries if entry.name.lower().endswith(SUFFIX) and not entry.problem]
    found = match_sidecars(photos, sidecars)
    for entry in photos:
        if unreadable.intersection(folders_around(entry.folder)):
            findings.refuse([entry], REFUSED)
            continue
        line = manifest.find(_within(root, entry.name))
        name, taken = (line.name, line.other_date) if line else (_within(root, entry.name), "")
        findings.photos.append(FoundPhoto(entry, sidecar=found.get(entry.name), wanted=name, taken=taken))
    used = {sidecar.name for sidecar in found.values()}
    names = {entry.name for entry in photos}
    for entry in entries:
        if entry.name in names or entry.file == ALBUM_FILE:
            continue
        if entry.problem:
            findings.skip_unreadable(entry)
        elif entry.name in used:
            findings.skip([entry], "read: the sidecar of a photo")
        else:
            findings.skip([entry], "the list of the export" if entry.file == MANIFEST else describe_other(entry))
    return findings


def _read_albums(root: str, entries: Sequence[Entry], manifest: Manifest, findings: Findings) -> set[str]:
    """Read the settings of albums; return the folders whose settings can't be read."""
    found = read_all_settings(entries)
    for entry in entries:
        if entry.file == ALBUM_FILE:
            settings = found[entry.folder]
            if settings is None:
                findings.refuse([entry], UNREADABLE)
            else:
                album = _clean_album(manifest.name_of_folder(_within(root, entry.folder)))
                findings.add(Findings(albums={album: settings}))
                findings.skip([entry], "read: the settings of an album")
    return {folder for folder, settings in found.items() if settings is None}


def _clean_album(album: str) -> str:
    """Return the album that gets the photos of one of this name. If it isn't the same, they can't get their names."""
    with suppress(BadRequest):  # Setting it up will say that the name is too long.
        return clean_album(album)
    return album


def _read_manifest(source: Source, root: str, entries: Sequence[Entry]) -> Manifest:
    text = ""
    for entry in entries:
        if _within(root, entry.name) == MANIFEST and not entry.problem:
            try:
                text = entry.read(MAX_MANIFEST_BYTES).decode(errors="replace")
            except READ_ERRORS:
                text = ""
    return Manifest(source.path / root, text)


def _within(root: str, path: str) -> str:
    return path.removeprefix(f"{root}/") if root else path
