"""The commands of dev.py. Nothing in here may need a package before set_up() has installed it."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn

from local.dev import app, azurite, checks, cleaning, node, package, ports, venv
from local.dev.errors import CommandError
from local.dev.locks import locked
from local.dev.paths import DATA, LOCAL, ROOT, shown
from local.dev.processes import running
from local.host.app_settings import BadSettings, load_local_settings

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    _end_on_signals()
    parser = _parser()
    arguments, rest = parser.parse_known_args(argv)
    if rest and arguments.command not in _WITH_ARGUMENTS:
        parser.error(f"unknown: {' '.join(rest)}")
    try:
        return _run(arguments, rest)
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # no permission, no space left
        print(f"{error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        # Ctrl-C is how the gallery is meant to end; anything else it cuts short.
        return 0 if arguments.command is None else 128 + signal.SIGINT


def set_up(*, development: bool) -> node.Node:
    """Installs what is missing, one process at a time."""
    with locked(LOCAL / "setup.lock", "Waiting for another set-up to end …", wait=True):
        venv.install()
        return node.install(development=development)


def start(port: int, data: Path, host: str | None) -> NoReturn:
    """Serves the gallery until Ctrl-C."""
    host = app.choose_host(host)
    _load_settings()
    taken = f"A gallery is already running with the photos in {shown(data)}; give this one others with --data."
    with (
        ports.hold(port) as holder,
        locked(data / ".lock", taken) as lock,
        azurite.running(set_up(development=False), data, [lock]) as (storage, connection),
    ):
        print(f"Starting the gallery on the {host} host …", flush=True)
        holder.close()
        _serve(host, port, storage, app.environment(connection, venv.environment()))


def verify(data: Path, *, repair: bool) -> int:
    """Checks the library that the settings name, or the one in the folder."""
    _load_settings()
    found = set_up(development=False)
    command = [str(venv.PYTHON), "-m", "local.dev.verify", *(["--repair"] if repair else [])]
    taken = f"A gallery is running with the photos in {shown(data)}; end it first, or set PhotoStorage."
    with ExitStack() as stack:
        connection = ""
        if not app.names_storage(os.environ):
            lock = stack.enter_context(locked(data / ".lock", taken))
            _, connection = stack.enter_context(azurite.running(found, data, [lock]))
        environment = app.environment(connection, venv.environment())
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def test(arguments: Sequence[str]) -> int:
    """All tests, on all cores unless the arguments say otherwise."""
    set_up(development=True)
    chosen = any(argument.startswith(("-n", "--numprocesses", "-pno:xdist", "no:xdist")) for argument in arguments)
    workers = [] if chosen else ["-n", "auto", "--dist", "worksteal"]
    return _become([str(venv.PYTHON), "-m", "pytest", *workers, *arguments], os.environ)


def screenshots(arguments: Sequence[str]) -> int:
    """Pictures of every state of the page, for people to look at."""
    set_up(development=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    return _become([str(venv.PYTHON), "-m", "screenshots", *arguments], environment)


def bench(arguments: Sequence[str]) -> int:
    """Every figure with its peer's beside it."""
    set_up(development=True)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    return _become([str(venv.PYTHON), "-m", "benchmarks", *arguments], environment)


_WITH_ARGUMENTS = {"test": test, "screenshots": screenshots, "bench": bench}
"""Commands that understand arguments of their own."""


def _run(arguments: argparse.Namespace, rest: Sequence[str]) -> int:
    if arguments.command in _WITH_ARGUMENTS:
        return _WITH_ARGUMENTS[arguments.command](rest)
    match arguments.command:
        case "check":
            return checks.check(set_up(development=True))
        case "package":
            set_up(development=False)
            return package.command(arguments.output.resolve(), arguments.python)
        case "verify":
            return verify(arguments.data.resolve(), repair=arguments.repair)
        case "clean":
            return cleaning.clean(data=arguments.photos)
        case _:
            start(arguments.port, arguments.data.resolve(), arguments.host)


def _become(command: list[str], environment: Mapping[str, str]) -> int:
    """In our place, not under us: signals, the terminal and the exit code are the command's."""
    if os.name == "nt":
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    os.chdir(ROOT)
    return os.execve(command[0], command, environment)


