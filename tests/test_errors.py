"""Errors keep nothing in memory that they don't need."""

import gc
import sys

from azure.core.exceptions import AzureError

from gallery.errors import clear_traceback_frames


def test_clearing_frames_releases_the_local_variables_of_all_tracebacks() -> None:
    """Including those of the errors that caused it, which the Storage SDK keeps in an attribute of its own."""

    class Upload:
        pass

    def fail_first(_: Upload) -> None:
        error = KeyError()  # in a cycle with the frame that its traceback starts with
        raise error

    def fail(upload: Upload) -> None:
        try:
            fail_first(upload)
        except KeyError as cause:
            error = AzureError("x", error=cause)
        raise error

    upload = Upload()
    before = sys.getrefcount(upload)
    gc.disable()
    try:
        fail(upload)
    except AzureError as error:
        clear_traceback_frames(error)
    assert sys.getrefcount(upload) == before
    gc.enable()
