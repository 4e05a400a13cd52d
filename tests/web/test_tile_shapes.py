"""Shapes and sizes of tiles."""

import re
from datetime import UTC, datetime
from pathlib import Path

import azure.functions as func
import pytest

from gallery.model.blobs import Blob
from gallery.model.facts import Facts
from gallery.model.photos import NARROWEST, Photo
from gallery.web.grid import (
    RATIO_CLASSES,
    WIDEST_SHOWN,
    chosen_tile_size,
    cover_size,
    preview_sizes,
    ratio_class,
    tile_size,
)

STYLES = (Path(__file__).parents[2] / "static" / "grid" / "without_scripts.css").read_text()


@pytest.mark.parametrize("ratio", [(1, 1), (4000, 3000), (3000, 4000), (16, 9), (20, 1), (1, 3000), (100, 12)])
def test_a_photo_gets_the_class_of_the_nearest_shape(ratio: tuple[int, int]) -> None:
    """Within the scale at most half a step off, beyond it the last class."""
    shapes = dict(re.findall(r"\.(r\d+) \{\s+--ratio: ([\d.]+);\s+\}", STYLES))
    assert len(shapes) == RATIO_CLASSES
    photo = photo_of_shape(*ratio)
    wanted = min(max(ratio[0] / ratio[1], NARROWEST), WIDEST_SHOWN)
    assert float(shapes[ratio_class(photo)]) == pytest.approx(wanted, rel=0.05)


def photo_of_shape(width: int, height: int) -> Photo:
    facts = Facts("2026-09-12T10:11:12", "exif", width, height, "#000000")
    return Photo(Blob("a.jpg", 1, "", b"1" * 16, "image/jpeg", datetime.now(UTC), facts.metadata()))


@pytest.mark.parametrize(
    ("cookie", "size"),
    [
        ("", ""),
        ("gallery-tiles=large", "large"),
        ('x="; gallery-tiles=small; other', "small"),
        ("gallery-tiles=huge; gallery-tiles=large", "large"),
        ("gallery-tiles=few", ""),
        ('gallery-tiles="><script>', ""),
        (f"gallery-tiles={'l' * 40_000}", ""),
    ],
)
def test_only_known_sizes_are_read_from_cookies(cookie: str, size: str) -> None:
    assert chosen_tile_size(func.HttpRequest("GET", "/", headers={"cookie": cookie}, body=b"")) == size


def test_a_chosen_size_takes_precedence_over_the_number_of_photos() -> None:
    """Except for a single photo, which fills the page."""
    photos = [photo_of_shape(3, 2)] * 5
    assert tile_size(photos, "") == "few"
    assert tile_size(photos, "small") == "small"
    assert tile_size(photos[:1], "small") == "lone"
    assert tile_size(photos * 9, "") == ""


@pytest.mark.parametrize(("size", "once"), [("", 240), ("small", 240), ("few", 480), ("large", 480), ("lone", 480)])
def test_larger_tiles_get_larger_previews(size: str, once: int) -> None:
    assert preview_sizes(photo_of_shape(3, 2), size)[0] == once


@pytest.mark.parametrize(("shape", "size"), [((4, 3), 480), ((3, 4), 480), ((1, 2), 2048), ((9, 1), 2048)])
def test_extreme_shapes_get_sharper_covers(shape: tuple[int, int], size: int) -> None:
    """A cover shows only the middle of a narrow or wide photo."""
    assert cover_size(photo_of_shape(*shape)) == size
