"""The program of a worker process: it decodes pictures, one at a time. See worker_process.py for the parent's side."""

import os
import queue
import sys
import threading
from contextlib import suppress
from typing import IO, Any, cast

from gallery.errors import GalleryError
from gallery.pictures import decoding
from gallery.pictures.messages import InvalidMessage, receive, send_result
from gallery.pictures.source import PartRequest, ReadPart, Source

VIDEO_JOBS = {"read_video", "read_video_head", "make_clean_video"}
"""Functions of gallery.pictures.videos.jobs. Instead of a Source, they're sent with its length."""

Jobs = queue.SimpleQueue[tuple[str, tuple[Any, ...]]]
"""Functions and arguments."""

MEMORY_LIMIT = 2_300_000_000
"""Bytes of address space. Peaks measured with 100 megapixels: JPEG 0.3 GB, progressive JPEG 0.7, HEIC 0.9, AVIF 1.0,
PNG with alpha 1.2, WebP 1.6, WebP with alpha 2.0. With 12 megapixels, no format takes more than 0.3."""


def serve() -> None:
    """Report that the worker is ready, then write a result for each job until the parent closes the pipe or dies."""
    _limit_memory()
    results = _take_over_stdout()
    jobs: Jobs = queue.SimpleQueue()
    threading.Thread(target=_read_jobs, args=(jobs,), daemon=True).start()
    send_result(results, "ready")

    def read_part(start: int, length: int) -> bytes:
        send_result(results, PartRequest(start, length))
        _, (data,) = jobs.get()
        return cast("bytes", data)

    while True:
        function, arguments = jobs.get()
        try:
            send_result(results, _run(function, arguments, read_part))
        except GalleryError as error:
            send_result(results, error)


def _run(function: str, arguments: tuple[Any, ...], read_part: ReadPart) -> Any:
    if function not in VIDEO_JOBS:
        return getattr(decoding, function)(*arguments)
    from gallery.pictures.videos import jobs  # noqa: PLC0415 - loading FFmpeg takes 0.2 s, and most photos are JPEG

    length, *others = arguments
    return getattr(jobs, function)(Source(length, read_part), *others)


def _limit_memory() -> None:
    # Windows has no resource module, and macOS refuses RLIMIT_AS. Both are for development only.
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - needed on Linux only

        # No core dumps: writing all of a worker's memory to disk takes too long.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _take_over_stdout() -> IO[bytes]:
    """Return standard output for results alone: from now on, whatever a codec prints goes to standard error."""
    results = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(results, "wb")


def _read_jobs(jobs: Jobs) -> None:
    """Read in a thread, so that the worker exits with its parent even in the middle of decoding."""
    with suppress(EOFError, InvalidMessage):
        while True:
            (function, arguments), data = receive(sys.stdin.buffer)
            jobs.put((function, (*data, *arguments)))
    os._exit(0)
