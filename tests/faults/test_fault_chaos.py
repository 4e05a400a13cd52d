"""A gallery with random storage failures that is killed at random, while clients continue: nothing is lost."""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from support.gallery_app import Containers, new_containers

from faults.bench import Bench
from faults.clients import (
    COLORS,
    DELETE,
    MOVE,
    NO_RESPONSE,
    PUT,
    RESTORE,
    UPLOAD,
    Exchange,
    Request,
    Response,
    list_shown,
    send,
)
from faults.contents import Contents, open_contents
from faults.failures import LASTING, Failure, Fault
from faults.figures import KILLED
from faults.instances import Instance, start_instance
from faults.model import EMPTY, Round, State, has_failed, visible_names
from faults.proxy import Proxy

SECONDS, FULL_SECONDS = 12, 240
CLIENTS = 4
LOST = Response(NO_RESPONSE)
LATEST_KILL = 0.4
"""Seconds. Most requests are complete by then."""
LATE_DELIVERIES = 0.5
"""How often the writes that hit a fault arrive after a round, and not after a later one."""


@dataclass
class Chaos:
    """One gallery at a time behind the proxy, and the expected state of its container."""

    folder: Path
    containers: Containers
    bench: Bench
    contents: Contents
    chance: random.Random
    state: State = field(default_factory=dict)
    fault: Fault | None = None
    """The fault of the last round."""
    calls: list[str] = field(default_factory=list)
    """The calls to storage in that round."""
    unanswered: list[Exchange] = field(default_factory=list)
    """Failed requests of which writes may still arrive."""

    @contextmanager
    def run_gallery(self) -> Iterator[Instance]:
        """Run a new gallery on the containers as the last one has left them."""
        proxy = self.bench.proxy.connection
        with start_instance(self.folder, proxy, self.containers, module="faults.quick_host") as started:
            yield started

    def send_during_fault(self, app: Instance, *, kill: bool) -> None:
        """Send concurrent requests while storage fails, and check that the responses explain the state."""
        requests = [self.choose_request() for _ in range(CLIENTS)]
        self.fault = self._choose_fault()
        self.bench.proxy.start(self.fault)
        timer = threading.Timer(self.chance.uniform(0, LATEST_KILL), app.kill)
        if kill:
            timer.start()
        with ThreadPoolExecutor(CLIENTS) as pool:
            exchanges = list(zip(requests, pool.map(lambda request: send(app.url, request), requests), strict=True))
        if kill:
            timer.join()
        self.bench.figures.add("storage calls broken at random", self.bench.proxy.broken)
        self.calls = list(self.bench.proxy.calls)
        self.bench.proxy.settle()
        self.check_state(exchanges, is_broken=True)
        self.unanswered += [(request, LOST) for request, response in exchanges if may_still_act(request, response)]
        if self.chance.random() < LATE_DELIVERIES or len(self.unanswered) > CLIENTS:
            self.deliver_late()
        self.bench.figures.add("client requests while storage broke at random", CLIENTS)

    def deliver_late(self) -> None:
        """Let the kept writes arrive. Only failed requests may have an effect, apart from empty reservations."""
        self.bench.figures.add("writes delivered late at random", len(self.bench.proxy.kept))
        self.calls = [f"{call}: {status}" for call, status in self.bench.proxy.deliver_late()]
        reservations = {name: color for name, color in self.contents.colors().items() if color == EMPTY}
        self.state = reservations | {name: color for name, color in self.state.items() if color != EMPTY}
        self.check_state(self.unanswered, is_broken=True)
        self.unanswered.clear()

    def retry(self, app: Instance, requests: list[Request]) -> None:
        """Send requests again, one after the other, while storage is healthy."""
        for request in requests:
            self.check_state([(request, send(app.url, request))], is_broken=False)
        assert sorted(list_shown(app.url)) == visible_names(self.state)

    def check_state(self, exchanges: list[Exchange], *, is_broken: bool) -> None:
        """Check that some order of the requests leaves the container in its state."""
        found = self.contents.colors()
        assert Round(self.state, exchanges, found, is_broken).is_explained(), (
            f"{self.fault}\n" + "\n".join(self.calls) + f"\n{self.state}\n{exchanges}\n{found}"
        )
        self.state = found

    def _choose_fault(self) -> Fault:
        """Choose any failure at one of the first calls, sometimes a lasting one."""
        failure = self.chance.choice(list(Failure))
        return Fault(
            self.chance.randint(1, 25), failure, self.chance.random() < 0.3 and LASTING[failure][-1], is_kept=True
        )

    def choose_request(self) -> Request:
        """Choose a request about one of a few photos."""
        verb, color = self.chance.choice((UPLOAD, UPLOAD, PUT, DELETE, RESTORE, MOVE)), self.chance.choice(COLORS)
        album = self.chance.choice(("Rome", "Oslo", ""))
        if verb == UPLOAD:
            return Request(UPLOAD, "a.jpg", color, album)
        if verb == PUT:
            return Request(PUT, f"{album or 'Paris'}/a.jpg", color)
        visible = visible_names(self.state) or ["Rome/a.jpg"]
        trashed = [name for name in sorted(self.state) if name.startswith(".trash/")] or [".trash/Rome/a.jpg"]
        return Request(verb, self.chance.choice(trashed if verb == RESTORE else visible), album=album)


def may_still_act(request: Request, response: Response) -> bool:
    """Whether a write of the request may arrive later. A refused move may have sent its deletion before."""
    return has_failed(response) or (response.status == 409 and request.verb in {DELETE, RESTORE, MOVE})


def test_random_faults_and_kills_lose_duplicate_and_misreport_nothing(
    bench: Bench, proxy: Proxy, connection_string: str, tmp_path: Path
) -> None:
    """Until the time is up: some rounds with faults, a kill, and a restart."""
    containers, until = new_containers(), time.monotonic() + (FULL_SECONDS if bench.is_full else SECONDS)
    chance = random.Random(None if bench.is_full else 7)
    with open_contents(connection_string, containers) as contents, ExitStack() as stack:
        stack.callback(setattr, proxy, "slow_byte_seconds", proxy.slow_byte_seconds)
        proxy.slow_byte_seconds = 0.002
        proxy.kept.clear()
        chaos = Chaos(tmp_path, containers, bench, contents, chance)
        requests: list[Request] = []
        while time.monotonic() < until:
            proxy.settle()
            with chaos.run_gallery() as app:
                chaos.retry(app, requests)
                for _ in range(chance.randint(1, 4)):
                    chaos.send_during_fault(app, kill=False)
                requests = [chaos.choose_request() for _ in range(2)]
                chaos.send_during_fault(app, kill=True)
                bench.figures.add(KILLED)
        proxy.settle()
        with chaos.run_gallery() as app:
            chaos.retry(app, requests)
