"""Starts the bundled host on a free port and sends it raw bytes, because HTTP libraries normalize requests."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
APP = Path(__file__).parent
SETTINGS = {"TEST_CONTAINER": "blobs"}


@dataclass(frozen=True)
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower()) or None

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class RunningHost:
    process: subprocess.Popen[bytes]
    port: int
    log_file: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def send(self, raw: bytes, method: str = "GET") -> Response:
        """Send raw bytes and read one response."""
        with self.connect() as connection:
            connection.sendall(raw)
            return read_response(connection, method)

    def request(self, method: str, path: str, *headers: str, body: bytes = b"") -> Response:
        """Send a request with exactly this path."""
        length = [f"Content-Length: {len(body)}"] if body or method in {"PUT", "POST"} else []
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost:1234", "Connection: close", *length, *headers, "", ""]
        return self.send("\r\n".join(lines).encode("latin-1") + body, method)

    def get(self, path: str, *headers: str) -> Response:
        return self.request("GET", path, *headers)

    def read_log(self) -> str:
        return self.log_file.read_text("utf-8")

    def wait_for_log(self, text: str, times: int = 1) -> None:
        deadline = time.monotonic() + 20
        while self.read_log().count(text) < times:
            assert time.monotonic() < deadline, f"{text!r} never appeared:\n{self.read_log()}"
            time.sleep(0.05)

    def stop(self) -> int:
        """Close its standard input and return its exit code."""
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(30)


def read_response(connection: socket.socket, method: str = "GET") -> Response:
    response = http.client.HTTPResponse(connection, method=method)
    response.begin()
    return Response(response.status, response.getheaders(), response.read())


@contextmanager
def run_host(app: Path, folder: Path, *options: str, **settings: str) -> Iterator[RunningHost]:
    """Run a host with the app; its log goes to a file in the folder."""
    log_file = folder / "host.log"
    command = [sys.executable, "-m", "local.host", "--app", str(app), "--port", "0", "--until-stdin-ends", *options]
    with (
        log_file.open("wb") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | SETTINGS | settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        ) as process,
    ):
        try:
            yield RunningHost(process, _read_port(process), log_file)
        finally:
            process.kill()


def _read_port(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout
    for line in process.stdout:
        if line.startswith(b"Listening on "):
            return int(line.rpartition(b":")[2])
    raise AssertionError("the host didn't start")


def write_app(folder: Path, source: str, host: str | None = None) -> Path:
    """Write an app into a new folder and return it."""
    app = folder / "app"
    app.mkdir()
    (app / "function_app.py").write_text(source, "utf-8")
    (app / "host.json").write_text(host or (APP / "host.json").read_text("utf-8"), "utf-8")
    return app
