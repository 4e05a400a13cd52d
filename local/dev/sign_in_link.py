"""The link that signs a browser in to the gallery that dev.py runs. gallery/web/sign_in_link.py accepts it."""

import os
import secrets
import sys
import time
import webbrowser
from contextlib import suppress

from local.dev.ports import HOST

LIFETIME = 600
"""Seconds."""


class SignInLink:
    """A link with a random token, which isn't the owner's key, so it's worthless once it has been used."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._token = secrets.token_urlsafe(24)

    @property
    def setting(self) -> str:
        """What the gallery has to know: the token and when it expires."""
        return f"{self._token} {time.time() + LIFETIME:.0f}"

    @property
    def url(self) -> str:
        """The address to open. Browsers don't send the fragment, so the token gets into no log."""
        return f"http://{HOST}:{self.port}/sign-in#{self._token}"

    def open(self) -> None:
        """Open the link if a person sits at this machine."""
        if _is_interactive() and _has_desktop():
            with suppress(webbrowser.Error):
                webbrowser.open(self.url)


def _is_interactive() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


def _has_desktop() -> bool:
    if os.environ.get("SSH_CONNECTION"):
        return False
    # Without a display, webbrowser would start a browser for terminals in ours.
    return os.name == "nt" or sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
