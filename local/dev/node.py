"""Node and the npm packages: what the gallery runs and sends to browsers, and what tests and checks need."""

import filecmp
import hashlib
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from local.dev import processes, venv
from local.dev.errors import CommandError
from local.dev.paths import LOCAL, LOCKS, VENDOR, VENV

OLDEST = 22
"""The major version that Azurite 3.37 needs."""

WHEEL = LOCKS / "node.txt"
NPM_LOCK = LOCKS / "package-lock.json"
"""Its dependencies are needed to run the gallery, the others to test and check it."""

NPM = LOCAL / "npm"
MODULES = NPM / "node_modules"
STAMP = NPM / "installed.json"

VENDORED = {
    "client-zip": ["index.js", "LICENSE.txt"],
    "photoswipe": ["dist/photoswipe.css", "dist/photoswipe.esm.min.js", "dist/photoswipe-lightbox.esm.min.js"],
}
"""What browsers get of each package."""

TYPES = {
    "client-zip/index": "index.js",
    "photoswipe/photoswipe.esm.min": "dist/types/photoswipe.js",
    "photoswipe/photoswipe-lightbox.esm.min": "dist/types/lightbox/lightbox.js",
}
"""The file with the types of each of these modules, in the module's package."""


@dataclass(frozen=True)
class Node:
    """The paths of `node` and `npm`."""

    node: str
    npm: str

    def build_environment(self) -> dict[str, str]:
        """Return environment variables in which npm finds its node."""
        path = os.pathsep.join([str(Path(self.node).parent), os.environ.get("PATH", os.defpath)])
        return {**os.environ, "PATH": path}


def install(*, development: bool) -> Node:
    """Install Node and the npm packages if they're missing. Needs no network if nothing has changed."""
    node = _find_on_path(None) or _install_from_wheel()
    lock = _hash(NPM_LOCK)
    if _read_installed() not in ({"lock": lock, "development": True}, {"lock": lock, "development": development}):
        _install_packages(node, {"lock": lock, "development": development})
    _copy_vendored()
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
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != _hash(WHEEL):
        print(f"Installing Node into .venv (no Node {OLDEST} or newer with npm on PATH) …", flush=True)
        venv.pip_install("Couldn't install Node", WHEEL)
        stamp.write_text(_hash(WHEEL), encoding="utf-8")
    node = _find_on_path(str(venv.BIN))
    if not node:
        stamp.unlink()
        raise CommandError(f"Node from PyPI doesn't run on this machine. Install Node {OLDEST} or newer yourself.")
    return node


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_installed() -> dict[str, object]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def _install_packages(node: Node, wanted: dict[str, object]) -> None:
    print("Installing packages from npm (takes about half a minute) …", flush=True)
    NPM.mkdir(parents=True, exist_ok=True)
    STAMP.unlink(missing_ok=True)
    for name in ("package.json", NPM_LOCK.name):
        shutil.copyfile(LOCKS / name, NPM / name)
    # npm waits up to 80 seconds for an unreachable registry; with these options it's 12.
    retries = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    choice = [] if wanted["development"] else ["--omit=dev"]
    # No package here needs its install script, and hijacked packages usually attack through theirs.
    command = [node.npm, "ci", "--prefix", str(NPM), "--ignore-scripts", *choice, *quiet, *retries]
    processes.run_to_completion("Couldn't install the npm packages", command, node.build_environment(), "npm")
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def _copy_vendored() -> None:
    for package, files in VENDORED.items():
        (VENDOR / package).mkdir(parents=True, exist_ok=True)
        for name in files:
            _copy_if_changed(MODULES / package / name, VENDOR / package / Path(name).name)
    for module, types in TYPES.items():
        package = module.partition("/")[0]
        exported = "*" if package == "client-zip" else "{ default }"
        declaration = f'export {exported} from "../../../.local/npm/node_modules/{package}/{types}";\n'
        (VENDOR / f"{module}.d.ts").write_text(declaration, encoding="utf-8")


def _copy_if_changed(source: Path, target: Path) -> None:
    if not target.exists() or not filecmp.cmp(source, target, shallow=False):
        shutil.copyfile(source, target)
