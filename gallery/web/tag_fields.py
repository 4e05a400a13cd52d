"""Tags in a form field: separated by commas. A tag that has one itself is in quotes, as in CSV (RFC 4180)."""

import re
from collections.abc import Iterable

_FIELD = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(?:,|$)')
_SPECIAL = re.compile(r'[",]')


def join_tags(tags: Iterable[str]) -> str:
    """Return the text of a field with these tags."""
    return ", ".join('"' + tag.replace('"', '""') + '"' if _SPECIAL.search(tag) else tag for tag in tags)


def split_tags(text: str) -> list[str]:
    """Return the tags in a field's text. See split in annotations_dialog.js."""
    return [quoted.replace('""', '"') or plain for quoted, plain in _FIELD.findall(text)]
