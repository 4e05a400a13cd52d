"""What is deployed: built as it is for Azure, compared with a list, and started from where it was unpacked."""

import importlib.metadata
import platform
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

import pytest
import requests
from conftest import RUN
from support.gallery_app import environment
from support.pictures import jpeg

from local.dev import app, package, ports, processes
from local.dev.errors import CommandError
from local.dev.locks import locked
from local.dev.paths import ROOT

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
PLATFORMS = package.FLEX if (platform.system(), platform.machine()) == ("Linux", "x86_64") else ()
"""Elsewhere the packages for Azure can be fetched, but not run."""

OUR_KINDS = {
    ".": {".funcignore", "function_app.py", "host.json", "requirements.txt"},
    "__pycache__": {"*.pyc"},
    "gallery": {"*.py"},
    "gallery/__pycache__": {"*.pyc"},
    "gallery/web/templates": {"*.html"},
    "static": {"*.svg", "*.png", "*.webmanifest", "openapi.json"},
    **{
        f"static/{name}": {"*.css", "*.js"}
        for name in ("grid", "library", "pages", "selection", "ui", "upload", "viewer")
    },
    "static/vendor/photoswipe": {"*.js", "*.css"},
}
"""Every folder of ours, and what may lie in it."""

PACKAGES = (
    "azure_core azure_functions azure_identity azure_storage_blob brotli certifi cffi charset_normalizer cryptography "
    "idna isodate itsdangerous jinja2 markupsafe msal msal_extensions multipart pillow pillow_heif pycparser pyjwt "
    "requests typing_extensions urllib3 werkzeug"
)
"""Every package of others: what requirements.txt names, and what that needs."""

LARGEST = 30_000_000
"""Bytes of the zip. It had 25.3 million in November 2026, two thirds of them Pillow, libheif and cryptography."""


@pytest.fixture(scope="session")
def archive(pytestconfig: pytest.Config) -> Path:
    """The zip, built once in a run, by whichever worker needs it first."""
    folder = pytestconfig.stash[RUN].folder / "package"
    done = folder.with_suffix(".zip")
    with locked(folder.with_suffix(".lock"), "", wait=True):
        if not done.exists():
            package.build(folder, PYTHON, PLATFORMS)
            part = folder.with_suffix(".part")
            package.zip_folder(folder, part)
            part.rename(done)
    return done


@pytest.fixture(scope="session")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip's content, as Azure would have it."""
    folder = tmp_path_factory.mktemp("wwwroot")
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder)
    return folder


