"""`dev.py refresh` works until a gallery knows and has read everything that other tools stored."""

import pytest
from support import as_owner
from support.gallery_app import App
from support.pictures import jpeg
from support.visitor import Visitor, other_tool, upload_blobs

from local.dev.errors import CommandError
from local.dev.refresh import refresh


def test_everything_that_another_tool_stored_is_read(
    gallery_app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with other_tool(gallery_app) as container:
        upload_blobs(container, {f"Tool/{number}.jpg": jpeg(f"#{number:02x}8040") for number in range(5)})
    monkeypatch.setenv("OWNER_KEY", as_owner.KEY)
    assert refresh(["--url", gallery_app.url, "--scan"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Done: 5 photos."
    assert all(photo["developed"] for photo in Visitor(gallery_app).list_photos())


def test_a_wrong_key_is_refused_with_the_reason(gallery_app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNER_KEY", "not-the-key-of-this-gallery")
    with pytest.raises(CommandError, match=r"401.*Wrong key"):
        refresh(["--url", gallery_app.url])


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://gallery.example", "https"), ("gallery.example", "address"), ("ftp://127.0.0.1", "address")],
)
def test_the_key_is_never_sent_to_an_unsafe_address(url: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        refresh(["--url", url])
