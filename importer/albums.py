"""Albums that need settings: private ones, and those of an export."""

from collections.abc import Mapping

from importer.client import Client
from importer.errors import ImportFailed, Refused
from importer.library import list_settings

COVER = "cover"
PRIVATE = ("visible", "owner")
DEFAULTS = {"sort": "newest", "visible": "everyone", "timeline": "yes"}


class Albums:
    """Albums with their settings, which are set once: what the owner has set stays."""

    def __init__(self, client: Client, wanted: Mapping[str, Mapping[str, str]]) -> None:
        """`wanted` has settings by the path of the album. Raises Refused, Unreachable."""
        self._client, self._wanted = client, wanted
        self._known = list_settings(client) if wanted else {}

    def set_up(self) -> list[str]:
        """Create them; return what went wrong. Raises ImportFailed if a private one would be public."""
        problems = []
        for album, settings in self._wanted.items():
            is_private = PRIVATE in settings.items()
            known = self._known.get(album, DEFAULTS)
            if known != DEFAULTS:
                if is_private and PRIVATE not in known.items():
                    raise ImportFailed(
                        f"The album {album} isn't private. Make it private, or rename it, and try again."
                    )
                continue
            try:
                self._client.post_json("/api/albums", {"album": album})
                self._set(album, {key: value for key, value in settings.items() if key != COVER})
            except Refused as error:
                if is_private:
                    raise
                problems.append(f"The settings of {album} couldn't be set: {error}")
        return problems

    def choose_covers(self) -> list[str]:
        """Choose covers, once their photos are there, where there's none; return what went wrong."""
        problems = []
        for album, settings in self._wanted.items():
            if settings.get(COVER) and not self._known.get(album, {}).get(COVER):
                try:
                    self._set(album, {COVER: settings[COVER]})
                except ImportFailed as error:
                    problems.append(f"The cover of {album} couldn't be set: {error}")
        return problems

    def _set(self, album: str, settings: Mapping[str, str]) -> None:
        if settings:
            self._client.post_json("/api/albums/settings", {"album": album, **settings})
