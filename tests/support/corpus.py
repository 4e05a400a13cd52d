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

needed = pytest.mark.skipif(not FOLDER.is_dir(), reason="the corpus isn't there (GALLERY_CORPUS)")
"""Skips tests that need the corpus."""

DATES = {
    "exifsamples__long_description.jpg": "2003-08-31",
    "pillow__app13-multiple.jpg": "2019-10-14T15:00:20+00:00",
    "pillow__exif_gps.jpg": None,
}
"""Dates that the manifest has otherwise: a day alone counts, so do IPTC's dates, and the year 2099 doesn't."""

SLICE = 60
"""Files that some_samples returns without --full."""


@dataclass(frozen=True)
class Sample:
    """A file, and what the gallery must do with it. The corpus's README explains how that was determined."""

    path: Path
    expected: Literal["accept", "reject", "either"]
    size: tuple[int, int] | None = None
    """Width and height after rotation; None if decoders disagree."""
    taken: str | None = None
    """In the format of gallery.pictures.dates."""


def samples() -> list[Sample]:
    """All pictures of the corpus; empty without a corpus."""
    manifest = FOLDER / "MANIFEST.tsv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8", newline="") as lines:
        return [_sample(row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def some_samples(*, full: bool) -> list[Sample]:
    """All pictures, or a selection that's the same in every run."""
    found = samples()
    return found if full else random.Random(12).sample(found, min(SLICE, len(found)))


def files(pattern: str) -> list[Path]:
    """Paths of the valid pictures whose names match a glob pattern."""
    return sorted((FOLDER / "valid").glob(pattern))


def names() -> list[bytes]:
    """Hostile file names, as bytes; empty without a corpus."""
    lines = (FOLDER / "names.jsonl").read_text(encoding="utf-8").splitlines() if FOLDER.is_dir() else []
    return [base64.b64decode(json.loads(line)["name_b64"]) for line in lines]


def _sample(row: dict[str, str]) -> Sample:
    path = FOLDER / row["file"]
    fraction = f".{row['subsec']}" if row["subsec"] else ""
    return Sample(
        path=path,
        expected=row["expected"],  # type: ignore[arg-type]  # README: one of these three
        size=(int(row["width"]), int(row["height"])) if row["width"] else None,
        taken=DATES.get(path.name, f"{row['capture_date']}{fraction}{row['offset']}" if row["capture_date"] else None),
    )
