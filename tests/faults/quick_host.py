"""The bundled host, as `python -m local.host`, with an app and a binding that do not wait long for storage."""

import sys

SECONDS = 0.5
"""For one whole answer of storage."""


def hurry() -> None:
    """As many tries as ever, with no pause between them."""
    # Processes that the app spawns import this module again, so what is slow is imported here.
    from azure.storage.blob import LinearRetry  # noqa: PLC0415
    from azure.storage.blob._shared import base_client  # noqa: PLC0415

    from gallery.storage import account, transport  # noqa: PLC0415
    from local.host import connections  # noqa: PLC0415

    account.BACKOFF, transport.READ_TIMEOUT = 0, SECONDS  # type: ignore[assignment]
    connections.RETRY = LinearRetry(backoff=0, retry_total=4, random_jitter_range=0)  # type: ignore[assignment]
    base_client.READ_TIMEOUT = SECONDS  # type: ignore[assignment,attr-defined]  # of the SDK's clients, thus of the binding


if __name__ == "__main__":
    from local.host.__main__ import main

    hurry()
    sys.exit(main())
