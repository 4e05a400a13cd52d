"""dev.py in a copy of the tree, with the installed packages of the real one and a host that only answers /health."""

import ast
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PIL import Image

from local.dev import ports
from local.dev.paths import ROOT

HOST = """
import http.server, os, subprocess, sys, threading
print("the host's own words", flush=True)
if os.environ.get("HOST_FAILS"):
    sys.exit("this is what went wrong")
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(os.environ.get("HOST_ANSWERS", "200")))
        self.end_headers()
        self.wfile.write(os.environ["PhotoStorage"].encode())

port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
"""Stands for the bundled host: the app's name for its storage, and a child that never ends by itself."""


class Tree:
    """A copy of the tree in which dev.py runs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mark = uuid.uuid4().hex

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """dev.py to its end."""
        command = [sys.executable, "dev.py", *arguments]
        variables = self._environment(variables)
        return subprocess.run(
            command, cwd=self.root, env=variables, capture_output=True, text=True, timeout=120, check=False
        )

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """dev.py once it has said Ready."""
        command = [sys.executable, "dev.py", *arguments]
        with subprocess.Popen(
            command, cwd=self.root, env=self._environment({}), stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            try:
                said = iter(process.stdout.readline, "")
                assert any(line.startswith("Ready: ") for line in said)
                yield process
            finally:
                process.terminate()

    def processes(self) -> list[str]:
        """Command lines of all living processes that any dev.py of this tree has started."""
        mark = f"TREE={self.mark}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_text().replace("\0", " "))
            except OSError:  # ended while we looked
                continue
        return found

    def _environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, "TREE": self.mark, "PYTHONDONTWRITEBYTECODE": "1", **variables}


@pytest.fixture
def bare_tree(tmp_path: Path) -> Tree:
    """Nothing is installed yet."""
    for name in ("dev.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "local", tmp_path / "local", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "local" / "host.py").write_text(HOST)
    return Tree(tmp_path)


@pytest.fixture
def tree(bare_tree: Tree) -> Tree:
    """Everything is installed already."""
    (bare_tree.root / ".local").mkdir()
    for name in (".venv", ".local/npm"):
        (bare_tree.root / name).symlink_to(ROOT / name)
    return bare_tree


@pytest.fixture
def whole_tree(tree: Tree) -> Tree:
    """The gallery itself is there too."""
    for name in ("function_app.py", "gallery", "host.json", "static", "tests"):
        (tree.root / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "local" / "host.py", tree.root / "local" / "host.py")
    return tree


@pytest.fixture
def port() -> str:
    return str(ports.free())


def python_that(preparation: str, root: Path) -> subprocess.CompletedProcess[str]:
    """dev.py on a Python of which something else is true."""
    arguments = f"sys.argv = ['dev.py', '--port', '{ports.free()}']"
    code = f"import runpy, sys; {preparation}; {arguments}; runpy.run_path('dev.py', run_name='__main__')"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)


def test_an_older_python_gets_a_sentence(bare_tree: Tree) -> None:
    ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 7))
    answer = python_that("sys.version_info = (3, 8, 18)", bare_tree.root)
    assert answer.stderr == "The gallery needs Python 3.11 or newer; this is Python 3.8.\n"
    assert answer.returncode == 1


def test_a_python_without_venv_gets_a_sentence(bare_tree: Tree) -> None:
    answer = python_that("sys.modules['ensurepip'] = None", bare_tree.root)
    assert "python3-venv" in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert answer.returncode == 1


def test_a_dead_python_registry_gets_a_sentence(bare_tree: Tree, port: str) -> None:
    dead = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_FIND_LINKS": "", "PIP_RETRIES": "0"}
    answer = bare_tree.run("--port", port, **dead)
    assert answer.stderr.startswith("Python packages can't be installed: ERROR: ")
    assert answer.stderr.count("\n") == 1
    assert answer.returncode == 1


def test_a_dead_npm_registry_gets_a_sentence(tree: Tree, port: str, tmp_path: Path) -> None:
    (tree.root / ".local" / "npm").unlink()
    dead = {"NPM_CONFIG_REGISTRY": "http://127.0.0.1:9/", "NPM_CONFIG_CACHE": str(tmp_path / "cache")}
    answer = tree.run("--port", port, **dead, NPM_CONFIG_FETCH_RETRIES="0")
    assert answer.stderr.startswith("npm packages can't be installed: ")
    assert "ECONNREFUSED" in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert answer.returncode == 1


def test_a_taken_port_gets_a_sentence(tree: Tree) -> None:
    with ports.hold(0) as holder:
        taken = holder.getsockname()[1]
        answer = tree.run("--port", str(taken))
    assert answer.stderr == f"Port {taken} is taken; choose another one with --port.\n"
    assert answer.returncode == 1


def test_core_tools_that_are_missing_get_a_sentence(tree: Tree, tmp_path: Path) -> None:
    answer = tree.run("--host", "func", PATH=str(tmp_path))
    assert answer.stderr.startswith("Azure Functions Core Tools (func) are not on PATH")
    assert answer.returncode == 1


def test_settings_that_are_no_json_get_a_sentence(tree: Tree) -> None:
    (tree.root / "local.settings.json").write_text("{")
    answer = tree.run()
    assert "local.settings.json is no JSON" in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert answer.returncode == 1


def test_an_app_that_ends_at_once_is_reported_with_its_log(tree: Tree, port: str) -> None:
    answer = tree.run("--port", port, HOST_FAILS="yes")
    assert "this is what went wrong" in answer.stderr
    assert answer.stderr.endswith("The gallery ended before it was ready (exit code 1); what it said stands above.\n")
    assert "Ready" not in answer.stdout
    assert answer.returncode == 1
    assert not tree.processes()


def test_an_app_whose_functions_are_gone_is_not_called_ready(tree: Tree, port: str) -> None:
    """The hosts answer 404 to everything when the app can't be loaded."""
    answer = tree.run("--port", port, HOST_ANSWERS="404")
    assert "The gallery isn't ready after 5 s: GET /health answers 404 " in answer.stderr
    assert "Ready" not in answer.stdout
    assert answer.returncode == 1
    assert not tree.processes()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_every_process(tree: Tree, port: str, number: int, code: int) -> None:
    with tree.running("--port", port) as dev:
        assert len(tree.processes()) >= 4, "dev.py, Azurite, the host and the host's child"
        dev.send_signal(number)
        assert dev.wait(60) == code
        assert not tree.processes()


