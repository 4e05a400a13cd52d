"""Who writes a blob: a token beside its bytes tells one's own work, and work that died, from that of others."""

import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from gallery.model.blobs import Blob

TOKEN = "upload"  # noqa: S105 - no secret
"""Name of the metadata. Its value is `process.random`, the process as process_name() has it."""

WAITS_FOR = "waits_for"
"""Name of the metadata of a reserved name with the MD5 of the bytes that are to come."""

UNFINISHED_AFTER = timedelta(minutes=5)
"""A request lives for at most 230 seconds on Azure, so an empty blob of this age is an upload that died."""


def new_token() -> str:
    """For one upload. Whoever finds it again knows that this upload wrote the blob, whatever became of the answer."""
    return f"{process_name()}.{secrets.token_hex(8)}"


def is_abandoned(reserved: Blob, md5: bytes) -> bool:
    """Whether nobody can be writing this empty blob any more.

    Another try with the same bytes may go on at once when the process that began is known to have died. With other
    bytes, or from another machine, of which nobody knows, it has to wait until no request can be that old.
    """
    if datetime.now(UTC) - reserved.created >= UNFINISHED_AFTER:
        return True
    is_same = reserved.metadata.get(WAITS_FOR) == md5.hex()
    return is_same and _has_died(reserved.metadata.get(TOKEN, "").partition(".")[0])


@cache
def process_name() -> str:
    """The name of this process, among all that may write to one account: `space-pid-start`."""
    return f"{_space()}-{os.getpid()}-{secrets.token_hex(4)}"


@cache
def _space() -> str:
    """All processes of one boot and one container of the system; "" where the system doesn't say.

    A number of a process means something only within it.
    """
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip().replace("-", "")
        return boot + str(Path("/proc/self/ns/pid").stat().st_ino)
    return ""


def _has_died(process: str) -> bool:
    space, _, rest = process.partition("-")
    pid = rest.partition("-")[0]
    if not space or space != _space() or not pid.isdigit() or process == process_name():
        return False
    # One that started later under our own number is us.
    return int(pid) == os.getpid() or not Path(f"/proc/{int(pid)}").exists()
