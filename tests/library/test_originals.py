"""The way to an original."""

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


def test_an_original_comes_unchanged_with_its_true_type(shelves: Storage) -> None:
    """Also when the tool that wrote it gave none."""
    write_in_blocks(shelves, "Cats/ü 100%.jpg", jpeg())
    answer = requests.get(original_url(shelves, "Cats/ü 100%.jpg"), timeout=10)
    assert answer.content == jpeg()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "filename*=UTF-8''%C3%BC%20100%25.jpg" in answer.headers["Content-Disposition"]


def test_an_original_can_be_asked_for_to_be_saved(shelves: Storage) -> None:
    """Browsers show what is inline, and another origin's files can't be saved by a link's own `download`."""
    write_in_blocks(shelves, "Cats/a.jpg", jpeg())
    dispositions = [
        requests.get(original_url(shelves, "Cats/a.jpg", download=saved), timeout=10).headers["Content-Disposition"]
        for saved in (False, True)
    ]
    assert [disposition.partition(";")[0] for disposition in dispositions] == ["inline", "attachment"]


def test_what_is_no_picture_has_no_address(shelves: Storage) -> None:
    """A web page that somebody put into the container is never served, under any name."""
    shelves.photos.create("page.jpg", b"<html><script>alert(1)</script>", "text/html", {})
    with pytest.raises(NotFound):
        original_url(shelves, "page.jpg")


@pytest.mark.parametrize("file", ['a".jpg', "a\\b.jpg", "a\r\nSet-Cookie: x.jpg", "ü🐈.jpg", "100%.jpg"])
def test_no_name_breaks_the_header_that_names_the_file(file: str) -> None:
    """RFC 6266: a plain form for old clients, and the exact one."""
    header = content_disposition(Photo(Blob(file, 1, "", None, "image/jpeg", datetime.now(UTC), {})))
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('inline; filename="')
    assert header.count('"') == 2
