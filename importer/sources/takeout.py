"""Google Takeout: photos in folders for years and for albums, with a JSON file for each.

The files of an export are spread over several zips, so a photo's JSON can be in another one. All of them are read as
one tree. Another export, perhaps of another account, is another tree, although its folders have the same names.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from importer.entries import UNREADABLE, Entry, FolderSource, Source, ZipSource
from importer.found import ARCHIVE, HIDDEN, NO_PHOTO, Findings, FoundPhoto, describe_other, may_be_photo
from importer.source_facts import NOTHING
from importer.sources.takeout_folders import LOCKED, ROOT, TRASH, find_albums, is_called, is_year
from importer.sources.takeout_json import (
    is_about_photo,
    is_locked,
    is_trashed,
    read_album_title,
    read_document,
    read_facts,
)
from importer.sources.takeout_names import match_jsons, possible_names, simplify_title

SAMPLE = 5
"""JSON files in a folder that are read to recognize an export without its top folder."""

_TOP = re.compile(rf"{ROOT}(?: \(?\d+\)?)?")
"""`Takeout 2`, as systems name the folder of the second zip."""

_EXPORT = re.compile(r"takeout-(\d{8}T\d{6}Z)")
"""What the names of all zips of an export start with."""


@dataclass
class _Folder:
    """A folder of the export, from all zips."""

    photos: list[Entry] = field(default_factory=list)
    jsons: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Contents of the JSON files about photos, by name."""
    unreadable: set[str] = field(default_factory=set)
    """Names of JSON files that can't be read."""
    title: str | None = None
    """The album's; None if no file says."""
    is_hidden: bool = False
    """Whether all its photos are to be hidden, also those without a JSON."""

    def is_set_apart(self, name: str, *, is_year: bool) -> bool:
        """Return whether it's the Locked Folder or the trash, by its name or by what all its JSON files say."""
        if is_called(name, LOCKED):
            return True
        if is_year:
            return False
        return self._all_say(is_locked) or (
            self.title is None and (is_called(name, TRASH) or self._all_say(is_trashed))
        )

    def may_be_locked(self, file: str) -> bool:
        """Return whether a JSON about a photo with nearly the same name says so, or can't be read."""
        names = {*possible_names(file)}
        locked = {name for name, document in self.documents.items() if is_locked(document)}
        return not names.isdisjoint(locked | self.unreadable)

    def _all_say(self, what: Callable[[Mapping[str, Any]], bool]) -> bool:
        return bool(self.documents) and all(map(what, self.documents.values()))


def find_takeout(source: Source, entries: Sequence[Entry]) -> set[str]:
    """Return the names of the entries that are from an export by Takeout.

    That's what is in its top folder. Without that, it's folders with JSON files about photos, and folders beside them
    that Takeout may have made.
    """
    inside = {entry.name for entry in entries if any(map(_TOP.fullmatch, entry.name.split("/")[:-1]))}
    by_folder = defaultdict[str, list[Entry]](list)
    for entry in entries:
        if entry.name not in inside:
            by_folder[entry.folder].append(entry)
    known = {folder for folder, children in by_folder.items() if _describes_photos(children)}
    within = _within_export(source)
    if within is not None and (known or is_called("/".join(within), LOCKED | TRASH)):
        return {entry.name for entry in entries}
    parents = {_parent_of(folder) for folder in known if folder}
    for folder, children in by_folder.items():
        if folder in known or (folder and _parent_of(folder) in parents and _may_be_ours(folder, children)):
            inside |= {entry.name for entry in children}
    return inside


def _describes_photos(entries: Sequence[Entry]) -> bool:
    jsons = [entry for entry in entries if _is_json(entry) and not entry.problem]
    return any(is_about_photo(read_document(entry) or {}) for entry in jsons[:SAMPLE])


def _may_be_ours(folder: str, entries: Sequence[Entry]) -> bool:
    return any(map(_is_json, entries)) or is_called(folder, LOCKED | TRASH) or is_year(folder)


def _parent_of(folder: str) -> str:
    return folder.rpartition("/")[0]


def read_takeout(entries: Iterable[Entry]) -> Findings:
    """Find the photos in the zips and folders of one or more exports."""
    findings, exports = Findings(), defaultdict[str, dict[str, _Folder]](lambda: defaultdict(_Folder))
    for entry in entries:
        export, name = _locate(entry)
        folder = exports[export][name]
        if entry.problem:
            findings.skip_unreadable(entry)
        elif _is_json(entry):
            folder.jsons[entry.file].append(entry)
        elif may_be_photo(entry):
            folder.photos.append(entry)
        else:
            findings.skip([entry], describe_other(entry))
    for export, folders in exports.items():
        _read_export(export, folders, findings)
    return findings


