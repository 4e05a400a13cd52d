"""Copies of real pictures: the same pixels and colors, and nothing that exiftool finds."""

import hashlib
import io
import json
import random
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from support.corpus import needed, samples

from gallery.errors import GalleryError
from gallery.pictures.cleaning.copy import CLEANERS, NotCopyable, make_clean_copy
from gallery.pictures.cleaning.exif import Additions
from gallery.pictures.embedded_facts import read_tags
from gallery.pictures.formats import PictureFormat, detect_format
from gallery.pictures.opening import open_picture, take_apart
from gallery.pictures.tiff import read_orientation

SOME, MAX_BYTES = 12, 300_000
"""Files of each format, and of what size, without --full."""

MAX_FRAMES = 20

GROUPS = frozenset(
    {"File", "JFIF", "Adobe", "IFD0", "ICC_Profile", "PNG", "GIF", "RIFF", "QuickTime", "Meta", "Composite"}
)
"""What exiftool calls the parts of files that have no metadata."""

BOMBS = {"pillow__decompression_bomb_extents.gif"}
"""Small pictures that take 20 GB to decode without a worker's limit."""

NOT_COPIED = {"wuffs__hippopotamus-bad-comment-length.jpeg"}
"""Valid pictures that can't be fully parsed."""


def pictures(picture_format: PictureFormat, *, full: bool) -> dict[str, bytes]:
    """Accepted pictures of a format, by name: all, or the same few in every run."""
    files = {sample.path.name: sample.path.read_bytes() for sample in samples() if sample.expected == "accept"}
    found = {name: data for name, data in files.items() if detect(data) == picture_format}
    small = [name for name, data in sorted(found.items()) if len(data) <= MAX_BYTES]
    names = sorted(found) if full else random.Random(12).sample(small, min(SOME, len(small)))
    return {name: found[name] for name in names}


def detect(data: bytes) -> PictureFormat | None:
    try:
        return detect_format(data, "x")
    except GalleryError:
        return None


def decode(data: bytes, picture_format: PictureFormat) -> list[object]:
    """Return everything that a picture shows, decoded as the gallery and as Pillow do."""
    with warnings.catch_warnings(action="ignore"):
        parts = take_apart(data, picture_format)
        image = open_picture(parts, picture_format)
        orientation = read_orientation(read_tags(parts.exif))
        shown = (image.size, image.mode, digest(image), image.getpalette(), image.info.get("transparency"))
        colors = [effect(color) if isinstance(color, bytes) else color for color in parts.colors]
        frames = () if picture_format.name in {"JPEG", "HEIC"} else decode_frames(data, picture_format)
        return [orientation, shown, [color for color in colors if color], frames]


def decode_frames(data: bytes, picture_format: PictureFormat) -> Sequence[object]:
    image = Image.open(io.BytesIO(data), formats=picture_format.pillow_formats)
    frames: list[object] = [image.info.get("loop")]
    for number in range(min(getattr(image, "n_frames", 1), MAX_FRAMES)):
        try:
            image.seek(number)
            frames.append((digest(image), image.info.get("duration")))
        except (EOFError, OSError, SyntaxError, ValueError) as error:  # an animation that ends too early
            return [*frames, type(error)]
    return frames


def digest(image: Image.Image) -> bytes:
    return hashlib.sha256(image.tobytes()).digest()


def effect(profile: bytes) -> object:
    """Return what a color profile makes of a few colors; None for one that can't be used."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        mode = {"GRAY": "L", "Lab": "LAB"}.get(space, space)
        bands = Image.new(mode, (1, 1)).getbands()
        colors = Image.frombytes(mode, (64, 16), random.Random(1).randbytes(64 * 16 * len(bands)))
        return mode, ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB").apply(
            colors
        ).tobytes()
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


@needed
@pytest.mark.parametrize("picture_format", CLEANERS, ids=lambda one: one.name)
def test_copies_look_the_same_and_exiftool_finds_nothing_private(
    picture_format: PictureFormat, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    found = pictures(picture_format, full=pytestconfig.getoption("--full"))
    refused = set()
    for name, data in found.items():
        try:
            copy = make_clean_copy(data, picture_format, Additions())
        except NotCopyable:
            refused.add(name)
            continue
        assert name in BOMBS or decode(copy, picture_format) == decode(data, picture_format), name
        (tmp_path / name).write_bytes(copy)
    assert refused <= NOT_COPIED
    assert len(found) >= SOME
    for tag, value in private_tags(tmp_path):
        assert not tag, value


def private_tags(folder: Path) -> list[tuple[str, object]]:
    """Return what exiftool finds besides structure, colors and orientation."""
    command = ["exiftool", "-j", "-G1", "-a", "-u", "-r", str(folder)]
    done = subprocess.run(command, capture_output=True, check=True)
    return [
        (tag, value)
        for file in json.loads(done.stdout)
        for tag, value in file.items()
        if not is_allowed(*tag.partition(":")[::2])
    ]


def is_allowed(group: str, tag: str) -> bool:
    """Whether a tag of a group is about the file's structure, its colors or how it's turned."""
    if group in {"System", "SourceFile", "ExifTool"}:
        return True
    known = group in GROUPS or group.startswith(("ICC", "PNG-"))
    is_private = any(word in tag for word in ("Comment", "GPS", "Serial", "Thumbnail", "MPImage", "Motion", "XMP"))
    return known and not is_private and (group != "IFD0" or tag == "Orientation")


def test_the_check_with_exiftool_finds_private_tags(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    Image.new("RGB", (6, 4)).save(tmp_path / "a.jpg", exif=exif, comment=b"Anna")
    assert {tag for tag, _ in private_tags(tmp_path)} == {"File:Comment", "IFD0:Make"}
