"""Google Takeouts as people describe them, with what's true about every photo in them.

Three layouts: an unpacked English one from before 2024 (`IMG.jpg.json`), a German one of 2024 in several zips
(`.supplemental-metadata.json`, cut to 46 characters, and often in another zip than the photo), and a French one of 2025
with what else people have reported: no extension in the JSON's name, archived and deleted photos. Where they're from:
issues and pull requests 353, 449 and 8 of TheLastGimbus/GooglePhotosTakeoutHelper, 674, 791 and 1419 of
simulot/immich-go, 4956 of ente/ente, 29 of Xentraxx/GooglePhotosTakeoutHelper_Neo, 1559 of pulsejet/memories.
"""

import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from support.live_photos import live_video
from support.picture_files import jpeg, segment, text, tiff

PLACES = {
    "Europe/Rome": (41.9028, 12.4534),
    "America/New_York": (40.7128, -74.006),
    "Asia/Tokyo": (35.6762, 139.6503),
    "Asia/Kolkata": (28.6139, 77.209),
}
DEFAULT_ZONE = "Europe/Berlin"
"""GALLERY_TIME_ZONE of the tests."""

SOFTWARE, TAKEN = 305, 36867
ALBUMS = ("Alps", "Summer & sea", "Île de Ré")
UPLOADED = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@dataclass
class Truth:
    """What a gallery must say about a photo after the import."""

    taken: str
    """Local time, with its offset if the file itself has no date."""
    caption: str = ""
    is_favorite: bool = False
    people: tuple[str, ...] = ()
    albums: set[str] = field(default_factory=set)
    is_trashed: bool = False
    is_archived: bool = False


@dataclass
class Takeout:
    """An export on disk."""

    sources: list[Path]
    truths: dict[str, Truth]
    """By the path of each photo's file in the report, as it ends: `Takeout/Google Photos/Photos from 2019/a.jpg`."""
    files: int
    """All files in it, those about photos included."""


@dataclass(frozen=True)
class Style:
    """How one kind of export names things."""

    folder: str
    year: str
    edited: str
    album_file: str
    name_json: Callable[[str, str], str]
    """Takes the photo's name without its number, and the number, `(1)` or ""."""
    zips: int = 0
    """0 for an unpacked folder."""


def old_json(file: str, number: str) -> str:
    """`IMG.jpg(1).json`, of at most 51 characters."""
    return f"{file[:46]}{number}.json"


def new_json(file: str, number: str) -> str:
    """`IMG.jpg.supplemental-metadata(1).json`, cut before the number."""
    return f"{f'{file}.supplemental-metadata'[:46]}{number}.json"


STYLES = {
    "2019": Style("Google Photos", "Photos from {}", "-edited", "metadata.json", old_json),
    "2024": Style("Google Fotos", "Fotos von {}", "-bearbeitet", "Metadaten.json", new_json, zips=3),
    "2025": Style("Google Photos", "Photos de {}", "-modifié", "métadonnées.json", new_json, zips=2),
}


