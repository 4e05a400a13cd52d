"""A gallery whose storage breaks at random and which is killed at random, with clients that go on: nothing is lost."""

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
from faults.clients import COLOURS, DELETE, MOVE, PUT, RESTORE, UPLOAD, Done, Wish, ask, shown
from faults.contents import Contents, contents
from faults.instances import Instance, instance
from faults.model import Round, State, visible
from faults.proxy import Fault, Proxy, Way

SECONDS, FULL_SECONDS = 12, 240
AT_ONCE = 4
LATEST_KILL = 0.4
"""Seconds; most wishes are done by then."""


@dataclass
class Chaos:
    """One gallery at a time, behind the proxy."""

    folder: Path
    containers: Containers
    bench: Bench
    contents: Contents
    chance: random.Random
    state: State = field(default_factory=dict)
    fault: Fault | None = None
    """Of the last round that was broken."""
    calls: list[str] = field(default_factory=list)
    """To storage, in that round."""

    @contextmanager
    def running(self) -> Iterator[Instance]:
        """A gallery on the containers, and on what the one before has left."""
        proxy = self.bench.proxy.connection
        with instance(self.folder, proxy, self.containers, module="faults.quick_host") as started:
            yield started

    def go_on(self, app: Instance, *, kill: bool) -> None:
        """Some wishes at once while storage breaks; then everything has to be explained by the answers."""
        wishes = [self.wish() for _ in range(AT_ONCE)]
        self.fault = self._fault()
        self.bench.proxy.start(self.fault)
        timer = threading.Timer(self.chance.uniform(0, LATEST_KILL), app.kill)
        if kill:
            timer.start()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = list(zip(wishes, pool.map(lambda wish: ask(app.url, wish), wishes), strict=True))
        if kill:
            timer.join()
        self.bench.figures.add("storage calls broken at random", self.bench.proxy.broken)
        self.calls = list(self.bench.proxy.calls)
        self.bench.proxy.settle()
        self.agree(done, is_broken=True)
        self.bench.figures.add("wishes of clients while storage broke at random", AT_ONCE)

    def heal(self, app: Instance, done: list[Wish]) -> None:
        """With storage healthy: each wish once more, one after the other."""
        for wish in done:
            self.agree([(wish, ask(app.url, wish))], is_broken=False)
        assert sorted(shown(app.url)) == visible(self.state)

    def agree(self, done: list[Done], *, is_broken: bool) -> None:
        """The container is as some order of the wishes leaves it."""
        now = self.contents.colours()
        assert now in Round(self.state, done, is_broken).finals(), (
            f"{self.fault}\n" + "\n".join(self.calls) + f"\n{self.state}\n{done}\n{now}"
        )
        self.state = now

    def _fault(self) -> Fault:
        """Any way, at any call of the first, sometimes for long."""
        return Fault(self.chance.randint(1, 25), self.chance.choice(list(Way)), self.chance.random() < 0.3)

    def wish(self) -> Wish:
        """Of the few photos there are."""
        verb, colour = self.chance.choice((UPLOAD, UPLOAD, PUT, DELETE, RESTORE, MOVE)), self.chance.choice(COLOURS)
        album = self.chance.choice(("Rome", "Oslo", ""))
        if verb == UPLOAD:
            return Wish(UPLOAD, "a.jpg", colour, album)
        if verb == PUT:
            return Wish(PUT, f"{album or 'Paris'}/a.jpg", colour)
        there = visible(self.state) or ["Rome/a.jpg"]
        trashed = [name for name in sorted(self.state) if name.startswith(".trash/")] or [".trash/Rome/a.jpg"]
        return Wish(verb, self.chance.choice(trashed if verb == RESTORE else there), album=album)


def test_random_faults_and_kills_lose_double_and_misreport_nothing(
    bench: Bench, proxy: Proxy, storage: str, tmp_path: Path
) -> None:
    """Until the time is over: a gallery that breaks some rounds long, is killed, and started again."""
    containers, until = new_containers(), time.monotonic() + (FULL_SECONDS if bench.is_full else SECONDS)
    chance = random.Random(None if bench.is_full else 7)
    with contents(storage, containers) as found, ExitStack() as slow:
        slow.callback(setattr, proxy, "slow_byte_seconds", proxy.slow_byte_seconds)
        proxy.slow_byte_seconds = 0.002
        chaos = Chaos(tmp_path, containers, bench, found, chance)
        wishes: list[Wish] = []
        while time.monotonic() < until:
            proxy.settle()
            with chaos.running() as app:
                chaos.heal(app, wishes)
                for _ in range(chance.randint(1, 4)):
                    chaos.go_on(app, kill=False)
                wishes = [chaos.wish() for _ in range(2)]
                chaos.go_on(app, kill=True)
                bench.figures.add("processes killed")
        proxy.settle()
        with chaos.running() as app:
            chaos.heal(app, wishes)