def _read_export(export: str, folders: dict[str, _Folder], findings: Findings) -> None:
    for folder in folders.values():
        _read_documents(folder, findings)
    albums = find_albums({name: folder.title for name, folder in folders.items()})
    for name, folder in folders.items():
        if folder.is_set_apart(name, is_year=not albums[name]):
            folder.is_hidden, albums[name] = True, ""
        _read_photos(f"{export}/{name}", folder, albums[name], findings)


def _read_documents(folder: _Folder, findings: Findings) -> None:
    """Sort a folder's JSON files into those about photos, the album's, and others."""
    for name, entries in folder.jsons.items():
        read = [(entry, read_document(entry)) for entry in entries]
        findings.refuse([entry for entry, document in read if document is None], UNREADABLE)
        folder.unreadable |= {name for _, document in read if document is None}
        entries[:] = [entry for entry, document in read if document is not None]
        document = next((document for _, document in read if document), {})
        title = read_album_title(document)
        if is_about_photo(document):
            folder.documents[name] = document
        elif title is not None:
            folder.title = title
            findings.skip(entries, "read: it describes an album")
        else:
            findings.skip(entries, "not about a photo")


def _read_photos(place: str, folder: _Folder, album: str, findings: Findings) -> None:
    found = _match(folder)
    for entry in folder.photos:
        document = folder.documents[found[entry.file]] if entry.file in found else {}
        facts = read_facts(document) if document else NOTHING
        if is_trashed(document):
            findings.skip([entry], "in the trash of Google Photos")
            continue
        is_hidden = folder.is_hidden or (not document and folder.may_be_locked(entry.file))
        if is_hidden and not facts.is_hidden:
            findings.doubts["Hidden, because it may be in Google's trash or Locked Folder"].append(entry)
        facts = replace(facts, is_hidden=facts.is_hidden or is_hidden)
        apart = [(HIDDEN, facts.is_hidden), (ARCHIVE, facts.is_archived)]
        albums = [album, *(name for name, is_in in apart if is_in)]
        findings.photos += [FoundPhoto(entry, name, facts, place) for name in albums]
    used = {*found.values()}
    for name in folder.documents:
        findings.skip(folder.jsons[name], "read: it describes a photo" if name in used else NO_PHOTO)


def _match(folder: _Folder) -> dict[str, str]:
    """Return the JSON of each photo that has one: by its name, or else by the photo's name that's in it."""
    files = {entry.file for entry in folder.photos}
    titles = {name: str(document.get("title", "")) for name, document in folder.documents.items()}
    found = match_jsons(files, titles)
    rest = folder.documents.keys() - found.values()
    by_title = defaultdict[str, list[str]](list)
    for name in rest:
        by_title[simplify_title(titles[name])].append(name)
    for file in files - found.keys():
        candidates = by_title.get(simplify_title(file), [])
        if len(candidates) == 1:
            found[file] = candidates[0]
    return found


def _locate(entry: Entry) -> tuple[str, str]:
    """Return which export an entry is from, and its folder, which is the same in all parts of the export."""
    parts = entry.name.split("/")[:-1]
    top = next((index for index, part in enumerate(parts) if _TOP.fullmatch(part)), None)
    if top is None:
        before, within = [], [*(_within_export(entry.source) or ()), *parts]
    else:
        before, within = parts[:top], parts[top + 1 :]
    return _name_export(entry, before), "/".join([ROOT, *within])


def _within_export(source: Source) -> Sequence[str] | None:
    """Return which folder of an export a person has named: `Google Photos/Rome`; None if it's not in one."""
    parts = source.path.absolute().parts if isinstance(source, FolderSource) else ()
    top = next((index for index, part in enumerate(parts) if _TOP.fullmatch(part)), None)
    return None if top is None else parts[top + 1 :]


def _name_export(entry: Entry, before: Sequence[str]) -> str:
    """Return what all parts of an export have in common: the time in their names, or else where they are."""
    for name in (entry.source.path.name, *before):
        if match := _EXPORT.match(name):
            return match[1]
    where = entry.source.path.parent if isinstance(entry.source, ZipSource) else entry.source.path
    return "/".join([str(where), *before])


def _is_json(entry: Entry) -> bool:
    return entry.file.lower().endswith(".json")
