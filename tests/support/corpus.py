"""The corpus of valid and hostile pictures in the folder GALLERY_CORPUS. Without it, tests that need it are skipped."""

import base64
import csv
import json
import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

FOLDER = Path(os.environ.get("GALLERY_CORPUS") or os.devnull)
"""Contains nothing unless the variable is set."""

needed = pytest.mark.skipif(not FOLDER.is_dir(), reason="needs the corpus (set GALLERY_CORPUS to its folder)")
"""Marks tests that need the corpus."""

SLICE = 60
"""The number of pictures to test without --full."""


@dataclass(frozen=True)
class Sample:
    """A file and the expected result. For how that was determined, see the corpus's README."""

    path: Path
    expected: Literal["accept", "reject", "either"]
    size: tuple[int, int] | None = None
    """Width and height after rotation; None if decoders disagree."""
    taken: str | None = None
    """In the format of gallery.pictures.dates."""


def samples() -> list[Sample]:
    """Return all pictures of the corpus; an empty list without a corpus."""
    manifest = FOLDER / "MANIFEST.tsv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8", newline="") as lines:
        return [_sample(row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def some_samples(*, full: bool) -> list[Sample]:
    """Return all of them, or the same few every time."""
    found = samples()
    return found if full else random.Random(12).sample(found, min(SLICE, len(found)))


def files(pattern: str) -> list[Path]:
    """Return the valid pictures whose names match the pattern."""
    return sorted((FOLDER / "valid").glob(pattern))


def names() -> list[bytes]:
    """Return hostile file names as raw bytes; an empty list without a corpus."""
    lines = (FOLDER / "names.jsonl").read_text(encoding="utf-8").splitlines() if FOLDER.is_dir() else []
    return [base64.b64decode(json.loads(line)["name_b64"]) for line in lines]


def _sample(row: dict[str, str]) -> Sample:
    fraction = f".{row['subsec']}" if row["subsec"] else ""
    return Sample(
        path=FOLDER / row["file"],
        expected=row["expected"],  # type: ignore[arg-type]  # README: one of these three
        size=(int(row["width"]), int(row["height"])) if row["width"] else None,
        taken=f"{row['capture_date']}{fraction}{row['offset']}" if row["capture_date"] else None,
    )
