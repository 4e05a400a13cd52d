"""Takes the pictures: `python -m screenshots`, with `tests` on PYTHONPATH."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright
from support import as_owner, chromium
from support.gallery_app import Run

from local.dev.errors import CommandError
from local.dev.paths import LOCAL, ROOT, display_path
from screenshots import contact_sheet, photographs, readme
from screenshots.development import developed
from screenshots.galleries import Galleries
from screenshots.states import STATES
from screenshots.visits import State
from screenshots.windows import HEIGHTS, SCHEMES, options, showing


def main() -> int:
    """Ends with 1 when a state could not be reached."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    arguments = _parser().parse_args()
    try:
        return _run(arguments)
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(arguments: argparse.Namespace) -> int:
    as_owner.install()
    states = arguments.states or STATES
    if arguments.readme or any(state.gallery.library.shots for state in states):
        photographs.fetch()
    with _browser() as browser, _galleries() as galleries:
        if arguments.readme:
            print(readme.take(browser, galleries, ROOT / "docs"))
            return 0
        failed = take(browser, galleries, states, arguments.output)
    print(f"Look at them all: {display_path(arguments.output / 'index.html')}")
    return int(bool(failed))


def take(browser: Browser, galleries: Galleries, states: Sequence[State], folder: Path) -> list[str]:
    """Pictures of the states in all windows; the names of those that could not be taken, and are told as they fail."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for state in states:
        print(state.name, flush=True)
        url = galleries.url(state.gallery)
        for name, width, scheme in _pictures(state):
            path = folder / name
            path.unlink(missing_ok=True)
            try:
                with showing(browser, url, state, developed, **options(state, width, scheme)) as page:
                    page.screenshot(path=path)
            except (Error, AssertionError, TimeoutError) as error:
                print(f"{path.stem}: {error}", file=sys.stderr)
                failed.append(path.stem)
    rows = [(state.name, [name for name, _, _ in _pictures(state) if (folder / name).exists()]) for state in STATES]
    (folder / "index.html").write_text(contact_sheet.html(rows), encoding="utf-8")
    return failed


def _pictures(state: State) -> Iterator[tuple[str, int, str]]:
    """Names of files, each with the window's width and scheme."""
    return ((f"{state.name}-{width}-{scheme}.png", width, scheme) for width, scheme in product(HEIGHTS, SCHEMES))


@contextmanager
def _browser() -> Iterator[Browser]:
    path = chromium.find()
    if not path:
        raise CommandError(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def _galleries() -> Iterator[Galleries]:
    run = Run(Path(tempfile.mkdtemp(prefix="gallery-screenshots-")))
    try:
        with ExitStack() as stack:
            yield Galleries(run, developed, stack)
    finally:
        run.clean_up()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py screenshots", allow_abbrev=False)
    names = ", ".join(state.name for state in STATES)
    parser.add_argument("states", nargs="*", type=_state, metavar="STATE", help=f"only these: {names}")
    parser.add_argument("--readme", action="store_true", help="write the README's pictures into docs instead")
    parser.add_argument(
        "--output", type=Path, default=LOCAL / "screenshots", metavar="DIR", help="(.local/screenshots)"
    )
    return parser


def _state(name: str) -> State:
    for state in STATES:
        if state.name == name:
            return state
    raise argparse.ArgumentTypeError(f"there is no state {name}")


if __name__ == "__main__":
    sys.exit(main())
