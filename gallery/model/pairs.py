"""Pairs: files in a folder that are one photo.

A live photo is a picture and a short video, and some cameras save a raw file with each JPEG. The picture is the photo,
and the others are its companions: they're shown, counted, moved and deleted with it. Nothing records a pair, because
which files are one follows from a folder's listing alone. So the order in which they arrive doesn't matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from gallery.model.blobs import Blob
from gallery.model.embedded_facts import read_content_id
from gallery.model.facts import Facts
from gallery.model.file_classes import RAW_EXTENSIONS
from gallery.model.guest_uploads import SHARE
from gallery.model.names import split_extension

COMPANIONS = "companions"
"""Key in Blob.derived: the photo's companions as a listing found them. Missing if nothing looked for them."""

PICTURES = frozenset({".heic", ".heif", ".hif", ".jpg", ".jpeg", ".jpe", ".jfif"})
"""Extensions of pictures that can have companions, in lower case."""

VIDEOS = frozenset({".mov", ".mp4"})
RAWS = RAW_EXTENSIONS
"""Extensions of companions, in lower case. All have four characters."""

MAX_SECONDS = 10.0
"""Longest video that its name alone makes part of a photo. Phones record 3 seconds. The counters of cameras start again
at 1, so a longer video with a photo's name is one of its own, and nobody would find it behind the photo."""

RAW_APART, VIDEO_APART = timedelta(minutes=1), timedelta(days=1)
"""Files with the same name that say they were taken further apart are two photos, perhaps of two cameras. The time zone
of a video may be a guess."""

CAMERA_DATES = frozenset({"exif", "video"})
"""Sources of dates that say when a file was taken."""

_BY_BOTH, _BY_ID, _BY_NAME = range(3)
"""What makes two files one, best first."""


@dataclass(frozen=True)
class Companion:
    """A file that's part of a photo."""

    name: str
    bytes: int
    duration: float | None = None
    """Seconds. Of videos only, like the codecs."""
    codecs: str = ""
    """See Facts."""
    blob: Blob | None = field(default=None, repr=False, compare=False)
    """None if the index knows it, rather than a listing."""

    @property
    def is_raw(self) -> bool:
        """Whether it's a raw file, rather than a video."""
        return extension_of(self.name) in RAWS


class _Match(NamedTuple):
    """Two files that may be one photo. Matches sort in the order in which they count."""

    by: int
    order: tuple[bool, str, bool, str]
    picture: Blob
    companion: Blob


def attach_companions(blobs: Sequence[Blob]) -> set[str]:
    """Note at each blob of a listing which companions it has; return the names of all companions."""
    pairs = find_pairs(blobs)
    for blob in blobs:
        blob.derived[COMPANIONS] = pairs.get(blob.name, ())
    return {companion.name for companions in pairs.values() for companion in companions}


def find_pairs(blobs: Iterable[Blob]) -> Mapping[str, tuple[Companion, ...]]:
    """Return the companions of all photos among blobs that have some, by name: at most a video and a raw file each."""
    blobs = list(blobs)
    companions = [blob for blob in blobs if _is_companion(blob)]
    if not companions:
        return {}
    found: dict[str, tuple[Companion, ...]] = {}
    used: set[str] = set()
    for match in sorted(_match(companions, filter(_can_have_companions, blobs))):
        picture, companion = match.picture.name, _describe(match.companion)
        has_one = any(one.is_raw == companion.is_raw for one in found.get(picture, ()))
        if companion.name not in used and not has_one:
            found[picture] = (*found.get(picture, ()), companion)
            used.add(companion.name)
    return found


def can_have_companions(name: str) -> bool:
    """Return whether a file is of a kind that can have companions."""
    return extension_of(name) in PICTURES


def companion_target(companion: str, photo: str, to: str) -> str:
    """Return a companion's name after its photo has moved: both keep a common stem, or else the companion its own."""
    folder, (stem, extension) = to[: to.rfind("/") + 1], split_extension(_file_of(companion))
    old, new = (split_extension(_file_of(name))[0] for name in (photo, to))
    has_same_stem = stem.casefold() == old.casefold()
    return f"{folder}{new if has_same_stem and old != new else stem}{extension}"


def extension_of(name: str) -> str:
    """Return the extension of a blob's name in lower case, with its dot."""
    return split_extension(_file_of(name))[1].lower()


