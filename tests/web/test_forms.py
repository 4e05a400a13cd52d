"""What people and scripts send: read to the letter, or refused with a sentence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import BadRequest, GalleryError, LengthRequired, TooLarge
from gallery.web.forms import (
    MAX_FILES,
    MAX_NAMES_BYTES,
    MAX_PARTS,
    MAX_SIGN_IN_BYTES,
    names_form,
    read_body,
    sign_in_form,
    upload_form,
)

BOUNDARY = "x7"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
URLENCODED = "application/x-www-form-urlencoded"
JSON = "application/json"
LIMIT = 10_000_000


@dataclass(frozen=True)
class Sent:
    """A request as the host hands it over."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    url: str = "https://gallery.example/"
    params: Mapping[str, str] = field(default_factory=dict)

    def get_body(self) -> bytes:
        return self.body


def sent(body: bytes, content_type: str = MULTIPART, **headers: str) -> Sent:
    return Sent(body, {"content-type": content_type, "content-length": str(len(body)), **headers})


def part(disposition: str, value: bytes, more: str = "") -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n"
    return head.encode() + value + b"\r\n"


def photo(file: str = "a.jpg", data: bytes = b"bytes") -> bytes:
    return part(f'name="photos"; filename="{file}"', data)


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def files_of(body: bytes) -> list[tuple[str, bytes]]:
    return [(upload.file, upload.data) for upload in upload_form(sent(body), LIMIT).uploads]


def test_files_and_album_are_read_in_the_order_of_the_form() -> None:
    """To the byte, whatever is in them."""
    data = [bytes(range(256)) * 3, b"\r\n--x\r\n--x8", b"", f"\r\n--{BOUNDARY}"[:-1].encode()]
    body = form(part('name="album"', b"Trips/Rome"), *[photo(f"{number}.jpg", one) for number, one in enumerate(data)])
    read = upload_form(sent(body), LIMIT)
    assert read.album == "Trips/Rome"
    assert [(one.file, one.data) for one in read.uploads] == [(f"{n}.jpg", one) for n, one in enumerate(data)]


def test_a_photo_that_holds_the_boundary_is_refused_rather_than_cut() -> None:
    """RFC 2046, 5.1.1: whoever sends a form has to choose one that its photos don't hold."""
    with pytest.raises(BadRequest):
        files_of(form(photo(data=b"a\r\n--x7x")))


def test_names_are_read_as_browsers_and_as_older_scripts_write_them() -> None:
    """HTML, "Multipart form data": a quote and line breaks percent-encoded, all else in UTF-8; and RFC 5987."""
    assert files_of(form(photo("ü 100% a%22b.jpg")))[0][0] == 'ü 100% a"b.jpg'
    assert files_of(form(part("name=\"photos\"; filename*=UTF-8''na%C3%AFve.jpg", b"1")))[0][0] == "naïve.jpg"


@given(st.binary(max_size=2000))
def test_any_bytes_come_through_unchanged(data: bytes) -> None:
    """But those of the boundary itself."""
    if f"\r\n--{BOUNDARY}".encode() not in b"\r\n" + data:
        assert files_of(form(photo(data=data))) == [("a.jpg", data)]


def test_each_file_has_its_own_time_where_every_one_has_one() -> None:
    """A list of another length can't be told apart, and counts as none."""
    times = [part('name="modified"', time) for time in (b"2020-01-31T23:00:00-11:00", b"no time")]
    read = upload_form(sent(form(*times, photo("a.jpg"), photo("b.jpg"))), LIMIT)
    assert [upload.file_time for upload in read.uploads] == ["2020-01-31T23:00:00-11:00", None]
    read = upload_form(sent(form(times[0], photo("a.jpg"), photo("b.jpg"))), LIMIT)
    assert [upload.file_time for upload in read.uploads] == [None, None]


@pytest.mark.parametrize("name", ["ä ö.jpg", "写真.jpg", "👩‍👩‍👧.heic", "a;b=c.jpg", "a'b.jpg", "a%22b.jpg"])
def test_file_names_come_as_browsers_send_them(name: str) -> None:
    """UTF-8 between quotes; cleaning them is done elsewhere."""
    read = files_of(form(photo(name)))[0][0]
    assert read in {name, name.replace("%22", chr(34))}


