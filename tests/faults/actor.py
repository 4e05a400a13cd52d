"""One operation in a process of its own, so that the process can be killed in the middle of it.

Run as `python -m faults.actor CONNECTION PHOTOS PREVIEWS OPERATION`; prints the answer.
"""

import sys

from faults.operations import OPERATIONS, attempt
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage import open_storage


def main() -> None:
    connection, photos, previews, name = sys.argv[1:]
    settings = {PHOTO_STORAGE: connection, "PHOTO_CONTAINER": photos, "PREVIEW_CONTAINER": previews, "DECODERS": "1"}
    operation = next(operation for operation in OPERATIONS if operation.name == name)
    sys.stdout.write(attempt(operation, open_storage(read_settings(settings))) or "refused")


if __name__ == "__main__":
    main()
