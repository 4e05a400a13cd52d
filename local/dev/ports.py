"""Ports on this machine."""

import errno
import os
import socket

from local.dev.errors import CommandError

HOST = "127.0.0.1"


def reserve(port: int) -> socket.socket:
    """Reserve the port until the socket is closed; 0 picks a free one. Raises CommandError if it's taken."""
    listener = socket.socket()
    try:
        # Without it a port is blocked for a minute after its last connection. On Windows it would let two share a port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(os.name != "nt"))
        listener.bind((HOST, port))
        listener.listen(1)
    except OSError as error:
        listener.close()
        reason = "is already in use" if error.errno == errno.EADDRINUSE else f"can't be used ({error.strerror})"
        raise CommandError(f"Port {port} {reason}. Choose another one with --port.") from error
    return listener


def find_free() -> int:
    """Return a port that's free right now."""
    with reserve(0) as listener:
        return int(listener.getsockname()[1])
