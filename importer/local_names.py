"""Names of files that every system can have, Windows too, for photos with any name."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from gallery.model.names import WINDOWS_DEVICES, set_number

_FORBIDDEN = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f]')
"""Win32 docs, "Naming Files, Paths, and Namespaces"."""


def choose_paths(names: Iterable[str], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a path for each photo's name. Names that some systems take for the same get numbers.

    Folders keep together: what's in one folder of the gallery is in one folder here. `known` are paths that were chosen
    before, by name: they stay taken.
    """
    chosen, taken = dict[str, str](), dict[str, str]()
    for name, path in (known or {}).items():
        parts, local = name.split("/"), path.split("/")
        taken |= {fold_path("/".join(local[:depth])): "/".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    for name in sorted(names):
        path = original = ""
        parts = name.split("/")
        for depth, part in enumerate(parts, 1):
            original = "/".join(parts[:depth])
            path = _choose(f"{path}/{clean_part(part)}" if path else clean_part(part), original, taken)
        chosen[name] = path
    return chosen


def clean_part(part: str) -> str:
    """Return a file's or folder's name without what Windows refuses."""
    cleaned = _FORBIDDEN.sub("_", part)
    if cleaned.rstrip(". ") != cleaned:
        cleaned = cleaned.rstrip(". ") + "_"
    return f"_{cleaned}" if WINDOWS_DEVICES.fullmatch(cleaned) or cleaned.startswith(".") or not cleaned else cleaned


def _choose(wanted: str, original: str, taken: dict[str, str]) -> str:
    """Return the wanted path, or the same with a number if another name has it."""
    path, number = wanted, 1
    while taken.setdefault(fold_path(path), original) != original:
        number += 1
        path = set_number(wanted, number)
    return path


def fold_path(path: str) -> str:
    """Return what systems compare that ignore case and the form of accents."""
    return unicodedata.normalize("NFC", path).casefold()
