"""Code that the app runs in a child process."""

import os


def get_process_id() -> int:
    return os.getpid()
