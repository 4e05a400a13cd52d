"""Fold the columns of a year file's member, for a search. Whole columns at once where possible: rows are many."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import repeat
from urllib.parse import unquote

from gallery.library.index.members import VALUE
from gallery.library.search.folding import fold
from gallery.library.search.phrases import FIELD_SEPARATOR
from gallery.library.search.texts import drop_days, fold_name, fold_shared
from gallery.model.embedded_facts import decode_tags, decode_value

TAG_SEPARATOR = ","
BETWEEN_TAGS = "\x1d"
"""Stands for it while tags are decoded."""


def fold_columns(columns: Mapping[str, str], *, is_owner: bool) -> Iterator[str]:
    """Yield the folded text of each row, in which the same is found as in that of texts.py."""
    folded = [_fold_names(columns["name"]), _fold_values(columns["caption"], _fold_captions)]
    if is_owner:
        folded += [
            _fold_values(columns["embedded_caption"], _fold_captions),
            _fold_values(columns["embedded_tags"], _fold_tags),
            _fold_values(columns["camera"], _fold_devices),
            _fold_values(columns["lens"], _fold_devices),
            _fold_values(columns["place"], _fold_places),
        ]
    return map(FIELD_SEPARATOR.join, zip(*folded, strict=False))


def _fold_values(column: str, fold_column: Callable[[str], Iterable[str]]) -> Iterable[str]:
    """Fold a column, which is empty in most libraries."""
    return fold_column(column) if column.strip(VALUE) else repeat("")


def _fold_names(column: str) -> Iterable[str]:
    names = drop_days(column.split(VALUE))
    return VALUE.join(names).lower().split(VALUE) if column.isascii() else map(fold_name, names)


def _fold_captions(column: str) -> Iterable[str]:
    text = _decode(column)
    return _fold_text(text) if text else [fold(decode_value(value)) for value in column.split(VALUE)]


def _fold_tags(column: str) -> Iterable[str]:
    text = _decode(column.replace(TAG_SEPARATOR, BETWEEN_TAGS))  # commas within tags are encoded
    if text:
        return _fold_text(text.replace(BETWEEN_TAGS, FIELD_SEPARATOR))
    return [FIELD_SEPARATOR.join(map(fold, decode_tags(value))) for value in column.split(VALUE)]


def _fold_devices(column: str) -> Iterable[str]:
    return map(_fold_device, column.split(VALUE))


@lru_cache(maxsize=1_000)
def _fold_device(value: str) -> str:
    return fold(decode_value(value))


def _fold_places(column: str) -> Iterable[str]:
    return map(fold_shared, column.split(VALUE))


def _decode(column: str) -> str:
    """Decode a whole column, or return "" if its values must be decoded one by one because they have odd characters."""
    text = unquote(column)
    separators = sum(map(text.count, (VALUE, BETWEEN_TAGS)))
    is_plain = text.replace(VALUE, "").replace(BETWEEN_TAGS, "").isprintable()
    return text if is_plain and separators == sum(map(column.count, (VALUE, BETWEEN_TAGS))) else ""


def _fold_text(column: str) -> Iterable[str]:
    return column.lower().split(VALUE) if column.isascii() else map(fold, column.split(VALUE))
