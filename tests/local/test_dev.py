"""dev.py in a copy of the project that shares its installed packages and has a fake host, which only serves /health."""

import ast
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobServiceClient
from PIL import Image

from local.dev import azurite, node, ports, processes
from local.dev.data_folder import CONNECTION_STRING, OWNER_KEY
from local.dev.paths import ROOT
from local.dev.sign_in_link import SignInLink

HOST = """
import http.server, os, subprocess, sys, threading
print("output of the host", flush=True)
if os.environ.get("HOST_FAILS"):
    sys.exit("this is the error")
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(os.environ.get("HOST_STATUS", "200")))
        self.end_headers()
        self.wfile.write(os.environ.get(self.path[1:], os.environ["PhotoStorage"]).encode())

port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
"""Replaces the bundled host: it responds with a setting of the app, by default that of its storage, and starts a child
that never ends.
"""


KEY_FILES = (OWNER_KEY, CONNECTION_STRING)
HOST_MODULE = Path("local", "host", "__main__.py")
PLACEHOLDER = "<replace me>"


class Tree:
    """A copy of the project in which dev.py runs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mark = uuid.uuid4().hex
        self.printed: list[str] = []
        """What dev.py has printed before it was ready."""

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run dev.py until it exits."""
        command = [sys.executable, "dev.py", *arguments]
        variables = self._build_environment(variables)
        return subprocess.run(
            command, cwd=self.root, env=variables, capture_output=True, text=True, timeout=120, check=False
        )

    @contextmanager
    def start(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Run dev.py for the duration of a `with` block, and yield once it prints Ready."""
        command = [sys.executable, "dev.py", *arguments]
        with subprocess.Popen(
            command, cwd=self.root, env=self._build_environment({}), stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            try:
                self.printed = []
                for line in iter(process.stdout.readline, ""):
                    self.printed.append(line)
                    if line.startswith("Ready: "):
                        break
                assert self.printed[-1].startswith("Ready: ")
                yield process
            finally:
                process.terminate()

    def list_processes(self) -> list[str]:
        """Return the command lines of all running processes that dev.py has started in this copy."""
        mark = f"TREE={self.mark}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_text().replace("\0", " "))
            except OSError:  # it has just ended
                continue
        return found

    def _build_environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, "TREE": self.mark, "PYTHONDONTWRITEBYTECODE": "1", **variables}


@pytest.fixture
def bare_tree(tmp_path: Path) -> Tree:
    """A copy in which nothing is installed yet."""
    return copy_bare(tmp_path)


