"""Read pictures in worker processes, because hostile ones hang, crash or exhaust memory."""

import atexit
import queue
import threading
from collections.abc import Sequence
from typing import Any, cast

from gallery.errors import Busy, Crashed, GalleryError, Overloaded, TooSlow
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.pictures.exif import Exif
from gallery.pictures.head import Head, Missing
from gallery.pictures.picture import Picture
from gallery.pictures.worker_process import Job, Starved, Worker, WorkerUnavailable
from gallery.settings import Settings

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

    def run(self, job: Job, file: str, seconds: float) -> Any:
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


def _pool(settings: Settings) -> WorkerPool:
    with _lock:
        return _pools.setdefault(settings.decoders, WorkerPool(settings.decoders))


_lock = threading.Lock()
_pools: dict[int, WorkerPool] = {}
"""By number of workers. Only tests have several."""

atexit.register(close_workers)
