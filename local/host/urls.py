"""Request targets, decoded like the host decodes paths and query strings."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
UTF8_LENGTHS = (1, 2, 3, 4)


class BadTarget(Exception):
    """A request target that the host refuses with 400."""


@dataclass(frozen=True)
class Target:
    """The decoded path, with dot segments resolved, and the raw query string."""

    path: str
    query: str

    @property
    def url_path(self) -> str:
        """The path, escaped again for a URL. `%2F` stays as it is, because decoding doesn't touch it."""
        return quote(BARE_PERCENT.sub("%25", self.path), safe="/%!$&'()*+,;=:@~")

    @property
    def parameters(self) -> dict[str, str]:
        """The query's values. Repeated keys (ignoring case) are joined by a comma; empty values are dropped."""
        found: dict[str, tuple[str, list[str]]] = {}
        for pair in self.query.split("&"):
            key, value = (_decode(part.replace("+", " ")) for part in pair.partition("=")[::2])
            if value:
                found.setdefault(key.lower(), (key, []))[1].append(value)
        return {key: ",".join(values) for key, values in found.values()}


def parse_target(raw: str) -> Target:
    """Parse a request line's target: a path with an optional query, or a whole URL. Raises BadTarget."""
    if not raw.startswith("/"):
        try:
            parts = urlsplit(raw)
        except ValueError:  # such as "http://[::1/"
            raise BadTarget(raw) from None
        if parts.scheme not in {"http", "https"}:
            raise BadTarget(raw)
        raw = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    path, _, query = raw.partition("?")
    if "%00" in path:
        raise BadTarget(raw)
    return Target(_resolve_dots(_decode(path, keep="/")), query)


def _decode(text: str, keep: str = "") -> str:
    """Percent-decode the text, except invalid UTF-8 and the characters to keep."""
    return ESCAPES.sub(lambda run: _decode_run(run[0], keep), text)


def _decode_run(run: str, keep: str) -> str:
    raw, text, position = bytes.fromhex(run.replace("%", "")), "", 0
    while position < len(raw):
        character = _decode_first_character(raw[position : position + 4])
        length = len(character.encode()) or 1
        text += character if character and character not in keep else run[position * 3 : (position + length) * 3]
        position += length
    return text


def _decode_first_character(raw: bytes) -> str:
    """Return the first character of these bytes; empty if they don't start with valid UTF-8."""
    for length in UTF8_LENGTHS:
        try:
            return raw[:length].decode()
        except UnicodeDecodeError:
            continue
    return ""


def _resolve_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)
