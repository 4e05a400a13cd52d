"""Sidecars as other software writes them, and what a photo's sidecar says."""

from gallery.library.sidecars import read_sidecar
from gallery.model.annotations import Annotations
from gallery.pictures.xmp_sidecar import XmpSidecar
from gallery.storage.account import Storage

LIGHTROOM = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0-c000">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
   xmp:Rating="3"
   crs:Exposure2012="+0.35">
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">Sunset</rdf:li></rdf:Alt></dc:description>
   <dc:subject><rdf:Bag><rdf:li>beach</rdf:li></rdf:Bag></dc:subject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""


def put_sidecar(storage: Storage, name: str, data: bytes) -> None:
    """Write a sidecar as other software does, over any that's there."""
    storage.photos.overwrite(name, data, "application/octet-stream", {})


def read_text(storage: Storage, photo: str) -> Annotations:
    """Return what the sidecar of a photo says, whichever photo it belongs to."""
    sidecar = read_sidecar(storage, storage.photos.get_visible(photo))
    if sidecar.copy.problem and sidecar.data:
        return XmpSidecar(sidecar.data).read()
    return sidecar.annotations
