"""The storage service's times, as in its headers and listings."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from azure.core.pipeline import PipelineResponse

from gallery.model.blobs import LONG_AGO

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {name: f"{number:02}" for number, name in enumerate(_NAMES, 1)}


def parse_time(text: str) -> datetime:
    """Parse RFC 1123, `Sat, 12 Sep 2026 10:11:12 GMT`; strptime takes longer than the rest of a blob."""
    month = MONTHS.get(text[8:11], "")
    return datetime.fromisoformat(f"{text[12:16]}-{month}-{text[5:7]}T{text[17:25]}+00:00")


class ResponseDate:
    """Notes when the last response of a call was sent. Pass it to the SDK as `raw_response_hook`."""

    at = LONG_AGO

    def __call__(self, response: PipelineResponse[Any, Any]) -> None:
        """Note the date of a response; the SDK calls this for each."""
        self.at = max(date_of_response(response.http_response.headers), self.at)


def date_of_response(headers: Mapping[str, str]) -> datetime:
    """Return when the service sent a response, by its own clock; LONG_AGO if the header is missing or invalid."""
    with suppress(ValueError):
        return parse_time(headers.get("Date", ""))
    return LONG_AGO
