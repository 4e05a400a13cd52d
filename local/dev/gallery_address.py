"""The gallery that a command talks to: its address, and the key, which only that address gets."""

import getpass
import os
import sys
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from local.dev.data_folder import open_data_folder
from local.dev.errors import CommandError
from local.dev.ports import HOST

LOCAL_HOSTS = {HOST, "localhost", "::1"}
DEFAULT = f"http://{HOST}:7071"
"""Of the gallery that `dev.py` starts."""


def check_url(text: str) -> SplitResult:
    """Return the address of a gallery, if it's safe to send the key there. Raises CommandError."""
    try:
        url = urlsplit(text)
        is_address = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:
        is_address = False
    if not is_address or url.username or url.path.strip("/") or url.query or url.fragment:
        raise CommandError(f"{text} isn't an address like https://gallery.example.net.")
    if url.scheme == "http" and not is_local(url):
        raise CommandError("Use https: over http, others could read the owner's key.")
    return url


def is_local(url: SplitResult) -> bool:
    """Return whether an address is on this machine."""
    return url.hostname in LOCAL_HOSTS


def find_key(url: SplitResult, data: Path) -> str:
    """Return the owner's key: from OWNER_KEY, a local gallery's data folder, or a prompt. Raises CommandError."""
    key = os.environ.get("OWNER_KEY", "")
    if not key and is_local(url) and data.exists():
        key = open_data_folder(data).owner_key
    if not key and sys.stdin.isatty():
        key = getpass.getpass("Owner's key: ")
    if not key:
        raise CommandError("Set OWNER_KEY to the gallery's owner key.")
    return key
