"""What people say about a photo. Its sidecar is the truth, its blob's metadata has a copy."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from gallery.model.album_tags import is_album_tag
from gallery.model.dates import DateHistory, parse_date
from gallery.model.embedded_facts import (
    MAX_CAPTION_BYTES,
    MAX_RATING,
    cut_tags,
    cut_text,
    encode_value,
    format_location,
    read_location,
)
from gallery.model.metadata_keys import lower_keys
from gallery.model.orientations import ORIENTATION, read_orientation, turn_with_copy

CAPTION, TAGS, RATING = "caption", "tags", "rating"
LOCATION = "sidecar_location"
"""Metadata key: where the photo was taken, as in the metadata of its file's own location."""

TAKEN, DAY = "sidecar_taken", "sidecar_day"
"""Metadata keys: the corrected date, and the day that a photo whose date was corrected here was filed under before."""

SIDECAR = "sidecar"
"""Metadata key: the version of the sidecar that the copy is from. See library/sidecars.py."""

EMPTY = "sidecar_empty"
"""Metadata key: the properties that are in the sidecar without a value, which hides those in the photo's file."""

CUT = "sidecar_cut"
"""Metadata key: `yes` if there's more in the sidecar."""

PROBLEM = "sidecar_problem"
"""Metadata key: why the sidecar doesn't count."""

COPY = "sidecar_copy"
"""Metadata key: the version of the copy, COPY_VERSION. Version 1, which isn't recorded, had no date, version 2 no
location."""

COPY_VERSION = "3"

OTHER_PHOTO, UNREADABLE = "other photo", "unreadable"
"""Values of PROBLEM."""

KEYS = frozenset({CAPTION, TAGS, RATING, ORIENTATION, LOCATION, TAKEN, DAY, SIDECAR, EMPTY, CUT, PROBLEM, COPY})

_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}
_NONCHARACTERS = "\ufffe\uffff"

FAVORITE = MAX_RATING
"""The rating of favorites."""


@dataclass(frozen=True)
class Annotations:
    """What people say. None is for what nobody talks about, so that what's in the file counts."""

    caption: str | None = None
    tags: tuple[str, ...] | None = None
    rating: int | None = None
    """0 to 5 stars."""
    taken: str | None = None
    """When the photo was taken. See dates.py for the format."""
    history: DateHistory = field(default=DateHistory())
    """Of `taken`. The copy in the metadata has its `day` only."""
    orientation: int | None = None
    """1 to 8, see model/orientations.py."""
    location: tuple[float, float] | None = None
    """Latitude and longitude in degrees. Only other software and the importer write it."""

    @property
    def is_favorite(self) -> bool:
        """Whether it has the highest rating."""
        return self.rating == FAVORITE

    def json(self) -> dict[str, object]:
        """Return what an edit takes to get these values again: null for what isn't said."""
        tags = None if self.tags is None else list(self.tags)
        return {"caption": self.caption, "tags": tags, "rating": self.rating, "orientation": self.orientation}


@dataclass(frozen=True)
class SidecarCopy:
    """The copy in a blob's metadata."""

    annotations: Annotations = Annotations()
    version: str = ""
    """"" without a sidecar."""
    is_cut: bool = False
    problem: str = ""

    def metadata(self) -> dict[str, str]:
        """Return the copy as blob metadata, with ASCII keys and values, cut to the limits."""
        said = self.annotations
        caption = cut_text(said.caption or "", MAX_CAPTION_BYTES)
        tags = _cut(said.tags or ())
        is_cut = (caption, tags) != (said.caption or "", said.tags or ())
        empty = [key for key, value in ((CAPTION, said.caption), (TAGS, said.tags)) if value is not None and not value]
        values = {
            CAPTION: encode_value(caption),
            TAGS: ",".join(map(encode_value, tags)),
            RATING: "" if said.rating is None else str(said.rating),
            TAKEN: said.taken or "",
            DAY: said.history.day,
            ORIENTATION: str(said.orientation or ""),
            LOCATION: format_location(*said.location) if said.location else "",
            SIDECAR: self.version,
            EMPTY: " ".join(empty),
            CUT: "yes" if is_cut else "",
            PROBLEM: self.problem,
            COPY: COPY_VERSION if self.version else "",
        }
        return {key: value for key, value in values.items() if value}

    @staticmethod
    def read(metadata: Mapping[str, str]) -> "SidecarCopy":
        """Return what a blob's metadata says, without what's invalid: other tools write metadata too."""
        known = lower_keys(metadata)
        if KEYS.isdisjoint(known):
            return NO_COPY
        empty, rating = known.get(EMPTY, "").split(), known.get(RATING, "")
        tags = clean_tags(map(unquote, known.get(TAGS, "").split(",")))
        caption = clean_caption(unquote(known.get(CAPTION, "")))
        return SidecarCopy(
            Annotations(
                caption=caption or ("" if CAPTION in empty else None),
                tags=tags or (() if TAGS in empty else None),
                rating=int(rating) if rating in tuple(map(str, range(MAX_RATING + 1))) else None,
                taken=parse_date(known.get(TAKEN, "")),
                history=DateHistory(parse_date(known.get(DAY, "")) or ""),
                orientation=read_orientation(known.get(ORIENTATION, "")),
                location=read_location(known.get(LOCATION, "")),
            ),
            version=known.get(SIDECAR, ""),
            is_cut=known.get(CUT) == "yes",
            problem=known.get(PROBLEM, ""),
        )


NO_COPY = SidecarCopy()
"""Of most photos."""


def replace_copy(metadata: Mapping[str, str], copy: Mapping[str, str]) -> dict[str, str]:
    """Return a photo's metadata with another copy of its sidecar, which may turn the photo."""
    return turn_with_copy(metadata, {**drop_annotations(metadata), **copy})


def drop_annotations(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return all other metadata."""
    return {key: value for key, value in metadata.items() if key.lower() not in KEYS}


def _cut(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Keep as many tags as fit. Those about albums come first, because pages need them."""
    kept = cut_tags(tags)
    return kept if kept == tags else cut_tags(tuple(sorted(tags, key=lambda tag: not is_album_tag(tag))))


def clean_caption(text: str) -> str:
    """Return a caption without control characters, which XML can't have, except for simple line breaks."""
    return "\n".join(_drop_controls(line).strip() for line in text.splitlines()).strip()


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags as lines without control characters, each once, without empty ones."""
    return tuple(dict.fromkeys(filter(None, (" ".join(_drop_controls(tag).split()) for tag in tags))))


def _drop_controls(text: str) -> str:
    # Format characters stay: they're part of emoji and of Persian words.
    return "".join(" " if unicodedata.category(char) in _CONTROLS or char in _NONCHARACTERS else char for char in text)
