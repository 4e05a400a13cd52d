"""The browser for tests, screenshots and benchmarks: the installed Chromium or Chrome."""

import shutil

from playwright.sync_api import Browser, BrowserType

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


class RunningBrowser:
    """Chromium, started again after a crash: one crash fails one test, not all that come after it."""

    def __init__(self, kind: BrowserType, path: str) -> None:
        self._kind, self._path = kind, path
        self._browser = self._launch()

    def get(self) -> Browser:
        if not self._browser.is_connected():
            self._browser = self._launch()
        return self._browser

    def _launch(self) -> Browser:
        return self._kind.launch(executable_path=self._path, args=ARGUMENTS)
