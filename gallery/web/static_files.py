"""The files of `static/`: styles, scripts, icons."""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from gallery.errors import NotFound
from gallery.web.responses import Response

ROOT = Path(__file__).resolve().parents[2] / "static"

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
"""Files of any other kind are not served."""

FOR_EVER = "public, max-age=31536000, immutable"
"""A year, for addresses that change with the content (RFC 8246)."""

_COMMENT = re.compile(
    rb"^[ \t]*(/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n|/\*\* @type [^\n]*?\*/ ?", re.DOTALL | re.MULTILINE
)
"""A comment on lines of its own, or a type within one."""

_INDENT = re.compile(rb"\n\s+")
"""With the empty lines. No text of ours spans lines, so that this is never within one; a test holds it."""


A_MOMENT = 1.0
"""Seconds for which the version is taken to be what it was. To look at every file takes fifty calls of the system, and
after each a thread waits for its turn again, which takes long with many requests at once."""

_VERSION = re.compile(r"v-([0-9a-f]{12})/")
"""Ahead of a file's path: everything in the folder, so that what scripts load by relative addresses has it as well."""


def static_file(path: str) -> Response:
    """A file below static/, as it is now, whatever version is named. Raises NotFound wherever else the path leads."""
    named = _VERSION.match(path)
    found = _find(path[named.end() :] if named else path)
    data, digest = _content(found, found.stat().st_mtime_ns)
    headers = {
        "ETag": f'W/"{digest}"',
        "Cache-Control": FOR_EVER if named and named[1] == _version() else "public, no-cache",
        "Vary": "Accept-Encoding",
    }
    return Response(200, data, CONTENT_TYPES[found.suffix], headers, is_file=True)


def static_folder() -> str:
    """Address of static/, with the version that lets browsers keep everything in it."""
    return f"/static/v-{_version()}"


def _find(path: str) -> Path:
    try:
        found = (ROOT / path).resolve()
        if found.is_relative_to(ROOT) and found.suffix in CONTENT_TYPES and found.is_file():
            return found
    except (ValueError, OSError):
        pass  # NUL bytes, endless names: no file of ours has such a name.
    raise NotFound("There is no such file.")


def _is_our_text(file: Path) -> bool:
    return file.suffix in {".css", ".js"} and "vendor" not in file.relative_to(ROOT).parts


def _for_machines(text: bytes) -> bytes:
    """Without what is there for who reads the file: a quarter less to send."""
    return _INDENT.sub(b"\n", _COMMENT.sub(b"", text))


@lru_cache(maxsize=128)
def _content(file: Path, _written: int) -> tuple[bytes, str]:
    data = _for_machines(file.read_bytes()) if _is_our_text(file) else file.read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:12]


def _version() -> str:
    """Changes with every file, also under a running app on a developer's own machine."""
    return _version_at(int(time.monotonic() / A_MOMENT))


@lru_cache(maxsize=1)
def _version_at(_moment: int) -> str:
    return _digest(tuple(sorted(_files(ROOT))))


def _files(folder: Path | str) -> Iterator[tuple[str, int]]:
    """Path of each file, and when it was written."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            else:
                yield entry.path, entry.stat().st_mtime_ns


@lru_cache(maxsize=1)
def _digest(files: tuple[tuple[str, int], ...]) -> str:
    # What is left out of the files is part of what is sent.
    digest = hashlib.sha256(_COMMENT.pattern + _INDENT.pattern)
    for path, _ in files:
        digest.update(os.path.relpath(path, ROOT).encode())
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:12]
