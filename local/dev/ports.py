"""Ports of this machine."""

import errno
import os
import socket

from local.dev.errors import CommandError

HOST = "127.0.0.1"


def hold(port: int) -> socket.socket:
    """The port, kept from everyone else until the socket is closed; 0 takes a free one.

    Raises CommandError when it is taken.
    """
    holder = socket.socket()
    try:
        # Without it a port counts as taken for a minute after its last connection; on Windows two could share it.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(os.name != "nt"))
        holder.bind((HOST, port))
        holder.listen(1)
    except OSError as error:
        holder.close()
        reason = "is taken" if error.errno == errno.EADDRINUSE else f"can't be used ({error.strerror})"
        raise CommandError(f"Port {port} {reason}; choose another one with --port.") from error
    return holder


def free() -> int:
    """A port that nobody uses now."""
    with hold(0) as holder:
        return int(holder.getsockname()[1])
