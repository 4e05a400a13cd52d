"""The commands of dev.py. Nothing here may import a package that set_up() installs."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from local.dev import app, azurite, checks, cleanup, lock_files, node, package, ports, refresh, venv
from local.dev.arguments import create_parser
from local.dev.data_folder import CONNECTION_STRING, open_data_folder
from local.dev.errors import CommandError
from local.dev.locks import hold_lock
from local.dev.paths import LOCAL, ROOT, display_path
from local.dev.processes import run_process, run_to_completion
from local.dev.sign_in_link import LIFETIME, SignInLink
from local.host.app_settings import BadSettings, load_local_settings
from local.host.shutdown import STOP_SIGNALS, handle_stop_signals


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    handle_stop_signals(_exit_on_signal)
    parser = create_parser()
    arguments, rest = parser.parse_known_args(argv)
    if rest and arguments.command not in _PASSED_THROUGH and not _compares(arguments):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return _run_command(arguments, rest)
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # such as missing permissions or a full disk
        print(f"{error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        # Ctrl-C is the normal way to stop the gallery, but interrupts any other command.
        return 0 if arguments.command is None else 128 + signal.SIGINT


def set_up(*, development: bool) -> node.Node:
    """Install what's missing; only one process does so at a time."""
    with hold_lock(LOCAL / "setup.lock", "Waiting for another setup to finish …", wait=True):
        venv.install()
        return node.install(development=development)


def set_up_python() -> None:
    """Install the Python packages that are missing; only one process does so at a time."""
    with hold_lock(LOCAL / "setup.lock", "Waiting for another setup to finish …", wait=True):
        venv.install()


def start_gallery(port: int, data: Path, host: str | None) -> NoReturn:
    """Serve the gallery until Ctrl-C."""
    host = app.choose_host(host)
    _load_settings()
    in_use = f"Another gallery is using the photos in {display_path(data)}. Choose a different folder with --data."
    with (
        ports.reserve(port) as listener,
        hold_lock(data / ".lock", in_use) as lock,
        _run_storage(set_up(development=False), data, lock) as (storage, connection),
    ):
        print(f"Starting the gallery on the {host} host …", flush=True)
        link = SignInLink(port)
        owner = {
            "OWNER_KEY": os.environ.get("OWNER_KEY") or open_data_folder(data).owner_key,
            "SIGN_IN_LINK": link.setting,
        }
        listener.close()
        environment = {**app.build_environment(connection, venv.build_environment()), **owner}
        _serve(host, link, storage, connection, environment)


def verify_library(data: Path, *, repair: bool) -> int:
    """Check the library in the configured storage account, or the one in the folder."""
    _load_settings()
    found = set_up(development=False)
    command = [str(venv.PYTHON), "-m", "local.dev.verify", *(["--repair"] if repair else [])]
    in_use = f"A gallery is using the photos in {display_path(data)}. Stop it first, or set PhotoStorage."
    with ExitStack() as stack:
        connection = ""
        if not app.has_storage_setting(os.environ):
            lock = stack.enter_context(hold_lock(data / ".lock", in_use))
            _, connection = stack.enter_context(_run_storage(found, data, lock))
        environment = app.build_environment(connection, venv.build_environment())
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _verify(arguments: argparse.Namespace, rest: Sequence[str]) -> int:
    if _compares(arguments):
        options = {"--against": str(arguments.against), "--from": arguments.source, "--data": str(arguments.data)}
        return _move("verify", [*(part for option in options.items() for part in option), *rest])
    return verify_library(arguments.data.resolve(), repair=arguments.repair)


def _compares(arguments: argparse.Namespace) -> bool:
    """Whether the command compares a running gallery with a folder. Its other options are those of `importer`."""
    return arguments.command == "verify" and bool(arguments.against)


def run_tests(arguments: Sequence[str]) -> int:
    """Run the tests, on all cores unless the arguments say otherwise."""
    set_up(development=True)
    chosen = any(argument.startswith(("-n", "--numprocesses", "-pno:xdist", "no:xdist")) for argument in arguments)
    workers = [] if chosen else ["-n", "auto", "--dist", "worksteal"]
    return _exec("pytest", [*workers, *arguments])


def take_screenshots(arguments: Sequence[str]) -> int:
    """Take screenshots of every state of the pages."""
    set_up(development=True)
    return _exec("screenshots", arguments, PYTHONPATH=str(ROOT / "tests"))


def update_locales(arguments: Sequence[str]) -> int:
    """Write the formats of all locales that Chromium knows into the table that the server uses."""
    set_up(development=True)
    return _exec("support.locale_table", arguments, PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "tests")]))


def update_translations(arguments: Sequence[str]) -> int:
    """Bring the catalogs of all languages up to date with the texts in the code."""
    set_up(development=True)
    return _exec("local.dev.translations", arguments)


def update_places(arguments: Sequence[str]) -> int:
    """Write the table of cities and the outline of the world from GeoNames and Natural Earth."""
    set_up(development=True)
    return _exec("local.dev.places", arguments)


