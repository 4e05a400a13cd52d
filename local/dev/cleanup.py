"""Removes everything that dev.py has installed, but keeps the photos."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from local.dev.locks import hold_lock
from local.dev.paths import DATA, IMPORTS, LOCAL, ROOT, VENDOR, VENV, display_path

CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")


def clean(*, data: bool) -> int:
    """Remove everything that dev.py has installed, all caches and, only if `data` is true, the photos.

    The journals of imports stay with the photos: without them, importing again would bring deleted photos back.
    """
    with hold_lock(DATA / ".lock", f"A gallery is using the photos in {display_path(DATA)}. Stop it first."):
        has_photos = not data and any(path.name != ".lock" for path in DATA.iterdir())
    keep = has_photos or (not data and IMPORTS.exists())
    for path in [*_find_installed(), *([*LOCAL.iterdir()] if keep else [LOCAL])]:
        if path not in {DATA, IMPORTS}:
            print(f"Removing {display_path(path)}")
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    if has_photos:
        print(f"Your photos are still in {display_path(DATA)}. To remove them too: python3 dev.py clean --data")
    return 0


def _find_installed() -> Iterator[Path]:
    yield from (path for path in (VENV, VENDOR, *(ROOT / name for name in CACHES)) if path.exists())
    yield from (path for path in ROOT.rglob("__pycache__") if not {VENV, LOCAL} & {*path.parents})
