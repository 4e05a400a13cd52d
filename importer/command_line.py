"""The commands `import`, `export` and `verify --against`."""

import argparse
import os
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from importer.client import Client
from importer.comparing import IDENTICAL, compare_library, is_identical, summarize
from importer.errors import ImportFailed
from importer.exporting import export_library
from importer.found import Findings
from importer.importing import import_all, preview_import
from importer.journal import Journal
from importer.report import Report, describe, escape, find_problems
from importer.results import PLANNED
from importer.sending import Sender
from importer.sources.reading import read_sources
from importer.watching import Watch
from local.dev.gallery_address import DEFAULT, check_url, find_key
from local.dev.paths import DATA, IMPORTS, display_path

WORKERS, MAX_WORKERS = 4, 32
SHOWN = 20
"""Problems printed at the end; the report has all."""

EXIT_CODES = "Exits with 0 if every file is accounted for, 1 if not, and 3 if all are but the gallery has refused some."


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code. Raises ImportFailed, CommandError."""
    options = _create_parser().parse_args(arguments)
    code: int = options.run(options)
    return code


def run_import(options: argparse.Namespace) -> int:
    """Import, or say what an import would do."""
    album = "" if options.by_date else options.album
    print("Reading the sources …", flush=True)
    if options.dry_run:
        report = preview_import(read_sources(options.sources, album))
        for where, count in sorted(
            Counter(line.result.reason for line in report.lines if line.result.status == PLANNED).items()
        ):
            print(f"{count:,} file{'s' * (count != 1)} {escape(where)}")
        return _finish(report, options.report or IMPORTS / "dry-run")
    client, zone = _open_client(options, options.to), _find_zone(options.time_zone)
    folder = IMPORTS / _find_library(client)
    journal = Journal(folder)
    sender = Sender(client, journal, zone)

    def import_found(findings: Findings) -> Report:
        report = import_all(findings, client, sender, options.workers)
        _finish(report, options.report or folder / f"{datetime.now().astimezone():%Y-%m-%d %H%M%S}")
        return report

    try:
        if options.watch:
            print(f"Watching {', '.join(map(str, options.sources))}. Press Ctrl-C to stop.", flush=True)
            Watch(options.sources, album, import_found, warn=print).run_forever()
        return import_found(read_sources(options.sources, album)).exit_code
    finally:
        journal.close()


def run_export(options: argparse.Namespace) -> int:
    """Export everything."""
    report = export_library(_open_client(options, options.source), options.folder, options.workers)
    return _finish(report, options.report)


def run_comparison(options: argparse.Namespace) -> int:
    """Compare a gallery with a folder."""
    lines = compare_library(_open_client(options, options.source), options.against, options.workers)
    for line in lines:
        if line.result.status != IDENTICAL:
            print(describe(line))
    print(summarize(lines))
    return 0 if is_identical(lines) else 1


def _finish(report: Report, folder: Path | None) -> int:
    """Write the report and print the summary; return the exit code."""
    if folder:
        report.write(folder)
    problems = find_problems(report.lines)
    for line in problems[:SHOWN]:
        print(describe(line))
    if len(problems) > SHOWN:
        print(f"… and {len(problems) - SHOWN:,} more, see the report.")
    print("\n".join(report.summary()))
    if folder:
        print(f"Report: {display_path(folder)}", flush=True)
    return report.exit_code


def _open_client(options: argparse.Namespace, address: str) -> Client:
    url = check_url(address)
    return Client(url, find_key(url, options.data))


def _find_library(client: Client) -> str:
    """Return the library's id, which names the folder of its journal."""
    identity = str(client.get_json("/api/library").get("id", ""))
    if not re.fullmatch(r"[0-9a-f]{32}", identity):
        raise ImportFailed(f"{client.url} is too old for imports. Update it first.")
    return identity


def _find_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ImportFailed(f"{name} isn't a time zone. Name one like Europe/Rome.") from error


def _create_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_import(commands)
    _add_export(commands)
    _add_comparison(commands)
    return parser


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "import",
        allow_abbrev=False,
        description="Imports folders, Google Takeout and copies of iCloud Photos into a gallery, and proves that every "
        f"file has arrived. {EXIT_CODES} See docs/moving-in.md. The owner's key comes from OWNER_KEY, or you're asked.",
    )
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="folder, zip or file")
    parser.add_argument("--to", default=DEFAULT, metavar="URL", help=f"address of the gallery ({DEFAULT})")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--album", help="put all photos of folders into this album, rather than folders into albums")
    where.add_argument("--by-date", action="store_true", help="make no albums of folders")
    zone = os.environ.get("GALLERY_TIME_ZONE") or "UTC"
    help_text = f"of photos that don't say where they were taken (GALLERY_TIME_ZONE, now {zone})"
    parser.add_argument("--time-zone", default=zone, metavar="ZONE", help=help_text)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="only say what would happen, without any gallery")
    how.add_argument("--watch", action="store_true", help="keep importing files that arrive")
    _add_common(parser)
    parser.set_defaults(run=run_import)


def _add_export(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "export",
        allow_abbrev=False,
        description="Downloads all photos of a gallery with their sidecars and albums' settings, and compares each "
        f"with storage. Run it again to continue, or to add what's new. {EXIT_CODES}",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to")
    _add_source(parser)
    parser.set_defaults(run=run_export)


def _add_comparison(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "verify",
        allow_abbrev=False,
        description="Compares a running gallery with a folder that `export` wrote. Exits with 0 if both have the same.",
    )
    parser.add_argument("--against", type=Path, required=True, metavar="DIR", help="the folder")
    _add_source(parser)
    parser.set_defaults(run=run_comparison)


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", default=DEFAULT, metavar="URL", help=f"the gallery ({DEFAULT})")
    _add_common(parser)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=_parse_workers, default=WORKERS, help=f"files at a time ({WORKERS})")
    parser.add_argument("--report", type=Path, metavar="DIR", help="folder for the report")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="folder with a local gallery's key")


def _parse_workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number from 1 to {MAX_WORKERS}")
    return int(text)
