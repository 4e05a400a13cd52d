"""The gallery in its own process, for tests that send it HTTP requests."""

import shutil
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from local.dev import app, azurite, node, ports, processes, venv
from local.dev.errors import CommandError
from support import as_owner

PASSED_ON = ("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LANG", "VIRTUAL_ENV")
"""The developer's environment variables that the app gets: only what programs need to run."""


@dataclass(frozen=True)
class App:
    """A running gallery and its storage."""

    url: str
    connection: str
    photos_container: str
    previews_container: str


class Containers(NamedTuple):
    """Names of containers that no other test uses."""

    photos: str
    previews: str


def new_containers() -> Containers:
    """Generate unique names; the containers themselves aren't created."""
    name = uuid.uuid4().hex
    return Containers(f"photos-{name}", f"previews-{name}")


class Run:
    """One run of pytest: what its processes share and what they have started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started = folder / "started"
        self._started.mkdir(exist_ok=True)
        self._own: list[subprocess.Popen[bytes]] = []

    def get_storage(self) -> str:
        """Return the connection string of the run's Azurite. The first caller starts it."""
        log = self.folder / "azurite.log"
        try:
            (self.folder / "azurite").mkdir()
        except FileExistsError:
            return azurite.wait_for_connection(log)
        found = node.find()
        if not found or not node.MODULES.is_dir():
            raise CommandError("Azurite isn't installed. Run `python3 dev.py test`, which installs it.")
        self._record(azurite.start(found, log))
        return azurite.wait_for_connection(log)

    @contextmanager
    def start_gallery(self, host: str, environment: Mapping[str, str], folder: str = ".") -> Iterator[str]:
        """Start a gallery in its own process and yield its URL. The bundled host can run a copy in another folder."""
        port, log = ports.find_free(), self.folder / f"gallery-{uuid.uuid4().hex}.log"
        # The developer's local.settings.json mustn't affect the tests.
        command = app.build_command(host, port)
        if host == "bundled":
            command += ["--app", folder, "--settings", "none"]
        with log.open("w", encoding="utf-8") as output:
            process = processes.start(command, environment, output=output)
        record, url = self._record(process), f"http://{ports.HOST}:{port}"
        try:
            app.wait_until_ready(port, process, log)
            as_owner.own(url, environment)
            yield url
        finally:
            as_owner.set_key(url, "")
            processes.stop(process)
            record.unlink()

    def clean_up(self) -> None:
        """Stop everything that's still running, including what a killed pytest worker has left behind."""
        for process in self._own:
            processes.stop(process)
        for path in self._started.iterdir():
            processes.stop_group(int(path.name))
        shutil.rmtree(self.folder)

    def _record(self, process: subprocess.Popen[bytes]) -> Path:
        self._own.append(process)
        path = self._started / str(process.pid)
        path.touch()
        return path


def build_environment(settings: Mapping[str, str], connection_string: str) -> dict[str, str]:
    """Return the app's environment: these settings, and only the PASSED_ON variables of the developer's own.

    Unless the settings say otherwise, the tests are the owner.
    """
    base = venv.build_environment()
    settings = {"OWNER_KEY": as_owner.KEY, **settings}
    return app.build_environment(
        connection_string, {**{name: base[name] for name in PASSED_ON if name in base}, **settings}
    )
