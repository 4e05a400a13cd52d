"""Criteria: what the terms of a query can ask of a photo."""

from dataclasses import dataclass
from datetime import date

from gallery.library.search.phrases import Phrase


@dataclass(frozen=True)
class Words:
    """All these phrases appear in the photo's text, in any order."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Between:
    """The photo was taken on `start` or later, and before `end`."""

    start: date
    end: date


@dataclass(frozen=True)
class DateOrWords:
    """The photo was taken then, or its text says so: `2019` also finds the album `Best of 2019`, made in 2020."""

    between: Between
    words: Words


@dataclass(frozen=True)
class InAlbum:
    """The path of the photo's album contains the phrase: `rome` finds `Trips/Rome 2019`."""

    phrase: Phrase


@dataclass(frozen=True)
class WithCamera:
    """The name of the camera contains the phrase. Only the owner may search for it."""

    phrase: Phrase


@dataclass(frozen=True)
class WithTag:
    """One of the photo's tags contains the phrase. Only the owner may search for it."""

    phrase: Phrase


@dataclass(frozen=True)
class Favorite:
    """The photo is a favorite. Only the owner may search for it."""


@dataclass(frozen=True)
class OfType:
    """The file has one of these extensions: `.jpg`, `.jpeg`, …"""

    extensions: tuple[str, ...]


@dataclass(frozen=True)
class Unsorted:
    """The photo is in no folder."""


Criterion = Words | Between | DateOrWords | InAlbum | WithCamera | WithTag | Favorite | OfType | Unsorted
