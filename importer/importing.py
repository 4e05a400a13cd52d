"""Arriving: sends everything that was found, in parallel, and returns a line for every file of the sources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice

from importer.client import Client
from importer.errors import ImportFailed, Refused
from importer.found import SETTINGS, Findings, OtherFile
from importer.plan import Item, make_plan
from importer.progress import ProgressDisplay
from importer.report import Report
from importer.results import FAILED, PLANNED, REJECTED, SAME, SKIPPED, Line, Result
from importer.sending import Sender

AHEAD = 2
"""Items that wait for each worker, so that none is idle."""

COVER = "cover"


def plan_import(findings: Findings) -> tuple[list[Item], Report]:
    """Return what to send, and a report on the other files. Files of the same size are compared."""
    display = ProgressDisplay("Comparing", 0)
    with display.show():
        items = make_plan(findings.photos, lambda size: display.advance(0, size))
    return items, Report([_describe_other(other) for other in findings.others])


def preview_import(findings: Findings) -> Report:
    """Return what an import would do, without sending anything."""
    items, report = plan_import(findings)
    for item in _all_items(items):
        where = f"album {item.album}" if item.album else "by date"
        others = f", with tags {', '.join(item.album_tags)}" if item.album_tags else ""
        result = Result(PLANNED, item.wanted, "" if item.wanted else where + others, item.entry.size)
        report.lines += _lines_of(item, result)
    return report


def import_all(findings: Findings, client: Client, sender: Sender, workers: int) -> Report:
    """Send everything. Raises ImportFailed if the gallery can't be reached, or doesn't accept the key."""
    items, report = plan_import(findings)
    albums = {**_needed_settings(items), **findings.albums}
    # Before its photos, so that nobody sees a private album while it's filling.
    report.lines += _set_up_albums(client, {album: _without_cover(settings) for album, settings in albums.items()})
    display = ProgressDisplay("Importing", sum(1 for _ in _all_items(items)))
    with display.show():
        for sent, result in _send_all(items, sender, workers):
            report.lines += _lines_of(sent, result)
            display.advance(1, result.bytes)
    report.lines += _choose_covers(client, albums)
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
    same = replace(result, reason=f"has the same bytes as {first.path}")
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
    albums = {found.album for item in _all_items(items) for found in item.found}
    return {album: settings for album, settings in SETTINGS.items() if album in albums}


def _set_up_albums(client: Client, albums: Mapping[str, Mapping[str, str]]) -> list[Line]:
    """Create albums with their settings. Raises Refused if that fails for a private one: it mustn't become public."""
    problems = []
    for album, settings in albums.items():
        try:
            client.post_json("/api/albums", {"album": album})
            if settings:
                client.post_json("/api/albums/settings", {"album": album, **settings})
        except Refused as error:
            if settings.get("visible") == "owner":
                raise
            problems.append(Line(f"settings of {album}", Result(REJECTED, reason=str(error))))
    return problems


def _without_cover(settings: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in settings.items() if key != COVER}


def _choose_covers(client: Client, albums: Mapping[str, Mapping[str, str]]) -> list[Line]:
    """Choose covers once their photos are there."""
    problems = []
    for album, settings in albums.items():
        if settings.get(COVER):
            try:
                client.post_json("/api/albums/settings", {"album": album, COVER: settings[COVER]})
            except Refused as error:
                problems.append(Line(f"cover of {album}", Result(REJECTED, reason=str(error))))
    return problems
