"""The browser for tests, screenshots and benchmarks: the installed Chromium or Chrome."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",  # in containers the tests run as root, and Chromium's sandbox can't start
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
MISSING = f"Chromium isn't installed. Put one of these on PATH: {', '.join(NAMES)}."


def find() -> str | None:
    """Return its path, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
