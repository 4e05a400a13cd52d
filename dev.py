#!/usr/bin/env python3
"""Sets up, starts, tests and checks the gallery on your machine. See `python3 dev.py --help`."""

import sys

# Older versions of Python must be able to parse this file, and mustn't import any other.
if sys.version_info < (3, 11):  # noqa: UP036 - people with an older Python get a message
    sys.exit("The gallery needs Python 3.11 or newer. This is Python {}.{}.".format(*sys.version_info[:2]))

from local.dev.commands import main

if __name__ == "__main__":
    sys.exit(main())
