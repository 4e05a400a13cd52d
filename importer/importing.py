"""Arriving: sends everything that was found, in parallel, and returns a line for every file of the sources."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice

from importer.albums import Albums
from importer.client import Client, stopping
from importer.errors import ImportFailed
from importer.found import NO_PHOTO, SETTINGS, Findings, OtherFile
from importer.plan import Item, make_plan
from importer.progress import ProgressDisplay
from importer.report import Report
from importer.results import FAILED, PLANNED, REJECTED, SAME, SKIPPED, Line, Result
from importer.sending import Sender

AHEAD = 2
"""Items that wait for each worker, so that none is idle."""


def plan_import(findings: Findings) -> tuple[list[Item], Report]:
    """Return what to send, and a report on the other files. Files of the same size are compared."""
    display = ProgressDisplay("Comparing", 0)
    with display.show():
        items = make_plan(findings.photos, lambda size: display.advance(0, size))
    return items, Report(
        [_describe_other(other) for other in findings.others], [*findings.problems, *_find_missing(findings)]
    )


def _find_missing(findings: Findings) -> list[str]:
    count = sum(other.reason == NO_PHOTO for other in findings.others)
    return [f"{count:,} JSON files describe photos that aren't here. Is a zip missing?"] if count else []


def preview_import(findings: Findings) -> Report:
    """Return what an import would do, without sending anything."""
    items, report = plan_import(findings)
    for item in _all_items(items):
        where = "to the name it had" if item.wanted else f"to album {item.album}" if item.album else "by date"
        others = "".join(f", also in {album}" for album in item.albums[1:])
        report.lines += _lines_of(item, Result(PLANNED, item.wanted, where + others, item.entry.size))
    return report


def import_all(findings: Findings, client: Client, sender: Sender, workers: int) -> Report:
    """Send everything. Raises ImportFailed if the gallery can't be reached, or doesn't accept the key."""
    items, report = plan_import(findings)
    # Before its photos, so that nobody sees a private album while it's filling.
    wanted = Findings(albums=_needed_settings(items))
    wanted.add(Findings(albums=findings.albums))
    albums = Albums(client, wanted.albums)
    report.problems += albums.set_up()
    display = ProgressDisplay("Importing", sum(1 for _ in _all_items(items)))
    with display.show(), stopping(client):
        for sent, result in _send_all(items, sender, workers):
            report.lines += _lines_of(sent, result)
            display.advance(1, result.bytes)
    report.problems += albums.choose_covers()
    return report


def _send_all(items: Sequence[Item], sender: Sender, workers: int) -> Iterator[tuple[Item, Result]]:
    """Yield results as they come. Once the gallery can't be used at all, the rest fails without being sent."""
    waiting, running = iter(items), dict[Future[list[tuple[Item, Result]]], Item]()
    failure: ImportFailed | None = None
    with ThreadPoolExecutor(workers) as pool:
        while True:
            for item in islice(waiting, workers * AHEAD - len(running)):
                running[pool.submit(sender.send, item)] = item
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                item = running.pop(future)
                try:
                    yield from future.result()
                except ImportFailed as error:
                    failure = failure or error
                    yield from _fail(item, error)
            if failure:
                for item in waiting:
                    yield from _fail(item, failure)


def _fail(item: Item, error: ImportFailed) -> Iterator[tuple[Item, Result]]:
    for one in _all_items([item]):
        yield one, Result(FAILED, reason=str(error), bytes=one.entry.size)


def _lines_of(item: Item, result: Result) -> list[Line]:
    """Return a line for each file with an item's bytes: the first one was sent."""
    first, *others = item.entries
    same = replace(result, reason=f"has the same bytes as {first.path}", is_problem=False)
    if result.status not in {FAILED, REJECTED}:
        same = replace(same, status=SAME)
    return [Line(first.path, result), *(Line(entry.path, same) for entry in others)]


def _describe_other(other: OtherFile) -> Line:
    status = REJECTED if other.is_refused else SKIPPED
    return Line(other.entry.path, Result(status, reason=other.reason, bytes=other.entry.size))


def _all_items(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from item.companions


def _needed_settings(items: Iterable[Item]) -> dict[str, dict[str, str]]:
    albums = {found.album for item in _all_items(items) for found in item.found if found.is_set_apart}
    return {album: settings for album, settings in SETTINGS.items() if album in albums}
