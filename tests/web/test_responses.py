"""What every answer gets on its way out: an ETag, a coding, a length."""

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


def test_an_answer_that_the_client_has_is_not_sent_again() -> None:
    """However its ETag comes back: alone, among others, weak or strong, or as any (RFC 9110, 13.1.2)."""
    etag = revalidate(PAGE, "").headers["ETag"]
    assert etag.startswith('W/"')
    for known in (etag, etag.removeprefix("W/"), f'"x", {etag} , W/"y"', "*", " * "):
        again = revalidate(PAGE, known)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    for known in ("", '"x"', etag.strip('W/"'), f'W/"a{etag[3:]}', etag[:-2]):
        assert revalidate(PAGE, known) == revalidate(PAGE, "")


def test_another_body_has_another_etag() -> None:
    """A page with a report on it, which is shown once, is never taken for the one without, nor the other way round."""
    with_report = html_response("<p>1 photo stored</p>" + PAGE.body.decode())
    assert revalidate(with_report, revalidate(PAGE, "").headers["ETag"]).status == 200
    assert revalidate(PAGE, revalidate(with_report, "").headers["ETag"]).status == 200


def test_an_answer_keeps_its_own_etag() -> None:
    """That of a preview names its bytes without looking at them."""
    preview = Response(200, b"RIFF", "image/webp", {"ETag": '"0123-240"'})
    assert revalidate(preview, "").headers["ETag"] == '"0123-240"'
    assert revalidate(preview, '"0123-240"').status == 304
    assert revalidate(preview, '"0123-480"').status == 200


@pytest.mark.parametrize("answer", [json_response({}, 201), redirect("https://x.example/"), Response(404, b"none")])
def test_nothing_but_a_200_has_an_etag(answer: Response) -> None:
    """Whatever the client says that it has."""
    assert revalidate(answer, "*") == answer


def test_every_coding_has_its_own_length_and_the_same_etag() -> None:
    """So that whoever has the page in one coding need not load it in another."""
    plain, small = (
        add_common_headers(compress_response(revalidate(PAGE, ""), accepted), "", is_indexed=True)
        for accepted in ("", "br")
    )
    assert brotli.decompress(small.body) == plain.body
    assert (small.headers["Content-Encoding"], "Content-Encoding" in plain.headers) == ("br", False)
    assert int(small.headers["Content-Length"]) == len(small.body) < len(plain.body)
    assert small.headers["ETag"] == plain.headers["ETag"]
    assert {"Accept-Encoding" in one.headers["Vary"] for one in (small, plain)} == {True}


def test_a_picture_goes_as_it_is() -> None:
    """It is as small as it gets."""
    picture = Response(200, bytes(5000), "image/webp")
    assert compress_response(picture, "br, gzip") == picture
