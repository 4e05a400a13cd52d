"""A photo: a blob with a readable name, and facts in its metadata."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from gallery.model.blobs import Blob
from gallery.model.folders import TRASH, NameClass, album_of_name, classify_name, day_of_name
from gallery.model.preview_names import PREVIEW_VERSION, preview_marker

NARROWEST, WIDEST = 0.4, 4.0
"""Aspect ratios (width / height). Rows crop photos beyond these, so in sums of ratios they count as these."""

_TAKEN = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?([+-]\d{2}:\d{2})?)?", re.ASCII)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_SIZE = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_TAKEN_FROM = {"exif", "xmp", "name", "file", "upload"}
_FACTS = {"taken", "taken_from", "width", "height", "colour"}


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
        """See album_of_name."""
        return album_of_name(self.name)

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
        claim = self.version and preview_marker(generation, self.name, self.version)
        return self.developed and self.blob.metadata.get("previews") == claim

    @cached_property
    def when(self) -> str:
        """By what photos are sorted: the time taken; the day of the folder wherever it says another one;
        the time it came to storage (UTC) while nothing else is known.
        """
        taken = self.facts.taken if self.facts else ""
        day = day_of_name(self.name)
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
    return bool(blob.length) and blob.name_class is not NameClass.HIDDEN and blob.metadata.get("developed") != "no"


def is_trashed(blob: Blob) -> bool:
    """True for what was a photo before it went to the trash."""
    former = blob.name.removeprefix(TRASH)
    return bool(blob.length) and former != blob.name and classify_name(former) is not NameClass.HIDDEN


def photo_of(blob: Blob) -> Photo:
    """The blob as a photo: always the same object, so that its properties are computed once."""
    photo = blob.derived.get("photo")
    if photo is None:
        photo = blob.derived["photo"] = Photo(blob)
    return photo