def _load_settings() -> None:
    try:
        load_local_settings(ROOT / "local.settings.json")
    except BadSettings as error:
        raise CommandError(str(error)) from error


def _serve(host: str, port: int, storage: subprocess.Popen[bytes], environment: Mapping[str, str]) -> NoReturn:
    command = [*app.command(host, port, str(venv.PYTHON)), *(["--reload"] if host == "bundled" else [])]
    with running(command, environment) as process:
        app.wait_until_ready(port, process)
        print(f"Ready: http://{ports.HOST}:{port}", flush=True)
        while process.poll() is None and storage.poll() is None:
            time.sleep(0.2)
        ended = "Azurite" if process.returncode is None else "The gallery"
        raise CommandError(f"{ended} has ended by itself.")


def _end_on_signals() -> None:
    for name in SIGNALS:
        number = getattr(signal, name, None)
        # nohup ignores SIGHUP on purpose; SIGINT is ignored in every background job of a script.
        if number and (name != "SIGHUP" or signal.getsignal(number) != signal.SIG_IGN):
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    for name in SIGNALS:  # a second Ctrl-C must not leave anything running
        signal.signal(getattr(signal, name, number), signal.SIG_IGN)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py",
        allow_abbrev=False,
        description="Without a command: starts the gallery with a storage of its own, until Ctrl-C.",
        epilog="The first start installs what is missing into .venv, .local and static/vendor, and nowhere else.",
    )
    parser.add_argument("--port", type=_port, default=7071, help="where the gallery answers (default: 7071)")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="where photos are kept (.local/data)")
    parser.add_argument("--host", choices=("func", "bundled"), help="Azure's own host (default if installed) or ours")
    shown_as = "test | check | screenshots | bench | package | verify | clean"
    commands = parser.add_subparsers(dest="command", metavar=shown_as)
    commands.add_parser(
        "test",
        help="run all tests",
        allow_abbrev=False,
        description="Runs pytest on all cores. Its arguments and options can be given, and three of ours: "
        "--full (the slow tests too), --host func|bundled (which host serves the gallery under test), "
        "--url URL (test a gallery that is already running).",
    )
    commands.add_parser("check", help="check style, formatting, types, and infra/ where there is a Bicep compiler")
    commands.add_parser(
        "screenshots",
        help="take pictures of every state of the page",
        allow_abbrev=False,
        description="Takes pictures of every state of the page into .local/screenshots, with an index.html to look at "
        "them side by side. Names of states can be given, and two options: --readme (write the README's pictures into "
        "docs instead), --output DIR. The photographs are from packages of Debian, which are fetched once.",
    )
    commands.add_parser(
        "bench",
        help="measure speed, memory and cost",
        allow_abbrev=False,
        description="Measures the gallery beside others that do the same, prints a line for each figure, and writes "
        "benchmarks/RESULTS.md. Names of benchmarks can be given, which writes nothing, and two options: --quick, "
        "--photographs DIR (JPEG files to measure with). The first time installs the others into .local/benchmarks.",
    )
    _add_package(commands)
    library = commands.add_parser(
        "verify",
        help="check every photo of a library",
        description="Compares every photo with its checksum, and finds uploads and moves that died, photos without "
        "previews, previews without photos, and names that clash. Ends with 1 when something remains to be done.",
    )
    library.add_argument("--repair", action="store_true", help="put right what is safe; no photo is ever changed")
    clean = commands.add_parser(
        "clean",
        help="remove everything that dev.py has installed; keeps your photos",
        description="Removes .venv, static/vendor, all caches and .local but for .local/data, without asking.",
    )
    clean.add_argument("--data", action="store_true", dest="photos", help="remove the photos in .local/data as well")
    return parser


def _add_package(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "package",
        help="build what is deployed to Azure",
        description="Builds .local/package, the folder that is deployed, and a zip of it. docs/deploying.md says how "
        "it gets to Azure.",
    )
    output, python = package.FOLDER.with_suffix(".zip"), package.wanted_python()
    parser.add_argument("--output", type=Path, default=output, metavar="FILE", help="the zip (.local/package.zip)")
    parser.add_argument("--python", default=python, metavar="VERSION", help=f"Python of the function app ({python})")


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:  # noqa: PLR2004 - what a port is
        raise ValueError(text)
    return port
