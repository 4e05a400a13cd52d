"""The browser that pages are looked at with: whichever Chromium is installed."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",  # tests run as root in containers, where Chromium's own sandbox can't start
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
MISSING = f"Chromium is needed: one of these on PATH: {', '.join(NAMES)}."


def find() -> str | None:
    """Its path."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
