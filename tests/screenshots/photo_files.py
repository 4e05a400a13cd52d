"""Makes the file of a shot: a crop of a photograph, with the EXIF tags of its camera."""

import hashlib
import io
import math
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageOps
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from screenshots.photographs import PHOTOGRAPHS, find_photograph
from screenshots.shots import Crop, Shot

LONG_SIDE = 2400
"""Pixels. Larger photos would make uploading a library take minutes."""

QUALITY = 88
WIDEST_SHOT = 4
"""Width / height. Anything wider is a panorama, stitched from several shots."""


def make_photo_file(shot: Shot) -> bytes:
    """The file, from a cache if it was made before."""
    key = hashlib.sha256(f"{shot} {LONG_SIDE} {QUALITY}".encode()).hexdigest()
    path = PHOTOGRAPHS / "files" / f"{key[:24]}.jpg"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_encode(_crop_photograph(shot), shot))
    return path.read_bytes()


def make_plain_file(shot: Shot) -> bytes:
    """A small file of one color with the same EXIF tags, for tests, which have no photographs."""
    color = f"hsl({shot.taken.toordinal() * 47 % 360}, 40%, {30 + len(shot.name) % 40}%)"
    return _encode(Image.new("RGB", (round(120 * shot.crop.ratio), 120), color), shot)


def crop_image(image: Image.Image, crop: Crop) -> Image.Image:
    """The part of an image that a crop selects."""
    width = min(image.width, image.height * crop.ratio) * crop.zoom
    height = width / crop.ratio
    left, top = (image.width - width) * crop.across, (image.height - height) * crop.down
    cropped = image.crop((round(left), round(top), round(left + width), round(top + height)))
    return ImageOps.mirror(cropped) if crop.is_mirrored else cropped


def make_exif(shot: Shot) -> Image.Exif:
    """The tags that the camera would write."""
    tags = Image.Exif()
    tags[Base.Make], tags[Base.Model] = shot.camera.make, shot.camera.model
    tags.get_ifd(IFD.Exif).update(_exposure_tags(shot))
    if shot.place:
        tags.get_ifd(IFD.GPSInfo).update(_location_tags(shot))
    return tags


def _crop_photograph(shot: Shot) -> Image.Image:
    image = crop_image(_open_photograph(find_photograph(shot.crop.subject)), shot.crop)
    # A panorama keeps its full length.
    long_side = LONG_SIDE if shot.crop.ratio < WIDEST_SHOT else image.width
    image.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
    return image


def _encode(image: Image.Image, shot: Shot) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY, exif=make_exif(shot))
    return file.getvalue()


@lru_cache(maxsize=1)
def _open_photograph(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def _exposure_tags(shot: Shot) -> dict[int, object]:
    is_dark = shot.crop.subject in {"night", "drum", "lamp", "forest"}
    return {
        Base.DateTimeOriginal: f"{shot.taken:%Y:%m:%d %H:%M:%S}",
        Base.OffsetTimeOriginal: "+02:00",
        Base.LensModel: shot.camera.lens,
        Base.FocalLength: IFDRational(round(shot.camera.millimeters * 10), 10),
        Base.FNumber: IFDRational(round(shot.camera.f_number * 100), 100),
        Base.ExposureTime: IFDRational(1, 30 if is_dark else 320),
        Base.ISOSpeedRatings: 1600 if is_dark else 100,
    }


def _location_tags(shot: Shot) -> dict[int, object]:
    assert shot.place
    latitude, longitude = shot.place.latitude, shot.place.longitude
    return {
        GPS.GPSLatitudeRef: "N" if latitude >= 0 else "S",
        GPS.GPSLatitude: _degrees(latitude),
        GPS.GPSLongitudeRef: "E" if longitude >= 0 else "W",
        GPS.GPSLongitude: _degrees(longitude),
    }


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    minutes, seconds = divmod(round(math.fabs(value) * 3600), 60)
    degrees, minutes = divmod(minutes, 60)
    return IFDRational(degrees, 1), IFDRational(minutes, 1), IFDRational(seconds, 1)
