"""Request bodies are read exactly, or refused with a message."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import BadRequest, GalleryError, LengthRequired, TooLarge
from gallery.web.album_forms import new_album_form, rename_form, settings_form
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
FORM = "application/x-www-form-urlencoded"
LIMIT = 10_000_000


@dataclass(frozen=True)
class FakeRequest:
    """A request from the host."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    url: str = "https://gallery.example/"
    params: Mapping[str, str] = field(default_factory=dict)

    def get_body(self) -> bytes:
        return self.body


def post(body: bytes, content_type: str = MULTIPART, **headers: str) -> FakeRequest:
    return FakeRequest(body, {"content-type": content_type, "content-length": str(len(body)), **headers})


def part(disposition: str, value: bytes, more: str = "") -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n"
    return head.encode() + value + b"\r\n"


def photo(file: str = "a.jpg", data: bytes = b"bytes") -> bytes:
    return part(f'name="photos"; filename="{file}"', data)


def multipart(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def files_of(body: bytes) -> list[tuple[str, bytes]]:
    return [(upload.file, upload.data) for upload in upload_form(post(body), LIMIT).uploads]


def test_files_and_album_are_read_in_the_order_of_the_form() -> None:
    """Byte for byte, whatever they contain."""
    data = [bytes(range(256)) * 3, b"\r\n--x\r\n--x8", b"", f"\r\n--{BOUNDARY}"[:-1].encode()]
    body = multipart(
        part('name="album"', b"Trips/Rome"), *[photo(f"{number}.jpg", one) for number, one in enumerate(data)]
    )
    read = upload_form(post(body), LIMIT)
    assert read.album == "Trips/Rome"
    assert [(one.file, one.data) for one in read.uploads] == [(f"{n}.jpg", one) for n, one in enumerate(data)]


def test_a_photo_that_contains_the_boundary_is_refused_rather_than_cut() -> None:
    """The sender must choose a boundary that the photos do not contain (RFC 2046, 5.1.1)."""
    with pytest.raises(BadRequest):
        files_of(multipart(photo(data=b"a\r\n--x7x")))


def test_file_names_are_read_as_browsers_and_older_scripts_encode_them() -> None:
    """HTML, "Multipart form data": quotes and line breaks percent-encoded, everything else UTF-8. And RFC 5987."""
    assert files_of(multipart(photo("ü 100% a%22b.jpg")))[0][0] == 'ü 100% a"b.jpg'
    assert files_of(multipart(part("name=\"photos\"; filename*=UTF-8''na%C3%AFve.jpg", b"1")))[0][0] == "naïve.jpg"


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_unchanged(data: bytes) -> None:
    """Except for the boundary itself."""
    if f"\r\n--{BOUNDARY}".encode() not in b"\r\n" + data:
        assert files_of(multipart(photo(data=data))) == [("a.jpg", data)]


def test_files_have_times_if_every_file_has_one() -> None:
    """Otherwise there is no telling which time belongs to which file."""
    times = [part('name="modified"', time) for time in (b"2020-01-31T23:00:00-11:00", b"no time")]
    read = upload_form(post(multipart(*times, photo("a.jpg"), photo("b.jpg"))), LIMIT)
    assert [upload.file_time for upload in read.uploads] == ["2020-01-31T23:00:00-11:00", None]
    read = upload_form(post(multipart(times[0], photo("a.jpg"), photo("b.jpg"))), LIMIT)
    assert [upload.file_time for upload in read.uploads] == [None, None]


@pytest.mark.parametrize("name", ["ä ö.jpg", "写真.jpg", "👩‍👩‍👧.heic", "a;b=c.jpg", "a'b.jpg", "a%22b.jpg"])
def test_file_names_are_not_cleaned_here(name: str) -> None:
    """UTF-8 between quotes, as browsers send them."""
    read = files_of(multipart(photo(name)))[0][0]
    assert read in {name, name.replace("%22", chr(34))}


def test_an_empty_file_input_is_not_a_file() -> None:
    """Browsers send a part with an empty file name for it."""
    with pytest.raises(BadRequest, match="no photo"):
        upload_form(post(multipart(photo("", b""))), LIMIT)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--",
        multipart(),
        photo(),
        multipart(photo())[:-10],
        multipart(photo()).replace(b"--x7--", b"--x8--"),
        multipart(part('name="photos"', b"no file")),
        multipart(part('name="pictures"; filename="a.jpg"', b"x")),
        f"--{BOUNDARY}\r\n\r\nno header\r\n--{BOUNDARY}--".encode(),
        f"--{BOUNDARY}\r\nContent-Disposition: form-data".encode(),
        f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(),
        b"\x00" * 1000,
    ],
)
def test_a_broken_form_or_one_without_photos_is_refused(body: bytes) -> None:
    """Forms are never read halfway."""
    with pytest.raises(BadRequest):
        upload_form(post(body), LIMIT)


