"""Apple's copies of iCloud Photos (privacy.apple.com): photos, tables about them, and tables of albums.

Like Takeout, it comes in several zips, and all of them are read as one.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from importer.entries import READ_ERRORS, UNREADABLE, Entry, Source, ZipSource
from importer.found import HIDDEN, Findings, FoundPhoto, describe_other, extension_of, may_be_photo, stem_of
from importer.source_facts import SourceFacts
from importer.sources.album_files import folders_around
from importer.sources.icloud_rows import Matches, Row, Rows

MAX_CSV_BYTES = 50_000_000
_DETAILS = re.compile(r"(?:photo|shared library) details(?:-\d+)?\.csv", re.IGNORECASE)
_PART = re.compile(r"icloud photos? part \d+ of \d+.*", re.IGNORECASE)
"""Apple's zips, and folders in which they were unpacked."""

_PHOTO_FOLDERS = frozenset({"Recently Deleted", "iCloud Shared Albums"})
_TABLE_FOLDERS = frozenset({"Albums", "Memories"})
"""What's beside the folder of photos."""

_DATE = re.compile(r"\w+,? (\w+) (\d\d?), ?(\d{4}),? (\d\d?):(\d\d)(?::(\d\d))?\s(AM|PM) GMT", re.IGNORECASE)
"""`Saturday January 15,2022 7:31 PM GMT`."""

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_ALBUM_HEADERS = {"images", "imgname", "imagename"}


def find_icloud(source: Source, entries: Sequence[Entry]) -> set[str]:
    """Return the names of the entries that are from a copy of iCloud Photos.

    That's everything in its zips and in folders that are called like them. Elsewhere it's the folders with tables about
    photos, and what Apple puts beside these.
    """
    if isinstance(source, ZipSource) and _PART.match(source.path.name):
        return {entry.name for entry in entries}
    tables = {entry.folder for entry in entries if _DETAILS.fullmatch(entry.file)}
    around = tables | {folder.rpartition("/")[0] for folder in tables if folder}
    return {entry.name for entry in entries if _is_from_apple(entry, tables, around)}


def _is_from_apple(entry: Entry, tables: set[str], around: set[str]) -> bool:
    folders = entry.folder.split("/")
    if entry.folder in tables or any(folder in tables for folder in folders_around(entry.folder) if folder):
        return True
    if any(map(_PART.fullmatch, folders)) or ("" in tables and folders[0] == "Photos"):
        return True
    beside = {part for depth, part in enumerate(folders) if "/".join(folders[:depth]) in around}
    return bool(beside & _PHOTO_FOLDERS or (beside & _TABLE_FOLDERS and extension_of(entry.file) == ".csv"))


def read_icloud(entries: Iterable[Entry]) -> Findings:
    """Find the photos in a copy's zips and folders."""
    findings, photos, tables = Findings(), list[Entry](), list[Entry]()
    for entry in entries:
        if entry.problem:
            findings.skip_unreadable(entry)
        elif extension_of(entry.file) == ".csv":
            tables.append(entry)
        elif may_be_photo(entry):
            photos.append(entry)
        else:
            findings.skip([entry], describe_other(entry))
    rows, albums = _read_tables(tables, findings)
    refused = [other.entry for other in findings.others if other.is_refused]
    matches = Rows(rows, photos, [entry for entry in refused if _DETAILS.fullmatch(entry.file)])
    for entry in photos:
        _add_photo(entry, matches.find(entry), albums, findings)
    return findings


def _add_photo(entry: Entry, matches: Matches, albums: dict[str, list[str]], findings: Findings) -> None:
    if "Recently Deleted" in entry.name.split("/") or matches.is_deleted:
        findings.skip([entry], "deleted in Apple Photos")
        return
    _note_doubts(entry, matches, findings)
    facts = _read_facts(matches)
    names = [*([HIDDEN] if facts.is_hidden else []), *albums.get(entry.file.casefold(), []), *_shared_album(entry)]
    findings.photos += [FoundPhoto(entry, album, facts) for album in names or [""]]


def _note_doubts(entry: Entry, matches: Matches, findings: Findings) -> None:
    if matches.may_be_deleted:
        findings.doubts["Imported, although a photo with this name was deleted in Apple Photos"].append(entry)
    if matches.is_hidden and matches.may_be_visible:
        reason = (
            "its table can't be read" if matches.is_unreadable else "a photo with its name is hidden in Apple Photos"
        )
        findings.doubts[f"Hidden, because {reason}"].append(entry)


def _read_tables(tables: Iterable[Entry], findings: Findings) -> tuple[list[Row], dict[str, list[str]]]:
    """Return the rows about photos, and the albums of each photo."""
    rows, albums = list[Row](), defaultdict[str, list[str]](list)
    for entry in tables:
        try:
            table = _read_csv(entry)
        except (*READ_ERRORS, csv.Error):
            findings.refuse([entry], UNREADABLE)
            continue
        if _DETAILS.fullmatch(entry.file):
            rows += [Row(entry, row) for row in table]
            findings.skip([entry], "read: it describes photos")
        elif "Albums" in entry.name.split("/"):
            for row in table:
                for header in _ALBUM_HEADERS & row.keys():
                    albums[row[header].casefold()].append(stem_of(entry.file))
            findings.skip([entry], "read: it describes an album")
        else:
            findings.skip([entry], "a list by Apple, such as a memory, which isn't an album")
    return rows, albums


def _read_csv(entry: Entry) -> list[dict[str, str]]:
    """Return the rows of a table, with column names in lower case. Raises READ_ERRORS, csv.Error."""
    text = entry.read(MAX_CSV_BYTES).decode("utf-8-sig", "replace")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [
        {key.strip().lower(): value for key, value in row.items() if key and isinstance(value, str)} for row in rows
    ]


def _read_facts(matches: Matches) -> SourceFacts:
    taken, uploaded = (_read_date(matches.read(key)) for key in ("originalcreationdate", "importdate"))
    return SourceFacts(taken, uploaded, is_favorite=matches.is_favorite, is_hidden=matches.is_hidden)


def _read_date(text: str) -> datetime | None:
    """Return a date in a table, in UTC. It's always English, and has no seconds."""
    match = _DATE.fullmatch(" ".join(text.split()))
    if not match or match[1].lower() not in _MONTHS:
        return None
    month, hour = _MONTHS.index(match[1].lower()) + 1, int(match[4]) % 12 + 12 * (match[7].upper() == "PM")
    try:
        return datetime(int(match[3]), month, int(match[2]), hour, int(match[5]), int(match[6] or 0), tzinfo=UTC)
    except ValueError:
        return None


def _shared_album(entry: Entry) -> list[str]:
    """Return the shared album whose folder a photo is in: `iCloud Shared Albums/Rome/IMG_1.JPG`."""
    parts = entry.name.split("/")
    return [parts[-2]] if "iCloud Shared Albums" in parts[:-2] else []
