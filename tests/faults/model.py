"""The states that concurrent requests may leave: some order of them explains the state and all responses.

A request that failed may have taken effect or not, but never by half. A failed upload may also leave a reservation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from faults.clients import DATED, DELETE, NO_RESPONSE, PUT, RESTORE, UPLOAD, Exchange, Request, Response
from gallery.library.outcomes import DUPLICATE, RENAMED, STORED
from gallery.model.folders import TRASH
from gallery.model.names import numbered_names, set_number

EMPTY = ""
"""Instead of a color: a reservation of an upload that hasn't finished, or whose process was killed."""

MAX_NUMBERS = 24
"""More numbered names than these few photos can get."""

State = dict[str, str]
"""The color of every blob, including those in the trash."""


@dataclass(frozen=True)
class Round:
    """Concurrent requests, the state of the container before them, and the one found after them."""

    start: State
    exchanges: Sequence[Exchange]
    found: State
    is_broken: bool = False
    """Whether storage or the gallery may have failed, so that requests may have failed too."""

    def is_explained(self) -> bool:
        """Whether some order of the requests leads to the state found, with every response true in that order."""
        return self.found in self._final_states()

    def _final_states(self) -> list[State]:
        seen = {(_key(self.start), frozenset(range(len(self.exchanges))))}
        waiting = list(seen)
        while waiting:
            key, left = waiting.pop()
            for number in left:
                request, response = self.exchanges[number]
                after = {(_key(state), left - {number}) for state in self._apply(dict(key), request, response)}
                waiting += after - seen
                seen |= after
        return [dict(key) for key, left in seen if not left]

    def _apply(self, state: State, request: Request, response: Response) -> Iterator[State]:
        if response.outcome:
            yield from self._apply_success(state, request, response)
        elif self.is_broken and has_failed(response):
            yield state
            yield from self._apply_without_response(state, request)
        elif self._is_true_refusal(state, request, response):
            yield state
            if response.status == 409 and request.verb not in {UPLOAD, PUT}:
                yield from self._apply_move(state, request)
            elif response.status == 409 and self.is_broken:  # It may have failed to delete its reservation.
                yield from self._leave_reservation(state, request)

    def _apply_success(self, state: State, request: Request, response: Response) -> Iterator[State]:
        if request.verb in {UPLOAD, PUT}:
            if self._is_true_upload(state, request, response):
                after = state | {response.name: request.color}
                yield after
                if self.is_broken:  # It may have failed to delete a reservation that it didn't need.
                    yield from self._leave_reservation(after, request)
        elif self._is_valid_name(request, response):
            moved = self._apply_move(state, request)
            yield from (after for after in moved if response.name in after and request.name not in after)
            is_repeated = response.name == request.name or self._has_rival(request)
            if is_repeated and response.name in state and request.name in {*state, *self.start}:
                yield state

    def _is_true_upload(self, state: State, request: Request, response: Response) -> bool:
        if response.outcome == DUPLICATE:
            return state.get(response.name) == request.color and self._is_valid_name(request, response)
        return self._may_be_new(state, request, response)

    def _may_be_new(self, state: State, request: Request, response: Response) -> bool:
        folder, color = response.name[: response.name.rfind("/") + 1], request.color
        # Two instances don't see each other's duplicates of the same moment (docs/limits.md).
        duplicates = [name for name in state if self.start.get(name) == state[name] == color and _is_in(folder, name)]
        is_free = state.get(response.name, EMPTY) == EMPTY
        return is_free and self._is_valid_name(request, response) and (request.verb == PUT or not duplicates)

    def _is_valid_name(self, request: Request, response: Response) -> bool:
        """Whether the response has the requested name, or reports that it's another one."""
        target = target_of(request)
        if response.outcome == DUPLICATE and request.verb == UPLOAD:
            return _is_in(target[: target.rfind("/") + 1], response.name)
        is_numbered = response.outcome == RENAMED or (request.verb == DELETE and response.name != target)
        last = MAX_NUMBERS if is_numbered or request.verb == RESTORE else 1
        return response.name in list(islice(numbered_names(target), int(is_numbered), last))

    def _has_rival(self, request: Request) -> bool:
        """Two requests may both succeed in moving a photo if they move it to the same name."""
        return sum(rival.name == request.name and rival.verb == request.verb for rival, _ in self.exchanges) > 1

    def _is_true_refusal(self, state: State, request: Request, response: Response) -> bool:
        if request.verb == PUT and response.status == 409:
            return state.get(request.name, request.color) != request.color or len(self.exchanges) > 1
        if request.verb in {UPLOAD, PUT}:
            return False
        if response.status == 404:
            return state.get(request.name, EMPTY) == EMPTY
        return response.status == 409 and len(self.exchanges) > 1

    def _apply_without_response(self, state: State, request: Request) -> Iterator[State]:
        """Yield the states that the request may leave besides the one before it."""
        if request.verb not in {UPLOAD, PUT}:
            yield from self._apply_move(state, request)
            return
        target = target_of(request)
        for name in self._names(request):
            if self._may_be_new(state, request, Response(201, STORED if name == target else RENAMED, name)):
                yield {**state, name: request.color}
        yield from self._leave_reservation(state, request)

    def _leave_reservation(self, state: State, request: Request) -> Iterator[State]:
        """Yield the states with one more reservation. Uploads reserve before they list duplicates."""
        for name in self._names(request):
            if name not in state:
                yield {**state, name: EMPTY}

    def _apply_move(self, state: State, request: Request) -> Iterator[State]:
        """Yield the states with the photo under each name that it may get."""
        color = state.get(request.name, EMPTY)
        if color == EMPTY:
            return
        others = {name: other for name, other in state.items() if name != request.name}
        for name in self._names(request):
            if state.get(name, color) == color:
                yield {**others, name: color}

    def _names(self, request: Request) -> list[str]:
        """The names that a request may give its photo, without those that no response or state shows."""
        last = 1 if request.verb == PUT else MAX_NUMBERS
        names = islice(numbered_names(target_of(request)), last)
        return [name for name in names if name in self._known_names]

    @cached_property
    def _known_names(self) -> set[str]:
        return {*self.found, *(name for request, response in self.exchanges for name in (request.name, response.name))}


def has_failed(response: Response) -> bool:
    """Whether the response leaves open what the request did."""
    return response.status == NO_RESPONSE or response.status >= 429


def _key(state: State) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(state.items()))


def target_of(request: Request) -> str:
    """Return the name that a request asks for; the photo gets a number if it's taken."""
    if request.verb == PUT:
        return request.name
    if request.verb == DELETE:
        return TRASH + request.name
    if request.verb == RESTORE:
        # The trash may have added a number or replaced it, and the state doesn't include the name it recorded.
        return set_number(request.name.removeprefix(TRASH), 1).replace(" (1)", "")
    return (f"{request.album}/" if request.album else DATED) + request.name.rpartition("/")[2]


def visible_names(state: State) -> list[str]:
    """Return the names that the pages must show, sorted."""
    return sorted(name for name, color in state.items() if color != EMPTY and not name.startswith(TRASH))


def _is_in(folder: str, name: str) -> bool:
    return name[: name.rfind("/") + 1] == folder
