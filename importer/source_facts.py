"""What a source says about a photo, besides the photo's own bytes."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class SourceFacts:
    """What Google's JSON, or Apple's table, says about a photo."""

    taken: datetime | None = None
    """In UTC."""
    uploaded: datetime | None = None
    """When the photo arrived at the service, in UTC. A photo without a date has this one instead."""
    latitude: float | None = None
    longitude: float | None = None
    """Decimal degrees."""
    is_own_place: bool = False
    """Whether the photo's own bytes say so too."""
    caption: str = ""
    is_favorite: bool = False
    people: tuple[str, ...] = ()
    is_archived: bool = False
    """Kept out of the service's main view."""
    is_hidden: bool = False
    """Not to be seen by others."""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing that could be in a sidecar."""
        return not (self.taken or self.caption or self.is_favorite or self.people or self.latitude is not None)

    def add_missing(self, other: "SourceFacts") -> "SourceFacts":
        """Return these with what only the others know. Of two folders with the same photo, one may lack its JSON."""
        place = self if self.latitude is not None else other
        return replace(
            self,
            taken=self.taken or other.taken,
            uploaded=self.uploaded or other.uploaded,
            latitude=place.latitude,
            longitude=place.longitude,
            is_own_place=place.is_own_place,
            caption=self.caption or other.caption,
            is_favorite=self.is_favorite or other.is_favorite,
            people=self.people or other.people,
            is_archived=self.is_archived or other.is_archived,
            is_hidden=self.is_hidden or other.is_hidden,
        )


NOTHING = SourceFacts()
