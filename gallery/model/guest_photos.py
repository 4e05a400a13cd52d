"""Photos as guests see them: without their names in the container."""

from dataclasses import dataclass
from functools import cached_property

from gallery.model.photos import Photo, photo_of
from gallery.model.shares import Share
from gallery.translations import lazy_gettext as _

NO_NAME = "Photo"
"""Shown instead of the file's name."""

HIDDEN_PROBLEM = _("It can't be shown at the moment.")


@dataclass(frozen=True)
class GuestPhoto(Photo):
    """A photo of a share. `blob` is the real one, and nothing else says what it's called."""

    id: str = ""
    shows_file: bool = False
    """Whether guests learn the name of the file, because they may download it."""

    @property
    def name(self) -> str:
        """See Share.photo_id."""
        return self.id

    @property
    def file(self) -> str:
        """The file's own name, or NO_NAME."""
        return photo_of(self.blob).file if self.shows_file else NO_NAME

    @property
    def album(self) -> None:
        """None, as for every photo that isn't in an album."""
        return

    @cached_property
    def when(self) -> str:
        """See Photo.when, which depends on the real name."""
        return photo_of(self.blob).when

    @property
    def problem(self) -> str | None:
        """What guests are told about a photo that can't be read."""
        return str(HIDDEN_PROBLEM) if photo_of(self.blob).problem else None


def guest_photo(share: Share, photo: Photo) -> GuestPhoto:
    """Return a photo as the guests of a share see it."""
    return GuestPhoto(photo.blob, share.photo_id(photo.blob.name), share.can_download)