def test_an_empty_file_input_is_no_file() -> None:
    """Browsers send a part with an empty name for it."""
    with pytest.raises(BadRequest, match="no photo"):
        upload_form(sent(form(photo("", b""))), LIMIT)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--",
        form(),
        photo(),
        form(photo())[:-10],
        form(photo()).replace(b"--x7--", b"--x8--"),
        form(part('name="photos"', b"no file")),
        form(part('name="pictures"; filename="a.jpg"', b"x")),
        f"--{BOUNDARY}\r\n\r\nno header\r\n--{BOUNDARY}--".encode(),
        f"--{BOUNDARY}\r\nContent-Disposition: form-data".encode(),
        f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(),
        b"\x00" * 1000,
    ],
)
def test_a_form_that_is_broken_or_holds_no_photo_is_refused(body: bytes) -> None:
    """Never half of it read."""
    with pytest.raises(BadRequest):
        upload_form(sent(body), LIMIT)


@given(st.data())
def test_a_form_that_was_damaged_is_read_or_refused_and_never_a_fault(data: st.DataObject) -> None:
    """Any byte of it cut out, changed or put in."""
    body = form(
        part('name="album"', b"Rome"), photo("ä.jpg", b"1"), part('name="modified"', b"2020"), photo("b.jpg", b"2")
    )
    at = data.draw(st.integers(0, len(body)))
    gone = data.draw(st.integers(0, 12))
    new = data.draw(st.binary(max_size=8) | st.sampled_from([b"\r\n", b"--x7", b"--x7--", b'"', b"\r\n\r\n", b"; "]))
    try:
        upload_form(sent(body[:at] + new + body[at + gone :]), LIMIT)
    except GalleryError as error:
        refusal = error
    else:
        return
    assert 400 <= refusal.status < 500


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/mixed; boundary=x7",
        "text/plain",
        JSON,
        ";;=",
        "é",
    ],
)
def test_what_does_not_say_that_it_is_a_form_is_refused(content_type: str) -> None:
    """With what to send instead."""
    with pytest.raises(BadRequest, match="multipart/form-data"):
        upload_form(sent(form(photo()), content_type), LIMIT)


@pytest.mark.parametrize("boundary", ["x" * 5000, '"a b"', "\u0100", "é", "(+*?", "[", "\\", "'"])
def test_a_boundary_of_any_kind_is_no_fault(boundary: str) -> None:
    """It becomes part of a pattern."""
    with pytest.raises(BadRequest):
        upload_form(sent(form(photo()), f"multipart/form-data; boundary={boundary}"), LIMIT)


@pytest.mark.parametrize(
    "disposition",
    [
        "name=\"photos\"; filename*=UTF-8''na%C3%AFve.jpg",
        "name=\"photos\"; filename*=UTF-8''%ED%A0%80.jpg",
        "name=\"photos\"; filename*=latin-9''a.jpg",
        'name="photos"; filename*=x; filename=a.jpg',
        'name="photos"; filename*0=a; filename*1=.jpg',
        'name="photos"; filename="' + "x" * 100_000 + '"',
        'filename="a.jpg"',
        'name="photos"; filename="a\x00.jpg"',
        'name="photos"; filename="\u202egpj.exe"',
        "name=photos; filename=a.jpg; " + "x=y; " * 5000,
    ],
)
def test_a_part_of_any_kind_is_read_or_refused(disposition: str) -> None:
    """And its name can be written as UTF-8 in any case."""
    try:
        read = upload_form(sent(form(part(disposition, b"1"))), LIMIT)
    except BadRequest:
        return
    for upload in read.uploads:
        assert upload.file.encode()


def test_too_many_parts_or_files_are_refused() -> None:
    """Before any of them is looked at."""
    with pytest.raises(TooLarge, match=str(MAX_PARTS)):
        upload_form(sent(form(*[part('name="x"', b"")] * (MAX_PARTS + 1))), LIMIT)
    with pytest.raises(TooLarge, match=str(MAX_FILES)):
        upload_form(sent(form(*[photo()] * (MAX_FILES + 1))), LIMIT)
    assert len(files_of(form(*[photo()] * MAX_FILES))) == MAX_FILES


def test_the_body_is_read_whole_or_not_at_all() -> None:
    """A chunked one comes empty, a cut one short; a long one is refused before it is touched."""
    assert read_body(sent(b"12345"), 5) == b"12345"
    for length in ("", "x", "-1", "1.5", "٣", "5 ", "0x5"):
        with pytest.raises(LengthRequired):
            read_body(Sent(b"12345", {"content-length": length}), 5)
    for length in ("4", "0"):
        with pytest.raises(BadRequest, match="cut off"):
            read_body(Sent(b"12345", {"content-length": length}), 5)
    with pytest.raises(TooLarge, match="at most"):
        read_body(sent(b"123456"), 5)
    with pytest.raises(LengthRequired):
        read_body(Sent(b"12345"), 5)


