"""Libraries to take screenshots of, from an empty one to a person's photos of four years."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from screenshots.shots import (
    FILM,
    MIRRORLESS,
    OLD_PHONE,
    PHONE,
    PORTRAITS,
    REFLEX,
    Crop,
    Occasion,
    Place,
    Shot,
)

PICOS, LISBON, LAKE, HOME = Place(43.15, -4.83), Place(38.71, -9.14), Place(61.05, 25.04), Place(48.14, 11.58)

MOUNTAINS = ("peaks", "ridge", "stream", "summit", "kite", "forest")
SHORE = ("boats", "dune", "jetty", "bridge", "kite", "lake", "storm")
FLOWERS = ("marigold", "ladybird", "seeds", "coneflower", "rain", "nasturtium", "dandelion", "leaf", "bud", "grass")
AUTUMN = ("maple", "forest", "ridge", "dandelion", "moss", "dogs", "bud")
WATER = ("lake", "pier", "boats", "night", "jetty", "drop")
TOWN = ("facade", "cups", "fig", "bridge", "brushes", "clock")
INDOORS = ("drum", "fig", "clock", "lamp", "brushes", "cups")


@dataclass(frozen=True)
class AlbumSettings:
    """An album that the owner created or changed. The fields are those of `POST /api/albums/settings`."""

    album: str
    title: str = ""
    visible: str = "everyone"
    timeline: str = "yes"


@dataclass(frozen=True)
class Library:
    """A set of photos. The name makes sure that libraries with the same photos get containers of their own."""

    name: str
    shots: tuple[Shot, ...] = ()
    albums: tuple[AlbumSettings, ...] = ()


def clock_time(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """The time on the camera's clock."""
    return datetime(year, month, day, hour, 12)


def photos_of(occasions: Iterable[Occasion]) -> tuple[Shot, ...]:
    """The photos of all occasions, numbered consecutively."""
    shots: list[Shot] = []
    for occasion in occasions:
        shots += occasion.shots(len(shots))
    return tuple(shots)


FOUR_YEARS = photos_of(
    [
        Occasion(clock_time(2023, 4, 15), 2, 6, FLOWERS, OLD_PHONE, HOME),
        Occasion(clock_time(2023, 8, 4), 6, 14, WATER, OLD_PHONE, LAKE),
        Occasion(clock_time(2024, 1, 6, 15), 1, 1, ["night"], OLD_PHONE),
        Occasion(clock_time(2024, 5, 9), 3, 12, FLOWERS, REFLEX),
        Occasion(clock_time(2024, 9, 21), 2, 9, AUTUMN, OLD_PHONE, HOME),
        Occasion(clock_time(2024, 12, 24, 12), 1, 5, INDOORS, PHONE, HOME),
        Occasion(clock_time(2025, 3, 2, 16), 1, 1, ["storm"], PHONE),
        Occasion(clock_time(2025, 6, 12), 5, 17, [*SHORE, *TOWN], MIRRORLESS, LISBON),
        Occasion(clock_time(2025, 10, 11), 2, 8, AUTUMN, MIRRORLESS, HOME),
        Occasion(
            clock_time(2026, 2, 14), 2, 9, ["dogs", "drum", "forest", "fig", "stream", "drop"], REFLEX, shapes=PORTRAITS
        ),
        Occasion(clock_time(2026, 5, 16), 2, 11, FLOWERS, REFLEX, HOME),
        Occasion(clock_time(2026, 7, 4, 19), 1, 1, ["boats"], PHONE, LAKE, shapes=[FILM]),
        Occasion(clock_time(2026, 8, 8), 5, 24, [*MOUNTAINS, "dogs", "dandelion"], MIRRORLESS, PICOS),
        Occasion(clock_time(2026, 9, 18), 3, 12, WATER, PHONE, LAKE),
        Occasion(clock_time(2026, 10, 17), 2, 13, [*AUTUMN, "boats", "peaks"], PHONE, HOME),
        Occasion(clock_time(2025, 6, 14), 3, 12, [*TOWN, *SHORE], PHONE, LISBON, album="Trips/Lisbon"),
        Occasion(clock_time(2024, 7, 20), 3, 9, MOUNTAINS, PHONE, PICOS, album="Hiking"),
        Occasion(clock_time(2026, 4, 25), 9, 10, FLOWERS, REFLEX, HOME, album="Garden"),
        Occasion(clock_time(2023, 2, 11), 1, 3, ["facade", "kite", "leaf"], OLD_PHONE, album=""),
        Occasion(clock_time(2026, 9, 19), 2, 4, ["cups", "lamp", "grass", "bridge"], PHONE, LAKE, is_trashed=True),
    ]
)
WEEKEND = photos_of([Occasion(clock_time(2026, 10, 3), 3, 10, [*MOUNTAINS, *AUTUMN], PHONE, PICOS)])
PANORAMA_SHOT = Shot("PANO_0042.jpg", Crop("peaks", 20, 1, 0, 0.35), clock_time(2026, 10, 4), PHONE, PICOS)
COVER = Shot("DSC01234.jpg", Crop("boats", FILM, 1, 0.5, 0.5), clock_time(2026, 10, 4, 18), MIRRORLESS, LAKE)

EMPTY = Library("empty")
ONE_PHOTO = Library("one photo", (COVER,))
TEN_PHOTOS = Library("ten photos", WEEKEND)
PANORAMA = Library("panorama", (PANORAMA_SHOT,))
MIXED = Library(
    "panorama among other photos",
    (PANORAMA_SHOT, *photos_of([Occasion(clock_time(2026, 10, 3), 3, 20, [*MOUNTAINS, *AUTUMN], PHONE, PICOS)])),
)
FULL = Library("full", FOUR_YEARS)
COPIES = Library("copies", (*WEEKEND, *(replace(shot, album="Picos 2026") for shot in WEEKEND[:3])))
"""Some photos twice."""

EDITABLE = Library("editable", WEEKEND)
"""For states that upload or delete photos."""

ALBUMS = Library(
    "albums",
    photos_of(
        [
            Occasion(clock_time(2025, 6, 14), 3, 8, [*TOWN, *SHORE], PHONE, LISBON, album="Trips/Lisbon"),
            Occasion(clock_time(2024, 7, 20), 3, 9, MOUNTAINS, PHONE, PICOS, album="Hiking"),
            Occasion(clock_time(2024, 7, 22), 1, 3, MOUNTAINS, PHONE, PICOS, album="Hiking/Summits"),
            Occasion(clock_time(2026, 4, 25), 9, 10, FLOWERS, REFLEX, HOME, album="Garden"),
        ]
    ),
    (
        AlbumSettings("Birthday"),
        AlbumSettings("Trips/Lisbon", title="A week in Lisbon"),
        AlbumSettings("Hiking", visible="owner"),
        AlbumSettings("Garden", visible="owner", timeline="no"),
    ),
)

LATER_UPLOADS = photos_of(
    [Occasion(clock_time(2026, 11, 7), 1, 6, ["marigold", "summit", "dogs", "lake", "forest", "dune"])]
)
"""Photos that states upload."""

UNSUPPORTED_FILES = [
    ("Invoice 2026-11.pdf", "application/pdf", b"%PDF-1.7 ..."),
    ("MVI_0412.mp4", "video/mp4", b"....ftyp"),
]
"""File name, media type and bytes of files that the gallery rejects."""
