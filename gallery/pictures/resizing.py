"""The previews of a picture: upright, in the sizes that pages show, without metadata, and quick to make."""

import io
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageCms

from gallery.model.preview_names import PREVIEW_SIZES

VIEWER_SIZE = PREVIEW_SIZES[-1]

FULL_HD = 1920
"""Pixels: the long edge that still fills the viewer on most screens."""

PARTS = (2, 4, 8)
"""libjpeg decodes to a half, a quarter or an eighth in less time than to the whole."""

WIDEST_ROW = 8
"""A preview for the grid is at most this many times as wide as high, so that a panorama stays small."""

WEBP_QUALITY, JPEG_QUALITY = 80, 75
EFFORT = {240: 2, 480: 2, VIEWER_SIZE: 0}
"""libwebp's method, 0 to 6. docs/decisions/05-webp-and-jpeg-previews.md compares their time and bytes."""

FILTER = Image.Resampling.BICUBIC
REDUCING_GAP = 1.5
"""Pixels are averaged to this many times the target size first: docs/decisions/11-shrink-while-decoding.md."""

SMALL_PROFILE = 1024
"""Bytes. Display P3 (536) and Adobe RGB (560) are kept for their wide gamut; larger ones outweigh a small preview."""

NEUTRAL = (128, 128, 128)
"""What transparent pixels count as in the average colour."""

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture of each EXIF orientation upright. 1 needs nothing, and other values mean nothing."""


def make_previews(
    image: Image.Image, orientation: int, upright: tuple[int, int], *, is_photograph: bool
) -> tuple[dict[int, bytes], str]:
    """All previews, each made from the next larger one, and the average colour of the smallest.

    `upright` is the width and height of the picture, once it is turned as `orientation` says. A photograph has no sharp
    edges, as letters and drawings have.
    """
    targets = {size: _target(upright, size) for size in PREVIEW_SIZES}
    largest_first = sorted(targets, key=lambda size: targets[size], reverse=True)
    picture, profile = _in_srgb(_upright(image, orientation, targets[largest_first[0]]))
    encoded = {}
    with ThreadPoolExecutor(len(targets)) as encoders:  # on all cores: Pillow lets others run while it encodes
        for size in largest_first:
            picture = _shrunk(picture, targets[size])
            encoded[size] = encoders.submit(_encoded, picture, size, profile, is_photograph=is_photograph)
        colour = _average(picture)
    return {size: encoding.result() for size, encoding in encoded.items()}, colour


def turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height as stored from those upright, and the other way round: EXIF orientations 5 to 8 swap them."""
    width, height = size
    return (height, width) if orientation >= 5 else (width, height)  # noqa: PLR2004 - see the docstring


def _target(upright: tuple[int, int], size: int) -> tuple[int, int]:
    """Width and height of a preview: never larger than the picture, and at least one pixel."""
    width, height = upright
    part = _viewer_part(max(upright)) if size == VIEWER_SIZE else None
    if part:
        return max(1, width // part), max(1, height // part)
    widest, highest = (size, size) if size == VIEWER_SIZE else (size * WIDEST_ROW, size)
    scale = min(1, widest / width, highest / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _viewer_part(long_edge: int) -> int | None:
    """The part of most cameras' pictures that is nearly as large as the viewer's, and costs a seventh of the time."""
    return next((part for part in PARTS if FULL_HD <= long_edge // part <= VIEWER_SIZE), None)


def _upright(image: Image.Image, orientation: int, target: tuple[int, int]) -> Image.Image:
    """The picture at its target size. Turned after it was shrunk: there is less to turn, and JPEG can be drafted."""
    as_stored = turned(target, orientation)
    image.draft("RGB", as_stored)
    image.load()  # now, for what comes of it may be this very picture, and used by several threads
    shrunk = _shrunk(_plain(image), as_stored)
    return shrunk.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else shrunk


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture at another size; averaged, as libjpeg would have done it, where that is a whole part."""
    part = image.width // size[0]
    if part in PARTS and (image.width // part, image.height // part) == size:
        image = image.reduce(part)
    return image if image.size == size else image.resize(size, FILTER, reducing_gap=REDUCING_GAP)


def _plain(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be resized well: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        # Pillow's own conversion of 16 bits to 8 clips instead of scaling.
        return image.convert("I").point([value >> 8 for value in range(1 << 16)], "L")
    if image.mode == "1":
        return image.convert("L")
    if image.has_transparency_data and image.mode != "RGBA":
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "RGBA", "CMYK"} else image.convert("RGB")


def _in_srgb(image: Image.Image) -> tuple[Image.Image, bytes]:
    """The picture in RGB with the profile to keep, which is empty for sRGB. An unusable profile counts as none."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    profile = image.info.get("icc_profile") or b""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        to_srgb = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, mode)
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image if image.mode == mode else image.convert(mode), b""
    if image.mode == mode and len(profile) <= SMALL_PROFILE:
        return image, profile
    return to_srgb.apply(image), b""


def _encoded(image: Image.Image, size: int, profile: bytes, *, is_photograph: bool) -> bytes:
    """WebP; a photograph for the viewer as JPEG, which takes a third of the time, unless something shows through."""
    form, options = "WEBP", {"quality": WEBP_QUALITY, "method": EFFORT[size]}
    if is_photograph and size == VIEWER_SIZE and image.mode == "RGB":
        form, options = "JPEG", {"quality": JPEG_QUALITY, "optimize": True}
    file = io.BytesIO()
    image.save(file, form, **options, icc_profile=profile, exif=b"", xmp=b"", comment=b"")
    return file.getvalue()


def _average(image: Image.Image) -> str:
    background = Image.new("RGB", image.size, NEUTRAL)
    background.paste(image, mask=image if image.mode == "RGBA" else None)
    return "#" + background.resize((1, 1), Image.Resampling.BOX).tobytes().hex()
