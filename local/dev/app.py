"""The gallery in its own process, on the real Functions host or the bundled one."""

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

START_TIMEOUT = 60
"""Seconds. The bundled host starts in two; the first start of the real one downloads extensions."""

NOT_FOUND_TIMEOUT = 5


def choose_host(wanted: str | None) -> str:
    """Return `func` or `bundled`: the wanted host, else the real one if Core Tools are installed."""
    found = shutil.which("func")
    if wanted == "func" and not found:
        raise CommandError("Azure Functions Core Tools (func) aren't on PATH. Install them, or use --host bundled.")
    return wanted or ("func" if found else "bundled")


def build_command(host: str, port: int, python: str = sys.executable) -> list[str]:
    """Return the command line that serves the gallery on the port."""
    if host == "func":
        return [shutil.which("func") or "func", "start", "--port", str(port)]
    return [python, "-m", "local.host", "--app", ".", "--port", str(port)]


def build_environment(connection: str, base: Mapping[str, str]) -> dict[str, str]:
    """Return the app's environment, with storage at the connection string. Variables in `base` win."""
    ours = {
        "AzureWebJobsDisableHomepage": "true",
        "AzureWebJobsStorage": connection,
        "FUNCTIONS_WORKER_RUNTIME": "python",
        "PYTHONUNBUFFERED": "1",
    }
    if not has_storage_setting(base):
        ours["PhotoStorage"] = connection
    return {**ours, **base}


def has_storage_setting(environment: Mapping[str, str]) -> bool:
    """Return whether the photos' storage account is set, in any form that a Functions connection allows."""
    sections = ("PHOTOSTORAGE", "AZUREWEBJOBSPHOTOSTORAGE")
    return any(name.upper().removeprefix("CONNECTIONSTRINGS__").split("__")[0] in sections for name in environment)


def wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path | None = None) -> None:
    """Return when GET /health succeeds. Raises CommandError if the app exits or doesn't get ready in time.

    Without a log the app prints to the terminal.
    """
    started = time.monotonic()
    while True:
        status, result = _check_health(port)
        if 0 < status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_FOUND:
            return
        if process.poll() is not None:
            raise CommandError(f"The gallery exited with code {process.returncode}. {_last_log_lines(log)}")
        # Both hosts return 404 if the functions couldn't be loaded, and then they never will be.
        timeout = NOT_FOUND_TIMEOUT if status == HTTPStatus.NOT_FOUND else START_TIMEOUT
        if time.monotonic() - started > timeout:
            raise CommandError(f"The gallery isn't ready after {timeout} s: {result}. {_last_log_lines(log)}")
        time.sleep(1 if status else 0.05)  # the app logs every request


def _last_log_lines(log: Path | None) -> str:
    if not log:
        return "See its output above."
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(["The last lines of its output:", *lines[-20:]])


def _check_health(port: int) -> tuple[int, str]:
    """Return the status of GET /health, or 0 if there's no response, and a description of the result."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/health", headers={"Accept": "application/json"})
        response = connection.getresponse()
        body = response.read(500).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, f"GET /health failed ({error})"
    finally:
        connection.close()
    return response.status, f"GET /health returned {response.status} {body}".strip()
