"""A language in which every letter has an accent and every text is longer, to find texts that aren't translated.

https://learn.microsoft.com/en-us/globalization/methodology/pseudolocalization
"""

import re
import shutil
import unicodedata
from pathlib import Path

import polib

from local.dev.paths import ROOT
from local.dev.translations import extract_texts

LANGUAGE = "ja-XA"
"""Its dates and numbers are Japanese, and so without Latin letters."""

LONGER = 0.3
"""German and French texts are up to a third longer than English ones."""

_PLACEHOLDER = re.compile(r"(%\(\w+\)s)")
_LETTERS, _ACCENTED = "abcdefghijklmnopqrstuvwxyz", "áƀćďéƒĝĥíĵķĺḿńóṕɋŕśťúṽŵẋýž"
_TABLE = str.maketrans(_LETTERS + _LETTERS.upper(), _ACCENTED + _ACCENTED.upper())


def accent(text: str) -> str:
    """Return a text that's readable, but has no letter of ASCII outside of placeholders."""
    parts = _PLACEHOLDER.split(text)
    accented = "".join(part if _PLACEHOLDER.fullmatch(part) else part.translate(_TABLE) for part in parts)
    return accented + "·" * round(len(_PLACEHOLDER.sub("", text)) * LONGER)


def write_catalog(folder: Path) -> None:
    """Write the catalog of the pseudo-language: the only file that a new language needs."""
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=utf-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    for message in extract_texts():
        if isinstance(message.id, (tuple, list)):
            one, many = message.id
            forms = {0: accent(one), 1: accent(many)}
            catalog.append(polib.POEntry(msgid=one, msgid_plural=many, msgstr_plural=forms))
        elif message.id:
            catalog.append(polib.POEntry(msgid=message.id, msgstr=accent(message.id)))
    catalog.save(str(folder / f"{LANGUAGE}.po"))


def copy_gallery(folder: Path) -> None:
    """Make a copy of the gallery that has this language too."""
    for name in ("gallery", "static"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("function_app.py", "host.json"):
        shutil.copy(ROOT / name, folder / name)
    write_catalog(folder / "gallery" / "languages")


def find_words(text: str) -> list[str]:
    """Return the words of a text with letters of ASCII, in order."""
    return re.findall(r"[A-Za-z]{2,}", unicodedata.normalize("NFC", text))
