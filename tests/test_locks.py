"""The lock files: complete, with hashes, without addresses, and what everything is installed from."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from support.infra_template import PYTHONS

from local.dev import lock_files, node, package, processes, venv
from local.dev.errors import CommandError
from local.dev.paths import LOCKS, ROOT
from local.dev.target_lock import LINUX, build_environment, select

PINS = re.compile(r"(?m)^([\w.-]+)==(\S+)(.*)\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)")
"""A locked package: name, version, marker and hashes."""

HINT = "run `python3 dev.py lock`"


def read_lock(name: str) -> list[tuple[str, str, str, str]]:
    """Return name, version, marker and hashes of each package. The file has nothing else but comments."""
    text = re.sub(r"(?m)^#.*\n", "", (LOCKS / name).read_text(encoding="utf-8"))
    found = PINS.findall(text)
    assert PINS.sub("", text) == "", "every line belongs to a package with hashes"
    return found


def read_requirements(name: str) -> list[Requirement]:
    lines = [line.partition("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def read_npm(name: str) -> dict[str, Any]:
    return dict(json.loads((LOCKS / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted(path for path in LOCKS.iterdir()), ids=lambda path: path.name)
def test_lock_files_contain_no_addresses(path: Path) -> None:
    """Each machine has its own registries, and addresses may contain passwords."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r".*(?:://|\"resolved\"|--(?:extra-)?index-url|--find-links|^-[if] ).*", text, re.MULTILINE)
    assert found == [], HINT


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("app.txt", "requirements.txt"),
        ("dev.txt", "requirements-dev.txt"),
        ("node.txt", "locks/node.in"),
        ("places.txt", "locks/places.in"),
    ],
)
def test_every_requirement_is_locked_in_a_version_that_it_allows(lock: str, requirements: str) -> None:
    versions: dict[str, list[str]] = {}
    for name, version, *_ in read_lock(lock):
        versions.setdefault(name, []).append(version)
    for one in read_requirements(requirements):
        locked = versions.get(canonicalize_name(one.name), [])
        assert locked, f"{one.name}: {HINT}"
        assert [version for version in locked if version not in one.specifier] == [], f"{one}: {HINT}"


def test_codecs_are_locked_in_versions_without_known_faults() -> None:
    """They decode hostile pictures; requirements.txt names the CVEs."""
    versions = {name: Version(version) for name, version, *_ in read_lock("app.txt")}
    assert versions["pillow"] >= Version("13.0.0")
    assert versions["pillow-heif"] >= Version("1.8.1")


def test_tested_packages_are_the_deployed_ones() -> None:
    assert set(read_lock("app.txt")) <= set(read_lock("dev.txt")), HINT


def test_locks_are_for_every_python_and_system() -> None:
    for name in lock_files.PYTHON_LOCKS:
        header = (LOCKS / f"{name}.txt").read_text(encoding="utf-8").partition("\n==")[0]
        assert f"uv {' '.join(lock_files.COMPILE)} {name}.in --output-file {name}.txt\n" in header


