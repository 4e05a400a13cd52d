"""`python -m importer COMMAND …`, which `dev.py` runs in its virtual environment."""

import sys
from io import TextIOWrapper

from importer.command_line import run
from importer.errors import ImportFailed
from local.dev.errors import CommandError

INTERRUPTED = 130


def main() -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # Windows' consoles can't show every name.
            stream.reconfigure(errors="backslashreplace")
    try:
        return run(sys.argv[1:])
    except (ImportFailed, CommandError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # such as a full disk
        print(f"{error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to continue.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
