"""Folders of the project. Standard library only: it runs before any package is installed."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
DATA = LOCAL / "data"
IMPORTS = LOCAL / "imports"
LOGS = LOCAL / "logs"
LOCKS = ROOT / "locks"
VENV = ROOT / ".venv"
VENDOR = ROOT / "static" / "vendor"


def display_path(path: Path) -> str:
    """Return the path as text, relative to the current folder if it's inside."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
