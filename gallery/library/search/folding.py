"""Fold text, so that a search ignores case, accents and other differences that people don't type."""

import re
from functools import lru_cache
from unicodedata import normalize

_IGNORED = re.compile(
    "["
    "\u02b9-\u02ff\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u00ad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
    "]+"
)
"""Characters that folding removes. In the order of the lines: accents and modifiers of Latin, Greek and Cyrillic
letters; Hebrew points; Arabic vowel signs and the tatweel; invisible characters and variation selectors.

Other marks stay: without them, Indic and Thai words lose their vowels, and Japanese "papa" becomes "haha".
"""

_REPLACEMENTS = {
    "\xe6": "ae",
    "\xf0": "d",
    "\xf8": "o",
    "\xfe": "th",
    "\u0111": "d",
    "\u0127": "h",
    "\u0131": "i",
    "\u0142": "l",
    "\u0153": "oe",
}
"""Letters that Unicode doesn't decompose, in lower case: ash, eth, o and d with stroke, the Turkish dotless i, …"""

_REPLACED = re.compile(f"[{''.join(_REPLACEMENTS)}]")

MAX_WORD = 50
"""Characters folded at once. Longer runs of accents would take quadratic time, and cached words more memory."""


def fold(text: str) -> str:
    """Return the text without differences in case, accents, width and ligatures: `Straße` becomes `strasse`.

    Folding has no context, so the parts of a text can be folded one by one.
    """
    if text.isascii():
        return text.lower()
    return " ".join([_fold_word(word) if len(word) <= MAX_WORD else _fold_long(word) for word in text.split(" ")])


@lru_cache(maxsize=10_000)
def _fold_word(word: str) -> str:
    """Fold a part of a text. Photos share most of their words, and looking them up is three times as fast."""
    decomposed = normalize("NFKD", word).casefold()
    return _REPLACED.sub(_replace, _IGNORED.sub("", decomposed))


def _fold_long(word: str) -> str:
    return "".join(_fold_word(word[start : start + MAX_WORD]) for start in range(0, len(word), MAX_WORD))


def _replace(match: re.Match[str]) -> str:
    return _REPLACEMENTS[match[0]]
