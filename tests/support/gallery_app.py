"""The gallery as its own process, for tests that talk HTTP to it."""

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

PASSED_ON = ("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LANG", "VIRTUAL_ENV")


@dataclass(frozen=True)
class App:
    """A running gallery, and where it keeps its photos."""

    url: str
    connection: str
    photos_container: str
    previews_container: str


class Containers(NamedTuple):
    """Names of containers that no other test uses."""

    photos: str
    previews: str


def new_containers() -> Containers:
    """Fresh names; the containers themselves are not made."""
    name = uuid.uuid4().hex
    return Containers(f"photos-{name}", f"previews-{name}")


class Run:
    """One run of pytest, whatever the number of its processes: what they share and what they have started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started = folder / "started"
        self._started.mkdir(exist_ok=True)
        self._own: list[subprocess.Popen[bytes]] = []

    def storage(self) -> str:
        """The connection string of the run's Azurite; whoever asks first starts it."""
        log = self.folder / "azurite.log"
        try:
            (self.folder / "azurite").mkdir()
        except FileExistsError:
            return azurite.connection(log)
        found = node.find()
        if not found or not node.MODULES.is_dir():
            raise CommandError("Azurite isn't installed; `python3 dev.py test` installs it and runs the tests.")
        self._note(azurite.start(found, log))
        return azurite.connection(log)

    @contextmanager
    def gallery(self, host: str, environment: Mapping[str, str]) -> Iterator[str]:
        """A gallery in a process of its own, as its URL."""
        port, log = ports.free(), self.folder / f"gallery-{uuid.uuid4().hex}.log"
        # A developer's own local.settings.json must not change what is tested.
        command = [*app.command(host, port), *(["--settings", "none"] if host == "bundled" else [])]
        with log.open("w", encoding="utf-8") as output:
            process = processes.start(command, environment, output=output)
        noted = self._note(process)
        try:
            app.wait_until_ready(port, process, log)
            yield f"http://{ports.HOST}:{port}"
        finally:
            processes.end(process)
            noted.unlink()

    def end(self) -> None:
        """Ends what is still running, also what a killed worker of pytest has left behind."""
        for process in self._own:
            processes.end(process)
        for path in self._started.iterdir():
            processes.end_group(int(path.name))
        shutil.rmtree(self.folder)

    def _note(self, process: subprocess.Popen[bytes]) -> Path:
        self._own.append(process)
        path = self._started / str(process.pid)
        path.touch()
        return path


def environment(settings: Mapping[str, str], storage: str) -> dict[str, str]:
    """The app's environment: these settings, and of the person's own variables only what programs need to run."""
    base = venv.environment()
    return app.environment(storage, {**{name: base[name] for name in PASSED_ON if name in base}, **settings})
