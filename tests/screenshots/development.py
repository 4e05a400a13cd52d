"""A shot becomes a file: cropped, with what its camera writes beside the picture."""

import hashlib
import io
import math
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageOps
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from screenshots.photographs import PHOTOGRAPHS, find
from screenshots.shots import Crop, Shot

LONGEST = 2400
"""Pixels of the long side, so that a library is uploaded within a minute."""

QUALITY = 88
WIDEST = 4
"""Width / height of what one click of a camera gives, at most."""


def developed(shot: Shot) -> bytes:
    """The file, kept from the first time on."""
    key = hashlib.sha256(f"{shot} {LONGEST} {QUALITY}".encode()).hexdigest()
    path = PHOTOGRAPHS / "developed" / f"{key[:24]}.jpg"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_encoded(_cropped(shot), shot))
    return path.read_bytes()


def plain(shot: Shot) -> bytes:
    """The same without a photograph, small and of one colour: for tests, which run everywhere."""
    colour = f"hsl({shot.taken.toordinal() * 47 % 360}, 40%, {30 + len(shot.name) % 40}%)"
    return _encoded(Image.new("RGB", (round(120 * shot.crop.ratio), 120), colour), shot)


def part(image: Image.Image, crop: Crop) -> Image.Image:
    """What the crop leaves of a picture."""
    width = min(image.width, image.height * crop.ratio) * crop.zoom
    height = width / crop.ratio
    left, top = (image.width - width) * crop.across, (image.height - height) * crop.down
    found = image.crop((round(left), round(top), round(left + width), round(top + height)))
    return ImageOps.mirror(found) if crop.mirrored else found


def exif(shot: Shot) -> Image.Exif:
    """The camera's notes."""
    tags = Image.Exif()
    tags[Base.Make], tags[Base.Model] = shot.camera.make, shot.camera.model
    tags.get_ifd(IFD.Exif).update(_exposure(shot))
    if shot.place:
        tags.get_ifd(IFD.GPSInfo).update(_position(shot))
    return tags


def _cropped(shot: Shot) -> Image.Image:
    image = part(_original(find(shot.crop.subject)), shot.crop)
    # A panorama is long because it is many pictures side by side.
    longest = LONGEST if shot.crop.ratio < WIDEST else image.width
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return image


def _encoded(image: Image.Image, shot: Shot) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY, exif=exif(shot))
    return file.getvalue()


@lru_cache(maxsize=1)
def _original(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def _exposure(shot: Shot) -> dict[int, object]:
    is_dark = shot.crop.subject in {"night", "drum", "lamp", "forest"}
    return {
        Base.DateTimeOriginal: f"{shot.taken:%Y:%m:%d %H:%M:%S}",
        Base.OffsetTimeOriginal: "+02:00",
        Base.LensModel: shot.camera.lens,
        Base.FocalLength: IFDRational(round(shot.camera.millimetres * 10), 10),
        Base.FNumber: IFDRational(round(shot.camera.f_number * 100), 100),
        Base.ExposureTime: IFDRational(1, 30 if is_dark else 320),
        Base.ISOSpeedRatings: 1600 if is_dark else 100,
    }


def _position(shot: Shot) -> dict[int, object]:
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
