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

Reading = tuple[Criterion, str]
"""What a term means, and the label that says so."""

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
    return (Between(date.min, period.start), f"Before {period.label}") if period else None


def _read_after(value: str) -> Reading | None:
    period = parse_period(value)
    return (Between(period.end, date.max), f"After {period.label}") if period else None


def _read_album(value: str) -> Reading | None:
    phrase = read_phrase(value)
    return (InAlbum(phrase), f"Album: {value.strip()}") if phrase else None


def _read_camera(value: str) -> Reading | None:
    phrase = read_phrase(value)
    return (WithCamera(phrase), f"Camera: {value.strip()}") if phrase else None


def _read_tag(value: str) -> Reading | None:
    phrase = read_phrase(value)
    return (WithTag(phrase), f"Tag: {value.strip()}") if phrase else None


def _read_type(value: str) -> Reading | None:
    match = _EXTENSION.fullmatch(value.lower())
    return (OfType(_list_spellings(f".{match[1]}")), f"Type: {match[1].upper()}") if match else None


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
    "is:favorite": Operator(lambda _: (Favorite(), "Favorites"), is_owner_only=True),
    "is:unsorted": Operator(lambda _: (Unsorted(), "Unsorted")),
    "is:video": Operator(lambda _: (OfType(tuple(sorted(VIDEO_EXTENSIONS))), "Videos")),
    "is:raw": Operator(lambda _: (OfType(tuple(sorted(RAW_EXTENSIONS))), "Raw files")),
}
"""By name, or by name and value."""
