"""What the benchmarks share: a storage, photographs, the peers' own virtual environment."""

import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.photographs import photographs
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from local.dev import app, azurite, node, ports, processes
from local.dev.errors import CommandError
from local.dev.paths import LOCAL

if TYPE_CHECKING:
    import subprocess

FOLDER = LOCAL / "benchmarks"
PEERS = Path(__file__).parent / "peers"
CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Bench:
    """One run of the benchmarks."""

    connection: str
    """Of an Azurite that keeps everything in memory."""
    azurite: int
    """Its process."""
    is_quick: bool
    source: Path | None
    """A folder of photographs to measure with."""

    @property
    def runs(self) -> int:
        """How often each figure is taken."""
        return 2 if self.is_quick else 5

    def scaled(self, full: int, quick: int) -> int:
        """How many of something."""
        return quick if self.is_quick else full

    def photographs(self, count: int) -> list[bytes]:
        """Different ones of 12 megapixels."""
        return photographs(FOLDER / "photographs", self.source, count)

    def containers(self) -> dict[str, str]:
        """Settings that name fresh containers."""
        name = uuid.uuid4().hex
        return {"PHOTO_CONTAINER": f"photos-{name}", "PREVIEW_CONTAINER": f"previews-{name}"}

    def storage(self) -> Storage:
        """An empty gallery."""
        return open_storage(read_settings({PHOTO_STORAGE: self.connection, **self.containers()}))

    @contextmanager
    def gallery(self, settings: dict[str, str]) -> Iterator[tuple[str, int]]:
        """A gallery in a process of its own: its URL, and its process."""
        port = ports.find_free()
        command = [*app.build_command("bundled", port), "--settings", "none"]
        with self._serving(command, {**os.environ, **settings}, port) as process:
            app.wait_until_ready(port, process)
            yield f"http://{ports.HOST}:{port}", process.pid

    @contextmanager
    def original(self, container: str) -> Iterator[tuple[str, int]]:
        """The original app on the same photos."""
        port = ports.find_free()
        environment = {**os.environ, "CONTAINER": container, "PORT": str(port)}
        with self._serving([self.peer_python, str(PEERS / "original.py")], environment, port) as process:
            app.wait_until_ready(port, process)
            yield f"http://{ports.HOST}:{port}", process.pid

    @cached_property
    def peer_python(self) -> str:
        """The Python that has the peers installed, and nothing of ours."""
        python = FOLDER / "venv" / "bin" / "python"
        if not python.exists():
            make = [sys.executable, "-m", "venv", str(FOLDER / "venv")]
            install = [str(python), "-m", "pip", "install", "--no-input", "-r", str(PEERS / "requirements.txt")]
            for command in (make, install):
                processes.run_to_completion("The peers can't be installed", command, os.environ, "benchmarks")
        return str(python)

    @contextmanager
    def _serving(
        self, command: list[str], environment: dict[str, str], port: int
    ) -> Iterator["subprocess.Popen[bytes]"]:
        log = FOLDER / f"{port}.log"
        with log.open("w", encoding="utf-8") as output:
            made = app.build_environment(self.connection, environment)
            with processes.run_process(command, made, output=output) as process:
                yield process
        log.unlink()


@contextmanager
def benched(*, is_quick: bool, source: Path | None) -> Iterator[Bench]:
    """Everything that a run needs, for as long as it runs."""
    found = node.find()
    if not found or not node.MODULES.is_dir():
        raise CommandError("Azurite isn't installed; `python3 dev.py bench` installs it.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "azurite.log"
        process = azurite.start(found, log)
        try:
            yield Bench(azurite.wait_for_connection(log), process.pid, is_quick, source)
        finally:
            processes.stop(process)
