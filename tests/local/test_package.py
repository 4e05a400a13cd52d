"""The package for Azure: built, compared with a list, unpacked and started."""

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

import pytest
import requests
from conftest import RUN
from support import as_owner
from support.gallery_app import build_environment
from support.infra_template import PYTHONS
from support.pictures import jpeg

from local.dev import app, package, ports, processes
from local.dev.errors import CommandError
from local.dev.locks import hold_lock
from local.dev.paths import ROOT

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
PLATFORMS = package.FLEX if (platform.system(), platform.machine()) == ("Linux", "x86_64") else ()
"""Other machines can download the PyPI packages for Azure, but can't run them."""

PARTS = (
    *("library", "library/index", "library/places", "library/search", "library/shares"),
    *("model", "pictures", "pictures/cleaning", "pictures/raw", "pictures/videos", "storage", "web", "web/text"),
)
GALLERY = ["gallery", *(f"gallery/{package}" for package in PARTS)]
OUR_FILES = {
    ".": {".funcignore", "function_app.py", "host.json", "requirements.txt"},
    "__pycache__": {"*.pyc"},
    **{folder: {"*.py"} for folder in GALLERY},
    **{f"{folder}/__pycache__": {"*.pyc"} for folder in GALLERY},
    "gallery/languages": {"*.po"},
    "gallery/library/places": {"*.py", "cities.tsv.gz", "outline.txt"},
    "gallery/web": {"*.py", "locales.json"},
    "gallery/web/templates": {"*.html"},
    "static": {"*.svg", "*.png", "*.webmanifest", "openapi.json"},
    **{
        f"static/{name}": {"*.css", "*.js"}
        for name in ("grid", "library", "pages", "selection", "text", "ui", "upload", "viewer")
    },
    "static/vendor/client-zip": {"index.js", "LICENSE.txt"},
    "static/vendor/photoswipe": {"*.js", "*.css"},
}
"""Every folder of ours in the package, and the files allowed in it."""

PACKAGES = (
    "av azure_core azure_functions azure_identity azure_storage_blob brotli certifi cffi charset_normalizer "
    "cryptography idna isodate itsdangerous jinja2 markupsafe msal msal_extensions multipart pillow pillow_heif "
    "polib pycparser pyjwt requests segno typing_extensions tzdata urllib3 werkzeug"
)
"""Every PyPI package: those in requirements.txt and their dependencies."""

MAX_BYTES = 70_000_000
"""The zip had 65.3 million bytes in November 2026, more than half of them FFmpeg, and then Pillow and libheif."""


@pytest.fixture(scope="session")
def archive(pytestconfig: pytest.Config) -> Path:
    """The zip, built once per run, by the first worker that needs it."""
    folder = pytestconfig.stash[RUN].folder / "package"
    output = folder.with_suffix(".zip")
    with hold_lock(folder.with_suffix(".lock"), "", wait=True):
        if not output.exists():
            package.build(folder, PYTHON, PLATFORMS)
            part = folder.with_suffix(".part")
            package.zip_folder(folder, part)
            part.rename(output)
    return output


@pytest.fixture(scope="session")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip's content, as in Azure."""
    folder = tmp_path_factory.mktemp("wwwroot")
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder)
    return folder


@pytest.fixture
def packaged_app(unpacked: Path, connection_string: str, tmp_path: Path) -> Iterator[str]:
    """URL of a gallery that runs from the unpacked package and imports its PyPI packages before the tests' own."""
    port, log = ports.find_free(), tmp_path / "gallery.log"
    command = [sys.executable, "-m", "local.host", "--app", str(unpacked), "--port", str(port), "--settings", "none"]
    variables = build_environment({"PYTHONPATH": str(unpacked / package.SITE_PACKAGES)}, connection_string)
    with log.open("w", encoding="utf-8") as output, processes.run_process(command, variables, output=output) as process:
        app.wait_until_ready(port, process, log)
        as_owner.own(f"http://{ports.HOST}:{port}", variables)
        yield f"http://{ports.HOST}:{port}"


def list_names(archive: Path) -> list[PurePosixPath]:
    with zipfile.ZipFile(archive) as zipped:
        return [PurePosixPath(name) for name in zipped.namelist()]


def list_our_names(archive: Path) -> list[PurePosixPath]:
    return [name for name in list_names(archive) if name.parts[0] != ".python_packages"]


def test_package_contains_only_the_listed_files_of_ours(archive: Path) -> None:
    """So no tests, no local/, no settings and no photos get deployed."""
    unlisted = [
        name
        for name in list_our_names(archive)
        if not any(fnmatch(name.name, pattern) for pattern in OUR_FILES.get(str(name.parent), ()))
    ]
    assert unlisted == []


def test_package_contains_every_module_template_table_and_style(archive: Path) -> None:
    """And what's from npm, which isn't in Git."""
    packed = {str(name) for name in list_names(archive)}
    patterns = ("gallery/**/*.*", "static/*.*", "static/*/*.*")
    wanted = [path for pattern in patterns for path in ROOT.glob(pattern) if "__pycache__" not in path.parts]
    assert {path.relative_to(ROOT).as_posix() for path in wanted} <= packed
    assert {f"static/vendor/{name}" for name in ("client-zip/index.js", "photoswipe/photoswipe.esm.min.js")} <= packed


def test_package_contains_exactly_the_listed_pypi_packages(archive: Path) -> None:
    """Adding one is a decision. None of them is only for tests or tools."""
    found = {name.parts[3].split("-")[0].lower() for name in list_names(archive) if ".dist-info" in str(name)}
    assert found == set(PACKAGES.split())


