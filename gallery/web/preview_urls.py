"""URLs of previews, which storage serves directly. The owner gets one SAS token for all, visitors one for each."""

from dataclasses import dataclass
from typing import Any

from gallery.library.clean_copies import is_playable
from gallery.library.previews import container_generation
from gallery.model.photo_json import owner_json, public_json
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, preview_name
from gallery.storage.account import Storage
from gallery.storage.blob_signer import BlobSigner
from gallery.web.access import Caller
from gallery.web.urls import photo_path

GRID_SIZES = PREVIEW_SIZES[:2]
"""Sizes whose signatures visitors get in lists. They get larger previews through the app when they open a photo."""


@dataclass(frozen=True)
class PreviewUrls:
    """What one caller needs to load previews, good for one request."""

    url: str
    """Of the container."""
    sas: str
    """A SAS token for all previews, or all of a token except its signature."""
    generation: str
    signer: BlobSigner | None = None
    """None for the owner."""
    path: str = ""
    """Of the share, for guests, whose requests all go below it."""

    @staticmethod
    def for_caller(storage: Storage, caller: Caller) -> "PreviewUrls":
        """Return the container's URL with a valid SAS token for the owner, or a signer for a visitor."""
        url, generation = storage.previews.url(), container_generation(storage)
        if caller.is_owner:
            return PreviewUrls(url, storage.previews_sas(), generation)
        signer = storage.preview_signer()
        return PreviewUrls(url, signer.sas, generation, signer, caller.share.path if caller.share else "")

    def src(self, photo: Photo, size: int) -> str:
        """Return the URL of a preview blob, or of the route that creates it if it's missing."""
        if not photo.has_previews(self.generation):
            return photo_path(f"{self.path}/previews/{size}/", photo.name)
        name = photo.preview_name(size)
        return f"{self.url}/{name}?{self.sas}{self._sign(name)}"

    def photo_json(self, photo: Photo) -> dict[str, Any]:
        """The `photo` of the JSON interface; `developed` only while its previews exist.

        Visitors don't get the UTC offset of `taken`, but a signature for each preview of the grid.
        """
        is_developed = photo.has_previews(self.generation)
        if not self.signer:
            return {**owner_json(photo), "developed": is_developed}
        unplayable = {"playable": False} if photo.is_video and not is_playable(photo) else {}
        document = {**public_json(photo), "developed": is_developed, **unplayable}
        signatures = self._signatures(str(photo.version)) if is_developed else {}
        return {**document, "taken": photo.facts and photo.facts.local_time, "signatures": signatures}

    def json(self) -> dict[str, str]:
        """The `previews` of the JSON interface."""
        return {"url": self.url, "sas": self.sas}

    def _signatures(self, version: str) -> dict[str, str]:
        return {str(size): self._sign(preview_name(version, size)) for size in GRID_SIZES}

    def _sign(self, name: str) -> str:
        """Return the end of a preview's SAS token."""
        return self.signer.sign(name) if self.signer else ""
