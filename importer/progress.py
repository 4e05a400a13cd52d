"""Progress on the terminal; without one, a line every ten seconds."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 10


class ProgressDisplay:
    """Counts the files and bytes of one step. Any thread may call it."""

    def __init__(self, title: str, files: int, console: Console | None = None) -> None:
        self._title, self._files, self._console = title, files, console or Console()
        self._done = self._bytes = 0
        self._started = self._printed = time.monotonic()
        self._lock = threading.Lock()
        self._progress: Progress | None = None

    def advance(self, files: int, size: int) -> None:
        """Count files and bytes that are done."""
        with self._lock:
            self._done += files
            self._bytes += size
            if self._progress:
                task = self._progress.task_ids[0]
                self._progress.update(task, completed=self._done, speed=self._describe_speed())
            elif time.monotonic() - self._printed >= SECONDS_BETWEEN_LINES:
                self._printed = time.monotonic()
                counts = f"{self._done:,} of {self._files:,} files, {self._describe_speed()}"
                self._console.print(f"{self._title}: {counts}", highlight=False)

    @contextmanager
    def show(self) -> Iterator["ProgressDisplay"]:
        """Show it until the step is done."""
        if not self._console.is_terminal:
            yield self
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._console, transient=True) as self._progress:
            self._progress.add_task(self._title, total=self._files, speed="")
            yield self

    def _describe_speed(self) -> str:
        seconds = max(time.monotonic() - self._started, 0.001)
        return f"{decimal(self._bytes)}, {self._done / seconds:.1f} files/s"
