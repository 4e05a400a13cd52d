"""Read pictures in worker processes, because hostile ones hang, crash or exhaust memory."""

import atexit
import queue
import threading
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from gallery.errors import Busy, Crashed, GalleryError, Overloaded, TooSlow
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.pictures.exif import Exif
from gallery.pictures.head import Head, Missing
from gallery.pictures.picture import Picture
from gallery.pictures.source import PartRequest, ReadLimit, Source
from gallery.pictures.worker_process import Answer, Job, Starved, Worker, WorkerUnavailable
from gallery.settings import Settings

MIN_VIDEO_SECONDS = 20
"""For a video, even if pictures get less: it's read from storage in dozens of requests, which take most of the time."""

MAX_VIDEO_BYTES, MAX_VIDEO_REQUESTS = 64_000_000, 500
"""What may be read of a video to make its previews. An ordinary one takes about 1 MB, in 4 requests."""

MAX_COPIED_BYTES = 200_000_000
"""Of a video whose copy is made: the worker has the copy in memory, and the app gets it at once."""

MAX_QUEUE_SECONDS = 60
"""How long a picture may wait for a worker, well below the platform's 230 s for a request."""


def decode(
    data: bytes,
    file: str,
    settings: Settings,
    sizes: Sequence[int] = PREVIEW_SIZES,
    orientation: int | None = None,
) -> Picture:
    """Run gallery.pictures.decoding.read_picture in a worker, within the limits of time and memory.

    Raises what read_picture raises, BrokenPicture if the picture exceeds the limits or crashes the worker, Overloaded
    if only other programs kept it from being decoded in time, and Busy if no worker becomes available.
    """
    job = ("read_picture", (data, file, settings.max_pixels, sizes, orientation))
    return cast("Picture", _pool(settings).run(job, file, settings.decode_seconds))


def decode_exif(data: bytes, file: str, settings: Settings) -> Exif:
    """Run gallery.pictures.decoding.read_exif in a worker. Raises BrokenPicture and Busy like decode()."""
    return cast("Exif", _pool(settings).run(("read_exif", (data, file)), file, settings.decode_seconds))


def decode_embedded_facts(data: bytes, file: str, settings: Settings) -> EmbeddedFacts:
    """Run gallery.pictures.decoding.read_facts in a worker. Raises BrokenPicture and Busy like decode()."""
    return cast("EmbeddedFacts", _pool(settings).run(("read_facts", (data, file)), file, settings.decode_seconds))


def read_head(data: bytes, file: str, length: int, settings: Settings, part_at: int = 0) -> Head | Missing | None:
    """Run gallery.pictures.decoding.read_head in a worker. Raises what it raises, and Crashed etc. like decode()."""
    job = ("read_head", (data, file, length, settings.max_pixels, part_at))
    return cast("Head | Missing | None", _pool(settings).run(job, file, settings.decode_seconds))


def decode_video(source: Source, file: str, settings: Settings, sizes: Sequence[int] = PREVIEW_SIZES) -> Picture:
    """Run gallery.pictures.videos.jobs.read_video in a worker, which reads what it needs of the source.

    Raises what that and the source raise, and BrokenPicture etc. like decode().
    """
    job = ("read_video", (source.length, file, settings.max_pixels, sizes))
    return cast("Picture", _run_on_video(job, source, file, settings))


def read_video_head(source: Source, file: str, settings: Settings) -> Head | None:
    """Run gallery.pictures.videos.jobs.read_video_head in a worker. Raises what decode_video does."""
    job = ("read_video_head", (source.length, file, settings.max_pixels))
    return cast("Head | None", _run_on_video(job, source, file, settings))


def make_clean_video(source: Source, file: str, settings: Settings, seconds: float) -> bytes:
    """Run gallery.pictures.videos.jobs.make_clean_video in a worker, within a time limit.

    Raises what that and the source raise, and BrokenPicture etc. like decode().
    """
    job = ("make_clean_video", (source.length, file, MAX_COPIED_BYTES))
    limit = ReadLimit(3 * source.length + MAX_VIDEO_BYTES, source.length // 100_000 + MAX_VIDEO_REQUESTS)
    return cast("bytes", _pool(settings).run(job, file, seconds, partial(_answer, source, file, limit)))


def make_card(data: bytes, settings: Settings, *, is_icon: bool) -> bytes:
    """Run gallery.pictures.cards.draw_card in a worker. Raises BrokenPicture and Busy like decode()."""
    return cast("bytes", _pool(settings).run(("make_card", (data, is_icon)), "The preview", settings.decode_seconds))


def close_workers() -> None:
    """Kill all workers, busy or not. decode() starts new ones."""
    with _lock:
        while _pools:
            _pools.popitem()[1].close()


class WorkerPool:
    """A fixed number of workers, and the queue of pictures waiting for one."""

    def __init__(self, size: int) -> None:
        self._workers = [Worker() for _ in range(size)]
        # Last in, first out, so that running workers are used before others are started.
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def run(self, job: Job, file: str, seconds: float, answer: Answer | None = None) -> Any:
        """Return the job's result, or raise it if it's an error. `file` is for error messages.

        `answer` is for jobs that ask for bytes, see Worker.run.
        """
        try:
            worker = self._idle.get(timeout=MAX_QUEUE_SECONDS)
        except queue.Empty:
            raise Busy("%(file)s waited too long to be decoded. Try again.", file=file) from None
        try:
            result = worker.run(job, seconds, answer)
        except WorkerUnavailable as error:
            raise Busy("%(file)s can't be decoded right now. Try again.", file=file) from error
        except Starved:
            raise Overloaded(
                "%(file)s takes too long to decode (over %(seconds)s s) while the server is busy. Try again.",
                file=file,
                seconds=seconds,
            ) from None
        except TimeoutError:
            raise TooSlow(
                "%(file)s takes too long to decode (over %(seconds)s s).", file=file, seconds=seconds
            ) from None
        except EOFError:
            raise Crashed("%(file)s is damaged. It crashed the decoder.", file=file) from None
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


def _run_on_video(job: Job, source: Source, file: str, settings: Settings) -> Any:
    limit = ReadLimit(MAX_VIDEO_BYTES, MAX_VIDEO_REQUESTS)
    seconds = max(settings.decode_seconds, MIN_VIDEO_SECONDS)
    return _pool(settings).run(job, file, seconds, partial(_answer, source, file, limit))


def _answer(source: Source, file: str, limit: ReadLimit, request: PartRequest) -> bytes:
    limit.check(request, source, file)
    return source.read(request.start, request.length)


def _pool(settings: Settings) -> WorkerPool:
    with _lock:
        return _pools.setdefault(settings.decoders, WorkerPool(settings.decoders))


_lock = threading.Lock()
_pools: dict[int, WorkerPool] = {}
"""By number of workers. Only tests have several."""

atexit.register(close_workers)
