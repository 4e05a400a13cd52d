"""What may lie in the container after many wishes at once: some order of them explains it, and all answers.

A wish that failed may have been done or not, but never by half.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from faults.clients import DATED, DELETE, PUT, RESTORE, UNHEARD, UPLOAD, Done, Said, Wish
from gallery.library.outcomes import DUPLICATE, RENAMED, STORED
from gallery.model.folders import TRASH
from gallery.model.names import numbered_names

EMPTY = ""
"""In the place of a colour: a PUT that has not finished, or that died."""

NAMES = 24
"""Numbers that a name is given at most, with as few photos as there are."""

State = dict[str, str]
"""The colour of every blob, those in the trash too."""


@dataclass(frozen=True)
class Round:
    """What was done at once, from one state of the container."""

    start: State
    done: Sequence[Done]
    is_broken: bool = False
    """Whether storage or the gallery may have failed meanwhile, so that wishes may have failed."""

    def finals(self) -> list[State]:
        """Every state that some order of the wishes leads to; none when an answer was false."""
        seen = {(_key(self.start), frozenset(range(len(self.done))))}
        waiting = list(seen)
        while waiting:
            key, left = waiting.pop()
            for number in left:
                wish, said = self.done[number]
                after = {(_key(state), left - {number}) for state in self._effects(dict(key), wish, said)}
                waiting += after - seen
                seen |= after
        return [dict(key) for key, left in seen if not left]

    def _effects(self, state: State, wish: Wish, said: Said) -> Iterator[State]:
        if said.outcome:
            yield from self._kept_promise(state, wish, said)
        elif self.is_broken and (said.status == UNHEARD or said.status >= 429):
            yield state
            yield from self._done_after_all(state, wish)
        elif self._is_true_refusal(state, wish, said):
            yield state
            if said.status == 409 and wish.verb not in {UPLOAD, PUT}:
                yield from _moves(state, wish)

    def _kept_promise(self, state: State, wish: Wish, said: Said) -> Iterator[State]:
        if said.outcome == DUPLICATE:
            yield from [state] if state.get(said.name) == wish.colour and self._is_place(wish, said) else []
        elif wish.verb in {UPLOAD, PUT}:
            yield from [state | {said.name: wish.colour}] if self._may_be_new(state, wish, said) else []
        elif self._is_place(wish, said):
            yield from (after for after in _moves(state, wish) if said.name in after and wish.name not in after)
            if said.name == wish.name or self._came_second(wish):
                yield from [state] if said.name in state and wish.name in {*state, *self.start} else []

    def _may_be_new(self, state: State, wish: Wish, said: Said) -> bool:
        folder = said.name[: said.name.rfind("/") + 1]
        # What came at the same moment is not seen by each other in two instances (docs/limits.md).
        twins = [name for name in state if self.start.get(name) == state[name] == wish.colour and _is_in(folder, name)]
        is_free = state.get(said.name, EMPTY) == EMPTY if wish.verb == PUT else said.name not in state
        return is_free and self._is_place(wish, said) and (wish.verb == PUT or not twins)

    def _is_place(self, wish: Wish, said: Said) -> bool:
        """Whether the answer names a place that was asked for, and says so when it is not the very one."""
        wanted = wanted_by(wish)
        if said.outcome == DUPLICATE and wish.verb == UPLOAD:
            return _is_in(wanted[: wanted.rfind("/") + 1], said.name)
        is_numbered = said.outcome == RENAMED or (wish.verb == DELETE and said.name != wanted)
        return said.name in list(islice(numbered_names(wanted), int(is_numbered), NAMES if is_numbered else 1))

    def _came_second(self, wish: Wish) -> bool:
        """Two may be told that the photo has moved, when both have moved it to the same place."""
        return sum(rival.name == wish.name and rival.verb == wish.verb for rival, _ in self.done) > 1

    def _is_true_refusal(self, state: State, wish: Wish, said: Said) -> bool:
        if wish.verb == PUT and said.status == 409:
            return state.get(wish.name, wish.colour) != wish.colour or len(self.done) > 1
        if wish.verb in {UPLOAD, PUT}:
            return False
        return state.get(wish.name, EMPTY) == EMPTY if said.status == 404 else said.status == 409 and len(self.done) > 1

    def _done_after_all(self, state: State, wish: Wish) -> Iterator[State]:
        if wish.verb == PUT:
            if state.get(wish.name, EMPTY) == EMPTY:
                # What a PUT has left that died is taken away by the next, which may die as well before it goes on.
                yield {name: colour for name, colour in state.items() if name != wish.name}
                yield from ({**state, wish.name: colour} for colour in (EMPTY, wish.colour))
        elif wish.verb == UPLOAD:
            names = islice(numbered_names(wanted_by(wish)), NAMES)
            told = (Said(201, STORED if name == wanted_by(wish) else RENAMED, name) for name in names)
            yield from ({**state, said.name: wish.colour} for said in told if self._may_be_new(state, wish, said))
        else:
            yield from _moves(state, wish)


def _key(state: State) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(state.items()))


def wanted_by(wish: Wish) -> str:
    """The name that a wish would have a photo under, where it is free."""
    if wish.verb == PUT:
        return wish.name
    if wish.verb == DELETE:
        return TRASH + wish.name
    if wish.verb == RESTORE:
        return wish.name.removeprefix(TRASH)
    return (f"{wish.album}/" if wish.album else DATED) + wish.name.rpartition("/")[2]


def visible(state: State) -> list[str]:
    """What the pages have to show, sorted."""
    return sorted(name for name, colour in state.items() if colour != EMPTY and not name.startswith(TRASH))


def _moves(state: State, wish: Wish) -> Iterator[State]:
    """The photo in every place where it may go."""
    colour = state.get(wish.name, EMPTY)
    if colour == EMPTY:
        return
    left = {name: one for name, one in state.items() if name != wish.name}
    for name in islice(numbered_names(wanted_by(wish)), NAMES):
        if state.get(name, colour) == colour:
            yield {**left, name: colour}


def _is_in(folder: str, name: str) -> bool:
    return name[: name.rfind("/") + 1] == folder
