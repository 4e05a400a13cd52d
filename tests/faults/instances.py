"""Galleries in processes of their own, to be killed and started again, with what they print."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.gallery_app import Containers, build_environment

from gallery.settings import PHOTO_STORAGE
from local.dev import app, ports, processes
from local.dev.paths import ROOT


@dataclass(frozen=True)
class Instance:
    """A gallery that runs."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """SIGKILL to it and its decoders, as when a machine goes down."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def instance(
    folder: Path, storage: str, containers: Containers, *, module: str = "local.host", **settings: str
) -> Iterator[Instance]:
    """One on these containers, once it answers; with `faults.quick_host` as its module it is impatient."""
    port, log = ports.find_free(), folder / f"{uuid.uuid4().hex}.log"
    command = [sys.executable, "-m", module, "--app", ".", "--port", str(port), "--settings", "none"]
    with (
        log.open("w", encoding="utf-8") as output,
        processes.run_process(command, _environment(storage, containers, settings), output=output) as process,
    ):
        # Whatever it answers: with storage out of reach it is never well.
        listens = processes.wait_for(lambda: "Listening on" in log.read_text("utf-8"), app.START_TIMEOUT)
        assert listens, log.read_text("utf-8")
        yield Instance(f"http://{ports.HOST}:{port}", log, process)


def _environment(storage: str, containers: Containers, settings: Mapping[str, str]) -> dict[str, str]:
    names = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews, "DECODERS": "1"}
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return {**build_environment({PHOTO_STORAGE: storage, **names, **settings}, storage), "PYTHONPATH": path}
