"""The gallery itself as a process, on the real Functions host or on the bundled one."""

import http.client
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from local.dev.errors import CommandError
from local.dev.ports import HOST

SECONDS = 60
"""How long the app may take to answer. The bundled host takes two seconds; the real one fetches extensions at first."""

SECONDS_OF_404 = 5


def choose_host(wanted: str | None) -> str:
    """`func` or `bundled`: the wanted one, else the real host where Core Tools are installed."""
    found = shutil.which("func")
    if wanted == "func" and not found:
        raise CommandError("Azure Functions Core Tools (func) are not on PATH; install them, or use --host bundled.")
    return wanted or ("func" if found else "bundled")


def command(host: str, port: int, python: str = sys.executable) -> list[str]:
    """The command line that serves the gallery on a port."""
    if host == "func":
        return [shutil.which("func") or "func", "start", "--port", str(port)]
    return [python, "-m", "local.host", "--app", ".", "--port", str(port)]


def environment(connection: str, base: Mapping[str, str]) -> dict[str, str]:
    """Variables that the app needs to keep photos at the connection; what `base` says already stays as it is."""
    ours = {
        "AzureWebJobsDisableHomepage": "true",
        "AzureWebJobsStorage": connection,
        "FUNCTIONS_WORKER_RUNTIME": "python",
        "PYTHONUNBUFFERED": "1",
    }
    if not names_storage(base):
        ours["PhotoStorage"] = connection
    return {**ours, **base}


def names_storage(environment: Mapping[str, str]) -> bool:
    """Whether it says where the photos are, in any of the ways that a Functions connection can be given."""
    sections = ("PHOTOSTORAGE", "AZUREWEBJOBSPHOTOSTORAGE")
    return any(name.upper().removeprefix("CONNECTIONSTRINGS__").split("__")[0] in sections for name in environment)


def wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path | None = None) -> None:
    """Returns once GET /health is answered. Raises CommandError when the app ends or has no good answer.

    Without a log the app prints to the terminal.
    """
    started = time.monotonic()
    while True:
        status, answer = _health(port)
        if 0 < status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_FOUND:
            return
        if process.poll() is not None:
            raise CommandError(f"The gallery ended before it was ready (exit code {process.returncode}); {_said(log)}")
        # 404 is what a host answers whose functions could not be loaded, and they won't load later.
        limit = SECONDS_OF_404 if status == HTTPStatus.NOT_FOUND else SECONDS
        if time.monotonic() - started > limit:
            raise CommandError(f"The gallery isn't ready after {limit} s: GET /health {answer}; {_said(log)}")
        time.sleep(1 if status else 0.05)  # the app logs every request that it answers


def _said(log: Path | None) -> str:
    if not log:
        return "what it said stands above."
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "it said last:\n" + "\n".join(lines[-20:])


def _health(port: int) -> tuple[int, str]:
    """The status of GET /health, 0 when nobody answers, and what that means in words."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/health", headers={"Accept": "application/json"})
        answer = connection.getresponse()
        body = answer.read(500).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, f"is not answered ({error})"
    finally:
        connection.close()
    return answer.status, f"answers {answer.status} {body}".strip()
