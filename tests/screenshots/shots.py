"""What a person's library might hold: which crop of which photograph, taken when, with what camera, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

GOLDEN = 0.618034
"""Its multiples, without their whole parts, are spread evenly between 0 and 1 for any number of them."""

LANDSCAPE, CLASSIC, FILM, SQUARE, UPRIGHT, TALL = 16 / 9, 4 / 3, 3 / 2, 1.0, 3 / 4, 2 / 3
"""Width / height."""

MIXED = (FILM, UPRIGHT, CLASSIC, FILM, LANDSCAPE, TALL, CLASSIC, SQUARE, FILM)
PORTRAITS = (TALL, UPRIGHT, TALL)


@dataclass(frozen=True)
class Camera:
    """What a camera writes into its files, and how it names them."""

    make: str
    model: str
    lens: str
    millimetres: float
    f_number: float
    file: str
    """A name for str.format, with `number` and `taken`."""


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
    """How much of the largest such part it is wide; 1 is all of it."""
    across: float
    down: float
    """Where the part lies, from 0 at the left or top to 1 at the right or bottom."""
    mirrored: bool = False


@dataclass(frozen=True)
class Shot:
    """One photo of the library."""

    file: str
    crop: Crop
    taken: datetime
    camera: Camera
    place: Place | None = None
    album: str | None = None
    """None: by the day it was taken; empty: at the root."""
    trashed: bool = False

    @property
    def name(self) -> str:
        """Where the gallery keeps it."""
        folder = f"{self.taken:%Y/%m/%d}" if self.album is None else self.album
        return f"{folder}/{self.file}".lstrip("/")


@dataclass(frozen=True)
class Occasion:
    """Days of which there are photos."""

    start: datetime
    days: int
    count: int
    subjects: Sequence[str]
    camera: Camera = PHONE
    place: Place | None = None
    shapes: Sequence[float] = MIXED
    album: str | None = None
    trashed: bool = False

    def shots(self, first: int) -> list[Shot]:
        """Its photos; `first` is how many the library had before."""
        return [self._shot(first + index, index) for index in range(self.count)]

    def _shot(self, number: int, index: int) -> Shot:
        taken = self.start + timedelta(days=index * self.days // self.count, minutes=47 * index % 400, seconds=number)
        crop = Crop(
            subject=self.subjects[index % len(self.subjects)],
            ratio=self.shapes[number % len(self.shapes)],
            zoom=1 - 0.4 * (number * GOLDEN % 1),
            across=number * GOLDEN * 5 % 1,
            down=number * GOLDEN * 3 % 1,
            mirrored=number % 3 == 2,
        )
        file = self.camera.file.format(number=1200 + 7 * number, taken=taken)
        place = self.place if self.place and number % 4 else None
        return Shot(file, crop, taken, self.camera, place, self.album, self.trashed)
