"""Preview URLs: storage serves previews directly, with one SAS token for all of them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from gallery.library.previews import container_generation
from gallery.model.photos import Photo
from gallery.model.preview_names import preview_name
from gallery.storage.account import Storage
from gallery.web.urls import photo_path


@dataclass(frozen=True)
class PreviewUrls:
    """URLs of previews, good for this request."""

    url: str
    """Of the container."""
    sas: str
    generation: str

    @staticmethod
    def for_storage(storage: Storage) -> "PreviewUrls":
        """Return the container's URL with a valid SAS token."""
        return PreviewUrls(storage.previews.url(), storage.previews_sas(), container_generation(storage))

    def src(self, photo: Photo, size: int) -> str:
        """Return the URL of a preview blob, or of the route that creates it if it's missing."""
        if not photo.version or not photo.has_previews(self.generation):
            return photo_path(f"/previews/{size}/", photo.name)
        return f"{self.url}/{quote(preview_name(photo.name, photo.version, size))}?{self.sas}"

    def photo_json(self, photo: Photo) -> dict[str, Any]:
        """The `photo` of the JSON interface; `developed` only while its previews exist."""
        return {**photo.json(), "developed": photo.has_previews(self.generation)}

    def json(self) -> dict[str, str]:
        """The `previews` of the JSON interface."""
        return {"url": self.url, "sas": self.sas}