def test_a_length_of_thousands_of_digits_is_too_large() -> None:
    """Python refuses to read such numbers with a ValueError."""
    with pytest.raises(TooLarge):
        read_body(Sent(b"", {"content-length": "9" * 5000}), 5)


@pytest.mark.parametrize(
    ("body", "content_type", "names", "from_browser"),
    [
        (b"names=a.jpg&names=b%20c.jpg&x=y", URLENCODED, ["a.jpg", "b c.jpg"], True),
        (b"names=%C3%A4+1.jpg", f"{URLENCODED}; charset=utf-8", ["ä 1.jpg"], True),
        (b'{"names": ["a.jpg", "b.jpg"]}', JSON, ["a.jpg", "b.jpg"], False),
        ('{"names": ["ä.jpg"], "x": 1}'.encode(), "text/plain", ["ä.jpg"], False),
        (b'{"names": ["a.jpg"]}', "", ["a.jpg"], False),
    ],
)
def test_names_come_from_a_pages_form_or_as_json(
    body: bytes, content_type: str, names: list[str], *, from_browser: bool
) -> None:
    """And it is known which, as a page wants to be shown again."""
    read = names_form(sent(body, content_type))
    assert (read.names, read.from_browser) == (names, from_browser)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        "1",
        '"names"',
        '{"names": null}',
        '{"names": "a.jpg"}',
        '{"names": []}',
        '{"names": [""]}',
        '{"names": [1]}',
        '{"names": ["a.jpg", null]}',
        '{"names": [["a.jpg"]]}',
        '{"names": {"a.jpg": 1}}',
        '{"names": NaN}',
        '{"names": 1e999}',
        '{"names": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"names": ' * 50_000,
        '{"names": ["a.jpg"]',
        "\ufeff{}",
        "\x00",
    ],
)
def test_json_that_names_no_photos_is_refused(document: str) -> None:
    """However deep, long or odd it is."""
    with pytest.raises(BadRequest):
        names_form(sent(document.encode(), JSON))


def test_a_name_that_is_no_text_is_refused() -> None:
    """Half a character in JSON can be written to nobody: not to storage, nor into the answer."""
    for name in ("\\ud800", "a\\udfff.jpg"):
        with pytest.raises(BadRequest):
            names_form(sent(f'{{"names": ["{name}"]}}'.encode(), JSON))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    )
)
def test_json_of_any_shape_is_read_or_refused(document: object) -> None:
    """Never a fault."""
    for body in (document, {"names": document}, {"names": [document]}):
        try:
            names = names_form(sent(json.dumps(body).encode(), JSON)).names
        except BadRequest:
            continue
        assert names
        assert all(isinstance(name, str) and name for name in names)


@pytest.mark.parametrize("body", [b"", b"names=", b"x=y", b"names=%FF", b"\xff", b"&" * 5000, b"names=a&" * 3000])
def test_a_page_s_form_that_names_nothing_or_too_much_is_refused(body: bytes) -> None:
    """Or that is no UTF-8."""
    with pytest.raises(BadRequest):
        names_form(sent(body, URLENCODED))


def test_a_list_of_names_has_its_limit() -> None:
    """In bytes, by its announced length."""
    with pytest.raises(TooLarge):
        names_form(sent(b" " * (MAX_NAMES_BYTES + 1), JSON))


def test_the_number_of_names_has_its_limit() -> None:
    """Each is a call to storage or more, and the platform ends a request after 230 seconds."""
    names = ["a"] * 100_000
    with pytest.raises((BadRequest, TooLarge)):
        names_form(sent(json.dumps({"names": names}).encode(), JSON))


def test_the_sign_in_form_has_a_key_and_the_way_back() -> None:
    """Both may be missing; blanks around a pasted key don't count."""
    read = sign_in_form(sent(b"key=+a%26b+%0A&to=%2Ftrash", URLENCODED))
    assert (read.key, read.to) == ("a&b", "/trash")
    read = sign_in_form(sent(b"", URLENCODED))
    assert (read.key, read.to) == ("", "/")
    for body in (b"key=%ff", b"\xff", b"&" * 3000):
        with pytest.raises(BadRequest):
            sign_in_form(sent(body, URLENCODED))
    with pytest.raises(TooLarge):
        sign_in_form(sent(b"key=" + b"x" * MAX_SIGN_IN_BYTES, URLENCODED))
