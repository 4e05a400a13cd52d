"""What a photo's file says about the photo besides its facts. Kept as blob metadata, so that a listing has it.

Only the owner may learn any of it: cameras and phones write places there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from urllib.parse import quote, unquote

from gallery.model.facts import CODECS, DURATION, MOTION
from gallery.model.metadata_keys import lower_keys

FACTS_VERSION = "4"
"""Version of what developing a photo finds out. Version 1, which isn't recorded, had no embedded facts, and version 2
found no motion photos. Version 3 had no content identifiers."""

VERSION = "facts"
CAMERA, LENS, LOCATION = "camera", "lens", "location"
CAPTION, TAGS, RATING = "embedded_caption", "embedded_tags", "embedded_rating"
CUT = "embedded_cut"
CONTENT_ID = "content_id"
"""Metadata keys. `caption` and `tags` without a prefix are for what people say about a photo in the gallery."""

_KEYS = {VERSION, CAMERA, LENS, LOCATION, CAPTION, TAGS, RATING, CUT, CONTENT_ID, DURATION, CODECS, MOTION}

_READ = (CAMERA, LENS, LOCATION, CAPTION, TAGS, RATING, CUT, CONTENT_ID)
_MISSING = ("",) * len(_READ)

MAX_CAPTION_BYTES, MAX_TAGS_BYTES, MAX_OTHER_BYTES = 2_000, 3_000, 200
"""Limits after percent-encoding. With them, all that the gallery knows about a photo takes up to 5,850 bytes, and the
mark of a move up to 2,100 (see pending_moves.py)."""

MAX_METADATA_BYTES = 8_000
"""Names and values together. The service allows 8 KiB (REST docs, "Setting and retrieving properties and metadata")."""

_LEAST_IMPORTANT = ((TAGS, CUT), (CAPTION, CUT), ("tags", "sidecar_cut"), ("caption", "sidecar_cut"))
"""What's left out first, each with the key that says so. See annotations.py for the last two."""

MAX_RATING, MAX_LATITUDE, MAX_LONGITUDE = 5, 90, 180
"""Stars, degrees, degrees."""

_LOCATION_PATTERN = re.compile(r"(-?\d{1,2}\.\d{6}),(-?\d{1,3}\.\d{6})", re.ASCII)
_CONTENT_ID_PATTERN = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
"""A UUID, as far as Apple's software is concerned."""

_RATING_PATTERN = re.compile(rf"[1-{MAX_RATING}]", re.ASCII)


@dataclass(frozen=True)
class EmbeddedFacts:
    """Camera, location, caption, tags and rating in a photo's file, as far as known."""

    camera: str = ""
    """Maker and model."""
    lens: str = ""
    latitude: float | None = None
    """Decimal degrees, north and east are positive. Either both coordinates are known or none."""
    longitude: float | None = None
    caption: str = ""
    tags: tuple[str, ...] = ()
    rating: int = 0
    """1 to 5 stars; 0 without a rating."""
    is_cut: bool = False
    """Whether there's more caption or tags in the file."""
    content_id: str = ""
    """Apple's content identifier, which both files of a live photo have, in capitals."""

    def metadata(self) -> dict[str, str]:
        """Return what's known as blob metadata, with ASCII keys and values, cut to the limits, and the version."""
        return {VERSION: FACTS_VERSION, **self.partial_metadata()}

    def partial_metadata(self) -> dict[str, str]:
        """Return the same without the version: there may be more in the file."""
        caption, tags = cut_text(self.caption, MAX_CAPTION_BYTES), cut_tags(self.tags)
        is_cut = self.is_cut or (caption, tags) != (self.caption, self.tags)
        values = {
            CAMERA: encode_value(cut_text(self.camera, MAX_OTHER_BYTES)),
            LENS: encode_value(cut_text(self.lens, MAX_OTHER_BYTES)),
            LOCATION: self._format_location(),
            CAPTION: encode_value(caption),
            TAGS: ",".join(map(encode_value, tags)),
            RATING: str(self.rating) if 1 <= self.rating <= MAX_RATING else "",
            CUT: "yes" if is_cut else "",
            CONTENT_ID: clean_content_id(self.content_id),
        }
        return {key: value for key, value in values.items() if value}

    @staticmethod
    def read(metadata: Mapping[str, str]) -> "EmbeddedFacts":
        """Return what a blob's metadata says, without what's invalid: other tools write metadata too."""
        return _read(*map(lower_keys(metadata).get, _READ, _MISSING))

    def _format_location(self) -> str:
        if self.latitude is None or self.longitude is None or not is_on_earth(self.latitude, self.longitude):
            return ""
        return format_location(self.latitude, self.longitude)


