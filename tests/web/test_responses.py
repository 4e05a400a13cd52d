"""ETags, encodings and headers of every response."""

import brotli
import pytest

from gallery.web.responses import (
    Response,
    add_common_headers,
    compress_response,
    html_response,
    json_response,
    redirect,
    revalidate,
)

PAGE = html_response("<p>photo</p>" * 100)


def test_a_known_response_is_not_sent_again() -> None:
    """If-None-Match can be one ETag or several, weak or strong, or `*` (RFC 9110, 13.1.2)."""
    etag = revalidate(PAGE, "").headers["ETag"]
    assert etag.startswith('W/"')
    for known in (etag, etag.removeprefix("W/"), f'"x", {etag} , W/"y"', "*", " * "):
        again = revalidate(PAGE, known)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    for known in ("", '"x"', etag.strip('W/"'), f'W/"a{etag[3:]}', etag[:-2]):
        assert revalidate(PAGE, known) == revalidate(PAGE, "")


def test_another_body_has_another_etag() -> None:
    """A page with a flash message is never taken for the page without, nor the other way round."""
    with_flash = html_response("<p>1 photo stored</p>" + PAGE.body.decode())
    assert revalidate(with_flash, revalidate(PAGE, "").headers["ETag"]).status == 200
    assert revalidate(PAGE, revalidate(with_flash, "").headers["ETag"]).status == 200


def test_a_response_keeps_its_own_etag() -> None:
    """Previews have one that names their bytes."""
    preview = Response(200, b"RIFF", "image/webp", {"ETag": '"0123-240"'})
    assert revalidate(preview, "").headers["ETag"] == '"0123-240"'
    assert revalidate(preview, '"0123-240"').status == 304
    assert revalidate(preview, '"0123-480"').status == 200


@pytest.mark.parametrize("response", [json_response({}, 201), redirect("https://x.example/"), Response(404, b"none")])
def test_only_200_responses_get_an_etag(response: Response) -> None:
    assert revalidate(response, "*") == response


def test_all_encodings_share_an_etag_but_not_their_length() -> None:
    """A client that has the page in one encoding needs no other."""
    plain, small = (
        add_common_headers(compress_response(revalidate(PAGE, ""), encoding), "", is_indexed=True)
        for encoding in ("", "br")
    )
    assert brotli.decompress(small.body) == plain.body
    assert (small.headers["Content-Encoding"], "Content-Encoding" in plain.headers) == ("br", False)
    assert int(small.headers["Content-Length"]) == len(small.body) < len(plain.body)
    assert small.headers["ETag"] == plain.headers["ETag"]
    assert {"Accept-Encoding" in one.headers["Vary"] for one in (small, plain)} == {True}


def test_pictures_are_not_compressed() -> None:
    picture = Response(200, bytes(5000), "image/webp")
    assert compress_response(picture, "br, gzip") == picture
