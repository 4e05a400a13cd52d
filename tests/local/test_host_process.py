"""The bundled host's process: settings, broken apps, shutdown and --reload."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.local_app.host_process import APP, ROOT, Response, RunningHost, read_response, run_host, write_app

HEAD = """
import os
import azure.functions as func
app = func.FunctionApp()
@app.route(route="fine", methods=["GET"])
def fine(req): return os.environ.get("TITLE", "fine")
"""
MISTAKES = {
    "an import error": "import no_such_module",
    "a syntax error": "def",
    "a duplicate name": "@app.route(route='b')\ndef fine(req): return ''",
    "a binding without its argument": "@app.route(route='b')\n"
    "@app.blob_output(arg_name='blob', path='a/b', connection='')\n"
    "def bad(req): return ''",
    "an argument without a binding": "@app.route(route='b')\ndef bad(req, blob): return ''",
    "a missing setting": "@app.route(route='b')\n@app.blob_output(arg_name='b', path='%NO_SUCH%/b', connection='')\n"
    "def bad(req, b): return ''",
    "two apps": "other = func.FunctionApp()",
    "a function without a trigger": "@app.blob_output(arg_name='b', path='a/b', connection='')\ndef bad(b): return ''",
}
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_removes_all_functions_but_not_the_home_page(mistake: str, tmp_path: Path) -> None:
    app = write_app(tmp_path, f"{HEAD}\n{MISTAKES[mistake]}\n")
    with run_host(app, tmp_path, AzureWebJobsDisableHomepage="false") as host:
        assert host.get("/fine").status == 404
        assert host.get("/").status == 200
        host.wait_for_log("ALL functions are gone")


@pytest.mark.parametrize(
    "route",
    ["{a", "a}", "{a}{b}", "{a}/{a}", "{*a}/b", "x{*a}", "{a:wrong}", "{a:maxlength(x)}", "{}", "a?b"],
)
def test_malformed_route_takes_the_whole_host_down(route: str, tmp_path: Path) -> None:
    app = write_app(tmp_path, f"{HEAD}\n@app.route(route={route!r})\ndef bad(req): return ''\n")
    with run_host(app, tmp_path) as host:
        assert [host.get(path).status for path in ("/fine", "/", "/x")] == [503, 503, 503]
        host.wait_for_log("The host is down")


def test_root_is_204_if_the_home_page_is_disabled(tmp_path: Path) -> None:
    with run_host(write_app(tmp_path, HEAD), tmp_path, AzureWebJobsDisableHomepage="true") as host:
        response = host.get("/")
        assert (response.status, response.body) == (204, b"")


def test_unsupported_functions_are_skipped(tmp_path: Path) -> None:
    timer = "@app.timer_trigger(schedule='0 * * * * *', arg_name='t')\ndef tick(t): pass\n"
    with run_host(write_app(tmp_path, HEAD + timer), tmp_path) as host:
        assert host.get("/fine").body == b"fine"
        host.wait_for_log("Skipping the function tick")


@pytest.mark.parametrize(
    ("host_json", "path"), [("{}", "/api/fine"), ('{"extensions": {"http": {"routePrefix": "v1/x"}}}', "/v1/x/fine")]
)
def test_routes_start_with_the_prefix_from_host_json(host_json: str, path: str, tmp_path: Path) -> None:
    with run_host(write_app(tmp_path, HEAD, host_json), tmp_path) as host:
        assert [host.get(path).status, host.get("/fine").status] == [200, 404]


@pytest.mark.parametrize(("route", "path"), [("/", "/"), ("", "/named"), ("/slash/", "/slash")])
def test_slash_as_route_is_the_root_and_an_empty_route_is_the_function_name(
    route: str, path: str, tmp_path: Path
) -> None:
    source = f"{HEAD}\n@app.route(route={route!r})\ndef named(req): return 'named'\n"
    with run_host(write_app(tmp_path, source), tmp_path) as host:
        assert host.get(path).body == b"named"


def test_local_settings_become_environment_variables_but_existing_ones_win(tmp_path: Path) -> None:
    app = write_app(tmp_path, HEAD)
    (app / "local.settings.json").write_text(json.dumps({"IsEncrypted": False, "Values": {"TITLE": "from the file"}}))
    with run_host(app, tmp_path) as host:
        assert host.get("/fine").body == b"from the file"
    with run_host(app, tmp_path, TITLE="from outside") as host:
        assert host.get("/fine").body == b"from outside"


@pytest.mark.parametrize("content", ["{", "[]", '{"IsEncrypted": true}'])
def test_unusable_settings_file_stops_the_host_with_a_message(content: str, tmp_path: Path) -> None:
    app = write_app(tmp_path, HEAD)
    (app / "other.json").write_text(content)
    command = [sys.executable, "-m", "local.host", "--app", str(app), "--port", "0", "--settings", "other.json"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert b"other.json" in ended.stderr


def test_port_in_use_stops_the_host_with_a_message(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "local.host", "--app", str(write_app(tmp_path, HEAD)), "--port", port]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert f"127.0.0.1:{port}".encode() in ended.stderr


# Shutdown


@pytest.fixture
def host(tmp_path: Path) -> Iterator[RunningHost]:
    with run_host(APP, tmp_path) as running:
        yield running


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def _start_slow_call(host: RunningHost, responses: list[Response]) -> threading.Thread:
    caller = threading.Thread(target=lambda: responses.append(host.get("/slow/1.5")))
    caller.start()
    host.wait_for_log("slow has started")
    return caller


@posix
@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_signal_lets_running_calls_finish(host: RunningHost, signal_number: int) -> None:
    responses: list[Response] = []
    caller = _start_slow_call(host, responses)
    host.process.send_signal(signal_number)
    assert host.process.wait(10) == 0
    caller.join()
    assert [response.body for response in responses] == [b"done"]


def test_end_of_standard_input_lets_running_calls_finish(host: RunningHost) -> None:
    responses: list[Response] = []
    caller = _start_slow_call(host, responses)
    assert host.stop() == 0
    caller.join()
    assert [response.body for response in responses] == [b"done"]


def test_open_connection_does_not_delay_shutdown(host: RunningHost) -> None:
    with host.connect() as connection:
        connection.sendall(b"GET /last/x HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_response(connection).body == b"x"
        started = time.monotonic()
        assert host.stop() == 0
        assert time.monotonic() - started < 3


@posix
@pytest.mark.parametrize("path", ["/child", "/endless-child"])
def test_child_processes_of_the_app_stop_with_the_host(host: RunningHost, path: str) -> None:
    """A pool of spawned processes works inside a function, too."""
    child = int(host.get(path).body)
    assert child != host.process.pid
    assert _is_alive(child)
    started = time.monotonic()
    assert host.stop() == 0
    assert time.monotonic() - started < 4
    deadline = time.monotonic() + 5
    while _is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_function_keeps_running_after_its_client_disconnects(host: RunningHost) -> None:
    with host.connect() as connection:
        connection.sendall(b"GET /slow/0.5 HTTP/1.1\r\nHost: x\r\n\r\n")
        host.wait_for_log("slow has started")
    host.wait_for_log("GET /slow/0.5 200")


# --reload


@pytest.mark.parametrize("changed", ["function_app.py", "page.html", "host.json"])
def test_changed_file_restarts_the_app(changed: str, tmp_path: Path) -> None:
    app = write_app(
        tmp_path, HEAD + "TEXT = open('page.html').read()\nimport time\nos.environ['TITLE'] = str(time.time_ns())\n"
    )
    (app / "page.html").write_text("one")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with run_host(app, tmp_path, "--reload", "--port", str(port)) as host:
        before = host.get("/fine").body
        (app / changed).touch()
        host.wait_for_log("Restarting")
        assert host.process.stdout
        assert any(line.startswith(b"Listening") for line in iter(host.process.stdout.readline, b""))
        assert host.get("/fine").body != before


@posix
@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGKILL])
def test_host_stops_when_the_reloading_process_ends(signal_number: int, tmp_path: Path) -> None:
    with run_host(write_app(tmp_path, HEAD), tmp_path, "--reload") as host:
        host.process.send_signal(signal_number)
        host.process.wait(10)
        deadline = time.monotonic() + 10
        while True:
            try:
                host.connect().close()
            except ConnectionError:
                break
            assert time.monotonic() < deadline
            time.sleep(0.05)
