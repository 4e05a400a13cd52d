"""Which of Takeout's JSON files belongs to which photo. Google documents no rule; this is what exports show.

The name of a JSON file is that of the photo, `.supplemental-metadata` (since 2024), both cut to 46 characters, and
`.json`. If several photos of a folder have the same name, they're numbered, `IMG(1).jpg`, but the JSON's number is at
its end: `IMG.jpg(1).json`, `IMG.jpg.supplemental-metadata(1).json`. Edited versions, `IMG-edited.jpg` with a suffix in
the account's language, have none of their own, nor have the videos of live photos.
"""

import re
from collections.abc import Callable, Collection, Iterator

from gallery.model.file_classes import VIDEO_EXTENSIONS
from importer.found import VIDEO_PARTS, extension_of, stem_of

SUPPLEMENT = ".supplemental-metadata"
MAX_STEM = 46
"""Characters of a JSON's name before `.json`: 51 with it."""

MIN_CUT = 40
"""A photo's name that's shorter was never cut."""

MAX_LOST = 4
"""Characters that long names can lose at their end, although a supplement follows: `IMG.JP.supplemental-meta.json`."""

MAX_SUFFIX = 20
"""Characters of an edited version's suffix. The longest known are `-ha editado` and `-edytowane`."""

_NUMBER = re.compile(r"(.*)(\(\d+\))", re.DOTALL)
_EDITED = re.compile(rf"(.*)-([^\d\W][^\d()-]{{0,{MAX_SUFFIX}}}?)(\(\d+\))?", re.DOTALL)
"""`IMG-edited`, `IMG-ha editado(1)`: what's after the last hyphen has no digits."""

Find = Callable[[str], bool]


def find_json(file: str, jsons: Collection[str], siblings: Collection[str]) -> str | None:
    """Return the JSON file of a photo, of those in its folder; None if it isn't there.

    `siblings` are the photos in the folder.
    """
    return _find(file, jsons) or _find_of_original(file, jsons) or _find_of_live_photo(file, jsons, siblings)


def _find(file: str, jsons: Collection[str]) -> str | None:
    return next((name for name in _possible_names(file) if name in jsons), None)


def _possible_names(file: str) -> Iterator[str]:
    """Yield the names that the JSON of a photo can have, the most likely first."""
    yield from _with_supplements(file, "")
    stem, extension = stem_of(file), file[len(stem_of(file)) :]
    numbered = _NUMBER.fullmatch(stem)
    if numbered:
        yield from _with_supplements(numbered[1] + extension, numbered[2])
    yield from _with_supplements(stem, "")  # Google has named some without the photo's extension.
    if numbered:
        yield from _with_supplements(numbered[1], numbered[2])


def _with_supplements(base: str, number: str) -> Iterator[str]:
    """Yield `IMG.jpg.supplemental-metadata(1).json`, then the same with less and less of the supplement."""
    for cut in range(MAX_LOST + 1 if len(base) >= MIN_CUT else 1):
        for length in range(len(SUPPLEMENT), -1, -1):
            yield f"{base[: len(base) - cut]}{SUPPLEMENT[:length]}{number}.json"
    for most in (MAX_STEM, MAX_STEM + 1):
        if len(base) >= MIN_CUT:
            yield f"{(base + number)[:most]}.json"
            yield f"{base[:most]}{number}.json"


def _find_of_original(file: str, jsons: Collection[str]) -> str | None:
    """Return the JSON of the photo that this one is an edited version of."""
    stem = stem_of(file)
    edited = _EDITED.fullmatch(stem)
    if not edited:
        return None
    original, number = edited[1], edited[3] or ""
    extensions = [file[len(stem) :], ".jpg", ".JPG", ".jpeg", ".png", ".heic", ".HEIC", ".webp", ".mp4", ".dng"]
    return next((json for one in extensions if (json := _find(f"{original}{number}{one}", jsons))), None)


def _find_of_live_photo(file: str, jsons: Collection[str], siblings: Collection[str]) -> str | None:
    """Return the JSON of the picture whose video this is: `IMG.HEIC` of `IMG.MP4`, `PXL.MP.jpg` of `PXL.MP`."""
    if extension_of(file) not in VIDEO_EXTENSIONS | VIDEO_PARTS:
        return None
    stems = {stem_of(file), file}
    pictures = [one for one in siblings if stem_of(one) in stems and one != file]
    return next((json for one in pictures if (json := _find(one, jsons))), None)
