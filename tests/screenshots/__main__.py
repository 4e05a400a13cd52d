"""Take screenshots: `python -m screenshots`, with `tests` on PYTHONPATH."""

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
from screenshots.photo_files import make_photo_file
from screenshots.servers import GalleryServers
from screenshots.state import State
from screenshots.states import STATES
from screenshots.viewports import HEIGHTS, SCHEMES, context_options, open_state


def main() -> int:
    """Return 1 if a state couldn't be reached."""
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
    if arguments.readme or any(state.setup.library.shots for state in states):
        photographs.fetch_photographs()
    with _launch_browser() as browser, _open_servers() as servers:
        if arguments.readme:
            print(readme.take_readme_screenshots(browser, servers, ROOT / "docs"))
            return 0
        failed = take_screenshots(browser, servers, states, arguments.output)
    print(f"All screenshots side by side: {display_path(arguments.output / 'index.html')}")
    return int(bool(failed))


def take_screenshots(browser: Browser, servers: GalleryServers, states: Sequence[State], folder: Path) -> list[str]:
    """Take the states in every viewport, and print those that fail. Returns the names of the screenshots missing."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for state in states:
        print(state.name, flush=True)
        url = servers.url(state.setup)
        for name, width, scheme in _screenshots(state):
            path = folder / name
            path.unlink(missing_ok=True)
            try:
                with open_state(browser, url, state, make_photo_file, **context_options(state, width, scheme)) as page:
                    page.screenshot(path=path)
            except (Error, AssertionError, TimeoutError) as error:
                print(f"{path.stem}: {error}", file=sys.stderr)
                failed.append(path.stem)
    rows = [(state.name, [name for name, _, _ in _screenshots(state) if (folder / name).exists()]) for state in STATES]
    (folder / "index.html").write_text(contact_sheet.render(rows), encoding="utf-8")
    return failed


def _screenshots(state: State) -> Iterator[tuple[str, int, str]]:
    """File name, width and color scheme of each screenshot of a state."""
    return ((f"{state.name}-{width}-{scheme}.png", width, scheme) for width, scheme in product(HEIGHTS, SCHEMES))


@contextmanager
def _launch_browser() -> Iterator[Browser]:
    path = chromium.find()
    if not path:
        raise CommandError(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def _open_servers() -> Iterator[GalleryServers]:
    run = Run(Path(tempfile.mkdtemp(prefix="gallery-screenshots-")))
    try:
        with ExitStack() as stack:
            yield GalleryServers(run, make_photo_file, stack)
    finally:
        run.clean_up()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py screenshots", allow_abbrev=False)
    names = ", ".join(state.name for state in STATES)
    parser.add_argument("states", nargs="*", type=_find_state, metavar="STATE", help=f"take only these: {names}")
    parser.add_argument("--readme", action="store_true", help="write the README's screenshots to docs instead")
    parser.add_argument(
        "--output",
        type=Path,
        default=LOCAL / "screenshots",
        metavar="DIR",
        help="folder for the screenshots (default: .local/screenshots)",
    )
    return parser


def _find_state(name: str) -> State:
    for state in STATES:
        if state.name == name:
            return state
    raise argparse.ArgumentTypeError(f"there is no state {name}")


if __name__ == "__main__":
    sys.exit(main())
