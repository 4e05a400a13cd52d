"""Google Takeouts arrive complete: every file is accounted for, with its date, caption, stars and albums."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.gallery_app import App
from support.imports import Imported, Importer, importing_to
from support.takeouts import DEFAULT_ZONE, STYLES, Takeout, Truth, build_takeouts
from support.visitor import Document

FILES, ALL_FILES = 75, 5_000
ZONE = ("--time-zone", DEFAULT_ZONE)


@pytest.fixture
def importer(gallery_app: App, tmp_path: Path) -> Iterator[Importer]:
    """An importer for a new gallery."""
    with importing_to(gallery_app, tmp_path) as importer:
        yield importer


def test_every_file_of_three_takeouts_is_accounted_for_and_says_what_google_said(
    importer: Importer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With 5,000 files in runs with --full."""
    takeout = build_takeouts(tmp_path / "takeouts", ALL_FILES if request.config.getoption("--full") else FILES)
    imported = importer.run(*takeout.sources, options=ZONE)
    assert imported.code == 0, [line for line in imported.files if line["status"] in {"failed", "rejected"}]
    assert len({line["path"] for line in imported.files}) == len(imported.files) == takeout.files
    assert all(line["verified"] for line in imported.files if line["status"] == "stored")
    check_photos(takeout, imported, importer.photos())
    again = importer.run(*takeout.sources, options=ZONE)
    assert (again.code, len(again.files)) == (0, takeout.files)
    assert {line["status"] for line in again.files} == {"already there", "same file", "skipped"}
    assert all(line["verified"] for line in again.files if line["status"] == "already there")


def check_photos(takeout: Takeout, imported: Imported, photos: dict[str, Document]) -> None:
    """Compare what the gallery says about each photo with the truth, by the path of its file."""
    lines = {(style_of(line["path"]), path_within(line["path"])): line for line in imported.files}
    wrong = []
    for key, truth in takeout.truths.items():
        style, _, path = key.partition(": ")
        line = lines[style, path]
        expected = describe_truth(truth)
        found = {"status": "skipped"} if line["status"] == "skipped" else describe(photos[line["name"]])
        if expected != found:
            wrong.append((key, expected, found))
    assert wrong == []


def describe_truth(truth: Truth) -> dict[str, Any]:
    if truth.is_trashed:
        return {"status": "skipped"}
    albums = {*truth.albums, *(["Archive"] if truth.is_archived else [])}
    facts = {"caption": truth.caption, "favorite": truth.is_favorite, "people": {*truth.people}, "albums": albums}
    return {"taken": truth.taken, **facts}


def describe(photo: Document) -> dict[str, Any]:
    tags = photo.get("tags", [])
    own = {photo["album"]} if photo["album"] else set()
    albums = own | {tag.removeprefix("album:") for tag in tags if tag.startswith("album:")}
    people = {tag for tag in tags if not tag.startswith("album:")}
    facts = {"caption": photo.get("caption", ""), "favorite": photo.get("favorite", False), "people": people}
    return {"taken": photo["taken"], **facts, "albums": albums}


def style_of(path: str) -> str:
    return next(style for style in STYLES if f"/takeouts/{style}/" in path)


def path_within(path: str) -> str:
    return path[path.index("Takeout/") :]
