"""Operators, like `album:` and `before:`. Anything else before a colon is a plain word.

To add one, add a criterion, its line in OPERATORS, and its check in checks.py.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from gallery.library.search.criteria import Between, Criterion, Favorite, InAlbum, OfType, Unsorted, WithCamera, WithTag
from gallery.library.search.periods import parse_period
from gallery.library.search.phrases import read_phrase
from gallery.model.file_classes import RAW_EXTENSIONS, VIDEO_EXTENSIONS
from gallery.pictures.formats import FORMATS
from gallery.translations import Text
from gallery.translations import lazy_gettext as _


@dataclass(frozen=True)
class Reading:
    """What a term means."""

    criterion: Criterion
    label: str
    """How people are told, in their language."""
    excluded_label: str
    """The same if the term is excluded."""


BEFORE, NOT_BEFORE = _("Before %(value)s"), _("Not before %(value)s")
AFTER, NOT_AFTER = _("After %(value)s"), _("Not after %(value)s")
ALBUM, NOT_ALBUM = _("Album: %(value)s"), _("Not album: %(value)s")
CAMERA, NOT_CAMERA = _("Camera: %(value)s"), _("Not camera: %(value)s")
TAG, NOT_TAG = _("Tag: %(value)s"), _("Not tag: %(value)s")
TYPE, NOT_TYPE = _("Type: %(value)s"), _("Not type: %(value)s")
FAVORITES, NOT_FAVORITES = _("Favorites"), _("Not favorites")
UNSORTED, NOT_UNSORTED = _("Unsorted"), _("Not unsorted")
VIDEOS, NOT_VIDEOS = _("Videos"), _("Not videos")
RAW_FILES, NOT_RAW_FILES = _("Raw files"), _("Not raw files")

_EXTENSION = re.compile(r"\.?([a-z0-9]{1,10})", re.ASCII)


@dataclass(frozen=True)
class Operator:
    """An operator, and who may use it."""

    read: Callable[[str], Reading | None]
    """Return what a value means, or None if it makes no sense: then the term is plain words."""
    is_owner_only: bool = False


def read_operator(name: str, value: str, *, is_owner: bool) -> Reading | None:
    """Return what `name:value` means, or None if there's no such operator, or none with such a value."""
    known = OPERATORS.get(f"{name}:{value}".lower()) or OPERATORS.get(name.lower())
    return known.read(value) if known and (is_owner or not known.is_owner_only) else None


def _read_before(value: str) -> Reading | None:
    period = parse_period(value)
    return _label(Between(date.min, period.start), BEFORE, NOT_BEFORE, period.label) if period else None


def _read_after(value: str) -> Reading | None:
    period = parse_period(value)
    return _label(Between(period.end, date.max), AFTER, NOT_AFTER, period.label) if period else None


def _read_album(value: str) -> Reading | None:
    phrase = read_phrase(value)
    return _label(InAlbum(phrase), ALBUM, NOT_ALBUM, value.strip()) if phrase else None


def _read_camera(value: str) -> Reading | None:
    phrase = read_phrase(value)
    return _label(WithCamera(phrase), CAMERA, NOT_CAMERA, value.strip()) if phrase else None


def _read_tag(value: str) -> Reading | None:
    phrase = read_phrase(value)
    return _label(WithTag(phrase), TAG, NOT_TAG, value.strip()) if phrase else None


def _read_type(value: str) -> Reading | None:
    match = _EXTENSION.fullmatch(value.lower())
    if match is None:
        return None
    return _label(OfType(_list_spellings(f".{match[1]}")), TYPE, NOT_TYPE, match[1].upper())


def _label(criterion: Criterion, label: Text, excluded_label: Text, value: str = "") -> Reading:
    return Reading(criterion, str(label % {"value": value}), str(excluded_label % {"value": value}))


def _list_spellings(extension: str) -> tuple[str, ...]:
    """Return all extensions of the same format."""
    spellings = next((one.extensions for one in FORMATS if extension in one.extensions), {extension})
    return tuple(sorted(spellings))


OPERATORS: Mapping[str, Operator] = {
    "before": Operator(_read_before),
    "after": Operator(_read_after),
    "album": Operator(_read_album),
    "camera": Operator(_read_camera, is_owner_only=True),
    "tag": Operator(_read_tag, is_owner_only=True),
    "type": Operator(_read_type),
    "is:favorite": Operator(lambda _value: _label(Favorite(), FAVORITES, NOT_FAVORITES), is_owner_only=True),
    "is:unsorted": Operator(lambda _value: _label(Unsorted(), UNSORTED, NOT_UNSORTED)),
    "is:video": Operator(lambda _value: _label(OfType(tuple(sorted(VIDEO_EXTENSIONS))), VIDEOS, NOT_VIDEOS)),
    "is:raw": Operator(lambda _value: _label(OfType(tuple(sorted(RAW_EXTENSIONS))), RAW_FILES, NOT_RAW_FILES)),
}
"""By name, or by name and value."""