@given(st.data())
def test_a_damaged_form_is_read_or_refused_with_4xx(data: st.DataObject) -> None:
    """With any bytes cut out, changed or inserted."""
    body = multipart(
        part('name="album"', b"Rome"), photo("ä.jpg", b"1"), part('name="modified"', b"2020"), photo("b.jpg", b"2")
    )
    at = data.draw(st.integers(0, len(body)))
    gone = data.draw(st.integers(0, 12))
    new = data.draw(st.binary(max_size=8) | st.sampled_from([b"\r\n", b"--x7", b"--x7--", b'"', b"\r\n\r\n", b"; "]))
    try:
        upload_form(post(body[:at] + new + body[at + gone :]), LIMIT)
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
def test_other_content_types_are_refused(content_type: str) -> None:
    """The message says what to send instead."""
    with pytest.raises(BadRequest, match="multipart/form-data"):
        upload_form(post(multipart(photo()), content_type), LIMIT)


@pytest.mark.parametrize("boundary", ["x" * 5000, '"a b"', "\u0100", "é", "(+*?", "[", "\\", "'"])
def test_an_odd_boundary_is_refused(boundary: str) -> None:
    with pytest.raises(BadRequest):
        upload_form(post(multipart(photo()), f"multipart/form-data; boundary={boundary}"), LIMIT)


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
def test_an_odd_part_is_read_or_refused(disposition: str) -> None:
    """If it is read, its file name can be encoded as UTF-8."""
    try:
        read = upload_form(post(multipart(part(disposition, b"1"))), LIMIT)
    except BadRequest:
        return
    for upload in read.uploads:
        assert upload.file.encode()


def test_too_many_parts_or_files_are_refused() -> None:
    """Before any of them is processed."""
    with pytest.raises(TooLarge, match=str(MAX_PARTS)):
        upload_form(post(multipart(*[part('name="x"', b"")] * (MAX_PARTS + 1))), LIMIT)
    with pytest.raises(TooLarge, match=str(MAX_FILES)):
        upload_form(post(multipart(*[photo()] * (MAX_FILES + 1))), LIMIT)
    assert len(files_of(multipart(*[photo()] * MAX_FILES))) == MAX_FILES


def test_the_body_is_read_completely_or_not_at_all() -> None:
    """The host drops chunked bodies. A body that is too long is refused before it is read."""
    assert read_body(post(b"12345"), 5) == b"12345"
    for length in ("", "x", "-1", "1.5", "٣", "5 ", "0x5"):
        with pytest.raises(LengthRequired):
            read_body(FakeRequest(b"12345", {"content-length": length}), 5)
    for length in ("4", "0"):
        with pytest.raises(BadRequest, match="incomplete"):
            read_body(FakeRequest(b"12345", {"content-length": length}), 5)
    with pytest.raises(TooLarge, match="limit"):
        read_body(post(b"123456"), 5)
    with pytest.raises(LengthRequired):
        read_body(FakeRequest(b"12345"), 5)


def test_a_content_length_of_thousands_of_digits_is_too_large() -> None:
    """Python refuses to parse such numbers with a ValueError."""
    with pytest.raises(TooLarge):
        read_body(FakeRequest(b"", {"content-length": "9" * 5000}), 5)


@pytest.mark.parametrize(
    ("body", "content_type", "names"),
    [
        (b"names=a.jpg&names=b%20c.jpg&x=y", URLENCODED, ["a.jpg", "b c.jpg"]),
        (b"names=%C3%A4+1.jpg", f"{URLENCODED}; charset=utf-8", ["ä 1.jpg"]),
        (b'{"names": ["a.jpg", "b.jpg"]}', JSON, ["a.jpg", "b.jpg"]),
        ('{"names": ["ä.jpg"], "x": 1}'.encode(), "text/plain", ["ä.jpg"]),
        (b'{"names": ["a.jpg"]}', "", ["a.jpg"]),
    ],
)
def test_names_come_from_a_form_or_from_json(body: bytes, content_type: str, names: list[str]) -> None:
    """Everything that is not a form is JSON, whatever its content type."""
    assert names_form(post(body, content_type)).names == names


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
def test_json_without_names_is_refused(document: str) -> None:
    """However deep, long or odd it is."""
    with pytest.raises(BadRequest):
        names_form(post(document.encode(), JSON))


