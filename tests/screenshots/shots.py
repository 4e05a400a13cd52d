"""Photos of an invented person: which crop of which photograph, when and where it was taken, and with which camera."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

GOLDEN = 0.618034
"""The fractional parts of its multiples are spread evenly between 0 and 1, however many there are."""

LANDSCAPE, CLASSIC, FILM, SQUARE, UPRIGHT, TALL = 16 / 9, 4 / 3, 3 / 2, 1.0, 3 / 4, 2 / 3
"""Width / height."""

MIXED = (FILM, UPRIGHT, CLASSIC, FILM, LANDSCAPE, TALL, CLASSIC, SQUARE, FILM)
PORTRAITS = (TALL, UPRIGHT, TALL)


@dataclass(frozen=True)
class Camera:
    """A camera's EXIF tags and file names."""

    make: str
    model: str
    lens: str
    millimeters: float
    f_number: float
    file: str
    """A template for str.format, with `number` and `taken`."""


PHONE = Camera(
    "Google",
    "Pixel 8 Pro",
    "Pixel 8 Pro back camera 6.9mm f/1.68",
    6.9,
    1.68,
    "PXL_{taken:%Y%m%d_%H%M%S}{number:03}.jpg",
)
OLD_PHONE = Camera("Apple", "iPhone 12", "iPhone 12 back dual wide camera 4.2mm f/1.6", 4.2, 1.6, "IMG_{number:04}.jpg")
MIRRORLESS = Camera("SONY", "ILCE-7M4", "FE 24-105mm F4 G OSS", 50, 4, "DSC{number:05}.jpg")
REFLEX = Camera("Canon", "Canon EOS 6D Mark II", "EF 100mm f/2.8L Macro IS USM", 100, 5.6, "IMG_{number:04}.jpg")


@dataclass(frozen=True)
class Place:
    """Decimal degrees, north and east positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Crop:
    """A part of a photograph."""

    subject: str
    ratio: float
    zoom: float
    """Width, as a fraction of the largest part with this aspect ratio."""
    across: float
    down: float
    """Position, from 0 at the left or top to 1 at the right or bottom."""
    is_mirrored: bool = False


@dataclass(frozen=True)
class Shot:
    """One photo of a library."""

    file: str
    crop: Crop
    taken: datetime
    camera: Camera
    place: Place | None = None
    album: str | None = None
    """None if it's filed by date; "" if it's in no folder."""
    is_trashed: bool = False

    @property
    def name(self) -> str:
        """Its name in the gallery."""
        folder = f"{self.taken:%Y/%m/%d}" if self.album is None else self.album
        return f"{folder}/{self.file}".lstrip("/")


@dataclass(frozen=True)
class Occasion:
    """Some days with photos, such as a trip."""

    start: datetime
    days: int
    count: int
    subjects: Sequence[str]
    camera: Camera = PHONE
    place: Place | None = None
    shapes: Sequence[float] = MIXED
    album: str | None = None
    is_trashed: bool = False

    def shots(self, first: int) -> list[Shot]:
        """The photos of these days. `first` is how many photos the library has before them."""
        return [self._shot(first + index, index) for index in range(self.count)]

    def _shot(self, number: int, index: int) -> Shot:
        taken = self.start + timedelta(days=index * self.days // self.count, minutes=47 * index % 400, seconds=number)
        crop = Crop(
            subject=self.subjects[index % len(self.subjects)],
            ratio=self.shapes[number % len(self.shapes)],
            zoom=1 - 0.4 * (number * GOLDEN % 1),
            across=number * GOLDEN * 5 % 1,
            down=number * GOLDEN * 3 % 1,
            is_mirrored=number % 3 == 2,
        )
        file = self.camera.file.format(number=1200 + 7 * number, taken=taken)
        place = self.place if self.place and number % 4 else None
        return Shot(file, crop, taken, self.camera, place, self.album, self.is_trashed)
