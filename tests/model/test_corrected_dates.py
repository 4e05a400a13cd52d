"""Which date counts: the file's, or what a sidecar says."""

import pytest

from gallery.model.annotations import Annotations
from gallery.model.corrected_dates import correct_facts, day_to_file_under
from gallery.model.dates import DateHistory
from gallery.model.facts import Facts

OWN = Facts("2026-09-12T20:11:12.5+02:00", "exif", 3, 2)
HERE = DateHistory("2026-09-12")


@pytest.mark.parametrize(
    "repeated", ["2026-09-12T20:11:12.5+02:00", "2026-09-12T20:11:12.50", "2026-09-12T20:11:12", "2026-09-12"]
)
def test_other_software_may_repeat_the_files_date_without_all_of_it(repeated: str) -> None:
    said = Annotations(taken=repeated)
    assert correct_facts(OWN, said) == OWN
    assert not day_to_file_under(OWN, said)


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (Annotations(taken="2026-09-12T20:11:13"), "2026-09-12T20:11:13"),
        (Annotations(taken="2026-09-12T20:11:12+03:00"), "2026-09-12T20:11:12+03:00"),
        (Annotations(taken="2026-09-12T20:11:12", history=HERE), "2026-09-12T20:11:12"),
        (Annotations(taken="2026-09-12", history=HERE), "2026-09-12"),
    ],
)
def test_any_other_date_is_a_correction(said: Annotations, taken: str) -> None:
    """Also one without the offset or the time, if someone removed that in the gallery."""
    facts = correct_facts(OWN, said)
    assert facts
    assert (facts.taken, facts.taken_from) == (taken, "sidecar")
    assert day_to_file_under(OWN, said) == "2026-09-12"


def test_a_cleared_correction_leaves_the_day_to_return_to() -> None:
    said = Annotations(history=HERE)
    assert correct_facts(OWN, said) == OWN
    assert day_to_file_under(OWN, said) == "2026-09-12"
    assert not day_to_file_under(OWN, Annotations())
