"""Reservations: empty blobs that hold a name for an upload, with a token that identifies the upload."""

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path

from gallery.model.blobs import Blob

TOKEN = "upload"  # noqa: S105 - not a secret
"""Metadata key. The value is `process.random`, with the process as in process_name()."""

WAITS_FOR = "waits_for"
"""Metadata key of a reservation: the MD5 of the bytes to come, in hex."""

UNFINISHED_AFTER = timedelta(minutes=5)
"""A request lives for at most 230 seconds on Azure, so an older reservation is abandoned."""


def new_token() -> str:
    """A token for one upload. It shows that this upload wrote a blob even if the response to the write was lost."""
    return f"{process_name()}.{secrets.token_hex(8)}"


def is_abandoned(reservation: Blob, md5: bytes) -> bool:
    """Whether its writer must be dead.

    The same bytes may continue at once if the writing process is known to have died. Other bytes, and other machines,
    have to wait until no request can be that old.
    """
    if reservation.age >= UNFINISHED_AFTER:
        return True
    is_same = reservation.metadata.get(WAITS_FOR) == md5.hex()
    return is_same and _has_died(reservation.metadata.get(TOKEN, "").partition(".")[0])


@cache
def process_name() -> str:
    """A name for this process, unique among all processes of an account: `machine-pid-random`."""
    return f"{_machine()}-{os.getpid()}-{secrets.token_hex(4)}"


@cache
def _machine() -> str:
    """Identifies the boot and PID namespace, within which a PID means something; "" where the system doesn't say."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip().replace("-", "")
        return boot + str(Path("/proc/self/ns/pid").stat().st_ino)
    return ""


def _has_died(process: str) -> bool:
    machine, _, rest = process.partition("-")
    pid = rest.partition("-")[0]
    if not machine or machine != _machine() or not pid.isdigit() or process == process_name():
        return False
    # Another process that had our PID must have died before we started.
    return int(pid) == os.getpid() or not Path(f"/proc/{int(pid)}").exists()
