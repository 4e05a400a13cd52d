"""Azurite: Blob Storage on one's own machine."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from local.dev import processes
from local.dev.errors import CommandError
from local.dev.node import MODULES, Node
from local.dev.paths import shown
from local.dev.ports import HOST

PORT = 10000
"""The port that `UseDevelopmentStorage=true` means."""

# The account that every storage emulator has; both are public (Azure docs, "Use the Azurite emulator").
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

IN_MEMORY = Path(__file__).with_name("azurite_in_memory.cjs")
"""What an Azurite without a folder does before it starts."""

SECONDS = 60
"""How long Azurite may take to start. It takes one second, more where all cores are busy."""


@contextmanager
def running(node: Node, data: Path, keep: Sequence[int]) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Azurite with its data in a folder, and its connection string; on another port where the usual one is taken."""
    log = data / "azurite.log"
    with ExitStack() as stack:
        process = stack.enter_context(_running(node, log, PORT, data, keep))
        if not _listens(log, process):
            process = stack.enter_context(_running(node, log, 0, data, keep))
            _listens(log, process)
        yield process, connection(log, 0)


def start(
    node: Node, log: Path, port: int = 0, data: Path | None = None, keep: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    """Azurite with its data in a folder or, without one, in memory. Port 0 takes a free one."""
    where = ["--location", str(data)] if data else ["--inMemoryPersistence"]
    before = [] if data else ["--require", str(IN_MEMORY)]
    # The SDK of today asks for newer API versions than Azurite knows by name.
    options = ["--skipApiVersionCheck", "--disableTelemetry", "--silent"]
    program = MODULES / "azurite" / "dist" / "src" / "blob" / "main.js"
    command = [node.node, *before, str(program), "--blobHost", HOST, "--blobPort", str(port), *where, *options]
    with log.open("w", encoding="utf-8") as output:
        return processes.start(command, os.environ, output=output, keep=keep)


def connection(log: Path, seconds: float = SECONDS) -> str:
    """The connection string of the Azurite that writes the log, as soon as that listens."""
    processes.wait_for(lambda: _port(log) is not None, seconds)
    port = _port(log)
    if port is None:
        raise CommandError(f"Azurite doesn't start; what it said is in {shown(log)}.")
    return "UseDevelopmentStorage=true" if port == PORT else connection_string(port)


def connection_string(port: int) -> str:
    """The long form, for any port."""
    endpoint = f"http://{HOST}:{port}/{ACCOUNT}"
    return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={endpoint};"


@contextmanager
def _running(node: Node, log: Path, port: int, data: Path, keep: Sequence[int]) -> Iterator[subprocess.Popen[bytes]]:
    process = start(node, log, port, data, keep)
    try:
        yield process
    finally:
        processes.end(process)


def _listens(log: Path, process: subprocess.Popen[bytes]) -> bool:
    processes.wait_for(lambda: _port(log) is not None or process.poll() is not None, SECONDS)
    return _port(log) is not None


def _port(log: Path) -> int | None:
    said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    match = re.search(r"successfully listens on http://[\d.]+:(\d+)\s", said)
    return int(match[1]) if match else None
