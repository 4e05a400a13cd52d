"""Copies of photos whose move is pending: a listing leaves them out; see model/pending_moves.py."""

from collections.abc import Callable

from gallery.model.blobs import Blob
from gallery.model.pending_moves import is_hidden_copy, read_origin


def drop_hidden_copies(
    blobs: list[Blob], find: Callable[[str], Blob | None], complete: Callable[[Blob], object]
) -> list[Blob]:
    """Return the listed blobs without hidden copies. `complete` is called with each copy whose move is complete.

    A listing may show an origin as it was before its move began, and the copy on a later page. So an origin that
    doesn't hide its copy is read again, and left out if it's gone by then.
    """
    copies = [blob for blob in blobs if read_origin(blob)]
    if not copies:
        return blobs
    listed = {blob.name: blob for blob in blobs}
    dropped = set()
    for copy in copies:
        name = read_origin(copy)
        if name in listed and is_hidden_copy(copy, listed[name]):
            dropped.add(copy.name)
            continue
        origin = find(name)
        if origin and is_hidden_copy(copy, origin):
            dropped.add(copy.name)
            continue
        if not origin:
            dropped.add(name)
        complete(copy)
    return [blob for blob in blobs if blob.name not in dropped]
