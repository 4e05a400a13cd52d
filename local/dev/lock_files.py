"""The lock files: version and hashes of every package that's deployed, shipped to browsers, or used to test those.

Installing from them gives the same bytes on every machine. `dev.py lock` writes them.
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from local.dev import node, venv
from local.dev.errors import CommandError
from local.dev.paths import LOCKS, display_path

PYTHON_LOCKS = ("app", "dev", "node", "places")
"""`app.txt` is made from `app.in`, and so on. dev.in refers to app.txt, so it comes later."""

OLDEST_PYTHON = "3.11"
COMPILE = ("pip", "compile", "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-annotate")
INSTALL = ("install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
ADDRESSES = ("deprecated", "funding", "license", "resolved")
"""Fields of npm's lock file with addresses of registries and websites. Nothing needs them."""


def update(tools: node.Node, *, upgrade: bool) -> int:
    """Lock what the requirements ask for. Versions change only where they must, or all of them if `upgrade` is true."""
    for name in PYTHON_LOCKS:
        # uv repeats these arguments in the file, and Dependabot reads them there.
        command = [str(venv.BIN / "uv"), *COMPILE, f"{name}.in", "--output-file", f"{name}.txt", "--quiet"]
        _run([*command, *(["--upgrade"] if upgrade else [])], {**os.environ, "UV_NO_CONFIG": "1"})
    lock = LOCKS / "package-lock.json"
    if upgrade:
        lock.unlink(missing_ok=True)
    _run([tools.npm, *INSTALL], tools.build_environment())
    packages = json.loads(lock.read_text(encoding="utf-8"))
    lock.write_text(json.dumps(_remove_addresses(packages), indent=2) + "\n", encoding="utf-8")
    print(f"The files in {display_path(LOCKS)} are up to date.")
    return 0


def _run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    if subprocess.run(command, cwd=LOCKS, env=environment, check=False).returncode:
        raise CommandError("Couldn't update the lock files; see the output above.")


def _remove_addresses(lock: dict[str, Any]) -> dict[str, Any]:
    for package in lock["packages"].values():
        for field in ADDRESSES:
            package.pop(field, None)
    return lock
