"""Which of Takeout's folders are albums, and which stand for years."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping

ROOT = "Takeout"
"""The top folder of every export, in all languages."""

MIN_DEPTH = 2
"""Slashes in the name of an album's folder: `Takeout/Google Photos/Rome`."""

MIN_YEARS = 3
"""Folders that are named alike except for the year, and say no title: more than a few, and they aren't albums."""

_YEAR = re.compile(r"(?P<before>\D*)(?:18|19|20)\d\d(?P<after>\D*)", re.DOTALL)
_WORDS = frozenset(
    {
        *("photos from", "fotos von", "fotos aus", "photos de", "fotos de", "fotos del", "foto del", "foto dal"),
        *("foto da", "foto's uit", "fotos d'", "photos d'", "zdjęcia z"),
        *("foton från", "bilder från", "bilder fra", "billeder fra", "fotky z", "fotografii din", "valokuvat vuodelta"),
        *("kuvat vuodelta", "фото за", "фотографии за", "снимки от", "φωτογραφίες από", "写真", "照片", "相片"),
        *("年の写真", "年のフォト", "年的照片", "年的相片", "년 사진"),
    }
)
"""What folders of years say before or after the year, in some languages. Others are recognized by MIN_YEARS."""

_DATE_TITLE = re.compile(r"\d{4}-\d\d-\d\d(?: #\d+)?|\d{4}-\d\d-\d\d - \d{4}-\d\d-\d\d")
"""Until 2019, Takeout had a folder for each day, with a title like an album's."""


LOCKED = frozenset({"locked folder", "gesperrter ordner", "dossier verrouillé"})
"""Names of the Locked Folder in some languages, in lower case. Others are recognized by their JSON files."""

TRASH = frozenset({"trash", "bin", "papierkorb", "corbeille", "papelera", "cestino", "prullenbak", "lixeira", "kosz"})
"""Names of the trash in some languages, in lower case."""


def is_called(name: str, names: Collection[str]) -> bool:
    """Return whether a folder has one of some names, in whatever case."""
    return name.rpartition("/")[2].strip().casefold() in names


def is_year(name: str) -> bool:
    """Return whether a folder is called as Takeout calls that of a year, in some languages."""
    return bool(_find_years({name: None}))


def find_albums(titles: Mapping[str, str | None]) -> dict[str, str]:
    """Return the album of each folder, "" for none, from the titles that files in the folders say."""
    years = _find_years(titles)
    return {name: "" if name in years else _album_of(name, title) for name, title in titles.items()}


def _album_of(name: str, title: str | None) -> str:
    title = name.rpartition("/")[2] if title is None else title
    if name.count("/") < MIN_DEPTH or _DATE_TITLE.fullmatch(title):
        return ""
    return title.replace("/", "-")  # Otherwise it would be an album in an album.


def _find_years(titles: Mapping[str, str | None]) -> set[str]:
    alike = defaultdict[tuple[str, str], set[str]](set)
    for name in titles:
        if match := _YEAR.fullmatch(name.rpartition("/")[2]):
            alike[_simplify(match["before"]), _simplify(match["after"])].add(name)
    found = set[str]()
    for words, names in alike.items():
        untitled = {name for name in names if titles[name] is None}
        found |= names if _WORDS & {*words} else untitled if len(untitled) >= MIN_YEARS else set()
    return found


def _simplify(words: str) -> str:
    return words.strip().lower().replace("\u2019", "'")
