"""Make the previews of a picture: upright, in the sizes that pages show, without metadata, and quickly."""

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from gallery.model.orientations import rotate_size
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE
from gallery.pictures.color import average_color, convert_colors
from gallery.pictures.color_profiles import ColorSpace

VIEWER_SIZES = (PREVIEW_SIZES[-1], ZOOM_SIZE)
"""Longest edges. The other sizes are heights."""

LARGE_ENOUGH = 15 / 16
"""Of a viewer's size: 1920 pixels still fill the viewer on most screens."""

DRAFT_SCALES = (2, 4, 8)
"""libjpeg decodes to 1/2, 1/4 or 1/8 of the size faster than to full size."""

MAX_GRID_RATIO = 8
"""Width / height of the area that a grid preview has to fit in, so that the preview of a panorama stays small."""

WEBP_QUALITY, JPEG_QUALITY = 80, 75
WEBP_METHODS = {240: 2, 480: 2, **dict.fromkeys(VIEWER_SIZES, 0)}
"""libwebp's effort, 0 to 6. docs/decisions/05-webp-and-jpeg-previews.md has the time and bytes of each."""

MAX_LOSSLESS = 20_000
"""Pixels. Icons and thumbnails, whose single pixels count, stay small without losing anything."""

RESAMPLING = Image.Resampling.BICUBIC
REDUCING_GAP = 1.5
"""Pillow averages pixels down to this multiple of the target size, then resamples. See
docs/decisions/11-shrink-while-decoding.md."""

TRANSPOSE_BY_ORIENTATION = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Makes a picture with this EXIF orientation upright. 1 is upright already, and other values are undefined."""


def make_previews(
    image: Image.Image,
    orientation: int,
    colors: Sequence[bytes | ColorSpace],
    sizes: Sequence[int],
    *,
    is_photograph: bool,
) -> tuple[dict[int, bytes], str]:
    """Return an encoded preview for each size, and the picture's average color.

    Each preview is made from the next larger one. `colors` are those of PictureFile.
    `is_photograph` means that it has no sharp edges like those of letters and drawings.
    """
    upright_size = rotate_size(image.size, orientation)
    targets = {size: _target_size(upright_size, size) for size in sizes}
    largest_first = sorted(targets, key=lambda size: targets[size], reverse=True)
    picture, profile = convert_colors(_decode_upright(image, orientation, targets[largest_first[0]]), colors)
    encoded = {}
    with ThreadPoolExecutor(len(targets)) as pool:  # uses all cores: Pillow releases the GIL while it encodes
        for size in largest_first:
            picture = _shrink(picture, targets[size])
            encoded[size] = pool.submit(_encode, picture, size, profile, is_photograph=is_photograph)
        color = average_color(picture)
    return {size: preview.result() for size, preview in encoded.items()}, color


def _target_size(upright_size: tuple[int, int], size: int) -> tuple[int, int]:
    """Return the size of a preview: never larger than the picture, and at least one pixel."""
    width, height = upright_size
    draft_scale = _viewer_draft_scale(max(upright_size), size) if size in VIEWER_SIZES else None
    if draft_scale:
        return max(1, width // draft_scale), max(1, height // draft_scale)
    max_width = size if size in VIEWER_SIZES else size * MAX_GRID_RATIO
    scale = min(1, max_width / width, size / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _viewer_draft_scale(long_edge: int, size: int) -> int | None:
    """Return the scale that makes a picture almost this long, if any. It costs a seventh of the time of resizing."""
    return next((scale for scale in DRAFT_SCALES if size * LARGE_ENOUGH <= long_edge // scale <= size), None)


def _decode_upright(image: Image.Image, orientation: int, target: tuple[int, int]) -> Image.Image:
    """Return the picture upright in its target size. It's rotated last, when there are fewer pixels to rotate."""
    stored_target = rotate_size(target, orientation)
    image.draft("RGB", stored_target)
    image.load()  # now, because the result may be this very object, which several threads will use
    shrunk = _shrink(_convert_mode(image), stored_target)
    transpose = TRANSPOSE_BY_ORIENTATION.get(orientation)
    return shrunk if transpose is None else shrunk.transpose(transpose)


def _shrink(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Resize the picture. For a draft scale, average its pixels as libjpeg would have."""
    scale = image.width // size[0]
    if scale in DRAFT_SCALES and (image.width // scale, image.height // scale) == size:
        image = image.reduce(scale)
    return image if image.size == size else image.resize(size, RESAMPLING, reducing_gap=REDUCING_GAP)


def _convert_mode(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that resizes well: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        # Pillow's own conversion from 16 to 8 bits clips instead of scaling.
        gray = image.convert("I").point([value >> 8 for value in range(1 << 16)], "L")
        return _with_alpha(gray, image) if "transparency" in image.info else gray
    if image.mode == "1" and not image.has_transparency_data:
        return image.convert("L")
    if image.has_transparency_data and image.mode != "RGBA":
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "RGBA", "CMYK"} else image.convert("RGB")


def _with_alpha(gray: Image.Image, original: Image.Image) -> Image.Image:
    """Return an 8-bit version of a 16-bit gray picture with its one transparent value."""
    transparent = original.info["transparency"]
    table = [0 if value == transparent else 255 for value in range(1 << 16)]
    gray.info.pop("transparency", None)
    return Image.merge("LA", (gray, original.convert("I").point(table, "L"))).convert("RGBA")


def _encode(image: Image.Image, size: int, profile: bytes, *, is_photograph: bool) -> bytes:
    """Encode as WebP, or an opaque photograph for the viewer as JPEG, which takes a third of the time."""
    pillow_format, options = "WEBP", {"quality": WEBP_QUALITY, "method": WEBP_METHODS[size]}
    if image.width * image.height <= MAX_LOSSLESS:
        options = {"lossless": True, "method": WEBP_METHODS[size]}
    elif is_photograph and size in VIEWER_SIZES and image.mode == "RGB":
        pillow_format, options = "JPEG", {"quality": JPEG_QUALITY, "optimize": True}
    file = io.BytesIO()
    image.save(file, pillow_format, **options, icc_profile=profile, exif=b"", xmp=b"", comment=b"")
    return file.getvalue()
