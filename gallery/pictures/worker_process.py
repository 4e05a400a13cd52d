"""A worker process, from the side of the app.

Jobs and results travel through its standard input and output; see messages.py. A process that takes too long is killed.
`multiprocessing` isn't an option: its children import the main program again, and inherit its keys. Only workers load
Pillow, because the app would start more slowly with it.
"""

import math
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from gallery.memory import WORKER_ENVIRONMENT
from gallery.pictures.messages import receive_result, send
from gallery.pictures.source import PartRequest

WORKER_PROGRAM = "from gallery.pictures.worker import serve; serve()"

INHERITED_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""Environment variables that workers get. Keys and connection strings aren't among them."""

MAX_START_SECONDS = 60
"""A worker starts in 0.2 s, or in a few seconds from a cold disk."""

MAX_EXIT_SECONDS = 1
"""How long close_workers() waits for a killed process to disappear."""

MIN_CPU_SHARE = 0.5
"""A job that took too long with less than this share of a processor may be quick on an idle machine."""

PART = "part"
"""Instead of a job: bytes that a job has asked for."""

_DIED = object()
"""The last result of a process."""

Job = tuple[str, tuple[Any, ...]]
"""A function of gallery.pictures.decoding or videos.jobs, and its arguments, bytes first."""

Answer = Callable[[PartRequest], bytes]
"""Returns the bytes that a worker needs. Raises a GalleryError."""


class Starved(TimeoutError):
    """A job took too long because other programs had the processor."""


class WorkerUnavailable(Exception):
    """No process could be started, which isn't the picture's fault."""


class Worker:
    """A slot for one process, which is started when it's first needed and replaced after it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def run(self, job: Job, seconds: float, answer: Answer | None = None) -> Any:
        """Return the job's result. Starting a process doesn't count towards the time limit.

        A job about a Source asks for its bytes, and gets what `answer` returns.
        Raises what that raises, WorkerUnavailable, TimeoutError, Starved, and EOFError if the job kills its process.
        """
        deadline = time.monotonic() + seconds
        was_running = self._is_running()
        try:
            return self._run_once(job, seconds, answer)
        except EOFError:
            if not was_running or self._is_closed:
                raise
        # It may have died while idle, or been killed for lack of memory. A fresh process shows whether it's the job.
        return self._run_once(job, deadline - time.monotonic(), answer)

    def close(self) -> None:
        """Kill the process, even in the middle of a job, and start no other."""
        self._is_closed = True
        self._stop(MAX_EXIT_SECONDS)

    def _run_once(self, job: Job, seconds: float, answer: Answer | None) -> Any:
        try:
            self._ensure_running()
            start = self._cpu_seconds()
            self._jobs.put(job)
            try:
                return self._receive_result(seconds, answer)
            except TimeoutError:
                if self._cpu_seconds() - start < seconds * MIN_CPU_SHARE:
                    raise Starved from None
                raise
        except BaseException:
            self._stop()  # or this job's late result would become the next job's
            raise

    def _ensure_running(self) -> None:
        if self._is_running():
            return
        self._stop()
        try:
            self._start()
            self._receive(MAX_START_SECONDS)
        except (OSError, EOFError) as error:  # TimeoutError is an OSError
            raise WorkerUnavailable from error
        if self._is_closed:  # close() may have stopped the previous process
            raise WorkerUnavailable

    def _start(self) -> None:
        environment = {name: os.environ[name] for name in INHERITED_VARIABLES if name in os.environ}
        process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
            [sys.executable, "-P", "-c", WORKER_PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment | WORKER_ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,  # Ctrl-C in a terminal is for the parent only
        )
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._relay = threading.Thread(target=_relay, args=(process, self._jobs, self._results), daemon=True)
        self._relay.start()
        self._process = process

    def _receive_result(self, seconds: float, answer: Answer | None) -> Any:
        """Return the job's result, and give the process what it asks for until then."""
        deadline = time.monotonic() + seconds
        while isinstance(result := self._receive(deadline - time.monotonic()), PartRequest):
            if answer is None:
                raise EOFError  # Only a process that has been taken over asks for bytes of a picture.
            self._jobs.put((PART, (answer(result),)))
        return result

    def _receive(self, seconds: float) -> Any:
        try:
            result = self._results.get(timeout=max(seconds, 0))
        except queue.Empty:
            raise TimeoutError from None
        if result is _DIED:
            raise EOFError
        return result

    def _cpu_seconds(self) -> float:
        """How long the process has used processors, or infinity if the system doesn't say (it isn't Linux)."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()  # type: ignore[union-attr]
        except OSError:
            return math.inf
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime, stime (proc(5))

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _stop(self, wait_seconds: float = 0) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            self._jobs.put(None)
            self._relay.join(wait_seconds)


def _relay(
    process: "subprocess.Popen[bytes]", jobs: "queue.SimpleQueue[Job | None]", results: "queue.SimpleQueue[Any]"
) -> None:
    """Pass jobs to a process and results back. A thread does it, because a killed process can take a while to end."""
    stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    with suppress(Exception):  # it died, or wrote something other than a result
        results.put(receive_result(stdout))  # that it's ready
        while job := jobs.get():
            function, arguments = job
            data = [one for one in arguments if isinstance(one, bytes)]
            send(stdin, [function, arguments[len(data) :]], data)
            del job, arguments, data  # or the picture would stay in memory until the next job
            results.put(receive_result(stdout))
    results.put(_DIED)
    process.kill()
    with suppress(BrokenPipeError), process:  # closes the pipes, and drops what the process hasn't read
        pass
