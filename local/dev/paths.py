"""Where everything is kept. Only the standard library may be imported by whatever imports this."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
DATA = LOCAL / "data"
LOGS = LOCAL / "logs"
VENV = ROOT / ".venv"
VENDOR = ROOT / "static" / "vendor"


def shown(path: Path) -> str:
    """The path as a person would type it: relative to here where that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
