"""The storage service's clock, as far as the dates of its responses show it."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

Wait = Callable[[timedelta], None]


def wait_for_service(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Return a function that moves the clock."""
    send = HTTPAdapter.send

    def move_clock(period: timedelta) -> None:
        def send_later(*arguments: Any, **named: Any) -> requests.Response:
            response = send(*arguments, **named)
            date = parsedate_to_datetime(response.headers["Date"]) + period
            response.headers["Date"] = format_datetime(date, usegmt=True)
            return response

        monkeypatch.setattr(HTTPAdapter, "send", send_later)

    return move_clock
