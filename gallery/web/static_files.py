"""The files of `static/`: styles, scripts, icons."""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from gallery.errors import NotFound
from gallery.translations import ENGLISH, FOLDER, current_language, languages
from gallery.web.responses import Response
from gallery.web.translated_scripts import translate_script

ROOT = Path(__file__).resolve().parents[2] / "static"
TEXTS = ROOT / "text"
TRANSLATOR = Path(__file__).with_name("translated_scripts.py")

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
"""Files of any other type aren't served."""

CACHE_FOREVER = "public, max-age=31536000, immutable"
"""For URLs that change with their content (RFC 8246)."""

_COMMENT = re.compile(
    rb"^[ \t]*(/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n|/\*\* @type [^\n]*?\*/ ?", re.DOTALL | re.MULTILINE
)
"""Comments on lines of their own, and types within a line."""

_INDENTATION = re.compile(rb"\n\s+")
"""Includes empty lines. Safe because no string of ours spans lines, which a test checks."""

RECHECK_SECONDS = 1.0
"""How long a version is assumed to be current. Checking means a system call per file, and under load a thread waits for
its turn after each."""

_VERSION = re.compile(r"v-([0-9a-f]{12})(?:-([A-Za-z0-9-]{2,35}))?/")
"""The version and language precede the path, so they also apply to what scripts load by relative URLs. Pages opened
before the gallery had languages have none."""


def static_file(path: str) -> Response:
    """Return the current file, whichever version the path names. Raises NotFound for anything outside static/."""
    requested = _VERSION.match(path)
    file = _find(path[requested.end() :] if requested else path)
    language = requested[2] if requested and requested[2] in languages() else ENGLISH
    data, digest = _read(file, file.stat().st_mtime_ns, language if file.parent == TEXTS else ENGLISH)
    headers = {
        "ETag": f'W/"{digest}"',
        "Cache-Control": CACHE_FOREVER if requested and requested[1] == static_version() else "public, no-cache",
        "Vary": "Accept-Encoding",
    }
    return Response(200, data, CONTENT_TYPES[file.suffix], headers, is_file=True)


def static_folder() -> str:
    """Return the URL of static/ in the current language, with the version that lets browsers cache everything in it."""
    return f"/static/v-{static_version()}-{current_language()}"


def static_version() -> str:
    """Return a digest of all files, which also changes while the app runs on a developer's machine."""
    return _version_at(int(time.monotonic() / RECHECK_SECONDS))


def _find(path: str) -> Path:
    try:
        # Path.resolve and is_relative_to take quadratic time in Python 3.14, and static/ has no symbolic links.
        file = os.path.normpath(ROOT / path)
        if file.startswith(f"{ROOT}{os.sep}") and Path(file).suffix in CONTENT_TYPES and Path(file).is_file():
            return Path(file)
    except (ValueError, OSError):
        pass  # NUL bytes or names that are too long: not a file of ours.
    raise NotFound("This file doesn't exist.")


def _is_own_text(file: Path) -> bool:
    return file.suffix in {".css", ".js"} and "vendor" not in file.relative_to(ROOT).parts


def _strip_for_delivery(text: bytes) -> bytes:
    """Remove comments and indentation, a quarter of the bytes."""
    return _INDENTATION.sub(b"\n", _COMMENT.sub(b"", text))


@lru_cache(maxsize=256)
def _read(file: Path, _modified: int, language: str) -> tuple[bytes, str]:
    data = file.read_bytes()
    if file.parent == TEXTS:
        data = translate_script(data.decode(), language).encode()
    data = _strip_for_delivery(data) if _is_own_text(file) else data
    return data, hashlib.sha256(data).hexdigest()[:12]


@lru_cache(maxsize=1)
def _version_at(_second: int) -> str:
    return _digest(tuple(sorted((*_walk(ROOT), *_walk(FOLDER)))))


def _walk(folder: Path | str) -> Iterator[tuple[str, int]]:
    """Yield each file's path and modification time."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _walk(entry.path)
            else:
                yield entry.path, entry.stat().st_mtime_ns


@lru_cache(maxsize=1)
def _digest(files: tuple[tuple[str, int], ...]) -> str:
    # The response also depends on what we strip and translate.
    digest = hashlib.sha256(_COMMENT.pattern + _INDENTATION.pattern + TRANSLATOR.read_bytes())
    for path, _ in files:
        digest.update(os.path.relpath(path, ROOT).encode())
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:12]