class _Builder:
    """Builds one export."""

    def __init__(self, style: Style, seed: int) -> None:
        self._style, self._random = style, random.Random(seed)
        self.files: dict[str, bytes] = {}
        self.truths: dict[str, Truth] = {}
        self._seed, self._count = seed, 0
        self._titled = set[str]()

    def add_photo(self) -> None:
        """Add a photo of some kind, with all that belongs to it."""
        self._count += 1
        kinds = [self._plain, self._numbered, self._long, self._edited, self._live, self._undated, self._in_albums]
        kinds += (
            [self._trashed, self._archived, self._without_extension] if self._style.year.startswith("Photos de") else []
        )
        kinds[self._count % len(kinds)]()

    def _plain(self) -> None:
        self._add(f"IMG_{self._count:05}.jpg", self._moment())

    def _numbered(self) -> None:
        """Two photos of the same name."""
        file, moment = f"DSC{self._count:05}.JPG", self._moment()
        self._add(file, moment)
        self._add(file, moment + timedelta(minutes=7), number="(1)")

    def _long(self) -> None:
        self._add(
            f"Screenshot_20{self._count:05}-a-name-that-is-too-long-for-Google.jpg"[:43] + "_x.jpg", self._moment()
        )

    def _edited(self) -> None:
        """The edited version has the original's JSON, and usually its EXIF."""
        file, moment = f"PXL_{self._count:05}.jpg", self._moment()
        truth = self._add(file, moment)
        path = self._path(moment, f"PXL_{self._count:05}{self._style.edited}.jpg")
        self.files[path], self.truths[path] = self._jpeg(self._local(moment, ""), "edited"), truth

    def _live(self) -> None:
        """The video of a live photo has no JSON."""
        moment, file = self._moment(), f"IMG_L{self._count:04}.jpg"
        self._add(file, moment)
        self.files[self._path(moment, f"IMG_L{self._count:04}.MP4")] = self._video()

    def _undated(self) -> None:
        """A photo without EXIF has Google's date, in the zone of its place."""
        zone = self._random.choice([*PLACES, ""])
        self._add(f"scan {self._count}.jpg", self._moment(), zone=zone, has_exif=False)

    def _in_albums(self) -> None:
        """It's in the folder of its year and again in those of one or two albums."""
        moment, file = self._moment(), f"A{self._count:05}.jpg"
        truth = self._add(file, moment)
        json_name = self._style.name_json(file, "")
        for album in self._random.sample(ALBUMS, self._random.choice([1, 2])):
            folder = f"Takeout/{self._style.folder}/{album}/"
            self.files[folder + file] = self.files[self._path(moment, file)]
            self.files[folder + json_name] = self.files[self._path(moment, json_name)]
            truth.albums.add(album)
            self.truths[folder + file] = truth
            self._title(folder, album)

    def _trashed(self) -> None:
        self._add(f"T{self._count:05}.jpg", self._moment(), trashed=True)

    def _archived(self) -> None:
        self._add(f"H{self._count:05}.jpg", self._moment(), archived=True)

    def _without_extension(self) -> None:
        """Google has named some JSON files without the photo's extension."""
        file = f"{self._seed}{self._count:014}.jpg"
        moment = self._moment()
        self._add(file, moment)
        old = self._path(moment, self._style.name_json(file, ""))
        self.files[self._path(moment, f"{file[:-4]}.supplemental-metadata.json")] = self.files.pop(old)

    def _add(
        self,
        file: str,
        moment: datetime,
        number: str = "",
        zone: str = DEFAULT_ZONE,
        *,
        has_exif: bool = True,
        **flags: bool,
    ) -> Truth:
        stem, _, extension = file.rpartition(".")
        path = self._path(moment, f"{stem}{number}.{extension}")
        place = PLACES.get(zone)
        local = moment.astimezone(ZoneInfo(zone or DEFAULT_ZONE))
        caption = self._random.choice(["", "", f"Café & <b> {self._count} =1+1"])
        favorite, people = self._random.random() < 0.2, self._random.choice([(), (), ("Anna",), ("Anna", "Ben Ö.")])
        self.files[path] = self._jpeg(self._local(moment, zone) if has_exif else None, number)
        document = {
            "title": file,
            "description": caption,
            "imageViews": "3",
            "creationTime": {"timestamp": str(int(UPLOADED.timestamp())), "formatted": "14.11.2023"},
            "photoTakenTime": {"timestamp": str(int(moment.timestamp())), "formatted": "…"},
            "geoData": _geo(*(place if place and not has_exif else (0.0, 0.0))),
            "geoDataExif": _geo(0.0, 0.0),
            "people": [{"name": name} for name in people],
            "url": "https://photos.google.com/photo/…",
            **({"favorited": True} if favorite else {}),
            **flags,
        }
        self.files[self._path(moment, self._style.name_json(file, number))] = json.dumps(document).encode()
        taken = local.replace(tzinfo=None).isoformat() if has_exif else local.isoformat()
        truth = Truth(taken, caption, favorite, people, is_trashed="trashed" in flags, is_archived="archived" in flags)
        self.truths[path] = truth
        return truth

    def _path(self, moment: datetime, file: str) -> str:
        return f"Takeout/{self._style.folder}/{self._style.year.format(moment.year)}/{file}"

    def _title(self, folder: str, album: str) -> None:
        if folder not in self._titled:
            self._titled.add(folder)
            self.files[folder + self._style.album_file] = json.dumps(
                {"title": album, "description": "", "access": ""}
            ).encode()

    def _moment(self) -> datetime:
        """At noon in UTC, so that the year is the same everywhere, and with seconds that no zone explains."""
        day = datetime(self._random.choice([2015, 2016, 2019, 2020]), 1, 1, 12, tzinfo=UTC)
        return day + timedelta(days=self._random.randrange(365), minutes=self._count % 60, seconds=self._count % 7)

    def _local(self, moment: datetime, zone: str) -> datetime:
        return moment.astimezone(ZoneInfo(zone or DEFAULT_ZONE)).replace(tzinfo=None)

    def _jpeg(self, taken: datetime | None, more: str) -> bytes:
        """A picture with bytes of its own."""
        tags = {SOFTWARE: text(f"{self._seed}-{self._count}-{more}")}
        dates = {TAKEN: text(f"{taken:%Y:%m:%d %H:%M:%S}")} if taken else {}
        return jpeg(segment(0xE1, b"Exif\0\0" + tiff(tags, dates)))

    def _video(self) -> bytes:
        unique = f"{self._seed}-{self._count}".encode()
        return _any_video() + (len(unique) + 8).to_bytes(4, "big") + b"free" + unique


@cache
def _any_video() -> bytes:
    return live_video(extension=".mp4")


def build_takeouts(folder: Path, files: int) -> Takeout:
    """Write one export of each style, with this many files in total or a few more."""
    sources, truths, total = list[Path](), dict[str, Truth](), 0
    for seed, (name, style) in enumerate(STYLES.items()):
        builder = _Builder(style, seed)
        builder.files["Takeout/archive_browser.html"] = b"<html></html>"
        while len(builder.files) < files / len(STYLES):
            builder.add_photo()
        total += len(builder.files)
        sources += _write(folder / name, style, builder.files)
        truths |= {f"{name}: {path}": truth for path, truth in builder.truths.items()}
    return Takeout(sources, truths, total)


def _write(folder: Path, style: Style, files: dict[str, bytes]) -> Iterator[Path]:
    folder.mkdir(parents=True)
    if not style.zips:
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        yield folder
        return
    zips = [
        zipfile.ZipFile(folder / f"takeout-20260101T000000Z-{number + 1:03}.zip", "w") for number in range(style.zips)
    ]
    for index, (path, data) in enumerate(files.items()):
        zips[index % style.zips].writestr(path, data)
    for one in zips:
        one.close()
        yield Path(str(one.filename))


def _geo(latitude: float, longitude: float) -> dict[str, float]:
    return {"latitude": latitude, "longitude": longitude, "altitude": 0.0, "latitudeSpan": 0.0, "longitudeSpan": 0.0}
