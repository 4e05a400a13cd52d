"""Shapes of tiles."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gallery.model.blobs import Blob
from gallery.model.photos import NARROWEST, Facts, Photo
from gallery.web.grid import RATIO_CLASSES, WIDEST_SHOWN, ratio_class

STYLES = (Path(__file__).parents[2] / "static" / "grid" / "without_scripts.css").read_text()


@pytest.mark.parametrize("ratio", [(1, 1), (4000, 3000), (3000, 4000), (16, 9), (20, 1), (1, 3000), (100, 12)])
def test_a_photo_gets_the_class_of_the_nearest_shape(ratio: tuple[int, int]) -> None:
    """Within the scale at most half a step off, beyond it the last class."""
    shapes = dict(re.findall(r"\.(r\d+) \{\s+--ratio: ([\d.]+);\s+\}", STYLES))
    assert len(shapes) == RATIO_CLASSES
    facts = Facts("2026-09-12T10:11:12", "exif", *ratio, "#000000")
    photo = Photo(Blob("a.jpg", 1, "", b"1" * 16, "image/jpeg", datetime.now(UTC), facts.metadata()))
    wanted = min(max(ratio[0] / ratio[1], NARROWEST), WIDEST_SHOWN)
    assert float(shapes[ratio_class(photo)]) == pytest.approx(wanted, rel=0.05)
