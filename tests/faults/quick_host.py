"""The bundled host of `python -m local.host`, with short storage timeouts in the app and the output binding.

Its clock may be wrong.
"""

import sys

from faults.clocks import shift_clock

shift_clock()  # before the other imports, and in the processes that the app spawns, which import this module again

SECONDS = 0.5
"""For a complete response of storage."""


def shorten_timeouts() -> None:
    """Shorten timeouts and remove the pauses between retries, but keep the number of tries."""
    # Processes that the app spawns import this module again, so slow imports are in here.
    from azure.storage.blob import LinearRetry  # noqa: PLC0415 - see above
    from azure.storage.blob._shared import base_client  # noqa: PLC0415 - see above

    from gallery.storage import account, transport  # noqa: PLC0415 - see above
    from local.host import connections  # noqa: PLC0415 - see above

    account.BACKOFF, transport.READ_TIMEOUT = 0, SECONDS  # type: ignore[assignment]
    connections.RETRY = LinearRetry(backoff=0, retry_total=4, random_jitter_range=0)  # type: ignore[assignment]
    base_client.READ_TIMEOUT = SECONDS  # type: ignore[assignment,attr-defined]  # for the binding, which uses SDK clients


if __name__ == "__main__":
    from local.host.__main__ import main

    shorten_timeouts()
    sys.exit(main())