@lru_cache(maxsize=1_000)
def _read(  # noqa: PLR0913, PLR0917 - the values of _READ
    camera: str, lens: str, location: str, caption: str, tags: str, rating: str, cut: str, content_id: str
) -> EmbeddedFacts:
    # Cached, because all of this is the same for most photos of a camera that doesn't know where it is.
    latitude, longitude = read_location(location) or (None, None)
    return EmbeddedFacts(
        camera=decode_value(camera),
        lens=decode_value(lens),
        latitude=latitude,
        longitude=longitude,
        caption=decode_value(caption),
        tags=decode_tags(tags),
        rating=int(rating) if _RATING_PATTERN.fullmatch(rating) else 0,
        is_cut=cut == "yes",
        content_id=clean_content_id(content_id),
    )


def clean_content_id(text: str) -> str:
    """Return a content identifier in capitals, or "" if it isn't one."""
    return text.upper() if _CONTENT_ID_PATTERN.fullmatch(text) else ""


def read_content_id(metadata: Mapping[str, str]) -> str:
    """Return the content identifier in a blob's metadata, or "". Reading that alone is faster."""
    return clean_content_id(metadata.get(CONTENT_ID, ""))


def has_current_version(metadata: Mapping[str, str]) -> bool:
    """Return whether the facts in a blob's metadata were read by this version of the gallery."""
    # Keys ignore case. Checking first whether it's written in our way is faster.
    is_ours = metadata.get(VERSION) == FACTS_VERSION
    return is_ours or any(key.lower() == VERSION and value == FACTS_VERSION for key, value in metadata.items())


def drop_embedded_facts(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return all other metadata, so that nothing remains of facts that a file no longer has, also of a video."""
    return {key: value for key, value in metadata.items() if key.lower() not in _KEYS}


def fit_metadata(metadata: Mapping[str, str]) -> dict[str, str]:
    """Leave out tags and captions if the metadata is too large for the service. The photo's file or sidecar has them.

    Otherwise a photo with a long name, or with much metadata of another tool, couldn't be developed, moved or deleted.
    """
    fitted = dict(metadata)
    for key, mark in _LEAST_IMPORTANT:
        if _size(fitted) > MAX_METADATA_BYTES and key in fitted:
            del fitted[key]
            fitted[mark] = "yes"
    return fitted


def _size(metadata: Mapping[str, str]) -> int:
    return sum(len(key) + len(value) for key, value in metadata.items())


def format_location(latitude: float, longitude: float) -> str:
    """Return the metadata LOCATION."""
    return f"{latitude:.6f},{longitude:.6f}"


def read_location(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the metadata LOCATION, or None if it's invalid."""
    match = _LOCATION_PATTERN.fullmatch(text)
    if match is None or not is_on_earth(float(match[1]), float(match[2])):
        return None
    return float(match[1]), float(match[2])


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Return whether these can be degrees of latitude and longitude."""
    return abs(latitude) <= MAX_LATITUDE and abs(longitude) <= MAX_LONGITUDE


def encode_value(text: str) -> str:
    """Encode a text for blob metadata."""
    return quote(text, safe="", errors="replace")


def decode_value(value: str) -> str:
    """Decode a value of blob metadata to one printable line."""
    if not value:
        return ""
    text = unquote(value)
    return (text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)).strip()


def decode_tags(value: str) -> tuple[str, ...]:
    """Decode the metadata TAGS."""
    if not value:
        return ()
    return tuple(tag for one in value.split(",") if (tag := decode_value(one)))


def cut_text(text: str, max_bytes: int) -> str:
    """Cut a text between characters, so that it has at most this many bytes when it's encoded."""
    # Each character takes at least a byte, so more of them can't fit.
    ends = accumulate(len(encode_value(char)) for char in text[:max_bytes])
    return text[: sum(end <= max_bytes for end in ends)]


def cut_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the first tags, as many as fit. Tags themselves aren't cut."""
    ends = accumulate(len(encode_value(tag)) + len(",") for tag in tags)
    return tags[: sum(end - len(",") <= MAX_TAGS_BYTES for end in ends)]
