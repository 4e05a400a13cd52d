"""What a photo is: a blob with a readable name, and the facts that lie beside it as metadata. Pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum, auto
from functools import cached_property, lru_cache
from typing import Any

PREVIEW_SIZES = (240, 480, 2048)
"""Pixels: height of the grid's rows at one and two device pixels per CSS pixel; the viewer's long edge at most."""

PREVIEW_VERSION = 2
"""Version of the preview scheme; a photo developed by another one is developed again."""

TRASH = ".trash/"
ROOT = ""
"""The album of photos that are in no folder."""
ROOT_QUERY = "."
"""ROOT in a request, where the host drops empty values; no folder that is shown can have this name."""

NARROWEST, WIDEST = 0.4, 4.0
"""Aspect ratios (width / height) beyond which a photo makes rows no higher or lower, on the average: it is cropped."""

_DATED = re.compile(r"(\d{4})/(\d{2})/(\d{2})/[^/]+", re.ASCII | re.DOTALL)
_TAKEN = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?([+-]\d{2}:\d{2})?)?", re.ASCII)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_SIZE = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_TAKEN_FROM = {"exif", "xmp", "name", "file", "upload"}
_FACTS = {"taken", "taken_from", "width", "height", "colour"}


class Place(Enum):
    """Where a name puts a blob: exactly one of these."""

    DATED = auto()
    ALBUM = auto()
    ROOT = auto()
    HIDDEN = auto()


def place_of(name: str) -> Place:
    """The one place of a blob's name."""
    folder, _, file = name.rpartition("/")
    if not file or name.startswith(".") or "/." in name:
        return Place.HIDDEN
    if dated_day(name):
        return Place.DATED
    return Place.ALBUM if folder or name.startswith("/") else Place.ROOT


def dated_day(name: str) -> date | None:
    """The day under which `YYYY/MM/DD/file` is filed, None for every other name."""
    parts = _DATED.fullmatch(name)
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None


def folder_of(album: str) -> str:
    """The prefix that all names of an album share: `Trips/Rome/`, and "" for ROOT.

    A folder whose own name starts with "/" keeps its last slash in the album's name, so that no
    two folders share one.
    """
    return album if album == ROOT or album.startswith("/") else f"{album}/"


def album_of(folder: str) -> str:
    """The opposite of folder_of."""
    return folder if folder.startswith("/") else folder.removesuffix("/")


def album_named_in(name: str) -> str | None:
    """The album that a photo's name puts it in; ROOT when in none; None when filed by date."""
    return None if dated_day(name) else album_of(name[: name.rfind("/") + 1])


@dataclass(frozen=True)
class Blob:
    """What Blob Storage says of one file."""

    name: str
    length: int
    """Bytes."""
    etag: str
    md5: bytes | None
    content_type: str
    created: datetime
    """UTC."""
    metadata: Mapping[str, str]

    @cached_property
    def place(self) -> Place:
        """Where its name puts it."""
        return place_of(self.name)

    @cached_property
    def photo(self) -> "Photo":
        """Itself as a photo, the same each time, so that what one look finds out serves the next."""
        return Photo(self)


@dataclass(frozen=True)
class Facts:
    """What developing finds out about a photo, kept as its blob's metadata."""

    taken: str
    """ISO 8601 wall clock as the camera wrote it, with the UTC offset when known; a day alone when no time is."""
    taken_from: str
    width: int
    """Pixels, after orientation."""
    height: int
    colour: str

    @property
    def day_folder(self) -> str:
        """`2026/09/12/`, where a photo that is in no album is filed."""
        return self.taken[:10].replace("-", "/") + "/"

    def metadata(self) -> dict[str, str]:
        """As blob metadata: ASCII keys and values."""
        return {
            "taken": self.taken,
            "taken_from": self.taken_from,
            "width": str(self.width),
            "height": str(self.height),
            "colour": self.colour,
        }

    @staticmethod
    def read(metadata: Mapping[str, str]) -> "Facts | None":
        """None when they are not complete, or not ours: any tool may write metadata."""
        # Names of metadata ignore case; that they are all written as we write them is the rule, and soon seen.
        known = metadata if metadata.keys() >= _FACTS else {key.lower(): value for key, value in metadata.items()}
        taken, colour = known.get("taken", ""), known.get("colour", "")
        width, height, taken_from = known.get("width", ""), known.get("height", ""), known.get("taken_from", "")
        readable = _is_moment(taken) and _COLOUR.fullmatch(colour) and taken_from in _TAKEN_FROM
        if not readable or not _SIZE.fullmatch(width) or not _SIZE.fullmatch(height):
            return None
        return Facts(taken, taken_from, int(width), int(height), colour)


