"""Azurite: Blob Storage on your machine."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from local.dev import processes
from local.dev.errors import CommandError
from local.dev.node import MODULES, Node
from local.dev.paths import display_path
from local.dev.ports import HOST

PORT = 10000
"""Azurite's usual port."""

# The well-known account of every storage emulator; both values are public (Azure docs, "Use the Azurite emulator").
# Azurite files data under the account's name, whatever its key. Only tests use this key: any website could, too.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

IN_MEMORY = Path(__file__).with_name("azurite_in_memory.cjs")
"""A script that Azurite loads first when it keeps its data in memory."""

START_TIMEOUT = 60
"""Seconds. Azurite starts in one, or more if all cores are busy."""


@contextmanager
def run_azurite(
    node: Node, data: Path, keep: Sequence[int], *, key: str, port: int
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run Azurite with its data in a folder, on the port or any free one. Yield it and its port."""
    log = data / "azurite.log"
    with ExitStack() as stack:
        for candidate in (port, 0):
            process = start(node, log, candidate, data, keep, key=key)
            stack.callback(processes.stop, process)
            if _wait_until_listening(log, process):
                break
        yield process, _wait_for_port(log, 0)


def start(  # noqa: PLR0913 - callers give only what differs from the defaults
    node: Node, log: Path, port: int = 0, data: Path | None = None, keep: Sequence[int] = (), *, key: str = KEY
) -> subprocess.Popen[bytes]:
    """Start Azurite with its data in a folder or, without one, in memory. Port 0 picks a free one."""
    environment = {**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{key}"}
    location = ["--location", str(data)] if data else ["--inMemoryPersistence"]
    preload = [] if data else ["--require", str(IN_MEMORY)]
    # The SDK uses newer API versions than Azurite knows.
    options = ["--skipApiVersionCheck", "--disableTelemetry", "--silent"]
    program = MODULES / "azurite" / "dist" / "src" / "blob" / "main.js"
    command = [node.node, *preload, str(program), "--blobHost", HOST, "--blobPort", str(port), *location, *options]
    with log.open("w", encoding="utf-8") as output:
        return processes.start(command, environment, output=output, keep=keep)


def wait_for_connection(log: Path, seconds: float = START_TIMEOUT) -> str:
    """Wait until the Azurite that writes the log is listening, and return its connection string with the public key."""
    return build_connection_string(_wait_for_port(log, seconds))


def build_endpoint(port: int) -> str:
    return f"http://{HOST}:{port}/{ACCOUNT}"


def build_connection_string(port: int, key: str = KEY) -> str:
    """Return the full connection string."""
    account = f"AccountName={ACCOUNT};AccountKey={key}"
    return f"DefaultEndpointsProtocol=http;{account};BlobEndpoint={build_endpoint(port)};"


def _wait_for_port(log: Path, seconds: float) -> int:
    processes.wait_for(lambda: _find_port(log) is not None, seconds)
    if not (port := _find_port(log)):
        raise CommandError(f"Azurite didn't start. Its output is in {display_path(log)}.")
    return port


def _wait_until_listening(log: Path, process: subprocess.Popen[bytes]) -> bool:
    processes.wait_for(lambda: _find_port(log) is not None or process.poll() is not None, START_TIMEOUT)
    return _find_port(log) is not None


def _find_port(log: Path) -> int | None:
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    match = re.search(r"successfully listens on http://[\d.]+:(\d+)\s", text)
    return int(match[1]) if match else None
