"""What counts if people have corrected a photo's date."""

from gallery.model.annotations import Annotations
from gallery.model.dates import is_same, read_offset
from gallery.model.facts import Facts

CORRECTED = "sidecar"
"""The source of a corrected date. See Facts.taken_from for the others."""


def correct_facts(own: Facts | None, said: Annotations) -> Facts | None:
    """Return a photo's facts with the date that people say."""
    if not own or not said.taken or not _contradicts(said, own):
        return own
    return own._replace(taken=said.taken, taken_from=CORRECTED)


def day_to_file_under(own: Facts | None, said: Annotations) -> str:
    """Return the day of a photo whose date was corrected, or was corrected once; "" if it never was.

    A sidecar of other software that repeats the date in the file doesn't correct it.
    """
    if said.taken and (said.history.day or _contradicts(said, own)):
        return said.taken[: len("2026-09-12")]
    return said.history.day


def _contradicts(said: Annotations, own: Facts | None) -> bool:
    """Whether people say another date than the file, as far as that's known.

    Other software repeats the file's date in its sidecars, often without the offset or the time.
    """
    if not own or not said.taken:
        return False
    if said.history.day:
        return not is_same(own.taken, said.taken)
    is_part = own.taken.startswith(said.taken[: len("2026-09-12T10:11:12")])
    return not is_part or read_offset(said.taken) not in {"", read_offset(own.taken)}