def run_benchmarks(arguments: Sequence[str]) -> int:
    """Measure the gallery next to similar software."""
    set_up(development=True)
    return _exec("benchmarks", arguments, PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "tests")]))


def import_photos(arguments: Sequence[str]) -> int:
    """Import photos into a running gallery."""
    return _move("import", arguments)


def export_photos(arguments: Sequence[str]) -> int:
    """Export the photos of a running gallery."""
    return _move("export", arguments)


def _move(command: str, arguments: Sequence[str]) -> int:
    """Run a command of `importer`, which needs no Node and no storage."""
    _load_settings()
    set_up_python()
    # Paths are relative to the current folder, which mustn't be searched for modules.
    modules = {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    return _exec("importer", [command, *arguments], Path.cwd(), **modules)


_PASSED_THROUGH = {
    "test": run_tests,
    "screenshots": take_screenshots,
    "bench": run_benchmarks,
    "locales": update_locales,
    "places": update_places,
    "translations": update_translations,
    "refresh": refresh.refresh,
    "import": import_photos,
    "export": export_photos,
}
"""Commands that parse their own arguments."""


def _run_command(arguments: argparse.Namespace, rest: Sequence[str]) -> int:
    if arguments.command in _PASSED_THROUGH:
        return _PASSED_THROUGH[arguments.command](rest)
    match arguments.command:
        case "check":
            return checks.check(set_up(development=True))
        case "package":
            set_up(development=False)
            return package.build_package(arguments.output.resolve(), arguments.python)
        case "lock":
            return lock_files.update(set_up(development=False), upgrade=arguments.upgrade)
        case "verify":
            return _verify(arguments, rest)
        case "clean":
            return cleanup.clean(data=arguments.photos)
        case _:
            start_gallery(arguments.port, arguments.data.resolve(), arguments.host)


def _exec(module: str, arguments: Sequence[str], folder: Path = ROOT, **variables: str) -> int:
    """Replace this process with a module, which then gets its signals and terminal and sets the exit code."""
    command, environment = [str(venv.PYTHON), "-m", module, *arguments], {**os.environ, **variables}
    if os.name == "nt":
        return subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    os.chdir(folder)
    return os.execve(command[0], command, environment)


def _load_settings() -> None:
    try:
        load_local_settings(ROOT / "local.settings.json")
    except BadSettings as error:
        raise CommandError(str(error)) from error
    # Set by local.settings.json.example for `func start`; it would be Azurite with its public key.
    for name in [name for name, value in os.environ.items() if value == "UseDevelopmentStorage=true"]:
        del os.environ[name]
    if os.environ.get("OWNER_KEY", "").strip().startswith("<"):  # the example's placeholder
        del os.environ["OWNER_KEY"]


@contextmanager
def _run_storage(found: node.Node, data: Path, lock: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run Azurite with the data folder's key and port. Yield it and its connection string."""
    folder = open_data_folder(data)
    key, wanted = folder.storage_key, folder.wanted_port
    with azurite.run_azurite(found, data, [lock], key=key, port=wanted) as (process, port):
        if port != wanted:
            print(f"Port {wanted} is in use, so the photo storage runs on another one.")
        folder.remember_port(port)
        where = display_path(data / CONNECTION_STRING)
        print(f"Photo storage: {azurite.build_endpoint(port)} (connection string: {where})", flush=True)
        yield process, azurite.build_connection_string(port, key)


def _serve(
    host: str, link: SignInLink, storage: subprocess.Popen[bytes], connection: str, environment: Mapping[str, str]
) -> NoReturn:
    command = [*app.build_command(host, link.port, str(venv.PYTHON)), *(["--reload"] if host == "bundled" else [])]
    with run_process(command, environment) as process:
        _allow_reads(connection, link.port)
        app.wait_until_ready(link.port, process)
        print(f"Sign in: {link.url} (works once, within {LIFETIME // 60} minutes)")
        print(f"Ready: http://{ports.HOST}:{link.port} (Ctrl-C stops it)", flush=True)
        link.open()
        while process.poll() is None and storage.poll() is None:
            time.sleep(0.2)
        stopped = "Azurite" if process.returncode is None else "The gallery"
        raise CommandError(f"{stopped} has stopped unexpectedly.")


def _allow_reads(connection: str, port: int) -> None:
    """Let the gallery's own pages read from the local storage, which zips need."""
    command = [
        str(venv.PYTHON),
        "-m",
        "local.dev.cors",
        *(f"http://{name}:{port}" for name in (ports.HOST, "localhost")),
    ]
    variables = {**venv.build_environment(), "STORAGE": connection}
    run_to_completion("Couldn't set the CORS rules of the local storage", command, variables, "cors")


def _exit_on_signal(number: int, _frame: FrameType | None) -> None:
    for other in STOP_SIGNALS:  # a second Ctrl-C mustn't interrupt the cleanup
        signal.signal(other, signal.SIG_IGN)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)