def test_half_a_surrogate_pair_is_refused() -> None:
    """JSON can contain it, but neither storage nor a response can."""
    for name in ("\\ud800", "a\\udfff.jpg"):
        with pytest.raises(BadRequest):
            names_form(post(f'{{"names": ["{name}"]}}'.encode(), JSON))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    )
)
def test_json_of_any_shape_is_read_or_refused(document: object) -> None:
    for body in (document, {"names": document}, {"names": [document]}):
        try:
            names = names_form(post(json.dumps(body).encode(), JSON)).names
        except BadRequest:
            continue
        assert names
        assert all(isinstance(name, str) and name for name in names)


@pytest.mark.parametrize("body", [b"", b"names=", b"x=y", b"names=%FF", b"\xff", b"&" * 5000, b"names=a&" * 3000])
def test_a_form_without_names_or_with_too_many_is_refused(body: bytes) -> None:
    """Also one that is not UTF-8."""
    with pytest.raises(BadRequest):
        names_form(post(body, URLENCODED))


def test_the_length_of_names_is_limited() -> None:
    with pytest.raises(TooLarge):
        names_form(post(b" " * (MAX_NAMES_BYTES + 1), JSON))


def test_the_number_of_names_is_limited() -> None:
    """Each needs at least one call to storage, and the platform ends a request after 230 seconds."""
    names = ["a"] * 100_000
    with pytest.raises((BadRequest, TooLarge)):
        names_form(post(json.dumps({"names": names}).encode(), JSON))


def test_the_sign_in_form_has_a_key_and_a_return_path() -> None:
    """Both may be missing. Whitespace around a pasted key is ignored."""
    read = sign_in_form(post(b"key=+a%26b+%0A&to=%2Ftrash", URLENCODED))
    assert (read.key, read.return_path) == ("a&b", "/trash")
    read = sign_in_form(post(b"", URLENCODED))
    assert (read.key, read.return_path) == ("", "/")
    for body in (b"key=%ff", b"\xff", b"&" * 3000):
        with pytest.raises(BadRequest):
            sign_in_form(post(body, URLENCODED))
    with pytest.raises(TooLarge):
        sign_in_form(post(b"key=" + b"x" * MAX_SIGN_IN_BYTES, URLENCODED))


@pytest.mark.parametrize("body", [{"album": "x" * 2_000, "to": "y"}, {"album": "x", "to": "y" * 2_000}])
def test_album_names_longer_than_any_blobs_are_refused(body: dict[str, str]) -> None:
    """Storage would refuse the request, which looks like a fault of the gallery."""
    with pytest.raises(BadRequest, match="can have up to 1,024 characters, not"):
        rename_form(post(json.dumps(body).encode(), JSON))


def test_small_sizes_are_not_rounded_to_zero_megabytes() -> None:
    with pytest.raises(TooLarge, match=r"This request has 30 kB; the limit is 20 kB\.$"):
        read_body(FakeRequest(b"", {"content-length": "30000"}), 20_000)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"album": ""},
        {"album": 7},
        {"album": "Rome", "visible": "nobody"},
        {"album": "Rome", "timeline": True},
        {"album": "Rome", "title": ["x"]},
        {"album": "x" * 2_000},
    ],
)
def test_impossible_album_settings_are_rejected(body: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        settings_form(post(json.dumps(body).encode(), JSON))


def test_album_settings_change_only_what_is_named() -> None:
    """A title loses superfluous spaces."""
    form = settings_form(post(b'{"album": "Rome", "title": " La  dolce vita ", "timeline": "no"}', JSON))
    assert (form.album, form.changes) == ("Rome", {"title": "La dolce vita", "in_timeline": False})
    form = settings_form(post(b"album=Rome&visible=owner", FORM))
    assert form.changes == {"is_public": False}


def test_a_new_album_may_be_in_another_one() -> None:
    assert new_album_form(post(b'{"album": "Rome"}', JSON)) == "Rome"
    assert new_album_form(post(b"album=Rome&within=Trips", FORM)) == "Trips/Rome"
    for body in (b"{}", b'{"album": 7}', b'{"album": "x", "within": 7}'):
        with pytest.raises(BadRequest):
            new_album_form(post(body, JSON))