def copy_bare(folder: Path) -> Tree:
    shutil.copy(ROOT / "dev.py", folder / "dev.py")
    for name in ("local", "locks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / HOST_MODULE).write_text(HOST)
    return Tree(folder)


@pytest.fixture
def tree(bare_tree: Tree) -> Tree:
    """A copy in which everything is installed."""
    return link_packages(bare_tree)


def link_packages(tree: Tree) -> Tree:
    (tree.root / ".local").mkdir()
    for name in (".venv", ".local/npm"):
        (tree.root / name).symlink_to(ROOT / name)
    return tree


@pytest.fixture
def whole_tree(tree: Tree) -> Tree:
    """A copy with the gallery itself and the bundled host."""
    for name in ("function_app.py", "gallery", "host.json", "static", "tests"):
        (tree.root / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / HOST_MODULE, tree.root / HOST_MODULE)
    return tree


@pytest.fixture
def port() -> str:
    return str(ports.find_free())


@dataclass(frozen=True)
class Started:
    """What a test sees of a gallery that dev.py has started."""

    port: str
    printed: str
    connection: str
    owner_key: str
    sign_in_link: list[str]
    """The token and when it expires, and when that was read: seconds since 1970."""
    sharing: dict[str, str]
    """The storage's only rule for scripts of other origins."""


@dataclass(frozen=True)
class Stop:
    """How a gallery ended after a signal."""

    running: int
    """Processes before it."""
    code: int
    left: list[str]
    """Processes after it."""


@dataclass(frozen=True)
class Starts:
    """Galleries that were started one after the other in one tree, each taking some seconds."""

    tree: Tree
    first: Started
    other_photos: Started
    """At the same time as the first, with a data folder of its own."""
    stolen_port: Started
    """While the port of the storage of the first was in use, and on another port."""
    last: Started
    """On the port of the first."""
    refused: dict[str, subprocess.CompletedProcess[str]]
    """Those that were to start while the first one was running, by what they would have shared with it."""
    modes: dict[str, int]
    """Permissions of the files and folders with the data, while the first one was running."""
    stops: dict[int, Stop]
    """By signal."""


@pytest.fixture(scope="module")
def default_hangup() -> Iterator[None]:
    """Let SIGHUP have its default effect in new processes, even if nohup runs the tests."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory, default_hangup: None) -> Starts:  # noqa: ARG001 - for its effect
    tree = link_packages(copy_bare(tmp_path_factory.mktemp("starts")))
    port, other, another = (str(ports.find_free()) for _ in range(3))
    stops = dict[int, Stop]()
    with start_and_look(tree, port, stops=stops) as first:
        refused = {
            "port": tree.run("--port", port, "--data", "third"),
            "photos": tree.run("--port", other),
        }
        data = tree.root / ".local" / "data"
        modes = {path.name: path.stat().st_mode & 0o777 for path in (data, *(data / name for name in KEY_FILES))}
        with start_and_look(tree, other, "--data", "other") as other_photos:
            assert read_connection(port) == first.connection
        check_key(first.connection)
    with (
        ports.reserve(storage_port(first.connection)),
        start_and_look(tree, another, stops=stops, number=signal.SIGHUP) as stolen_port,
    ):
        pass
    with start_and_look(tree, port, stops=stops, number=signal.SIGINT) as last:
        pass
    return Starts(tree, first, other_photos, stolen_port, last, refused, modes, stops)


@contextmanager
def start_and_look(
    tree: Tree, port: str, *arguments: str, stops: dict[int, Stop] | None = None, number: int = signal.SIGTERM
) -> Iterator[Started]:
    """Start a gallery, and look at it. At the end, stop it with the signal, and add how it ended."""
    with tree.start("--port", port, *arguments) as dev:
        connection = read_connection(port)
        with BlobServiceClient.from_connection_string(connection) as service:
            (rule,) = service.get_service_properties()["cors"]
        yield Started(
            port,
            "".join(tree.printed),
            connection,
            read_setting(port, "OWNER_KEY"),
            [*read_setting(port, "SIGN_IN_LINK").split(), str(time.time())],
            {"origins": rule.allowed_origins, "methods": rule.allowed_methods},
        )
        if stops is not None:
            running = len(tree.list_processes())
            dev.send_signal(number)
            stops[number] = Stop(running, dev.wait(60), tree.list_processes())


def check_key(connection: str) -> None:
    """Check that storage accepts its own key and refuses the emulators' public one."""
    public = re.sub("AccountKey=[^;]*", f"AccountKey={azurite.KEY}", connection)
    assert list_containers(connection) == []
    with pytest.raises(HttpResponseError, match="AuthorizationFailure"):
        list_containers(public)


def storage_port(connection: str) -> int:
    return int(connection.split("127.0.0.1:")[1].split("/", maxsplit=1)[0])


def run_with(preparation: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run dev.py in a Python that some code has changed first."""
    arguments = f"sys.argv = ['dev.py', '--port', '{ports.find_free()}']"
    code = f"import runpy, sys; {preparation}; {arguments}; runpy.run_path('dev.py', run_name='__main__')"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)


def test_older_python_prints_a_message(bare_tree: Tree) -> None:
    ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 7))
    result = run_with("sys.version_info = (3, 8, 18)", bare_tree.root)
    assert result.stderr == "The gallery needs Python 3.11 or newer. This is Python 3.8.\n"
    assert result.returncode == 1


def test_python_without_venv_prints_a_message(bare_tree: Tree) -> None:
    result = run_with("sys.modules['ensurepip'] = None", bare_tree.root)
    assert "python3-venv" in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.returncode == 1


def test_unreachable_python_registry_prints_a_message(bare_tree: Tree, port: str) -> None:
    unreachable = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_FIND_LINKS": "", "PIP_RETRIES": "0"}
    result = bare_tree.run("--port", port, **unreachable)
    assert result.stderr.startswith("Couldn't install the Python packages: ERROR: ")
    assert result.stderr.count("\n") == 1
    assert result.returncode == 1


def test_unreachable_npm_registry_prints_a_message(tree: Tree, port: str, tmp_path: Path) -> None:
    (tree.root / ".local" / "npm").unlink()
    unreachable = {"NPM_CONFIG_REGISTRY": "http://127.0.0.1:9/", "NPM_CONFIG_CACHE": str(tmp_path / "cache")}
    result = tree.run("--port", port, **unreachable, NPM_CONFIG_FETCH_RETRIES="0")
    assert result.stderr.startswith("Couldn't install the npm packages: ")
    assert "ECONNREFUSED" in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.returncode == 1


def test_port_in_use_prints_a_message(tree: Tree) -> None:
    with ports.reserve(0) as listener:
        taken = listener.getsockname()[1]
        result = tree.run("--port", str(taken))
    assert result.stderr == f"Port {taken} is already in use. Choose another one with --port.\n"
    assert result.returncode == 1


def test_missing_core_tools_print_a_message(tree: Tree, tmp_path: Path) -> None:
    result = tree.run("--host", "func", PATH=str(tmp_path))
    assert result.stderr.startswith("Azure Functions Core Tools (func) aren't on PATH")
    assert result.returncode == 1


def test_invalid_settings_file_prints_a_message(tree: Tree) -> None:
    (tree.root / "local.settings.json").write_text("{")
    result = tree.run()
    assert "local.settings.json isn't valid JSON" in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.returncode == 1


def test_app_that_exits_immediately_is_reported_after_its_output(tree: Tree, port: str) -> None:
    result = tree.run("--port", port, HOST_FAILS="yes")
    assert "this is the error" in result.stderr
    assert result.stderr.endswith("The gallery exited with code 1. See its output above.\n")
    assert "Ready" not in result.stdout
    assert result.returncode == 1
    assert not tree.list_processes()


def test_app_without_functions_is_not_ready(tree: Tree, port: str) -> None:
    """Both hosts return 404 for everything if the app can't be loaded."""
    result = tree.run("--port", port, HOST_STATUS="404")
    assert "The gallery isn't ready after 5 s: GET /health returned 404" in result.stderr
    assert "Ready" not in result.stdout
    assert result.returncode == 1
    assert not tree.list_processes()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signals_stop_every_process(starts: Starts, number: int, code: int) -> None:
    stop = starts.stops[number]
    assert stop.running >= 4, "dev.py, Azurite, the host and the host's child"
    assert (stop.code, stop.left) == (code, [])


def test_nothing_is_installed_again(starts: Starts) -> None:
    """So it starts within about two seconds."""
    assert "Ready: " in starts.first.printed
    assert "Installing" not in starts.first.printed


def test_two_galleries_cannot_share_a_port_or_photos(starts: Starts) -> None:
    same_port, same_photos = starts.refused["port"], starts.refused["photos"]
    assert same_port.stderr == f"Port {starts.first.port} is already in use. Choose another one with --port.\n"
    assert same_photos.stderr.startswith("Another gallery is using the photos in .local/data")
    assert same_port.returncode == same_photos.returncode == 1


def test_two_galleries_with_different_ports_and_photos_run_together(starts: Starts) -> None:
    """Azurite's usual port is in use by the first one, so the second one picks another."""
    assert starts.first.connection != starts.other_photos.connection


def test_storage_has_a_random_key_that_only_this_user_can_read(starts: Starts) -> None:
    """With the emulators' public key, any website could use the storage (by DNS rebinding)."""
    assert azurite.KEY not in starts.first.connection  # The fixture checks what the storage itself accepts.
    assert starts.modes == {"data": 0o700, **dict.fromkeys(KEY_FILES, 0o600)}
    data = starts.tree.root / ".local" / "data"
    assert (data / CONNECTION_STRING).read_text().strip() == starts.first.connection


def test_only_the_gallerys_own_pages_may_read_from_storage_in_scripts(starts: Starts) -> None:
    """Zips need it. A gallery on another port replaces the rule."""
    for started in (starts.first, starts.stolen_port):
        origins = {f"http://{name}:{started.port}" for name in ("127.0.0.1", "localhost")}
        assert set(started.sharing["origins"].split(",")) == origins
        assert set(started.sharing["methods"].split(",")) == {"GET", "HEAD"}


def test_storage_keeps_its_key_and_port(starts: Starts) -> None:
    """So that other tools, once set up, keep working."""
    assert starts.last.connection == starts.first.connection


def test_taken_storage_port_is_replaced_for_one_run_only(starts: Starts) -> None:
    first, stolen = starts.first.connection, starts.stolen_port.connection
    assert storage_port(stolen) != storage_port(first)
    assert stolen.replace(str(storage_port(stolen)), str(storage_port(first))) == first
    assert starts.last.connection == first


def test_data_folder_made_with_the_public_key_keeps_its_photos(tree: Tree, port: str) -> None:
    data, log = tree.root / ".local" / "data", tree.root / "azurite.log"
    data.mkdir()
    found = node.find()
    assert found
    process = azurite.start(found, log, data=data)
    try:
        with BlobServiceClient.from_connection_string(azurite.wait_for_connection(log)) as service:
            service.create_container("photos").upload_blob("a.jpg", b"a photo")
    finally:
        processes.stop(process)
    with tree.start("--port", port), BlobServiceClient.from_connection_string(read_connection(port)) as service:
        assert service.get_blob_client("photos", "a.jpg").download_blob().readall() == b"a photo"


def test_placeholders_in_the_settings_file_are_replaced(tree: Tree, port: str) -> None:
    """local.settings.json.example has them for `func start`, where Azurite has its public key."""
    values = dict.fromkeys(("PhotoStorage", "AzureWebJobsStorage"), "UseDevelopmentStorage=true")
    (tree.root / "local.settings.json").write_text(json.dumps({"Values": {**values, "OWNER_KEY": PLACEHOLDER}}))
    with tree.start("--port", port):
        assert list_containers(read_connection(port)) == []
        assert read_setting(port, "OWNER_KEY") != PLACEHOLDER


def test_damaged_connection_string_prints_a_message(tree: Tree) -> None:
    data = tree.root / ".local" / "data"
    data.mkdir()
    (data / CONNECTION_STRING).write_text("x")
    result = tree.run("--port", str(ports.find_free()))
    assert result.stderr == ".local/data/connection-string is damaged. Delete it to get a new storage key.\n"
    assert result.returncode == 1


def test_gallery_gets_an_owner_key_of_its_data_folder(starts: Starts) -> None:
    first = starts.first.owner_key
    assert len(first) >= 32
    assert (starts.tree.root / ".local" / "data" / OWNER_KEY).read_text().strip() == first
    assert starts.last.owner_key == first
    assert starts.other_photos.owner_key != first


def test_sign_in_link_is_printed_and_new_for_each_start(starts: Starts) -> None:
    """It has a token that isn't the key, for ten minutes."""
    for started in (starts.first, starts.last):
        (link,) = re.findall(r"^Sign in: (\S+) ", started.printed, re.MULTILINE)
        token, expires, now = started.sign_in_link
        assert link == f"http://127.0.0.1:{started.port}/sign-in#{token}"
        assert 500 < float(expires) - float(now) <= 600
        assert started.owner_key not in started.printed
    assert starts.first.sign_in_link[0] != starts.last.sign_in_link[0]


DESKTOP = {"DISPLAY": ":0", "CI": "", "SSH_CONNECTION": "", "WAYLAND_DISPLAY": ""}


@pytest.mark.parametrize(
    ("is_terminal", "variables", "opens"),
    [
        (True, {}, True),
        (True, {"DISPLAY": "", "WAYLAND_DISPLAY": "wayland-0"}, True),
        (False, {}, False),
        (True, {"CI": "true"}, False),
        (True, {"SSH_CONNECTION": "a b c d"}, False),
        pytest.param(True, {"DISPLAY": ""}, False, marks=pytest.mark.skipif(sys.platform != "linux", reason="X11")),
    ],
)
def test_sign_in_link_opens_only_on_a_desktop_with_a_terminal(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, is_terminal: bool, opens: bool
) -> None:
    opened = list[str]()
    monkeypatch.setattr("webbrowser.open", opened.append)
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: is_terminal, raising=False)
    for name, value in {**DESKTOP, **variables}.items():
        monkeypatch.setenv(name, value)
    link = SignInLink(7071)
    link.open()
    assert opened == [link.url] * opens


def test_developers_own_photo_storage_and_owner_key_win(tree: Tree, port: str) -> None:
    own = {"PhotoStorage": "my own", "OWNER_KEY": "a key of the developer's own"}
    (tree.root / "local.settings.json").write_text(json.dumps({"Values": own}))
    with tree.start("--port", port):
        assert {name: read_setting(port, name) for name in own} == own


def test_screenshots_have_four_widths_and_two_color_schemes(whole_tree: Tree) -> None:
    """Of the named states only, with a page that shows them all."""
    result = whole_tree.run("screenshots", "empty", "--output", "pictures")
    assert result.returncode == 0, result.stderr
    names = {f"empty-{width}-{scheme}.png" for width in (360, 768, 1440, 2560) for scheme in ("light", "dark")}
    pictures = whole_tree.root / "pictures"
    assert {path.name for path in pictures.iterdir()} == {*names, "index.html"}
    sheet = (pictures / "index.html").read_text(encoding="utf-8")
    assert all(f'src="{name}"' in sheet for name in names)
    corners = {scheme: read_corner(pictures / f"empty-1440-{scheme}.png") for scheme in ("light", "dark")}
    assert min(corners["light"]) > 200
    assert max(corners["dark"]) < 60
    assert not whole_tree.list_processes()


def test_unknown_state_prints_a_message(whole_tree: Tree) -> None:
    result = whole_tree.run("screenshots", "emtpy")
    assert "there is no state emtpy" in result.stderr
    assert result.returncode == 2


def test_clean_keeps_the_photos_without_the_data_option(tree: Tree) -> None:
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


def read_corner(path: Path) -> bytes:
    """Return red, green and blue of a picture's last pixel."""
    with Image.open(path) as image:
        return image.convert("RGB").tobytes()[-3:]


def list_containers(connection: str) -> list[str]:
    with BlobServiceClient.from_connection_string(connection, retry_total=0) as service:
        return [container.name for container in service.list_containers()]


def read_connection(port: str) -> str:
    """Return the connection string that the fake host got."""
    return read_setting(port, "PhotoStorage")


def read_setting(port: str, name: str) -> str:
    """Return a setting that the fake host got."""
    with closing(socket.create_connection(("127.0.0.1", int(port)), timeout=10)) as connection:
        connection.sendall(f"GET /{name} HTTP/1.0\r\n\r\n".encode())
        response = b"".join(iter(lambda: connection.recv(4096), b""))
    return response.partition(b"\r\n\r\n")[2].decode()