@pytest.fixture
def running(unpacked: Path, storage: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a gallery that was started from the unpacked package, with its packages before those of the tests."""
    port, log = ports.free(), tmp_path / "gallery.log"
    command = [sys.executable, "-m", "local.host", "--app", str(unpacked), "--port", str(port), "--settings", "none"]
    variables = environment({"PYTHONPATH": str(unpacked / package.SITE_PACKAGES)}, storage)
    with log.open("w", encoding="utf-8") as output, processes.running(command, variables, output=output) as process:
        app.wait_until_ready(port, process, log)
        yield f"http://{ports.HOST}:{port}"


def names(archive: Path) -> list[PurePosixPath]:
    with zipfile.ZipFile(archive) as zipped:
        return [PurePosixPath(name) for name in zipped.namelist()]


def ours(archive: Path) -> list[PurePosixPath]:
    return [name for name in names(archive) if name.parts[0] != ".python_packages"]


def test_our_part_of_the_package_is_what_the_list_says(archive: Path) -> None:
    """No tests, no local/, no settings, no corpus, no photos: whatever the list does not name would show up here."""
    strays = [
        name
        for name in ours(archive)
        if not any(fnmatch(name.name, kind) for kind in OUR_KINDS.get(str(name.parent), ()))
    ]
    assert strays == []


def test_every_module_template_and_style_is_in_the_package(archive: Path) -> None:
    """With PhotoSwipe, which git does not have."""
    there = {str(name) for name in names(archive)}
    wanted = [
        *(ROOT / "gallery").rglob("*.py"),
        *(ROOT / "gallery").rglob("*.html"),
        *(ROOT / "static").glob("*.*"),
        *(ROOT / "static").glob("*/*.*"),
    ]
    assert {path.relative_to(ROOT).as_posix() for path in wanted} <= there
    assert "static/vendor/photoswipe/photoswipe.esm.min.js" in there


def test_the_packages_of_others_are_what_the_list_says(archive: Path) -> None:
    """A new one is a decision. Nothing that only tests and tools need is among them."""
    found = {name.parts[3].split("-")[0].lower() for name in names(archive) if ".dist-info" in str(name)}
    assert found == set(PACKAGES.split())


def test_what_is_deployed_is_what_was_tested(unpacked: Path) -> None:
    """The versions in the package are those that this very run of the tests uses."""
    packed = importlib.metadata.distributions(path=[str(unpacked / package.SITE_PACKAGES)])
    assert [one.name for one in packed if one.version != importlib.metadata.version(one.name)] == []


def test_all_of_it_is_compiled_and_never_compared_with_its_source(unpacked: Path) -> None:
    """Times change on the way to Azure, and the package is mounted read-only: bytecode that is out of date by its
    time would be made again, and thrown away again, at every cold start. Flags of 1 are PEP 552's "unchecked".
    """
    for source in unpacked.rglob("*.py"):
        compiled = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
        assert compiled.read_bytes()[4:8] == b"\x01\0\0\0", source


def test_nothing_in_the_package_names_this_machine(unpacked: Path) -> None:
    """Neither a program's first line nor bytecode; stack traces name the folder in Azure."""
    places = [str(ROOT).encode(), sys.prefix.encode()]
    for path in unpacked.rglob("*"):
        if path.is_file() and path.suffix not in {".so", ".dylib"}:
            data = path.read_bytes()
            assert not any(place in data for place in places), path
    assert (
        b"/home/site/wwwroot/gallery/model/photos.py" in next((unpacked / "gallery").rglob("photos.*.pyc")).read_bytes()
    )


def test_the_package_is_small_and_the_same_every_time(archive: Path, unpacked: Path, tmp_path: Path) -> None:
    """Its size is part of a cold start. docs/decisions/08-deploying.md states it."""
    again = tmp_path / "again.zip"
    package.zip_folder(unpacked, again)
    assert again.read_bytes() == archive.read_bytes()
    assert archive.stat().st_size < LARGEST


def test_the_package_needs_nothing_but_python(unpacked: Path) -> None:
    """Imported by a Python that sees no site-packages, as the worker in Azure imports it; codecs and all."""
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


def test_the_unpacked_package_starts_and_shows_what_was_uploaded(running: str) -> None:
    """On the bundled host with Azurite: health, home page, PhotoSwipe, and an upload that is decoded."""
    for path in ("/health", "/", "/static/vendor/photoswipe/photoswipe.esm.min.js"):
        assert requests.get(running + path, timeout=20).status_code == 200, path
    name = "Packed/cat.jpg"
    assert requests.put(f"{running}/photos/{name}", data=jpeg(), timeout=20).status_code in {200, 201}
    preview = requests.get(f"{running}/previews/240/{name}", timeout=20)
    assert (preview.status_code, preview.headers["Content-Type"]) == (200, "image/webp")


def test_core_tools_would_publish_the_same_of_the_tree_as_the_package_holds() -> None:
    """`.funcignore` is for those who publish the clone itself. What git does not know is nobody's to publish."""
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
def test_a_python_that_is_no_version_gets_a_sentence(version: str, tmp_path: Path) -> None:
    """Before anything is removed or fetched."""
    with pytest.raises(CommandError, match="--python takes a version like 3"):
        package.build(tmp_path, version)
    assert tmp_path.exists()
