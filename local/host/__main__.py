"""The bundled host: runs a Functions app (Python model v2) with the rules of the real host, for one's own machine.

`python -m local.host --app . --port 7071`
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

# Processes that the app spawns import this module again, and with --reload one process does nothing but watch:
# so everything slow is imported where it is needed.
# ruff: noqa: PLC0415


def main(argv: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C, SIGTERM or, if asked for, the end of standard input. Returns the exit code."""
    arguments = _parser().parse_args(argv)
    app = arguments.app.resolve()
    if arguments.reload:
        from local.host.reload import watch

        return watch(app, _command(arguments))
    from local.host.serving import serve

    return serve(
        app,
        settings=app / arguments.settings,
        address=(arguments.address, arguments.port),
        until_stdin_ends=arguments.until_stdin_ends,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.host", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--app", type=Path, default=Path(), help="folder of function_app.py and host.json")
    parser.add_argument("--port", type=int, default=7071, help="0 takes any free port (default: 7071)")
    parser.add_argument("--address", default="127.0.0.1", help="who may connect (default: only this machine)")
    parser.add_argument("--settings", default="local.settings.json", help="path from the app's folder")
    parser.add_argument("--reload", action="store_true", help="start again when a file of the app changes")
    parser.add_argument("--until-stdin-ends", action="store_true", help="stop when standard input is closed, too")
    return parser


def _command(arguments: argparse.Namespace) -> list[str]:
    """The command of the process that --reload starts again and again; it lives as long as its standard input."""
    return [
        *(sys.executable, "-m", "local.host", "--until-stdin-ends"),
        *("--app", str(arguments.app.resolve()), "--settings", arguments.settings),
        *("--address", arguments.address, "--port", str(arguments.port)),
    ]


if __name__ == "__main__":
    sys.exit(main())
