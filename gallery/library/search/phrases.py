"""Words, and phrases of several words, in folded text.

A word is a run of characters that aren't separators. It can be found from its start, and wherever a letter follows a
digit or a digit a letter: `2019` and `rome` in `20190721Rome`. Scripts written without spaces, and emoji, can be found
anywhere.
"""

import re
from dataclasses import dataclass

from gallery.library.search.folding import fold

_INNER_SEPARATORS = (
    "\x01-/:-@\\[-`{-\xbf\xd7\xf7\u2000-\u206f\u20a0-\u20cf"
    "\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4"
    "\u0964\u0965\u0f04-\u0f14\u104a-\u104f\u10fb\u1360-\u1368\u1680"
    "\u3000-\u3004\u3008-\u3020\u3030\u303d\u30a0\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\ufffd"
)
"""Spaces, punctuation and currency signs: ASCII and general; Armenian, Hebrew, Arabic; Indic, Tibetan, Burmese,
Georgian, Ethiopic, Ogham; Chinese and Japanese."""

FIELD_SEPARATOR = "\0"
"""Between texts that no phrase may span, such as two tags."""

_SEPARATORS = FIELD_SEPARATOR + _INNER_SEPARATORS
_SEPARATED = re.compile(f"[{_SEPARATORS}]+")

_SPACELESS = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2190-\u2bff\u2e80-\ua4cf\uaa60-\uaa7f"
    "\uac00-\ufaff\U0001b000-\U0001b2ff\U0001f000-\U0003ffff"
)
"""Thai, Lao, Tibetan, Burmese, Hangul, Khmer, symbols, Chinese, Japanese, emoji. Folding decomposes Hangul."""

_LETTER = re.compile(f"[^{_SEPARATORS}{_SPACELESS}\\d]")
_DIGIT = re.compile(r"\d")
_ASCII = {_LETTER: "[a-z]", _DIGIT: "[0-9]"}

MAX_FOLDED = 1_000
"""Characters of a phrase. One that's typed may become 18 (the Arabic ligature U+FDFA)."""


@dataclass(frozen=True)
class Phrase:
    """Words in this order, folded."""

    words: tuple[str, ...]
    is_whole: bool = False
    """Whether the last word must end there. Otherwise its beginning is enough."""


def read_phrase(text: str, *, is_whole: bool = False) -> Phrase | None:
    """Return the words of a text as a phrase, or None if it has none."""
    words = tuple(word for word in _SEPARATED.split(fold(text)[:MAX_FOLDED]) if word)
    return Phrase(words, is_whole) if words else None


class Pattern:
    """A phrase, ready to be found in many texts."""

    def __init__(self, phrase: Phrase) -> None:
        self.needle = max(phrase.words, key=len)
        """The longest word. Every text with the phrase contains it, and checking that first is fastest."""
        self._before = _kind_of(phrase.words[0][0])
        self._after = _kind_of(phrase.words[-1][-1]) if phrase.is_whole else None
        self._search = _compile_phrase(phrase.words, self._before, self._after).search

    def find(self, text: str, start: int = 0) -> int:
        """Return where a folded text has the phrase, or -1."""
        found = self._search(text, start)
        while found and not text.isascii() and self._is_within_word(text, found):
            found = self._search(text, found.start() + 1)
        return found.start() if found else -1

    def _is_within_word(self, text: str, found: re.Match[str]) -> bool:
        """Return whether it begins, or must end but doesn't, within a word."""
        start, end = found.span()
        is_continued = self._after and self._after.match(text, end)
        return bool(is_continued or (start and self._before and self._before.match(text, start - 1)))


def _kind_of(character: str) -> re.Pattern[str] | None:
    """Return the kind of characters that this one makes a word with. None if it needs no others."""
    return next((kind for kind in (_DIGIT, _LETTER) if kind.match(character)), None)


def _compile_phrase(
    words: tuple[str, ...], before: re.Pattern[str] | None, after: re.Pattern[str] | None
) -> re.Pattern[str]:
    """Return a regex that knows only the letters of ASCII beside the phrase: all others take long to compile.

    It checks what's before the first word only after that word, because a regex that starts with letters runs faster.
    """
    first, *others = map(re.escape, words)
    start = f"{first}(?<!{_ASCII[before]}{first})" if before else first
    end = f"(?!{_ASCII[after]})" if after else ""
    return re.compile(f"[{_INNER_SEPARATORS}]++".join([start, *others]) + end)
