"""Two galleries on the same containers and many clients at once: some order of their wishes explains every answer."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from support.gallery_app import new_containers

from faults.bench import Bench
from faults.clients import COLOURS, DELETE, MOVE, PUT, RESTORE, UPLOAD, Done, Wish, ask, page, preview, shown
from faults.contents import Contents, contents
from faults.model import Round, State, visible

StartApp = Callable[[dict[str, str]], str]

ALBUMS = ("Rome", "Oslo", "")
PLACES = ("Rome/a.jpg", "Oslo/a.jpg", "Rome/a (2).jpg")
AT_ONCE = 5
VERBS = (UPLOAD, UPLOAD, PUT, DELETE, DELETE, RESTORE, MOVE, MOVE)


@dataclass(frozen=True)
class Step:
    """A wish that is put into words when it is known what is there."""

    verb: str
    number: int
    colour: str
    album: str

    def wish(self, state: State) -> Wish:
        """Concerns one of the few photos there are, so that many meet at the same."""
        if self.verb == UPLOAD:
            return Wish(UPLOAD, "a.jpg", self.colour, self.album)
        if self.verb == PUT:
            return Wish(PUT, PLACES[self.number % len(PLACES)], self.colour)
        trashed = sorted(name for name in state if name.startswith(".trash/"))
        names = trashed if self.verb == RESTORE else visible(state)
        name = names[self.number % len(names)] if names else f"{'.trash/' if self.verb == RESTORE else ''}{PLACES[0]}"
        return Wish(self.verb, name, album=self.album)


STEPS = st.builds(Step, st.sampled_from(VERBS), st.integers(0, 2), st.sampled_from(COLOURS), st.sampled_from(ALBUMS))


@dataclass(frozen=True)
class Pair:
    """Two galleries that share their containers."""

    urls: tuple[str, str]
    contents: Contents
    bench: Bench


class Machine(RuleBasedStateMachine):
    """Asks both galleries, and compares with the model."""

    def __init__(self, pair: Pair) -> None:
        super().__init__()
        self.pair = pair
        self.state: State = {}

    @initialize(steps=st.lists(STEPS, max_size=3))
    def begin(self, steps: Sequence[Step]) -> None:
        """With an empty library, then some photos one after the other."""
        self.pair.contents.clear()
        for step in steps:
            self.do_at_once([step])

    @rule(steps=st.lists(STEPS, min_size=1, max_size=AT_ONCE))
    def do_at_once(self, steps: Sequence[Step]) -> None:
        """By turns to the one gallery and to the other."""
        wishes = [step.wish(self.state) for step in steps]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            said = pool.map(ask, [self.pair.urls[number % 2] for number in range(len(wishes))], wishes)
            self.agree(list(zip(wishes, said, strict=True)))

    @rule(steps=st.lists(STEPS, min_size=1, max_size=2), number=st.integers(0, 2))
    def look_meanwhile(self, steps: Sequence[Step], number: int) -> None:
        """Whoever looks while others work gets a page, and no picture but a whole one."""
        names = visible(self.state)
        with ThreadPoolExecutor(2) as pool:
            looks = [pool.submit(page, url) for url in self.pair.urls]
            pictures = [
                pool.submit(preview, url, name) for url in self.pair.urls for name in names[number : number + 1]
            ]
            self.do_at_once(steps)
            assert [look.result().status_code for look in looks] == [200, 200]
            for picture in pictures:
                answer = picture.result()
                assert answer.status_code == 404 or answer.content[8:12] == b"WEBP", answer.text

    def agree(self, done: Sequence[Done]) -> None:
        """The container is as some order of the wishes leaves it, and both galleries show just that."""
        now = self.pair.contents.colours()
        assert now in Round(self.state, done).finals(), f"{self.state}\n{done}\n{now}"
        for url in self.pair.urls:
            assert sorted(shown(url)) == visible(now), (done, now)
        self.state = now
        self.pair.bench.figures.add("wishes of clients at two processes at once", len(done))


@pytest.fixture
def pair(start_app: StartApp, storage: str, bench: Bench) -> Iterator[Pair]:
    containers = new_containers()
    names = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews, "DECODERS": "1"}
    urls = (start_app(names), start_app(names))
    with contents(storage, containers) as found:
        yield Pair(urls, found, bench)


def test_some_order_of_all_wishes_explains_every_answer_and_what_is_there(pair: Pair, bench: Bench) -> None:
    """After every round: no acknowledged bytes are missing, none doubled, no answer was false."""
    examples, steps = (40, 25) if bench.is_full else (3, 12)
    run_state_machine_as_test(
        lambda: Machine(pair),  # type: ignore[arg-type]  # a factory will do (Hypothesis docs, "Stateful tests")
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=not bench.is_full,
            database=None,
            # What fails once at this moment need not fail again, so there is nothing to shrink.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
