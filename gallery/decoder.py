"""Decoding in child processes, because hostile pictures hang, crash or eat all memory.

A child takes requests from its standard input and gives answers on its standard output, each a pickle. One that takes
too long is killed, and replaced when it is next needed. It is a program of its own rather than a child of
`multiprocessing`, which would import the main program again, wherever that is, and hand on its keys.
"""

import atexit
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any, cast

from gallery.errors import Busy, Crashed, GalleryError, TooSlow
from gallery.settings import Settings

if TYPE_CHECKING:
    from gallery.exif import Exif
    from gallery.images import Picture  # Pillow is the child's; here it would only slow down the start

LONGEST_WAIT = 60
"""Seconds that a picture waits for its turn, well below the platform's 230 for a whole request."""

MEMORY_LIMIT = 2_300_000_000
"""Bytes of address space of a child. Peaks measured with 100 megapixels: JPEG 0.1 GB, progressive JPEG 0.7, HEIC 0.9,
AVIF 1.0, PNG with alpha 1.0, WebP 1.6, WebP with alpha 2.0; with 12 megapixels nothing takes more than 0.3."""

PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""Variables of the environment that a child gets. Keys and connection strings are not among them."""

LONGEST_START = 60
"""Seconds for a child to start. It takes 0.2, and some more from a cold disk."""

ONE_HEAP = {"MALLOC_ARENA_MAX": "1"}
"""glibc gives every thread a heap, and memory of a picture back to the system after each: a tenth of all the time."""

CHILD = "from gallery.decoder import serve; serve()"

_Request = tuple[str, tuple[Any, ...]]
"""A function of gallery.images and its arguments."""


def decode(data: bytes, file: str, settings: Settings) -> "Picture":
    """gallery.images.read_picture in a child process, within the time and memory that a picture may take.

    Raises what read_picture raises, BrokenPicture for whatever harms the child, and Busy when too many are waiting.
    """
    return cast("Picture", _answer(("read_picture", (data, file, settings.max_pixels)), file, settings))


def decode_exif(data: bytes, file: str, settings: Settings) -> "Exif":
    """gallery.images.read_exif in the same way."""
    return cast("Exif", _answer(("read_exif", (data, file)), file, settings))


def close() -> None:
    """Ends all children, busy or not. decode() may be called again afterwards."""
    with _lock:
        while _decoders:
            _decoders.popitem()[1].close()


def serve() -> None:
    """The child's whole life: one answer for each request, until the parent closes the pipe or dies."""
    from gallery import images  # noqa: PLC0415 - see above

    _limit_memory()
    answers = _own_output()
    requests: queue.SimpleQueue[_Request] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(requests,), daemon=True).start()
    _send(answers, "ready")
    while True:
        try:
            function, arguments = requests.get()
            _send(answers, getattr(images, function)(*arguments))
        except GalleryError as refusal:
            _send(answers, refusal)


def _answer(request: _Request, file: str, settings: Settings) -> Any:
    with _lock:
        decoder = _decoders.setdefault(settings.decoders, _Decoder(settings.decoders))
    return decoder.answer(request, file, settings.decode_seconds)


class _Child:
    """A child process, from the parent's side. Of no more use once anything was raised."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
            [sys.executable, "-P", "-c", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment | ONE_HEAP | {"PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,  # Ctrl-C in a terminal is the parent's business
        )
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        with self._at_most(LONGEST_START):
            _receive(self._answers)

    def ask(self, request: _Request, seconds: float) -> Any:
        """The answer. Raises TimeoutError when it does not come in time, and EOFError when the child has died."""
        with self._at_most(seconds):
            _send(self._requests, request)
            return _receive(self._answers)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._answers.close()
        with suppress(BrokenPipeError):  # the rest of a request that it did not read
            self._requests.close()

    @contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        deadline = time.monotonic() + seconds
        timer = threading.Timer(seconds, self._process.kill)
        timer.start()
        try:
            yield
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            raise (TimeoutError if time.monotonic() >= deadline else EOFError) from error
        finally:
            timer.cancel()


class _Decoder:
    """As many children as wanted, each started when it is first needed."""

    def __init__(self, children: int) -> None:
        self._running: set[_Child] = set()
        # Last in, first out, so that children that are up go before those yet to be started (None).
        self._turns: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(children):
            self._turns.put(None)

    def answer(self, request: _Request, file: str, seconds: float) -> Any:
        try:
            with self._turn(file) as child:
                answer = child.ask(request, seconds)
        except TimeoutError:
            raise TooSlow(f"{file} takes too long to decode (over {seconds} s).") from None
        except EOFError:
            raise Crashed(f"{file} is damaged; decoding it failed badly.") from None
        if isinstance(answer, GalleryError):
            raise answer
        return answer

    def close(self) -> None:
        for child in tuple(self._running):
            child.end()

    @contextmanager
    def _turn(self, file: str) -> Iterator[_Child]:
        try:
            child = self._turns.get(timeout=LONGEST_WAIT)
        except queue.Empty:
            raise Busy(f"{file} had to wait too long for its turn; please try again.") from None
        try:
            if child is None or not child.alive:
                child = self._start(file)
            yield child
        except BaseException:
            self._discard(child)  # what it says next would be the answer to this request
            raise
        finally:
            self._turns.put(child)

    def _start(self, file: str) -> _Child:
        try:
            child = _Child()
            self._running.add(child)
            child.wait_until_ready()
        except (OSError, EOFError) as error:
            raise Busy(f"{file} can't be decoded just now; please try again.") from error
        return child

    def _discard(self, child: _Child | None) -> None:
        if child is not None:
            self._running.discard(child)
            child.end()


_lock = threading.Lock()
_decoders: dict[int, _Decoder] = {}
"""By their number of children: one, but in tests."""

atexit.register(close)


def _limit_memory() -> None:
    # Windows has no resource module, and macOS refuses this limit; both are only for trying things out.
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _own_output() -> IO[bytes]:
    """Standard output under another number, so that nothing a codec prints gets between the answers."""
    own = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(own, "wb")


def _take(requests: "queue.SimpleQueue[_Request]") -> None:
    """In a thread, so that the end of the parent is noticed, and followed, in the middle of decoding."""
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            requests.put(_receive(sys.stdin.buffer))
    os._exit(0)


def _send(pipe: IO[bytes], message: object) -> None:
    pickle.dump(message, pipe)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    return pickle.load(pipe)  # noqa: S301 - the other end is our own code
