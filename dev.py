#!/usr/bin/env python3
"""Sets up, starts, tests and checks the gallery on your own machine; `python3 dev.py --help` says how."""

import sys

# On an older Python this file must still parse, and nothing may be imported that would not.
if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for those whose Python is older
    sys.exit("The gallery needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info[:2]))

from local.dev.commands import main

if __name__ == "__main__":
    sys.exit(main())