def _is_moment(taken: str) -> bool:
    try:
        return bool(_TAKEN.fullmatch(taken) and datetime.fromisoformat(taken))
    except ValueError:
        return False


@dataclass(frozen=True)
class Photo:
    """One photo as the gallery shows it."""

    blob: Blob = field(repr=False)

    @property
    def name(self) -> str:
        """The blob's full name, the photo's identity."""
        return self.blob.name

    @property
    def file(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]

    @property
    def album(self) -> str | None:
        """See album_named_in."""
        return album_named_in(self.name)

    @cached_property
    def facts(self) -> Facts | None:
        """None until it is developed."""
        return Facts.read(self.blob.metadata)

    @cached_property
    def version(self) -> str | None:
        """First 16 hex digits of the Content-MD5, which name its previews; None until it has one."""
        return self.blob.md5.hex()[:16] if self.blob.md5 else None

    @cached_property
    def developed(self) -> bool:
        """Facts known, and previews of today's scheme written; has_previews says whether they are still there."""
        claimed = self.blob.metadata.get("previews", "").startswith(f"{PREVIEW_VERSION}-")
        return claimed and self.facts is not None and self.version is not None

    def has_previews(self, generation: str) -> bool:
        """Whether its previews lie in the previews container of this generation, under its name of now."""
        claim = self.version and previews_claim(generation, self.name, self.version)
        return self.developed and self.blob.metadata.get("previews") == claim

    @cached_property
    def when(self) -> str:
        """By what photos are sorted: the time taken; the day of the folder wherever it says another one;
        the time it came to storage (UTC) while nothing else is known.
        """
        taken = self.facts.taken if self.facts else ""
        day = dated_day(self.name)
        if day:
            return taken if taken.startswith(day.isoformat()) else day.isoformat()
        return taken or self.blob.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

    @property
    def month(self) -> str:
        """`2026-09`."""
        return self.when[:7]

    @cached_property
    def cursor(self) -> str:
        """Its position in any list, newest first; compare with `<`."""
        return f"{self.when} {self.name}"

    @property
    def day(self) -> str:
        """`2026-09-12`."""
        return self.when[:10]

    @property
    def ratio(self) -> float:
        """Width / height as it counts for the height of rows; that of most cameras until it is known."""
        return min(max(self.facts.width / self.facts.height, NARROWEST), WIDEST) if self.facts else 4 / 3

    def json(self) -> dict[str, Any]:
        """The `photo` of the JSON interface."""
        facts = self.facts
        return {
            "name": self.name,
            "file": self.file,
            "album": self.album,
            "taken": facts and facts.taken,
            "taken_from": facts and facts.taken_from,
            "when": self.when,
            "width": facts and facts.width,
            "height": facts and facts.height,
            "colour": facts and facts.colour,
            "bytes": self.blob.length,
            "version": self.version,
            "developed": self.developed,
        }


def is_photo(blob: Blob) -> bool:
    """False for what is hidden, not finished, a folder's marker, or was found to be no picture."""
    return bool(blob.length) and blob.place is not Place.HIDDEN and blob.metadata.get("developed") != "no"


def is_trashed(blob: Blob) -> bool:
    """True for what was a photo before it went to the trash."""
    former = blob.name.removeprefix(TRASH)
    return bool(blob.length) and former != blob.name and place_of(former) is not Place.HIDDEN


@lru_cache(maxsize=2_000)
def previews_claim(generation: str, photo_name: str, version: str) -> str:
    """What a photo's metadata says of its previews: the scheme, and a digest of all that must not have changed since.

    Not true any more once the photo has other bytes or another name, by whatever tool, or the container is a new one.
    A page asks for that of each photo three times, and the next page again.
    """
    covered = f"{generation}/{preview_name(photo_name, version, 0)}"
    return f"{PREVIEW_VERSION}-{hashlib.sha256(covered.encode()).hexdigest()[:16]}"


def preview_name(photo_name: str, version: str, size: int) -> str:
    """Name of a preview's blob: changes with the photo's bytes, so it may be cached for ever.

    In the trash a photo keeps the previews of its former name. What kind of picture it is, its content type says.
    """
    return f"{photo_name.removeprefix(TRASH)}/{version}-{size}"