def test_deployed_versions_are_the_tested_ones(unpacked: Path) -> None:
    packed = importlib.metadata.distributions(path=[str(unpacked / package.SITE_PACKAGES)])
    assert [one.name for one in packed if one.version != importlib.metadata.version(one.name)] == []


def test_every_module_has_bytecode_that_is_never_compared_with_its_source(unpacked: Path) -> None:
    """Deploying changes timestamps, and the package is mounted read-only: if Python compared them, it would recompile
    everything at every cold start. Flags of 1 mean "unchecked" (PEP 552).
    """
    for source in unpacked.rglob("*.py"):
        compiled = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
        assert compiled.read_bytes()[4:8] == b"\x01\0\0\0", source


def test_package_does_not_contain_paths_of_this_machine(unpacked: Path) -> None:
    """Stack traces show the folder in Azure instead."""
    paths = [str(ROOT).encode(), sys.prefix.encode()]
    for path in unpacked.rglob("*"):
        if path.is_file() and path.suffix not in {".so", ".dylib"}:
            data = path.read_bytes()
            assert not any(one in data for one in paths), path
    assert (
        b"/home/site/wwwroot/gallery/model/photos.py" in next((unpacked / "gallery").rglob("photos.*.pyc")).read_bytes()
    )


def test_package_is_small(archive: Path) -> None:
    """Its size affects cold starts. docs/decisions/08-prebuilt-package-and-key-vault.md states it."""
    assert archive.stat().st_size < MAX_BYTES


def test_the_same_files_give_the_same_zip(unpacked: Path, tmp_path: Path) -> None:
    """Whenever and wherever they were written. A part of the package is enough: zipping FFmpeg takes 8 s."""
    zips = []
    for place in ("here", "there"):
        shutil.copytree(unpacked / "gallery", tmp_path / place, copy_function=shutil.copyfile)
        package.zip_folder(tmp_path / place, tmp_path / f"{place}.zip")
        zips.append((tmp_path / f"{place}.zip").read_bytes())
        os.utime(tmp_path / place, (0, 0))
    assert zips[0] == zips[1]


def test_packages_for_azure_contain_what_their_python_needs(
    pytestconfig: pytest.Config, unpacked: Path, tmp_path: Path
) -> None:
    """Without --full, only for the version that's deployed by default; test_locks.py compares what all of them get."""
    for python in PYTHONS if pytestconfig.getoption("--full") else [package.PYTHON]:
        folder = unpacked
        if python != PYTHON or not PLATFORMS:
            folder = tmp_path / python
            package.build(folder, python)
        names = [path.relative_to(folder) for path in (folder / package.SITE_PACKAGES).rglob("*")]
        found = {name.parts[3].split("-")[0].lower() for name in names if name.parts[3].endswith(".dist-info")}
        assert found == set(PACKAGES.split()), python
        modules = {name.name for name in names if name.suffix == ".so" and "libs" not in name.parent.name}
        mine = re.compile(rf".*\.(abi3|cpython-{python.replace('.', '')}-x86_64-linux-gnu)\.so")
        assert [name for name in modules if not mine.fullmatch(name)] == [], python
        assert modules


def test_package_only_needs_python(unpacked: Path) -> None:
    """The app, its codecs and Azure Identity can be imported without site-packages, as in Azure."""
    code = (
        "import function_app, gallery.pictures.decoding; "
        "from azure.identity import DefaultAzureCredential as one; one().close()"
    )
    count = "; print(len(function_app.app.get_functions()))"
    counts = [
        subprocess.run(
            [sys.executable, *options, "-c", code + count],
            cwd=folder,
            env={"PYTHONPATH": f"{folder}:{folder / package.SITE_PACKAGES}", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for folder, options in ((unpacked, ["-S"]), (ROOT, []))
    ]
    assert counts[0] == counts[1] != ""


def test_unpacked_package_starts_and_shows_an_upload(packaged_app: str) -> None:
    """On the bundled host with Azurite: health, home page, PhotoSwipe, and an upload with its preview."""
    for path in ("/health", "/", "/static/vendor/photoswipe/photoswipe.esm.min.js"):
        assert requests.get(packaged_app + path, timeout=20).status_code == 200, path
    name = "Packed/cat.jpg"
    assert requests.put(f"{packaged_app}/photos/{name}", data=jpeg(), timeout=20).status_code in {200, 201}
    preview = requests.get(f"{packaged_app}/previews/240/{name}", timeout=20)
    assert (preview.status_code, preview.headers["Content-Type"]) == (200, "image/webp")


def test_core_tools_publish_the_same_files_as_the_package() -> None:
    """`.funcignore` is for `func azure functionapp publish` in a clone."""
    patterns = [line.rstrip("/") for line in (ROOT / ".funcignore").read_text(encoding="utf-8").split()]
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    top = {PurePosixPath(name).parts[0] for name in tracked}
    published = {name for name in top if not any(fnmatch(name, pattern) for pattern in patterns)}
    assert published == {*package.FILES, *package.FOLDERS}


@pytest.mark.parametrize("version", ["3", "python3.11", "3.11.7", "--help"])
def test_invalid_python_version_prints_a_message(version: str, tmp_path: Path) -> None:
    """Before anything is removed or downloaded."""
    with pytest.raises(CommandError, match="--python needs a version like 3"):
        package.build(tmp_path, version)
    assert tmp_path.exists()
