"""What the gallery knows about a photo: its date, size and color, kept in the metadata of its blob."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from gallery.model.dates import drop_offset
from gallery.model.folders import folder_of_day
from gallery.model.metadata_keys import lower_keys
from gallery.model.orientations import FILE_ORIENTATION, read_orientation

_TAKEN_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d{1,9})?([+-]\d{2}:\d{2})?)?", re.ASCII)
_COLOR_PATTERN = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_SIZE_PATTERN = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_DATE_SOURCES = {"exif", "xmp", "iptc", "video", "name", "file", "upload"}

DURATION, CODECS = "duration", "codecs"
"""Keys of metadata that only videos have."""

MOTION = "motion"
"""Key of metadata that only motion photos have."""

_DURATION_PATTERN = re.compile(r"\d{1,7}\.\d\d", re.ASCII)
_CODECS_PATTERN = re.compile(r'video/(mp4|webm)(; codecs="[A-Za-z0-9.-]{1,60}(, [A-Za-z0-9.-]{1,60})?")?', re.ASCII)
_MOTION_PATTERN = re.compile(r"[1-9]\d{0,11} [1-9]\d{0,11}", re.ASCII)


class Facts(NamedTuple):
    """What dating a photo finds out, and its color, which takes decoding."""

    taken: str
    """ISO 8601 wall-clock time from the camera, with the UTC offset if known, or just a day."""
    taken_from: str
    width: int
    """Pixels, after orientation."""
    height: int
    color: str = ""
    """The average, `#rrggbb`; "" until the photo is developed. Its key in metadata and JSON is `colour`."""
    orientation: int | None = None
    """The one in its file, see model/orientations.py; None until the photo is developed."""
    duration: float | None = None
    """Seconds; None for photos, and for videos that don't say."""
    codecs: str = ""
    """What browsers need to know whether they can play a video, as `HTMLMediaElement.canPlayType` takes it (RFC 6381):
    `video/mp4; codecs="avc1.64001f, mp4a.40.2"`; "" for photos. QuickTime files count as MP4."""
    motion: str = ""
    """Of a motion photo: where the MP4 in its file starts, and its bytes, `4000000 3000000`; "" for all others."""

    @property
    def local_time(self) -> str:
        """`taken` without the UTC offset, which reveals roughly where the photo was taken."""
        return drop_offset(self.taken)

    @property
    def day_folder(self) -> str:
        """The folder of a photo that's in no album: `2026/09/12/`."""
        return folder_of_day(self.taken[:10])

    def metadata(self) -> dict[str, str]:
        """Return the facts as blob metadata, with ASCII keys and values."""
        return {
            "taken": self.taken,
            "taken_from": self.taken_from,
            "width": str(self.width),
            "height": str(self.height),
            **({"colour": self.color} if self.color else {}),
            **({FILE_ORIENTATION: str(self.orientation)} if self.orientation else {}),
            **({DURATION: f"{self.duration:.2f}"} if self.duration is not None else {}),
            **({CODECS: self.codecs} if self.codecs else {}),
            **({MOTION: self.motion} if self.motion else {}),
        }

    @staticmethod
    def read(metadata: Mapping[str, str]) -> "Facts | None":
        """Return the facts in a blob's metadata, or None if the date or size is missing or invalid.

        An invalid color counts as missing: other tools write metadata too.
        """
        known = lower_keys(metadata)
        taken, taken_from, color = known.get("taken", ""), known.get("taken_from", ""), known.get("colour", "")
        size = _read_size(known.get("width", ""), known.get("height", ""))
        if not size or taken_from not in _DATE_SOURCES or not _is_iso_date(taken):
            return None
        color = color if _COLOR_PATTERN.fullmatch(color) else ""
        orientation = read_orientation(known.get(FILE_ORIENTATION, ""))
        duration, codecs, motion = known.get(DURATION, ""), known.get(CODECS, ""), known.get(MOTION, "")
        return Facts(
            taken,
            taken_from,
            *size,
            color,
            orientation,
            float(duration) if duration and _DURATION_PATTERN.fullmatch(duration) else None,
            codecs if codecs and _CODECS_PATTERN.fullmatch(codecs) else "",
            motion if motion and _MOTION_PATTERN.fullmatch(motion) else "",
        )


@lru_cache(maxsize=1_000)
def _read_size(width: str, height: str) -> tuple[int, int] | None:
    # Cached, because most photos of a camera have the same size.
    is_valid = _SIZE_PATTERN.fullmatch(width) and _SIZE_PATTERN.fullmatch(height)
    return (int(width), int(height)) if is_valid else None


def _is_iso_date(taken: str) -> bool:
    try:
        return bool(_TAKEN_PATTERN.fullmatch(taken) and datetime.fromisoformat(taken))
    except ValueError:
        return False
