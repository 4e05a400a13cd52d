"""The bundled host: runs an Azure Functions app (Python model v2) on your machine, by the rules of the real host.

`python -m local.host --app . --port 7071`
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

# Processes spawned by the app import this module again, and with --reload one process only watches files. So imports
# are cheap here, and slow ones happen where they're needed.
# ruff: noqa: PLC0415


def main(argv: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C, SIGTERM or, with --until-stdin-ends, the end of standard input. Return the exit code."""
    arguments = _create_parser().parse_args(argv)
    app = arguments.app.resolve()
    if arguments.reload:
        from local.host.reload import run_with_reload

        return run_with_reload(app, _build_command(arguments))
    from local.host.process import serve

    return serve(
        app,
        settings=app / arguments.settings,
        address=(arguments.address, arguments.port),
        until_stdin_ends=arguments.until_stdin_ends,
    )


def _create_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.host", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--app", type=Path, default=Path(), help="folder with function_app.py and host.json")
    parser.add_argument("--port", type=int, default=7071, help="0 picks a free port (default: 7071)")
    parser.add_argument("--address", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--settings", default="local.settings.json", help="settings file, relative to the app's folder")
    parser.add_argument("--reload", action="store_true", help="restart when a file of the app changes")
    parser.add_argument("--until-stdin-ends", action="store_true", help="also stop when standard input ends")
    return parser


def _build_command(arguments: argparse.Namespace) -> list[str]:
    """Return the command that --reload restarts; it runs until its standard input ends."""
    return [
        *(sys.executable, "-m", "local.host", "--until-stdin-ends"),
        *("--app", str(arguments.app.resolve()), "--settings", arguments.settings),
        *("--address", arguments.address, "--port", str(arguments.port)),
    ]


if __name__ == "__main__":
    sys.exit(main())
