"""Orientations: how the stored pixels of a photo are turned and mirrored to be upright (EXIF 2.32, tag 274).

A number from 1 to 8. The one in a sidecar replaces the one in the file.
"""

from collections.abc import Mapping

from gallery.model.metadata_keys import lower_keys

ORIENTATION = "orientation"
"""Metadata key: the orientation in the photo's sidecar."""

FILE_ORIENTATION = "file_orientation"
"""Metadata key: the orientation in the photo's file, known once the photo is developed."""

UPRIGHT = 1
MAX_ORIENTATION = 8

_FIRST_SIDEWAYS = 5
"""From here on, width and height are swapped."""

_CLOCKWISE = {1: 6, 6: 3, 3: 8, 8: 1, 2: 7, 7: 4, 4: 5, 5: 2}
"""What turns a photo with this orientation a quarter further. The second four are mirrored."""


def read_orientation(text: str) -> int | None:
    """Return a valid orientation, or None."""
    is_valid = len(text) == 1 and "1" <= text <= str(MAX_ORIENTATION)
    return int(text) if is_valid else None


def turn_clockwise(orientation: int, quarters: int = 1) -> int:
    """Return the orientation after some quarter turns."""
    for _ in range(quarters % 4):
        orientation = _CLOCKWISE[orientation]
    return orientation


def rotate_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Convert between stored and upright (width, height)."""
    width, height = size
    return (height, width) if orientation >= _FIRST_SIDEWAYS else (width, height)


def orientation_of(metadata: Mapping[str, str]) -> int | None:
    """Return how a photo is shown; None if that isn't known yet."""
    known = lower_keys(metadata)
    return read_orientation(known.get(ORIENTATION, "")) or read_orientation(known.get(FILE_ORIENTATION, ""))


def turn_with_copy(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return a photo's metadata after its sidecar's orientation may have changed.

    The size is turned too. The previews no longer show the photo, so the metadata doesn't claim that they do.
    """
    was, now = orientation_of(before), orientation_of(after)
    if was == now:
        return dict(after)
    turned = {key: value for key, value in lower_keys(after).items() if key != "previews"}
    if was and now and (was < _FIRST_SIDEWAYS) != (now < _FIRST_SIDEWAYS) and {"width", "height"} <= turned.keys():
        turned["width"], turned["height"] = turned["height"], turned["width"]
    return turned
