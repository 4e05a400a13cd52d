"""Sidecars as files, for downloads and backups."""

from gallery.errors import PhotoNotFound
from gallery.library.edits import put_sidecar
from gallery.library.previews import get_photo
from gallery.library.sidecars import CONTENT_TYPE, read_sidecar
from gallery.model.sidecar_names import SUFFIX
from gallery.pictures.xmp_sidecar import MAX_SIDECAR_BYTES
from gallery.storage.account import Storage
from gallery.web.forms import read_body
from gallery.web.request import Request
from gallery.web.responses import NO_STORE, Response, json_response


def names_sidecar(name: str) -> bool:
    """Return whether a path below `/photos/` is that of a photo's sidecar."""
    return name.endswith(SUFFIX)


def get_sidecar_response(storage: Storage, name: str) -> Response:
    """The sidecar that `IMG_1.jpg.xmp` names, whatever it's named itself. Raises NotFound, Changed.

    One that belongs to another photo that had the name isn't this photo's.
    """
    sidecar = read_sidecar(storage, get_photo(storage, name.removesuffix(SUFFIX)).blob)
    if sidecar.data is None or sidecar.copy.problem:
        raise PhotoNotFound("This photo has no sidecar that can be read.")
    headers = {**NO_STORE, "Content-Disposition": "attachment"}
    return Response(200, sidecar.data, CONTENT_TYPE, headers)


def put_sidecar_response(request: Request, storage: Storage, name: str) -> Response:
    """Store a sidecar for a photo that's already there; with `?keep=yes`, only what the photo's own doesn't mention."""
    data, keeps_text = read_body(request, MAX_SIDECAR_BYTES), request.params.get("keep") == "yes"
    return json_response(put_sidecar(storage, name.removesuffix(SUFFIX), data, keeps_text=keeps_text).json("name"))