def test_it_starts_within_seconds_when_all_is_installed(tree: Tree, port: str) -> None:
    started = time.monotonic()
    with tree.running("--port", port):
        assert time.monotonic() - started < 15, "about 1.5 seconds on a machine that does nothing else"


def test_only_one_gallery_may_use_a_port_or_the_same_photos(tree: Tree, port: str) -> None:
    with tree.running("--port", port):
        same_port = tree.run("--port", port, "--data", "other")
        same_photos = tree.run("--port", str(ports.free()))
    assert same_port.stderr == f"Port {port} is taken; choose another one with --port.\n"
    assert same_photos.stderr.startswith("A gallery is already running with the photos in .local/data")
    assert same_port.returncode == same_photos.returncode == 1


def test_two_galleries_run_beside_each_other(tree: Tree, port: str) -> None:
    """The second one finds Azurite's usual port taken, by the first or by anything else, and takes another."""
    other = str(ports.free())
    with tree.running("--port", port), tree.running("--port", other, "--data", "other"):
        connections = {tree_storage(port), tree_storage(other)}
    assert len(connections) == 2


def test_photo_storage_of_the_person_wins(tree: Tree, port: str) -> None:
    (tree.root / "local.settings.json").write_text('{"Values": {"PhotoStorage": "my own"}}')
    with tree.running("--port", port):
        assert tree_storage(port) == "my own"


def test_screenshots_are_taken_in_three_widths_light_and_dark(whole_tree: Tree) -> None:
    """Of the states that are named, with a page to look at them all."""
    answer = whole_tree.run("screenshots", "empty", "--output", "pictures")
    assert answer.returncode == 0, answer.stderr
    names = {f"empty-{width}-{scheme}.png" for width in (360, 768, 1440) for scheme in ("light", "dark")}
    pictures = whole_tree.root / "pictures"
    assert {path.name for path in pictures.iterdir()} == {*names, "index.html"}
    sheet = (pictures / "index.html").read_text(encoding="utf-8")
    assert all(f'src="{name}"' in sheet for name in names)
    corners = {scheme: corner(pictures / f"empty-1440-{scheme}.png") for scheme in ("light", "dark")}
    assert min(corners["light"]) > 200
    assert max(corners["dark"]) < 60
    assert not whole_tree.processes()


def test_a_state_that_is_not_there_gets_a_sentence(whole_tree: Tree) -> None:
    """Instead of no picture."""
    answer = whole_tree.run("screenshots", "emtpy")
    assert "there is no state emtpy" in answer.stderr
    assert answer.returncode == 2


def test_clean_keeps_the_photos_unless_told_otherwise(tree: Tree) -> None:
    photo = tree.root / ".local" / "data" / "photo"
    photo.parent.mkdir()
    photo.touch()
    for name in (".venv", ".local/npm"):
        (tree.root / name).unlink()
        (tree.root / name).mkdir()
    assert tree.run("clean").returncode == 0
    assert photo.exists()
    assert not (tree.root / ".venv").exists()
    assert not (tree.root / ".local" / "npm").exists()
    assert tree.run("clean", "--data").returncode == 0
    assert not (tree.root / ".local").exists()


def corner(path: Path) -> bytes:
    """Red, green and blue of a picture's last pixel."""
    with Image.open(path) as image:
        return image.convert("RGB").tobytes()[-3:]


def tree_storage(port: str) -> str:
    """The connection that the stand-in for the app was given."""
    with closing(socket.create_connection(("127.0.0.1", int(port)), timeout=10)) as connection:
        connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    return answer.partition(b"\r\n\r\n")[2].decode()
