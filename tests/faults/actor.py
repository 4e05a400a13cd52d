"""One operation in its own process, which can be killed in the middle of it.

Run as `python -m faults.actor CONNECTION PHOTOS PREVIEWS OPERATION`; prints the outcome.
"""

import sys

from faults.operations import attempt, find_operation
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import open_storage


def main() -> None:
    connection, photos, previews, name = sys.argv[1:]
    settings = {PHOTO_STORAGE: connection, "PHOTO_CONTAINER": photos, "PREVIEW_CONTAINER": previews, "DECODERS": "1"}
    sys.stdout.write(attempt(find_operation(name), open_storage(read_settings(settings))) or "refused")


if __name__ == "__main__":
    main()
