"""Read a picture's facts and make its previews. Hostile bytes can crash this, so it runs in a worker process."""

import warnings
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from gallery.errors import BrokenPicture, GalleryError, NotAPicture, TooLarge
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.orientations import rotate_size
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.pictures.cards import draw_card
from gallery.pictures.dates import is_plausible
from gallery.pictures.embedded_facts import all_tags, exif_of_file, orientation_of_file, read_embedded_facts
from gallery.pictures.exif import Exif, capture_dates
from gallery.pictures.formats import GIF, HEIC, JPEG, PNG, PictureFormat, detect_format
from gallery.pictures.head import HEAD_BYTES, Head, Missing
from gallery.pictures.iptc import iptc_date
from gallery.pictures.motion import find_motion
from gallery.pictures.opening import clear_outside_frame, open_picture, take_apart, take_head_apart
from gallery.pictures.partial_file import MissingBytes, PartialFile
from gallery.pictures.picture import DateSource, Picture
from gallery.pictures.picture_file import PictureFile
from gallery.pictures.raw import raw_file
from gallery.pictures.raw.raw_file import NoPreview
from gallery.pictures.resizing import make_previews
from gallery.pictures.xmp import xmp_dates


def read_picture(
    data: bytes,
    file: str,
    max_pixels: int,
    sizes: Sequence[int] = PREVIEW_SIZES,
    orientation: int | None = None,
) -> Picture:
    """Return the facts of a complete picture and its previews in these sizes. `file` is for error messages.

    An `orientation` replaces the one in the file.

    Raises NotAPicture, TooLarge for more than `max_pixels` pixels, and BrokenPicture for everything else.
    """
    picture_format = detect_format(data, file)
    try:
        with warnings.catch_warnings(action="ignore"):  # Pillow warns of oddities that do no harm
            return _read(data, picture_format, file, max_pixels, sizes, orientation)
    except GalleryError:
        raise
    except NoPreview as error:
        raise _no_preview(file) from error
    except MemoryError as error:
        raise BrokenPicture("%(file)s takes too much memory to decode.", file=file) from error
    except Exception as error:  # Decoders may raise anything on hostile bytes.
        raise BrokenPicture("%(file)s is damaged or incomplete.", file=file) from error


def make_card(data: bytes, is_icon: bool) -> bytes:  # noqa: FBT001 - the protocol has no names
    """Run gallery.pictures.cards.draw_card. Raises BrokenPicture."""
    try:
        return draw_card(data, is_icon=is_icon)
    except Exception as error:  # See read_picture.
        raise BrokenPicture("The preview is damaged.") from error


def read_exif(data: bytes, file: str) -> Exif:
    """Return what the camera wrote about a picture, without what can't be read.

    Of a raw file, the first RAW_START_BYTES are enough.
    """
    try:
        return exif_of_file(_take_apart(data, file))
    except Exception:  # noqa: BLE001 - see read_picture
        return Exif()


def read_facts(data: bytes, file: str) -> EmbeddedFacts:
    """Return what a picture says about itself, without what can't be read.

    Of a raw file, the first RAW_START_BYTES are enough.
    """
    try:
        return read_embedded_facts(_take_apart(data, file))
    except Exception:  # noqa: BLE001 - see read_picture
        return EmbeddedFacts()


def _take_apart(data: bytes, file: str) -> PictureFile:
    with warnings.catch_warnings(action="ignore"):
        picture_format = detect_format(data, file)
        if picture_format.is_raw:
            return raw_file.take_start_apart(data, picture_format.name)
        parts = take_apart(data, picture_format)
        if picture_format not in (JPEG, PNG):
            open_picture(parts, picture_format)
        return parts


def read_head(data: bytes, file: str, length: int, max_pixels: int, part_at: int = 0) -> Head | Missing | None:
    """Return what the first bytes of a picture show, or None if that takes all of them, or they're damaged.

    `data` has the first HEAD_BYTES of a file of this length, or all if it's shorter. If that returns Missing, append
    as many bytes from there on, and pass their position as `part_at`.

    Raises NotAPicture, TooLarge for more than `max_pixels` pixels, and BrokenPicture if it's empty.
    """
    picture_format = detect_format(data, file)
    try:
        return _read_head(
            PartialFile(data[:HEAD_BYTES], length, data[HEAD_BYTES:], part_at), picture_format, file, max_pixels
        )
    except MissingBytes as missing:
        return Missing(missing.position)
    except GalleryError:
        raise
    except NoPreview as error:
        raise _no_preview(file) from error
    except Exception:  # noqa: BLE001 - see read_picture
        return None


