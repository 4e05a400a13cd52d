"""Orientations: a quarter turn in numbers is one of the pixels, and a copy of a sidecar turns the size."""

from PIL import Image

from gallery.model.annotations import replace_copy
from gallery.model.orientations import read_orientation, rotate_size, turn_clockwise
from gallery.pictures.resizing import TRANSPOSE_BY_ORIENTATION

STORED = Image.frombytes("L", (3, 2), b"abcdef")


def upright(orientation: int) -> Image.Image:
    transpose = TRANSPOSE_BY_ORIENTATION.get(orientation)
    return STORED if transpose is None else STORED.transpose(transpose)


def test_a_quarter_turn_of_any_orientation_turns_the_pixels() -> None:
    """Mirrored ones too."""
    for orientation in range(1, 9):
        turned = upright(orientation).transpose(Image.Transpose.ROTATE_270)  # Pillow's goes counterclockwise
        after = upright(turn_clockwise(orientation))
        assert (after.size, after.tobytes()) == (turned.size, turned.tobytes())
        assert after.size == rotate_size(STORED.size, turn_clockwise(orientation))
        assert turn_clockwise(orientation, -1) == turn_clockwise(orientation, 3)
        assert turn_clockwise(orientation, 4) == orientation


def test_what_is_not_an_orientation_does_not_count() -> None:
    assert [read_orientation(text) for text in ("1", "8", "0", "9", "", "10", "x", "²")] == [1, 8, *[None] * 6]


def test_a_copy_that_turns_a_photo_turns_its_size_and_drops_its_previews() -> None:
    """As long as nobody knows how the file is turned, the size stays: developing the photo corrects it."""
    photo = {"width": "30", "height": "20", "previews": "x", "other": "y"}
    known = {**photo, "file_orientation": "1"}
    assert replace_copy(known, {"orientation": "1"}) == {**known, "orientation": "1"}
    assert replace_copy(known, {"orientation": "3"}) == {
        "width": "30", "height": "20", "other": "y", "file_orientation": "1", "orientation": "3"
    }  # fmt: skip
    turned = replace_copy(known, {"orientation": "6"})
    assert turned == {"width": "20", "height": "30", "other": "y", "file_orientation": "1", "orientation": "6"}
    assert replace_copy(turned, {})["width"] == "30"
    assert replace_copy(photo, {"orientation": "6"}) == {
        "width": "30", "height": "20", "other": "y", "orientation": "6"
    }  # fmt: skip
