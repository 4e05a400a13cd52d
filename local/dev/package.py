"""What is deployed to Azure: the app with the very packages that it was tested with, ready to run.

Nothing is built in Azure. docs/decisions/08-prebuilt-package-and-key-vault.md says why.
"""

import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from local.dev import venv
from local.dev.errors import CommandError
from local.dev.paths import LOCAL, LOGS, ROOT, shown

FOLDER = LOCAL / "package"
FILES = ("function_app.py", "host.json", "requirements.txt")
FOLDERS = ("gallery", "static")
SITE_PACKAGES = Path(".python_packages") / "lib" / "site-packages"
"""Where the Functions worker looks for packages."""

PYTHON = "3.11"
"""Python of the function app, as in infra/main.bicep."""

FLEX = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
"""The machines of Flex Consumption, whatever machine this is; newer wheels may need a newer C library."""

DEPLOYED_TO = "/home/site/wwwroot"
"""The package's folder in Azure, for stack traces."""

IGNORE = """# This folder is deployed as it is. Without this file, azd would leave all bytecode out.
.funcignore
"""

NOT_DEPLOYED = shutil.ignore_patterns("__pycache__", "*.d.ts")
_OWN_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def wanted_python() -> str:
    """The version that azd's environment names, else PYTHON."""
    return os.environ.get("GALLERY_PYTHON") or PYTHON


def command(output: Path, python: str) -> int:
    """Builds the folder and the zip and says how large they are."""
    build(FOLDER, python)
    zip_folder(FOLDER, output)
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"{shown(FOLDER)}: {size / 1e6:.0f} MB for Python {python}; {shown(output)}: {_megabytes(output)}.")
    return 0


def build(folder: Path, python: str, platforms: Sequence[str] = FLEX) -> None:
    """Makes the folder anew. Without platforms the packages are for this machine."""
    if not re.fullmatch(r"3\.\d+", python):
        raise CommandError(f"--python takes a version like {PYTHON}, not {python}.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(ROOT / name, folder / name)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=NOT_DEPLOYED)
    (folder / ".funcignore").write_text(IGNORE, encoding="utf-8")
    _install(folder / SITE_PACKAGES, python, platforms)
    _compile(folder, python)


def zip_folder(folder: Path, output: Path) -> None:
    """The same bytes for the same files: sorted, and without their times."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def _install(target: Path, python: str, platforms: Sequence[str]) -> None:
    print(f"Fetching packages for Python {python} …", flush=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    tested = LOGS / "tested-versions.txt"
    tested.write_text(_tested_versions(python), encoding="utf-8")
    where = [option for platform in platforms for option in ("--platform", platform)]
    kind = ["--python-version", python, "--only-binary=:all:", "--no-compile", "--quiet", *where]
    files = ["--target", str(target), "--constraint", str(tested), "--requirement", "requirements.txt"]
    venv.pip(f"Packages for Python {python} can't be had", *kind, *files)
    # Programs of packages: nothing calls them, and they name this machine's Python.
    shutil.rmtree(target / "bin", ignore_errors=True)


def _tested_versions(python: str) -> str:
    """The versions that the tests here have run with, as constraints."""
    freeze = [str(venv.PYTHON), "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"]
    versions = subprocess.run(freeze, capture_output=True, text=True, check=True).stdout
    if python == _OWN_VERSION:
        return versions
    # The one package that has other versions for other Pythons.
    return re.sub(r"(?m)^azure-functions==.*$", "", versions)


def _compile(folder: Path, python: str) -> None:
    """Bytecode, because the package is mounted read-only, and every cold start would compile all of it again.

    It is not compared with its source: times change on the way, and nobody edits a package.
    """
    if python != _OWN_VERSION:
        print(f"Without bytecode, which only Python {python} can make: the app will start more slowly.")
        return
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=str(folder),
        prependdir=DEPLOYED_TO,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"
