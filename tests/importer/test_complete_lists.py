"""An export and a comparison start only once the gallery has looked at everything, also if others keep it busy."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from importer import library
from importer.client import Client
from importer.errors import ImportFailed

BEFORE, ASKED, SINCE = (f"2026-12-01T06:00:0{second}+00:00" for second in range(3))


class Scripted(Client):
    """A gallery whose responses are known. The last one is repeated."""

    def __init__(self, *responses: dict[str, Any]) -> None:
        super().__init__(urlsplit("http://127.0.0.1:1"), "key")
        self.responses, self.asked = list(responses), list[str]()

    def post_json(self, path: str, _: object) -> dict[str, Any]:
        self.asked.append(path.removeprefix(library.REFRESH))
        return {**progress(), **(self.responses.pop(0) if len(self.responses) > 1 else self.responses[0])}

    def get_json(self, path: str, **_: str) -> dict[str, Any]:
        self.asked.append(path)
        if path == "/api/albums":
            return {"albums": []}
        return {"photos": [], "next": None, **self.responses.pop(0)}


def progress() -> dict[str, Any]:
    return {"scanned": 0, "undated": 0, "undeveloped": 0, "done": False, "asked_at": ASKED, "last_scan": BEFORE}


@pytest.fixture(autouse=True)
def _do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "PAUSE", 0)


def test_a_scan_is_asked_for_until_one_has_begun_and_ended() -> None:
    """A refresh that finds another one running scans nothing. Previews that are still to be made don't matter."""
    busy, under_way = {"undeveloped": 5}, {"last_scan": None}
    gallery = Scripted(
        busy, busy, under_way, under_way, {"last_scan": SINCE, "undated": 1}, {**busy, "last_scan": SINCE}
    )
    library.refresh(gallery)
    assert gallery.asked == ["?scan=yes", "?scan=yes", "?scan=yes", "", "", ""]


def test_a_gallery_without_a_container_is_complete() -> None:
    library.refresh(Scripted({"done": True, "asked_at": None, "last_scan": None}))


def test_a_gallery_that_never_scans_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MAX_SECONDS", 0.05)
    with pytest.raises(ImportFailed, match="photos could be missing"):
        library.refresh(Scripted({"undeveloped": 5}))


def test_a_list_that_is_being_updated_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    gallery = Scripted({"updating": True}, {}, {"updating": False})
    assert library.list_files(gallery) == {}
    assert gallery.asked == ["/api/albums", "/api/photos", "", "/api/albums", "/api/photos"]
    monkeypatch.setattr(library, "MAX_SECONDS", 0)
    with pytest.raises(ImportFailed, match="photos could be missing"):
        library.list_files(gallery)
