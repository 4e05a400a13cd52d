"""What the app runs in a child process."""

import os


def process_id() -> int:
    return os.getpid()
