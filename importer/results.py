"""What became of each file."""

from dataclasses import dataclass

STORED = "stored"
PRESENT = "already there"
SAME = "same file"
"""As another one in the sources: stored once."""
SKIPPED = "skipped"
"""Not a photo, or not to be imported."""
REJECTED = "rejected"
FAILED = "failed"
"""Not accounted for: the next run tries again."""
PLANNED = "would be sent"


@dataclass(frozen=True)
class Result:
    """What became of one file."""

    status: str
    name: str = ""
    """Its photo's, in the gallery."""
    reason: str = ""
    bytes: int = 0
    md5: str = ""
    is_verified: bool = False
    """Whether storage has said that it has the same bytes."""
    is_problem: bool = False
    """Whether a person should read the reason, although the file is accounted for."""


@dataclass(frozen=True)
class Line:
    """A line of a report."""

    path: str
    result: Result
