"""What a search looks at in the members of year files: folded once, and kept in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, repeat
from sys import getsizeof
from typing import NamedTuple

from gallery.library.index.caches import SizedCache
from gallery.library.index.entries import MonthTotal
from gallery.library.index.members import VALUE, read_searched
from gallery.library.index.year_files import Part
from gallery.library.index.year_store import YearFile
from gallery.library.search.folding import fold
from gallery.library.search.matching import Matcher
from gallery.library.search.phrases import FIELD_SEPARATOR
from gallery.library.search.texts import drop_days, fold_name
from gallery.model.embedded_facts import decode_value

MAX_CACHED = 48_000_000
"""Bytes that a process keeps: those of about 200,000 photos."""


class Found(NamedTuple):
    """Rows of a member that match."""

    packed: bytes
    """The member."""
    rows: Sequence[int]
    """Their indexes."""
    months: dict[str, MonthTotal]


class MemberTexts:
    """The text of each row of a member that a caller may search for. Single strings take a third of a list's memory."""

    def __init__(self, packed: bytes, *, is_owner: bool) -> None:
        columns = read_searched(packed)
        self.packed = packed
        self._names, self._times, self._ratios = (columns[name] for name in ("name", "when", "ratio"))
        self._texts = VALUE.join(_join_texts(columns, is_owner=is_owner))

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(map(getsizeof, (self.packed, self._names, self._times, self._ratios, self._texts)))

    @property
    def texts(self) -> list[str]:
        """What the caller may search for in each row."""
        return self._texts.split(VALUE)

    def find(self, matcher: Matcher, is_shown: Callable[[str], bool] | None) -> Found | None:
        """Return the rows that match and are shown, all if `is_shown` is None."""
        if not all(needle in self._texts for needle in matcher.needles):
            return None
        names, times = self._names.split(VALUE), self._times.split(VALUE)
        found = matcher.select(names, times, self.texts)
        if is_shown:
            found = [at for at in found if is_shown(names[at])]
        return Found(self.packed, found, self._count_months(found, times)) if found else None

    def _count_months(self, found: Sequence[int], times: Sequence[str]) -> dict[str, MonthTotal]:
        ratios = self._ratios.split(VALUE)
        by_month = groupby(found, key=lambda at: times[at][:7])
        totals = ((month, [float(ratios[at]) for at in group]) for month, group in by_month)
        return {month: (len(group), sum(group)) for month, group in totals}


def _join_texts(columns: Mapping[str, str], *, is_owner: bool) -> Iterator[str]:
    """Yield the text of each row, as texts.py has it."""
    captions = columns["caption"].split(VALUE) if columns["caption"].strip(VALUE) else ()
    folded = [_fold_names(columns["name"]), (fold(decode_value(one)) for one in captions) if captions else repeat("")]
    private = [columns["text"].split(VALUE)] if is_owner else []
    return map(FIELD_SEPARATOR.join, zip(*folded, *private, strict=False))


def _fold_names(column: str) -> Iterable[str]:
    names = drop_days(column.split(VALUE))
    return VALUE.join(names).lower().split(VALUE) if column.isascii() else map(fold_name, names)


_texts: SizedCache[MemberTexts] = SizedCache(MAX_CACHED)
"""By the digest that names the member's block, and who may see the text."""


def load_missing(file: YearFile, *, is_owner: bool) -> dict[str, bytes]:
    """Return the members of a year file whose texts aren't in memory, by their blocks. Raises Changed, NotFound."""
    missing = [part for part in file.header.parts if _texts.get(_key(part, is_owner=is_owner)) is None]
    return file.read_packed(missing)


def read_texts(part: Part, file: YearFile, loaded: Mapping[str, bytes], *, is_owner: bool) -> MemberTexts:
    """Return the texts of a member, which is among the loaded ones, or in memory unless others needed the space."""
    key = _key(part, is_owner=is_owner)
    texts = _texts.get(key)
    if texts is None:
        packed = loaded.get(part.block) or file.read_packed([part])[part.block]
        texts = MemberTexts(packed, is_owner=is_owner)
        _texts.add(key, texts, texts.size)
    return texts


def _key(part: Part, *, is_owner: bool) -> str:
    return f"{part.block} {'all' if is_owner else 'public'}"
