"""Messages between the app and its workers: JSON and raw bytes, because reading a pickle can run code.

A worker decodes hostile pictures. One that has been taken over can send nothing but data, and what isn't a valid result
counts as a crash.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import IO, Any, Literal, Union, get_args, get_origin, get_type_hints

from gallery import errors
from gallery.errors import GalleryError
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.pictures.exif import Exif
from gallery.pictures.formats import FORMATS, PictureFormat
from gallery.pictures.head import Head, Missing
from gallery.pictures.picture import Picture
from gallery.pictures.source import PartRequest
from gallery.translations import Text

MAX_TEXT_BYTES = 1_000_000
MAX_MESSAGE, MAX_PLACEHOLDERS = 20_000, 8
"""Of an error: characters of the message and its values in JSON, and placeholders. So it can't grow over 2 MB."""

MAX_PART_BYTES = 256_000_000
"""More than the largest upload, which goes to the worker in one part."""

MAX_PARTS = 8
"""A result has a part for each preview."""

_LENGTH = struct.Struct(">I")
_RESULTS: dict[str, Any] = {
    "Picture": Picture,
    "Head": Head,
    "Missing": Missing,
    "PartRequest": PartRequest,
    "Exif": Exif,
    "bytes": bytes,
    "EmbeddedFacts": EmbeddedFacts,
    "str": str,
    "NoneType": NoneType,
}
_FORMATS = {one.name: one for one in FORMATS}


class InvalidMessage(Exception):
    """The other side doesn't follow the protocol."""


def send(pipe: IO[bytes], value: Any, parts: Sequence[bytes] = ()) -> None:
    """Write a value that JSON can express, and the bytes that go with it."""
    text = json.dumps([value, [len(part) for part in parts]]).encode()
    for piece in (_LENGTH.pack(len(text)), text, *parts):
        pipe.write(piece)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[Any, list[bytes]]:
    """Read what send() wrote. Raises EOFError at the end, and InvalidMessage."""
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size))
    if length > MAX_TEXT_BYTES:
        raise InvalidMessage
    value, lengths = json.loads(_read(pipe, length))
    if len(lengths) > MAX_PARTS or not all(type(one) is int and 0 <= one <= MAX_PART_BYTES for one in lengths):
        raise InvalidMessage
    return value, [_read(pipe, one) for one in lengths]


def send_result(pipe: IO[bytes], result: Any) -> None:
    """Write what a job returned, or a GalleryError."""
    parts: list[bytes] = []
    value = _encode(result.text if isinstance(result, GalleryError) else result, parts)
    send(pipe, [type(result).__name__, value], parts)


def receive_result(pipe: IO[bytes]) -> Any:
    """Read what send_result() wrote. Raises EOFError and InvalidMessage."""
    (name, value), parts = receive(pipe)
    if name in _RESULTS:
        return _decode(_RESULTS[name], value, parts)
    error = getattr(errors, str(name), None)
    if isinstance(error, type) and issubclass(error, GalleryError):
        return error(_decode_message(value))
    raise InvalidMessage


def _read(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _encode(value: Any, parts: list[bytes]) -> Any:
    if isinstance(value, PictureFormat):
        return value.name
    if is_dataclass(value):
        return {field.name: _encode(getattr(value, field.name), parts) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _encode(one, parts) for key, one in value.items()}
    if isinstance(value, bytes):
        parts.append(value)
        return len(parts) - 1
    return value


def _decode(kind: Any, value: Any, parts: list[bytes]) -> Any:
    """Return the value as `kind`, a type as in a dataclass. Raises InvalidMessage if it isn't one."""
    if get_origin(kind) in {Union, UnionType}:
        kind = NoneType if value is None else next(one for one in get_args(kind) if one is not NoneType)
    if kind is PictureFormat and value in _FORMATS:
        return _FORMATS[value]
    if kind is bytes and type(value) is int and 0 <= value < len(parts):
        return parts[value]
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(value, dict):
        return kind(**{name: _decode(one, value.get(name), parts) for name, one in _hints(kind).items()})
    if get_origin(kind) in {dict, tuple}:
        return _decode_collection(kind, value, parts)
    if get_origin(kind) is Literal and value in get_args(kind):
        return value
    if kind in {bool, int, float, str, NoneType} and (type(value) is kind or (kind is float and type(value) is int)):
        return value
    raise InvalidMessage


def _decode_message(value: Any) -> Text:
    """Return the message of an error. Texts among its values have no texts among theirs."""
    text, values = _read_text(value)
    return Text(text, {name: _decode_part(one) for name, one in values.items()})


def _decode_part(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    text, values = _read_text(value)
    if any(isinstance(one, dict | list) for one in values.values()):
        raise InvalidMessage
    return Text(text, values)


def _read_text(value: Any) -> tuple[str, dict[str, Any]]:
    english, values = (value.get("english"), value.get("values")) if isinstance(value, dict) else (None, None)
    if not isinstance(english, str) or not isinstance(values, dict) or len(json.dumps(value)) > MAX_MESSAGE:
        raise InvalidMessage
    if english.count("%(") > MAX_PLACEHOLDERS:
        raise InvalidMessage
    return english, values


def _decode_collection(kind: Any, value: Any, parts: list[bytes]) -> Any:
    first, second = get_args(kind)
    if get_origin(kind) is dict and isinstance(value, dict):
        return {first(key): _decode(second, one, parts) for key, one in value.items()}
    if second is Ellipsis and isinstance(value, list):
        return tuple(_decode(first, one, parts) for one in value)
    raise InvalidMessage


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
