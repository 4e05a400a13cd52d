"""The text of a photo that a search looks at, folded."""

from functools import lru_cache
from typing import Protocol

from gallery.library.search.folding import fold
from gallery.library.search.phrases import FIELD_SEPARATOR
from gallery.model.folders import album_of_name

_LINE = "\n"
_BETWEEN_TAGS = f" {FIELD_SEPARATOR} "


class Searchable(Protocol):
    """What a search needs to know about a photo. Anything unknown is ""."""

    @property
    def name(self) -> str:
        """The blob's full name."""

    @property
    def when(self) -> str:
        """ISO 8601 wall-clock time, or just a day."""

    @property
    def caption(self) -> str:
        """From a sidecar, so that everyone may see it."""

    @property
    def embedded_caption(self) -> str:
        """From the file itself. Only the owner may see this, and everything below."""

    @property
    def tags(self) -> str:
        """One per line."""

    @property
    def camera(self) -> str:
        """Like `Canon EOS R5`."""

    @property
    def lens(self) -> str:
        """Like `RF24-105mm F4 L IS USM`."""

    @property
    def place(self) -> str:
        """Like `Rome, Italy`."""


def read_public_text(row: Searchable) -> str:
    """Return what visitors may search for. It starts with the photo's name."""
    text = f"{row.name}\0{row.caption}"
    return text.lower() if text.isascii() else f"{_fold_name(row.name)}\0{fold(row.caption)}"


def read_all_text(row: Searchable) -> str:
    """Return what the owner may search for. It starts with the photo's name."""
    words = f"{row.caption} \0 {row.embedded_caption} \0 {row.tags.replace(_LINE, _BETWEEN_TAGS)}"
    facts = f"{row.camera}\0{row.lens}\0{row.place}"
    text = f"{row.name}\0{words}\0{facts}"
    return text.lower() if text.isascii() else f"{_fold_name(row.name)}\0{fold(words)}\0{_fold_shared(facts)}"


def read_album(row: Searchable) -> str:
    """Return the path of the photo's album; "" if it's in none."""
    return _read_album_of_folder(row.name[: row.name.rfind("/") + 1])


def _fold_name(name: str) -> str:
    folder, slash, file = name.rpartition("/")
    return f"{_fold_shared(folder)}{slash}{fold(file)}"


@lru_cache(maxsize=1_000)
def _fold_shared(text: str) -> str:
    """Fold what many photos share."""
    return fold(text)


@lru_cache(maxsize=1_000)
def _read_album_of_folder(folder: str) -> str:
    return fold(album_of_name(f"{folder}x") or "")
