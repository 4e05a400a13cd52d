"""Naming the places of photos."""

import subprocess
import sys

import pytest

from gallery.library.index.recording import complete_row_of
from gallery.library.place_names import name_place
from gallery.model.photos import photo_of
from gallery.storage.account import Storage


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [(41.8902, 12.4922, "Rome, Italy"), (1.29, 103.85, "Singapore"), (0, -140, ""), (None, None, "")],
)
def test_a_coordinate_has_the_name_of_the_nearest_city(
    latitude: float | None, longitude: float | None, name: str
) -> None:
    assert name_place(latitude, longitude) == name


def test_rows_get_the_places_of_their_photos(storage: Storage) -> None:
    photos = [
        storage.photos.create(name, b"x", "image/jpeg", metadata)
        for name, metadata in (
            ("a.jpg", {"location": "41.890200,12.492200"}),
            ("b.jpg", {}),
            ("c.jpg", {"location": "x"}),
        )
    ]
    assert [complete_row_of(photo_of(blob)).place for blob in photos] == ["Rome, Italy", "", ""]


def test_an_app_without_places_to_name_never_reads_the_table() -> None:
    """It takes 0.1 s."""
    code = (
        "import function_app; from gallery.library.places import cities; exit(cities._read_table.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
