"""Back to a fresh clone, but for the photos."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from local.dev.locks import locked
from local.dev.paths import DATA, LOCAL, ROOT, VENDOR, VENV, shown

CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")


def clean(*, data: bool) -> int:
    """Removes all that dev.py has installed and all caches; the photos only when `data` says so."""
    with locked(DATA / ".lock", f"A gallery is running with the photos in {shown(DATA)}; end it first."):
        keep = not data and any(path.name != ".lock" for path in DATA.iterdir())
    for path in [*_installed(), *([*LOCAL.iterdir()] if keep else [LOCAL])]:
        if path != DATA:
            print(f"Removing {shown(path)}")
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    if keep:
        print(f"Your photos are still in {shown(DATA)}; `clean --data` removes them too.")
    return 0


def _installed() -> Iterator[Path]:
    yield from (path for path in (VENV, VENDOR, *(ROOT / name for name in CACHES)) if path.exists())
    yield from (path for path in ROOT.rglob("__pycache__") if not {VENV, LOCAL} & {*path.parents})
