import io
import json
import pickle
import struct
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from gallery.errors import BrokenPicture, NotAPicture
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.pictures import worker_pool, worker_process
from gallery.pictures.exif import Camera, Exif, Location
from gallery.pictures.formats import FORMATS, JPEG
from gallery.pictures.head import Head, Missing
from gallery.pictures.messages import InvalidMessage, receive, receive_result, send, send_result
from gallery.pictures.picture import Picture
from gallery.settings import read_settings
from gallery.translations import Text

PREVIEWS = {240: b"small", 480: b"", 2048: b"large"}
EMBEDDED = EmbeddedFacts("Canon R5", "50 mm", 47.5, -8.5, "A cat \N{CAT}", ("cat", "lazy, fat"), 5, is_cut=True)
PICTURE = Picture(JPEG, 4000, 3000, "2026-05-01T12:00:00", "exif", "#808080", PREVIEWS, EMBEDDED)


def pass_through(result: Any) -> Any:
    pipe = io.BytesIO()
    send_result(pipe, result)
    pipe.seek(0)
    return receive_result(pipe)


def encode(value: Any, lengths: list[Any], data: bytes = b"") -> io.BytesIO:
    text = json.dumps([value, lengths]).encode()
    return io.BytesIO(struct.pack(">I", len(text)) + text + data)


@pytest.mark.parametrize(
    "result",
    [
        *(replace(PICTURE, format=one) for one in FORMATS),
        replace(PICTURE, taken=None, taken_from=None, embedded=EmbeddedFacts()),
        Head(JPEG, 4000, 3000, "2026-05-01T12:00:00", "exif", EMBEDDED),
        Missing(5_000_000),
        None,
        Exif(),
        Exif(Camera("Canon R5", "50 mm", 50.0, 1.8, 0.005, 100), Location(47.5, -8.5), "A cat \N{CAT}"),
        "ready",
    ],
)
def test_results_arrive_as_they_were_sent(result: Any) -> None:
    assert pass_through(result) == result


def test_errors_arrive_with_class_and_message() -> None:
    error = pass_through(NotAPicture("cat.pdf is a PDF."))
    assert type(error) is NotAPicture
    assert error.message == "cat.pdf is a PDF."


def test_messages_of_errors_can_still_be_translated() -> None:
    """With their values, some of which are texts."""
    text = Text("%(file)s is %(what)s. Supported formats: %(supported)s.")
    error = NotAPicture(
        text, file="cat.pdf", what=Text("a picture of the kind “%(kind)s”", {"kind": "jxl"}), supported=""
    )
    assert pass_through(error).text == error.text


BOMB = "%(a)s" * 8
LONG: dict[str, Any] = {"english": "%(a)s", "values": {"a": "x" * 30_000}}
DEEP: dict[str, Any] = {"english": BOMB, "values": {"a": {"english": BOMB, "values": {"a": LONG}}}}


@pytest.mark.parametrize(
    "message",
    [
        *("text", None, 5, [], {}, {"english": "x"}, {"english": 5, "values": {}}, {"english": "x", "values": []}),
        *(LONG, DEEP, {"english": BOMB * 2, "values": {}}, {"english": "%(a)s", "values": {"a": {"english": "x"}}}),
    ],
    ids=lambda one: str(one)[:30],
)
def test_messages_that_are_none_or_could_take_all_memory_are_invalid(message: Any) -> None:
    """A worker that has been taken over writes them."""
    with pytest.raises(InvalidMessage):
        receive_result(encode(["BrokenPicture", message], []))


def test_jobs_arrive_as_they_were_sent() -> None:
    pipe = io.BytesIO()
    send(pipe, ["read_picture", ["cat.jpg", 5]], [b"bytes"])
    pipe.seek(0)
    assert receive(pipe) == (["read_picture", ["cat.jpg", 5]], [b"bytes"])


@pytest.mark.parametrize(
    "embedded",
    [
        None,
        {},
        {"camera": 5},
        {"tags": "Rome"},
        {"tags": ["Rome", 5]},
        {"tags": {"Rome": 1}},
        {"tags": [["Rome"]]},
        {"rating": True},
        {"is_cut": 1},
        {"latitude": "north"},
    ],
)
def test_embedded_facts_of_other_types_are_refused(embedded: dict[str, Any] | None) -> None:
    whole = {**asdict(EMBEDDED), **(embedded or {})} if embedded else embedded
    picture = {**asdict(PICTURE), "format": "JPEG", "previews": {}, "embedded": whole}
    with pytest.raises(InvalidMessage):
        receive_result(encode(["Picture", picture], []))


@pytest.mark.parametrize(
    "message",
    [
        encode(["os.system", "true"], []),
        encode(["clear_traceback_frames", "x"], []),
        encode(["GalleryError", ["not a text"]], []),
        encode(["Picture", {"format": "JPEG", "width": "4000"}], []),
        encode(["Picture", {"format": "EXE"}], []),
        encode(["Exif", {"location": {"latitude": "north", "longitude": 1}}], []),
        encode(["str", 5], []),
        encode(["Missing", {"position": "5"}], []),
        encode(["Missing", {"position": True}], []),
        encode(["NoneType", 5], []),
        encode(["str", "x"], [10**12]),
        encode(["str", "x"], [-1]),
        encode(["str", "x"], [1] * 100, b"1" * 100),
        io.BytesIO(struct.pack(">I", 2**32 - 1)),
        io.BytesIO(b"\x00\x00\x00\x02]["),
        encode("x", []),
    ],
)
def test_what_is_not_a_result_is_refused(message: io.BytesIO) -> None:
    with pytest.raises((InvalidMessage, ValueError)):
        receive_result(message)


def test_results_that_are_cut_off_are_refused() -> None:
    pipe = io.BytesIO()
    send_result(pipe, PICTURE)
    for length in range(len(pipe.getvalue())):
        with pytest.raises(EOFError):
            receive_result(io.BytesIO(pipe.getvalue()[:length]))


class Payload:
    """Touches a file when its pickle is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:  # noqa: D105 - part of pickle's protocol
        return Path.touch, (self.path,)


def test_taken_over_worker_cannot_run_code_in_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touched = tmp_path / "touched"
    attack = pickle.dumps(Payload(touched))
    hello = io.BytesIO()
    send_result(hello, "ready")
    settings = replace(read_settings({"PhotoStorage": "UseDevelopmentStorage=true"}), decoders=3)
    output = f"sys.stdout.buffer.write({hello.getvalue() + attack!r}); sys.stdout.flush()"
    monkeypatch.setattr(worker_process, "WORKER_PROGRAM", f"import sys; {output}; sys.stdin.read()")
    with pytest.raises(BrokenPicture):
        worker_pool.decode(b"bytes", "cat.jpg", settings)
    worker_pool.close_workers()
    assert not touched.exists()
