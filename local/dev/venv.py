"""The virtual environment, with every PyPI package for the app, its tests and its checks."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from local.dev import processes
from local.dev.errors import CommandError
from local.dev.paths import LOCKS, VENV, display_path

BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / ".installed"
LOCK = LOCKS / "dev.txt"


def install() -> None:
    """Create `.venv` and install what's locked. Needs no network if nothing has changed."""
    key = _compute_key()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == key:
        return
    if not _matches_this_python():
        _create()
    print("Installing Python packages (takes about a minute the first time) …", flush=True)
    pip_install("Couldn't install the Python packages", LOCK)
    STAMP.write_text(key, encoding="utf-8")


def pip_install(failure: str, lock: Path, *options: str) -> None:
    """Run `pip install` with the packages of a lock file. Raises CommandError, starting with `failure`."""
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *options]
    processes.run_to_completion(failure, [*command, "--require-hashes", "-r", str(lock)], os.environ, "pip")


def build_environment() -> dict[str, str]:
    """Return environment variables in which the venv's programs come first."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV)}


def _compute_key() -> str:
    return f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {sys.version}\n"


def _matches_this_python() -> bool:
    command = [str(PYTHON), "-c", "import sys, pip; print(sys.version)"]
    try:
        version = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:  # missing, or a link to a Python that's gone
        return False
    return version.strip() == sys.version


def _create() -> None:
    # Debian and Ubuntu package ensurepip separately, and a venv made without it has no pip.
    if importlib.util.find_spec("ensurepip") is None:
        raise CommandError(
            "This Python can't create virtual environments. Install its venv package (Debian, Ubuntu: python3-venv)."
        )
    print(f"Creating the virtual environment {display_path(VENV)} …", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    processes.run_to_completion(f"Couldn't create {display_path(VENV)}", command, os.environ, "venv")
