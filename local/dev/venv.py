"""The virtual environment with everything that the app, its tests and its checks need from PyPI."""

import hashlib
import importlib.util
import os
import subprocess
import sys

from local.dev import processes
from local.dev.errors import CommandError
from local.dev.paths import ROOT, VENV, shown

BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / ".installed"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


def install() -> None:
    """Makes `.venv` and installs the requirements; asks no one when nothing has changed since."""
    key = _key()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == key:
        return
    if not _is_of_this_python():
        _create()
    print("Installing Python packages (the first time about a minute) …", flush=True)
    pip("Python packages can't be installed", "-r", REQUIREMENTS[-1])
    STAMP.write_text(key, encoding="utf-8")


def pip(failure: str, *arguments: str) -> None:
    """`pip install` into the environment."""
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *arguments]
    processes.run(failure, command, os.environ, "pip")


def environment() -> dict[str, str]:
    """Environment variables in which the venv's programs come first."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV)}


def _key() -> str:
    contents = b"".join((ROOT / name).read_bytes() for name in REQUIREMENTS)
    return f"{hashlib.sha256(contents).hexdigest()} {sys.version}\n"


def _is_of_this_python() -> bool:
    try:
        answer = subprocess.run(
            [str(PYTHON), "-c", "import sys, pip; print(sys.version)"], capture_output=True, text=True, check=False
        )
    except OSError:  # not there, or a link to a Python that is gone
        return False
    return answer.stdout.strip() == sys.version


def _create() -> None:
    # Debian and Ubuntu keep ensurepip in a package of its own, and a venv without it has no pip.
    if importlib.util.find_spec("ensurepip") is None:
        raise CommandError(
            "This Python can't make virtual environments: install its venv package (Debian, Ubuntu: python3-venv)."
        )
    print(f"Making the virtual environment {shown(VENV)} …", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    processes.run(f"{shown(VENV)} can't be made", command, os.environ, "venv")
