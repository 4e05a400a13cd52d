"""Concurrent requests to two galleries on the same containers, compared with the model."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from faults.bench import Bench
from faults.clients import (
    COLORS,
    DELETE,
    MOVE,
    PUT,
    RESTORE,
    UPLOAD,
    Exchange,
    Request,
    get_page,
    get_preview,
    list_shown,
    send,
)
from faults.contents import Contents
from faults.model import Round, State, visible_names

ALBUMS = ("Rome", "Oslo", "")
NAMES = ("Rome/a.jpg", "Oslo/a.jpg", "Rome/a (2).jpg")
CLIENTS = 5
VERBS = (UPLOAD, UPLOAD, PUT, DELETE, DELETE, RESTORE, MOVE, MOVE)


@dataclass(frozen=True)
class Step:
    """A choice that becomes a request once the state is known."""

    verb: str
    number: int
    color: str
    album: str

    def to_request(self, state: State) -> Request:
        """Return a request about one of a few photos, so that many requests concern the same one."""
        if self.verb == UPLOAD:
            return Request(UPLOAD, "a.jpg", self.color, self.album)
        if self.verb == PUT:
            return Request(PUT, NAMES[self.number % len(NAMES)], self.color)
        trashed = sorted(name for name in state if name.startswith(".trash/"))
        names = trashed if self.verb == RESTORE else visible_names(state)
        name = names[self.number % len(names)] if names else f"{'.trash/' if self.verb == RESTORE else ''}{NAMES[0]}"
        return Request(self.verb, name, album=self.album)


STEPS = st.builds(Step, st.sampled_from(VERBS), st.integers(0, 2), st.sampled_from(COLORS), st.sampled_from(ALBUMS))


@dataclass(frozen=True)
class Pair:
    """Two galleries with the same containers."""

    urls: tuple[str, str]
    contents: Contents
    bench: Bench


class Machine(RuleBasedStateMachine):
    """Sends requests to both galleries, and compares them with the model."""

    def __init__(self, pair: Pair) -> None:
        super().__init__()
        self.pair = pair
        self.state: State = {}

    @initialize(steps=st.lists(STEPS, max_size=3))
    def begin(self, steps: Sequence[Step]) -> None:
        """Start with an empty library, and add some photos one after the other."""
        self.pair.contents.clear()
        for step in steps:
            self.send_concurrently([step])

    @rule(steps=st.lists(STEPS, min_size=1, max_size=CLIENTS))
    def send_concurrently(self, steps: Sequence[Step]) -> None:
        """Send the requests to the two galleries in turn."""
        requests = [step.to_request(self.state) for step in steps]
        with ThreadPoolExecutor(CLIENTS) as pool:
            responses = pool.map(send, [self.pair.urls[number % 2] for number in range(len(requests))], requests)
            self.check_state(list(zip(requests, responses, strict=True)))

    @rule(steps=st.lists(STEPS, min_size=1, max_size=2), number=st.integers(0, 2))
    def view_during_changes(self, steps: Sequence[Step], number: int) -> None:
        """While requests are running, every visitor gets a page, and complete previews only."""
        names = visible_names(self.state)
        with ThreadPoolExecutor(2) as pool:
            pages = [pool.submit(get_page, url) for url in self.pair.urls]
            previews = [
                pool.submit(get_preview, url, name) for url in self.pair.urls for name in names[number : number + 1]
            ]
            self.send_concurrently(steps)
            assert [page.result().status_code for page in pages] == [200, 200]
            for preview in previews:
                response = preview.result()
                assert response.status_code == 404 or response.content[8:12] == b"WEBP", response.text

    def check_state(self, exchanges: Sequence[Exchange]) -> None:
        """Check that some order of the requests leaves the container in its state, and that both galleries show it."""
        found = self.pair.contents.colors()
        assert Round(self.state, exchanges, found).is_explained(), f"{self.state}\n{exchanges}\n{found}"
        for url in self.pair.urls:
            assert sorted(list_shown(url)) == visible_names(found), (exchanges, found)
        self.state = found
        self.pair.bench.figures.add("client requests to two processes at once", len(exchanges))


def run_machine(pair: Pair, examples: int, steps: int) -> None:
    """Send random requests, the same in every run without --full."""
    run_state_machine_as_test(
        lambda: Machine(pair),  # type: ignore[arg-type]  # a factory is fine (Hypothesis docs, "Stateful tests")
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=not pair.bench.is_full,
            database=None,
            # A race may not fail a second time, so shrinking finds nothing.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
