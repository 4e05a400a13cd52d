"""What every answer gets on its way out: an ETag, a coding, a length."""

import brotli
import pytest

from gallery.web.responses import Answer, complete, encoded, found, html_answer, json_answer, revalidated

PAGE = html_answer("<p>photo</p>" * 100)


def test_an_answer_that_the_client_has_is_not_sent_again() -> None:
    """However its ETag comes back: alone, among others, weak or strong, or as any (RFC 9110, 13.1.2)."""
    etag = revalidated(PAGE, "").headers["ETag"]
    assert etag.startswith('W/"')
    for known in (etag, etag.removeprefix("W/"), f'"x", {etag} , W/"y"', "*", " * "):
        again = revalidated(PAGE, known)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    for known in ("", '"x"', etag.strip('W/"'), f'W/"a{etag[3:]}', etag[:-2]):
        assert revalidated(PAGE, known) == revalidated(PAGE, "")


def test_another_body_has_another_etag() -> None:
    """A page with a report on it, which is shown once, is never taken for the one without, nor the other way round."""
    with_report = html_answer("<p>1 photo stored</p>" + PAGE.body.decode())
    assert revalidated(with_report, revalidated(PAGE, "").headers["ETag"]).status == 200
    assert revalidated(PAGE, revalidated(with_report, "").headers["ETag"]).status == 200


def test_an_answer_keeps_its_own_etag() -> None:
    """That of a preview names its bytes without looking at them."""
    preview = Answer(200, b"RIFF", "image/webp", {"ETag": '"0123-240"'})
    assert revalidated(preview, "").headers["ETag"] == '"0123-240"'
    assert revalidated(preview, '"0123-240"').status == 304
    assert revalidated(preview, '"0123-480"').status == 200


@pytest.mark.parametrize("answer", [json_answer({}, 201), found("https://x.example/"), Answer(404, b"none")])
def test_nothing_but_a_200_has_an_etag(answer: Answer) -> None:
    """Whatever the client says that it has."""
    assert revalidated(answer, "*") == answer


def test_every_coding_has_its_own_length_and_the_same_etag() -> None:
    """So that whoever has the page in one coding need not load it in another."""
    plain, small = (complete(encoded(revalidated(PAGE, ""), accepted), "", is_indexed=True) for accepted in ("", "br"))
    assert brotli.decompress(small.body) == plain.body
    assert (small.headers["Content-Encoding"], "Content-Encoding" in plain.headers) == ("br", False)
    assert int(small.headers["Content-Length"]) == len(small.body) < len(plain.body)
    assert small.headers["ETag"] == plain.headers["ETag"]
    assert {"Accept-Encoding" in one.headers["Vary"] for one in (small, plain)} == {True}


def test_a_picture_goes_as_it_is() -> None:
    """It is as small as it gets."""
    picture = Answer(200, bytes(5000), "image/webp")
    assert encoded(picture, "br, gzip") == picture
