"""The browser that measures pages."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright
from support import chromium
from support.as_owner import KEY, session_cookie

from local.dev.errors import CommandError

DESKTOP: ViewportSize = {"width": 1440, "height": 900}


@contextmanager
def launch_browser() -> Iterator[Browser]:
    """Run the installed Chromium for the duration of a `with` block."""
    with _start_playwright() as (playwright, path):
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def open_lasting_window(url: str) -> Iterator[Page]:
    """Open a window of the owner that keeps its data on disk. Other windows can hold only a few hundred MB of files."""
    with _start_playwright() as (playwright, path), TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=path, args=chromium.ARGUMENTS, base_url=url
        )
        context.add_cookies([session_cookie(url, KEY)])  # type: ignore[list-item] # a plain dict is fine
        yield context.new_page()
        context.close()


@contextmanager
def _start_playwright() -> Iterator[tuple[Playwright, str]]:
    found = chromium.find()
    if not found:
        raise CommandError(chromium.MISSING)
    with sync_playwright() as playwright:
        yield playwright, str(found)


def measure_longest_task_ms(browser: Browser, page: Page, work: Callable[[], object]) -> float:
    """Return the CPU time of the longest task on the page's main thread during the work, usually a frame.

    Unlike wall time, it doesn't depend on what else the machine does.
    """
    browser.start_tracing(page=page, categories=["toplevel"])
    work()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    names = [event for event in events if event["name"] == "thread_name"]
    main = {(event["pid"], event["tid"]) for event in names if event["args"]["name"] == "CrRendererMain"}
    tasks = [event for event in events if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in main]
    return max(float(task.get("tdur", 0)) for task in tasks) / 1000
