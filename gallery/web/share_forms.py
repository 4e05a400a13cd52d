"""Read requests about shares, as forms or JSON."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from gallery.errors import BadRequest
from gallery.library.shares.choices import Choices
from gallery.library.shares.expiry import end_after, end_of
from gallery.library.shares.passwords import MAX_PASSWORD
from gallery.model.shares import MAX_LABEL
from gallery.web.forms import CHOOSE_FEWER, MAX_NAMES_BYTES, is_text, read_document
from gallery.web.request import Request

MAX_BYTES = 10_000
"""Everything but the names of photos."""

MAX_DAYS = 36_500
MAX_FILES = 100_000
MAX_GIGABYTES = 10_000
BYTES_PER_GIGABYTE = 1_000_000_000

NEVER, ON_A_DATE, UNCHANGED = "never", "date", "keep"
"""Values of `days` that aren't numbers."""

SWITCHES = {
    "download": "can_download",
    "location": "keeps_location",
    "add": "can_add",
    "sub_albums": "has_sub_albums",
}
"""Fields of Share by the names of their switches."""

_STATES: Mapping[object, bool] = {True: True, False: False, "yes": True, "no": False}


@dataclass(frozen=True)
class ShareForm:
    """What to share, and how."""

    album: str
    names: list[str]
    """Photos, if it isn't an album."""
    choices: Choices


def new_share_form(request: Request) -> ShareForm:
    """Read `{"album": …}` or `{"names": […]}` with what's chosen. Raises BadRequest."""
    document = read_document(request, MAX_NAMES_BYTES, CHOOSE_FEWER, keeps_empty=True)
    album, names = document.get("album") or "", document.get("names") or []
    if not isinstance(names, list) or not all(is_text(one) for one in [*names, album or "-"]) or (album and names):
        raise BadRequest('Name an album or photos: {"album": "Trips/Rome"} or {"names": ["2026/09/12/IMG_1.jpg"]}.')
    return ShareForm(album, names, _read_choices(document))


def share_changes(request: Request) -> Choices:
    """Read what to change about a share. Raises BadRequest."""
    return _read_choices(read_document(request, MAX_BYTES, keeps_empty=True))


def _read_choices(document: Mapping[str, Any]) -> Choices:
    choices = {field: _read_switch(key, document[key]) for key, field in SWITCHES.items() if key in document}
    if _STATES.get(document.get("seen", False)):
        choices["is_seen"] = True
    for read in (_read_expiry, _read_password, _read_label, _read_limits):
        choices |= read(document)
    return choices


def _read_switch(key: str, value: object) -> bool:
    if not isinstance(value, (bool, str)) or value not in _STATES:
        raise BadRequest("%(key)s must be yes or no.", key=key)
    return _STATES[value]


def _read_expiry(document: Mapping[str, Any]) -> Choices:
    days = document.get("days", ON_A_DATE if "expires" in document else UNCHANGED)
    if days == UNCHANGED:
        return {}
    now = datetime.now(UTC)
    if days == ON_A_DATE:
        expires = _read_time(document.get("expires", ""))
        if expires and expires <= now:
            raise BadRequest("The link would have expired already. Choose a later day.")
        return {"expires": expires}
    if days == NEVER:
        return {"expires": None}
    return {"expires": end_after(int(_read_number("days", days, int, MAX_DAYS)), now)}


def _read_time(value: object) -> datetime | None:
    """Return the time when a link expires: in JSON, null for never. A day without a time is included."""
    if value is None:
        return None
    with suppress(ValueError, OverflowError):
        if isinstance(value, str) and len(value) == len("2026-12-24"):
            return end_of(date.fromisoformat(value))
        if isinstance(value, str):
            time = datetime.fromisoformat(value)
            return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    raise BadRequest("Choose the last day on which the link works, like 2026-12-24.")


def _read_password(document: Mapping[str, Any]) -> Choices:
    """In a form, an empty field changes nothing."""
    if document.get("remove_password") == "yes" or document.get("password", "") is None:
        return {"password": ""}
    password = document.get("password", "")
    if not isinstance(password, str):
        raise BadRequest("The password must be text.")
    if len(password) > MAX_PASSWORD:
        raise BadRequest("The password can have up to %(max_password)s characters.", max_password=MAX_PASSWORD)
    return {"password": password} if password else {}


def _read_label(document: Mapping[str, Any]) -> Choices:
    label = document.get("label")
    if label is None:
        return {}
    if label and not is_text(label):
        raise BadRequest("The label must be text.")
    cleaned = " ".join(str(label).split())
    if len(cleaned) > MAX_LABEL:
        raise BadRequest("The label can have up to %(max_label)s characters.", max_label=MAX_LABEL)
    return {"label": cleaned}


def _read_limits(document: Mapping[str, Any]) -> Choices:
    files, gigabytes = (document.get(key) or None for key in ("files", "gigabytes"))
    limits: dict[str, int] = {}
    if files is not None:
        limits["files"] = int(_read_number("files", files, int, MAX_FILES))
    if gigabytes is not None:
        size = _read_number("gigabytes", gigabytes, float, MAX_GIGABYTES)
        limits["bytes"] = max(1, round(size * BYTES_PER_GIGABYTE))
    return limits


def _read_number(key: str, value: object, parse: Callable[[Any], float], most: int) -> float:
    """Return a number above 0, up to `most`."""
    number = 0.0
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        with suppress(ValueError, OverflowError):
            number = parse(value)
    if not 0 < number <= most:
        raise BadRequest("%(key)s must be a number above 0, up to %(most)s.", key=key, most=f"{most:,}")
    return number
