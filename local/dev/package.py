"""Builds the package for Azure: the app with its PyPI packages, as locked and tested, ready to run.

For why nothing is built in Azure, see docs/decisions/08-prebuilt-package-and-key-vault.md.
"""

import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from local.dev import venv
from local.dev.errors import CommandError
from local.dev.paths import LOCAL, LOCKS, ROOT, display_path

FOLDER = LOCAL / "package"
FILES = ("function_app.py", "host.json", "requirements.txt")
FOLDERS = ("gallery", "static")
LOCK = LOCKS / "app.txt"
SITE_PACKAGES = Path(".python_packages") / "lib" / "site-packages"
"""The folder from which the Functions worker imports packages."""

PYTHON = "3.14"
"""The function app's Python, as in infra/main.bicep."""

FLEX = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
"""Platform tags for Flex Consumption's machines. Newer wheels may need a newer C library."""

DEPLOYED_TO = "/home/site/wwwroot"
"""The package's folder in Azure, as shown in stack traces."""

IGNORE = """# Everything in this folder gets deployed. Without this file, azd would skip the bytecode.
.funcignore
"""

NOT_DEPLOYED = shutil.ignore_patterns("__pycache__", "*.d.ts")
_OWN_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def default_python() -> str:
    """Return the version from azd's environment, else PYTHON."""
    return os.environ.get("GALLERY_PYTHON") or PYTHON


def build_package(output: Path, python: str) -> int:
    """Build the folder and the zip and print their sizes."""
    build(FOLDER, python)
    zip_folder(FOLDER, output)
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"{display_path(FOLDER)}: {size / 1e6:.0f} MB, for Python {python}")
    print(f"{display_path(output)}: {output.stat().st_size / 1e6:.1f} MB")
    return 0


def build(folder: Path, python: str, platforms: Sequence[str] = FLEX) -> None:
    """Build the folder from scratch. Without platforms, the PyPI packages are for this machine."""
    if not re.fullmatch(r"3\.\d+", python):
        raise CommandError(f"--python needs a version like {PYTHON}, not {python}.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(ROOT / name, folder / name)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=NOT_DEPLOYED)
    (folder / ".funcignore").write_text(IGNORE, encoding="utf-8")
    _install_packages(folder / SITE_PACKAGES, python, platforms)
    _compile_bytecode(folder, python)


def zip_folder(folder: Path, output: Path) -> None:
    """Zip the folder. The same files give the same bytes: they're sorted and have no timestamps."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def _install_packages(target: Path, python: str, platforms: Sequence[str]) -> None:
    print(f"Downloading packages for Python {python} …", flush=True)
    platform_options = [option for platform in platforms for option in ("--platform", platform)]
    target_options = ["--target", str(target), "--python-version", python, "--only-binary=:all:", *platform_options]
    # The lock file has it all. pip would add what this machine's system needs, and refuse what its Python can't run.
    options = [*target_options, "--no-deps", "--ignore-requires-python", "--no-compile", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / LOCK.name
        lock.write_bytes(_select_from_lock(python, "azure" if platforms else "here"))
        venv.pip_install(f"Couldn't download the packages for Python {python}", lock, *options)
    # The packages' programs: nothing uses them, and they contain the path of this machine's Python.
    shutil.rmtree(target / "bin", ignore_errors=True)


def _select_from_lock(python: str, system: str) -> bytes:
    command = [str(venv.PYTHON), "-m", "local.dev.target_lock", str(LOCK), python, system]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout


def _compile_bytecode(folder: Path, python: str) -> None:
    """Compile bytecode, because the package is mounted read-only: every cold start would compile all of it again.

    Python never compares it with its source, because deploying changes the timestamps.
    """
    if python != _OWN_VERSION:
        print(f"Skipping bytecode, so the app will start more slowly: only Python {python} can compile it.")
        return
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=str(folder),
        prependdir=DEPLOYED_TO,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