def _is_companion(blob: Blob) -> bool:
    extension = blob.name[-4:].lower()
    return (extension in VIDEOS or extension in RAWS) and _is_file(blob)


def _can_have_companions(blob: Blob) -> bool:
    return can_have_companions(blob.name) and _is_file(blob)


def _is_file(blob: Blob) -> bool:
    """Whether it isn't an unfinished upload, or known to be something else than its name says."""
    return bool(blob.length) and blob.metadata.get("developed") != "no"


def _match(companions: Iterable[Blob], pictures: Iterable[Blob]) -> Iterator[_Match]:
    """Yield all matches of companions and pictures."""
    by_key: dict[str, list[Blob]] = defaultdict(list)
    for picture in pictures:
        by_key[_key(picture)].append(picture)
        if content_id := read_content_id(picture.metadata):
            by_key[_id_key(picture, content_id)].append(picture)
    for companion in companions:
        content_id = read_content_id(companion.metadata)
        same_name = by_key.get(_key(companion), [])
        same_id = by_key.get(_id_key(companion, content_id), []) if content_id else []
        for picture in {one.name: one for one in (*same_name, *same_id)}.values():
            by = _compare(companion, picture, has_same_name=picture in same_name)
            if by is not None:
                yield _Match(by, _order(companion, picture), picture, companion)


def _compare(companion: Blob, picture: Blob, *, has_same_name: bool) -> int | None:
    """Return what makes them one photo, or None if they're two.

    A guest's file is never part of someone else's photo. Otherwise guests could delete files of the owner.
    """
    ids = read_content_id(companion.metadata), read_content_id(picture.metadata)
    shares = companion.metadata.get(SHARE, ""), picture.metadata.get(SHARE, "")
    if all(ids):
        by = _BY_BOTH if has_same_name else _BY_ID
        return by if ids[0] == ids[1] and shares[0] == shares[1] else None
    if not has_same_name or any(shares):
        return None
    if extension_of(companion.name) in RAWS:
        is_one = _may_be_taken_within(RAW_APART, companion, picture)
    else:
        is_one = _is_short(companion) and _may_be_taken_within(VIDEO_APART, companion, picture)
    return _BY_NAME if is_one else None


def _is_short(video: Blob) -> bool:
    """Whether a video can be part of a photo. Until it's read, nobody knows, so it's one of its own."""
    facts = Facts.read(video.metadata)
    return facts is not None and facts.duration is not None and facts.duration <= MAX_SECONDS


def _may_be_taken_within(limit: timedelta, companion: Blob, picture: Blob) -> bool:
    """Whether two files don't say that they were taken further apart. Most have the same minute or day."""
    same = len("2026-09-12" if limit >= timedelta(days=1) else "2026-09-12T10:11")
    if companion.metadata.get("taken", "")[:same] == picture.metadata.get("taken", "")[:same]:
        return True  # Faster than reading all facts.
    found = [facts for blob in (companion, picture) if (facts := Facts.read(blob.metadata))]
    taken = [one.local_time for one in found if one.taken_from in CAMERA_DATES and "T" in one.taken]
    times = [datetime.fromisoformat(one) for one in taken]
    return len(times) < 2 or abs(times[0] - times[1]) <= limit  # noqa: PLR2004 - one or both don't say


def _order(companion: Blob, picture: Blob) -> tuple[bool, str, bool, str]:
    """HEIC and MOV first, which phones write. An edited JPEG beside them is one of its own."""
    is_jpeg, is_mp4 = extension_of(picture.name).startswith(".j"), extension_of(companion.name) == ".mp4"
    return is_jpeg, picture.name, is_mp4, companion.name


def _describe(companion: Blob) -> Companion:
    facts = Facts.read(companion.metadata) if extension_of(companion.name) in VIDEOS else None
    duration, codecs = (facts.duration, facts.codecs) if facts else (None, "")
    return Companion(companion.name, companion.length, duration, codecs, companion)


def _key(blob: Blob) -> str:
    """Return what files with the same name have in common: Windows and macOS ignore case.

    A number counts: `IMG_1 (2).heic` belongs to `IMG_1 (2).mov`.
    """
    folder, _, file = blob.name.rpartition("/")
    return f"{folder}/{split_extension(file)[0].casefold()}"


def _id_key(blob: Blob, content_id: str) -> str:
    """Return a key that no name has."""
    return f"{blob.name.rpartition('/')[0]}//{content_id}"


def _file_of(name: str) -> str:
    return name.rpartition("/")[2]
