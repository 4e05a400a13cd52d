"""Processes that use one Azurite, with a clock that tests move, and with faults between any two of their requests.

The service's dates, and the clocks with which the gallery decides whether a mark is fresh, follow the simulated clock.
So tests use the real periods of seconds and minutes without waiting, and slow machines don't change what happens.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from azure.storage.blob import BlobServiceClient, ContainerClient
from requests.adapters import BaseAdapter

from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage import account, folder_marks, transport
from gallery.storage.account import Storage, open_storage
from support.gallery_app import Containers, new_containers

START = 1_800_000_000.0
"""The clock when a simulation starts: seconds since 1970."""

CALL_SECONDS = 0.05
"""How long each request takes."""

_TIMES = re.compile(r"<Last-Modified>[^<]*</Last-Modified><Etag>([^<]*)</Etag>")

Event = Callable[[], None]


class Killed(BaseException):
    """A process has died. Like the end of a process, it isn't an error that anything handles."""


@dataclass
class Clock:
    """The time of the service and of all processes."""

    now: float = START
    _written: dict[str, float] = field(default_factory=dict)
    """When each ETag was written."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def time(self) -> float:
        """Return seconds since 1970."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self.now += seconds

    def shift(self, response: requests.Response) -> None:
        """Replace the dates in a response by those of this clock."""
        response.headers["Date"] = _format(self.now)
        if "ETag" in response.headers:
            response.headers["Last-Modified"] = self._last_modified(response.headers["ETag"])
        if response.headers.get("Content-Type") == "application/xml":
            text = response.content.decode()
            content = _TIMES.sub(lambda found: self._element(found[1]), text).encode()
            response._content = content  # noqa: SLF001 - requests has no other way to replace a body
            response.headers["Content-Length"] = str(len(content))

    def _element(self, etag: str) -> str:
        return f"<Last-Modified>{self._last_modified(etag)}</Last-Modified><Etag>{etag}</Etag>"

    def _last_modified(self, etag: str) -> str:
        return _format(self._written.setdefault(etag.strip('"'), self.now))


@dataclass
class Process(BaseAdapter):
    """Sends the requests of one process, unless it's dead."""

    clock: Clock
    events: dict[int, Event] = field(default_factory=dict)
    """What happens before the request with this number, counted from the last call of `plan`."""
    watched: dict[str, Event] = field(default_factory=dict)
    """What happens before the first request whose method and address contain this text."""
    is_dead: bool = False
    is_dying: bool = False
    """Whether it dies before it gets the response to its next request."""
    calls: int = 0
    urls: list[str] = field(default_factory=list)
    """Each request: its method and its path with the query."""

    def __post_init__(self) -> None:
        """Send requests as the gallery does."""
        self._inner = transport._Adapter()  # noqa: SLF001 - the gallery's own checks belong to what is tested
        self._lock = threading.RLock()

    def plan(self, events: Mapping[int, Event]) -> None:
        """Let these things happen before the requests with these numbers, from 1."""
        self.events, self.calls = dict(events), 0

    def die(self) -> None:
        """Send nothing anymore."""
        self.is_dead = True
        raise Killed

    def die_after_request(self) -> None:
        """Send one more request."""
        self.is_dying = True

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """Send a request, after what is planned to happen before it."""
        with self._lock:
            self.calls += 1
            event = self.events.pop(self.calls, None)
        if self.is_dead:
            raise Killed
        if event:
            event()
        url = urlsplit(request.url or "")
        self.urls.append(f"{request.method} {url.path}?{url.query}")
        for text in [text for text in self.watched if text in self.urls[-1]]:
            self.watched.pop(text)()
        response = self._inner.send(request, *arguments, **options)
        if self.is_dying or self.is_dead:
            response.close()
            self.die()
        self.clock.advance(CALL_SECONDS)
        self.clock.shift(response)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


@dataclass
class Simulation:
    """One gallery's containers, the processes that use them, and their time."""

    connection: str
    containers: Containers
    clock: Clock = field(default_factory=Clock)
    _opened: list[BlobServiceClient] = field(default_factory=list)

    def start_process(self) -> tuple[Process, Storage]:
        """Start an instance of the gallery."""
        names = {"PHOTO_CONTAINER": self.containers.photos, "PREVIEW_CONTAINER": self.containers.previews}
        process = Process(self.clock)

        def open_transport() -> Any:
            opened = transport.open_transport()
            opened.session.mount("http://", process)
            return opened

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(account, "open_transport", open_transport)
            storage = open_storage(read_settings({PHOTO_STORAGE: self.connection, **names}))
        self._opened.append(storage.service)
        return process, storage

    def open_tool(self) -> ContainerClient:
        """Open the photos with the SDK, as another tool does: it knows nothing of the gallery."""
        return self.start_process()[1].service.get_container_client(self.containers.photos)

    def close(self) -> None:
        """Close all connections."""
        for service in self._opened:
            service.close()


@contextmanager
def simulate(connection: str) -> Iterator[Simulation]:
    """Simulate a gallery with new containers."""
    simulation = Simulation(connection, new_containers())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder_marks, "time", _Time(simulation.clock))
        yield simulation
    simulation.close()


class _Time:
    """Stands for the module `time`."""

    def __init__(self, clock: Clock) -> None:
        self.time = self.monotonic = clock.time


def _format(seconds: float) -> str:
    return formatdate(int(seconds), usegmt=True)