def test_npm_packages_are_locked_with_their_integrity() -> None:
    wanted, lock = read_npm("package.json"), read_npm("package-lock.json")
    root = lock["packages"].pop("")
    for group in ("dependencies", "devDependencies"):
        assert root[group] == wanted[group], HINT
        assert [version for version in wanted[group].values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
        locked = {name: lock["packages"][f"node_modules/{name}"]["version"] for name in wanted[group]}
        assert locked == wanted[group], HINT
    assert [name for name, one in lock["packages"].items() if not one["integrity"].startswith("sha512-")] == []


@pytest.mark.parametrize(("python", "functions"), [("3.11", "1."), ("3.12", "1."), ("3.13", "2."), ("3.14", "2.")])
def test_package_for_another_python_gets_the_versions_for_that_python(python: str, functions: str) -> None:
    """By itself, pip evaluates markers for the Python it runs in."""
    chosen = list(select(package.LOCK.read_text(encoding="utf-8"), build_environment(python, azure=True)))
    pins = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", "\n".join(chosen)))
    assert pins["azure-functions"].startswith(functions)
    assert set(pins) == {name for name, *_ in read_lock("app.txt")}
    assert len(chosen) == len(pins)
    assert all(" ; " not in one and "--hash=sha256:" in one for one in chosen)


def test_every_python_gets_the_same_codecs() -> None:
    """Only azure-functions differs by Python, by design. With another FFmpeg, videos may not even open."""
    lock = package.LOCK.read_text(encoding="utf-8")
    pins = [
        {line for line in select(lock, build_environment(python, azure=True)) if not line.startswith("azure-functions")}
        for python in PYTHONS
    ]
    assert pins == [pins[0]] * 4


def test_package_for_azure_leaves_out_what_only_other_systems_need() -> None:
    lock = """
windows==1 ; sys_platform == 'win32' \\
    --hash=sha256:a
linux==2 ; sys_platform == 'linux' \\
    --hash=sha256:b
both==3 \\
    --hash=sha256:c \\
    --hash=sha256:d
"""
    chosen = list(select(lock, {**build_environment("3.11", azure=False), **LINUX}))
    assert chosen == [
        "linux==2 \\\n    --hash=sha256:b",
        "both==3 \\\n    --hash=sha256:c \\\n    --hash=sha256:d",
    ]


@pytest.fixture
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For what tests install. Other tests do so too, perhaps at the same time."""
    monkeypatch.setattr(processes, "LOGS", tmp_path / "logs")


@pytest.mark.usefixtures("own_log")
def test_package_is_not_built_with_other_bytes_than_the_locked_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone who takes over a package's account or a registry can't get into the deployed app."""
    pin, hashes = next((f"{one[0]}=={one[1]}", one[3]) for one in read_lock("app.txt") if one[0] == "itsdangerous")
    lock = tmp_path / "app.txt"
    lock.write_text(f"{pin} \\\n" + re.sub(r"(?<=sha256:).{6}", "0" * 6, hashes), encoding="utf-8")
    monkeypatch.setattr(package, "LOCK", lock)
    with pytest.raises(CommandError, match="DO NOT MATCH THE HASHES"):
        package.build(tmp_path / "package", package.PYTHON)
    assert not list((tmp_path / "package").rglob("itsdangerous"))


@pytest.mark.usefixtures("own_log")
def test_tests_do_not_run_with_other_bytes_than_the_locked_ones(tmp_path: Path) -> None:
    """What isn't locked isn't installed either."""
    lock = tmp_path / "dev.txt"
    lock.write_text("itsdangerous==2.2.0\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Hashes are required"):
        venv.pip_install("Not installed", lock, "--dry-run", "--ignore-installed")


@pytest.fixture
def photoswipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """PhotoSwipe's entry in the lock file. install_photoswipe() installs it alone, in a folder of its own."""
    folders = {"LOCKS": tmp_path, "NPM": tmp_path / "npm", "STAMP": tmp_path / "npm" / "installed.json"}
    for name, path in {**folders, "NPM_LOCK": tmp_path / "package-lock.json"}.items():
        monkeypatch.setattr(node, name, path)
    return dict(read_npm("package-lock.json")["packages"]["node_modules/photoswipe"])


def install_photoswipe(wanted: str, entry: dict[str, Any]) -> None:
    folder = node.NPM_LOCK.parent
    package_json = {"name": "test", "dependencies": {"photoswipe": wanted}}
    packages = {"": package_json, "node_modules/photoswipe": entry}
    lock = {"name": "test", "lockfileVersion": 3, "requires": True, "packages": packages}
    (folder / "package.json").write_text(json.dumps(package_json), encoding="utf-8")
    node.NPM_LOCK.write_text(json.dumps(lock), encoding="utf-8")
    node.install(development=False)


@pytest.mark.usefixtures("own_log")
def test_scripts_for_browsers_are_the_locked_bytes(photoswipe: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="Integrity checksum failed"):
        install_photoswipe(photoswipe["version"], {**photoswipe, "integrity": f"sha512-{'A' * 86}=="})
    assert not node.STAMP.exists()


@pytest.mark.usefixtures("own_log")
def test_npm_packages_that_are_not_locked_are_not_installed(photoswipe: dict[str, Any]) -> None:
    """`npm install` would look for the wanted version itself, and change the lock file."""
    with pytest.raises(CommandError, match="npm help ci"):
        install_photoswipe("5.4.3", photoswipe)
    assert not node.STAMP.exists()
