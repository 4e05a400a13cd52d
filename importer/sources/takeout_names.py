"""Which of Takeout's JSON files belongs to which photo. Google documents no rule; this is what exports show.

The name of a JSON file is that of the photo, `.supplemental-metadata` (since 2024), both cut to 46 characters, and
`.json`. If several photos of a folder have the same name, they're numbered, `IMG(1).jpg`, but the JSON's number is at
its end: `IMG.jpg(1).json`, `IMG.jpg.supplemental-metadata(1).json`. Edited versions, `IMG-edited.jpg` with a suffix in
the account's language, have none of their own, nor have the videos of live photos.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

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


def match_jsons(files: Collection[str], titles: Mapping[str, str]) -> dict[str, str]:
    """Return the JSON file of each photo in a folder that has one. `titles` are those in the JSON files, by name.

    Each JSON is about one photo, its edited versions, and the video or raw file with its name. If names were cut, it's
    the photo whose name the title starts with.
    """
    found = _match_own(files, titles)
    for file in sorted(files - found.keys()):
        own = {name for name in possible_names(file) if name in titles}
        partner = next((one for one in found if stem_of(one) == stem_of(file) and found[one] in own), None)
        json = found[partner] if partner else _find_shared(file, titles, files, found)
        if json:
            found[file] = json
    return found


def _match_own(files: Collection[str], titles: Mapping[str, str]) -> dict[str, str]:
    """Return the JSON of each photo, each for one photo only: whole names first, then names that were cut."""
    pairs = []
    for file in files:
        is_video = extension_of(file) in VIDEO_EXTENSIONS | VIDEO_PARTS
        for position, name in enumerate(possible_names(file)):
            if name in titles:
                is_cut = len(stem_of(name)) < len(stem_of(file))
                doubts = (2 - _says(titles[name], file)) if is_cut else 0
                pairs.append((doubts, position, is_video, len(file), file, name))
    found, used = dict[str, str](), set[str]()
    for *_, file, name in sorted(pairs):
        if file not in found and name not in used:
            found[file] = name
            used.add(name)
    return found


def _says(title: str, file: str) -> bool:
    """Return whether a title can be what Google shortened to a file's name."""
    stem = stem_of(file)
    numbered = _NUMBER.fullmatch(stem)
    starts = {simplify_title(stem), simplify_title(numbered[1]) if numbered else ""} - {""}
    return any(simplify_title(title).startswith(start) for start in starts)


def simplify_title(title: str) -> str:
    """Return a name without the characters that Google replaces in names of files."""
    return re.sub(r"[^\w.() -]", "_", title)


def _find_shared(file: str, jsons: Collection[str], siblings: Collection[str], found: Mapping[str, str]) -> str | None:
    """Return the JSON of the photo that a file is an edited version or the video of. `found` are those of photos."""
    return _find_of_original(file, jsons, found) or _find_of_live_photo(file, jsons, siblings, found)


def _find(file: str, jsons: Collection[str], found: Mapping[str, str]) -> str | None:
    return found.get(file) or next((name for name in possible_names(file) if name in jsons), None)


def possible_names(file: str) -> Iterator[str]:
    """Yield the names that the JSON of a photo can have, the most likely first."""
    yield from _with_supplement(file, "")
    stem, extension = stem_of(file), file[len(stem_of(file)) :]
    numbered = _NUMBER.fullmatch(stem)
    if numbered:
        yield from _with_supplements(numbered[1] + extension, numbered[2])
    yield from _with_supplements(file, "")
    yield from _with_supplements(stem, "")  # Google has named some without the photo's extension.
    if numbered:
        yield from _with_supplements(numbered[1], numbered[2])


def _with_supplements(base: str, number: str) -> Iterator[str]:
    """Yield `IMG.jpg.supplemental-metadata(1).json`, then the same with less and less of the supplement."""
    for cut in range(MAX_LOST + 1 if len(base) >= MIN_CUT else 1):
        yield from _with_supplement(base[: len(base) - cut], number)
    for most in (MAX_STEM, MAX_STEM + 1):
        if len(base) >= MIN_CUT:
            yield f"{(base + number)[:most]}.json"
            yield f"{base[:most]}{number}.json"


def _with_supplement(base: str, number: str) -> Iterator[str]:
    for length in range(len(SUPPLEMENT), -1, -1):
        yield f"{base}{SUPPLEMENT[:length]}{number}.json"


def _find_of_original(file: str, jsons: Collection[str], found: Mapping[str, str]) -> str | None:
    """Return the JSON of the photo that this one is an edited version of."""
    stem = stem_of(file)
    edited = _EDITED.fullmatch(stem)
    if not edited:
        return None
    original, number = edited[1], edited[3] or ""
    extensions = [file[len(stem) :], ".jpg", ".JPG", ".jpeg", ".png", ".heic", ".HEIC", ".webp", ".mp4", ".dng"]
    names = [f"{original}{number}{one}" for one in extensions]
    return next((json for name in names if (json := _find(name, jsons, found))), None)


def _find_of_live_photo(
    file: str, jsons: Collection[str], siblings: Collection[str], found: Mapping[str, str]
) -> str | None:
    """Return the JSON of the picture whose video this is: `IMG.HEIC` of `IMG.MP4`, `PXL.MP.jpg` of `PXL.MP`."""
    if extension_of(file) not in VIDEO_EXTENSIONS | VIDEO_PARTS:
        return None
    stems = {stem_of(file), file}
    pictures = [one for one in siblings if stem_of(one) in stems and one != file]
    return next((json for one in pictures if (json := _find(one, jsons, found))), None)