def _read_head(partial: PartialFile, picture_format: PictureFormat, file: str, max_pixels: int) -> Head | None:
    parts = take_head_apart(partial, picture_format)
    if parts is None:
        return None
    _refuse_unsupported(parts, picture_format, file)
    if not parts.size or not all(parts.size):
        return None
    limit_pixels(parts.size, file, max_pixels)
    taken, taken_from = _read_capture_date(parts)
    if not parts.is_complete and taken_from != "exif":
        return None
    size = rotate_size(parts.size, orientation_of_file(parts))
    return Head(picture_format, *size, taken, taken_from, read_embedded_facts(parts))


def _read(  # noqa: PLR0913, PLR0917 - what read_picture gets
    data: bytes,
    picture_format: PictureFormat,
    file: str,
    max_pixels: int,
    sizes: Sequence[int],
    chosen: int | None,
) -> Picture:
    parts = take_apart(data, picture_format)
    _refuse_unsupported(parts, picture_format, file)
    if parts.size:
        limit_pixels(parts.size, file, max_pixels)  # decoders call it damaged if it's far too large
    coded = JPEG if picture_format.is_raw else picture_format
    opened = open_picture(parts, coded)
    limit_pixels(opened.size, file, max_pixels)
    frame = opened.tile[0].extents if picture_format == GIF and opened.tile else None
    if coded != JPEG:  # which is decoded in a smaller size later
        opened.load()  # HEIC has its size only after this
    image = clear_outside_frame(opened, frame) if frame else opened
    of_file = orientation_of_file(parts)
    orientation = chosen or of_file
    size = rotate_size(image.size, orientation)
    taken, taken_from = _read_capture_date(parts)
    is_photograph = coded in (JPEG, HEIC)
    previews, color = make_previews(image, orientation, parts.colors, sizes, is_photograph=is_photograph)
    embedded, motion = read_embedded_facts(parts), find_motion(data, picture_format, parts.xmp)
    return Picture(
        picture_format, *size, taken, taken_from, color, previews, embedded, orientation=of_file, motion=motion
    )


def _refuse_unsupported(parts: PictureFile, picture_format: PictureFormat, file: str) -> None:
    if parts.unsupported and picture_format == HEIC:  # AVIF sequences are decoded
        raise NotAPicture("%(file)s is %(what)s, which isn't supported.", file=file, what=parts.unsupported)


def _no_preview(file: str) -> NotAPicture:
    return NotAPicture("%(file)s has no preview inside. Add a JPEG next to it.", file=file)


def limit_pixels(size: tuple[int, int], file: str, max_pixels: int) -> None:
    """Raises TooLarge for more than `max_pixels` pixels."""
    pixels = size[0] * size[1]
    if pixels > max_pixels:
        raise TooLarge(
            "%(file)s has %(pixels)s megapixels. The limit is %(most)s.",
            file=file,
            pixels=f"{pixels / 1e6:,.1f}",
            most=f"{max_pixels / 1e6:g}",
        )


def _read_capture_date(parts: PictureFile) -> tuple[str | None, DateSource | None]:
    now = datetime.now(UTC)
    for taken, source in _capture_dates(parts):
        if is_plausible(taken, now):
            return taken, source
    return None, None


def _capture_dates(parts: PictureFile) -> Iterator[tuple[str, DateSource]]:
    """Yield when the picture was taken according to each source, the most trustworthy first."""
    for tags in all_tags(parts):
        for taken in capture_dates({**tags.picture, **tags.exif}):
            yield taken, "exif"
    for taken in xmp_dates(parts.xmp):
        yield taken, "xmp"
    taken_by_iptc = iptc_date(parts.iptc)
    if taken_by_iptc:
        yield taken_by_iptc, "iptc"
