"""Galleries in their own processes, which tests can kill and restart."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support import as_owner
from support.gallery_app import Containers, build_environment

from gallery.settings import PHOTO_STORAGE
from local.dev import app, ports, processes
from local.dev.paths import ROOT


@dataclass(frozen=True)
class Instance:
    """A running gallery."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Send SIGKILL to the process and its workers, as when a machine fails."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def start_instance(
    folder: Path, connection_string: str, containers: Containers, *, module: str = "local.host", **settings: str
) -> Iterator[Instance]:
    """Start a gallery and wait until it listens. The module `faults.quick_host` has short storage timeouts."""
    port, log = ports.find_free(), folder / f"{uuid.uuid4().hex}.log"
    command = [sys.executable, "-m", module, "--app", ".", "--port", str(port), "--settings", "none"]
    environment = _environment(connection_string, containers, settings)
    with (
        log.open("w", encoding="utf-8") as output,
        processes.run_process(command, environment, output=output) as process,
    ):
        # Don't wait for /health: if the test makes storage unreachable, the gallery is never healthy.
        assert processes.wait_for(lambda: "Listening on" in log.read_text("utf-8"), app.START_TIMEOUT), log.read_text(
            "utf-8"
        )
        as_owner.own(f"http://{ports.HOST}:{port}", environment)
        yield Instance(f"http://{ports.HOST}:{port}", log, process)


def _environment(connection_string: str, containers: Containers, settings: Mapping[str, str]) -> dict[str, str]:
    names = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews, "DECODERS": "1"}
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return {
        **build_environment({PHOTO_STORAGE: connection_string, **names, **settings}, connection_string),
        "PYTHONPATH": path,
    }
