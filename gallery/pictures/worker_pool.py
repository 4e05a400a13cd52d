"""Decode pictures in worker processes, because hostile ones hang, crash or exhaust memory.

Jobs and results travel through the process's standard input and output; see messages.py. A process that takes too long
is killed. `multiprocessing` isn't an option: its children import the main program again, and inherit its keys. Only
workers load Pillow, because the app would start more slowly with it.
"""

import atexit
import math
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from gallery.errors import Busy, Crashed, GalleryError, Overloaded, TooSlow
from gallery.memory import WORKER_ENVIRONMENT
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.pictures.exif import Exif
from gallery.pictures.messages import receive_result, send
from gallery.pictures.picture import Picture
from gallery.settings import Settings

WORKER_PROGRAM = "from gallery.pictures.worker import serve; serve()"

INHERITED_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""Environment variables that workers get. Keys and connection strings aren't among them."""

MAX_QUEUE_SECONDS = 60
"""How long a picture may wait for a worker, well below the platform's 230 s for a request."""

MAX_START_SECONDS = 60
"""A worker starts in 0.2 s, or in a few seconds from a cold disk."""

MAX_EXIT_SECONDS = 1
"""How long close_workers() waits for a killed process to disappear."""

MIN_CPU_SHARE = 0.5
"""A job that took too long with less than this share of a processor may be quick on an idle machine."""

_DIED = object()
"""The last result of a process."""

_Job = tuple[str, tuple[Any, ...]]
"""A function of gallery.pictures.decoding and its arguments."""


def decode(data: bytes, file: str, settings: Settings, sizes: Sequence[int] = PREVIEW_SIZES) -> Picture:
    """Run gallery.pictures.decoding.read_picture in a worker, within the limits of time and memory.

    Raises what read_picture raises, BrokenPicture if the picture exceeds the limits or crashes the worker, Overloaded
    if only other programs kept it from being decoded in time, and Busy if no worker becomes available.
    """
    job = ("read_picture", (data, file, settings.max_pixels, sizes))
    return cast("Picture", _pool(settings).run(job, file, settings.decode_seconds))


def decode_exif(data: bytes, file: str, settings: Settings) -> Exif:
    """Run gallery.pictures.decoding.read_exif in a worker. Raises BrokenPicture and Busy like decode()."""
    return cast("Exif", _pool(settings).run(("read_exif", (data, file)), file, settings.decode_seconds))


def close_workers() -> None:
    """Kill all workers, busy or not. decode() starts new ones."""
    with _lock:
        while _pools:
            _pools.popitem()[1].close()


class Starved(TimeoutError):
    """A job took too long because other programs had the processor."""


class WorkerUnavailable(Exception):
    """No process could be started, which isn't the picture's fault."""


class Worker:
    """A slot for one process, which is started when it's first needed and replaced after it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def run(self, job: _Job, seconds: float) -> Any:
        """Return the job's result. Starting a process doesn't count towards the time limit.

        Raises WorkerUnavailable, TimeoutError, Starved, and EOFError if the job kills its process.
        """
        deadline = time.monotonic() + seconds
        was_running = self._is_running()
        try:
            return self._run_once(job, seconds)
        except EOFError:
            if not was_running or self._is_closed:
                raise
        # It may have died while idle, or been killed for lack of memory. A fresh process shows whether it's the job.
        return self._run_once(job, deadline - time.monotonic())

    def close(self) -> None:
        """Kill the process, even in the middle of a job, and start no other."""
        self._is_closed = True
        self._stop(MAX_EXIT_SECONDS)

    def _run_once(self, job: _Job, seconds: float) -> Any:
        try:
            self._ensure_running()
            start = self._cpu_seconds()
            self._jobs.put(job)
            try:
                return self._receive(seconds)
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
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._relay = threading.Thread(target=_relay, args=(process, self._jobs, self._results), daemon=True)
        self._relay.start()
        self._process = process

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


class WorkerPool:
    """A fixed number of workers, and the queue of pictures waiting for one."""

    def __init__(self, size: int) -> None:
        self._workers = [Worker() for _ in range(size)]
        # Last in, first out, so that running workers are used before others are started.
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def run(self, job: _Job, file: str, seconds: float) -> Any:
        """Return the job's result, or raise it if it's an error. `file` is for error messages."""
        try:
            worker = self._idle.get(timeout=MAX_QUEUE_SECONDS)
        except queue.Empty:
            raise Busy(f"{file} waited too long to be decoded. Try again.") from None
        try:
            result = worker.run(job, seconds)
        except WorkerUnavailable as error:
            raise Busy(f"{file} can't be decoded right now. Try again.") from error
        except Starved:
            raise Overloaded(
                f"{file} takes too long to decode (over {seconds} s) while the server is busy. Try again."
            ) from None
        except TimeoutError:
            raise TooSlow(f"{file} takes too long to decode (over {seconds} s).") from None
        except EOFError:
            raise Crashed(f"{file} is damaged. It crashed the decoder.") from None
        finally:
            self._idle.put(worker)
        if isinstance(result, GalleryError):
            try:
                raise result
            finally:
                del result  # its traceback refers to this frame: a cycle would keep the picture in memory
        return result

    def close(self) -> None:
        """Close all workers."""
        for worker in self._workers:
            worker.close()


def _relay(
    process: "subprocess.Popen[bytes]", jobs: "queue.SimpleQueue[_Job | None]", results: "queue.SimpleQueue[Any]"
) -> None:
    """Pass jobs to a process and results back. A thread does it, because a killed process can take a while to end."""
    stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    with suppress(Exception):  # it died, or wrote something other than a result
        results.put(receive_result(stdout))  # that it's ready
        while job := jobs.get():
            function, (data, *arguments) = job
            send(stdin, [function, arguments], [data])
            del job, data  # or the picture would stay in memory until the next job
            results.put(receive_result(stdout))
    results.put(_DIED)
    process.kill()
    with suppress(BrokenPipeError), process:  # closes the pipes, and drops what the process hasn't read
        pass


def _pool(settings: Settings) -> WorkerPool:
    with _lock:
        return _pools.setdefault(settings.decoders, WorkerPool(settings.decoders))


_lock = threading.Lock()
_pools: dict[int, WorkerPool] = {}
"""By number of workers. Only tests have several."""

atexit.register(close_workers)
