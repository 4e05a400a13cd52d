"""The model explains what the gallery may leave behind, and nothing else."""

import pytest

from faults.clients import DELETE, MOVE, NO_RESPONSE, PUT, UPLOAD, Request, Response
from faults.model import EMPTY, Round, State
from gallery.library.outcomes import DUPLICATE, STORED

FULL = {"Rome/a.jpg": "red", "Rome/a (2).jpg": "green", "Rome/a (3).jpg": "blue"}
LOST = Response(NO_RESPONSE)


def is_explained(start: State, request: Request, response: Response, found: State, *, is_broken: bool = True) -> bool:
    return Round(start, [(request, response)], found, is_broken).is_explained()


@pytest.mark.parametrize("color", ["red", "green", "blue"])
@pytest.mark.parametrize("response", [LOST, Response(503)])
def test_an_upload_of_a_duplicate_may_leave_its_reservation_but_not_a_second_photo(
    color: str, response: Response
) -> None:
    """It reserves the next free name before it lists the folder."""
    upload = Request(UPLOAD, "a.jpg", color, "Rome")
    assert is_explained(FULL, upload, response, FULL)
    assert is_explained(FULL, upload, response, {**FULL, "Rome/a (4).jpg": EMPTY})
    assert not is_explained(FULL, upload, response, {**FULL, "Rome/a (4).jpg": color})
    assert not is_explained(FULL, upload, response, {**FULL, "Rome/a (4).jpg": EMPTY, "Rome/a (5).jpg": EMPTY})
    assert not is_explained(FULL, upload, response, {**FULL, "Oslo/a.jpg": EMPTY})


def test_only_failing_storage_explains_the_reservation_of_a_put_that_was_refused() -> None:
    """It may have failed to delete it."""
    put, found = Request(PUT, "Oslo/a.jpg", "green"), {**FULL, "Oslo/a.jpg": EMPTY}
    others = [(Request(PUT, "Oslo/b.jpg", "red"), Response(409))]
    for is_broken in (True, False):
        one_round = Round(FULL, [(put, Response(409)), *others], found, is_broken)
        assert one_round.is_explained() == is_broken
        assert not Round(
            FULL, [(put, Response(409)), *others], {**FULL, "Oslo/a.jpg": "green"}, is_broken
        ).is_explained()


def test_only_failing_storage_explains_the_reservation_of_an_upload_that_succeeded() -> None:
    """It may have failed to delete it."""
    upload, response = Request(UPLOAD, "a.jpg", "green", "Rome"), Response(200, DUPLICATE, "Rome/a (2).jpg")
    for found, is_broken, expected in (
        ({**FULL, "Rome/a (4).jpg": EMPTY}, True, True),
        ({**FULL, "Rome/a (4).jpg": EMPTY}, False, False),
        (FULL, False, True),
    ):
        assert is_explained(FULL, upload, response, found, is_broken=is_broken) == expected


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ({}, {}),
        ({}, {"Rome/a.jpg": EMPTY}),
        ({}, {"Rome/a.jpg": "red"}),
        ({"Rome/a.jpg": EMPTY}, {"Rome/a.jpg": "red"}),
        ({"Rome/a.jpg": "red"}, {"Rome/a.jpg": "red"}),
    ],
)
def test_a_put_without_response_may_leave_its_reservation_or_the_photo(start: State, found: State) -> None:
    assert is_explained(start, Request(PUT, "Rome/a.jpg", "red"), LOST, found)


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ({"Rome/a.jpg": "blue"}, {"Rome/a.jpg": "red"}),
        ({"Rome/a.jpg": "blue"}, {"Rome/a.jpg": EMPTY}),
        ({"Rome/a.jpg": "blue"}, {"Rome/a.jpg": "blue", "Rome/a (2).jpg": EMPTY}),
        ({"Rome/a.jpg": EMPTY}, {}),
        ({}, {"Rome/a.jpg": "broken"}),
    ],
)
def test_a_put_without_response_overwrites_nothing_and_deletes_no_other_reservation(start: State, found: State) -> None:
    assert not is_explained(start, Request(PUT, "Rome/a.jpg", "red"), LOST, found)


@pytest.mark.parametrize("verb", [MOVE, DELETE])
def test_a_move_without_response_leaves_one_visible_photo(verb: str) -> None:
    """Its hidden copy isn't part of the state."""
    request, new = Request(verb, "Rome/a.jpg", album="Oslo"), "Oslo/a.jpg" if verb == MOVE else ".trash/Rome/a.jpg"
    others = {name: color for name, color in FULL.items() if name != "Rome/a.jpg"}
    assert is_explained(FULL, request, LOST, FULL)
    assert is_explained(FULL, request, LOST, {**others, new: "red"})
    assert not is_explained(FULL, request, LOST, {**FULL, new: "red"})
    assert not is_explained(FULL, request, LOST, others)
    assert not is_explained(FULL, request, LOST, {**FULL, new: EMPTY})


def test_a_photo_that_was_acknowledged_must_exist() -> None:
    upload, response = Request(UPLOAD, "a.jpg", "red", "Rome"), Response(201, STORED, "Rome/a.jpg")
    assert is_explained({}, upload, response, {"Rome/a.jpg": "red"})
    assert not is_explained({}, upload, response, {})
    assert not is_explained({}, upload, response, {"Rome/a.jpg": EMPTY})
