"""URLs of originals."""

from datetime import UTC, datetime

import pytest
import requests
from support.other_tools import write_in_blocks
from support.pictures import jpeg

from gallery.errors import NotFound
from gallery.library.originals import content_disposition, original_url
from gallery.model.blobs import Blob
from gallery.model.photos import Photo
from gallery.storage.account import Storage


def test_an_original_is_served_unchanged_with_its_true_content_type(storage: Storage) -> None:
    """Even if the tool that stored it set none."""
    write_in_blocks(storage, "Cats/ü 100%.jpg", jpeg())
    response = requests.get(original_url(storage, "Cats/ü 100%.jpg"), timeout=10)
    assert response.content == jpeg()
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "filename*=UTF-8''%C3%BC%20100%25.jpg" in response.headers["Content-Disposition"]


def test_an_original_is_shown_inline_or_downloaded(storage: Storage) -> None:
    """Browsers ignore a link's `download` attribute for other origins, so the header has to say it."""
    write_in_blocks(storage, "Cats/a.jpg", jpeg())
    dispositions = [
        requests.get(original_url(storage, "Cats/a.jpg", download=download), timeout=10).headers["Content-Disposition"]
        for download in (False, True)
    ]
    assert [disposition.partition(";")[0] for disposition in dispositions] == ["inline", "attachment"]


def test_a_file_that_is_not_a_picture_has_no_url(storage: Storage) -> None:
    """A web page that another tool stored is never served, whatever its name."""
    storage.photos.create("page.jpg", b"<html><script>alert(1)</script>", "text/html", {})
    with pytest.raises(NotFound):
        original_url(storage, "page.jpg")


@pytest.mark.parametrize("file", ['a".jpg', "a\\b.jpg", "a\r\nSet-Cookie: x.jpg", "ü🐈.jpg", "100%.jpg"])
def test_no_file_name_can_break_the_content_disposition_header(file: str) -> None:
    header = content_disposition(Photo(Blob(file, 1, "", None, "image/jpeg", datetime.now(UTC), {})))
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('inline; filename="')
    assert header.count('"') == 2
