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

from gallery import memory
from gallery.errors import Busy, Crashed, GalleryError, TooSlow
from gallery.settings import Settings

if TYPE_CHECKING:
    from gallery.pictures.decoding import Picture  # Pillow is the child's; here it would only slow down the start
    from gallery.pictures.exif import Exif

LONGEST_WAIT = 60
"""Seconds that a picture waits for its turn, well below the platform's 230 for a whole request."""

MEMORY_LIMIT = 2_300_000_000
"""Bytes of address space of a child. Peaks measured with 100 megapixels: JPEG 0.1 GB, progressive JPEG 0.7, HEIC 0.9,
AVIF 1.0, PNG with alpha 1.0, WebP 1.6, WebP with alpha 2.0; with 12 megapixels nothing takes more than 0.3."""

PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""Variables of the environment that a child gets. Keys and connection strings are not among them."""

LONGEST_START = 60
"""Seconds for a child to start. It takes 0.2, and some more from a cold disk."""

LONGEST_END = 1
"""Seconds for a killed child to be gone, where that matters."""

CHILD = "from gallery.pictures.worker_pool import serve; serve()"

_NO_MORE = object()
"""What stands for all answers of a child that has died."""

_Request = tuple[str, tuple[Any, ...]]
"""A function of gallery.pictures.decoding and its arguments."""


def decode(data: bytes, file: str, settings: Settings) -> "Picture":
    """gallery.pictures.decoding.read_picture in a child process, within the time and memory that a picture may take.

    Raises what read_picture raises, BrokenPicture for whatever harms the child, and Busy when too many are waiting.
    """
    return cast("Picture", _answer(("read_picture", (data, file, settings.max_pixels)), file, settings))


def decode_exif(data: bytes, file: str, settings: Settings) -> "Exif":
    """gallery.pictures.decoding.read_exif in the same way."""
    return cast("Exif", _answer(("read_exif", (data, file)), file, settings))


def close() -> None:
    """Ends all children, busy or not. decode() may be called again afterwards."""
    with _lock:
        while _decoders:
            _decoders.popitem()[1].close()


def serve() -> None:
    """The child's whole life: one answer for each request, until the parent closes the pipe or dies."""
    from gallery.pictures import decoding  # noqa: PLC0415 - see above

    _limit_harm()
    answers = _own_output()
    requests: queue.SimpleQueue[_Request] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(requests,), daemon=True).start()
    _send(answers, "ready")
    while True:
        try:
            function, arguments = requests.get()
            _send(answers, getattr(decoding, function)(*arguments))
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
            env=environment | memory.WORKER_ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,  # Ctrl-C in a terminal is the parent's business
        )
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._talking = threading.Thread(target=self._talk, daemon=True)
        self._talking.start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        self._answer(LONGEST_START)

    def ask(self, request: _Request, seconds: float) -> Any:
        """The answer. Raises TimeoutError when it does not come in time, and EOFError when the child dies."""
        self._requests.put(request)
        return self._answer(seconds)

    def end(self, patience: float = 0) -> None:
        """Kills it, and gives it so many seconds to be gone."""
        self._process.kill()
        self._requests.put(None)
        self._talking.join(patience)

    def _answer(self, seconds: float) -> Any:
        try:
            answer = self._answers.get(timeout=max(seconds, 0))
        except queue.Empty:
            raise TimeoutError from None
        if answer is _NO_MORE:
            self._answers.put(_NO_MORE)  # for whoever asks again
            raise EOFError
        return answer

    def _talk(self) -> None:
        """In a thread, because the system may take its time to end what was killed, and nobody shall wait for that."""
        requests, answers = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        with suppress(Exception):  # it has died, or has said what is no answer
            self._answers.put(_receive(answers))
            while self._pass_on(requests):
                self._answers.put(_receive(answers))
        self._answers.put(_NO_MORE)
        self._process.kill()
        self._process.wait()
        answers.close()
        with suppress(BrokenPipeError):  # the rest of a request that it did not read
            requests.close()

    def _pass_on(self, requests: IO[bytes]) -> bool:
        request = self._requests.get()
        if request:
            _send(requests, request)
        return bool(request)


class _NoChild(Exception):
    """None can be started, which is no fault of the picture."""


class _Place:
    """For one child at a time, started when it is first needed and when the one before has died."""

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._is_closed = False

    def ask(self, request: _Request, seconds: float) -> Any:
        """The answer. Raises _NoChild, TimeoutError, and EOFError when the request is what a child has died of."""
        until, was_up = time.monotonic() + seconds, self._is_up()
        try:
            return self._ask(request, seconds)
        except EOFError:
            if not was_up or self._is_closed:
                raise
        # It may have died of anything, just now or while it was idle, which the system may not show yet.
        return self._ask(request, until - time.monotonic())

    def close(self) -> None:
        """Ends the child, in the middle of what it does; there will be no other."""
        self._is_closed = True
        self._end(LONGEST_END)

    def _ask(self, request: _Request, seconds: float) -> Any:
        try:
            return self._running().ask(request, seconds)
        except BaseException:
            self._end()  # what it says next would be the answer to this request
            raise

    def _running(self) -> _Child:
        if self._child and self._child.alive:
            return self._child
        self._end()
        try:
            child = self._child = _Child()
            child.wait_until_ready()
        except (OSError, EOFError) as error:  # TimeoutError is an OSError
            raise _NoChild from error
        if self._is_closed:  # close() knew the one before
            raise _NoChild
        return child

    def _is_up(self) -> bool:
        return self._child is not None and self._child.alive

    def _end(self, patience: float = 0) -> None:
        child, self._child = self._child, None
        if child:
            child.end(patience)


class _Decoder:
    """As many children as wanted, and the turns of those who wait for one."""

    def __init__(self, children: int) -> None:
        self._places = [_Place() for _ in range(children)]
        # Last in, first out, so that children that are up go before those yet to be started.
        self._turns: queue.LifoQueue[_Place] = queue.LifoQueue()
        for place in self._places:
            self._turns.put(place)

    def answer(self, request: _Request, file: str, seconds: float) -> Any:
        try:
            with self._turn() as place:
                answer = place.ask(request, seconds)
        except queue.Empty:
            raise Busy(f"{file} had to wait too long for its turn; please try again.") from None
        except _NoChild as error:
            raise Busy(f"{file} can't be decoded just now; please try again.") from error
        except TimeoutError:
            raise TooSlow(f"{file} takes too long to decode (over {seconds} s).") from None
        except EOFError:
            raise Crashed(f"{file} is damaged; decoding it failed badly.") from None
        if isinstance(answer, GalleryError):
            try:
                raise answer
            finally:
                del answer  # its traceback holds this frame, so that neither would be freed before the collector comes
        return answer

    def close(self) -> None:
        for place in self._places:
            place.close()

    @contextmanager
    def _turn(self) -> Iterator[_Place]:
        place = self._turns.get(timeout=LONGEST_WAIT)
        try:
            yield place
        finally:
            self._turns.put(place)


_lock = threading.Lock()
_decoders: dict[int, _Decoder] = {}
"""By their number of children: one, but in tests."""

atexit.register(close)


def _limit_harm() -> None:
    # Windows has no resource module, and macOS refuses the second limit; both are only for trying things out.
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash would write all its memory to disk, and take as long
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
