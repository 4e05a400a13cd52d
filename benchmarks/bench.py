"""Storage, photos and peers for the benchmarks."""

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

from support import as_owner

from benchmarks.photographs import load_photographs
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
    """The connection string of an in-memory Azurite."""
    azurite: int
    """The id of its process."""
    is_quick: bool
    source: Path | None
    """A folder with photos to measure with, instead of generated ones."""

    @property
    def runs(self) -> int:
        """How often each figure is measured."""
        return 2 if self.is_quick else 5

    def scale(self, full: int, quick: int) -> int:
        """Return the number for a full or a quick run."""
        return quick if self.is_quick else full

    def load_photographs(self, count: int) -> list[bytes]:
        """Return different photos of 12 megapixels."""
        return load_photographs(FOLDER / "photographs", self.source, count)

    def new_containers(self) -> dict[str, str]:
        """Return settings with unique container names."""
        name = uuid.uuid4().hex
        return {"PHOTO_CONTAINER": f"photos-{name}", "PREVIEW_CONTAINER": f"previews-{name}"}

    def open_storage(self) -> Storage:
        """Open the storage of an empty gallery."""
        return open_storage(read_settings({PHOTO_STORAGE: self.connection, **self.new_containers()}))

    @contextmanager
    def run_gallery(self, settings: dict[str, str]) -> Iterator[tuple[str, int]]:
        """Run a gallery in its own process; yield its URL and process id."""
        port = ports.find_free()
        command = [*app.build_command("bundled", port), "--settings", "none"]
        with self._run_app(command, {**os.environ, **settings, "OWNER_KEY": as_owner.KEY}, port) as process:
            app.wait_until_ready(port, process)
            as_owner.set_key(f"http://{ports.HOST}:{port}", as_owner.KEY)
            yield f"http://{ports.HOST}:{port}", process.pid

    @contextmanager
    def run_original(self, container: str) -> Iterator[tuple[str, int]]:
        """Run the original app with the same photos; yield its URL and process id."""
        port = ports.find_free()
        environment = {**os.environ, "CONTAINER": container, "PORT": str(port)}
        with self._run_app([self.peer_python, str(PEERS / "original.py")], environment, port) as process:
            app.wait_until_ready(port, process)
            yield f"http://{ports.HOST}:{port}", process.pid

    @cached_property
    def peer_python(self) -> str:
        """A Python with only the peers installed; the first access installs them."""
        python = FOLDER / "venv" / "bin" / "python"
        if not python.exists():
            create = [sys.executable, "-m", "venv", str(FOLDER / "venv")]
            install = [str(python), "-m", "pip", "install", "--no-input", "-r", str(PEERS / "requirements.txt")]
            for command in (create, install):
                processes.run_to_completion("Couldn't install the peers", command, os.environ, "benchmarks")
        return str(python)

    @contextmanager
    def _run_app(
        self, command: list[str], environment: dict[str, str], port: int
    ) -> Iterator["subprocess.Popen[bytes]"]:
        log = FOLDER / f"{port}.log"
        with log.open("w", encoding="utf-8") as output:
            variables = app.build_environment(self.connection, environment)
            with processes.run_process(command, variables, output=output) as process:
                yield process
        log.unlink()


@contextmanager
def create_bench(*, is_quick: bool, source: Path | None) -> Iterator[Bench]:
    """Start an Azurite and yield a bench that uses it."""
    found = node.find()
    if not found or not node.MODULES.is_dir():
        raise CommandError("Azurite isn't installed. Run `python3 dev.py bench`, which installs it.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "azurite.log"
        process = azurite.start(found, log)
        try:
            yield Bench(azurite.wait_for_connection(log), process.pid, is_quick, source)
        finally:
            processes.stop(process)
