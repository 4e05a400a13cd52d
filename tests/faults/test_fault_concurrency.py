"""Two instances and many clients on a few photos: every answer is true, and nothing is lost or doubled."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from faults.bench import Bench
from faults.operations import colours, listed, opened, picture
from gallery.errors import GalleryError
from gallery.moves import MOVED, RESTORED, TRASHED, move_to_album
from gallery.previews import preview
from gallery.storage import Storage
from gallery.trash import discard, restore
from gallery.uploads import DUPLICATE, STORED, Upload, accept

COLOURS = ("red", "blue", "green")
AT_ONCE = 6
ROUNDS, FULL_ROUNDS = 12, 150

Done = tuple[str, str]
"""Colour and answer."""


def test_random_work_of_two_instances_agrees_with_its_answers(
    bench: Bench,
) -> None:
    """After every round of six at once, the library is what the answers say."""
    chance = random.Random(7)  # noqa: S311 - the same work in every run
    rounds = FULL_ROUNDS if bench.is_full else ROUNDS
    with opened(bench.storage, bench.storage) as instances, ThreadPoolExecutor(AT_ONCE) as pool:
        known: set[str] = set()
        before: set[str] = set()
        for _ in range(rounds):
            work = [(chance.choice(WORK), chance.choice(instances), chance.choice(COLOURS)) for _ in range(AT_ONCE)]
            done = list(pool.map(lambda one: answer_of(*one), work))
            known |= {colour for colour, answer in done if answer in {STORED, DUPLICATE}}
            before = check_round(instances[0], done, known, before)
            bench.figures.add("operations of two instances at once", AT_ONCE)


def check_round(storage: Storage, done: list[Done], known: set[str], before: set[str]) -> set[str]:
    """The colours that are shown, if everything is as it must be."""
    now = colours(storage)
    assert set(now.values()) == known, (done, now)
    shown = listed(storage)
    visible = Counter(now[name] for name in shown)
    trashed = Counter(colour for name, colour in now.items() if name not in shown)
    assert max([*visible.values(), *trashed.values(), 1]) == 1, (done, now)
    for colour in known:
        answers = {answer for one, answer in done if one == colour}
        came, went = answers & {STORED, DUPLICATE, RESTORED, MOVED}, TRASHED in answers
        if went and not came - {MOVED}:
            assert not visible[colour], (colour, done, now)
        if not went and (came or colour in before):
            assert visible[colour], (colour, done, now)
    return set(visible)


def answer_of(work: Callable[[Storage, str], str], storage: Storage, colour: str) -> Done:
    with suppress(GalleryError):
        return colour, work(storage, colour)
    return colour, "refused"


def upload(storage: Storage, colour: str) -> str:
    return accept(storage, Upload(f"{colour}.jpg", picture(colour)), "Rome").outcome


def delete(storage: Storage, colour: str) -> str:
    return discard(storage, f"Rome/{colour}.jpg").outcome


def take_back(storage: Storage, colour: str) -> str:
    return restore(storage, f".trash/Rome/{colour}.jpg").outcome


def move_within(storage: Storage, colour: str) -> str:
    return move_to_album(storage, f"Rome/{colour}.jpg", "Rome").outcome


def view(storage: Storage, colour: str) -> str:
    return preview(storage, f"Rome/{colour}.jpg", 240)[1].name


WORK = (upload, delete, take_back, move_within, view)
