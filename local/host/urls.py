"""Request targets as the host reads them: decoding of paths and of query strings."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
UTF8_LENGTHS = (1, 2, 3, 4)


class BadTarget(Exception):
    """A request target that no host takes: answered with 400."""


@dataclass(frozen=True)
class Target:
    """The decoded path, with dot segments resolved, and the query string as it was sent."""

    path: str
    query: str

    @property
    def url_path(self) -> str:
        """The path for a URL, escaped again: `%2F`, which decoding leaves alone, stays as it is."""
        return quote(BARE_PERCENT.sub("%25", self.path), safe="/%!$&'()*+,;=:@~")

    @property
    def parameters(self) -> dict[str, str]:
        """Repeated keys are joined by a comma, keys ignore case, and empty values are dropped."""
        found: dict[str, tuple[str, list[str]]] = {}
        for pair in self.query.split("&"):
            key, value = (_decode(part.replace("+", " ")) for part in pair.partition("=")[::2])
            if value:
                found.setdefault(key.lower(), (key, []))[1].append(value)
        return {key: ",".join(values) for key, values in found.values()}


def parse_target(raw: str) -> Target:
    """Read the target of a request line: a path with or without a query, or a whole URL."""
    if not raw.startswith("/"):
        parts = urlsplit(raw)
        if parts.scheme not in {"http", "https"}:
            raise BadTarget(raw)
        raw = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    path, _, query = raw.partition("?")
    if "%00" in path:
        raise BadTarget(raw)
    return Target(_without_dots(_decode(path, kept="/")), query)


def _decode(text: str, kept: str = "") -> str:
    """Percent-decoding that leaves invalid UTF-8, and the characters to be kept, as they were written."""
    return ESCAPES.sub(lambda run: _decode_run(run[0], kept), text)


def _decode_run(run: str, kept: str) -> str:
    raw, text, at = bytes.fromhex(run.replace("%", "")), "", 0
    while at < len(raw):
        character = _first_character(raw[at : at + 4])
        length = len(character.encode()) or 1
        text += character if character and character not in kept else run[at * 3 : (at + length) * 3]
        at += length
    return text


def _first_character(raw: bytes) -> str:
    """The character that these bytes start with; nothing when it is not valid UTF-8."""
    for length in UTF8_LENGTHS:
        try:
            return raw[:length].decode()
        except UnicodeDecodeError:
            continue
    return ""


def _without_dots(path: str) -> str:
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
