"""The browser that measures pages."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from support import chromium

from local.dev.errors import CommandError

DESKTOP: ViewportSize = {"width": 1440, "height": 900}


@contextmanager
def launch_browser() -> Iterator[Browser]:
    """Run the installed Chromium for the duration of a `with` block."""
    found = chromium.find()
    if not found:
        raise CommandError(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


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
